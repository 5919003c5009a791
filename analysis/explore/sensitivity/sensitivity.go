package sensitivity

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"rapport/analysis/explore"
	"rapport/analysis/twins"
)

// Methods of a sensitivity analysis.
const (
	// Morris screens: the elementary effects of Morris (1991,
	// doi:10.1080/00401706.1991.10484804) on random trajectories over four levels,
	// with mu* after Campolongo et al. (2007, doi:10.1016/j.envsoft.2006.10.004).
	// It costs Samples · (factors + 1) evaluations.
	Morris = "morris"
	// Sobol shares the variance out: first-order indices after Saltelli et al.
	// (2010, doi:10.1016/j.cpc.2009.09.018), total indices after Jansen (1999,
	// doi:10.1016/S0010-4655(98)00154-4), on scrambled Halton points. It costs
	// Samples · (factors + 2) evaluations.
	Sobol = "sobol"
)

// sensitivityMethods lists the methods.
var sensitivityMethods = []string{Morris, Sobol}

const (
	defaultTrajectories = 20
	defaultRows         = 256
	maxEvaluations      = 1_000_000
	maxFactors          = 500
	bootstraps          = 1000 // resamples behind an interval
	designSeed          = 1
)

// Sensitivity is what an analysis found.
type Sensitivity struct {
	EngineVersion string               `json:"engine_version"`
	Command       string               `json:"command,omitempty"`
	Method        string               `json:"method"`
	Scenario      string               `json:"scenario"`
	Against       string               `json:"against,omitempty"`
	Seed          uint64               `json:"seed"`
	Lucks         int                  `json:"lucks"` // seeds, from Seed on; with 1, intervals hold for these patients and this luck alone
	DesignSeed    uint64               `json:"design_seed"`
	Patients      int64                `json:"patients"`
	Samples       int                  `json:"samples"`
	Evaluations   int                  `json:"evaluations"`
	Impossible    int                  `json:"impossible"` // evaluations whose parameters are jointly impossible; left out
	Factors       []Factor             `json:"factors"`
	Outcomes      []OutcomeSensitivity `json:"outcomes"`

	points [][]float64 // shares of the ranges, one row an evaluation
	values [][]float64 // outcomes of the evaluations
}

// OutcomeSensitivity is how one outcome depends on the factors.
type OutcomeSensitivity struct {
	Outcome string `json:"outcome"`
	Label   string `json:"label"`
	Unit    string `json:"unit,omitempty"`

	// Over the evaluations that have a value; all 0 where none has.
	Valued int     `json:"valued"` // how many
	Mean   float64 `json:"mean"`
	SD     float64 `json:"sd"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`

	Mark string `json:"mark,omitempty"` // in words, where the points of the design are compared at different times

	Used int `json:"used"` // trajectories or rows without a missing value

	Morris []ElementaryEffect `json:"morris,omitempty"` // in the order of the factors
	Sobol  []SobolIndex       `json:"sobol,omitempty"`
}

// Estimate is a number with its 95 % bootstrap interval.
type Estimate struct{ Value, Low, High float64 }

// MarshalJSON writes null for what could not be estimated.
func (e Estimate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value *float64 `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
	}{explore.Known(e.Value), explore.Known(e.Low), explore.Known(e.High)})
}

// Analyse evaluates the scenario on a design over the factors, each
// time with the same patients and the same luck, and says how much each factor
// moves each outcome. The result depends on the options alone, not on Workers,
// nor on interruptions: with a journal, the same call continues.
//
// The error joins everything that is wrong with the options; it is the cause of
// ctx where that ends.
//
// With several lucks, the analysis is repeated on other patients with other luck,
// and the intervals hold over these too ([overLucks]).
func Analyse(ctx context.Context, o Options) (*Sensitivity, error) {
	if o.Lucks < 0 || o.Lucks > maxLucks {
		return nil, fmt.Errorf("lucks = %d: want 1 to %d", o.Lucks, maxLucks)
	}
	found, err := analyseOne(ctx, o)
	if err != nil || o.Lucks < 2 {
		return found, err
	}
	all := []*Sensitivity{found}
	for k := 1; k < o.Lucks; k++ {
		o.Seed = found.Seed + uint64(k)
		one, err := analyseOne(ctx, o)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	overLucks(all)
	return found, nil
}

// analyseOne analyses with one luck.
func analyseOne(ctx context.Context, o Options) (*Sensitivity, error) {
	a, err := o.prepare()
	if err != nil {
		return nil, err
	}
	found := &Sensitivity{EngineVersion: explore.EngineVersion, Command: o.Command, Method: o.Method, Scenario: o.Scenario,
		Against: o.Against, Seed: o.Seed, Lucks: 1, DesignSeed: o.DesignSeed, Patients: o.Patients, Samples: o.Samples, Factors: o.Factors}
	if o.Method == Sobol {
		found.points = sobolPoints(len(o.Factors), o.Samples, o.DesignSeed)
	} else {
		found.points = morrisPoints(len(o.Factors), o.Samples, o.DesignSeed)
	}
	found.Evaluations = len(found.points)
	if found.values, err = a.all(ctx, found.points); err != nil {
		return nil, err
	}
	found.analyse(a.outcomes)
	found.mark(a.outcomes)
	return found, nil
}

// analyse works the outcomes' values out.
func (s *Sensitivity) analyse(outcomes []twins.CompareOutcome) {
	for _, v := range s.values {
		if !slices.ContainsFunc(v, func(x float64) bool { return !math.IsNaN(x) }) {
			s.Impossible++
		}
	}
	for k, outcome := range outcomes {
		y := make([]float64, len(s.values))
		for i := range s.values {
			y[i] = s.values[i][k]
		}
		of := OutcomeSensitivity{Outcome: outcome.Name, Label: outcome.Label, Unit: outcome.Unit}
		of.describe(y)
		if s.Method == Sobol {
			of.Sobol, of.Used = sobolOf(len(s.Factors), y, s.DesignSeed)
		} else {
			of.Morris, of.Used = morrisOf(s.Factors, s.points, y, s.DesignSeed)
		}
		for i := range s.Factors {
			if s.Method == Sobol {
				of.Sobol[i].Parameter = s.Factors[i].Name
			} else {
				of.Morris[i].Parameter = s.Factors[i].Name
			}
		}
		s.Outcomes = append(s.Outcomes, of)
	}
}

// describe tells the values that there are.
func (o *OutcomeSensitivity) describe(y []float64) {
	var sum, squares float64
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if o.Valued == 0 {
			o.Min, o.Max = v, v
		}
		o.Min, o.Max = min(o.Min, v), max(o.Max, v)
		o.Valued, sum = o.Valued+1, sum+v
	}
	n := float64(o.Valued)
	if n == 0 {
		return
	}
	o.Mean = sum / n
	for _, v := range y {
		if !math.IsNaN(v) {
			squares += (v - o.Mean) * (v - o.Mean)
		}
	}
	if n > 1 {
		o.SD = math.Sqrt(squares / (n - 1))
	}
}
