package sim

import "math"

// Agreement on goals moves toward what this dyad tends to, faster in a session in
// which the goals are reviewed:
//
//	ΔG = Strength · r · (G* − G),   r = R/(1 + R),   R = Rate · (1 + Review·[goal review])
//	G* = logistic(Level + Competence·c + Flexibility·f + Expectation·x + Chemistry·ξ + Fitting·(1 − 2⁻ⁿ))
//
// with the therapist's competence c and flexibility f, the patient's expectations x
// and what no trait explains in this dyad, ξ (all SD), and n the number of sessions
// with this therapist, this one among them, in which the goals were reviewed. Before
// treatment G = logistic(Start + Expectation·x + First·Chemistry·ξ), with First of
// [BondGrowth].
//
// A goal review also adds Strength · toward(G, Renewed), since the goals are fitted
// anew to what the patient wants now. Goals that have been fitted stay shared: the
// first review lifts where agreement settles by half of Fitting, each further one by
// half as much as the one before. Agreement on goals and hope together carry the
// effort between sessions ([Effort]).
type GoalAgreement struct {
	Strength    float64
	Start       float64
	Rate        float64
	Level       float64
	Competence  float64
	Flexibility float64
	Expectation float64
	Chemistry   float64
	Review      float64
	Renewed     float64
	Fitting     float64
}

// Initial is the agreement at the start for a first impression (SD).
func (g *GoalAgreement) Initial(p *Patient, first float64) float64 {
	return logistic(g.Start + g.Expectation*p.Expectations + g.Chemistry*first)
}

// Tendency is G*, for chemistry xi (SD) and n reviews.
func (g *GoalAgreement) Tendency(p *Patient, t *Therapist, xi float64, n int) float64 {
	return logistic(g.Level + g.Competence*t.Competence + g.Flexibility*t.Flexibility +
		g.Expectation*p.Expectations + g.Chemistry*xi + g.Fitting*(1-math.Ldexp(1, -n)))
}

// Change is ΔG over a session.
func (g *GoalAgreement) Change(d *Dyad, moves Move) float64 {
	rate := g.Rate
	if moves&GoalReview != 0 {
		rate *= 1 + g.Review
	}
	return g.Strength * share(rate) * (d.tend.goals - d.Goals)
}

// Reviewed is what a goal review adds beyond the pace, Strength · toward(G, Renewed).
func (g *GoalAgreement) Reviewed(d *Dyad, moves Move) float64 {
	if moves&GoalReview == 0 {
		return 0
	}
	return g.Strength * toward(d.Goals, g.Renewed)
}

var byGoals = &Cause{
	Name: "goals",
	Up:   "they came closer on what the treatment is for",
	Down: "they drifted apart on what the treatment is for",
}

func (g *GoalAgreement) describe() Mechanism {
	return Mechanism{
		Title: "Agreement on goals", File: "goals.go",
		Meaning: "Patient and therapist come to want the same things. Agreement moves toward the level that competence, flexibility, expectations and chemistry allow, sooner where goals are reviewed together, and goals that have been fitted stay shared.",
		Switch:  []string{"goals.strength"},
		Stays:   []string{"goals.start", "goals.expectation", "goals.chemistry"},
		Enters:  []*Cause{byGoals},
		Rests:   "bordin1979",
		Params: []Param{
			{"goals.strength", &g.Strength, "factor", 0, 1, Assumed, "", "0 switches the growth of goal agreement off", nil},
			{"goals.start", &g.Start, "log-odds", -3, 3, Assumed, "", "agreement before the first session", nil},
			{"goals.rate", &g.Rate, "per session", 0, 3, Assumed, "", "pace toward what the dyad tends to; r = rate / (1 + rate)", nil},
			{"goals.level", &g.Level, "log-odds", -3, 4, Assumed, "", "agreement to which an average dyad tends", nil},
			{"goals.competence", &g.Competence, "log-odds per SD", 0, 1, Assumed, "", "agreement by the therapist's competence", nil},
			{"goals.flexibility", &g.Flexibility, "log-odds per SD", 0, 1, Assumed, "", "agreement by the therapist's flexibility", nil},
			{"goals.expectation", &g.Expectation, "log-odds per SD", 0, 1, Calibrated, "P07", "agreement by the patient's expectations", nil},
			{"goals.chemistry", &g.Chemistry, "log-odds per SD", 0, 2, Calibrated, "A09 P07", "differences between dyads that no trait explains", nil},
			{"goals.review", &g.Review, "factor", 0, 5, Assumed, "", "how much a goal review quickens agreement", nil},
			{"goals.renewed", &g.Renewed, "drive", 0, 1, Assumed, "", "agreement that a goal review adds by fitting the goals anew", nil},
			{"goals.fitting", &g.Fitting, "log-odds", 0, 6, Assumed, "P07 tryon2018", "how much more agreement many reviews make last; the first gives half of it", nil},
		},
	}
}
