package sensitivity

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
)

// maxLucks is the largest number of lucks.
const maxLucks = 1000

// overLucks replaces the indices of the first analysis by their means over lucks,
// with intervals that hold over other patients and other luck as well as over
// another design: with L lucks on one design,
//
//	value ± t(L-1) · √(W + B/L),
//
// where W is the mean variance by the bootstrap of the design, which the lucks
// share, and B the variance of the index between lucks. The points stay those of
// the first luck.
func overLucks(all []*Sensitivity) {
	first := all[0]
	first.Lucks = len(all)
	for k := range first.Outcomes {
		of := func(pick func(*OutcomeSensitivity) *Estimate) {
			each := make([]Estimate, len(all))
			for l, s := range all {
				each[l] = *pick(&s.Outcomes[k])
			}
			*pick(&first.Outcomes[k]) = joined(each)
		}
		for i := range first.Outcomes[k].Sobol {
			of(func(o *OutcomeSensitivity) *Estimate { return &o.Sobol[i].First })
			of(func(o *OutcomeSensitivity) *Estimate { return &o.Sobol[i].Total })
		}
		for i := range first.Outcomes[k].Morris {
			of(func(o *OutcomeSensitivity) *Estimate { return &o.Morris[i].MuStar })
			mu, sigma, n := 0.0, 0.0, float64(len(all))
			for _, s := range all {
				mu, sigma = mu+s.Outcomes[k].Morris[i].Mu/n, sigma+s.Outcomes[k].Morris[i].Sigma/n
			}
			first.Outcomes[k].Morris[i].Mu, first.Outcomes[k].Morris[i].Sigma = mu, sigma
		}
	}
}

// joined is the mean of an index over lucks with its interval.
func joined(each []Estimate) Estimate {
	values, within, n := make([]float64, len(each)), 0.0, float64(len(each))
	for i, e := range each {
		half := (e.High - e.Low) / 2 / descriptive.Z95
		values[i], within = e.Value, within+half*half/n
	}
	mean, between := stat.MeanVariance(values, nil)
	half := descriptive.T95(len(each)-1) * math.Sqrt(within+between/n)
	return Estimate{mean, mean - half, mean + half}
}
