package power

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
)

// therapistsDiffer tests whether therapists differ in outcome adjusted for the score at entry
// by the F test of the analysis of covariance,
//
//	F = ((RSS of entry alone - RSS of entry and therapists)/(k-1)) / (RSS of both/(N-k-1)),
//
// which with normal errors is exact for caseloads of any size (Searle, Casella &
// McCulloch 1992, Variance Components, ch. 5). The estimate is the share of
// variance that [analysis.VarianceShare] finds. Patients without a therapist
// stay out.
func (s *powerSample) therapistsDiffer() verdict {
	groups := make([][]float64, s.clusters())
	covariate := make([][]float64, s.clusters())
	var y, x []float64
	for i, c := range s.cluster {
		if !s.alone[c] {
			y, x = append(y, s.y[i]), append(x, s.entry[i])
			groups[c], covariate[c] = append(groups[c], s.y[i]), append(covariate[c], s.entry[i])
		}
	}
	n, k := len(y), 0
	for _, g := range groups {
		if len(g) > 0 {
			k++
		}
	}
	if k < 2 || n < k+2 {
		return verdict{patients: n}
	}
	a, b := stat.LinearRegression(x, y, nil, false)
	without := 0.0
	residuals := make([][]float64, len(groups))
	for c := range groups {
		for i, v := range groups[c] {
			e := v - a - b*covariate[c][i]
			without += e * e
			residuals[c] = append(residuals[c], e)
		}
	}
	with := withinGroups(groups, covariate)
	share := analysis.VarianceShare(residuals)
	d1, d2 := float64(k-1), float64(n-k-1)
	f := (without - with) / d1 / (with / d2)
	if math.IsNaN(f) || math.IsInf(f, 0) || math.IsNaN(share.Value) {
		return verdict{patients: n}
	}
	p := distuv.F{D1: d1, D2: d2}.Survival(f)
	return verdict{estimate: share.Value, se: share.SE, df: d2, p: p, ok: true, patients: n}
}

// withinGroups is the residual sum of squares of y on x with a constant for each
// group.
func withinGroups(y, x [][]float64) float64 {
	var yy, xy, xx float64
	for g := range y {
		if len(y[g]) == 0 {
			continue
		}
		my, mx := stat.Mean(y[g], nil), stat.Mean(x[g], nil)
		for i := range y[g] {
			yy += (y[g][i] - my) * (y[g][i] - my)
			xy += (y[g][i] - my) * (x[g][i] - mx)
			xx += (x[g][i] - mx) * (x[g][i] - mx)
		}
	}
	if xx == 0 {
		return yy
	}
	return yy - xy*xy/xx
}
