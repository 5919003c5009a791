package sim

// Exploration: what has been shown is explored where the bond carries it, and when the
// patient is not overwhelmed; that, not comfort, changes symptoms:
//
//	X = V · Y⁴/(Y⁴ + Safe⁴) · (1 + b(Openness·o)) · (1 − logistic(Arousal·(L − Threshold)))
//	Y = B · (1 − I)
//	drive on severity = −Strength · Symptoms · w · X · time · dose
//
// V is the vulnerability shown ([Trust]), B the bond, I the intensity of an open
// rupture, o the patient's openness to experience, L life stress (both SD),
// b(y) = y / (1 + |y|), w the weight of exploration in the approach ([Approach]), time
// the share of the session that the therapist's moves leave ([Practice]), and dose that
// of work ([Frequency]). X is below 1 for a patient of average openness, and below 2 for
// any.
type Exploration struct {
	Strength  float64
	Symptoms  float64
	Arousal   float64
	Threshold float64
	Openness  float64
	Safe      float64
}

// Depth is X, 0 to 2, where the vulnerability shown is v.
func (x *Exploration) Depth(d *Dyad, v float64) float64 {
	y, safe := d.Bond*(1-d.Rupture.Intensity), x.Safe*x.Safe
	y *= y
	return v * (y * y / (y*y + safe*safe)) * d.tend.open * (1 - logistic(x.Arousal*(d.Stress-x.Threshold)))
}

// Open is 1 + b(Openness·o), above 0 and below 2.
func (x *Exploration) Open(p *Patient) float64 { return 1 + bounded(x.Openness*p.Openness) }

// OnSeverity is the drive on severity per dose, 0 or less, for weight w.
func (x *Exploration) OnSeverity(d *Dyad, w float64) float64 {
	return -x.Strength * x.Symptoms * w * d.Work.Exploration
}

var byExploration = &Cause{Name: "exploration", Better: "painful feelings were explored"}

func (x *Exploration) describe() Mechanism {
	return Mechanism{
		Title: "Exploring painful feelings", File: "exploration.go",
		Meaning: "Where the bond carries it, painful emotions can be explored, and exploring them changes symptoms. More in psychodynamic therapy.",
		Switch:  []string{"exploration.strength"},
		Enters:  []*Cause{byExploration},
		Params: []Param{
			{"exploration.strength", &x.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of exploration off", nil},
			{"exploration.symptoms", &x.Symptoms, "drive", 0, 1, Assumed, "O14 O12", "what exploration at full depth takes from severity in a week; set by hand so that what a bond makes possible can be seen", nil},
			{"exploration.arousal", &x.Arousal, "log-odds per SD", 0, 4, Assumed, "", "how sharply stress closes exploration; 0: half of it is closed, whatever the stress", nil},
			{"exploration.threshold", &x.Threshold, "SD", -2, 4, Assumed, "", "life stress at which half of the exploration is closed", nil},
			{"exploration.safe", &x.Safe, "proportion", 0.01, 1, Assumed, "", "bond at which half of what could be explored is", nil},
			{"exploration.openness", &x.Openness, "per SD", 0, 1, Assumed, "bucher2019", "patients open to experience explore more deeply", nil},
		},
	}
}
