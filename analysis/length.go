package analysis

import (
	"math"

	"rapport/analysis/data"
)

// recoveryByLength is the correlation, over lengths of treatment, of the number of sessions
// with the share recovered: among patients with a planned ending and a PHQ-9 of cutoff or
// more at intake, those whose PHQ-9 fell by points or more to below cutoff. A length counts
// where minPatients ended after it. N is the lengths. Details: the shares recovered by the
// median patient's length and beyond. (Barkham et al. 2006, J Consult Clin Psychol
// 74:160-167.)
//
// Trap: who recovers late cannot end early, and who is well may, so the sign says how
// treatments end and not what a session does.
func recoveryByLength(d *data.Data, points, cutoff, minPatients int) Result {
	var ended, recovered []int // by number of sessions
	n := 0
	for i := range d.List {
		c := &d.List[i]
		p := c.Patient
		if !c.Treated() || c.DroppedOut() || int(p.PHQ9Intake) < cutoff {
			continue
		}
		for len(ended) <= len(c.Sessions) {
			ended, recovered = append(ended, 0), append(recovered, 0)
		}
		ended[len(c.Sessions)]++
		n++
		if int(p.PHQ9Intake-p.PHQ9Last) >= points && int(p.PHQ9Last) < cutoff {
			recovered[len(c.Sessions)]++
		}
	}
	var lengths, shares []float64
	var sum, well [2]int // up to the median length, and beyond
	seen, beyond := 0, 0
	for length, k := range ended {
		if k > 0 && k >= minPatients {
			lengths, shares = append(lengths, float64(length)), append(shares, float64(recovered[length])/float64(k))
		}
		if 2*seen >= n {
			beyond = 1
		}
		seen += k
		sum[beyond], well[beyond] = sum[beyond]+k, well[beyond]+recovered[length]
	}
	r := pearson(lengths, shares)
	if math.IsNaN(r.Value) {
		return Nothing(len(lengths), "only %d lengths of treatment have %d planned endings or more, want 4", len(lengths), minPatients)
	}
	r.detail("recovered, shorter half", float64(well[0])/float64(sum[0]))
	r.detail("recovered, longer half", float64(well[1])/float64(sum[1]))
	return r
}
