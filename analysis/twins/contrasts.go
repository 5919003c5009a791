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

// contrast computes a contrast from a run.
func (c Contrast) of(run *data.Run) (*ContrastResult, error) {
	var pairs [2]*Twins
	for i, names := range [][2]string{c.Of, c.Less} {
		t, err := pairRun(run, names[1], names[0], nil)
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
		r.Effects = append(r.Effects, c.effect(first.outcomes[k], groups, differencesAt(first, k, at[0]), differencesAt(second, l, at[1])))
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

func differencesAt(t *Twins, k int, at []int) []float64 {
	d := make([]float64, len(at))
	for i, j := range at {
		d[i] = t.under[1][k].at(j) - t.under[0][k].at(j)
	}
	return d
}

// effect estimates one outcome:
//
//	first = mean(x_i), second = mean(y_i), difference = mean(x_i − y_i),
//	share = difference / first,
//
// with x_i and y_i a patient's differences between scenarios. Their influences are
// (x_i − mean)/n and so on; that of the share, by the delta method,
// ((x_i − y_i) − share·x_i)/(n·first). Intervals are cluster-robust.
//
// Trap: a share means nothing where the interval of the first difference holds 0; it is
// not told then.
func (c *Contrast) effect(o CompareOutcome, groups clusters, x, y []float64) ContrastEffect {
	mx, my, n, differ := 0.0, 0.0, 0, 0
	for i := range x {
		if d := x[i] - y[i]; !math.IsNaN(d) {
			mx, my, n = mx+x[i], my+y[i], n+1
			if d != 0 {
				differ++
			}
		}
	}
	e := ContrastEffect{Outcome: o}
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
	for i := range x {
		if d := x[i] - y[i]; !math.IsNaN(d) {
			for k, v := range [...]float64{x[i] - mx, y[i] - my, d - (mx - my), (d - share*x[i]) / mx} {
				u[k].add(groups.of[i], v/float64(n))
			}
		}
	}
	e.First, e.Second, e.Difference = u[0].interval(mx, n), u[1].interval(my, n), u[2].interval(mx-my, n)
	if differ < fewDiffer(n) {
		e.Difference = withoutInterval(e.Difference, fmt.Errorf("too few patients differ (%d) for an interval", differ))
	}
	e.Share = analysis.Nothing(n, "the whole effect may be none: it has no share")
	if e.First.Low > 0 || e.First.High < 0 {
		e.Share = u[3].interval(share, n)
	}
	return e
}

func withoutInterval(r analysis.Result, why error) analysis.Result {
	r.Low, r.High = math.NaN(), math.NaN()
	r.Warnings = append(r.Warnings, why)
	return r
}

// contrasts computes those of the options.
func contrasts(run *data.Run, all []Contrast) (results []ContrastResult, err error) {
	var errs []error
	for _, c := range all {
		r, err := c.of(run)
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
