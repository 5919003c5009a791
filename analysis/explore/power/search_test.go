package power

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// searchOf is a search of trials that find the effect with the given power.
func searchOf(luck *rand.Rand, power func(size float64) float64) *powerSearch {
	s := &powerSearch{from: 20, to: 5000, step: 2, start: 120, target: 0.8, alpha: 0.05, trials: 500, pilot: 100, precision: 0.05, steps: maxSteps}
	s.evaluate = func(size int64, trials int) (int, error) {
		found, p := 0, power(float64(size))
		for range trials {
			if luck.Float64() < p {
				found++
			}
		}
		return found, nil
	}
	return s
}

// normalPower is the power of a two-sided test of a normal estimate whose standard
// error is 1/(b√size).
func normalPower(b float64) func(float64) float64 {
	z := distuv.UnitNormal.Quantile(0.975)
	return func(size float64) float64 {
		return distuv.UnitNormal.CDF(b*math.Sqrt(size)-z) + distuv.UnitNormal.CDF(-b*math.Sqrt(size)-z)
	}
}

// levelled is a power that grows ever more slowly than the curve of the fit: that
// of patients who share a fixed number of therapists.
func levelled(b, cluster float64) func(float64) float64 {
	inner := normalPower(b)
	return func(size float64) float64 { return inner(size / (1 + size/cluster)) }
}

// rootOf is the size with the target power, by bisection.
func rootOf(power func(float64) float64, target float64) float64 {
	low, high := 1.0, 1e6
	for range 200 {
		if middle := (low + high) / 2; power(middle) < target {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// The interval holds the known size in 95 of 100 searches where the curve is the fit's
// own, less 4.5 standard errors of as many searches. Stopping when the interval is
// narrow, and a curve of another shape, may cost some more, so there 92 are asked for.
func TestSearchFindsKnownSizes(t *testing.T) {
	searches := repeats(300)
	for name, c := range map[string]struct {
		power func(float64) float64
		rate  float64 // in which it should hold it
	}{
		"small":    {normalPower(0.4), 0.95},
		"medium":   {normalPower(0.1), 0.95},
		"large":    {normalPower(0.05), 0.95},
		"levelled": {levelled(0.2, 600), 0.92},
	} {
		root := rootOf(c.power, 0.8)
		held, steps := 0.0, 0
		for seed := range uint64(searches) {
			s := searchOf(rand.New(rand.NewPCG(seed, 9)), c.power)
			found, err := s.run()
			if err != nil || found.end != PowerFound && found.end != PowerStopped {
				t.Fatalf("%s, seed %d: %v %v", name, seed, found.end, err)
			}
			if found.low <= root && root <= found.high {
				held += 1.0 / float64(searches)
			}
			if !(math.Abs(float64(found.size)-root) <= 0.15*root+2) {
				t.Errorf("%s, seed %d: %d, want %.1f", name, seed, found.size, root)
			}
			steps += len(s.all)
		}
		if least := c.rate - 4.5*math.Sqrt(c.rate*(1-c.rate)/float64(searches)); held < least {
			t.Errorf("%s: the interval holds the size in %.3f of the searches, want %.3f", name, held, least)
		}
		t.Logf("%s: root %.1f, held %.3f, %.1f steps", name, root, held, float64(steps)/float64(searches))
	}
}

// The ends of the range are told as what they are, and an effect that is not
// there is looked for no further than to the largest size.
func TestSearchStopsAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		power func(float64) float64
		end   PowerEnd
		size  int64
	}{
		{func(float64) float64 { return 0.05 }, PowerAtCap, 5000},
		{normalPower(0.02), PowerAtCap, 5000},
		{func(float64) float64 { return 0.999 }, PowerAtFloor, 20},
		{func(size float64) float64 { // all or nothing, which no curve fits
			if size < 300 {
				return 0
			}
			return 1
		}, PowerStopped, 0},
	} {
		s := searchOf(rand.New(rand.NewPCG(3, 9)), c.power)
		found, err := s.run()
		if err != nil || found.end != c.end || c.size > 0 && found.size != c.size {
			t.Errorf("%s at %d, %v; want %s at %d", found.end, found.size, err, c.end, c.size)
		}
		if c.size == 0 && (found.size < 270 || found.size > 330) {
			t.Errorf("%d, want about 300", found.size)
		}
		if len(s.all) > s.steps {
			t.Errorf("%d steps, want at most %d", len(s.all), s.steps)
		}
	}
}

// Trials are not made where trials have certainly shown too little or too much
// power, whatever the curve says, nor far from all that was tried.
func TestSearchKeepsWithinWhatIsOpen(t *testing.T) {
	s := searchOf(nil, nil)
	s.all = []hits{{400, 500, 200}, {1000, 500, 300}, {2000, 500, 450}}
	for root, want := range map[int64][2]int64{1500: {1480, 1520}, 700: {1380, 1450}, 1000: {1380, 1450}, 4000: {1380, 1450}} {
		if got := s.next(root); got < want[0] || got > want[1] {
			t.Errorf("the curve says %d, the next trials are of %d, want %d to %d", root, got, want[0], want[1])
		}
	}
	s.all = []hits{{400, 500, 200}}
	if got := s.next(4000); got > 540 {
		t.Errorf("the next trials are of %d, want at most 1.3 times what was tried", got)
	}
}

// An error of a trial ends the search.
func TestSearchTellsErrors(t *testing.T) {
	s := searchOf(nil, nil)
	s.evaluate = func(int64, int) (int, error) { return 0, errors.New("broken") }
	if _, err := s.run(); err == nil {
		t.Error("no error")
	}
}

// From shares that are the curve's own, the fit finds the curve; its covariance is
// the inverse of the information, checked by differences of the score.
func TestProbitFindsItsCurve(t *testing.T) {
	const a, b, trials = -1.959963984540054, 0.14, 100_000_000
	var all []hits
	for _, size := range []int64{100, 200, 400, 800} {
		p := distuv.UnitNormal.CDF(a + b*math.Sqrt(float64(size)))
		all = append(all, hits{size, trials, int(math.Round(p * trials))})
	}
	f := fitProbit(all, 0.05)
	if !(math.Abs(f.a-a) <= 1e-6) || !(math.Abs(f.b-b) <= 1e-7) {
		t.Errorf("a = %.9f, b = %.9f; want %.9f, %.9f", f.a, f.b, a, b)
	}
	root, low, high := f.root(0.8)
	want := math.Pow((distuv.UnitNormal.Quantile(0.8)-a)/b, 2)
	if !(math.Abs(root-want) <= 1e-4*want) || !(low < root && root < high) || high-low > 0.001*want {
		t.Errorf("root %.4f in %.4f to %.4f, want %.4f", root, low, high, want)
	}
	for _, end := range []float64{low, high} { // Fieller's ends are where the band meets the target
		from, to := f.band(end)
		if math.Min(math.Abs(from-0.8), math.Abs(to-0.8)) > 1e-9 {
			t.Errorf("at %.4f the band is %.9f to %.9f, want an end of 0.8", end, from, to)
		}
	}
	if p := f.misfit(all); p < 0.9 {
		t.Errorf("misfit p = %g of the curve's own shares", p)
	}
}

// All misses below and all hits above have no maximum of the likelihood, but the
// fit has one; without growth there is no root.
func TestProbitOfExtremes(t *testing.T) {
	f := fitProbit([]hits{{100, 100, 0}, {400, 100, 100}}, 0.05)
	root, low, high := f.root(0.8)
	if !(root > 100 && root < 400 && low < root && high > root) || math.IsNaN(f.a+f.b) {
		t.Errorf("root %.1f in %.1f to %.1f, curve %+v", root, low, high, f)
	}
	f = fitProbit([]hits{{100, 500, 30}, {400, 500, 20}}, 0.05)
	if root, _, high := f.root(0.8); !math.IsInf(high, 1) {
		t.Errorf("root %.1f up to %.1f of a power that does not grow", root, high)
	}
}
