package sim

// ProgressFeedback: a session that looks at progress and alliance scores sharpens the
// work, most where they show trouble, and points the therapist to ruptures
// ([Recognition]). In such a session
//
//	sharpening of technique = Strength · (Sharpen + Trouble·[scores show trouble])
//
// Trouble is what a therapist can see: from session Since on a fall of less than
// Expected points of PHQ-9 since intake, a patient-rated alliance below Low, or
// one that fell by more than Drop from the last answer but one to the last. Where
// it shows, the session also adapts the work to it: drive on tasks = Strength · Adapt.
type ProgressFeedback struct {
	Strength float64
	Sharpen  float64
	Trouble  float64
	Adapt    float64
	Since    float64
	Expected float64
	Low      float64
	Drop     float64
}

// ShowsTrouble says whether the scores before this session show trouble.
func (f *ProgressFeedback) ShowsTrouble(d *Dyad) bool {
	s := &d.Seen
	return float64(d.Session) >= f.Since && float64(s.PHQ9Intake-s.PHQ9) < f.Expected ||
		s.WAI > 0 && s.WAI < f.Low ||
		s.WAIBefore > 0 && s.WAIBefore-s.WAI > f.Drop+rounding
}

// Sharpening is the gain of technique in this session, 0 or more.
func (f *ProgressFeedback) Sharpening(moves Move, trouble bool) float64 {
	if moves&Feedback == 0 {
		return 0
	}
	if trouble {
		return f.Strength * (f.Sharpen + f.Trouble)
	}
	return f.Strength * f.Sharpen
}

// OnTasks is the drive on agreement on tasks.
func (f *ProgressFeedback) OnTasks(moves Move, trouble bool) float64 {
	if moves&Feedback == 0 || !trouble {
		return 0
	}
	return f.Strength * f.Adapt
}

func (f *ProgressFeedback) describe() Mechanism {
	return Mechanism{
		Title: "Progress feedback", File: "feedback.go",
		Meaning: "Looking at the scores together sharpens the work, most where they show trouble, and then the work is adapted to it.",
		Switch:  []string{"feedback.strength"},
		Stays:   []string{"feedback.since", "feedback.expected", "feedback.low", "feedback.drop"},
		Shapes:  []*Cause{byMoves, byTechnique},
		Params: []Param{
			{"feedback.strength", &f.Strength, "factor", 0, 2, Assumed, "", "0: looking at scores neither sharpens nor adapts the work; it still takes time and points to ruptures (practice.cost, recognition.feedback)", nil},
			{"feedback.sharpen", &f.Sharpen, "factor", 0, 1, Assumed, "", "sharpening of technique by any feedback", nil},
			{"feedback.trouble", &f.Trouble, "factor", 0, 12, Calibrated, "I01", "further sharpening where scores show trouble", nil},
			{"feedback.adapt", &f.Adapt, "drive", 0, 1, Assumed, "", "the work is adapted where scores show trouble", nil},
			{"feedback.since", &f.Since, "session", 1, 50, Assumed, "", "first session in which progress may be in doubt", nil},
			{"feedback.expected", &f.Expected, "points", 0, 10, Assumed, "", "fall of the PHQ-9 since intake below which progress is in doubt", nil},
			{"feedback.low", &f.Low, "item mean", 1, 5, Assumed, "", "patient-rated alliance below which it is in doubt", nil},
			{"feedback.drop", &f.Drop, "item mean", 0, 4, Assumed, "", "fall of the patient-rated alliance from the last answer but one to the last, beyond which it is in doubt", nil},
		},
	}
}
