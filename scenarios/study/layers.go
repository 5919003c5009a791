package study

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"rapport/sim/record/nearest"
)

// Overrides is what the command line says over a study file. Each layer wins
// over the one before it:
//
//	shipped parameters < population < set < a scenario's set
//	                   < environment (RAPPORT_…) < command line
//
// A parameter that the environment or the command line sets therefore has this
// value in every scenario, whatever the study says.
type Overrides struct {
	Seed         *uint64
	Patients     *int64
	Replications *int
	Set          []string // assignments "parameter=value"; of two for the same parameter the later holds

	Plausible     *int   // run every scenario under so many plausible sets, too; 0: under none
	PlausibleFrom string // the record that they are taken from; "": those that ship

	// NoEnvironment leaves RAPPORT_… aside, for a study that must stay what it was.
	NoEnvironment bool

	recorded bool // see [Recorded]
}

// The environment variables that say something about a study. An empty one
// says nothing.
const (
	envSeed         = "RAPPORT_SEED"
	envReplications = "RAPPORT_REPLICATIONS"
	envPatients     = "RAPPORT_PATIENTS"
	envSet          = "RAPPORT_SET" // assignments parted by commas: a=1,b=2
)

// environment lists all variables that rapport knows: those of studies, and
// those that other commands read (RAPPORT_WORKERS, RAPPORT_OUT, RAPPORT_QUIET).
// Any other variable that begins with RAPPORT_ is refused, so that a misspelt
// one is not passed over in silence.
var environment = []string{
	envSeed, envReplications, envPatients, envSet,
	"RAPPORT_WORKERS", "RAPPORT_OUT", "RAPPORT_QUIET",
}

// InEnvironment lists the variables that say something about studies just now.
func InEnvironment() []string {
	return slices.DeleteFunc([]string{envSeed, envReplications, envPatients, envSet}, func(name string) bool { return os.Getenv(name) == "" })
}

// layering overlays file, environment and command line in this order.
type layering struct {
	study  *Study
	table  paramTable
	set    map[string]float64 // parameters that environment or command line set
	faults *faultList
}

// overlayStudy changes the study to what the environment and the command line
// say, and reports what is wrong with them.
func overlayStudy(s *Study, o Overrides, t paramTable) *faultList {
	l := &layering{s, t, map[string]float64{}, &faultList{}}
	if !o.NoEnvironment {
		l.environment(o)
	}
	l.commandLine(o)
	for _, row := range t.rows {
		value, ok := l.set[row.Name]
		if !ok {
			continue
		}
		if s.Design.varies(row.Name) {
			l.faults.add(keyPath("--set or "+envSet+": "+row.Name), "", "the design of the study varies this parameter", "")
		}
		s.override(row.Name, value)
	}
	l.overlayPlausible(o)
	return l.faults
}

// environment takes what the variables say, but for what a flag says.
func (l *layering) environment(o Overrides) {
	if o.Seed == nil {
		fromVariable(l, &l.study.Seed, envSeed, seedRange)
	}
	if o.Replications == nil {
		fromVariable(l, &l.study.Replications, envReplications, replicationRange)
	}
	if o.Patients == nil {
		fromVariable(l, &l.study.Population.Patients, envPatients, patientRange)
	}
	if text := os.Getenv(envSet); text != "" {
		maps.Copy(l.set, l.assignments(envSet, strings.Split(text, ",")))
	}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(environment, name) {
			hint := "known are " + strings.Join(environment, ", ")
			if near := nearest.Name(name[len(envPrefix):], withoutPrefix(environment)); near != "" {
				hint = "did you mean " + strconv.Quote(envPrefix+near) + "?"
			}
			l.faults.add(keyPath(name), "", "unknown environment variable", hint)
		}
	}
}

// envPrefix begins all variables, and says nothing of which is meant.
const envPrefix = "RAPPORT_"

func withoutPrefix(variables []string) (names []string) {
	for _, v := range variables {
		names = append(names, strings.TrimPrefix(v, envPrefix))
	}
	return names
}

// fromVariable takes a whole number from a variable.
func fromVariable[T uint64 | int64 | int](l *layering, into *T, variable string, r wholeRange) {
	text := os.Getenv(variable)
	if text == "" {
		return
	}
	number, ok := r.parse(strings.TrimSpace(text))
	if !ok {
		l.faults.add(keyPath(variable), "", fmt.Sprintf("%s, got %s", r, quote(text)), "")
		return
	}
	*into = T(number)
}

// commandLine takes what the flags say.
func (l *layering) commandLine(o Overrides) {
	if o.Seed != nil {
		l.study.Seed = *o.Seed
	}
	if o.Replications != nil {
		checkWhole("--replications", int64(*o.Replications), replicationRange, l.faults)
		l.study.Replications = *o.Replications
	}
	if o.Patients != nil {
		checkWhole("--patients", *o.Patients, patientRange, l.faults)
		l.study.Population.Patients = *o.Patients
	}
	maps.Copy(l.set, l.assignments("--set", o.Set))
}

// assignments reads texts of the form parameter=value; of two for the same
// parameter the later holds. Origin is the flag or variable that they are from.
func (l *layering) assignments(origin string, texts []string) map[string]float64 {
	values := map[string]float64{}
	for _, text := range texts {
		name, written, ok := strings.Cut(text, "=")
		name, written = strings.TrimSpace(name), strings.TrimSpace(written)
		if !ok || name == "" || written == "" {
			l.faults.add(keyPath(origin), "", "want parameter=value, got "+quote(text), "")
			continue
		}
		at := keyPath(origin + " " + shownWord(name))
		param, ok := l.table.find(name)
		if !ok {
			l.faults.add(at, "", "unknown parameter", l.table.guess("", name))
			continue
		}
		value, message, hint := fromText(written).read(param)
		switch {
		case message != "":
			l.faults.add(at, "", message, hint)
		case !allowed(param, value):
			l.faults.add(at, formatNumber(value), wanted(param), "")
		default:
			values[name] = value
		}
	}
	return values
}

// override gives the parameter this value in every scenario: it moves to where
// the whole study is set, and what it overrides goes.
func (s *Study) override(name string, value float64) {
	for i := range s.Scenarios {
		s.Scenarios[i].Set = without(s.Scenarios[i].Set, name)
	}
	if short, ok := strings.CutPrefix(name, populationPrefix); ok {
		s.Set = without(s.Set, name)
		s.Population.Set = with(s.Population.Set, short, value)
		return
	}
	s.Set = with(s.Set, name, value)
}

func with(values Values, name string, value float64) Values {
	if values == nil {
		values = Values{}
	}
	values[name] = value
	return values
}

// without removes a value; no values at all are nil, as in a study that says none.
func without(values Values, name string) Values {
	delete(values, name)
	if len(values) == 0 {
		return nil
	}
	return values
}
