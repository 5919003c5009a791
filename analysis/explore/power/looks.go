package power

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/data"
)

// Look is one look at the data of a trial.
type Look struct {
	Share    float64 `json:"share"`    // of the patients whose outcome is known then
	Z        float64 `json:"z"`        // boundary
	P        float64 `json:"p"`        // nominal: p below it ends the trial
	Patients int64   `json:"patients"` // in all arms
	Ended    int     `json:"ended"`    // trials that end here with a claim
}

// plan are the looks, the last with all patients; nil where there is one alone.
func (o *Options) plan() []Look {
	if len(o.Looks) == 0 {
		return nil
	}
	var out []Look
	for i, z := range boundaries(o.Spending, o.aside()/2, o.Looks, o.Sided) {
		out = append(out, Look{Share: o.Looks[i], Z: z, P: float64(o.Sided) * distuv.UnitNormal.CDF(-z)})
	}
	return out
}

// until is the trial when so much of its patients are known, the first who came.
func until(trial []trialArm, share float64) []trialArm {
	if share >= 1 {
		return trial
	}
	out := make([]trialArm, len(trial))
	for k, arm := range trial {
		n, most := 0, int(math.Ceil(share*float64(arm.data.Len())-1e-9))
		out[k] = trialArm{arm.data.Select(func(data.Course) bool { n++; return n <= most }), arm.planned, arm.decisions}
	}
	return out
}

// sequential tests the trial at each look until one ends it. The estimate is that of
// the look that did, which overstates the effect the more the earlier it is.
func (o *Options) sequential(trial []trialArm, t int64, null bool) verdict {
	var v verdict
	for i := range o.looks {
		v = o.pair(until(trial, o.looks[i].Share), 1, t, null)
		v.look = i
		if v.hit = v.ok && v.p < o.looks[i].P; v.hit {
			return v
		}
	}
	return v
}
