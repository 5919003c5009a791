package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// transfer asks what a change of therapist does to the patient-rated alliance.
// Each transferred patient's own level is the mean of the last two sessions with
// the first therapist; the drop is that level minus the mean of the first two
// sessions with the next one, the value, over the patients with both, N. Checks:
// the drop is above zero, and by some session up to the given one the patients
// still there have, on average, regained their own level. Details: the difference
// from the old level at each session with the new therapist. (Zimmermann et al.
// 2019, Clin Psychol Psychother 26, doi 10.1002/cpp.2336.)
//
// Traps: patients who leave after the change are those in whom the drop was
// deep, so recovery among those still there is overstated (each is compared with
// the own level, which removes the differences between patients but not this);
// patients who asked for the transfer had a weak alliance to lose.
func transfer(d *data.Data, m data.Measure, recoverBy int) Result {
	score := m.Reader()
	var drops []float64
	var back meanCourse
	for i := range d.List {
		c := &d.List[i]
		cut := c.ChangeOfTherapist()
		if cut == 0 {
			continue
		}
		old := data.MeanOf(c, max(cut-2, 0), cut, score)
		next := data.MeanOf(c, cut, cut+2, score)
		if math.IsNaN(old) || math.IsNaN(next) {
			continue
		}
		drops = append(drops, old-next)
		for k := 0; k < recoverBy && cut+k < len(c.Sessions); k++ {
			if v := score(&c.Sessions[cut+k]); !math.IsNaN(v) {
				back.add(k+1, v-old)
			}
		}
	}
	if len(drops) < 2 {
		return Nothing(len(drops), "only %d patients changed therapist and rated the alliance before and after", len(drops))
	}
	mean, sd := stat.MeanStdDev(drops, nil)
	r := estimate(mean, sd/math.Sqrt(float64(len(drops))), len(drops))
	best := math.NaN()
	for k := 1; k <= recoverBy; k++ {
		v := back.at(k)
		r.detail(fmt.Sprintf("session %d against old level", k), v)
		if k > 2 && !(v <= best) && !math.IsNaN(v) {
			best = v
		}
	}
	r.check("alliance drops at the change", mean)
	r.check(fmt.Sprintf("regained by session %d", recoverBy), best)
	return r
}
