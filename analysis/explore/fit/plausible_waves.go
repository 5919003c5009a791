package fit

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

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
