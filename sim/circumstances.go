package sim

// Circumstances are what life brings that lasts for months: work, partner, health.
// Outside treatment they move the slow level of severity (log-odds) by
//
//	Spread · x,   x(t+Δ) = ρ·x(t) + √(1 − ρ²)·ε,   ρ = Persistence^Δ
//
// with x 0 when treatment ends, or when the assessments of a waiting list do. (While
// treatment lasts, lasting marks are those of [LifeStress].)
type Circumstances struct {
	Spread      float64
	Persistence float64
}

// OnLevel is the shift in log-odds for x in SD.
func (c *Circumstances) OnLevel(x float64) float64 { return c.Spread * x }

func (c *Circumstances) describe() Mechanism {
	return Mechanism{
		Title: "Circumstances", File: "circumstances.go",
		Meaning: "Work, partner, health: what life brings for months moves depression outside treatment, for better or worse.",
		Switch:  []string{"circumstances.spread"},
		Params: []Param{
			{"circumstances.spread", &c.Spread, "log-odds per SD", 0, 3, Assumed, "F01 F03 F07c", "how far what life brings moves severity in the long run; 0: not at all; set by hand, since fitted it lets people drift apart", nil},
			{"circumstances.persistence", &c.Persistence, "correlation per week", 0.5, 0.999, Calibrated, "F05", "memory of it from week to week", nil},
		},
	}
}
