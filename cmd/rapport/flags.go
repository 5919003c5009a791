package main

import (
	"errors"
	"fmt"
	"os"
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

// flagError words a wrong flag and names the nearest.
func flagError(c *cobra.Command, err error) error {
	hint := fmt.Sprintf("%s --help lists the flags", c.CommandPath())
	var unknown *pflag.NotExistError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		word := strings.Repeat("-", min(2, len(unknown.GetSpecifiedName()))) + unknown.GetSpecifiedName()
		return badInput(nearestHint(word, names, hint), "unknown flag %s", word)
	case errors.As(err, &wrong):
		return badInput("", "--%s = %s: %w", wrong.GetFlag().Name, wrong.GetValue(), errors.Unwrap(wrong))
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
	for flag, variable := range variables {
		text := os.Getenv(variable)
		if text == "" || c.Flags().Changed(flag) {
			continue
		}
		if err := c.Flags().Set(flag, text); err != nil {
			var wrong *pflag.InvalidValueError
			if errors.As(err, &wrong) {
				err = errors.Unwrap(wrong)
			}
			return badInput("", "%s = %s: %w", variable, text, err)
		}
	}
	return nil
}
