package sensitivity

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"rapport/analysis/explore"
	"rapport/analysis/twins"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// mostPatients bounds the patients of an evaluation, whose outcomes it holds.
const mostPatients = 1_000_000

// Options of [Analyse]. The zero value of each field takes its default.
type Options struct {
	Study    *study.Study // must be given
	Scenario string       // of the study; "": the first
	Against  string       // analyse differences from this scenario, twin by twin; "": the values themselves
	Factors  []Factor     // what varies; nil: what the study's design varies or, without one, every calibrated parameter
	Outcomes []string     // names of [twins.CompareOutcomes]; nil: all

	Method     string // "": Morris
	Samples    int    // trajectories of Morris (0: 20), rows of Sobol (0: 256)
	Seed       uint64 // of luck, the same at all points; 0: that of the study
	Lucks      int    // how many seeds, from Seed on, the indices are found with; 0: 1
	DesignSeed uint64 // of the points; 0: 1
	Patients   int64  // of each evaluation; 0: those of the study

	Workers  int                                  // evaluations at once; 0: one to a core. Changes no result
	Journal  string                               // file that keeps evaluations for resumption; "": none
	Command  string                               // recorded as what ran the analysis
	Progress func(done, planned int)              // called after every evaluation, never twice at once; may be nil
	evaluate func(u []float64) ([]float64, error) // in place of the model, in tests
}

// prepare fills in the options and checks them.
func (o *Options) prepare() (*assay, error) {
	if o.Study == nil {
		return nil, errors.New("a sensitivity analysis needs a study")
	}
	o.fill()
	a := &assay{o: o}
	a.benches.New = func() any { return new([2]record.Rows) }
	faults := o.faults()
	var err error
	if a.outcomes, err = outcomesNamed(o.Outcomes, o.Study.Assessments.Weeks); err != nil {
		faults = append(faults, err)
	}
	a.arms, err = o.arms()
	faults = append(faults, err)
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if o.evaluate == nil {
		o.evaluate = a.run
	}
	return a, nil
}

func (o *Options) fill() {
	explore.Standard(&o.Patients, o.Study.Population.Patients)
	explore.Standard(&o.Workers, runtime.GOMAXPROCS(0))
	if o.Method == "" {
		o.Method = Morris
	}
	if o.Samples == 0 {
		o.Samples = map[string]int{Morris: defaultTrajectories, Sobol: defaultRows}[o.Method]
	}
	if o.Seed == 0 {
		o.Seed = o.Study.Seed
	}
	if o.DesignSeed == 0 {
		o.DesignSeed = designSeed
	}
	if o.Factors == nil {
		o.Factors = factorsOf(o.Study)
	}
}

// faults are the options that cannot be, all at once.
func (o *Options) faults() []error {
	faults := factorFaults(o.Factors, o.Study)
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	known := slices.Contains(sensitivityMethods, o.Method)
	wrong(!known, "method %q is unknown: want %s", o.Method, strings.Join(sensitivityMethods, " or "))
	wrong(o.Samples < 4 && (known || o.Samples != 0), "samples = %d: want at least 4, or there is no interval", o.Samples)
	wrong(o.Samples > maxEvaluations/(len(o.Factors)+2), "samples = %d: with %d parameters that is more than %d evaluations",
		o.Samples, len(o.Factors), maxEvaluations)
	wrong(o.Patients < 1, "patients = %d: want at least 1", o.Patients)
	wrong(o.Patients > mostPatients, "patients = %d: want at most %d, whose outcomes are held in memory", o.Patients, mostPatients)
	wrong(o.Workers < 1, "workers = %d: want at least 1", o.Workers)
	return faults
}

// outcomesNamed finds outcomes by name; no names are all by session, and the PHQ-9
// of everybody at each of the weeks.
func outcomesNamed(names []string, weeks []int) ([]twins.CompareOutcome, error) {
	all := twins.OutcomesAt(weeks, 0, weeks[max(0, len(weeks)-1):]...) // and times to events up to the last week
	if len(names) == 0 {
		scores := slices.DeleteFunc(all, func(o twins.CompareOutcome) bool { return o.Week == 0 || !strings.HasPrefix(o.Name, "phq9") })
		return append(twins.CompareOutcomes(), scores...), nil
	}
	known := make([]string, len(all))
	for i := range all {
		known[i] = all[i].Name
	}
	var found []twins.CompareOutcome
	var faults []error
	for i, name := range names {
		switch k := slices.Index(known, name); {
		case k < 0:
			faults = append(faults, fmt.Errorf("outcome %q is unknown%s; there are %s", name, explore.Nearest(name, known), strings.Join(known, ", ")))
		case slices.Contains(names[:i], name):
			faults = append(faults, fmt.Errorf("outcome %s is named twice", name))
		default:
			found = append(found, all[k])
		}
	}
	return found, errors.Join(faults...)
}

// arms finds the scenarios; the study's design is left aside, its parameters
// being factors.
func (o *Options) arms() ([]*population.Simulation, error) {
	s := *o.Study
	if s.Design = nil; len(s.Scenarios) == 0 {
		s.Scenarios = []study.Scenario{{Name: "shipped"}}
	}
	all, err := s.Simulations()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Scenario)
	}
	if o.Scenario == "" {
		o.Scenario = names[0]
	}
	wanted := []string{o.Scenario}
	if o.Against != "" {
		wanted = append(wanted, o.Against)
	}
	var arms []*population.Simulation
	var faults []error
	for _, name := range wanted {
		k := slices.Index(names, name)
		if k < 0 {
			faults = append(faults, fmt.Errorf("the study has no scenario %q%s", name, explore.Nearest(name, names)))
			continue
		}
		arms = append(arms, all[k])
		for _, f := range o.Factors {
			if _, sets := s.Scenarios[k].Set[f.Name]; sets {
				faults = append(faults, fmt.Errorf("parameter %s is set by scenario %s itself, so it cannot vary there", f.Name, name))
			}
		}
	}
	if o.Against == o.Scenario {
		faults = append(faults, fmt.Errorf("scenario %s cannot be compared with itself", o.Scenario))
	}
	return arms, errors.Join(faults...)
}

// Check says what is wrong with the options, before anything is done.
func (o Options) Check() error {
	_, err := o.prepare()
	return err
}

// Telling lists the outcomes to analyse so that those of these names can be told: all that
// are analysed anyway, and those of the names that are not; nil where all are. Its error says
// which of the names are of no outcome of a study.
func Telling(names []string, weeks []int) ([]string, error) {
	told, err := outcomesNamed(names, weeks)
	if err != nil {
		return nil, err
	}
	anyway, err := outcomesNamed(nil, weeks)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, o := range anyway {
		all = append(all, o.Name)
	}
	known := len(all)
	for _, o := range told {
		if !slices.Contains(all, o.Name) {
			all = append(all, o.Name)
		}
	}
	if len(all) == known {
		return nil, nil
	}
	return all, nil
}
