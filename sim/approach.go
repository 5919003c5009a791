package sim

// Weights say how much each way of working counts in an approach. A weight of 1
// is that of an average psychotherapy; the mechanisms hold the sizes.
type Weights struct {
	Technique    float64
	Relationship float64
	Exploration  float64
	Effort       float64
	Rupture      float64 // log-odds added to the risk of rupture
}

// Approach: in CBT the alliance is the foundation for technique; in
// psychodynamic therapy it is an instrument, worked with directly. The same
// mechanisms are at work in both, in other weights.
type Approach struct {
	CBTShare      float64
	CBT           Weights
	Psychodynamic Weights
}

// Of is the approach of a therapist.
func (a *Approach) Of(t *Therapist) *Weights {
	if t.CBT {
		return &a.CBT
	}
	return &a.Psychodynamic
}

// ApproachName is the label of a therapist's approach.
func (t *Therapist) ApproachName() string {
	if t.CBT {
		return "cbt"
	}
	return "psychodynamic"
}

func (a *Approach) describe() Mechanism {
	c, p := &a.CBT, &a.Psychodynamic
	return Mechanism{
		Title: "Approach", File: "approach.go",
		Meaning: "CBT and psychodynamic therapy weigh the same mechanisms differently.",
		Shapes:  []*Cause{byTechnique, byRelationship, byExploration, byEffort, byRupture},
		Params: []Param{
			{"approach.cbt_share", &a.CBTShare, "proportion", 0, 1, Assumed, "", "share of therapists who work in CBT; the others work psychodynamically", nil},
			{"approach.cbt.technique", &c.Technique, "weight", 0, 3, Assumed, "", "weight of technique in CBT", nil},
			{"approach.cbt.relationship", &c.Relationship, "weight", 0, 3, Assumed, "A05", "weight of the relationship in CBT", nil},
			{"approach.cbt.exploration", &c.Exploration, "weight", 0, 3, Assumed, "", "weight of emotional exploration in CBT", nil},
			{"approach.cbt.effort", &c.Effort, "weight", 0, 3, Assumed, "", "weight of work between sessions in CBT", nil},
			{"approach.cbt.rupture", &c.Rupture, "log-odds", -3, 3, Assumed, "R04", "risk of rupture in CBT", nil},
			{"approach.psychodynamic.technique", &p.Technique, "weight", 0, 3, Assumed, "", "weight of technique in psychodynamic therapy", nil},
			{"approach.psychodynamic.relationship", &p.Relationship, "weight", 0, 3, Assumed, "O12", "weight of the relationship in psychodynamic therapy", nil},
			{"approach.psychodynamic.exploration", &p.Exploration, "weight", 0, 3, Assumed, "O12", "weight of emotional exploration in psychodynamic therapy", nil},
			{"approach.psychodynamic.effort", &p.Effort, "weight", 0, 3, Assumed, "", "weight of work between sessions in psychodynamic therapy", nil},
			{"approach.psychodynamic.rupture", &p.Rupture, "log-odds", -3, 3, Assumed, "R04", "risk of rupture in psychodynamic therapy", nil},
		},
	}
}
