package main

import (
	"github.com/spf13/cobra"

	"rapport/analysis"
	"rapport/configs"
)

// shippedFiles are the flags of `rapport show` that print a file as it ships.
type shippedFiles struct {
	lesson, instrument string
	findings           bool
}

func (s *shippedFiles) flags(c *cobra.Command) {
	c.Flags().StringVar(&s.lesson, "lesson", "", "print the file of the lesson of this `name`")
	c.Flags().StringVar(&s.instrument, "instrument", "", "print the description of the instrument of this `name`")
	c.Flags().BoolVar(&s.findings, "findings", false, "print the published findings that the model is held to")
	exclusively(c, "lesson", "instrument", "findings", "yaml")
}

// asked is the text of the file that is asked for; nil where a study is.
func (s *shippedFiles) asked(c *cobra.Command, args []string) (text []byte, err error) {
	asked := givenOf(c, "lesson", "instrument", "findings")
	if len(asked) == 0 {
		if len(args) == 0 {
			return nil, badInput("`rapport studies` lists those that ship", "STUDY is missing")
		}
		return nil, nil
	}
	if idle := append(args, givenOf(c, "patients", "replications", "seed", "set")...); len(idle) > 0 {
		return nil, badInput("", "%s with %s, which prints a file as it ships: nothing would come of it", enumerate(idle), asked[0])
	}
	switch {
	case s.lesson != "":
		text, err = configs.Lesson(s.lesson)
		return text, notShipped(err, s.lesson, configs.Lessons())
	case s.instrument != "":
		text, err = configs.Instrument(s.instrument)
		return text, notShipped(err, s.instrument, configs.Instruments())
	}
	return analysis.FindingsFile(), nil
}

// notShipped tells the nearest name, or which there are.
func notShipped(err error, name string, names []string) error {
	if err == nil {
		return nil
	}
	return badInput(nearestHint(name, names, "there are "+enumerate(names)), "%s: nothing of this name ships", name)
}
