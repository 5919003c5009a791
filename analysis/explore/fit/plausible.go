package fit

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"

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
	errs          []float64 // … of all numbers at the size at which sets are judged
	widened       []bool    // targets that the start misses

	emulator *emulator
	kernel   *kernel
	off      []float64 // standard errors of the surrogate, by target
	known    float64   // steps that they rest on
	chains   []*chain
	rounds   []Round
	at       int // round
	start    Judged
	mended   []Judged // ends of chains on fresh luck: as they are, then those that missed once mended, …
	sets     []place  // with numbers on fresh luck

	told sync.Mutex
	done int64 // patients, of this process
	owed int64 // … of the step at hand that are not done yet
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

// all runs the search.
func (m *match) all(ctx context.Context) error {
	if err := m.begin(ctx); err != nil {
		return err
	}
	for m.at = 1; m.at <= m.o.Rounds; m.at++ {
		r, err := m.round(ctx)
		if err != nil {
			return err
		}
		m.rounds = append(m.rounds, r)
	}
	return m.collect(ctx)
}

// begin measures the start on several lucks, and learns the emulator from a Latin hypercube
// (McKay, Beckman & Conover 1979). Its places have the lucks of the start in turn, and what
// such a luck does to the start is taken off: what is left is more of the parameters.
func (m *match) begin(ctx context.Context) error {
	starts := slices.Repeat([][]float64{make([]float64, len(m.space))}, m.o.Lucks)
	lucks, err := m.evaluateOn(ctx, starts, m.luck(m.o.Lucks), m.o.Patients)
	if err != nil {
		return err
	}
	full, err := m.evaluate(ctx, starts, m.o.Scored)
	if err != nil {
		return err
	}
	m.measure(lucks, full)
	design := mat.NewDense(m.o.First, len(m.space), nil)
	samplemv.LatinHypercube{Q: distmv.NewUnitUniform(len(m.space), nil), Src: rand.NewPCG(m.seed, chainStream)}.Sample(design)
	places := make([][]float64, m.o.First)
	for i := range places {
		places[i] = design.RawRowView(i)
		for k := range places[i] {
			places[i][k] = 2*places[i][k] - 1
		}
	}
	numbers, err := m.evaluateOn(ctx, places, m.luck(m.o.Lucks), m.o.Patients)
	if err != nil {
		return err
	}
	var at, found [][]float64
	small := average(lucks)
	for i, row := range numbers {
		if math.IsNaN(row[0]) {
			continue
		}
		own := make([]float64, len(m.targets))
		for t := range own {
			if own[t] = row[t] - (lucks[i%len(lucks)][t] - small[t]); math.IsNaN(own[t]) {
				own[t] = row[t]
			}
		}
		at, found = append(at, places[i]), append(found, own)
	}
	m.emulator = emulate(at, found)
	m.set()
	return nil
}

// set puts the chains to the start.
func (m *match) set() {
	zero := make([]float64, len(m.space))
	room := make([]float64, len(m.targets))
	m.off, m.known = make([]float64, len(m.targets)), firstKnown
	for t := range room {
		x := &m.targets[t]
		if room[t] = (x.high - x.low) / 2; math.IsInf(room[t], 0) {
			room[t] = max(0, m.shipped[t]-x.low, x.high-m.shipped[t])
			if math.IsInf(room[t], 0) {
				room[t] = min(math.Abs(m.shipped[t]-x.low), math.Abs(x.high-m.shipped[t]))
			}
		}
		room[t] = math.Hypot(room[t], missedAt*m.judged[t])
		beyond := max(0, m.emulator.miss[t]*m.emulator.miss[t]-m.small[t]*m.small[t])
		m.off[t] = max(1e-9, math.Sqrt(firstStep*firstStep*beyond+2*m.judged[t]*m.judged[t]))
	}
	m.kernel = kernelOf(m.emulator.slopes(), room)
	begin := place{y: zero, numbers: m.shipped, predicted: m.emulator.predict(zero)}
	for range m.o.Sets {
		m.chains = append(m.chains, &chain{at: begin})
	}
}

// measure takes the start's numbers and their errors from several lucks at both sizes, and
// widens the acceptance of what the start misses, so that a set is asked to be no worse.
func (m *match) measure(small, full [][]float64) {
	m.shipped, m.errs = average(full), spreads(full)
	m.small, m.judged = spreads(small)[:len(m.targets)], m.errs[:len(m.targets)]
	m.widened = make([]bool, len(m.targets))
	for t := range m.targets {
		x := &m.targets[t]
		away := errorsAway * m.judged[t]
		switch v := m.shipped[t]; {
		case v < x.low:
			x.low, m.widened[t] = v-away, true
		case v > x.high:
			x.high, m.widened[t] = v+away, true
		}
	}
	for _, row := range full {
		m.start.add(m.missed(row, 1))
	}
}

// spreads are standard deviations over rows, of the numbers that are there.
func spreads(rows [][]float64) []float64 {
	mean, out := average(rows), make([]float64, len(rows[0]))
	for k := range out {
		n, ss := 0.0, 0.0
		for _, row := range rows {
			if !math.IsNaN(row[k]) {
				n, ss = n+1, ss+(row[k]-mean[k])*(row[k]-mean[k])
			}
		}
		out[k] = math.Sqrt(ss / max(1, n-1))
	}
	return out
}

// luck are the first n lucks of the search.
func (m *match) luck(n int) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = m.seed + freshLuck + uint64(i)
	}
	return all
}

// evaluate returns numbers and findings' values at the places, each on luck of its own.
func (m *match) evaluate(ctx context.Context, places [][]float64, patients int64) ([][]float64, error) {
	seeds := make([]uint64, len(places))
	for i := range seeds {
		seeds[i] = m.seed + freshLuck + uint64(m.o.Lucks+m.evaluations+i)
	}
	return m.evaluateOn(ctx, places, seeds, patients)
}

// evaluateOn does so on the given lucks in turn.
func (m *match) evaluateOn(ctx context.Context, places [][]float64, seeds []uint64, patients int64) ([][]float64, error) {
	trials := make([]explore.Trial, len(places))
	for i, y := range places {
		trials[i] = explore.Trial{Values: m.values(y), Seed: seeds[i%len(seeds)], Patients: patients}
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

// left guesses how many patients are needed yet.
func (m *match) left() int64 {
	rounds := int64(m.o.Rounds-m.at) + 1
	if m.kernel == nil {
		rounds++
	}
	return max(0, m.owed) + max(0, rounds)*int64(m.o.Sets)*m.o.Scored
}

// tell tells of an evaluation.
func (m *match) tell(patients int64) {
	if m.o.Told == nil {
		return
	}
	m.told.Lock()
	defer m.told.Unlock()
	m.done, m.owed = m.done+patients, m.owed-patients
	m.o.Told(PlausibleProgress{Round: m.at, Rounds: m.o.Rounds, Wanted: m.o.Sets, Done: m.done, Left: m.left()})
}
