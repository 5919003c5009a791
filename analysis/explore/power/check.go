package power

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/twins"
	"rapport/scenarios/study"
)

// prepare fills in the options and checks them.
func (o *Options) prepare() error {
	if o.Study == nil {
		return errors.New("a power analysis needs a study")
	}
	o.fill()
	faults := o.wordFaults()
	faults = append(faults, o.numberFaults()...)
	faults = append(faults, o.chooseScenarios()...)
	faults = append(faults, o.planFaults()...)
	if err := errors.Join(faults...); err != nil {
		return err
	}
	o.fillSizes()
	o.looks = o.plan()
	return errors.Join(o.sizeFaults()...)
}

// Check says what is wrong with the options, before anything is done.
func (o Options) Check() error { return o.prepare() }

func (o *Options) fill() {
	word := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	word(&o.Detect, PowerContrast)
	word(&o.Outcome, powerOutcomes[0].name)
	word(&o.Arms, ArmsNested)
	word(&o.Measure, "wai_patient")
	word(&o.Vary, VaryPatients)
	if tests := o.tests(); len(tests) > 0 {
		word(&o.Estimator, tests[0])
	}
	if ways := o.ways(); len(ways) > 0 {
		word(&o.Missing, ways[0])
	}
	explore.Standard(&o.Power, 0.8)
	explore.Standard(&o.Alpha, 0.05)
	explore.Standard(&o.Trials, 500)
	explore.Standard(&o.Sided, 2)
	explore.Standard(&o.Precision, 0.05)
	explore.Standard(&o.Workers, runtime.GOMAXPROCS(0))
	if o.Seed == 0 {
		o.Seed = o.Study.Seed
	}
}

// tests are those that there are for what is detected on the outcome.
func (o *Options) tests() []string {
	all := powerEstimators[o.Detect]
	if o.Detect == PowerContrast && o.Outcome != powerOutcomes[0].name {
		for _, x := range o.outcomes() {
			if x.name == o.Outcome && x.answer != nil { // by the weeks up to it, but not unless asked for
				return append(slices.Clone(all[1:]), estimateMMRM)
			}
		}
		return all[1:]
	}
	return all
}

// ways are what can be done about patients who left; nil where nothing is to do.
func (o *Options) ways() []string {
	all := o.outcomes()
	k := slices.IndexFunc(all, func(x powerOutcome) bool { return x.name == o.Outcome })
	switch {
	case k < 0 || o.Detect == PowerWithin || o.Estimator == estimateMMRM:
		return nil
	case o.Detect == PowerTherapists && k == 0:
		return []string{missingLOCF, missingComplete}
	}
	return all[k].missing
}

// oneOf checks a word against those that there are.
func oneOf(what, word string, words []string) error {
	if slices.Contains(words, word) {
		return nil
	}
	return fmt.Errorf("%s %q is unknown%s; there are %s", what, word, explore.Nearest(word, words), strings.Join(words, ", "))
}

// TrialFaults is what is wrong with the names in the trial of a study that the analysis alone
// knows, those of its outcome and covariates; nil where nothing is.
func TrialFaults(s *study.Study) error {
	if s.Trial == nil {
		return nil
	}
	o := &Options{Study: s, Outcome: s.Trial.Outcome, Covariates: s.Trial.Covariates}
	faults := o.adjustFor()
	if o.Outcome != "" {
		faults = append(faults, o.outcomeFault())
	}
	for i, fault := range faults {
		if fault != nil {
			faults[i] = fmt.Errorf("trial: %w", fault)
		}
	}
	return errors.Join(faults...)
}

// outcomeFault says why there is no such outcome.
func (o *Options) outcomeFault() error {
	all := o.outcomes()
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].name
	}
	if slices.Contains(names, o.Outcome) {
		return nil
	}
	if why := twins.WhyNoChange(o.Outcome, o.instruments()); why != "" {
		return fmt.Errorf("outcome %q: %s", o.Outcome, why)
	}
	if week, is := strings.CutPrefix(o.Outcome, "weeks_to_relapse_"); is && slices.Contains(names, "weeks_well_"+week) {
		return fmt.Errorf("outcome %q is of those alone who responded, whom no trial randomises: weeks_well_%s is of everybody", o.Outcome, week)
	}
	return fmt.Errorf("outcome %q is unknown%s; there are %s", o.Outcome, explore.Nearest(o.Outcome, names), twins.ByWeek(names, o.Study.Assessments.Weeks))
}

// wordFaults are the words that are none.
func (o *Options) wordFaults() []error {
	var measures []string
	for _, m := range data.Measures[1:] {
		measures = append(measures, string(m))
	}
	faults := []error{
		oneOf("what to detect,", o.Detect, slices.Sorted(maps.Keys(powerEstimators))),
		o.outcomeFault(),
		oneOf("arms", o.Arms, []string{ArmsNested, ArmsCrossed}),
		oneOf("measure", o.Measure, measures),
		oneOf("what to vary,", o.Vary, []string{VaryPatients, VaryTherapists, VarySessions}),
	}
	if all := powerEstimators[o.Detect]; all != nil {
		switch tests := o.tests(); {
		case slices.Contains(all, o.Estimator) && !slices.Contains(tests, o.Estimator):
			faults = append(faults, fmt.Errorf("estimator %s needs the score of every assessment: for outcome %s there are %s", o.Estimator, o.Outcome, strings.Join(tests, ", ")))
		default:
			faults = append(faults, oneOf("estimator", o.Estimator, tests))
		}
	}
	if ways := o.ways(); ways != nil {
		faults = append(faults, oneOf("missing", o.Missing, ways))
	} else if o.Missing != "" {
		faults = append(faults, fmt.Errorf("missing = %s: estimator %s takes what was assessed, there is nothing to choose", o.Missing, o.Estimator))
	}
	all := o.outcomes()
	if k := slices.IndexFunc(all, func(x powerOutcome) bool { return x.name == o.Outcome }); k >= 0 {
		o.outcome = all[k]
	}
	return faults
}

// numberFaults are the numbers that cannot be.
func (o *Options) numberFaults() (faults []error) {
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	wrong(!(o.Alpha > 0 && o.Alpha < study.MaxAlpha), "alpha = %g: want above 0 and below %g", o.Alpha, study.MaxAlpha)
	wrong(!(o.Power > o.Alpha && o.Power < 1), "power = %g: want above alpha (%g) and below 1", o.Power, o.Alpha)
	wrong(o.Trials < 20 || o.Trials > largestNumber, "trials = %d: want 20 to %d", o.Trials, largestNumber)
	wrong(!(o.Precision >= 0.005 && o.Precision <= 1), "precision = %g: want 0.005 to 1, a share of the size found", o.Precision)
	wrong(o.Workers < 1, "workers = %d: want at least 1", o.Workers)
	for _, size := range o.Sizes { // what else is wrong with them depends on the other options
		wrong(size < 1, "%s = %d: want at least 1", o.Vary, size)
	}
	for _, x := range []struct {
		name  string
		value int64
		least int64
	}{{"patients", o.Patients, 8}, {"therapists", o.Therapists, 2}, {"caseload", o.Caseload, 1}, {"sessions", o.Sessions, 1}} {
		wrong(x.value != 0 && (x.value < x.least || x.value > largestNumber), "%s = %d: want %d to %d", x.name, x.value, x.least, largestNumber)
	}
	wrong(o.Vary == VaryPatients && o.Patients != 0, "patients = %d: they vary, so they cannot be fixed; vary therapists or sessions", o.Patients)
	wrong(o.Vary == VaryTherapists && o.Therapists != 0, "therapists = %d: they vary, so they cannot be fixed; vary patients or sessions", o.Therapists)
	wrong(o.Vary == VarySessions && o.Sessions != 0, "sessions = %d: they vary, so they cannot be fixed; vary patients or therapists", o.Sessions)
	wrong(o.Therapists != 0 && o.Caseload != 0, "therapists = %d and caseload = %d: give one of them, the other follows from the patients", o.Therapists, o.Caseload)
	wrong(o.Vary == VaryTherapists && o.Patients != 0 && o.Caseload != 0, "patients = %d and caseload = %d: where therapists vary, give one of them", o.Patients, o.Caseload)
	return faults
}

// report is the analysis before anything is found.
func (o *Options) report() *Power {
	p := &Power{EngineVersion: explore.EngineVersion, Command: o.Command, Detect: o.Detect, Scenarios: o.Scenarios, Outcome: o.Outcome,
		Estimator: o.Estimator, Missing: o.Missing, Seed: o.Seed, Alpha: o.Alpha, Target: o.Power, Trials: o.Trials,
		Vary: o.Vary, From: o.From, To: o.To, Patients: o.Patients, Therapists: o.Therapists, Caseload: o.Caseload, Sessions: o.Sessions, Misfit: 1}
	for _, x := range o.described() {
		if x.Name == o.Outcome {
			p.Label, p.Unit = x.Label, x.Unit
		}
	}
	switch o.Detect {
	case PowerContrast:
		p.Arms, p.Claim, p.Margin, p.Sided, p.Covariates = o.Arms, o.Claim, o.Margin, o.Sided, o.Covariates
		p.Allocation, p.Correction, p.Attrition, p.Looks, p.Spending = o.Allocation, o.Correction, o.Attrition, o.Looks, o.Spending
		if len(o.Scenarios) > 2 {
			p.Wins = o.Wins
		}
	case PowerWithin:
		p.Outcome, p.Label, p.Unit, p.NullSet = o.Measure, "alliance on next PHQ-9, within patients", "standardised", allianceWithoutEffect
	case PowerDifferences:
		p.Arms = ArmsNested
	case PowerStrategies:
		p.Strategies = o.Strategies
	case PowerTherapists:
		p.Label, p.Unit = "therapists' share of variance, "+p.Label, "share"
	}
	return p
}
