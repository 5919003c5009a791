package sim

import (
	"math"

	"rapport/sim/luck"
)

// Relapse is a new spell of depression outside treatment. Spells begin at random
// with the risk per week
//
//	h = Strength · Risk · exp(Residual·b(Λₑ/5 − 1) + Neuroticism·n − Learned·b(G)),   b(y) = y / (1 + |y|)
//
// where Λₑ is the slow level of severity when treatment ends (residual symptoms), n
// the patient's neuroticism, and G what was gained in treatment: how far the
// patient's own level S* stands below what it would have been untreated, log-odds, before
// [Setback] raises it.
// Spells bring the patient back toward the severity of intake S₀, where that is
// worse: the slow level goes the share D/(1 + D) of the way to it (log-odds), with
//
//	D = Σ Depth · 2u · exp(−(t − T)/Weeks)
//
// over the spells that began at T before t, and u uniform, above 0 and below 1.
type Relapse struct {
	Strength    float64
	Risk        float64
	Residual    float64
	Neuroticism float64
	Learned     float64
	Depth       float64
	Weeks       float64
}

// Hazard is h.
func (r *Relapse) Hazard(p *Patient, level, gain float64) float64 {
	return r.Strength * r.Risk * exp(r.Residual*bounded(level/5-1)+r.Neuroticism*p.Neuroticism-r.Learned*bounded(gain))
}

// spells are those of one patient, in the order in which they begin.
type spells struct {
	who    luck.Person
	hazard float64 // per week
	begun  int     // spells so far
	next   float64 // when the next begins, weeks since treatment ended
	at     float64 // when the last began
	depth  float64 // D just after that
}

// spells begin after treatment.
func (r *Relapse) spells(who luck.Person, hazard float64) spells {
	s := spells{who: who, hazard: hazard, next: math.Inf(1)}
	if hazard > 0 {
		s.next = s.wait()
	}
	return s
}

// wait is the time from one spell to the next, exponential with the hazard.
func (s *spells) wait() float64 {
	var n luck.Noise
	s.who.AtSpell(&n, s.begun)
	return -math.Log(n.Uniform(luck.SpellWait)) / s.hazard
}

// depth is D t weeks after treatment. Times must ascend.
func (r *Relapse) depth(s *spells, t float64) float64 {
	for s.next <= t {
		var n luck.Noise
		s.who.AtSpell(&n, s.begun)
		s.depth = s.depth*exp((s.at-s.next)/r.Weeks) + r.Depth*2*n.Uniform(luck.SpellDepth)
		s.begun++
		s.at = s.next
		s.next += s.wait()
	}
	if s.depth == 0 {
		return 0
	}
	return s.depth * exp((s.at-t)/r.Weeks)
}

func (r *Relapse) describe() Mechanism {
	return Mechanism{
		Title: "Relapse", File: "relapse.go",
		Meaning: "A new spell of depression may come after treatment, more easily where symptoms are left, less easily where much was learned.",
		Switch:  []string{"relapse.strength"},
		Rests:   "vittengl2007",
		Params: []Param{
			{"relapse.strength", &r.Strength, "factor", 0, 1, Assumed, "", "0: no new spell of depression after treatment", nil},
			{"relapse.risk", &r.Risk, "per week", 0, 0.2, Calibrated, "F01 F02 F03", "risk of a new spell for an average patient with five points left and nothing gained", nil},
			{"relapse.residual", &r.Residual, "log hazard", 0, 4, Calibrated, "F04 F06", "residual symptoms raise that risk", nil},
			{"relapse.neuroticism", &r.Neuroticism, "log hazard per SD", 0, 1, Assumed, "hardeveld2013", "neuroticism raises it", nil},
			{"relapse.learned", &r.Learned, "log hazard", 0, 4, Assumed, "vittengl2007", "what was learned in treatment lowers it", nil},
			{"relapse.depth", &r.Depth, "drive", 0, 10, Calibrated, "F01 F03", "how far a spell brings severity back on average", nil},
			{"relapse.weeks", &r.Weeks, "weeks", 1, 104, Assumed, "spijker2002", "time in which most of a spell is over", nil},
		},
	}
}
