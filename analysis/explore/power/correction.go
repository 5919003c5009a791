package power

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/scenarios/study"
)

// several tests every arm against the first and adjusts the p values for their
// number.
func (o *Options) several(trial []trialArm, t int64, null bool) verdict {
	pairs := make([]verdict, 0, len(trial)-1)
	for k := 1; k < len(trial); k++ {
		pairs = append(pairs, o.pair(trial, k, t, null))
	}
	o.correct(pairs)
	return o.over(pairs)
}

// over is the verdict about any of the claims or all of them, as Wins says: its p is
// the smallest or the largest adjusted one, its estimate that of the arm that has it.
func (o *Options) over(pairs []verdict) verdict {
	one := pairs[0]
	for _, v := range pairs[1:] {
		switch {
		case o.Wins == study.WinsAll && (!v.ok || v.p > one.p):
			one = v
		case o.Wins == study.WinsAny && v.ok && (!one.ok || v.p < one.p):
			one = v
		}
	}
	for k := range pairs {
		if !pairs[k].ok && o.Wins == study.WinsAll {
			one = pairs[k]
		}
	}
	one.pairs = pairs
	return one
}

// correct replaces p values by adjusted ones. Holm's (1979, Scand J Stat 6:65-70) and
// Bonferroni's hold for any dependence; Dunnett's (1955, J Am Stat Assoc
// 50:1096-1121) knows that the arms share the first.
func (o *Options) correct(pairs []verdict) {
	var at []int // of the tests that could be made
	for k := range pairs {
		if pairs[k].ok {
			at = append(at, k)
		}
	}
	n := float64(len(pairs))
	switch o.Correction {
	case study.CorrectionBonferroni:
		for _, k := range at {
			pairs[k].p = min(1, n*pairs[k].p)
		}
	case study.CorrectionHolm:
		slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(pairs[a].p, pairs[b].p) })
		highest := 0.0
		for i, k := range at {
			highest = max(highest, min(1, (n-float64(i))*pairs[k].p))
			pairs[k].p = highest
		}
	case study.CorrectionDunnett:
		loads := o.loads()
		for _, k := range at {
			v := &pairs[k]
			x := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: v.df}.Quantile(1 - min(v.p/float64(o.Sided), 1-1e-12))
			v.p = min(1, dunnett(x, v.df, loads, o.Sided))
		}
	}
	for k := range pairs {
		pairs[k].hit = pairs[k].ok && pairs[k].p < o.Alpha
	}
}

// loads are the square roots of n/(n + n of the first arm): the correlation of two
// differences from the first arm is the product of theirs.
func (o *Options) loads() []float64 {
	all := o.ratio()
	var out []float64
	for _, r := range all[1:] {
		out = append(out, math.Sqrt(float64(r)/float64(r+all[0])))
	}
	return out
}

// dunnett is the chance, without any effect, that the largest of the t statistics
// (two-sided: of their sizes) exceeds x,
//
//	1 - E_s E_z Π_k [Φ((xs + λ_k z)/√(1-λ_k²)) - Φ((-xs + λ_k z)/√(1-λ_k²))],
//
// z standard normal, by the trapezoidal rule; s²·df chi-squared, at the middles of
// equal shares. The
// correlations are those of independent patients and equal variances, which with
// therapists and covariates is close.
func dunnett(x, df float64, loads []float64, sided int) float64 {
	const pieces, step, widest = 200, 0.15, 6
	norm := distuv.UnitNormal
	chi := distuv.ChiSquared{K: df}
	inside := 0.0
	for i := range pieces {
		s := math.Sqrt(chi.Quantile((float64(i)+0.5)/pieces) / df)
		for z := -float64(widest); z <= widest; z += step {
			product := step * norm.Prob(z) / pieces
			for _, l := range loads {
				r := math.Sqrt(1 - l*l)
				p := norm.CDF((x*s + l*z) / r)
				if sided == 2 {
					p -= norm.CDF((-x*s + l*z) / r)
				}
				product *= p
			}
			inside += product
		}
	}
	return 1 - inside
}
