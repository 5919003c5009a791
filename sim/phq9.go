package sim

// PHQ9Max is the highest total of the PHQ-9.
const PHQ9Max = 27.0

// PHQ9 is the nine-item depression scale (Kroenke, Spitzer & Williams 2001),
// answered just before a session. The total falls on whole numbers 0 to 27,
//
//	score = ⌊28 · logistic(logit(S/27) + Error·ε)⌋
//
// and is not answered with probability logistic(Missing + MissingSeverity·S/27); at
// intake it always is.
// Where single items are recorded, the item model of items.go spreads the total over them.
type PHQ9 struct {
	Error           float64
	Missing         float64
	MissingSeverity float64
}

// Score is the total for latent severity in points and a normal error.
func (q *PHQ9) Score(severity, e float64) int {
	s := severity / PHQ9Max
	return grid(PHQ9Max+1, s/(s+(1-s)*exp(-q.Error*e)))
}

// Unanswered is the probability that it is not answered.
func (q *PHQ9) Unanswered(severity float64) Probability {
	return Probability{1, q.Missing + q.MissingSeverity*severity/PHQ9Max}
}

func (q *PHQ9) describe() Mechanism {
	return Mechanism{
		Title: "PHQ-9", File: "phq9.go",
		Meaning: "The patient answers nine questions about depression just before each session.",
		Rests:   "kroenke2001",
		Params: []Param{
			{"phq9.error", &q.Error, "log-odds per SD", 0, 1, Calibrated, "O21", "error of measurement", nil},
			{"phq9.missing", &q.Missing, "log-odds", -12, 2, Assumed, "", "not answered at severity 0", nil},
			{"phq9.missing_severity", &q.MissingSeverity, "log-odds", -5, 5, Assumed, "", "not answered more often by the severely depressed", nil},
		},
	}
}
