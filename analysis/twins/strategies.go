package twins

import (
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/sim/record"
)

// mostStrategies bounds the strategies of a scenario that are estimated.
const mostStrategies = 64

// Strategies are what a scenario that randomises contains: for each decision point an
// arm. Each is estimated as a trial of this kind would, from the patients who happened
// to follow it.
type Strategies struct {
	Scenario string
	Unit     ClusterUnit
	Clusters int
	Outcomes []StrategyOutcome // none where there are more than mostStrategies strategies
}

// StrategyOutcome are the strategies on one outcome.
type StrategyOutcome struct {
	Outcome CompareOutcome
	All     []Strategy // the first is that with which the others are compared
}

// Strategy is one of them.
type Strategy struct {
	Name       string          // point=arm, for each point
	Followed   int             // patients who followed it
	Mean       analysis.Result // of the outcome, if everybody did
	Difference analysis.Result // from the first strategy
	// Needed is how many patients the whole trial needs for a probability of 0.8 to show
	// the difference, at 5 %; +Inf without one.
	Needed float64
}

// randomised is what a course was randomised to.
type randomised struct {
	points []string
	arms   []string
	weight float64 // 1 / probability of these arms
}

// strategiesOf estimates the strategies of a scenario; nil where it does not randomise.
func strategiesOf(run *data.Run, scenario string) (*Strategies, error) {
	if !run.HasTable(scenario, "decisions") {
		return nil, nil
	}
	type who struct {
		replication int32
		patient     int64
	}
	of, arms := map[who]*randomised{}, map[string][]string{}
	var points []string
	for row, err := range data.Stream[record.Decision](run, scenario) {
		if err != nil {
			return nil, err
		}
		if row.Arm == "none" {
			continue
		}
		rule, arm := strings.Clone(row.Rule), strings.Clone(row.Arm)
		if _, known := arms[rule]; !known {
			points = append(points, rule)
		}
		if !slices.Contains(arms[rule], arm) {
			arms[rule] = append(arms[rule], arm)
		}
		at := who{row.Replication, row.Patient}
		r := of[at]
		if r == nil {
			r = &randomised{weight: 1}
			of[at] = r
		}
		r.points, r.arms, r.weight = append(r.points, rule), append(r.arms, arm), r.weight/float64(row.Probability)
	}
	plans := combined(points, arms)
	switch {
	case plans == nil:
		return &Strategies{Scenario: scenario}, nil
	case len(plans) < 2:
		return nil, nil
	}
	t, err := pairRun(run, scenario, scenario, run.Primary(scenario), []int{})
	if err != nil {
		return nil, err
	}
	patients := make([]*randomised, t.Len())
	for i, p := range t.patients {
		patients[i] = of[who{p.Replication, p.Patient}]
	}
	plans = distinct(plans, patients)
	s := &Strategies{Scenario: scenario, Unit: t.clusters.unit, Clusters: t.clusters.n}
	for k := range t.outcomes {
		s.Outcomes = append(s.Outcomes, StrategyOutcome{t.outcomes[k], estimated(plans, patients, t.under[1][k].fill(nil), &t.clusters, t.outcomes[k].Binary)})
	}
	return s, nil
}

// combined lists an arm for every point, the last point turning fastest, in
// alphabetical order of points and arms; nil where there are more than mostStrategies.
func combined(points []string, arms map[string][]string) []map[string]string {
	slices.Sort(points)
	plans := []map[string]string{{}}
	for _, point := range points {
		slices.Sort(arms[point])
		var longer []map[string]string
		for _, plan := range plans {
			for _, arm := range arms[point] {
				one := map[string]string{point: arm}
				for p, a := range plan {
					one[p] = a
				}
				longer = append(longer, one)
			}
		}
		if plans = longer; len(plans) > mostStrategies {
			return nil
		}
	}
	return plans
}

// distinct leaves one of those strategies that the same patients follow, with the points
// at which they agree: a point to which one arm of another alone leads makes no
// difference under the other arms.
func distinct(plans []map[string]string, patients []*randomised) (kept []map[string]string) {
	first := map[string]int{}
	for _, plan := range plans {
		followed, any := make([]byte, (len(patients)+7)/8), false
		for i, r := range patients {
			if r != nil && weightOf(plan, r) > 0 {
				followed[i/8] |= 1 << (i % 8)
				any = true
			}
		}
		k, twice := first[string(followed)]
		if twice && any {
			maps.DeleteFunc(kept[k], func(point, arm string) bool { return plan[point] != arm })
			continue
		}
		first[string(followed)] = len(kept)
		kept = append(kept, plan)
	}
	return kept
}

// weightOf is the weight of a patient for a strategy: 0 for who left it.
func weightOf(plan map[string]string, r *randomised) float64 {
	if r == nil {
		return 1 // never came to a point, so follows every strategy
	}
	for i, point := range r.points {
		if plan[point] != r.arms[i] {
			return 0
		}
	}
	return r.weight
}

// estimated are the strategies on an outcome:
//
//	mean = Σ w·y / Σ w,   w = 1/P(the patient's arms) where they are the strategy's, else 0
//
// (Robins, Orellana & Rotnitzky 2008, Stat Med 27:4678-4721; Nahum-Shani et al. 2012,
// Psychol Methods 17:457-477). The influence of a patient on a mean is
// w·(y − mean)/Σ w; a patient who never came to a point follows all strategies, which
// the variance of a difference takes into account. Intervals are cluster-robust, those of
// shares by [weightedShare]; what does not vary has none.
func estimated(plans []map[string]string, patients []*randomised, y []float64, groups *clusters, share bool) []Strategy {
	all := make([]Strategy, len(plans))
	var first []float64 // influences on the first strategy
	for s, plan := range plans {
		weights, total, squares, sum, n := make([]float64, len(y)), 0.0, 0.0, 0.0, 0
		for i, v := range y {
			if math.IsNaN(v) {
				continue
			}
			if w := weightOf(plan, patients[i]); w > 0 {
				weights[i], total, squares, sum, n = w, total+w, squares+w*w, sum+w*v, n+1
			}
		}
		one := Strategy{Name: nameOf(plan), Followed: n}
		if n == 0 {
			one.Mean = analysis.Nothing(0, "nobody followed it")
			one.Difference, one.Needed = one.Mean, math.NaN()
			all[s] = one
			continue
		}
		mean := sum / total
		of, apart := groups.influence(), groups.influence()
		influences := make([]float64, len(y))
		for i, v := range y {
			if math.IsNaN(v) {
				continue
			}
			influences[i] = weights[i] * (v - mean) / total
			of.add(groups.of[i], influences[i])
			if first != nil {
				apart.add(groups.of[i], influences[i]-first[i])
			}
		}
		one.Mean = varied(of.interval(mean, n))
		if share {
			one.Mean = weightedShare(of.interval(mean, n), of, total*total/squares)
		}
		if first == nil {
			first = influences
			one.Difference, one.Needed = analysis.Nothing(n, "the others are compared with it"), math.NaN()
		} else {
			one.Difference = varied(apart.interval(mean-all[0].Mean.Value, n))
			one.Needed = patientsNeeded(one.Difference, len(y))
		}
		all[s] = one
	}
	return all
}

// hardly is a standard error that only rounding leaves.
const hardly = 1e-12

// varied takes away the interval of what does not vary, which would have no width.
func varied(r analysis.Result) analysis.Result {
	if r.SE <= hardly*max(1, math.Abs(r.Value)) {
		r.Low, r.High = math.NaN(), math.NaN()
	}
	return r
}

// weightedShare gives a share the score interval (Wilson 1927) of the number of patients
// which, were they independent, would give its standard error, with t in place of the normal
// point; where that is 0, of the number that weights of this spread are worth (Kish 1965,
// Survey Sampling).
func weightedShare(r analysis.Result, u *influence, worth float64) analysis.Result {
	if u.n < 2 {
		return r
	}
	p, n, t := r.Value, worth, descriptive.Z95
	if r.SE > hardly {
		n, t = p*(1-p)/(r.SE*r.SE), descriptive.T95(u.degrees())
	}
	r.Low, r.High = descriptive.Score(p, n, t)
	return r
}

// patientsNeeded is the size at which a trial shows the difference with a probability
// of 0.8, as its standard error falls with the root of the patients. They are those who
// enter; some may turn out to have no outcome.
func patientsNeeded(d analysis.Result, n int) float64 {
	root := descriptive.Z95 + distuv.UnitNormal.Quantile(trialPower)
	return math.Ceil(float64(n) * math.Pow(root*d.SE/d.Value, 2))
}

func nameOf(plan map[string]string) string {
	var parts []string
	for point, arm := range plan {
		parts = append(parts, point+"="+arm)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
