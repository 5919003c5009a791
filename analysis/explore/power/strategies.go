package power

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"rapport/analysis/explore"
	"rapport/sim"
)

// chooseStrategies finds the two strategies among those that the scenario contains: an
// arm for each of its decision points.
func (o *Options) chooseStrategies() (faults []error) {
	plans := []map[string]string{{}}
	for _, rule := range o.templates[0].Rules {
		var longer []map[string]string
		for _, plan := range plans {
			for _, arm := range rule.Arms {
				one := maps.Clone(plan)
				one[rule.Name] = arm.Name
				longer = append(longer, one)
			}
		}
		if len(rule.Arms) > 0 {
			plans = longer
		}
	}
	if len(plans) < 2 {
		return []error{fmt.Errorf("scenario %s does not randomise: it contains no strategies; a rule with randomise does", o.Scenarios[0])}
	}
	names := make([]string, len(plans))
	for i := range plans {
		names[i] = strategyName(plans[i])
	}
	if o.Strategies == nil {
		o.Strategies = []string{names[0], names[len(names)-1]}
	}
	if len(o.Strategies) != 2 || o.Strategies[0] == o.Strategies[1] {
		return []error{fmt.Errorf("strategies %s: want two different ones of %s", strings.Join(o.Strategies, " and "), strings.Join(names, "; "))}
	}
	for k, word := range o.Strategies {
		i := slices.Index(names, ordered(word))
		if i < 0 {
			faults = append(faults, fmt.Errorf("scenario %s has no strategy %q%s; it has %s", o.Scenarios[0], word, explore.Nearest(word, names), strings.Join(names, "; ")))
			continue
		}
		o.Strategies[k], o.plans[k] = names[i], plans[i]
	}
	return faults
}

func strategyName(plan map[string]string) string {
	var parts []string
	for _, point := range slices.Sorted(maps.Keys(plan)) {
		parts = append(parts, point+"="+plan[point])
	}
	return strings.Join(parts, ", ")
}

// ordered is a strategy as [strategyName] writes it.
func ordered(word string) string {
	parts := strings.Split(word, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// passed is what a patient was randomised to.
type passed struct {
	arms   map[string]string
	weight float64 // 1 / probability of these arms
}

// passedBy gathers it by patient; who came to no point is not there.
func (a *trialArm) passedBy() map[int64]*passed {
	all := map[int64]*passed{}
	for i := range a.decisions {
		x := &a.decisions[i]
		if x.Arm == "none" {
			continue
		}
		p := all[x.Patient]
		if p == nil {
			p = &passed{arms: map[string]string{}, weight: 1}
			all[x.Patient] = p
		}
		p.arms[x.Rule], p.weight = x.Arm, p.weight/float64(x.Probability)
	}
	return all
}

// armsWithoutEffect are rules under which no strategy differs from another: patients are
// randomised as ever, but the arms, and the rules that look at an arm, do nothing.
// To deal the arms of a real trial anew would not do: where an arm leads to a point, or keeps
// patients from one, who came there still tells what the arm did.
func armsWithoutEffect(rules []sim.Rule) []sim.Rule {
	all := slices.Clone(rules)
	for i := range all {
		r := &all[i]
		if r.Arms != nil || slices.ContainsFunc(r.When, func(t sim.Test) bool { return t.Sees == sim.SeesArm }) {
			r.Do, r.Arms = sim.Step{}, slices.Clone(r.Arms)
			for k := range r.Arms {
				r.Arms[k].Do = sim.Step{}
			}
		}
	}
	return all
}

// follows is the weight of a patient for a strategy: 0 for who left it.
func (p *passed) follows(plan map[string]string) float64 {
	if p == nil {
		return 1 // came to no point, so follows every strategy
	}
	for point, arm := range p.arms {
		if plan[point] != arm {
			return 0
		}
	}
	return p.weight
}

// strategies tests the difference of two strategies: the means of those who followed each,
// weighted by the inverse of the probability of their arms,
//
//	mean = Σ w·y / Σ w
//
// (Nahum-Shani et al. 2012, Psychol Methods 17:457-477), with the influences
// w·(y − mean)/Σw summed by therapist, times G/(G − 1) for G therapists, and Student's t
// with G − 1 degrees of freedom.
func (o *Options) strategies(arm trialArm) verdict {
	all := arm.passedBy()
	var means, totals [2]float64
	type one struct {
		y       float64
		w       [2]float64
		cluster int64
	}
	var rows []one
	entered := 0
	for c := range arm.data.Courses() {
		y := o.outcome.value(&c, o.missingOr(missingComplete))
		if math.IsNaN(y) {
			continue
		}
		row := one{y: y, cluster: c.Patient.Therapist}
		for k := range o.plans {
			row.w[k] = all[c.Patient.Patient].follows(o.plans[k])
			means[k], totals[k] = means[k]+row.w[k]*y, totals[k]+row.w[k]
		}
		if row.w[0]+row.w[1] > 0 {
			entered++
		}
		rows = append(rows, row)
	}
	if totals[0] == 0 || totals[1] == 0 {
		return verdict{patients: entered}
	}
	means[0], means[1] = means[0]/totals[0], means[1]/totals[1]
	by := map[int64]float64{}
	for _, row := range rows {
		by[row.cluster] += row.w[1]*(row.y-means[1])/totals[1] - row.w[0]*(row.y-means[0])/totals[0]
	}
	square, g := 0.0, float64(len(by))
	for _, cluster := range slices.Sorted(maps.Keys(by)) {
		square += by[cluster] * by[cluster]
	}
	return byT(means[1]-means[0], math.Sqrt(square*g/(g-1)), g-1, entered)
}

// differ tests whether two differences differ: of the means of four arms,
//
//	(second − first) − (fourth − third),
//
// each mean with the variance of its therapists' sums of deviations, times G/(G − 1) for
// G therapists (patients without one count for themselves), and Student's t with
// Satterthwaite's degrees of freedom. The outcome is adjusted for the PHQ-9 at entry by
// its slope within arms.
func (s *powerSample) differ() verdict {
	slope := s.slopeWithin()
	estimate, variance, square := 0.0, 0.0, 0.0
	entry := 0.0
	for _, x := range s.entry {
		entry += x / float64(len(s.entry))
	}
	for k, sign := range []float64{-1, 1, 1, -1} {
		mean, n := 0.0, 0.0
		for i, y := range s.y {
			if s.arm[i] == float64(k) {
				mean, n = mean+y-slope*(s.entry[i]-entry), n+1
			}
		}
		mean /= n
		by := make([]float64, s.clusters())
		for i, y := range s.y {
			if s.arm[i] == float64(k) {
				by[s.cluster[i]] += (y - slope*(s.entry[i]-entry) - mean) / n
			}
		}
		g, v := float64(s.clustersIn(float64(k))), 0.0
		for _, u := range by {
			v += u * u
		}
		if g < 2 {
			return verdict{patients: len(s.y)}
		}
		v *= g / (g - 1)
		estimate, variance, square = estimate+sign*mean, variance+v, square+v*v/(g-1)
	}
	return byT(estimate, math.Sqrt(variance), variance*variance/square, len(s.y))
}

// slopeWithin is the slope of the outcome on the score at entry within arms.
func (s *powerSample) slopeWithin() float64 {
	var n, my, mx [mostArms]float64
	for i := range s.y {
		k := int(s.arm[i])
		n[k], my[k], mx[k] = n[k]+1, my[k]+s.y[i], mx[k]+s.entry[i]
	}
	xy, xx := 0.0, 0.0
	for i := range s.y {
		k := int(s.arm[i])
		x := s.entry[i] - mx[k]/n[k]
		xy, xx = xy+x*(s.y[i]-my[k]/n[k]), xx+x*x
	}
	if xx == 0 {
		return 0
	}
	return xy / xx
}
