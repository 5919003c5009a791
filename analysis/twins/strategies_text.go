package twins

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/analysis"
)

// strategyNames is how wide the column of their names is.
const strategyNames = 40

// text tells the strategies on the primary outcome, one that was asked for, and dropout.
func (s *Strategies) text(b *strings.Builder, primary, asked string) {
	if s.Outcomes == nil {
		fmt.Fprintf(b, "\n\nstrategies within %s: its decision points contain more than %d, of which none is told", s.Scenario, mostStrategies)
		return
	}
	fmt.Fprintf(b, "\n\nstrategies within %s: means if everybody followed one, from the patients who did, weighted by the inverse\nof the probability of their arms; %s\n", s.Scenario, basis(s.Unit, s.Clusters))
	for i := range s.Outcomes {
		o := &s.Outcomes[i]
		if !slices.Contains([]string{primary, asked, "dropout"}, o.Outcome.Name) {
			continue
		}
		fmt.Fprintf(b, "%s%s%s%s%s\n", cellLeft(o.Outcome.Label, strategyNames), cellRight("followed", 9), cellRight("mean (95 % interval)", 26), cellRight("from the first (95 % interval)", 32), cellRight("patients", 10))
		for j := range o.All {
			x := &o.All[j]
			show := (&ScenarioEffect{Outcome: o.Outcome}).show()
			needed := "–"
			if !math.IsNaN(x.Needed) {
				needed = patientsText(x.Needed)
			}
			name := "  " + x.Name
			if utf8.RuneCountInString(name) >= strategyNames { // the numbers keep their columns
				b.WriteString(name + "\n")
				name = ""
			}
			line := cellLeft(name, strategyNames) + cellRight(fmt.Sprint(x.Followed), 9) + cellRight(spanText(x.Mean, show), 26) +
				cellRight(spanText(x.Difference, o.Outcome.showDifference), 32) + cellRight(needed, 10)
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("patients: how many the whole trial needs to show the difference with a probability of 80 %")
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
