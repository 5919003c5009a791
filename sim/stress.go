package sim

import "math"

// LifeStress comes and goes with memory, and a safe relationship lowers it. Over
// Δ weeks
//
//	L′ = ρ·L + √(1 − ρ²)·ε − (1 − ρ)·Soothing·(Y − Unsafe)·[in therapy],   ρ = Persistence^Δ
//
// with ε standard normal and Y the safety of the relationship ([Dyad.Safety]), which
// soothes above Unsafe and burdens below it; a patient is in therapy from the first
// session on. It is kept latent, because it is contested whether it is biological. It
// makes severity fluctuate about its slow level Λ (points):
//
//	F = Strength · 27 · λ · (1 − λ) · b(Symptoms·L),   λ = Λ/27,  b(y) = y / (1 + |y|),   S = Λ + F
//
// and what life brings leaves a mark on that level, for better or worse:
//
//	ΔΛ = Strength · 27 · λ · (1 − λ) · b(Mark · √(1 − ρ²) · ε + Burden · L · ζ)
//
// with L before the time that passes and ζ the share of its way that the natural course
// goes in that time ([NaturalCourse]), at whose pace marks fade.
type LifeStress struct {
	Strength    float64
	Persistence float64
	Soothing    float64
	Unsafe      float64
	Symptoms    float64
	Mark        float64
	Burden      float64
}

// Next is L′; treated says that there is a relationship to soothe.
func (s *LifeStress) Next(d *Dyad, shock float64, treated bool) float64 {
	x := d.gap.persistence*d.Stress + d.gap.innovation*shock
	if treated {
		x -= (1 - d.gap.persistence) * s.Soothing * (d.Safety() - s.Unsafe)
	}
	return x
}

// OnLevel is ΔΛ in points for a normal shock.
func (s *LifeStress) OnLevel(d *Dyad, shock float64) float64 {
	l := d.Level / PHQ9Max
	u := s.Mark*d.gap.innovation*shock + s.Burden*d.Stress*d.gap.drift
	return s.Strength * PHQ9Max * l * (1 - l) * bounded(u)
}

// over is ρ and √(1 − ρ²) for a gap of so many weeks.
func (s *LifeStress) over(weeks float64) (persistence, innovation float64) {
	rho := math.Pow(s.Persistence, weeks)
	return rho, math.Sqrt(1 - rho*rho)
}

// Fluctuation is F in points.
func (s *LifeStress) Fluctuation(level, stress float64) float64 {
	l := level / PHQ9Max
	return s.Strength * PHQ9Max * l * (1 - l) * bounded(s.Symptoms*stress)
}

var byStress = &Cause{Name: "life_stress", Worse: "stress in life rose", Better: "stress in life fell"}

func (s *LifeStress) describe() Mechanism {
	return Mechanism{
		Title: "Life stress", File: "stress.go",
		Meaning: "Life goes on outside the room. Stress comes and goes, a safe relationship soothes it, and symptoms fluctuate with it.",
		Switch:  []string{"stress.strength"},
		Stays:   []string{"stress.persistence", "stress.soothing", "stress.unsafe"},
		Enters:  []*Cause{byStress},
		Params: []Param{
			{"stress.strength", &s.Strength, "factor", 0, 1, Assumed, "", "0 switches the effect of life stress on symptoms off; ruptures, exploration and missed sessions follow it all the same", nil},
			{"stress.persistence", &s.Persistence, "correlation per week", 0, 0.98, Calibrated, "O21", "memory of life stress from week to week", nil},
			{"stress.soothing", &s.Soothing, "SD", 0, 3, Assumed, "", "how far a safe relationship lowers life stress", nil},
			{"stress.unsafe", &s.Unsafe, "proportion", 0, 1, Assumed, "", "safety of a relationship that neither soothes nor burdens", nil},
			{"stress.symptoms", &s.Symptoms, "log-odds per SD", 0, 2, Calibrated, "O21 O19c", "fluctuation of symptoms with life stress", nil},
			{"stress.mark", &s.Mark, "log-odds per SD", 0, 1.5, Calibrated, "D23 D25 N01 O19c", "mark that life's events leave on the level of severity", nil},
			{"stress.burden", &s.Burden, "log-odds per SD", 0, 3, Assumed, "", "how far lasting stress shifts where the level settles", nil},
		},
	}
}
