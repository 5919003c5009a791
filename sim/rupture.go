package sim

import "math"

// RuptureRisk is the chance that a rupture begins, or that an open one deepens,
// in a session:
//
//	P = Strength · F · logistic(Base + Mismatch·M + Stress·L + Strain·τ + Alliance·(½ − A)
//	                            − Trust·(T − ½) − Skill·s + Anxiety·x + Approach + Moves)
//	F = m² / (m² + Forming²)
//
// An alliance that has not formed cannot rupture: m is the number of sessions with this
// therapist, this one included, and F the share of an alliance that is there to be
// ruptured. Ruptures are rarer where trust T is high and where the therapist is skilled
// in repair (s, SD).
// M is the mismatch ([Match]), L life stress (SD), τ the strain of a transition that
// is felt ([Transition]), A the alliance, x attachment anxiety (SD), Approach what
// the therapist's approach adds ([Approach]) and Moves what the session's moves add
// ([Practice]).
// Ruptures are many and mostly small: with u uniform,
//
//	I = 1 − (1 − u)^(1/Smallness)
//
// A rupture is a withdrawal or a confrontation. Agreeable patients confront less often,
// anxiously attached ones more often (a and x in SD):
//
//	P(confrontation) = logistic(Confrontation − Agreeable·a + Anxious·x)
type RuptureRisk struct {
	Strength      float64
	Base          float64
	Mismatch      float64
	Stress        float64
	Strain        float64
	Alliance      float64
	Anxiety       float64
	Trust         float64
	Skill         float64
	Forming       float64
	Smallness     float64
	Confrontation float64
	Agreeable     float64
	Anxious       float64
}

// constant is the part of the log-odds that stays the same while a dyad lasts.
func (r *RuptureRisk) constant(p *Patient, t *Therapist, mismatch, approach float64) float64 {
	return r.Base - r.Skill*t.RepairSkill + r.Mismatch*mismatch + r.Anxiety*p.AttachmentAnxiety + approach
}

// Probability is P, for further log-odds extra of the session's moves.
func (r *RuptureRisk) Probability(d *Dyad, extra float64) Probability {
	met := float64(d.Met * d.Met)
	return Probability{r.Strength * met / (met + r.Forming*r.Forming), d.tend.rupture + r.Stress*d.Stress + r.Strain*d.Strain +
		r.Alliance*(0.5-d.Alliance()) - r.Trust*(d.Trust-0.5) + extra}
}

// Confronts is P(confrontation).
func (r *RuptureRisk) Confronts(p *Patient) Probability {
	return Probability{1, r.Confrontation - r.Agreeable*p.Agreeableness + r.Anxious*p.AttachmentAnxiety}
}

// Intensity is I, above 0 and below 1, that a uniform draw u gives.
func (r *RuptureRisk) Intensity(u float64) float64 {
	return 1 - exp(math.Log(1-u)/r.Smallness)
}

var byRupture = &Cause{Name: "rupture", Down: "the rupture cost it", Worse: "an open rupture weighed on the patient"}

func (r *RuptureRisk) describe() Mechanism {
	return Mechanism{
		Title: "Rupture", File: "rupture.go",
		Meaning: "Ruptures are mostly small, and rare before there is an alliance. Mismatch, stress, transitions and a weak alliance make one likelier; agreeable patients withdraw, others confront more often.",
		Switch:  []string{"rupture.strength"},
		Enters:  []*Cause{byRupture},
		Params: []Param{
			{"rupture.strength", &r.Strength, "factor", 0, 1, Assumed, "", "0 switches ruptures off", nil},
			{"rupture.base", &r.Base, "log-odds per session", -6, 3, Assumed, "R01 R02", "risk where alliance and trust are one half, once formed; set by hand so that most sessions are without a rupture", nil},
			{"rupture.mismatch", &r.Mismatch, "log-odds", 0, 4, Assumed, "", "risk by mismatch of styles", nil},
			{"rupture.stress", &r.Stress, "log-odds per SD", 0, 2, Assumed, "", "risk by life stress", nil},
			{"rupture.strain", &r.Strain, "log-odds", 0, 4, Assumed, "", "risk by the strain of a transition", nil},
			{"rupture.alliance", &r.Alliance, "log-odds", 0, 8, Assumed, "", "risk by a weak alliance", nil},
			{"rupture.anxiety", &r.Anxiety, "log-odds per SD", 0, 2, Assumed, "", "risk by attachment anxiety", nil},
			{"rupture.trust", &r.Trust, "log-odds", 0, 8, Assumed, "", "trust keeps a strain from becoming a rupture", nil},
			{"rupture.skill", &r.Skill, "log-odds per SD", 0, 2, Assumed, "", "a therapist skilled in repair sees it coming", nil},
			{"rupture.forming", &r.Forming, "sessions", 0, 50, Assumed, "", "sessions after which half of an alliance is there to be ruptured", nil},
			{"rupture.smallness", &r.Smallness, "exponent", 1, 12, Assumed, "", "the mean intensity is 1 / (1 + smallness)", nil},
			{"rupture.confrontation", &r.Confrontation, "log-odds", -5, 3, Assumed, "R14", "confrontation rather than withdrawal, average patient", nil},
			{"rupture.agreeable", &r.Agreeable, "log-odds per SD", 0, 2, Assumed, "", "agreeable patients confront less", nil},
			{"rupture.anxious", &r.Anxious, "log-odds per SD", 0, 2, Assumed, "", "anxiously attached patients confront more", nil},
		},
	}
}
