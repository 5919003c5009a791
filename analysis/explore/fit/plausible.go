package fit

import (
	"context"
	"errors"
	"math"
	"sync"

	"rapport/analysis"
	"rapport/analysis/explore"
)

// Plausible looks for parameter sets that meet the findings as well as the values of the
// study do, spread as widely as the findings allow. See the package comment for how.
//
// Fewer sets than wanted are no error: the record says how many there are. The error is
// that of wrong options, or the cause of ctx where that ends; with a journal, the same
// call then continues.
func Plausible(ctx context.Context, o PlausibleOptions) (*PlausibleSets, error) {
	if o.Study == nil {
		var err error
		if o.Study, err = explore.EvidenceStudy(); err != nil {
			return nil, err
		}
	}
	o.fill()
	if err := o.faults(); err != nil {
		return nil, err
	}
	m, err := newMatch(ctx, &o)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(m.all(ctx), m.journal.Close()); err != nil {
		return nil, err
	}
	return m.record(), nil
}

// match is a search for plausible sets at work.
type match struct {
	*search
	o        *PlausibleOptions
	findings []analysis.Finding

	shipped       []float64 // numbers and findings' values of the start, mean over lucks
	small, judged []float64 // standard errors of the targets' numbers, at both sizes
	spread        []float64 // … of all numbers at the size of an evaluation
	widened       []bool    // targets that the start misses

	tried    []trial
	accepted []trial
	waves    []Wave
	emulator *emulator
	wave     int

	told sync.Mutex
	done int64 // patients, of this process
	owed int64 // … of the step at hand that are not done yet
}

// trial is a place that was evaluated.
type trial struct {
	y     []float64
	small []float64 // numbers and findings' values, at the size of an evaluation
	full  []float64 // … at the size at which sets are judged; nil where it was not
	wave  int
}

// freshLuck is how far the lucks of a search lie from those of a fit.
const freshLuck = 1000

func newMatch(ctx context.Context, o *PlausibleOptions) (*match, error) {
	l, err := newLaboratory(o.Study, o.Findings, o.Parameters, o.Workers)
	if err != nil {
		return nil, err
	}
	if o.own != nil {
		l.planned, l.read = o.own.planned, o.own.read
	}
	s, err := aimed(ctx, l, &o.Options)
	if err != nil {
		return nil, err
	}
	m := &match{search: s, o: o, findings: o.Findings}
	s.run = func(ctx context.Context, trials []explore.Trial, done func(int, []float64)) error {
		return l.runAll(ctx, trials, func(i int, r []analysis.Result) {
			numbers := s.numbersOf(r)
			for k := range r {
				numbers = append(numbers, r[k].Value)
			}
			done(i, numbers)
			m.tell(trials[i].Patients)
		})
	}
	s.journal, err = explore.OpenJournal(explore.PlausibleJournal, o.Journal, problemOf(l, s))
	return m, err
}

// all runs the waves.
func (m *match) all(ctx context.Context) error {
	if err := m.begin(ctx); err != nil {
		return err
	}
	at := firstStride(m.o.Box)
	for m.wave = 2; m.wave <= m.o.Waves && len(m.accepted) < m.o.Sets; m.wave++ {
		w, err := m.next(ctx, at)
		if err != nil {
			return err
		}
		m.waves = append(m.waves, w)
		at = at.after(float64(w.Accepted)/float64(max(1, w.Places)), m.o.Box)
	}
	return nil
}

// measure takes the start's numbers and their errors from several lucks, and widens the
// acceptance of what the start misses, so that a set is asked to be no worse.
func (m *match) measure(lucks [][]float64) {
	m.shipped = average(lucks)
	m.spread = make([]float64, len(m.shipped))
	for k := range m.spread {
		n, ss := 0.0, 0.0
		for _, row := range lucks {
			if !math.IsNaN(row[k]) {
				n, ss = n+1, ss+(row[k]-m.shipped[k])*(row[k]-m.shipped[k])
			}
		}
		m.spread[k] = math.Sqrt(ss / max(1, n-1))
	}
	m.small = m.spread[:len(m.targets)]
	m.judged = make([]float64, len(m.targets))
	m.widened = make([]bool, len(m.targets))
	for t := range m.targets {
		x := &m.targets[t]
		m.judged[t] = m.small[t] * math.Sqrt(float64(m.o.Patients)/float64(m.o.Scored))
		away := errorsAway * m.judged[t]
		switch v := m.shipped[t]; {
		case v < x.low:
			x.low, m.widened[t] = v-away, true
		case v > x.high:
			x.high, m.widened[t] = v+away, true
		}
	}
}

// evaluate returns numbers and findings' values at the places, each on luck of its own.
func (m *match) evaluate(ctx context.Context, places [][]float64, patients int64) ([][]float64, error) {
	trials := make([]explore.Trial, len(places))
	for i, y := range places {
		trials[i] = explore.Trial{Values: m.values(y), Seed: m.seed + freshLuck + uint64(m.evaluations+i), Patients: patients}
	}
	for _, t := range trials {
		if _, known := m.journal.Known[explore.PointOf(t)]; !known {
			m.owed += patients
		}
	}
	return m.numbers(ctx, trials)
}

// values are those of the place as they ship: rounded.
func (m *match) values(y []float64) []float64 {
	x := m.space.values(y)
	for i := range x {
		if a := &m.space[i]; y[i] != 0 {
			x[i] = min(max(rounded(x[i]), a.param.Min), a.param.Max)
		}
	}
	return x
}

// ruledOut says that some number lies further outside than so many of its standard errors,
// or, at full size, has no value.
func (m *match) ruledOut(numbers, errors []float64, away float64, full bool) bool {
	for t := range m.targets {
		v := numbers[t]
		if !full && math.IsNaN(v) && !math.IsNaN(numbers[0]) {
			continue // too few patients for a value; the full size decides
		}
		if !(v >= m.targets[t].low-away*errors[t] && v <= m.targets[t].high+away*errors[t]) {
			return true
		}
	}
	return false
}

// missedAt is how many standard errors outside a number is missed at: its whole 95 %
// interval then lies outside, as the scorecard judges.
const missedAt = 2

// left guesses how many patients are needed yet: what the step at hand owes, and as many
// waves as the sets that lack would take if a third of the places were accepted.
func (m *match) left() int64 {
	lack := max(0, float64(m.o.Sets-len(m.accepted))-float64(m.owed/max(1, m.o.Scored))/2)
	return max(0, m.owed) + int64(3*lack)*m.o.Patients + int64(1.5*lack)*m.o.Scored
}

// tell tells of an evaluation.
func (m *match) tell(patients int64) {
	if m.o.Told == nil {
		return
	}
	m.told.Lock()
	defer m.told.Unlock()
	m.done, m.owed = m.done+patients, m.owed-patients
	m.o.Told(PlausibleProgress{Wave: m.wave, Accepted: len(m.accepted), Wanted: m.o.Sets, Done: m.done, Left: m.left()})
}
