package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/scenarios/study"
)

// whole is a flag that takes a whole number and says so in words. A flag that
// was not given stays nil. Whether the number is allowed, the study says.
type whole[T uint64 | int64 | int] struct{ value **T }

func (f whole[T]) Type() string { return "n" }

func (f whole[T]) String() string {
	if f.value == nil || *f.value == nil {
		return ""
	}
	return fmt.Sprint(**f.value)
}

func (f whole[T]) Set(text string) error {
	var v T
	switch any(v).(type) {
	case uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return errors.New("want a whole number from 0 to 18446744073709551615")
		}
		v = T(n)
	default:
		n, err := strconv.ParseInt(text, 10, strconv.IntSize)
		if err != nil {
			return errors.New("want a whole number")
		}
		v = T(n)
	}
	*f.value = &v
	return nil
}

// overrideFlags adds the flags that change a study.
func overrideFlags(c *cobra.Command, o *study.Overrides) {
	c.Flags().Var(whole[uint64]{&o.Seed}, "seed", "seed of all luck")
	c.Flags().Var(whole[int64]{&o.Patients}, "patients", "patients of one replication")
	c.Flags().Var(whole[int]{&o.Replications}, "replications", "repetitions with other patients and other luck")
	c.Flags().StringArrayVar(&o.Set, "set", nil, "parameter=`value` in every scenario; repeatable (rapport params lists them)")
}

// flagErrors words all flags of a command line that are wrong; args is the whole line,
// of which the command has read up to the first of them.
func flagErrors(c *cobra.Command, args []string, first error) error {
	_, rest, err := c.Root().Find(args)
	if err != nil {
		return flagError(c, first)
	}
	var faults []error
	hint := ""
	for wrong := first; wrong != nil && wrong != pflag.ErrHelp; wrong = c.ParseFlags(rest) {
		told := flagError(c, wrong)
		faults, hint = append(faults, told), cmpText(hint, hintOf(told))
		var without bool
		if rest, without = withoutFlag(rest, wrong); !without {
			break
		}
	}
	return &failure{codeInput, errors.Join(faults...), hint}
}

// withoutFlag takes the flag that an error is about out of the arguments, and says
// whether it was found.
func withoutFlag(args []string, err error) ([]string, bool) {
	var unknown *pflag.NotExistError
	var wrong *pflag.InvalidValueError
	var word string
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		word = "--" + unknown.GetSpecifiedName()
	case errors.As(err, &wrong):
		word = "--" + wrong.GetFlag().Name
	default:
		return args, false
	}
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		switch {
		case name != word:
		case wrong == nil || joined && value == wrong.GetValue():
			return slices.Concat(args[:i], args[i+1:]), true
		case !joined && i+1 < len(args) && args[i+1] == wrong.GetValue():
			return slices.Concat(args[:i], args[i+2:]), true
		}
	}
	return args, false
}

// otherFlags are flags as other programs call them, and what they are called here.
var otherFlags = map[string][]string{
	"o": {"out"}, "output": {"out"}, "dir": {"out"}, "folder": {"out"}, "f": {"force"}, "overwrite": {"force"},
	"n": {"patients"}, "size": {"patients"}, "id": {"patient"}, "s": {"seed"}, "reps": {"replications"}, "replicates": {"replications"},
	"j": {"workers"}, "jobs": {"workers"}, "threads": {"workers"}, "cores": {"workers"}, "q": {"quiet"}, "silent": {"quiet"},
	"p": {"set"}, "param": {"set"}, "parameter": {"set"}, "params": {"parameters"}, "format": {"as"},
	"compare": {"scenario"}, "control": {"baseline"}, "reference": {"baseline"}, "findings": {"evidence"}, "data": {"table"},
}

// flagError words a wrong flag and names the nearest.
func flagError(c *cobra.Command, err error) error {
	hint := fmt.Sprintf("%s --help lists the flags", c.CommandPath())
	var unknown *pflag.NotExistError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		word := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			word = word[1:]
		}
		for _, meant := range otherFlags[unknown.GetSpecifiedName()] {
			if c.Flags().Lookup(meant) != nil {
				return badInput("did you mean --"+meant+"?", "unknown flag %s", word)
			}
		}
		return badInput(nearestHint(word, names, hint), "unknown flag %s", word)
	case errors.As(err, &wrong):
		return badInput("", "--%s = %s: %w", wrong.GetFlag().Name, wrong.GetValue(), plainFlagError(wrong))
	}
	return badInput(hint, "%w", err)
}

// The environment variables that stand for flags.
const (
	envOut     = "RAPPORT_OUT"
	envWorkers = "RAPPORT_WORKERS"
	envQuiet   = "RAPPORT_QUIET"
)

// fromEnvironment sets the flags that were not given from their variables.
func fromEnvironment(c *cobra.Command, variables map[string]string) error {
	var faults []error
	for _, flag := range slices.Sorted(maps.Keys(variables)) {
		variable := variables[flag]
		text := os.Getenv(variable)
		if text == "" || c.Flags().Changed(flag) {
			continue
		}
		if err := c.Flags().Set(flag, text); err != nil {
			var wrong *pflag.InvalidValueError
			if errors.As(err, &wrong) {
				err = plainFlagError(wrong)
			}
			faults = append(faults, fmt.Errorf("%s = %s: %w", variable, text, err))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return &failure{codeInput, err, ""}
	}
	return nil
}

// tellLeftAside says which variables that speak of studies a verb does not hear: findings, claims
// and conclusions are about the model as it ships.
func tellLeftAside(c *cobra.Command) {
	if set := study.InEnvironment(); len(set) > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "rapport: hint: %s left aside: %s takes no values from the environment; rapport run evidence does, and rapport validate RUN scores that run\n",
			strings.Join(set, ", "), c.Name())
	}
}

// wanted says in words what the flags of pflag take, by their types.
var wanted = map[string]string{
	"bool": "true or false", "int": "a whole number", "float64": "a number", "int64Slice": "whole numbers with commas and no blanks between",
	"float64Slice": "numbers with commas and no blanks between",
}

// plainFlagError says what a flag wants: pflag itself says what Go's library says.
func plainFlagError(wrong *pflag.InvalidValueError) error {
	if want := wanted[wrong.GetFlag().Value.Type()]; want != "" {
		return errors.New("want " + want)
	}
	return errors.Unwrap(wrong)
}

// emptyFlags refuses flags whose text is empty, as where a variable of a shell has no value:
// they would count as not given, and something else would be read or written. So does a list
// without an entry, and one of its entries that is empty names nothing.
func emptyFlags(c *cobra.Command) error {
	var faults []error
	c.Flags().Visit(func(f *pflag.Flag) {
		said := []string{f.Value.String()}
		if list, many := f.Value.(pflag.SliceValue); many {
			said = list.GetSlice()
		}
		missing := func(word string) bool { return strings.TrimSpace(word) == "" }
		switch {
		case f.Value.Type() != "string" && f.Value.Type() != "stringSlice" && f.Value.Type() != "stringArray":
		case !slices.ContainsFunc(said, func(word string) bool { return !missing(word) }):
			faults = append(faults, fmt.Errorf("--%s is empty: give it a value, or leave it out", f.Name))
		case slices.ContainsFunc(said, missing):
			faults = append(faults, fmt.Errorf("--%s: one of its values is empty: %s", f.Name, strings.Join(said, ",")))
		}
	})
	if len(faults) > 0 {
		return &failure{codeInput, errors.Join(faults...), ""}
	}
	return nil
}

// exclusively marks flags of which one alone can be given.
func exclusively(c *cobra.Command, flags ...string) {
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[exclusiveFlags] = strings.Join(flags, " ")
}

const exclusiveFlags = "exclusive"

// oneOfExclusive refuses two flags of which one alone can be given.
func oneOfExclusive(c *cobra.Command) error {
	if given := givenOf(c, strings.Fields(c.Annotations[exclusiveFlags])...); len(given) > 1 {
		return badInput("", "%s: give one of them", enumerate(given))
	}
	return nil
}

// givenOf are the flags that were given, as they are written.
func givenOf(c *cobra.Command, flags ...string) (given []string) {
	for _, name := range flags {
		if c.Flags().Changed(name) {
			given = append(given, "--"+name)
		}
	}
	return given
}

// onlyWith refuses flags that say nothing unless another one is given: they would be
// passed over in silence.
func onlyWith(c *cobra.Command, other string, flags ...string) error {
	if given := givenOf(c, flags...); len(given) > 0 {
		return badInput("", "%s without %s: nothing would come of it", enumerate(given), other)
	}
	return nil
}
