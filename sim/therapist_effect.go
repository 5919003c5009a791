package sim

// TherapistEffect is what a therapist's patients have in common beyond the named
// traits:
//
//	drive on severity = −Symptoms · t · dose
//
// with t the therapist's own effect (SD).
type TherapistEffect struct {
	Symptoms float64
}

// OnSeverity is the drive on severity per dose; below 0 for an effective therapist.
func (e *TherapistEffect) OnSeverity(d *Dyad) float64 {
	return -e.Symptoms * d.Therapist.Effect
}

var byTherapist = &Cause{
	Name:   "therapist",
	Worse:  "patients of this therapist fare a little worse",
	Better: "patients of this therapist fare a little better",
}

func (e *TherapistEffect) describe() Mechanism {
	return Mechanism{
		Title: "The therapist's own effect", File: "therapist_effect.go",
		Meaning: "Some therapists' patients fare better than the therapists' traits explain.",
		Switch:  []string{"therapist.symptoms"},
		Enters:  []*Cause{byTherapist},
		Params: []Param{
			{"therapist.symptoms", &e.Symptoms, "drive per SD", 0, 0.5, Calibrated, "T01", "differences between therapists in symptom change that their named traits do not explain; 0 switches these off", nil},
		},
	}
}
