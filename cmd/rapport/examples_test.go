package main

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/scenarios/study"
)

// TestExamplesOfHelp reads every example of every verb's help as the program would: its verb,
// flags and number of arguments, the study that ships and the scenarios of it that it names.
func TestExamplesOfHelp(t *testing.T) {
	read := 0
	for _, verb := range newRoot().Commands() {
		for line := range strings.Lines(verb.Example) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
			line, _, _ = strings.Cut(line, " > ") // into a file
			readExample(t, strings.Fields(line))
			read++
		}
	}
	if read < 40 {
		t.Errorf("only %d examples were read", read)
	}
}

// TestVerbsAreWhole holds of every verb that help says in a line what it is for, and every flag
// in a word, and that words too many on its command line are refused.
func TestVerbsAreWhole(t *testing.T) {
	for _, verb := range newRoot().Commands() {
		if first, _ := utf8.DecodeRuneInString(verb.Short); verb.Short == "" || unicode.IsUpper(first) || strings.HasSuffix(verb.Short, ".") {
			t.Errorf("%s: Short is %q, want what it is for, in a line without a full stop", verb.Name(), verb.Short)
		}
		verb.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s: --%s says nothing of itself", verb.Name(), f.Name)
			}
		})
		for line := range strings.Lines(verb.Long) { // lists, which are indented, may have long words
			if utf8.RuneCountInString(line) > 100 && !strings.HasPrefix(line, " ") {
				t.Errorf("%s: a line of help is longer than 100: %s", verb.Name(), line)
			}
		}
		if verb.Args == nil {
			t.Errorf("%s: Args is nothing, so that words too many are passed over: want exactly, atMost, between or, where it takes any number, cobra.ArbitraryArgs", verb.Name())
		}
	}
}

// TestNoEmptyDefaultIsShown holds that the help of a flag without a default shows none.
func TestNoEmptyDefaultIsShown(t *testing.T) {
	for _, verb := range newRoot().Commands() {
		usages := verb.Flags().FlagUsages()
		for _, empty := range []string{"(default )", "(default [])", "(default 0)"} {
			if at := strings.Index(usages, empty); at >= 0 {
				t.Errorf("%s: %q in …%s", verb.Name(), empty, usages[max(0, at-80):at+len(empty)])
			}
		}
	}
}

func readExample(t *testing.T, words []string) {
	c, rest, err := newRoot().Find(words[1:])
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Errorf("%s: %v", words, err)
	}
	args := c.Flags().Args()
	if err := c.ValidateArgs(args); err != nil {
		t.Errorf("%s: %v", words, err)
	}
	if len(args) == 0 {
		return
	}
	name := args[0]
	if run := regexp.MustCompile(`^runs/(.*)-seed\d+$`).FindStringSubmatch(name); run != nil {
		name = run[1]
	} else if slices.Contains([]string{"params", "schema"}, c.Name()) || path.Ext(name) != "" || strings.Contains(name, "/") {
		return // a word to look up, or a file of one's own
	}
	plan, _, err := openStudy(name, study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	namesScenarios(t, c, plan, words)
}

func namesScenarios(t *testing.T, c *cobra.Command, plan *study.Study, words []string) {
	for _, flag := range []string{"scenario", "against", "baseline", "compare"} {
		f := c.Flags().Lookup(flag)
		if f == nil || !f.Changed {
			continue
		}
		for name := range strings.SplitSeq(strings.Trim(f.Value.String(), "[]"), ",") {
			if !slices.ContainsFunc(plan.Planned(), func(p study.Planned) bool { return p.Name == name }) {
				t.Errorf("%s: the study has no scenario %q", words, name)
			}
		}
	}
}
