package sim

// CALPAS is the patient's CALPAS-P (Gaston 1991): 24 items of 1 to 7 on four
// scales. It sees the alliance as the patient's WAI-SR of the same session does
// (mean view v of the three facets, log-odds), with an error of its own:
//
//	sum of 24 items = 24 + ⌊145 · logistic(Level + Slope·v + Error·ε)⌋
//
// It is missing where the WAI-SR is.
type CALPAS struct {
	Level float64
	Slope float64
	Error float64
}

// Sum is the sum of 24 items, 24 to 168.
func (c *CALPAS) Sum(v, e float64) int {
	return 24 + calpasSteps.of(c.Level+c.Slope*v+c.Error*e)
}

func (c *CALPAS) describe() Mechanism {
	return Mechanism{
		Title: "CALPAS-P", File: "calpas.go",
		Meaning: "A second instrument of the patient for the alliance.",
		Rests:   "gaston1991",
		Params: []Param{
			{"calpas.level", &c.Level, "log-odds", -3, 3, Assumed, "", "rating by a patient whose WAI-SR is in the middle of its scale", nil},
			{"calpas.slope", &c.Slope, "factor", 0, 2, Assumed, "", "how much of the patient's view it shows", nil},
			{"calpas.error", &c.Error, "log-odds per SD", 0, 2, Assumed, "", "error of measurement", nil},
		},
	}
}
