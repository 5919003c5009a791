package sim

// Technique is the specific work of the approach. It rests on agreement on
// tasks, and a strong alliance partly makes up for a weak method:
//
//	drive on severity = −Strength · Symptoms · w · C⁺ · K · time · (1 + sharpening) · dose
//	C⁺ = C + Compensation · A · (1 − C),   C = logistic(Skill·c)
//
// c is technical competence (SD), K agreement on tasks, A the alliance, w the
// weight of technique in the approach, time the share of the session left by
// the therapist's other moves, (1 + Push) times as much when technique is
// pushed, sharpening what progress feedback adds ([ProgressFeedback]).
type Technique struct {
	Strength     float64
	Symptoms     float64
	Skill        float64
	Compensation float64
	Push         float64
}

// Competence is C, above 0 and below 1.
func (t *Technique) Competence(x *Therapist) float64 { return logistic(t.Skill * x.Competence) }

// OnSeverity is the drive on severity per dose, 0 or less, for weight w.
func (t *Technique) OnSeverity(d *Dyad, w float64) float64 {
	c := d.tend.competence
	c += t.Compensation * d.Alliance() * (1 - c)
	return -t.Strength * t.Symptoms * w * c * d.Tasks * d.Work.Technique * (1 + d.Work.Feedback)
}

var byTechnique = &Cause{Name: "technique", Better: "technique worked"}

func (t *Technique) describe() Mechanism {
	return Mechanism{
		Title: "Technique", File: "technique.go",
		Meaning: "The method works on symptoms, by competence, by the time spent on it and by agreement on tasks; a strong alliance partly makes up for a weak method. More in CBT.",
		Switch:  []string{"technique.strength"},
		Enters:  []*Cause{byTechnique},
		Params: []Param{
			{"technique.strength", &t.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of technique off", nil},
			{"technique.symptoms", &t.Symptoms, "drive", 0, 1, Calibrated, "O01 O14", "relief by technique at its fullest in a week", nil},
			{"technique.skill", &t.Skill, "log-odds per SD", 0, 2, Assumed, "", "competence counts", nil},
			{"technique.compensation", &t.Compensation, "proportion", 0, 1, Assumed, "", "share of missing competence that a full alliance makes up for", nil},
			{"technique.push", &t.Push, "factor", 0, 2, Assumed, "", "how much more technique a session holds when it is pushed", nil},
		},
	}
}
