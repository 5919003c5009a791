package power

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// judge replaces the p value by that of what the trial sets out to claim, and says
// whether it may claim it. Of a difference D, positive where the arm is better, with
// a margin m above 0,
//
//	superiority:     D differs from 0; one-sided: D > 0
//	non-inferiority: D > -m
//	equivalence:     D > -m and D < m, by two one-sided tests (Schuirmann 1987,
//	                 J Pharmacokinet Biopharm 15:657-680)
//
// A claim about a margin is always one-sided. With two sides asked for, it is held
// to alpha/2, as where the two-sided interval of 1 - alpha must lie beyond the margin
// (ICH E9, section 3.3.2); p is then twice that of the side, so that it compares with
// alpha. With one side it is held to alpha.
func (o *Options) judge(v verdict) verdict {
	if !v.ok {
		return v
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: v.df}
	above := func(x float64) float64 { return t.CDF(-x / v.se) } // P(estimate beyond x by chance)
	gain := v.estimate
	if o.better < 0 {
		gain = -gain
	}
	side := 0.0
	switch {
	case o.Claim == study.ClaimNonInferiority:
		side = above(gain + o.Margin)
	case o.Claim == study.ClaimEquivalence:
		side = max(above(gain+o.Margin), above(o.Margin-gain))
	case o.Sided == 1:
		side = above(gain)
	default:
		side = above(math.Abs(gain))
	}
	v.p = min(1, float64(o.Sided)*side)
	v.hit = v.p < o.Alpha
	return v
}

// aside is the two-sided alpha that the search's curve begins from: that of the tail
// in which trials are significant.
func (o *Options) aside() float64 { return o.Alpha * 2 / float64(o.Sided) }

// atMargin makes a trial without an effect one whose second arm is worse by the
// margin, where a claim about the margin would be wrong. Of yes or no so many of the
// arm k, by lot, turn to the worse that the shares differ by the margin: the lot of a
// patient is the same at every look, and another in another arm. How many is by the share of yes
// over trials, [Options.yes]: by that of the trial itself, each would lose the margin exactly, as
// if nothing of its own luck turned, and shares would vary more than those of any trial do.
func (o *Options) atMargin(s *powerSample, k int, t int64) {
	worse := -o.Margin
	if o.better < 0 {
		worse = o.Margin
	}
	if !o.binary {
		for i := range s.y {
			s.y[i] += worse * s.arm[i]
		}
		return
	}
	luck := rand.New(rand.NewPCG(o.Seed, uint64(k-1)<<56^uint64(t)))
	from, share := 1.0, o.yes[k] // what turns
	if worse > 0 {
		from, share = 0, 1-share
	}
	for i := range s.y {
		if s.arm[i] == 1 && luck.Float64() < o.Margin/share && s.y[i] == from {
			s.y[i] = 1 - from
		}
	}
}

// countYes finds the share of yes in each arm where there is nothing to find, over so many
// trials, for each of the tests that turn some of them ([Options.atMargin]).
func (r *powerRun) countYes(ctx context.Context, arms []*population.Simulation, tests []*Options, first int64, trials int) error {
	if o := r.o; !o.binary || o.Margin == 0 || o.yes != nil {
		return nil
	}
	type count struct{ yes, all float64 }
	counts := make([][][]count, trials) // by trial, test and arm
	var mutex sync.Mutex
	var faults []error
	err := explore.SideBySide(ctx, r.o.Workers, trials, func(i int) {
		trial, err := r.o.simulate(&powerBench{}, arms, first+int64(i))
		if err != nil {
			mutex.Lock()
			defer mutex.Unlock()
			faults = append(faults, err)
			return
		}
		counts[i] = make([][]count, len(tests))
		for j, o := range tests {
			counts[i][j] = make([]count, len(trial))
			for k := range trial {
				y := o.outcome.sample(trial[k:k+1], o.missingOr(missingComplete), o.nested(), o.adjusts).y
				counts[i][j][k] = count{floats.Sum(y), float64(len(y))}
			}
		}
	})
	if err := errors.Join(err, errors.Join(faults...)); err != nil {
		return err
	}
	for j, o := range tests {
		o.yes = make([]float64, len(arms))
		for k := range arms {
			var all count
			for i := range counts {
				c := counts[i][j][k]
				all = count{all.yes + c.yes, all.all + c.all}
			}
			o.yes[k] = all.yes / all.all
		}
	}
	for _, yes := range r.o.yes[1:] {
		if r.o.better < 0 {
			yes = 1 - yes
		}
		if yes < r.o.Margin {
			return &beyondMargin{yes}
		}
	}
	return nil
}

// beyondMargin says that so few do well that no arm can be worse by the margin.
type beyondMargin struct{ share float64 }

func (e *beyondMargin) Error() string {
	return fmt.Sprintf("with nothing to find %s of the patients do well: no arm can be worse by the margin, so the claim cannot be wrong and is not tried there", data.Percent(e.share))
}

// pair tests one arm against the first.
func (o *Options) pair(trial []trialArm, k int, t int64, null bool) verdict {
	arms := []trialArm{trial[0], trial[k]}
	shifted := null && o.Margin > 0
	s := o.outcome.sample(arms, o.missingOr(missingComplete), o.nested(), o.adjusts)
	var v verdict
	switch o.Estimator {
	case estimateMMRM:
		visits := o.series(arms)
		if shifted {
			worse := -o.Margin * float64(o.better)
			for i := range visits.visits {
				for j := range visits.visits[i] {
					visits.visits[i][j] += worse * visits.arm[i]
				}
			}
		}
		v = visits.sequence()
	default:
		if shifted && len(s.y) > 0 {
			o.atMargin(s, k, t)
		}
		switch o.Estimator {
		case estimateTTest:
			v = s.welch()
		case estimateMixed:
			v = s.mixed()
		default:
			v = s.ancova()
		}
	}
	v.spread = s.spread()
	return o.judge(v)
}

// missingOr is what is done about those who left.
func (o *Options) missingOr(word string) string {
	if o.Missing == "" {
		return word
	}
	return o.Missing
}
