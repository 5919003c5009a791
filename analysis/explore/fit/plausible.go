package fit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"

	"rapport/analysis"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/sim"
)

// PlausibleOptions of [Plausible]. The zero value of each field takes its default.
type PlausibleOptions struct {
	Options // Study, Findings, Parameters, Seed, Patients, Scored, Lucks, Workers, Journal and Command are used

	Sets  int     // how many are wanted; 0: 64
	First int     // places of the first wave; 0: two and a half for each parameter
	Each  int     // places of every further wave; 0: as many as sets are wanted, at least 24
	Waves int     // at the most; 0: 12
	Box   float64 // prior standard deviations that a parameter may lie from its start; 0: 2

	Told func(PlausibleProgress) // called after every evaluation; may be nil
}

// PlausibleProgress tells how a search for plausible sets goes.
type PlausibleProgress struct {
	Wave     int
	Accepted int // sets until then
	Wanted   int
	Done     int64 // patients simulated by this process
	Left     int64 // patients that are expected to be needed yet; a guess
}

func (o *PlausibleOptions) fill() {
	explore.Standard(&o.Patients, 2500)
	explore.Standard(&o.Scored, 10_000)
	explore.Standard(&o.Sets, 64)
	explore.Standard(&o.Waves, 12)
	explore.Standard(&o.Box, 2)
	if o.Parameters == nil {
		o.Parameters = openParameters()
	}
	o.Options.fill()
	explore.Standard(&o.First, 5*len(o.Parameters)/2+20)
	explore.Standard(&o.Each, max(24, o.Sets))
}

func (o *PlausibleOptions) faults() error {
	var faults []error
	if o.Sets < 1 || o.Sets > mostSets {
		faults = append(faults, fmt.Errorf("sets = %d: want 1 to %d", o.Sets, mostSets))
	}
	if o.First < 8 || o.Each < 1 || o.Waves < 2 || !(o.Box > 0) {
		faults = append(faults, errors.New("want at least 8 first places, 1 in every further wave, 2 waves and a box"))
	}
	return errors.Join(append(faults, o.Options.faults())...)
}

// mostSets bounds how many sets are looked for.
const mostSets = 1000

// notOpen are the beginnings of names of what a study or a service decides, or what is
// so by convention: traits have mean 0 and SD 1.
var notOpen = []string{"population.", "care.", "phases.", "conditions.", "approach.cbt_share"}

// open are exceptions: assumptions about people, and how treatment wears off.
var open = []string{"population.correlation_", "population.therapist_correlation_", "population.alliance_to_symptoms_spread",
	"population.symptoms_to_alliance_spread", "care.waning", "care.forgetting"}

// openParameters lists the parameters that the evidence has to hold: Calibrated or
// Assumed numbers that are no decision of a study, no switch, and not off as shipped.
func openParameters() []string {
	begins := func(name string, with []string) bool {
		return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(name, w) })
	}
	var names []string
	setting := population.DefaultSetting()
	for _, p := range setting.Params() {
		decided := begins(p.Name, notOpen) && !begins(p.Name, open)
		number := p.Choices == nil && !p.Whole()
		isSwitch := strings.HasSuffix(p.Name, ".strength") && *p.Value == 1
		isOff := p.Min == 0 && *p.Value == 0
		if (p.Grade == sim.Calibrated || p.Grade == sim.Assumed) && number && !decided && !isSwitch && !isOff {
			names = append(names, p.Name)
		}
	}
	return names
}

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
	space, err := spaceOf(l, o.Parameters)
	if err != nil {
		return nil, err
	}
	first, err := l.run(ctx, explore.Trial{Values: space.values(make([]float64, len(space))), Seed: o.Seed, Patients: o.Patients})
	if err != nil {
		return nil, err
	}
	s := &search{space: space, seed: o.Seed, patients: o.Patients}
	if s.targets = targetsOf(o.Findings, first); o.own != nil {
		s.targets = slices.Clone(o.own.targets)
	}
	if len(s.targets) == 0 {
		return nil, errors.New("the findings hold no band and no direction to meet")
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

// stride is how boldly a wave goes.
type stride struct {
	margin float64 // standard errors of a prediction that places are kept inside
	reach  float64 // prior standard deviations that a parameter may lie from its start
}

// firstStride is that of the second wave: half as far as the first, where the emulator is
// at its best.
func firstStride(box float64) stride { return stride{margin: 1.5, reach: box / 4} }

// after is the stride of the next wave: further out where many places were accepted; with
// a wider margin, and nearer, where few were.
func (s stride) after(accepted, box float64) stride {
	switch {
	case accepted < 0.1:
		return stride{min(s.margin*1.5, widestMargin), max(s.reach*0.85, box/8)}
	case accepted < 0.25:
		return stride{min(s.margin*1.25, widestMargin), s.reach}
	}
	return stride{s.margin, min(box, s.reach*1.3)}
}

// widestMargin is the widest, in standard errors of a prediction.
const widestMargin = 3

// begin measures the start on several lucks, and runs the first wave: a Latin hypercube
// (McKay, Beckman & Conover 1979) over half the box.
func (m *match) begin(ctx context.Context) error {
	m.wave = 1
	zero := make([]float64, len(m.space))
	lucks, err := m.evaluate(ctx, slices.Repeat([][]float64{zero}, m.o.Lucks), m.o.Patients)
	if err != nil {
		return err
	}
	m.measure(lucks)
	unit := distmv.NewUnitUniform(len(m.space), nil)
	design := mat.NewDense(m.o.First, len(m.space), nil)
	samplemv.LatinHypercube{Q: unit, Src: rand.NewPCG(m.seed, walkStream)}.Sample(design)
	places := make([][]float64, m.o.First)
	for i := range places {
		places[i] = design.RawRowView(i)
		for k := range places[i] {
			places[i][k] = m.o.Box / 2 * (2*places[i][k] - 1)
		}
	}
	numbers, err := m.evaluate(ctx, places, m.o.Patients)
	if err != nil {
		return err
	}
	w := Wave{Wave: 1, Places: len(places)}
	for i := range places {
		m.tried = append(m.tried, trial{y: places[i], small: numbers[i], wave: 1})
		if !m.ruledOut(numbers[i], m.small, errorsAway, false) {
			w.Plausible++
		}
	}
	m.waves = append(m.waves, w)
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

// next is a further wave: what was found is emulated, places that are not ruled out are
// evaluated, and those that are still not are judged on fresh luck at full size.
func (m *match) next(ctx context.Context, at stride) (Wave, error) {
	w := Wave{Wave: m.wave, Margin: at.margin, Reach: at.reach}
	m.emulator = m.emulate()
	region := regionOf(m.emulator, m.targets, m.shipped, m.small, m.judged, at.margin, at.reach)
	pool, err := region.sample(ctx, m.o.Workers, (perChosen*m.o.Each+walks-1)/walks, m.seed+uint64(m.wave), len(m.space))
	if err != nil {
		return w, err
	}
	places := spreadOut(pool, placesOf(m.accepted), m.o.Each)
	w.Places, w.R2, w.Slack = len(places), median(m.emulator.R2), region.slack
	small, err := m.evaluate(ctx, places, m.o.Patients)
	if err != nil {
		return w, err
	}
	var left []trial
	for i := range places {
		t := trial{y: places[i], small: small[i], wave: m.wave}
		m.tried = append(m.tried, t)
		if !m.ruledOut(small[i], m.small, errorsAway, false) {
			left = append(left, t)
		}
	}
	full, err := m.evaluate(ctx, placesOf(left), m.o.Scored)
	if err != nil {
		return w, err
	}
	for i := range left {
		left[i].full = full[i]
		m.tried = append(m.tried, left[i])
		if !m.ruledOut(full[i], m.judged, missedAt, true) {
			m.accepted = append(m.accepted, left[i])
		}
	}
	w.Plausible, w.Accepted = len(left), m.acceptedIn(m.wave)
	w.Coverage = meanCoverage(m.coverage(m.accepted))
	return w, nil
}

// emulate fits the emulator to all that was found, full size where there is one.
func (m *match) emulate() *emulator {
	var at, numbers [][]float64
	for i := range m.tried {
		t := &m.tried[i]
		found := t.small
		if t.full != nil {
			found = t.full
		}
		if !math.IsNaN(found[0]) {
			at, numbers = append(at, t.y), append(numbers, found[:len(m.targets)])
		}
	}
	return emulate(at, numbers)
}

func (m *match) acceptedIn(wave int) (n int) {
	for i := range m.accepted {
		if m.accepted[i].wave == wave {
			n++
		}
	}
	return n
}

func placesOf(trials []trial) [][]float64 {
	places := make([][]float64, len(trials))
	for i := range trials {
		places[i] = trials[i].y
	}
	return places
}

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
