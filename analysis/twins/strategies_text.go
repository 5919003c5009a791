package twins

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/analysis"
	"rapport/analysis/data"
)

// strategyNames is how wide the column of their names is.
const strategyNames = 40

// text tells the strategies on the primary outcome, one that was asked for, and dropout.
func (s *Strategies) text(b *strings.Builder, primary, asked string) {
	if s.Outcomes == nil {
		fmt.Fprintf(b, "\n\nstrategies within %s: %s", s.Scenario, s.Basis())
		return
	}
	fmt.Fprintf(b, "\n\nstrategies within %s: %s\n", s.Scenario, s.Basis())
	for _, o := range s.Told(primary, asked) {
		for k, line := range o.Lines() {
			name := line[0]
			if k > 0 {
				name = "  " + name
			}
			if k > 0 && utf8.RuneCountInString(name) >= strategyNames { // the numbers keep their columns
				b.WriteString(name + "\n")
				name = ""
			}
			b.WriteString(cellLeft(name, strategyNames) + cellRight(line[1], 9) + cellRight(line[2], 26) + cellRight(line[3], 32) + cellRight(line[4], 15) + "\n")
		}
	}
	b.WriteString(StrategyNote)
}

// StrategyNote says what the last column of strategies counts.
const StrategyNote = "patients: how many the whole trial needs to show the difference with a probability of 80 %"

// Basis says how strategies are estimated, and on what their intervals rest; or why none is
// told.
func (s *Strategies) Basis() string {
	if s.Outcomes == nil {
		return fmt.Sprintf("its decision points contain more than %d, of which none is told", mostStrategies)
	}
	return "means if everybody followed one, from the patients who did, weighted by the inverse\nof the probability of their arms; " + basis(s.Unit, s.Clusters)
}

// Told are the outcomes on which strategies are told: the primary one, one that was asked
// for, and dropout.
func (s *Strategies) Told(primary, asked string) (all []StrategyOutcome) {
	for i := range s.Outcomes {
		if slices.Contains([]string{primary, asked, "dropout"}, s.Outcomes[i].Outcome.Name) {
			all = append(all, s.Outcomes[i])
		}
	}
	return all
}

// Lines are a heading, and a line for each strategy.
func (o *StrategyOutcome) Lines() [][5]string {
	all := [][5]string{{o.Outcome.Label, "followed", "mean (95 % interval)", "from the first (95 % interval)", "patients"}}
	for j := range o.All {
		x := &o.All[j]
		show := (&ScenarioEffect{Outcome: o.Outcome}).show()
		all = append(all, [5]string{x.Name, data.Grouped(x.Followed), spanText(x.Mean, show), spanText(x.Difference, o.Outcome.showDifference), NeededText(x.Needed)})
	}
	return all
}

// MarshalJSON writes a strategy; what is not known is null.
func (x Strategy) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name       string       `json:"name"`
		Followed   int          `json:"followed"`
		Mean       estimateJSON `json:"mean"`
		Difference estimateJSON `json:"difference"`
		Needed     *float64     `json:"patients_for_80_percent"`
	}{x.Name, x.Followed, jsonOf(&x.Mean), jsonOf(&x.Difference), analysis.Known(x.Needed)})
}

// MarshalJSON writes the strategies by outcome.
func (s Strategies) MarshalJSON() ([]byte, error) {
	type outcome struct {
		Outcome CompareOutcome `json:"outcome"`
		All     []Strategy     `json:"strategies"`
	}
	outcomes := []outcome{}
	for i := range s.Outcomes {
		outcomes = append(outcomes, outcome(s.Outcomes[i]))
	}
	return json.Marshal(struct {
		Scenario string      `json:"scenario"`
		Unit     ClusterUnit `json:"cluster_unit"`
		Clusters int         `json:"clusters"`
		Outcomes []outcome   `json:"outcomes"`
	}{s.Scenario, s.Unit, s.Clusters, outcomes})
}
