package twins

import (
	"errors"
	"fmt"
	"math"

	"rapport/analysis"
	"rapport/analysis/descriptive"
)

// fewDiffer is the number of twins who must differ before an average of their
// differences has a standard error to go by: 5, or half of a handful.
func fewDiffer(n int) int { return min(5, (n+1)/2) }

// paired is what twins have together.
type paired struct {
	a, b         float64 // sums under baseline and scenario
	squares      float64 // sum of squared differences
	n            int     // twins with an outcome under both
	gained, lost int     // of whom so many have more, or less, under the scenario
	size         float64 // sum of the values in size, where a and b are their differences
}

func (p *paired) add(a, b float64) {
	p.a, p.b = p.a+a, p.b+b
	p.squares += (b - a) * (b - a)
	p.n++
	gained, lost := 0, 0 // without a jump, which nothing could foresee
	if b > a {
		gained = 1
	}
	if b < a {
		lost = 1
	}
	p.gained, p.lost = p.gained+gained, p.lost+lost
}

// addDifferences takes in two differences of values that are so large together; what only
// rounding leaves between them is none.
func (p *paired) addDifferences(x, y, size float64) {
	if math.Abs(x-y) <= size/rounding {
		y = x
	}
	p.add(y, x)
	p.size += size
}

// difference is the mean difference.
func (p *paired) difference() float64 { return p.b/float64(p.n) - p.a/float64(p.n) }

// nothing is a spread of differences that is only what rounding leaves of values held in
// 24 bits: four of the last of them.
func (p *paired) nothing() float64 {
	return max(math.Abs(p.a)+math.Abs(p.b), p.size) / float64(p.n) / rounding
}

// rounding is the size of values over what is left of them where they are held in 24 bits.
const rounding = 1 << 21

// alike says that all twins differ by the same.
func (p *paired) alike() bool {
	d := p.difference()
	return p.squares/float64(p.n)-d*d <= p.nothing()*p.nothing()
}

// shareInterval is the difference of shares with its 95 % interval by the score
// test for paired proportions (Tango 1998, Stat Med 17:891-908), which holds its
// level with few twins who differ and is never of zero width. As clusters make
// twins dependent, twins count as fewer (or more), by the ratio of the
// cluster-robust variance to that of independent twins, and the score is held to
// Student's t ([influence.degrees]), which pays for a ratio that comes of few clusters. There is
// none where twins differ, but clusters by the same, as of a mean ([paired.interval]).
func (u *influence) shareInterval(p *paired) analysis.Result {
	gained, lost, n := float64(p.gained), float64(p.lost), float64(p.n)
	diff := (gained - lost) / n
	v := u.variance()
	r := analysis.Result{Value: diff, SE: math.Sqrt(v), Low: math.NaN(), High: math.NaN(), N: p.n}
	if u.n < 2 || u.tied(p, 1, &r) {
		return r
	}
	fewer, point := 1.0, descriptive.Z95
	if alone := (gained + lost - n*diff*diff) / (n * n); alone > 0 && v > 0 {
		fewer = v / alone
		point = descriptive.T95(u.degrees())
	}
	r.Low, r.High = tango(gained/fewer, lost/fewer, n/fewer, point)
	if differ := p.gained + p.lost; differ < fewDiffer(p.n) {
		r.Warnings = append(r.Warnings, fmt.Errorf("too few twins differ (%d) for an interval to rely on", differ))
	}
	return r
}

// tango solves |z(Δ)| = point on both sides of the difference, where z(Δ) is the
// score statistic with the share of losses at its likeliest value given Δ.
func tango(gained, lost, n, point float64) (low, high float64) {
	z := func(delta float64) float64 {
		p := -gained - lost + (2*n-gained+lost)*delta
		q := (math.Sqrt(max(0, p*p+8*n*lost*delta*(1-delta))) - p) / (4 * n)
		return (gained - lost - n*delta) / math.Sqrt(n*(2*q+delta*(1-delta)))
	}
	diff := (gained - lost) / n
	return solve(z, -1, diff, point), solve(z, diff, 1, -point)
}

// solve finds where the falling function z takes a value, by halving; the end
// nearer to it where it takes none.
func solve(z func(float64) float64, from, to, value float64) float64 {
	for range 60 {
		middle := (from + to) / 2
		if v := z(middle); v > value {
			from = middle
		} else {
			to = middle
		}
	}
	return (from + to) / 2
}

// betweenShares is Cohen's h of a difference of shares, and h at the ends of its
// interval with the mean of the shares held.
func betweenShares(pa, pb float64, d analysis.Result) analysis.Result {
	middle := (pa + pb) / 2
	h := func(diff float64) float64 {
		share := func(p float64) float64 { return 2 * math.Asin(math.Sqrt(min(1, max(0, p)))) }
		return share(middle+diff/2) - share(middle-diff/2)
	}
	r := analysis.Result{Value: h(d.Value), SE: math.NaN(), Low: math.NaN(), High: math.NaN(), N: d.N}
	if middle > 0 && middle < 1 {
		r.SE = d.SE / math.Sqrt(middle*(1-middle)) // h' of a difference around the middle
	}
	if !math.IsNaN(d.Low) {
		r.Low, r.High = h(d.Low), h(d.High)
	}
	return r
}

// manyDiffer is how many twins who differ make an average of their differences normal
// enough for Student's t with the degrees of freedom of all clusters.
const manyDiffer = 100

// manyAlike is how many twins who all differ by the same say that others would: of others no more
// than one in twenty may not, in 95 of 100 samples.
const manyAlike = 59

// interval is the difference, or what is made of it, with its 95 % interval. Where few
// twins differ, and most do not, the variance comes from few clusters, whose degrees of
// freedom count ([influence.freedom]); and it comes out small by chance where the effect
// does, for which the interval is as if two twins more differed (as Agresti & Caffo 2000,
// Am Stat 54:280-288, have it for shares). It is taken away where hardly any differ, and
// where twins do, but clusters by the same: two of them may, by chance. The value is the
// difference over unit.
func (p *paired) interval(u *influence, value, unit float64) analysis.Result {
	r := u.interval(value, p.n)
	differ := p.gained + p.lost
	switch {
	case u.tied(p, unit, &r):
	case differ < fewDiffer(p.n):
		r.Low, r.High = math.NaN(), math.NaN()
		r.Warnings = append(r.Warnings, fmt.Errorf("too few twins differ (%d) for an interval", differ))
	case r.SE == 0 && p.n < manyAlike:
		r.Low, r.High = math.NaN(), math.NaN()
		r.Warnings = append(r.Warnings, fmt.Errorf("all %d twins differ by the same, and are too few to say that others would", p.n))
	case differ < manyDiffer && 2*differ < p.n && u.n >= 2:
		half := descriptive.T95(u.freedom()) * r.SE * math.Sqrt(1+2/float64(differ))
		r.Low, r.High = value-half, value+half
	}
	return r
}

// tied says that twins differ, but clusters by the same, and takes the interval of the estimate
// away; of twins who all differ by the same the error is none.
func (u *influence) tied(p *paired, unit float64, r *analysis.Result) bool {
	switch {
	case !(r.SE*unit*math.Sqrt(float64(p.n)) <= p.nothing()):
		return false
	case p.alike():
		r.SE = 0
		return false
	}
	r.SE, r.Low, r.High = math.NaN(), math.NaN(), math.NaN()
	r.Warnings = append(r.Warnings, fmt.Errorf("%d groups of patients differ by the same, so there is no interval", u.n))
	return true
}

// known is the number needed to treat, NaN where it is not estimable.
func (n NNT) known() float64 {
	if n.TooFew {
		return math.NaN()
	}
	return n.Value
}

// fieller gives the ratio a/b Fieller's interval (1954, J R Stat Soc B 16:175-185): all ρ that
// a − ρb does not contradict,
//
//	(a − ρb)² ≤ t²(Vaa − 2ρVab + ρ²Vbb),
//
// with as many standard errors t to a side as r has by the delta method, whose own interval
// covers too little where b is not far from 0. There is none where b may be 0, and no other than
// r has where nobody differs from the others.
func fieller(r analysis.Result, a, b float64, ua, ub *influence) analysis.Result {
	if math.IsNaN(r.Low) || r.SE == 0 {
		return r
	}
	t := (r.High - r.Value) / r.SE
	t2 := t * t
	square := b*b - t2*ub.variance()
	if !(square > 0) {
		r.Low, r.High = math.NaN(), math.NaN()
		r.Warnings = append(r.Warnings, errors.New("the whole effect is too weak for an interval of its share"))
		return r
	}
	product, rest := a*b-t2*ua.covariance(ub, ua.n), a*a-t2*ua.variance()
	root := math.Sqrt(max(0, product*product-square*rest))
	r.Low, r.High = (product-root)/square, (product+root)/square
	return r
}
