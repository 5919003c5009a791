package analysis

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
)

// ArgumentKind says what an estimator's argument takes.
type ArgumentKind string

// The kinds of arguments.
const (
	SetArgument    ArgumentKind = "sessions" // a set of sessions such as 3-4, 1-2,5 or all
	WindowArgument ArgumentKind = "window"   // one range of sessions such as 1-7
	CountArgument  ArgumentKind = "count"    // a whole number, 0 or more
	NumberArgument ArgumentKind = "number"   // a number, 0 or more
	ChoiceArgument ArgumentKind = "choice"   // one of Choices
)

// Argument is one argument of an estimator, written name=value.
type Argument struct {
	Name    string       `json:"name"`
	Kind    ArgumentKind `json:"kind"`
	Default string       `json:"default"`
	Choices []string     `json:"choices,omitempty"`
	Meaning string       `json:"meaning"`
}

// parse reads a value of the argument.
func (a *Argument) parse(text string) (any, error) {
	switch a.Kind {
	case SetArgument:
		return data.ParseSessions(text)
	case WindowArgument:
		set, err := data.ParseSessions(text)
		if err != nil || len(set) != 1 {
			return nil, fmt.Errorf("%q is no range of sessions: want such as 1-7", text)
		}
		return set[0], nil
	case CountArgument:
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is no count: want a whole number, 0 or more", text)
		}
		return n, nil
	case NumberArgument:
		v, ok := table.Plain(text)
		if !ok || v < 0 {
			return nil, fmt.Errorf("%q is no number of 0 or more", text)
		}
		return v, nil
	}
	if !slices.Contains(a.Choices, text) {
		return nil, fmt.Errorf("%q is none of %s%s", text, strings.Join(a.Choices, ", "), data.DidYouMean(text, a.Choices))
	}
	return text, nil
}

// arguments are the values of one call, by name.
type arguments map[string]any

func (a arguments) sessions(name string) data.SessionSet { return a[name].(data.SessionSet) }
func (a arguments) window(name string) data.Span         { return a[name].(data.Span) }
func (a arguments) count(name string) int                { return a[name].(int) }
func (a arguments) number(name string) float64           { return a[name].(float64) }
func (a arguments) choice(name string) string            { return a[name].(string) }
func (a arguments) measure(name string) data.Measure     { return data.Measure(a[name].(string)) }

// parseArguments reads "name=value name=value", fills in the defaults and
// returns all faults.
func parseArguments(text string, allowed []Argument) (arguments, []error) {
	values, faults := arguments{}, []error(nil)
	names := make([]string, len(allowed))
	for i := range allowed {
		names[i] = allowed[i].Name
		v, err := allowed[i].parse(allowed[i].Default)
		if err != nil {
			panic("analysis: default of argument " + names[i] + ": " + err.Error())
		}
		values[names[i]] = v
	}
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		name, value, ok := strings.Cut(word, "=")
		i := slices.Index(names, name)
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("argument %q has no value: want name=value", word))
			continue
		case i < 0:
			faults = append(faults, fmt.Errorf("argument %q is unknown%s", name, data.NearestOrAll(name, names)))
			continue
		case seen[name]:
			faults = append(faults, fmt.Errorf("argument %q is given twice", name))
			continue
		}
		seen[name] = true
		v, err := allowed[i].parse(value)
		if err != nil {
			faults = append(faults, fmt.Errorf("argument %s: %w", name, err))
			continue
		}
		values[name] = v
	}
	return values, faults
}
