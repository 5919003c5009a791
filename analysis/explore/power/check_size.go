package power

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// chooseScenarios finds the scenarios; the study's design is left aside.
func (o *Options) chooseScenarios() (faults []error) {
	plan := *o.Study
	if plan.Design = nil; len(plan.Scenarios) == 0 {
		plan.Scenarios = []study.Scenario{{Name: "shipped"}}
	}
	all, err := plan.Simulations()
	if err != nil {
		return []error{err}
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Scenario)
	}
	want, most, takes := 1, 1, "1"
	if o.Detect == PowerContrast {
		want, most, takes = 2, mostCompared, "2 or 3"
	}
	if o.Detect == PowerDifferences {
		want, most, takes = 4, 4, "4"
	}
	if o.Scenarios == nil {
		o.Scenarios = slices.Clone(names[:min(want, len(names))])
	}
	if n := len(o.Scenarios); n < want || n > most {
		return []error{fmt.Errorf("%d named to compare (%s): detecting a %s takes %s scenarios; the study has %s",
			n, strings.Join(o.Scenarios, ", "), o.Detect, takes, strings.Join(names, ", "))}
	}
	for i, name := range o.Scenarios {
		k := slices.Index(names, name)
		if k < 0 {
			faults = append(faults, fmt.Errorf("the study has no scenario %q%s; it has %s", name, explore.Nearest(name, names), strings.Join(names, ", ")))
			continue
		}
		if slices.Contains(o.Scenarios[:i], name) && o.Detect != PowerDifferences {
			faults = append(faults, fmt.Errorf("scenario %s cannot be compared with itself", name))
		}
		o.templates = append(o.templates, all[k])
		faults = append(faults, o.scenarioFaults(&plan.Scenarios[k], all[k])...)
	}
	if len(faults) == 0 && o.Detect == PowerDifferences {
		faults = append(faults, o.differenceFaults()...)
	}
	if len(faults) == 0 && o.Detect == PowerStrategies {
		faults = append(faults, o.chooseStrategies()...)
	}
	return faults
}

// differenceFaults are those of the four scenarios of two differences, of which each is
// an arm of its own even where it is named twice.
func (o *Options) differenceFaults() (faults []error) {
	for _, pair := range [][]string{o.Scenarios[:2], o.Scenarios[2:]} {
		if pair[0] == pair[1] {
			faults = append(faults, fmt.Errorf("scenario %s cannot be compared with itself", pair[0]))
		}
	}
	if o.Arms == ArmsCrossed {
		faults = append(faults, fmt.Errorf("arms crossed: a difference of differences has four arms with therapists of their own"))
	}
	return faults
}

// scenarioFaults are what the scenario says or is that the question cannot do with.
func (o *Options) scenarioFaults(said *study.Scenario, s *population.Simulation) (faults []error) {
	therapy := s.Setting.Model.Care.Therapy()
	if !therapy && (o.outcome.therapy || o.Detect != PowerContrast && o.Detect != PowerDifferences) {
		faults = append(faults, fmt.Errorf("scenario %s is a waiting list: it has no therapists, alliance or dropout", said.Name))
	}
	if !therapy && o.Detect == PowerContrast && o.Arms == ArmsCrossed {
		faults = append(faults, fmt.Errorf("arms crossed: scenario %s is a waiting list, so no therapist treats patients of both arms", said.Name))
	}
	sets := func(parameter, flag string, fixed bool) {
		if _, ok := said.Set[parameter]; ok && fixed {
			faults = append(faults, fmt.Errorf("scenario %s sets %s itself, so %s cannot be given or vary", said.Name, parameter, flag))
		}
	}
	sets("care.sessions", "sessions", o.Sessions != 0 || o.Vary == VarySessions)
	if o.Sessions != 0 && len(faults) == 0 {
		faults = append(faults, o.withSessions(said)...)
	}
	caseloads := o.Caseload != 0 || o.Therapists != 0 || o.Vary == VaryTherapists
	sets("population.caseload_min", "therapists or caseload", caseloads)
	sets("population.caseload_max", "therapists or caseload", caseloads)
	return faults
}

// withSessions are the faults that the scenario has with so many sessions as are asked for,
// such as rules that can no longer act.
func (o *Options) withSessions(said *study.Scenario) (faults []error) {
	plan, scenario := *o.Study, *said
	scenario.Set = study.Values{"care.sessions": float64(o.Sessions)}
	maps.Copy(scenario.Set, said.Set)
	plan.Scenarios = []study.Scenario{scenario}
	plan.Design, plan.Plausible, plan.Trial, plan.Contrasts = nil, nil, nil, nil
	var wrong study.Faults
	switch _, err := plan.Simulations(); {
	case errors.As(err, &wrong):
		for _, fault := range wrong {
			what := study.Fault{Path: strings.TrimPrefix(fault.Path, "scenarios[0]."), Value: fault.Value, Message: fault.Message}
			faults = append(faults, fmt.Errorf("sessions = %d: scenario %s: %s", o.Sessions, said.Name, what))
		}
	case err != nil:
		faults = append(faults, err)
	}
	return faults
}

// step is the smallest difference of two sizes: arms stand to each other as the
// ratio says.
func (o *Options) step() int64 {
	switch {
	case o.Vary == VaryPatients && len(o.Scenarios) > 1:
		return o.block()
	case o.Vary == VaryTherapists && o.nested():
		treated, _ := o.treated()
		return treated
	}
	return 1
}

// block is the smallest number of patients that the arms can share out.
func (o *Options) block() int64 {
	n := int64(0)
	for _, r := range o.ratio() {
		n += r
	}
	return n
}

// wantBlocks says of which numbers a size must be.
func (o *Options) wantBlocks(step int64) string {
	if o.Allocation == nil && len(o.Scenarios) == 2 {
		return "want an even number, for two equal arms"
	}
	var parts []string
	for _, r := range o.ratio() {
		parts = append(parts, fmt.Sprint(r))
	}
	return fmt.Sprintf("want a multiple of %d, for arms of %s", step, strings.Join(parts, " to "))
}

// start is the size that a search tries first.
func (o *Options) start() int64 {
	return map[string]int64{VaryPatients: 120, VaryTherapists: 12, VarySessions: 10}[o.Vary]
}

// fillSizes sets the sizes that the options leave open.
func (o *Options) fillSizes() {
	if o.Vary == VarySessions {
		explore.Standard(&o.Patients, fixedPatients)
	}
	if o.Vary == VaryTherapists && o.Patients == 0 && o.Caseload == 0 {
		p := &o.templates[0].Setting.Population
		o.Caseload = int64(math.Round((p.CaseloadMin + p.CaseloadMax) / 2))
	}
	explore.Standard(&o.From, map[string]int64{VaryPatients: 20, VaryTherapists: 4, VarySessions: fewestSessions}[o.Vary])
	most := map[string]int64{VaryPatients: 5000, VaryTherapists: 400, VarySessions: 60}[o.Vary]
	if o.Vary == VaryTherapists && o.Patients > 0 {
		treated, all := o.treated()
		most = min(most, o.Patients*treated/all) // a patient for each
	}
	explore.Standard(&o.To, most)
	o.From += (o.step() - o.From%o.step()) % o.step()
	o.To -= (o.To % o.step())
}

// largestCaseload is the upper end of population.caseload_max.
const largestCaseload = 200

// sizeFaults are the sizes that cannot be.
func (o *Options) sizeFaults() (faults []error) {
	sizes := o.Sizes
	if len(sizes) == 0 {
		if o.From >= o.To {
			return []error{fmt.Errorf("%s from %d to %d: want a range", o.Vary, o.From, o.To)}
		}
		sizes = []int64{o.From, o.To}
	}
	treated, all := o.treated()
	for i, n := range sizes {
		size := o.sizeOf(n)
		at := fmt.Sprintf("%s = %d", o.Vary, n)
		switch least := o.fewest(); {
		case n < least || n > largestNumber:
			faults = append(faults, fmt.Errorf("%s: want %d to %d", at, least, largestNumber))
			continue
		case n%o.step() != 0:
			faults = append(faults, fmt.Errorf("%s: %s", at, o.wantBlocks(o.step())))
		case slices.Contains(sizes[:i], n):
			faults = append(faults, fmt.Errorf("%s is given twice", at))
		case len(o.Scenarios) > 1 && size.patients%o.block() != 0:
			faults = append(faults, fmt.Errorf("patients = %d: %s", size.patients, o.wantBlocks(o.block())))
		case size.therapist > size.patients*treated/all:
			faults = append(faults, fmt.Errorf("%s: %d therapists for %d patients", at, size.therapist, size.patients*treated/all))
		case size.caseload > largestCaseload:
			faults = append(faults, fmt.Errorf("%s: caseloads of %d, want 1 to %d: take more therapists or fewer patients", at, size.caseload, largestCaseload))
			continue
		}
		arms, err := o.armsOf(size, false)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", at, err))
			continue
		}
		for _, s := range arms {
			if held := s.Patients * int64(plannedSessions(&s.Setting)); held > largestTrial {
				faults = append(faults, fmt.Errorf("%s: up to %d sessions in scenario %s of each trial, want at most %d", at, held, s.Scenario, largestTrial))
			}
		}
	}
	return faults
}

// fewest is the smallest size that there can be.
func (o *Options) fewest() int64 {
	switch {
	case o.Vary == VarySessions && o.Detect == PowerWithin:
		return fewestSessions
	case o.Vary == VarySessions:
		return 1
	case o.Vary == VaryTherapists:
		return 2
	}
	return 8
}
