package plots

import (
	"cmp"
	"errors"
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

// Gather reads a run, whose tables pass by and are not held. It compares and draws
// the scenarios that [Drawn] lists.
func Gather(run *data.Run, o twins.CompareOptions) (*Material, error) {
	names := Drawn(run, o.Baseline)
	m := &Material{Undrawn: len(run.Scenarios) - len(names)}
	o.Baseline, o.Scenarios = names[0], names[1:]
	histograms := map[string]map[int]int{}
	if len(names) > 1 {
		primary := twins.PrimaryOutcome(run, o.Baseline)
		o.Subgroups, o.Brief = []string{primary}, true
		o.Twins = func(t *twins.Twins) error {
			histograms[t.Scenario] = histogram(t.Differences(primary))
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
		s := Scenario{Name: name, Twins: histograms[name], Summary: summaries[slices.Index(run.Scenarios, name)]}
		m.Scenarios = append(m.Scenarios, s)
	}
	return m, m.takeAll(run)
}

// takeAll takes the scenarios, one after the other until courses are marked, which are
// looked for in the others; these are read side by side.
func (m *Material) takeAll(run *data.Run) error {
	for from := 0; from < len(m.Scenarios); {
		to := from + 1
		if len(m.Marked) > 0 {
			to = len(m.Scenarios)
		}
		all, errs := make([]*passing, to-from), make([]error, to-from)
		for i := range all {
			all[i] = m.passing(&m.Scenarios[from+i])
		}
		data.InParallel(len(all), func(i int) { errs[i] = all[i].read(run) })
		if err := errors.Join(errs...); err != nil {
			return err
		}
		for _, p := range all {
			if err := m.take(run, p); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
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

// passing is what is kept of a scenario's courses as they pass by.
type passing struct {
	of            *Scenario
	life          analysis.Life
	times         [len(events)]analysis.Survival
	sample, pairs *looker
	marks         bool // courses are still to be marked
	patterns      *Patterns
	treats        bool // patterns of treatment are still to be gathered
	ruptured      []candidate
}

func (m *Material) passing(s *Scenario) *passing {
	var ones []data.Course
	for i := range m.Marked {
		ones = append(ones, m.Marked[i].One)
	}
	p := &passing{of: s, marks: len(m.Marked) == 0, pairs: like(ones), sample: everyNth(s.Summary.Patients, sampled), patterns: &Patterns{}}
	p.treats = !slices.ContainsFunc(m.Scenarios, func(s Scenario) bool { return s.Patterns != nil && s.Patterns.treated > 0 })
	if first := &m.Scenarios[0]; s != first {
		p.sample = like(first.Sample)
	}
	return p
}

func (p *passing) read(run *data.Run) (err error) {
	if p.of.Ledger, err = run.Ledger(p.of.Name); err != nil {
		return err
	}
	wanted := func(table, column string) bool {
		return drawnFrom(table, column) || table == "assessments" && column != "phase" || table == "ruptures" && (p.marks || p.treats) ||
			table == "sessions" && p.treats && slices.Contains(patternsFrom, column)
	}
	return run.EachCourse(p.of.Name, wanted, func(c *data.Course) {
		p.life.Add(c)
		for k := range events {
			if weeks, event, ok := events[k].time(c); ok {
				p.times[k].Add(weeks, event)
			}
		}
		if p.treats || !c.Treated() {
			p.patterns.Add(c)
		}
		p.sample.look(c)
		p.pairs.look(c)
		if p.marks && len(c.Ruptures) > 0 && len(c.Sessions) >= 4 {
			p.ruptured = append(p.ruptured, candidate{c.Patient.PHQ9Last - c.Patient.PHQ9Intake, whoIs(c)})
		}
	})
}

// take keeps the life table and the sampled courses of a scenario, and the marked
// ones of the first two that have a therapy.
func (m *Material) take(run *data.Run, p *passing) error {
	s := p.of
	s.Life, s.Sample = p.life.Table(), p.sample.found
	if p.patterns.treated > 0 || p.patterns.waits() {
		s.Patterns = p.patterns
	}
	for k := range p.times {
		s.Events[k] = p.times[k].Table()
	}
	switch {
	case len(s.Life) == 0:
	case len(m.Marked) == 0:
		return m.mark(run, s.Name, p.ruptured)
	case m.Marked[0].Other == "":
		for i := range m.Marked {
			m.Marked[i].Other = s.Name
			for k := range p.pairs.found {
				if whoIs(&p.pairs.found[k]) == whoIs(&m.Marked[i].One) {
					m.Marked[i].Two = &p.pairs.found[k]
				}
			}
		}
	}
	return nil
}

// candidate is a course of at least four sessions and a rupture.
type candidate struct {
	change int32 // of PHQ-9
	who
}

// mark keeps candidates at equal distances from the best to the worst change.
func (m *Material) mark(run *data.Run, scenario string, all []candidate) error {
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.change, b.change) })
	if len(all) > marked {
		chosen := make([]candidate, marked)
		for i := range chosen {
			chosen[i] = all[i*(len(all)-1)/(marked-1)]
		}
		all = chosen
	}
	wanted := looker{of: map[who]bool{}}
	for _, c := range all {
		wanted.of[c.who] = true
	}
	from := func(table, column string) bool { return drawnFrom(table, column) || table == "ruptures" }
	if err := run.EachCourse(scenario, from, wanted.look); err != nil {
		return err
	}
	for _, c := range all {
		i := slices.IndexFunc(wanted.found, func(f data.Course) bool { return whoIs(&f) == c.who })
		m.Marked = append(m.Marked, Pair{Scenario: scenario, One: wanted.found[i]})
	}
	return nil
}

// looker copies courses as they pass by: those of some patients, or every so
// many-th, in the order of the table.
type looker struct {
	of    map[who]bool // nil: every step-th, at most so many
	step  int64
	most  int
	seen  int64
	found []data.Course
}

// everyNth looks for n of all courses, at equal distances.
func everyNth(all int64, n int) *looker { return &looker{step: max(1, all/int64(n)), most: n} }

// like looks for the courses of the same patients.
func like(courses []data.Course) *looker {
	l := &looker{of: map[who]bool{}}
	for i := range courses {
		l.of[whoIs(&courses[i])] = true
	}
	return l
}

func (l *looker) look(c *data.Course) {
	if l.of != nil && l.of[whoIs(c)] || l.of == nil && l.seen%l.step == 0 && len(l.found) < l.most {
		l.found = append(l.found, detached(*c))
	}
	l.seen++
}

// detached copies a course, so that it does not keep the tables in memory.
func detached(c data.Course) data.Course {
	patient := *c.Patient
	return data.Course{Patient: &patient, Sessions: slices.Clone(c.Sessions), Ruptures: slices.Clone(c.Ruptures), Assessments: slices.Clone(c.Assessments)}
}

// drawnFrom are the columns of patients and sessions from which courses are drawn.
func drawnFrom(table, column string) bool {
	switch table {
	case "patients":
		return slices.Contains([]string{"weeks", "ending", "phq9_entry", "phq9_intake", "phq9_last", "ruptures", "ruptures_resolved"}, column)
	case "sessions":
		return slices.Contains([]string{"phq9", "wai_patient"}, column)
	}
	return false
}

// patternsFrom are the further columns of sessions from which [Patterns] are drawn.
var patternsFrom = []string{"wai_therapist", "wai_observer", "true_rupture", "rupture_patient"}

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
