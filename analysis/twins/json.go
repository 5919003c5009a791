package twins

import (
	"encoding/json"
	"math"

	"rapport/analysis"
)

// estimateJSON is a number with its interval; what is not known is null.
type estimateJSON struct {
	Value *float64 `json:"value"`
	SE    *float64 `json:"se"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Rough bool     `json:"rough,omitempty"` // too few twins differ for the interval to be relied on
}

func jsonOf(r *analysis.Result) estimateJSON {
	return estimateJSON{analysis.Known(r.Value), analysis.Known(r.SE), analysis.Known(r.Low), analysis.Known(r.High), rough(r)}
}

// rough says that too few twins differ for the interval to be relied on.
func rough(r *analysis.Result) bool { return len(r.Warnings) > 0 && !math.IsNaN(r.Low) }

type nntJSON struct {
	Value   *float64 `json:"value"` // null without a difference
	Harm    bool     `json:"harm"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Crosses bool     `json:"crosses"` // the interval runs from low to benefit through infinity to high to harm
	Words   string   `json:"words"`
}

type effectJSON struct {
	Outcome      CompareOutcome `json:"outcome"`
	Twins        int            `json:"twins"`
	MeanBaseline *float64       `json:"mean_baseline"`
	MeanScenario *float64       `json:"mean_scenario"`
	Difference   estimateJSON   `json:"difference"`
	Standardised estimateJSON   `json:"standardised"`
	NNT          *nntJSON       `json:"nnt,omitempty"`
	Trial        struct {
		PerArm int      `json:"n_per_arm"`
		Power  *float64 `json:"power"`
		Needed *float64 `json:"n_per_arm_for_80_percent"`
	} `json:"trial"`
	Saving *float64 `json:"saving"`         // null where twins need no comparison, all differences being equal, or nothing tells it
	Mark   string   `json:"mark,omitempty"` // in words, where the outcome does not compare like with like
}

// MarshalJSON writes the effect; what is not known or infinite is null.
func (e ScenarioEffect) MarshalJSON() ([]byte, error) {
	out := effectJSON{Outcome: e.Outcome, Twins: e.Twins, MeanBaseline: analysis.Known(e.MeanBaseline), MeanScenario: analysis.Known(e.MeanScenario),
		Difference: jsonOf(&e.Difference), Standardised: jsonOf(&e.Standardised), Saving: analysis.Known(e.Saving), Mark: e.Mark}
	out.Trial.PerArm, out.Trial.Power, out.Trial.Needed = e.Trial.PerArm, analysis.Known(e.Trial.Power), analysis.Known(e.Trial.Needed)
	if e.Outcome.Binary {
		out.NNT = &nntJSON{analysis.Known(e.NNT.known()), e.NNT.Harm, analysis.Known(e.NNT.Low), analysis.Known(e.NNT.High), e.NNT.Crosses, e.NNT.String()}
	}
	return json.Marshal(out)
}

type thirdJSON struct {
	Name         string       `json:"name"`
	From         *float64     `json:"from"`
	To           *float64     `json:"to"`
	Twins        int          `json:"twins"`
	MeanBaseline *float64     `json:"mean_baseline"`
	MeanScenario *float64     `json:"mean_scenario"`
	Difference   estimateJSON `json:"difference"`
}

// MarshalJSON writes the thirds and the test; what is not known is null.
func (s Subgroups) MarshalJSON() ([]byte, error) {
	var out struct {
		Trait       string       `json:"trait"`
		Outcome     string       `json:"outcome"`
		Thirds      [3]thirdJSON `json:"thirds"`
		Interaction struct {
			F   *float64 `json:"f"`
			DF1 int      `json:"df1"`
			DF2 int      `json:"df2"`
			P   *float64 `json:"p"`
			Adj *float64 `json:"p_adjusted"` // by Holm's method over the traits tested on the outcome
			Of  int      `json:"tested"`
		} `json:"interaction"`
	}
	out.Trait, out.Outcome = s.Trait.Name, s.Outcome.Name
	for g := range s.Thirds {
		t := &s.Thirds[g]
		out.Thirds[g] = thirdJSON{t.Name, analysis.Known(t.From), analysis.Known(t.To), t.Difference.N, analysis.Known(t.MeanBaseline), analysis.Known(t.MeanScenario), jsonOf(&t.Difference)}
	}
	w := &out.Interaction
	w.F, w.DF1, w.DF2, w.P = analysis.Known(s.Interaction.F), s.Interaction.DF1, s.Interaction.DF2, analysis.Known(s.Interaction.P)
	w.Adj, w.Of = analysis.Known(s.Interaction.Adjusted), s.Interaction.Tested
	return json.Marshal(out)
}

// MarshalJSON writes every scenario against the baseline.
func (c *Comparison) MarshalJSON() ([]byte, error) {
	type scenarioJSON struct {
		Scenario      string           `json:"scenario"`
		Twins         int              `json:"twins"`
		Replications  int              `json:"replications"`
		Parted        int              `json:"parted"`
		PartedSession float64          `json:"parted_session_median"`
		Unit          ClusterUnit      `json:"cluster_unit"`
		Clusters      int              `json:"clusters"`
		Effects       []ScenarioEffect `json:"outcomes"`
		Subgroups     []Subgroups      `json:"subgroups"`
		Warnings      []string         `json:"warnings"`
	}
	all := make([]scenarioJSON, len(c.Scenarios))
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		all[i] = scenarioJSON{s.Scenario, s.Twins, s.Replications, s.Parted, s.PartedSession, s.Unit, s.Clusters,
			s.Effects, append([]Subgroups{}, s.Subgroups...), []string{}}
		for _, w := range s.Warnings {
			all[i].Warnings = append(all[i].Warnings, w.Error())
		}
	}
	return json.Marshal(struct {
		Baseline   string           `json:"baseline"`
		Scenarios  []scenarioJSON   `json:"comparisons"`
		Contrasts  []ContrastResult `json:"contrasts,omitempty"`
		Strategies []Strategies     `json:"strategies,omitempty"`
		Sets       []OverSets       `json:"plausible,omitempty"`
	}{c.Baseline, all, c.Contrasts, c.Strategies, c.Sets})
}
