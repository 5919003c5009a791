package sim

// Condition is something that a therapist could see before a session.
type Condition uint8

const (
	Always Condition = iota
	AllianceDrop
	LowAlliance
	NoProgress
	MissedSession
)

// ConditionNames are the words by which studies name the conditions, in order.
var ConditionNames = []string{"always", "alliance_drop", "low_alliance", "no_progress", "missed_session"}

// ConditionWords say the same in a sentence about a session.
var ConditionWords = []string{"always", "the patient's alliance score has dropped", "the patient's alliance score is low",
	"PHQ-9 shows no progress", "the patient missed the session before"}

// Conditions are what a therapist can see before a session, by the scores last
// answered, and may tie a move to:
//
//	alliance_drop:  the patient's WAI-SR fell by more than Drop from the one before
//	low_alliance:   the patient's WAI-SR is below Low
//	no_progress:    from session Since on, the PHQ-9 has fallen by less than Expected since intake
//	missed_session: the patient missed the planned session before this one
type Conditions struct {
	Drop     float64
	Low      float64
	Since    float64
	Expected float64
}

// Holds says whether the condition holds before the session to come.
func (x *Conditions) Holds(c Condition, d *Dyad) bool {
	s := &d.Seen
	switch c {
	case AllianceDrop:
		return s.WAIBefore > 0 && s.WAIBefore-s.WAI > x.Drop+rounding
	case LowAlliance:
		return s.WAI > 0 && s.WAI < x.Low
	case NoProgress:
		return float64(d.Session+1) >= x.Since && float64(s.PHQ9Intake-s.PHQ9) < x.Expected
	case MissedSession:
		return s.Missed > 0
	}
	return true
}

func (x *Conditions) describe() Mechanism {
	return Mechanism{
		Title: "What a therapist can see", File: "action.go",
		Meaning: "Studies can tie a move to what the scores show: a fall of the alliance, a low alliance, no progress, a missed session.",
		Params: []Param{
			{"conditions.drop", &x.Drop, "item mean", 0, 4, Assumed, "", "alliance_drop: fall of the patient-rated alliance beyond which it holds", nil},
			{"conditions.low", &x.Low, "item mean", 1, 5, Assumed, "", "low_alliance: patient-rated alliance below which it holds", nil},
			{"conditions.since", &x.Since, "session", 1, 50, Assumed, "", "no_progress: first session before which it may hold", nil},
			{"conditions.expected", &x.Expected, "points", 0, 27, Assumed, "", "no_progress: fall of the PHQ-9 since intake below which it holds", nil},
		},
	}
}
