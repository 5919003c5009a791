package sim

import "math"

// Technique is the specific work of the approach. It rests on agreement on tasks: without
// any it does nothing, and the first agreement counts most:
//
//	drive on severity = −Strength · Symptoms · w · C · √K · time · (1 + sharpening) · dose
//	C = logistic(Level + Skill·c)
//
// c is technical competence (SD), K agreement on tasks, w the weight of technique in the
// approach, time the share of the session left by the therapist's other moves, (1 + Push)
// times as much when technique is pushed, sharpening what progress feedback adds
// ([ProgressFeedback]), and dose that of work ([Frequency]). Level is the competence of
// an average therapist. What a method lacks, a strong alliance makes up for in part, by
// an effect of its own ([Reciprocal]).
type Technique struct {
	Strength float64
	Symptoms float64
	Level    float64
	Skill    float64
	Push     float64
}

// Competence is C, above 0 and below 1.
func (t *Technique) Competence(x *Therapist) float64 {
	return logistic(t.Level + t.Skill*x.Competence)
}

// OnSeverity is the drive on severity per dose, 0 or less, for weight w.
func (t *Technique) OnSeverity(d *Dyad, w float64) float64 {
	agreed := math.Sqrt(max(0, d.Tasks)) // rounding may leave tasks a little below 0
	return -t.Strength * t.Symptoms * w * d.tend.competence * agreed * d.Work.Technique * (1 + d.Work.Feedback)
}

var byTechnique = &Cause{Name: "technique", Better: "technique worked"}

func (t *Technique) describe() Mechanism {
	return Mechanism{
		Title: "Technique", File: "technique.go",
		Meaning: "The method works on symptoms, by competence, by the time spent on it and by agreement on tasks. More in CBT.",
		Switch:  []string{"technique.strength"},
		Stays:   []string{"technique.level", "technique.skill"},
		Enters:  []*Cause{byTechnique},
		Params: []Param{
			{"technique.strength", &t.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of technique off; competence still says how much the relationship counts (reciprocal.compensation)", nil},
			{"technique.symptoms", &t.Symptoms, "drive", 0, 1, Assumed, "O01 O14 webb2010", "relief by technique at its fullest in a week; set by hand so that the method can be seen beside the relationship", nil},
			{"technique.level", &t.Level, "log-odds", -3, 3, Assumed, "", "competence of an average therapist", nil},
			{"technique.skill", &t.Skill, "log-odds per SD", 0, 3, Assumed, "webb2010", "competence counts", nil},
			{"technique.push", &t.Push, "factor", 0, 2, Assumed, "", "how much more technique a session holds when it is pushed", nil},
		},
	}
}
