package twins

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Evidence is what each plausible set finds of the findings that the sets were held to.
type Evidence struct {
	IDs, Texts []string
	Values     [][]float64 // by set, from set 1 on, then by finding; NaN where there is none
	SEs        []float64   // Monte-Carlo standard error of a value, by finding
	Patients   int64       // on whom the values were found
}

// Settler is a finding whose measurement would settle an answer, as the sets tell it: those
// that agree with what is measured agree more with each other on the answer.
//
// It is the value of information by regression over the sets (Strong, Oakley & Brennan 2014,
// for the expected value of partial perfect information): the answer is regressed on the
// finding; what the regression explains is what a measurement without error would take away
// of the variance, and the chance that the sign is told wrongly is averaged over what could
// be measured. With a standard error s of the measurement, V/(V+s²) of it is left, V the
// variance of the finding over sets.
type Settler struct {
	ID, Text string
	Share    float64 // of the variance over sets that a measurement without error takes away
	P        float64 // of so large a share of any finding, by chance
	WrongNow float64 // chance that the sign of a set is not that of most
	Wrong    float64 // … after a measurement with SE Precision
	Spread   float64 // standard deviation of the finding over sets, beyond luck
	// Precision is the standard error that loses a tenth of the share only: a third of the spread.
	Precision float64
	Patients  int64 // that have this precision, if care is as the scorecard simulates it
}

// mostSettlers are told.
const mostSettlers = 3

// settle lists the findings that pass the guard, the best first.
func (e *Evidence) settle(o *OverSets) []Settler {
	if len(o.Values) < fewSets || len(o.Values) > len(e.Values) || slices.ContainsFunc(o.Values, math.IsNaN) {
		return nil
	}
	var all []Settler
	var columns [][]float64
	for f := range e.IDs {
		column := make([]float64, len(o.Values))
		for k := range column {
			column[k] = e.Values[k][f]
		}
		if slices.ContainsFunc(column, math.IsNaN) {
			continue
		}
		spread := math.Sqrt(max(0, stat.Variance(column, nil)-e.SEs[f]*e.SEs[f]))
		if !(spread > 0) {
			continue
		}
		columns = append(columns, column)
		r := stat.Correlation(column, o.Values, nil)
		s := Settler{ID: e.IDs[f], Text: e.Texts[f], Share: r * r, Spread: spread, Precision: spread / 3}
		s.Patients = int64(math.Ceil(float64(e.Patients) * math.Pow(e.SEs[f]/s.Precision, 2)))
		s.Wrong, s.WrongNow = wrongAfter(column, o.Values, s.Precision, spread), wrongNow(o.Values)
		all = append(all, s)
	}
	guard(all, columns, o.Values)
	all = slices.DeleteFunc(all, func(s Settler) bool { return s.P > guardAlpha })
	slices.SortStableFunc(all, func(a, b Settler) int { return cmp.Compare(b.Share, a.Share) })
	return all[:min(mostSettlers, len(all))]
}

// guard sets P: how often any finding has so large a share when the answers are dealt anew.
func guard(all []Settler, columns [][]float64, values []float64) {
	rng := rand.New(rand.NewPCG(2, dealStream))
	dealt := slices.Clone(values)
	for i := range all {
		all[i].P = 1.0 / (permutations + 1)
	}
	for range permutations {
		rng.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
		largest := 0.0
		for _, c := range columns {
			r := stat.Correlation(c, dealt, nil)
			largest = max(largest, r*r)
		}
		for i := range all {
			if largest >= all[i].Share {
				all[i].P += 1.0 / (permutations + 1)
			}
		}
	}
}

// wrongNow is the share of sets whose sign is not that of most.
func wrongNow(values []float64) float64 {
	positive := 0.0
	for _, v := range values {
		if v > 0 {
			positive++
		}
	}
	share := positive / float64(len(values))
	return min(share, 1-share)
}

// wrongAfter is the mean over sets of the chance that the sign is told wrongly by one who
// has measured the finding with this error and believes the regression.
func wrongAfter(finding, values []float64, se, spread float64) float64 {
	keep := spread * spread / (spread*spread + se*se) // of what is known of the finding
	intercept, slope := stat.LinearRegression(finding, values, nil, false)
	mean := stat.Mean(finding, nil)
	rest := stat.Variance(values, nil) * (1 - math.Pow(stat.Correlation(finding, values, nil), 2)*keep)
	wrong := 0.0
	for _, f := range finding {
		told := intercept + slope*(mean+math.Sqrt(keep)*(f-mean))
		wrong += distuv.UnitNormal.CDF(-math.Abs(told)/math.Sqrt(rest)) / float64(len(finding))
	}
	return wrong
}
