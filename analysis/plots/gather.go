package plots

import (
	"cmp"
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/sim/record"
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
	Sample  []data.Course      // the same patients in every scenario
	Ledger  []data.LedgerMean
	Twins   map[int]int // twins by difference in last PHQ-9 from the baseline
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

// Gather reads a run: the tables of two scenarios are in memory at a time. It
// compares and draws the scenarios that [Drawn] lists.
func Gather(run *data.Run, o twins.CompareOptions) (*Material, error) {
	names := Drawn(run, o.Baseline)
	m := &Material{Undrawn: len(run.Scenarios) - len(names)}
	o.Baseline, o.Scenarios = names[0], names[1:]
	histograms := map[string]map[int]int{}
	if len(names) > 1 {
		o.Twins = func(t *twins.Twins) error {
			histograms[t.Scenario] = histogram(t.Differences("phq9_last"))
			return nil
		}
		var err error
		if m.Comparison, err = twins.Compare(run, o); err != nil {
			return nil, err
		}
	}
	summaries, err := run.Summary()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		d, err := run.Scenario(name)
		if err != nil {
			return nil, err
		}
		s := Scenario{Name: name, Life: analysis.LifeTable(d), Twins: histograms[name]}
		s.Summary = summaries[slices.Index(run.Scenarios, name)]
		if s.Ledger, err = run.Ledger(name); err != nil {
			return nil, err
		}
		m.take(d, &s)
		m.Scenarios = append(m.Scenarios, s)
	}
	return m, nil
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

// who names a patient of a replication.
type who struct {
	replication int32
	patient     int64
}

func whoIs(c *data.Course) who { return who{c.Patient.Replication, c.Patient.Patient} }

// take keeps the sampled courses of a scenario, and the marked ones of the first
// two that have a therapy.
func (m *Material) take(d *data.Data, s *Scenario) {
	if len(m.Scenarios) == 0 {
		s.Sample = everyNth(d, sampled)
	} else {
		s.Sample = find(d, m.Scenarios[0].Sample)
	}
	switch {
	case len(s.Life) == 0:
	case len(m.Marked) == 0:
		for _, c := range withRuptures(d) {
			m.Marked = append(m.Marked, Pair{Scenario: s.Name, One: c})
		}
	case m.Marked[0].Other == "":
		var ones []data.Course
		for i := range m.Marked {
			ones = append(ones, m.Marked[i].One)
			m.Marked[i].Other = s.Name
		}
		for _, c := range find(d, ones) {
			i := slices.IndexFunc(ones, func(o data.Course) bool { return whoIs(&o) == whoIs(&c) })
			m.Marked[i].Two = &c
		}
	}
}

// everyNth copies n courses at equal distances.
func everyNth(d *data.Data, n int) []data.Course {
	step := max(1, d.Len()/n)
	var out []data.Course
	i := 0
	for c := range d.Courses() {
		if i%step == 0 && len(out) < n {
			out = append(out, detached(c))
		}
		i++
	}
	return out
}

// find copies the courses of the same patients, in the order of the table.
func find(d *data.Data, like []data.Course) []data.Course {
	wanted := map[who]bool{}
	for i := range like {
		wanted[whoIs(&like[i])] = true
	}
	var out []data.Course
	for c := range d.Courses() {
		if wanted[whoIs(&c)] {
			out = append(out, detached(c))
		}
	}
	return out
}

// withRuptures copies courses of at least four sessions and a rupture, at equal
// distances from the best to the worst change in PHQ-9.
func withRuptures(d *data.Data) []data.Course {
	var all []data.Course
	for c := range d.Courses() {
		if len(c.Ruptures) > 0 && len(c.Sessions) >= 4 {
			all = append(all, c)
		}
	}
	change := func(c *data.Course) int32 { return c.Patient.PHQ9Last - c.Patient.PHQ9Intake }
	slices.SortStableFunc(all, func(a, b data.Course) int { return cmp.Compare(change(&a), change(&b)) })
	if len(all) <= marked {
		for i := range all {
			all[i] = detached(all[i])
		}
		return all
	}
	out := make([]data.Course, marked)
	for i := range out {
		out[i] = detached(all[i*(len(all)-1)/(marked-1)])
	}
	return out
}

// detached copies a course, so that it does not keep the tables in memory.
func detached(c data.Course) data.Course {
	patient := *c.Patient
	return data.Course{Patient: &patient, Sessions: slices.Clone(c.Sessions), Ruptures: slices.Clone(c.Ruptures)}
}

// The scores that figures draw.
func alliance(s *record.Session) float64 {
	if s.WAIPatient == 0 {
		return math.NaN()
	}
	return float64(s.WAIPatient)
}

func phq9(s *record.Session) float64 {
	if s.PHQ9 == nil {
		return math.NaN()
	}
	return float64(*s.PHQ9)
}
