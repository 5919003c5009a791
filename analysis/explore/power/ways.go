package power

import (
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
	"rapport/analysis/explore"
)

// missingNobody is no way that a trial has: everybody's outcome, of those who did not
// answer the score that latent severity gives.
const missingNobody = "nobody"

// Way is what the same trials find by one way to deal with missing answers, beside
// what they would find if nobody's were missing.
type Way struct {
	Name      string        `json:"way"`
	Estimator string        `json:"estimator"`
	Missing   string        `json:"missing,omitempty"`
	Analysed  float64       `json:"analysed"` // mean of the patients who enter the test
	Estimate  explore.Maybe `json:"estimate"` // mean over trials
	SD        explore.Maybe `json:"estimate_sd"`
	Bias      explore.Maybe `json:"bias"` // mean over trials of the estimate less that of the same trial with nobody missing
	BiasLow   explore.Maybe `json:"bias_low"`
	BiasHigh  explore.Maybe `json:"bias_high"`  // 95 % interval, of the mean over trials
	Untested  int           `json:"untestable"` // trials that did not allow the test; they count as not significant
	Power     explore.Maybe `json:"power"`      // NaN where not one allowed it
	Low       explore.Maybe `json:"low"`
	High      explore.Maybe `json:"high"`
}

// wayNames tell the ways in words.
var wayNames = map[string]string{missingComplete: "complete cases", missingLOCF: "last value carried forward", missingFailure: "missing counts as failure",
	missingNobody: "nobody missing (the truth)", "": "mixed model for repeated measures"}

// byEveryWay are the options with each way to deal with missing answers, the truth
// last; none where the outcome is not asked of everybody at a week, or the trial has
// several differences.
func (o *Options) byEveryWay() []*Options {
	if o.Detect != PowerContrast || o.outcome.week == 0 || o.outcome.score || len(o.Scenarios) != 2 || o.looks != nil {
		return nil
	}
	estimator := o.Estimator
	if estimator == estimateMMRM {
		estimator = estimateANCOVA
	}
	var all []*Options
	add := func(estimator, missing string) {
		other := *o
		other.Estimator, other.Missing = estimator, missing
		all = append(all, &other)
	}
	for _, way := range o.outcome.missing {
		add(estimator, way)
	}
	if slices.Contains(o.tests(), estimateMMRM) {
		add(estimateMMRM, "")
	}
	add(estimator, missingNobody)
	return all
}

// waysFound says what each way found in the trials; the verdicts of a trial end with them.
func waysFound(of []*Options, made []trialMade) []Way {
	if len(of) == 0 {
		return nil
	}
	all := make([]Way, len(of))
	for k, o := range of {
		var estimates, analysed, apart []float64
		found := 0
		for i := range made {
			v := made[i].verdicts[len(made[i].verdicts)-len(of):]
			analysed = append(analysed, float64(v[k].patients))
			if !v[k].ok {
				continue
			}
			estimates = append(estimates, v[k].estimate)
			if v[k].hit {
				found++
			}
			if truth := &v[len(of)-1]; truth.ok {
				apart = append(apart, v[k].estimate-truth.estimate)
			}
		}
		bias, half := mean(apart), descriptive.Z95*stat.StdDev(apart, nil)/math.Sqrt(float64(len(apart)))
		w := Way{Name: wayNames[o.Missing], Estimator: o.Estimator, Missing: o.Missing, Analysed: mean(analysed), Estimate: explore.Maybe(mean(estimates)), SD: explore.Maybe(stat.StdDev(estimates, nil)),
			Bias: explore.Maybe(bias), BiasLow: explore.Maybe(bias - half), BiasHigh: explore.Maybe(bias + half)}
		w.Untested = len(made) - len(estimates)
		power, low, high := shareFound(found, len(made), w.Untested)
		w.Power, w.Low, w.High = explore.Maybe(power), explore.Maybe(low), explore.Maybe(high)
		all[k] = w
	}
	return all
}

// writeWays tells what the same trials find by each way.
func (p *Power) writeWays(w io.Writer) error {
	t := p.shown()
	if t == nil || len(t.Ways) == 0 {
		return nil
	}
	fmt.Fprintf(w, "  the same %d trials of %d patients by each way to deal with missing answers; bias: less what they find with nobody missing\n", t.Trials, t.Patients)
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "    \ttest\tanalysed\teffect\tSD of it\tbias (95 % interval)\tpower\t")
	for i := range t.Ways {
		y := &t.Ways[i]
		bias := fmt.Sprintf("%s (%s to %s)", shift(y.Bias), shift(y.BiasLow), shift(y.BiasHigh))
		if y.Missing == missingNobody || math.IsNaN(float64(y.Bias)) {
			bias = "–"
		}
		power := "not testable"
		if y.Untested < t.Trials {
			power = fmt.Sprintf("%.1f %%", 100*y.Power) + besideUntested(y.Untested)
		}
		fmt.Fprintf(table, "    %-34s\t%s\t%.1f\t%s\t%s\t%s\t%s\t\n", y.Name, y.Estimator, y.Analysed, explore.Digits(float64(y.Estimate)), explore.Digits(float64(y.SD)), bias, power)
	}
	return table.Flush()
}

// shift prints a bias with its sign.
func shift(v explore.Maybe) string { return fmt.Sprintf("%+.3f", float64(v)) }
