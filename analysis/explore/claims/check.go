package claims

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// Options of [Check]. The zero value of each field takes its default.
type Options struct {
	Claims   []Claim // nil: those that ship
	Seed     *uint64 // nil: 1, as the studies say
	Patients int64   // of each scenario; 0: 20,000, as the studies say
	Workers  int     // 0: one to a core. Changes no result
}

// Verdict is how the model stands to a claim.
type Verdict string

// The verdicts.
const (
	Visible  Verdict = "visible"      // as the claim says, and large enough to be seen
	NameOnly Verdict = "in name only" // too small to be seen, or none
	Wrong    Verdict = "wrong sign"   // clearly against the claim: the interval lies below zero
	Absent   Verdict = "absent"       // nothing in the model could show it
)

// Row is one claim with what the model shows.
type Row struct {
	Claim
	Value, Low, High float64 // with the 95 % Monte-Carlo interval; NaN where absent
	Verdict          Verdict
	Known            string // why it is known to fail, "" where it is not
}

// fails says that a user could not see the claim.
func (r *Row) fails() bool { return r.Verdict != Visible }

// Table is every claim with what the model shows.
type Table struct {
	EngineVersion string
	Seed          uint64
	Patients      int64 // of each scenario
	Rows          []Row
}

// Check runs the experiments of the claims, several at once, in memory.
func Check(ctx context.Context, o Options) (*Table, error) {
	if o.Claims == nil {
		o.Claims = Claims()
	}
	explore.Standard(&o.Workers, runtime.GOMAXPROCS(0))
	t := &Table{EngineVersion: explore.EngineVersion, Seed: 1, Patients: 20_000, Rows: make([]Row, len(o.Claims))}
	if o.Seed != nil {
		t.Seed = *o.Seed
	}
	explore.Standard(&o.Patients, t.Patients)
	t.Patients = o.Patients
	shared := &baseline{}
	errs := make([]error, len(o.Claims))
	if err := explore.SideBySide(ctx, o.Workers, len(o.Claims), func(i int) {
		t.Rows[i], errs[i] = t.check(&o.Claims[i], shared)
	}); err != nil {
		return nil, err
	}
	for _, failing := range failing() {
		for i := range t.Rows {
			if r := &t.Rows[i]; r.ID == failing.ID && r.fails() {
				r.Known = failing.Reason
			}
		}
	}
	return t, errors.Join(errs...)
}

// baseline is routine care as it ships, which most claims compare with: simulated
// once.
type baseline struct {
	once sync.Once
	data *data.Data
	err  error
}

// check runs the experiment of one claim.
func (t *Table) check(c *Claim, shared *baseline) (Row, error) {
	nan := math.NaN()
	row := Row{Claim: *c, Value: nan, Low: nan, High: nan, Verdict: Absent}
	if c.Absent != "" {
		return row, nil
	}
	s, err := c.Study()
	if err != nil {
		return row, err
	}
	s.Seed, s.Population.Patients = t.Seed, t.Patients
	arms, err := s.Simulations()
	if err != nil {
		return row, err
	}
	card := analysis.Score([]analysis.Finding{c.finding()}, func(name string) (*data.Data, error) {
		for _, arm := range arms {
			if arm.Scenario == name {
				return shared.simulate(arm)
			}
		}
		return nil, fmt.Errorf("the study has no scenario %q", name)
	})
	found := &card.Rows[0]
	if found.Err != nil {
		return row, fmt.Errorf("claim %s: %w", c.ID, found.Err)
	}
	row.Value, row.Low, row.High = found.Result.Value, found.Low, found.High
	row.Verdict = judge(row.Value, row.High, c.Least)
	return row, nil
}

// judge is the verdict on a value whose interval ends at high.
func judge(value, high, least float64) Verdict {
	switch {
	case value >= least:
		return Visible
	case value < 0 && high < 0:
		return Wrong
	}
	return NameOnly
}

// simulate runs a scenario in memory; routine care as it ships only once.
func (b *baseline) simulate(s *population.Simulation) (*data.Data, error) {
	if s.Scenario != explore.RoutineCare {
		return simulate(s)
	}
	b.once.Do(func() { b.data, b.err = simulate(s) })
	return b.data, b.err
}

func simulate(s *population.Simulation) (*data.Data, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	rows := &record.Rows{}
	s.Block(rows, 0, s.Courses())
	d, err := data.FromRows(rows)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.Scenario, err)
	}
	return d, nil
}

// Count is the number of rows with the verdict.
func (t *Table) Count(v Verdict) int {
	n := 0
	for i := range t.Rows {
		if t.Rows[i].Verdict == v {
			n++
		}
	}
	return n
}

// Failed is the number of claims that are not visible.
func (t *Table) Failed() int { return len(t.Rows) - t.Count(Visible) }

// Surprises compares the claims that fail with those known to: the ids that fail
// and are not known, and those known to fail that are visible.
func (t *Table) Surprises() (failed, visible []string) {
	known := map[string]bool{}
	for _, k := range failing() {
		known[k.ID] = true
	}
	for i := range t.Rows {
		switch r := &t.Rows[i]; {
		case r.fails() && !known[r.ID]:
			failed = append(failed, r.ID)
		case !r.fails() && known[r.ID]:
			visible = append(visible, r.ID)
		}
	}
	return failed, visible
}

// summary counts the verdicts in words.
func (t *Table) summary() string {
	var parts []string
	for _, v := range []Verdict{Visible, NameOnly, Wrong, Absent} {
		parts = append(parts, fmt.Sprintf("%d %s", t.Count(v), v))
	}
	return fmt.Sprintf("%d claims: %s", len(t.Rows), strings.Join(parts, ", "))
}
