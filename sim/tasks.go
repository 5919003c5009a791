package sim

// Agreement on tasks moves toward what this dyad tends to; it follows agreement
// on goals, and explaining the treatment quickens it:
//
//	ΔK = Strength · r · (K* − K),   r = R/(1 + R),   R = Rate · (1 + Explain·[explains])
//	K₀ = logistic(Level + Competence·c + Chemistry·ξ)
//	K* = K₀ + Goals · (G − ½) · K₀ · (1 − K₀)
//
// K* stays within (0,1) for Goals up to 2. G is agreement on goals, c the
// therapist's competence and ξ what no trait explains in this dyad (SD). Before
// treatment K = logistic(Start + First·Chemistry·ξ), with First of [BondGrowth]. A
// mismatch of styles lowers K₀; what it takes enters the ledger as match ([Match]).
type TaskAgreement struct {
	Strength   float64
	Start      float64
	Rate       float64
	Level      float64
	Competence float64
	Goals      float64
	Chemistry  float64
	Explain    float64
}

// Initial is the agreement at the start for a first impression (SD).
func (k *TaskAgreement) Initial(first float64) float64 { return logistic(k.Start + k.Chemistry*first) }

// Tendency is the log-odds of K₀ for chemistry xi (SD).
func (k *TaskAgreement) Tendency(t *Therapist, xi float64) float64 {
	return k.Level + k.Competence*t.Competence + k.Chemistry*xi
}

// rate is r, the share of the way that a session goes.
func (k *TaskAgreement) rate(moves Move) float64 {
	rate := k.Rate
	if moves&ExplainTreatment != 0 {
		rate *= 1 + k.Explain
	}
	return k.Strength * share(rate)
}

// Change is ΔK over a session for a dyad without mismatch.
func (k *TaskAgreement) Change(d *Dyad, moves Move) float64 {
	return k.rate(moves) * (k.target(d, d.tend.tasksMatched) - d.Tasks)
}

// target is K* where K₀ is k0.
func (k *TaskAgreement) target(d *Dyad, k0 float64) float64 {
	return k0 + k.Goals*(d.Goals-0.5)*k0*(1-k0)
}

var byTasks = &Cause{Name: "tasks", Up: "they came closer on how to work", Down: "they drifted apart on how to work"}

func (k *TaskAgreement) describe() Mechanism {
	return Mechanism{
		Title: "Agreement on tasks", File: "tasks.go",
		Meaning: "Both come to see the same way of working as sensible. It follows agreement on goals and competence; explaining the treatment quickens it.",
		Switch:  []string{"tasks.strength"},
		Stays:   []string{"tasks.start", "tasks.chemistry"},
		Enters:  []*Cause{byTasks},
		Rests:   "bordin1979",
		Params: []Param{
			{"tasks.strength", &k.Strength, "factor", 0, 1, Assumed, "", "0 switches the growth of task agreement off", nil},
			{"tasks.start", &k.Start, "log-odds", -3, 3, Assumed, "", "agreement before the first session", nil},
			{"tasks.rate", &k.Rate, "per session", 0, 3, Assumed, "", "pace toward what the dyad tends to; r = rate / (1 + rate)", nil},
			{"tasks.level", &k.Level, "log-odds", -3, 4, Assumed, "", "agreement to which an average dyad tends", nil},
			{"tasks.competence", &k.Competence, "log-odds per SD", 0, 1, Assumed, "", "agreement by the therapist's competence", nil},
			{"tasks.goals", &k.Goals, "factor", 0, 2, Assumed, "", "agreement on tasks follows agreement on goals", nil},
			{"tasks.chemistry", &k.Chemistry, "log-odds per SD", 0, 2, Calibrated, "A09 P08", "differences between dyads that no trait explains", nil},
			{"tasks.explain", &k.Explain, "factor", 0, 5, Assumed, "", "how much explaining the treatment quickens agreement", nil},
		},
	}
}
