package power

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/descriptive"
)

// powerSearch finds the smallest size whose power is the target. It brackets the
// size in a few steps of few trials, and then goes by the maximum likelihood
// recursion of Wu (1985, J Am Stat Assoc 80:974-984): fit the curve to all trials
// made so far, make the next trials at the size that the fit says, and so on, until
// the interval of the size is narrow enough. The next size stays within the
// bracket; so truncated, the recursion finds the root also where the curve is not
// quite the model's (Ying & Wu 1997, Stat Sinica 7:75-91).
type powerSearch struct {
	from, to, step int64 // sizes are from, from+step … to
	start          int64
	target, alpha  float64
	trials         int     // of a step of the recursion
	pilot          int     // of a step of the bracket
	precision      float64 // half-width of the interval that is narrow enough, as a share of the size
	steps          int     // largest number of steps

	evaluate func(size int64, trials int) (found int, err error)

	all []hits
}

// What a search came to.
type PowerEnd string

// The ends of a search.
const (
	PowerFound    PowerEnd = "found"       // a size with the power that was asked for
	PowerAtFloor  PowerEnd = "at_smallest" // the smallest size has that power already
	PowerAtCap    PowerEnd = "beyond"      // the largest size does not have it
	PowerStopped  PowerEnd = "imprecise"   // found, but its interval is wider than asked for
	PowerNoSearch PowerEnd = "not_searched"
)

// sizeFound is the answer of a search.
type sizeFound struct {
	end       PowerEnd
	size      int64
	low, high float64 // 95 % interval; high may be +Inf
	curve     probit
	misfit    float64 // p value of the fit's test against the trials
	used      int     // sizes' trials that entered the fit: trials far from the root stay out where the curve does not fit
}

// run searches.
func (s *powerSearch) run() (sizeFound, error) {
	end, err := s.bracket()
	if err != nil {
		return sizeFound{}, err
	}
	if end != PowerFound {
		at := sizeFound{end: end, size: s.from, low: 0, high: float64(s.from)}
		if end == PowerAtCap {
			at.size, at.low, at.high = s.to, float64(s.to), math.Inf(1)
		}
		at.curve, at.misfit, at.used = s.fit()
		return at, nil
	}
	for {
		found := s.answer()
		if s.enough(&found) {
			return found, nil
		}
		if err := s.try(s.next(found.size), s.trials); err != nil {
			return sizeFound{}, err
		}
	}
}

// refined is what all trials say once more were made.
func (s *powerSearch) refined(before sizeFound) sizeFound {
	found := s.answer()
	if found.end == PowerFound && !s.precise(&found) {
		found.end = before.end
	}
	return found
}

// precise says whether the interval is narrow enough, by a curve that fits.
func (s *powerSearch) precise(found *sizeFound) bool {
	return (found.high-found.low)/2 <= s.precision*float64(found.size) && found.misfit >= doubtful
}

// enough says whether the search is over.
func (s *powerSearch) enough(found *sizeFound) bool {
	over := len(s.all) >= s.steps
	switch found.end {
	case PowerAtCap:
		return over || found.low > float64(s.to)
	case PowerAtFloor:
		return over || found.high < float64(s.from)
	}
	if s.precise(found) {
		return true
	}
	if over {
		found.end = PowerStopped
	}
	return over
}

// try evaluates a size.
func (s *powerSearch) try(size int64, trials int) error {
	found, err := s.evaluate(size, trials)
	s.all = append(s.all, hits{size, trials, found})
	return err
}

// bracket tries sizes until some have less power than the target and some more,
// or an end of the range is certainly beyond the target.
func (s *powerSearch) bracket() (PowerEnd, error) {
	size := s.onGrid(float64(s.start))
	for range s.steps {
		atEnd := size == s.from || size == s.to
		trials := s.pilot
		if atEnd {
			trials = s.trials
		}
		if err := s.try(size, trials); err != nil {
			return "", err
		}
		below, above := s.sides()
		switch {
		case size == s.to && above == 0:
			return PowerAtCap, nil
		case size == s.from && below == 0:
			return PowerAtFloor, nil
		case below > 0 && above > 0:
			return PowerFound, nil
		}
		size = s.leap(size, above > 0)
	}
	if _, above := s.sides(); above == 0 {
		return PowerAtCap, nil
	}
	return PowerAtFloor, nil
}

// sides is the largest size whose trials fell short of the target, and the
// smallest whose trials did not; 0 where there is none.
func (s *powerSearch) sides() (below, above int64) { return sidesOf(s.all, s.target) }

func sidesOf(all []hits, target float64) (below, above int64) {
	for _, h := range pooled(all) {
		if float64(h.found) < target*float64(h.trials) {
			below = h.size
		} else if above == 0 {
			above = h.size
		}
	}
	return below, above
}

// leap is the next size to try for a bracket: by what the curve through the
// expected power of no patients and the last trials says, but no less than by a
// factor of 1.3 and no more than by one of 4.
func (s *powerSearch) leap(size int64, down bool) int64 {
	norm := distuv.UnitNormal
	last := s.all[len(s.all)-1]
	a := norm.Quantile(s.alpha / 2)
	b := norm.Quantile((float64(last.found)+0.5)/float64(last.trials+1)) - a
	factor := 4.0
	if b > 0 {
		z := (norm.Quantile(s.target) - a) / b
		factor = z * z
	}
	if down {
		return s.onGrid(min(max(0.8*factor, 0.25), 1/1.3) * float64(size))
	}
	return s.onGrid(min(max(1.2*factor, 1.3), 4) * float64(size))
}

// onGrid is the nearest size that there is, from above.
func (s *powerSearch) onGrid(size float64) int64 {
	if !(size < float64(s.to)) {
		return s.to
	}
	k := math.Ceil((size - float64(s.from)) / float64(s.step))
	return min(s.from+int64(max(0, k))*s.step, s.to)
}

// answer is what the trials so far say.
func (s *powerSearch) answer() sizeFound {
	f := sizeFound{end: PowerFound}
	f.curve, f.misfit, f.used = s.fit()
	root, low, high := f.curve.root(s.target)
	f.size, f.low, f.high = s.onGrid(root), low, high
	if root > float64(s.to) {
		f.end = PowerAtCap
	} else if root < float64(s.from) {
		f.end = PowerAtFloor
	}
	return f
}

// doubtful is the p value below which the curve does not fit the trials.
const doubtful = 0.01

// fit fits the curve to all trials; where it does not fit, to those of the sizes
// nearest to the root, as many as fit, but to three at least and to some on both
// sides of the target.
func (s *powerSearch) fit() (curve probit, misfit float64, used int) {
	all := slices.Clone(s.all)
	curve = fitProbit(all, s.alpha)
	root, _, _ := curve.root(s.target)
	away := func(h hits) float64 { return math.Abs(math.Log(float64(h.size) / max(root, 1))) }
	for {
		misfit = curve.misfit(all)
		sizes := pooled(all)
		if misfit >= doubtful || len(sizes) <= 3 || math.IsInf(root, 1) {
			return curve, misfit, len(all)
		}
		far := slices.MaxFunc(sizes, func(a, b hits) int { return cmp.Compare(away(a), away(b)) })
		fewer := slices.DeleteFunc(slices.Clone(all), func(h hits) bool { return h.size == far.size })
		if below, above := sidesOf(fewer, s.target); below == 0 || above == 0 {
			return curve, misfit, len(all)
		}
		all, curve = fewer, fitProbit(fewer, s.alpha)
	}
}

// coarse is how far apart the recursion's sizes are, as a share of the size, so
// that its trials gather at few sizes.
const coarse = 0.025

// next is where the recursion makes its next trials: at the root or, where trials
// contradict that, at the middle (on a scale of factors) of what they leave.
func (s *powerSearch) next(root int64) int64 {
	size := float64(root)
	if low, high := s.certain(); size <= low || size >= high {
		size = math.Sqrt(low * high)
	}
	lot := float64(s.step) * max(1, math.Round(coarse*size/float64(s.step)))
	return s.onGrid(math.Round(size/lot) * lot)
}

// certain is between which sizes the target must lie: the largest whose trials have
// certainly less power (95 % interval) and the smallest whose trials have certainly
// more, but no more than a factor of 1.3 beyond the sizes that were tried.
func (s *powerSearch) certain() (low, high float64) {
	const beyond = 1.3
	sizes := pooled(s.all)
	low, high = float64(sizes[0].size)/beyond, float64(sizes[len(sizes)-1].size)*beyond
	for _, h := range sizes {
		_, least, most := descriptive.Wilson(h.found, h.trials)
		if most < s.target {
			low = max(low, float64(h.size))
		}
		if least > s.target {
			high = min(high, float64(h.size))
		}
	}
	if low >= high { // by chance: trust the fit
		return 0, math.Inf(1)
	}
	return low, high
}
