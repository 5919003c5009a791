package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// reliable is Jacobson & Truax's classification of one person's change (1991,
// J Consult Clin Psychol 59:12-19) on a scale where lower is better.
type reliable struct {
	SD          float64 // of the dysfunctional population before treatment
	Reliability float64 // of the instrument, 0 to 1
	Cutoff      float64 // at or above: dysfunctional
}

// change is what became of a person.
type change int

// The outcomes, best first.
const (
	recovered    change = iota // improved reliably and crossed the cut-off
	improvedOnly               // improved reliably
	unchanged
	deteriorated
)

// Threshold is the smallest change that error of measurement alone would exceed
// in one of twenty persons: 1.96 √2 SD √(1 - reliability).
func (r reliable) Threshold() float64 {
	return descriptive.Z95 * math.Sqrt2 * r.SD * math.Sqrt(1-r.Reliability)
}

// beyond says what became of a person between two scores, where a change of threshold is
// reliable.
func (r reliable) beyond(threshold, before, after float64) change {
	switch fall := before - after; {
	case fall >= threshold && before >= r.Cutoff && after < r.Cutoff:
		return recovered
	case fall >= threshold:
		return improvedOnly
	case -fall >= threshold:
		return deteriorated
	}
	return unchanged
}

// clinicalChange is the share of treated patients that recovered by Jacobson &
// Truax, with the SD of intake in these data. N is the treated patients. Details:
// the threshold and the four shares.
//
// Trap: the threshold depends on the SD and the reliability put in; shares of
// studies with other thresholds do not compare.
func clinicalChange(d *data.Data, reliability, cutoff float64) Result {
	before, after := beforeAfter(d.Select(func(c data.Course) bool { return c.Treated() }), occasion{})
	n := len(before)
	if n < 2 {
		return Nothing(n, "clinical change needs at least 2 treated patients, there are %d", n)
	}
	rule := reliable{stat.StdDev(before, nil), reliability, cutoff}
	counts := func(threshold float64) (count [deteriorated + 1]int) {
		for i := range before {
			count[rule.beyond(threshold, before[i], after[i])]++
		}
		return count
	}
	count := counts(rule.Threshold())
	r := proportion(count[recovered], n, "treated patients")
	r.cut = &cut{rule.Threshold(), func(at float64) float64 { return float64(counts(at)[recovered]) / float64(n) }}
	r.detail("threshold", rule.Threshold())
	for i, name := range []string{"recovered", "improved only", "unchanged", "deteriorated"} {
		r.detail(name, float64(count[i])/float64(n))
	}
	return r
}
