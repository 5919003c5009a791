package main

import (
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// withMethods gives a verb the flag --methods, which prints the page on how it computes what it
// tells, and asks for nothing else: who has the program alone has no pages.
func withMethods(c *cobra.Command, page string) *cobra.Command {
	var asked bool
	c.Flags().BoolVar(&asked, "methods", false, "print how all that is told is computed")
	args, run := c.Args, c.RunE
	c.Args = func(c *cobra.Command, given []string) error {
		if asked {
			return exactly(0, "")(c, given)
		}
		return args(c, given)
	}
	c.RunE = func(c *cobra.Command, given []string) error {
		if !asked {
			return run(c, given)
		}
		if others := besideMethods(c); len(others) > 0 {
			return badInput("", "%s with --methods: nothing would come of it", enumerate(others))
		}
		_, err := io.WriteString(c.OutOrStdout(), page)
		return err
	}
	return c
}

// besideMethods are the other flags that were given.
func besideMethods(c *cobra.Command) (given []string) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if f.Name != "methods" && f.Name != "progress" {
			given = append(given, "--"+f.Name)
		}
	})
	return given
}
