package sim

// PHQ9Max is the highest total of the PHQ-9.
const PHQ9Max = 27.0

// PHQ9 is the nine-item depression scale (Kroenke, Spitzer & Williams 2001),
// answered just before a session. The total falls on whole numbers 0 to 27,
//
//	score = ⌊28 · logistic(logit(S/27) + Error·ε)⌋
//
// and is not answered with probability logistic(Missing + MissingSeverity·S/27).
// Where single items are recorded, the points of the total are dealt out one by
// one, each to an item below 3, with chances in proportion to the weights Items.
type PHQ9 struct {
	Error           float64
	Missing         float64
	MissingSeverity float64
	Items           PHQ9Items
}

// PHQ9Items are how readily each of the nine items takes a point of the total.
type PHQ9Items struct {
	Item1, Item2, Item3, Item4, Item5, Item6, Item7, Item8, Item9 float64
}

// weights are those of the items, in their order.
func (x *PHQ9Items) weights() [9]float64 {
	return [...]float64{x.Item1, x.Item2, x.Item3, x.Item4, x.Item5, x.Item6, x.Item7, x.Item8, x.Item9}
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
	x := &q.Items
	return Mechanism{
		Title: "PHQ-9", File: "phq9.go",
		Meaning: "The patient answers nine questions about depression just before each session.",
		Rests:   "kroenke2001",
		Params: []Param{
			{"phq9.error", &q.Error, "log-odds", 0, 1, Calibrated, "O21", "error of measurement", nil},
			{"phq9.missing", &q.Missing, "log-odds", -12, 2, Assumed, "", "not answered at severity 0", nil},
			{"phq9.missing_severity", &q.MissingSeverity, "log-odds", -5, 5, Assumed, "", "not answered more often by the severely depressed", nil},
			{"phq9.items.item1", &x.Item1, "weight", 0.05, 5, Assumed, "", "how readily item 1 takes a point of the total, compared with the others", nil},
			{"phq9.items.item2", &x.Item2, "weight", 0.05, 5, Assumed, "", "… item 2", nil},
			{"phq9.items.item3", &x.Item3, "weight", 0.05, 5, Assumed, "", "… item 3", nil},
			{"phq9.items.item4", &x.Item4, "weight", 0.05, 5, Assumed, "", "… item 4", nil},
			{"phq9.items.item5", &x.Item5, "weight", 0.05, 5, Assumed, "", "… item 5", nil},
			{"phq9.items.item6", &x.Item6, "weight", 0.05, 5, Assumed, "", "… item 6", nil},
			{"phq9.items.item7", &x.Item7, "weight", 0.05, 5, Assumed, "", "… item 7", nil},
			{"phq9.items.item8", &x.Item8, "weight", 0.05, 5, Assumed, "", "… item 8", nil},
			{"phq9.items.item9", &x.Item9, "weight", 0.05, 5, Assumed, "", "… item 9", nil},
		},
	}
}
