package studio

import (
	"math"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/cmd/rapport/studio/engine"
)

// openOf is what the plausible sets of a run leave open of its contrasts on the primary
// outcome; none where the run is under no sets.
func openOf(run *data.Run) ([]engine.OpenContrast, error) {
	all := []engine.OpenContrast{}
	if run.Sets() == 0 || len(run.Scenarios) < 2 {
		return all, nil
	}
	c, err := twins.Compare(run, twins.CompareOptions{TrialN: twins.DefaultTrialN, Traits: []string{}})
	if err != nil {
		return nil, err
	}
	for i := range c.Sets {
		s := &c.Sets[i]
		if s.Outcome.Name != c.Primary || math.IsNaN(s.Median) || math.IsNaN(s.Shipped.Value) {
			continue
		}
		one := engine.OpenContrast{Contrast: s.Contrast, Outcome: s.Outcome.Label, Sets: len(s.Values), Shipped: s.Shipped.Value,
			Median: s.Median, Low: s.Low, High: s.High, SameSign: analysis.Known(s.SameSign), Verdict: openVerdicts[s.Verdict]}
		if s.On != nil {
			one.On = s.On.Parameter
		}
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				one.Values = append(one.Values, v)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// openVerdicts are the words of the page's catalogue.
var openVerdicts = map[twins.SetVerdict]string{twins.HoldsInAll: "holds", twins.DependsOn: "depends", twins.LeftOpen: "left", twins.TooSmall: "cannot",
	twins.NoLuck: "luck", twins.TooFew: "few"}
