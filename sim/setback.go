package sim

// Setback is what leaving unplanned does: who stays away without hope tends to a
// worse level of severity afterwards,
//
//	logit(S*ₑ/27) rises by Strength · (1 − H)
//
// with H the hope at the last session. It holds only for those who dropped out.
type Setback struct {
	Strength float64
}

// Level is S*ₑ after it, points.
func (s *Setback) Level(natural, hope float64) float64 {
	if s.Strength == 0 {
		return natural
	}
	return PHQ9Max * logistic(logit(natural/PHQ9Max)+s.Strength*(1-hope))
}

func (s *Setback) describe() Mechanism {
	return Mechanism{
		Title: "Leaving without hope", File: "setback.go",
		Meaning: "Who stays away unplanned and without hope tends to be worse afterwards.",
		Switch:  []string{"setback.strength"},
		Params: []Param{
			{"setback.strength", &s.Strength, "log-odds", 0, 3, Assumed, "F13", "those who leave unplanned and without hope tend to be worse afterwards; 0: they do not", nil},
		},
	}
}
