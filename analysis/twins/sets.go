package twins

import (
	"fmt"
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
)

// SetVerdict says whether an answer hangs on what the evidence leaves open.
type SetVerdict string

// The verdicts.
const (
	HoldsInAll SetVerdict = "holds in all sets" // the same sign in each, and the shipped values or most sets are sure of it
	DependsOn  SetVerdict = "depends on"        // the sign differs, and one parameter says where
	LeftOpen   SetVerdict = "left open"         // the sign differs, and no single parameter says where
	TooSmall   SetVerdict = "cannot tell"       // luck moves it more than the sets do: more patients first
	NoLuck     SetVerdict = "luck unknown"      // how far luck moves it cannot be told: more replications first
	TooFew     SetVerdict = "too few sets"      // fewer than fewSets have a value: no verdict
)

// OverSets is how one contrast comes out under the shipped values and under each plausible
// set, on the same patients with the same luck.
type OverSets struct {
	Contrast string // what is told: SCENARIO minus BASELINE, or the name of a stated contrast
	Outcome  CompareOutcome
	Shipped  analysis.Result
	Values   []float64 // under set 1, 2 …; NaN where there is none
	SEs      []float64 // Monte-Carlo standard errors of the values

	Median, Low, High float64 // over sets; low and high are the ends of the middle 90 %
	SameSign          float64 // share of sets with the sign of the shipped values; NaN where these give 0
	MonteCarlo        float64 // standard error of a value by luck, median over sets
	Open              float64 // standard deviation over sets beyond luck: what the evidence leaves open

	Verdict SetVerdict
	On      *Dependence // the parameter that moves it most; nil where none can be told
	Settles []Settler   // findings that would settle it, the best first; of contrasts that are open
	Tried   int         // of how many findings it was asked whether they would
}

// Close to none: so much of a share of sets must differ in sign to be spoken of.
const middle = 0.9

// describe fills in what follows from the values.
func (o *OverSets) describe() {
	var known, errs []float64
	same := 0
	for i, v := range o.Values {
		if math.IsNaN(v) {
			continue
		}
		known = append(known, v)
		if !math.IsNaN(o.SEs[i]) {
			errs = append(errs, o.SEs[i])
		}
		if v*o.Shipped.Value > 0 {
			same++
		}
	}
	o.Median, o.Low, o.High = quantile(known, 0.5), quantile(known, (1-middle)/2), quantile(known, (1+middle)/2)
	o.SameSign, o.MonteCarlo = math.NaN(), quantile(errs, 0.5)
	if len(known) > 0 && o.Shipped.Value != 0 {
		o.SameSign = float64(same) / float64(len(known))
	}
	mean, ss, noise := 0.0, 0.0, 0.0
	for _, v := range known {
		mean += v / float64(len(known))
	}
	for _, v := range known {
		ss += (v - mean) * (v - mean)
	}
	for _, e := range errs {
		noise += e * e / float64(len(errs))
	}
	o.Open = math.Sqrt(max(0, ss/float64(max(1, len(known)-1))-noise))
}

// judge sets the verdict. Signs that differ by luck alone are none of the evidence's: some set
// must be sure of one, and the sets must differ by more than luck does. That two sets are
// sure of opposite signs is not enough: of sixty-four, some are by chance.
func (o *OverSets) judge() {
	if o.told() < fewSets {
		o.Verdict = TooFew
		return
	}
	if math.IsNaN(o.MonteCarlo) {
		o.Verdict = NoLuck
		return
	}
	up, down := o.sure()
	sure := o.Shipped.Low > 0 || o.Shipped.High < 0 || 2*max(up, down) > o.told()
	switch {
	case o.SameSign == 1 && sure:
		o.Verdict = HoldsInAll
	case o.SameSign == 1 || up+down == 0 || !(o.Open > o.MonteCarlo):
		o.Verdict = TooSmall
	case o.On != nil && o.On.Splits:
		o.Verdict = DependsOn
	default:
		o.Verdict = LeftOpen
	}
}

// told is how many sets have a value.
func (o *OverSets) told() (n int) {
	for _, v := range o.Values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// isOpen says that the sets disagree on the sign by more than luck.
func (o *OverSets) isOpen() bool { return o.Verdict == DependsOn || o.Verdict == LeftOpen }

// sure counts the sets that are sure of either sign.
func (o *OverSets) sure() (up, down int) {
	for i, v := range o.Values {
		switch e := o.SEs[i]; {
		case v > surely*e:
			up++
		case v < -surely*e:
			down++
		}
	}
	return up, down
}

// unseen is how large a share of all sets like these could have the other sign although none
// of n has it, with 95 % confidence: 1 - 0.05^(1/n) (Clopper & Pearson 1934).
func unseen(n int) float64 { return 1 - math.Pow(0.05, 1/float64(n)) }

// surely is how many standard errors a sign is sure at.
const surely = 1.96

// quantile is that of a few numbers, between neighbours where it falls (Hyndman & Fan's
// seventh kind); NaN of none.
func quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(x))
	at := p * float64(len(sorted)-1)
	k := min(int(at), len(sorted)-1)
	if k == len(sorted)-1 {
		return sorted[k]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}

// overSets compares the scenarios under every set, and says of each contrast and outcome how
// it comes out over them. shipped is the comparison under the shipped values.
func overSets(run *data.Run, o *CompareOptions, shipped *Comparison) ([]OverSets, error) {
	all := make([]OverSets, 0, len(shipped.Scenarios)+len(shipped.Contrasts))
	for i := range shipped.Scenarios {
		s := &shipped.Scenarios[i]
		for k := range s.Effects {
			all = append(all, OverSets{Contrast: s.Scenario + " minus " + o.Baseline, Outcome: s.Effects[k].Outcome, Shipped: s.Effects[k].Difference})
		}
	}
	for i := range shipped.Contrasts {
		c := &shipped.Contrasts[i]
		for k := range c.Effects {
			all = append(all, OverSets{Contrast: c.Name, Outcome: c.Effects[k].Outcome, Shipped: c.Effects[k].Difference})
		}
	}
	for set := 1; set <= run.Sets(); set++ {
		at, baseline := 0, run.Under(o.Baseline, set)
		take := func(r analysis.Result) {
			all[at].Values, all[at].SEs = append(all[at].Values, r.Value), append(all[at].SEs, r.SE)
			at++
		}
		for _, name := range o.Scenarios {
			twins, err := pairRun(run, baseline, run.Under(name, set), run.Primary(baseline), o.Until)
			if err != nil {
				return nil, err
			}
			effects := twins.compare(nil, o).Effects
			for k := range effects {
				take(effects[k].Difference)
			}
		}
		for _, c := range o.Contrasts {
			under := c
			for i := range c.Of {
				under.Of[i], under.Less[i] = run.Under(c.Of[i], set), run.Under(c.Less[i], set)
			}
			r, err := under.of(run, run.Primary(baseline))
			if err != nil {
				return nil, err
			}
			for k := range r.Effects {
				take(r.Effects[k].Difference)
			}
		}
		if at != len(all) {
			return nil, fmt.Errorf("set %d: scenarios have other outcomes than under the shipped values", set)
		}
	}
	names, rows := run.SetValues()
	by := newDependences(names, rows[1:])
	data.InParallel(len(all), func(i int) {
		all[i].describe()
		all[i].On = by.strongest(all[i].Values)
		all[i].judge()
		if all[i].isOpen() && o.Evidence != nil {
			all[i].Settles, all[i].Tried = o.Evidence.settle(&all[i]), len(o.Evidence.IDs)
		}
	})
	return all, nil
}
