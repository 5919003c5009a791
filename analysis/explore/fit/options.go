package fit

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"rapport/analysis"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
)

// MostPatients bounds the patients of a scenario whose courses an evaluation holds.
const MostPatients = 200_000

// Options of a calibration. The zero value of each field takes its default.
type Options struct {
	Study      *study.Study       // its scenarios are simulated; nil: the shipped evidence study
	Findings   []analysis.Finding // what to fit to; nil: the shipped ones
	Parameters []string           // dotted names; nil: all whose grade is Calibrated
	Weights    map[string]float64 // of the loss of a finding, by id, 0 or more; not named: 1

	Seed     uint64 // first of the lucks; 0: that of the study
	Patients int64  // per scenario and evaluation; 0: 4000
	Scored   int64  // patients per scenario of the final scorecard; 0: 20,000
	Lucks    int    // seeds over which the polishing averages; 0: 8

	Descents    int     // largest number of Gauss-Newton steps before CMA-ES; 0: 8, negative: none
	Generations int     // of CMA-ES; 0: 100, negative: none
	Population  int     // points of a generation; 0: 4 + 3·ln(parameters), even
	Step        float64 // first step size of CMA-ES, in prior standard deviations of the least known direction; 0: 0.3
	Polishes    int     // largest number of Gauss-Newton steps on averaged lucks; 0: 3, negative: none
	Ridge       float64 // loss of one parameter one prior standard deviation from its start; 0: 0.02, negative: none

	Workers  int            // evaluations at once; 0: one to a core. Changes no result
	Journal  string         // file that keeps evaluations for resumption; "": none
	Command  string         // recorded as what ran the calibration
	Progress func(Progress) // called after every step; may be nil

	own *ownData // fit to these data rather than to findings from the literature
}

func (o *Options) fill() {
	explore.Standard(&o.Patients, 4000)
	explore.Standard(&o.Scored, 20_000)
	explore.Standard(&o.Lucks, 8)
	explore.Standard(&o.Descents, 8)
	explore.Standard(&o.Generations, 100)
	explore.Standard(&o.Step, 0.3)
	explore.Standard(&o.Polishes, 3)
	explore.Standard(&o.Ridge, 0.02)
	explore.Standard(&o.Workers, runtime.GOMAXPROCS(0))
	if o.Findings == nil {
		o.Findings = analysis.Findings()
	}
	if o.Seed == 0 {
		o.Seed = o.Study.Seed
	}
	if o.Parameters == nil {
		o.Parameters = calibrated()
	}
	if o.Population == 0 {
		o.Population = (generationSize(len(o.Parameters)) + 1) / 2 * 2
	}
	o.Descents, o.Generations, o.Polishes = max(0, o.Descents), max(0, o.Generations), max(0, o.Polishes)
	o.Ridge = max(0, o.Ridge)
}

// planned is the largest number of evaluations.
func (o *Options) planned() int {
	n := len(o.Parameters)
	return o.Lucks + 2 + o.Descents*(2*n+len(dampings)) + o.Generations*o.Population + 1 +
		o.Lucks + o.Polishes*(2*n+len(dampings)*o.Lucks)
}

// calibrated lists the parameters whose grade is Calibrated.
func calibrated() []string {
	var names []string
	setting := population.DefaultSetting()
	for _, p := range setting.Params() {
		if p.Grade == sim.Calibrated {
			names = append(names, p.Name)
		}
	}
	return names
}

// faults are the options that cannot be, all at once.
func (o *Options) faults() error {
	var faults []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	wrong(o.Patients < 50, "patients = %d: want at least 50, or the findings have no value", o.Patients)
	wrong(o.Patients > MostPatients, "patients = %d: want at most %d: their courses are held in memory", o.Patients, MostPatients)
	wrong(o.Scored < 50, "scored = %d: want at least 50 patients", o.Scored)
	wrong(o.Lucks < 2, "lucks = %d: want at least 2, or there is no sampling error to measure", o.Lucks)
	wrong(o.Population < 4, "population = %d: want at least 4 points in a generation", o.Population)
	wrong(!(o.Step > 0), "step = %g: want a number above 0", o.Step)
	wrong(o.Workers < 1, "workers = %d: want at least 1", o.Workers)
	wrong(len(o.Parameters) == 0, "parameters: want at least one name")
	for _, id := range slices.Sorted(maps.Keys(o.Weights)) {
		known := slices.ContainsFunc(o.Findings, func(f analysis.Finding) bool { return f.ID == id })
		wrong(!known, "weight of %q: there is no such finding", id)
		wrong(!(o.Weights[id] >= 0) || math.IsInf(o.Weights[id], 0), "weight of %s = %g: want 0 or more", id, o.Weights[id])
	}
	return errors.Join(append(faults, parameterFaults(o.Parameters)...)...)
}

// weight of the finding in the loss.
func (o *Options) weight(id string) float64 {
	if w, named := o.Weights[id]; named {
		return w
	}
	return 1
}

// parameterFaults checks that the names are those of different parameters with
// a number to fit.
func parameterFaults(names []string) (faults []error) {
	setting := population.DefaultSetting()
	rows := setting.Params()
	known := make([]string, len(rows))
	for i := range rows {
		known[i] = rows[i].Name
	}
	for i, name := range names {
		k := slices.Index(known, name)
		switch {
		case k < 0:
			faults = append(faults, fmt.Errorf("parameter %q is unknown%s", name, explore.Nearest(name, known)))
		case slices.Contains(names[:i], name):
			faults = append(faults, fmt.Errorf("parameter %s is named twice", name))
		case rows[k].Choices != nil:
			faults = append(faults, fmt.Errorf("parameter %s is a choice (%s) and cannot be fitted", name, strings.Join(rows[k].Choices, ", ")))
		}
	}
	return faults
}
