package plots

import (
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
)

// Material is what figures and tables need of a run.
type Material struct {
	Scenarios  []Scenario        // those drawn: the baseline, then others in the order of the study
	Undrawn    int               // further scenarios of the run
	Comparison *twins.Comparison // of those drawn; nil where there is but one
	Marked     []Pair            // courses with ruptures, from the best to the worst change
}

// Scenario is one scenario's part.
type Scenario struct {
	Name    string
	Summary data.ScenarioSummary
	Life    []analysis.LifeRow // empty on a waiting list
	Events  [len(events)][]analysis.SurvivalRow
	Sample  []data.Course // the same patients in every scenario
	Ledger  []data.LedgerMean
	Twins   map[int]int // twins by difference in the primary outcome from the baseline

	Patterns *Patterns // nil where those of treatment are another scenario's, and nobody waits
}

// Pair is a course, and the same patient's course in another scenario.
type Pair struct {
	Scenario, Other string // names; Other is empty without
	One             data.Course
	Two             *data.Course // nil where the other scenario has none
}

// How many courses are drawn.
const (
	sampled = 40
	marked  = 9
)

// Drawn are the scenarios that figures draw: the baseline (empty: the first) and
// the first six others, in the order of the run.
func Drawn(run *data.Run, baseline string) []string {
	if baseline == "" && len(run.Scenarios) > 0 {
		baseline = run.Scenarios[0]
	}
	rest := slices.DeleteFunc(slices.Clone(run.Scenarios), func(n string) bool { return n == baseline })
	all := append([]string{baseline}, rest...)
	return all[:min(len(all), maxScenarios)]
}

// Gather reads a run, whose tables pass by once and are not held. It compares and draws
// the scenarios that [Drawn] lists.
func Gather(run *data.Run, o twins.CompareOptions) (*Material, error) {
	names := Drawn(run, o.Baseline)
	m := &Material{Undrawn: len(run.Scenarios) - len(names)}
	p := newPassing(run, names)
	if len(names) == 1 {
		err := run.EachPart(names, data.SomeCourses(1), func(string) data.Columns { return nil }, func(part []*data.Data) error {
			p.see(part)
			return nil
		})
		if err != nil {
			return nil, err
		}
		return m, m.take(run, p)
	}
	histograms := map[string]map[int]int{}
	primary := twins.PrimaryOutcome(run, names[0])
	o.Baseline, o.Scenarios, o.Subgroups, o.Brief = names[0], names[1:], []string{primary}, true
	o.Watch = &twins.Watch{Columns: func(string, string) bool { return true }, See: p.see}
	o.Twins = func(t *twins.Twins) error {
		histograms[t.Scenario] = histogram(t.Differences(primary))
		return nil
	}
	var err error
	if m.Comparison, err = twins.Compare(run, o); err != nil {
		return nil, err
	}
	err = m.take(run, p)
	for i := range m.Scenarios {
		m.Scenarios[i].Twins = histograms[m.Scenarios[i].Name]
	}
	return m, err
}

// histogram counts differences by whole points.
func histogram(differences []float64) map[int]int {
	h := map[int]int{}
	for _, d := range differences {
		if !math.IsNaN(d) {
			h[int(math.Round(d))]++
		}
	}
	return h
}

// detached copies a course, so that it does not keep the tables in memory.
func detached(c data.Course) data.Course {
	patient := *c.Patient
	return data.Course{Patient: &patient, Sessions: slices.Clone(c.Sessions), Ruptures: slices.Clone(c.Ruptures), Assessments: slices.Clone(c.Assessments)}
}
