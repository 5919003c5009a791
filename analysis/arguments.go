package analysis

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
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
		return ParseSessions(text)
	case WindowArgument:
		set, err := ParseSessions(text)
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
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%q is no number of 0 or more", text)
		}
		return v, nil
	}
	if !slices.Contains(a.Choices, text) {
		return nil, fmt.Errorf("%q is none of %s%s", text, strings.Join(a.Choices, ", "), didYouMean(text, a.Choices))
	}
	return text, nil
}

// arguments are the values of one call, by name.
type arguments map[string]any

func (a arguments) sessions(name string) SessionSet { return a[name].(SessionSet) }
func (a arguments) window(name string) Span         { return a[name].(Span) }
func (a arguments) count(name string) int           { return a[name].(int) }
func (a arguments) number(name string) float64      { return a[name].(float64) }
func (a arguments) choice(name string) string       { return a[name].(string) }
func (a arguments) measure(name string) Measure     { return Measure(a[name].(string)) }

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
			faults = append(faults, fmt.Errorf("argument %q is unknown%s", name, nearestOrAll(name, names)))
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

// didYouMean names the nearest of the names, if one is near enough to be a slip.
func didYouMean(word string, names []string) string {
	best, at := max(2, len(word)/3)+1, ""
	for _, n := range names {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), n); d < best {
			best, at = d, n
		}
	}
	if at == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", at)
}

// nearestOrAll names the nearest, or else all that there are.
func nearestOrAll(word string, names []string) string {
	if near := didYouMean(word, names); near != "" {
		return near
	}
	if len(names) == 0 {
		return ": the estimator takes none"
	}
	return ": want " + strings.Join(names, ", ")
}
