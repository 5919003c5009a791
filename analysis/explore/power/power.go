package power

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Power is what a power analysis found.
type Power struct {
	EngineVersion string    `json:"engine_version"`
	Command       string    `json:"command,omitempty"`
	Detect        string    `json:"detect"`
	Scenarios     []string  `json:"scenarios"`
	Strategies    []string  `json:"strategies,omitempty"` // the two that are compared
	Outcome       string    `json:"outcome"`
	Label         string    `json:"label"`
	Unit          string    `json:"unit,omitempty"` // of the estimates
	Estimator     string    `json:"estimator"`
	Missing       string    `json:"missing,omitempty"`
	Arms          string    `json:"arms,omitempty"`
	Claim         string    `json:"claim,omitempty"`
	Margin        float64   `json:"margin,omitempty"`
	Sided         int       `json:"sided,omitempty"`
	Allocation    []int64   `json:"allocation,omitempty"`
	Correction    string    `json:"correction,omitempty"`
	Wins          string    `json:"wins,omitempty"`
	Covariates    []string  `json:"covariates,omitempty"`
	Attrition     []float64 `json:"attrition,omitempty"`
	Looks         []float64 `json:"looks,omitempty"`
	Spending      string    `json:"spending,omitempty"`
	Mark          string    `json:"mark,omitempty"` // in words, where the arms are compared at different times, or hold other patients, or a margin cannot be wrong
	Seed          uint64    `json:"seed"`
	Alpha         float64   `json:"alpha"`
	Target        float64   `json:"target"`
	Trials        int       `json:"trials"` // of a step
	Vary          string    `json:"vary"`
	From          int64     `json:"from"` // sizes that may be the answer
	To            int64     `json:"to"`

	Patients   int64 `json:"patients,omitempty"` // fixed by the question; 0: varied or as the study has it
	Therapists int64 `json:"therapists,omitempty"`
	Caseload   int64 `json:"caseload,omitempty"`
	Sessions   int64 `json:"sessions,omitempty"`

	End     PowerEnd         `json:"end"`
	Needed  int64            `json:"needed,omitempty"` // the smallest size with the target power; at an end of the range that end
	Low     float64          `json:"-"`                // its 95 % interval
	High    float64          `json:"-"`                // +Inf where it has no upper end
	Curve   *Curve           `json:"curve,omitempty"`
	Misfit  float64          `json:"misfit_p"`        // p value of the test of the curve against the trials
	Check   *Trials          `json:"check,omitempty"` // fresh trials of the size needed
	Null    *Trials          `json:"null,omitempty"`  // trials of that size without an effect
	NullSet []string         `json:"null_set,omitempty"`
	Errors  []EstimatorError `json:"errors,omitempty"` // of every estimator, in the trials of Null
	Sized   *Sized           `json:"size_adjusted,omitempty"`
	Sets    *OverSets        `json:"plausible,omitempty"`
	Points  []Trials         `json:"points"` // all trials, in the order in which they were made
}

// Curve is power = Φ(A + B·√size) with its 95 % band.
type Curve struct {
	A   float64 `json:"a"`
	B   float64 `json:"b"`
	fit probit
}

// At is the power of a size with its 95 % band.
func (c *Curve) At(size float64) (power, low, high float64) {
	low, high = c.fit.band(size)
	return c.fit.power(size), low, high
}

// The stages of a power analysis.
const (
	stageSearch = "search" // to find the size
	stageCheck  = "check"  // fresh trials of the size found
	stageCurve  = "curve"  // sizes around it, for the curve
	stageNull   = "null"   // nothing to find
	stageAsked  = "asked"  // sizes asked for
)

// PowerProgress tells how far an analysis is.
type PowerProgress struct {
	Stage  string
	Size   int64
	Done   int // trials of this size
	Trials int
	All    int // trials so far
}

// Detect simulates trials of several sizes, tests each as its analyst would,
// and finds the smallest size at which the share of trials that find the effect is
// the target. The result depends on the options alone, not on Workers.
//
// The error joins everything that is wrong with the options; it is the cause of ctx
// where that ends.
func Detect(ctx context.Context, o Options) (*Power, error) {
	if err := o.prepare(); err != nil {
		return nil, err
	}
	p := o.report()
	for _, s := range []string{o.screensApart(), o.endsApart(), o.waitsApart(), o.respondsBefore()} {
		p.mark(s)
	}
	journal, err := openJournal(&o)
	if err != nil {
		return nil, err
	}
	run := &powerRun{o: &o, ctx: ctx, into: p, journal: journal}
	if len(o.Sizes) > 0 {
		p.End = PowerNoSearch
		var never []error
		for _, size := range o.Sizes {
			t, err := run.trials(stageAsked, size, o.Trials)
			if err != nil {
				return nil, err
			}
			if err := o.testable(&t); err != nil {
				never = append(never, err)
			}
		}
		if len(never) == len(o.Sizes) {
			return nil, errors.Join(never...)
		}
		return p, run.null(o.Sizes[len(o.Sizes)-1], checks*o.Trials)
	}
	if err := run.search(); err != nil {
		return nil, err
	}
	return p, nil
}

// mark says one thing more, if any, beside the answer.
func (p *Power) mark(s string) {
	if p.Mark != "" && s != "" {
		p.Mark += "; "
	}
	p.Mark += s
}

// powerRun makes trials. Each trial of an analysis has a number of its own, and so
// patients of its own.
type powerRun struct {
	o       *Options
	ctx     context.Context
	into    *Power
	made    int64
	benches sync.Pool
	journal *journal
}

// checks is how many times the trials of a step check the answer and the null.
const checks = 2

// around are the sizes drawn beside the one found, as shares of it.
var around = []float64{0.25, 0.5, 0.75, 1.25, 1.5}

// search finds the size, makes trials of sizes around it, which tell the curve
// better, and checks what all trials say with fresh ones and with the null.
func (r *powerRun) search() error {
	o, p := r.o, r.into
	stage := stageSearch
	s := powerSearch{from: o.From, to: o.To, step: o.step(), start: o.start(), target: o.Power, alpha: o.aside(),
		trials: o.Trials, pilot: max(20, o.Trials/5), precision: o.Precision, steps: maxSteps,
		evaluate: func(size int64, trials int) (int, error) {
			t, err := r.trials(stage, size, trials)
			return t.Found, err
		}}
	found, err := s.run()
	if err != nil {
		return err
	}
	if found.end == PowerFound || found.end == PowerStopped {
		stage = stageCurve
		for _, share := range around {
			if size := s.onGrid(share * float64(found.size)); !r.near(size) {
				if err := s.try(size, o.Trials); err != nil {
					return err
				}
			}
		}
		found = s.refined(found)
	}
	p.End, p.Needed, p.Low, p.High, p.Misfit = found.end, found.size, found.low, found.high, found.misfit
	p.Curve = &Curve{found.curve.a, found.curve.b, found.curve}
	if p.End == PowerAtCap { // the largest size was not chosen by its trials, and more of them are dear
		last := p.Points[len(p.Points)-1]
		p.Check = &last
		if err := o.testable(&last); err != nil {
			return err
		}
		return r.null(p.Needed, o.Trials)
	}
	check, err := r.trials(stageCheck, p.Needed, checks*o.Trials)
	if err != nil {
		return err
	}
	p.Check = &check
	if err := o.testable(&check); err != nil {
		return err
	}
	return r.null(p.Needed, checks*o.Trials)
}

// testable is the error of a size at which not one trial allowed the test: that is
// no power of 0, but no answer.
func (o *Options) testable(t *Trials) error {
	if t.Untestable < t.Trials {
		return nil
	}
	why := "the outcome does not vary, or too few patients or therapists have it"
	switch {
	case o.nested() && t.Therapists < 4:
		why = "one therapist in an arm leaves no degrees of freedom; give more therapists, or smaller caseloads"
	case t.Analysed < 4:
		why = fmt.Sprintf("%s patients enter the test on average", oneDecimal(t.Analysed))
	case o.Detect == PowerTherapists && t.Therapists >= float64(t.Patients):
		why = "with one patient each, therapists cannot be told from their patients"
	}
	return fmt.Errorf("not testable with %d %s: not one of %d trials allowed the test (%s)", t.Size, o.Vary, t.Trials, why)
}

// near says that a size like it has been tried with as many trials.
func (r *powerRun) near(size int64) bool {
	for _, t := range r.into.Points {
		if t.Trials >= r.o.Trials && math.Abs(math.Log(float64(size)/float64(t.Size))) < 0.1 {
			return true
		}
	}
	return false
}

// null makes trials in which there is nothing to find, and tests each with every
// estimator that there is for the outcome.
func (r *powerRun) null(size int64, n int) error {
	last := r.into.Points[len(r.into.Points)-1]
	t, err := r.trials(stageNull, size, n)
	if beyond, ok := errors.AsType[*beyondMargin](err); ok {
		r.into.mark(beyond.Error())
		return nil
	}
	if err != nil {
		return err
	}
	if r.into.Null = &t; r.o.looks == nil && (len(r.o.Scenarios) <= 2 || r.o.Detect == PowerDifferences) {
		r.into.Sized = sized(&last, &t, r.into.held())
	}
	return nil
}
