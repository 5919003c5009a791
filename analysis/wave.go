package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// waves are the weeks after intake of [waveCorrelation]: two, three, five and
// eight months.
var waves = []float64{9, 13, 22, 35}

// waveCorrelation is the correlation of PHQ-9 at intake with that two months later (the
// answer nearest to 9 weeks after session 1, at most one week off), of treated patients.
// N is the patients. Details: the same three, five and eight months later (13, 22 and 35
// weeks), and that of neighbouring waves, pooled (mean of Fisher's z, each with weight
// n - 3). Waves that fewer than four patients reach are left out.
// (Computed from the trial of Proudfoot et al. 2003, R package HSAUR3.)
//
// Trap: a wave is read in treatment only, within a week of its time, so that those
// who left early are not in it.
func waveCorrelation(d *data.Data) Result {
	at := make([][]float64, len(waves))
	var intake []float64
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		intake = append(intake, intakeOf(c.Patient))
		for k, week := range waves {
			at[k] = append(at[k], c.Week(week, within))
		}
	}
	out := pearson(intake, at[0])
	z, weight := 0.0, 0.0
	for k := 1; k < len(waves); k++ {
		if r := pearson(intake, at[k]); !math.IsNaN(r.Value) {
			out.detail(fmt.Sprintf("r of intake with week %.0f", waves[k]), r.Value)
		}
		if r := pearson(at[k-1], at[k]); !math.IsNaN(r.Value) && r.N > 3 {
			w := float64(r.N - 3)
			z, weight = z+w*math.Atanh(r.Value), weight+w
		}
	}
	if weight > 0 {
		out.detail("r of neighbouring waves", math.Tanh(z/weight))
	}
	return out
}

// leaverDifference is how much higher PHQ-9 before the last session stands in
// dropouts than in those who go on to a further session, at the same session; the
// differences of all sessions are averaged with the number of dropouts as weight
// and divided by SD of intake. N is the dropouts. (Computed from the trial of
// Proudfoot et al. 2003.)
//
// Trap: dropouts against all completers at their last scores compares different
// times, and mixes who leaves with when.
func leaverDifference(d *data.Data) Result {
	var left, stayed [][]float64 // by session
	var intake []float64
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		intake = append(intake, intakeOf(c.Patient))
		for t := range c.Sessions {
			if t == len(left) {
				left, stayed = append(left, nil), append(stayed, nil)
			}
			v := data.PHQ9Of(&c.Sessions[t])
			switch {
			case math.IsNaN(v):
			case t < len(c.Sessions)-1:
				stayed[t] = append(stayed[t], v)
			case c.DroppedOut():
				left[t] = append(left[t], v)
			}
		}
	}
	sum, n := 0.0, 0
	for t := range left {
		if len(left[t]) > 0 && len(stayed[t]) > 0 {
			sum += float64(len(left[t])) * (stat.Mean(left[t], nil) - stat.Mean(stayed[t], nil))
			n += len(left[t])
		}
	}
	if n == 0 || !(deviation(intake) > 0) {
		return Nothing(n, "nobody dropped out at a session after which others went on, or intake does not vary")
	}
	r := unsure(sum/float64(n)/deviation(intake), n)
	r.detail("points", sum/float64(n))
	return r
}
