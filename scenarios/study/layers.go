package study

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/viper"
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

	// NoEnvironment leaves RAPPORT_… aside, for a study that was recorded with
	// a run and must stay what it was.
	NoEnvironment bool
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

// Keys of the layers. Parameters stand under setKey by name: the delimiter
// below is none of the characters of a name, so that dots stay in it.
const (
	seedKey         = "seed"
	replicationsKey = "replications"
	patientsKey     = "patients"
	setKey          = "set"
	textSetKey      = "set_text"
)

// layering overlays file, environment and command line in this order.
type layering struct {
	viper  *viper.Viper
	study  *Study
	table  paramTable
	faults *faultList
}

// overlayStudy changes the study to what the environment and the command line
// say, and reports what is wrong with them.
func overlayStudy(s *Study, o Overrides, t paramTable) *faultList {
	l := &layering{viper.NewWithOptions(viper.KeyDelimiter(pathStep)), s, t, &faultList{}}
	l.merge(map[string]any{seedKey: s.Seed, replicationsKey: s.Replications, patientsKey: s.Population.Patients})
	if !o.NoEnvironment {
		l.environment()
	}
	l.commandLine(o)
	s.Seed = overlaid(l, seedKey, envSeed, seedRange, s.Seed)
	s.Replications = overlaid(l, replicationsKey, envReplications, replicationRange, s.Replications)
	s.Population.Patients = overlaid(l, patientsKey, envPatients, patientRange, s.Population.Patients)
	for _, row := range t.rows {
		if value, ok := l.viper.Get(setKey + pathStep + row.Name).(float64); ok {
			if s.Design.varies(row.Name) {
				l.faults.add(keyPath("--set or "+envSet+": "+row.Name), "", "the design of the study varies this parameter", "")
			}
			s.override(row.Name, value)
		}
	}
	l.overlayPlausible(o)
	return l.faults
}

// merge adds a layer above those that are there.
func (l *layering) merge(layer map[string]any) {
	if err := l.viper.MergeConfigMap(layer); err != nil {
		panic("study: merge a layer of plain values: " + err.Error()) // cannot happen
	}
}

// environment adds the layer of the variables.
func (l *layering) environment() {
	for key, variable := range map[string]string{
		seedKey: envSeed, replicationsKey: envReplications, patientsKey: envPatients, textSetKey: envSet,
	} {
		if err := l.viper.BindEnv(key, variable); err != nil {
			panic("study: bind a variable: " + err.Error()) // cannot happen: the key is not empty
		}
	}
	if text := l.viper.GetString(textSetKey); text != "" {
		l.merge(map[string]any{setKey: l.assignments(envSet, strings.Split(text, ","))})
	}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "RAPPORT_") && !slices.Contains(environment, name) {
			hint := didYouMean(name, environment)
			if hint == "" {
				hint = "known are " + strings.Join(environment, ", ")
			}
			l.faults.add(keyPath(name), "", "unknown environment variable", hint)
		}
	}
}

// commandLine adds the layer of the flags.
func (l *layering) commandLine(o Overrides) {
	if o.Seed != nil {
		l.viper.Set(seedKey, *o.Seed)
	}
	if o.Replications != nil {
		checkWhole("--replications", int64(*o.Replications), replicationRange, l.faults)
		l.viper.Set(replicationsKey, *o.Replications)
	}
	if o.Patients != nil {
		checkWhole("--patients", *o.Patients, patientRange, l.faults)
		l.viper.Set(patientsKey, *o.Patients)
	}
	for name, value := range l.assignments("--set", o.Set) {
		l.viper.Set(setKey+pathStep+name, value)
	}
}

// assignments reads texts of the form parameter=value; of two for the same
// parameter the later holds. Origin is the flag or variable that they are from.
func (l *layering) assignments(origin string, texts []string) map[string]any {
	values := map[string]any{}
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

// overlaid is what the layers say for a whole number. A text can only be from
// the environment; a value from file or flag has its type already.
func overlaid[T uint64 | int64 | int](l *layering, key, variable string, r wholeRange, otherwise T) T {
	switch value := l.viper.Get(key).(type) {
	case T:
		return value
	case string:
		number, ok := r.parse(strings.TrimSpace(value))
		if ok {
			return T(number)
		}
		l.faults.add(keyPath(variable), "", fmt.Sprintf("%s, got %s", r, quote(value)), "")
	}
	return otherwise
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
