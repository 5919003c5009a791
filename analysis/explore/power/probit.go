package power

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/descriptive"
)

// hits is how many of so many trials of a size found the effect.
type hits struct {
	size   int64
	trials int
	found  int
}

// probit is a power curve fitted to trials of several sizes,
//
//	power = Φ(a + b·√size),
//
// which for a test whose estimate is normal is the curve itself, with a = -z(α/2)
// and b = effect / (standard error at size 1).
type probit struct {
	a, b          float64
	vaa, vab, vbb float64 // their covariance
}

// weakness is the standard deviation of the normal prior that keeps a near its
// theoretical value where the trials alone would not tell it: its weight is that
// of few trials.
const weakness = 2.0

// fitProbit fits the curve by maximum likelihood (Fisher scoring) with a weak
// normal prior on a about -z(alpha/2); it has a maximum also where every trial
// of small studies missed and every one of large studies hit.
func fitProbit(all []hits, alpha float64) probit {
	norm := distuv.UnitNormal
	expected := norm.Quantile(alpha / 2)
	f := probit{a: expected, b: firstSlope(all, expected)}
	for range 200 {
		ga, gb := -(f.a-expected)/(weakness*weakness), 0.0
		iaa, iab, ibb := 1/(weakness*weakness), 0.0, 0.0
		for _, h := range all {
			x := math.Sqrt(float64(h.size))
			eta := min(max(f.a+f.b*x, -8), 8)
			p, density, n := norm.CDF(eta), norm.Prob(eta), float64(h.trials)
			spread := p * norm.CDF(-eta)
			score := density * (float64(h.found) - n*p) / spread
			weight := n * density * density / spread
			ga, gb = ga+score, gb+score*x
			iaa, iab, ibb = iaa+weight, iab+weight*x, ibb+weight*x*x
		}
		det := iaa*ibb - iab*iab
		f.vaa, f.vab, f.vbb = ibb/det, -iab/det, iaa/det
		da, db := f.vaa*ga+f.vab*gb, f.vab*ga+f.vbb*gb
		short := min(1, 1/max(math.Abs(da), math.Abs(db)*math.Sqrt(ibb/iaa))) // steps of at most one unit of the curve
		f.a, f.b = f.a+short*da, f.b+short*db
		if math.Abs(da) < 1e-10 && math.Abs(db) < 1e-10 {
			break
		}
	}
	return f
}

// firstSlope is that of the largest study through the expected a.
func firstSlope(all []hits, a float64) float64 {
	last := all[0]
	for _, h := range all {
		if h.size > last.size {
			last = h
		}
	}
	p := (float64(last.found) + 0.5) / float64(last.trials+1)
	return (distuv.UnitNormal.Quantile(p) - a) / math.Sqrt(float64(last.size))
}

// power of a size.
func (f *probit) power(size float64) float64 {
	return distuv.UnitNormal.CDF(f.a + f.b*math.Sqrt(size))
}

// band is the 95 % interval of the power of a size.
func (f *probit) band(size float64) (low, high float64) {
	x := math.Sqrt(size)
	half := descriptive.Z95 * math.Sqrt(f.vaa+2*x*f.vab+x*x*f.vbb)
	return distuv.UnitNormal.CDF(f.a + f.b*x - half), distuv.UnitNormal.CDF(f.a + f.b*x + half)
}

// root is the size whose power is the target, +Inf where power does not grow,
// with the 95 % interval of Fieller (1954, J R Stat Soc B 16:175-185): the sizes
// whose power does not differ from the target. Its upper end is +Inf where the
// growth is not certain.
func (f *probit) root(target float64) (size, low, high float64) {
	z := distuv.UnitNormal.Quantile(target)
	if f.b <= 0 {
		return math.Inf(1), 0, math.Inf(1)
	}
	x := max(0, (z-f.a)/f.b)
	// (a + bx - z)² = z95²·(vaa + 2x·vab + x²·vbb), in x.
	q := descriptive.Z95 * descriptive.Z95
	c2, c1, c0 := f.b*f.b-q*f.vbb, (f.a-z)*f.b-q*f.vab, (f.a-z)*(f.a-z)-q*f.vaa
	d := c1*c1 - c2*c0
	if c2 <= 0 || d < 0 {
		return x * x, 0, math.Inf(1)
	}
	from, to := (-c1-math.Sqrt(d))/c2, (-c1+math.Sqrt(d))/c2
	from, to = max(0, from), max(0, to)
	return x * x, from * from, to * to
}

// misfit is the p value of Pearson's chi-squared for the curve, 1 where there are
// too few sizes to tell.
func (f *probit) misfit(all []hits) float64 {
	sizes := pooled(all)
	if len(sizes) < 3 {
		return 1
	}
	sum := 0.0
	for _, h := range sizes {
		p := min(max(f.power(float64(h.size)), 1e-9), 1-1e-9)
		d := float64(h.found) - float64(h.trials)*p
		sum += d * d / (float64(h.trials) * p * (1 - p))
	}
	return distuv.ChiSquared{K: float64(len(sizes) - 2)}.Survival(sum)
}

// pooled joins trials of one size, from the smallest size to the largest.
func pooled(all []hits) []hits {
	var out []hits
	for _, h := range all {
		k, known := slices.BinarySearchFunc(out, h.size, func(a hits, size int64) int { return cmp.Compare(a.size, size) })
		if !known {
			out = slices.Insert(out, k, hits{size: h.size})
		}
		out[k].trials, out[k].found = out[k].trials+h.trials, out[k].found+h.found
	}
	return out
}
