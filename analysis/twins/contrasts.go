package twins

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"rapport/analysis"
	"rapport/analysis/data"
)

// Contrast compares two differences between scenarios, patient by patient: that of
// Of, the first minus the second, less that of Less. Where Less are the same two
// scenarios with paths blocked in both, Through, the difference is what goes through
// these paths, and its share of the first is told.
type Contrast struct {
	Name    string    `json:"name"`
	Of      [2]string `json:"difference"`
	Less    [2]string `json:"less"`
	Through bool      `json:"through"`
}

// ContrastResult is a contrast by outcome.
type ContrastResult struct {
	Contrast
	Unit     ClusterUnit
	Clusters int
	Effects  []ContrastEffect
}

// ContrastEffect is a contrast of one outcome over the patients who have it under all
// four scenarios.
type ContrastEffect struct {
	Outcome    CompareOutcome
	First      analysis.Result // the difference of Of
	Second     analysis.Result // that of Less
	Difference analysis.Result // First − Second
	Share      analysis.Result // Difference / First, where the contrast is of paths
}

// Scenarios are the four scenarios.
func (c *Contrast) Scenarios() []string { return append(c.Of[:], c.Less[:]...) }

// of computes a contrast from a run, with the primary week of its comparison: times to a
// relapse begin there under all four scenarios.
func (c Contrast) of(run *data.Run, primary int) (*ContrastResult, error) {
	var pairs [2]*Twins
	for i, names := range [][2]string{c.Of, c.Less} {
		t, err := pairRun(run, names[1], names[0], primary, nil)
		if err != nil {
			return nil, fmt.Errorf("contrast %s: %w", c.Name, err)
		}
		pairs[i] = t
	}
	return c.join(pairs[0], pairs[1])
}

// join computes the contrast of two pairs of scenarios, whose patients are in the
// order of their tables.
func (c Contrast) join(first, second *Twins) (*ContrastResult, error) {
	var at [2][]int
	for i, j := 0, 0; i < first.Len() && j < second.Len(); {
		a, b := first.patients[i], second.patients[j]
		switch {
		case a.Replication < b.Replication || a.Replication == b.Replication && a.Patient < b.Patient:
			i++
		case a.Replication != b.Replication || a.Patient != b.Patient:
			j++
		default:
			at[0], at[1] = append(at[0], i), append(at[1], j)
			i++
			j++
		}
	}
	if len(at[0]) == 0 {
		return nil, fmt.Errorf("contrast %s: the four scenarios have no patient in common", c.Name)
	}
	groups := joined(first, second, at)
	r := &ContrastResult{Contrast: c, Unit: groups.unit, Clusters: groups.n}
	for k := range first.outcomes {
		l := second.find(first.outcomes[k].Name)
		if l < 0 {
			continue
		}
		r.Effects = append(r.Effects, c.effect(first.outcomes[k], groups, first.valuesAt(k, at[0]), second.valuesAt(l, at[1])))
	}
	return r, nil
}

// joined are the clusters of patients who are dependent under any of the four
// scenarios, or replications where there are enough of them.
func joined(first, second *Twins, at [2][]int) clusters {
	patients := first.patients[:0:0]
	seats := make([]therapistKey, len(at[1])) // under the baseline of the second
	shared := [][]therapistKey{seats}
	for i, k := range at[0] {
		patients = append(patients, first.patients[k])
		seats[i] = keyOf(second.patients[at[1][i]])
	}
	for side, t := range []*Twins{first, second} {
		for _, keys := range t.shared {
			some := make([]therapistKey, len(at[side]))
			for i, k := range at[side] {
				some[i] = keys[k]
			}
			shared = append(shared, some)
		}
	}
	return clusterTwins(patients, shared...)
}

// valuesAt are the values of outcome k under baseline and scenario of the twins at some
// places.
func (t *Twins) valuesAt(k int, at []int) (under [2][]float64) {
	for side := range under {
		under[side] = make([]float64, len(at))
		for i, j := range at {
			under[side][i] = t.under[side][k].at(j)
		}
	}
	return under
}

// effect estimates one outcome, from its values under baseline and scenario of either pair:
//
//	first = mean(x_i), second = mean(y_i), difference = mean(x_i − y_i),
//	share = difference / first,
//
// with x_i and y_i a patient's differences between scenarios. Their influences are
// (x_i − mean)/n and so on; that of the share, by the delta method,
// ((x_i − y_i) − share·x_i)/(n·first). Intervals are cluster-robust, and where few patients
// differ wider, or none, as those of two scenarios are ([paired.interval],
// [influence.shareInterval]); that of the share is Fieller's ([fieller]).
//
// Trap: a share means nothing where the interval of the first difference holds 0; it is
// not told then. Of effects so weak that few studies tell it, those that do found them large
// by luck, and intervals hold less than they say.
func (c *Contrast) effect(o CompareOutcome, groups clusters, first, second [2][]float64) ContrastEffect {
	var of [2]paired // the two differences
	var apart paired // the first from the second
	mx, my := 0.0, 0.0
	each := func(take func(i int, x, y float64)) {
		for i := range first[0] {
			if x, y := first[1][i]-first[0][i], second[1][i]-second[0][i]; !math.IsNaN(x - y) {
				take(i, x, y)
			}
		}
	}
	each(func(i int, x, y float64) {
		mx, my = mx+x, my+y
		of[0].add(first[0][i], first[1][i])
		of[1].add(second[0][i], second[1][i])
		apart.addDifferences(x, y, math.Abs(first[0][i])+math.Abs(first[1][i])+math.Abs(second[0][i])+math.Abs(second[1][i]))
	})
	e, n := ContrastEffect{Outcome: o}, apart.n
	if n == 0 {
		e.First = analysis.Nothing(0, "no patient has it under all four scenarios")
		e.Second, e.Difference, e.Share = e.First, e.First, e.First
		return e
	}
	mx, my = mx/float64(n), my/float64(n)
	share := (mx - my) / mx
	var u [4]*influence
	for k := range u {
		u[k] = groups.influence()
	}
	each(func(i int, x, y float64) {
		for k, v := range [...]float64{x - mx, y - my, x - y - (mx - my), (x - y - share*x) / mx} {
			u[k].add(groups.of[i], v/float64(n))
		}
	})
	if o.Binary {
		e.First, e.Second = u[0].shareInterval(&of[0]), u[1].shareInterval(&of[1])
	} else {
		e.First, e.Second = of[0].interval(u[0], mx, 1), of[1].interval(u[1], my, 1)
	}
	e.Difference = apart.interval(u[2], mx-my, 1)
	switch {
	case !c.Through:
		e.Share = analysis.Nothing(n, "the contrast is not of paths")
	case e.First.Low > 0 || e.First.High < 0:
		least := of[1] // of those who differ with the paths blocked, and through them
		if apart.gained+apart.lost < least.gained+least.lost {
			least = apart
		}
		e.Share = fieller(least.interval(u[3], share, math.Abs(mx)), mx-my, mx, u[2], u[0])
	default:
		e.Share = analysis.Nothing(n, "the whole effect may be none: it has no share")
	}
	return e
}

// contrasts computes those of the options.
func contrasts(run *data.Run, all []Contrast, primary int) (results []ContrastResult, err error) {
	var errs []error
	for _, c := range all {
		r, err := c.of(run, primary)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		results = append(results, *r)
	}
	return results, errors.Join(errs...)
}

// MarshalJSON writes the contrast; what is not known is null.
func (e ContrastEffect) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Outcome    CompareOutcome `json:"outcome"`
		First      estimateJSON   `json:"first"`
		Second     estimateJSON   `json:"second"`
		Difference estimateJSON   `json:"difference"`
		Share      estimateJSON   `json:"share"`
	}{e.Outcome, jsonOf(&e.First), jsonOf(&e.Second), jsonOf(&e.Difference), jsonOf(&e.Share)})
}

// MarshalJSON writes the contrast with its outcomes.
func (r ContrastResult) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Contrast
		Unit     ClusterUnit      `json:"cluster_unit"`
		Clusters int              `json:"clusters"`
		Effects  []ContrastEffect `json:"outcomes"`
	}{r.Contrast, r.Unit, r.Clusters, r.Effects})
}
