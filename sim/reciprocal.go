package sim

// Reciprocal is the coupling of alliance and symptoms within a patient, in both
// directions, each with a strength of the patient's own (κ, typically 1).
//
// Symptoms move the next alliance: relief since intake lifts it, worsening
// lowers it,
//
//	drive on bond, tasks and goals = Symptoms · κ · (S₀ − S) / 27
//
// and the alliance moves the next symptoms: above the reference it lowers them,
// below it raises them,
//
//	drive on severity = −Alliance · w · κ · (A − Reference) · dose
//
// with w the weight of the relationship in the approach ([Approach]).
type Reciprocal struct {
	Symptoms  float64
	Alliance  float64
	Reference float64
}

// OnAlliance is the drive on each facet of the alliance.
func (r *Reciprocal) OnAlliance(d *Dyad) float64 {
	return r.Symptoms * d.Patient.SymptomsToAlliance * (d.Patient.IntakeSeverity - d.Severity) / PHQ9Max
}

// OnSeverity is the drive on severity per dose, for weight w.
func (r *Reciprocal) OnSeverity(d *Dyad, w float64) float64 {
	return -r.Alliance * w * d.Patient.AllianceToSymptoms * (d.Alliance() - r.Reference)
}

var bySymptoms = &Cause{
	Name:    "symptoms",
	Title:   "Symptoms act on the alliance",
	Meaning: "Relief since intake lifts the next alliance, worsening lowers it. How strongly is the patient's own.",
	Up:      "feeling better than at intake lifted the alliance",
	Down:    "feeling worse than at intake weighed on the alliance",
}
var byRelationship = &Cause{
	Name:    "relationship",
	Title:   "The alliance acts on symptoms",
	Meaning: "A good alliance lowers the next symptoms, a poor one raises them. How strongly is the patient's own, and more in psychodynamic therapy.",
	Worse:   "a weak alliance raised symptoms",
	Better:  "a good alliance eased symptoms",
}

func (r *Reciprocal) describe() Mechanism {
	return Mechanism{
		Title: "Alliance and symptoms", File: "reciprocal.go",
		Meaning: "Relief lifts the alliance, and a good alliance eases symptoms; how strongly is the patient's own.",
		Switch:  []string{"reciprocal.symptoms", "reciprocal.alliance"},
		Enters:  []*Cause{bySymptoms, byRelationship},
		Rests:   "zilchamano2017",
		Params: []Param{
			{"reciprocal.symptoms", &r.Symptoms, "drive", 0, 3, Calibrated, "W01b", "effect of relief since intake on the next alliance; 0 switches it off", nil},
			{"reciprocal.alliance", &r.Alliance, "drive", 0, 2, Calibrated, "W01a A01 A05", "effect of the alliance on the next symptoms; 0 switches it off", nil},
			{"reciprocal.reference", &r.Reference, "proportion", 0, 1, Assumed, "", "alliance that neither lowers nor raises symptoms", nil},
		},
	}
}
