package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const about = `rapport simulates psychotherapy for depression, session by session: how the
working alliance forms, ruptures and is repaired, and what becomes of the
symptoms. A study names a population, scenarios and a seed; every scenario is
run on the same simulated patients with the same luck.

It is an instrument for research and teaching. It never advises on a real patient.`

const exitCodes = `Exit codes:
  0    done
  1    a check failed: a finding missed, a run damaged, a replay that differs
  2    wrong input: command line, environment, study or data; nothing was written
  3    the run could not be finished, written or read; what is complete is kept
  130  stopped by Ctrl-C; 143: by SIGTERM; 129: the terminal was closed; rapport run --resume goes on

Environment: RAPPORT_SEED, RAPPORT_PATIENTS, RAPPORT_REPLICATIONS and RAPPORT_SET
(a=1,b=2) say of every study what the flags of run say; RAPPORT_WORKERS and
RAPPORT_QUIET stand for --workers and --quiet, RAPPORT_OUT for --out of run and merge.
Flags win. validate, calibrate and conclusions leave the first four aside, and say so.`

// newRoot is the command with all its verbs.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "rapport",
		Short:         "simulate psychotherapy, session by session",
		Long:          about,
		Version:       version(),
		Args:          noVerb,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	progressFlag(root)
	root.SetVersionTemplate("rapport {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	const runs, answers, learns, trusts = "runs", "answers", "learns", "trusts"
	root.AddGroup(
		&cobra.Group{ID: runs, Title: "Simulate:"},
		&cobra.Group{ID: answers, Title: "Compare and report:"},
		&cobra.Group{ID: learns, Title: "Look things up:"},
		&cobra.Group{ID: trusts, Title: "Check and fit:"})
	add := func(group string, verbs ...*cobra.Command) {
		for _, v := range verbs {
			v.GroupID = group
			root.AddCommand(v)
		}
	}
	add(runs, newRun(), newMerge(), newReplay(), newStudio())
	add(answers, newCompare(), newReport(), newExport(), newConclusions(), newSensitivity(), newPower())
	add(learns, newStudies(), newShow(), newParams(), newSchema(), newCite())
	add(trusts, newVerify(), newValidate(), newCalibrate(), newTable())
	root.AddCommand(newVersion(), newDocs())
	offering(root)
	root.SetHelpCommand(newHelp())
	root.SetUsageTemplate(root.UsageTemplate() + "\n" + exitCodes + "\n")
	for _, v := range root.Commands() {
		v.SetUsageTemplate(root.UsageTemplate())
	}
	return root
}

// newHelp tells of a verb; cobra's own takes a wrong name for none.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "say what a verb does",
		RunE: func(c *cobra.Command, args []string) error {
			verb, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return errors.Join(err, noVerb(verb, rest))
			}
			verb.InitDefaultHelpFlag()
			return verb.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return verbsOf(c.Root()), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// addCompletion adds cobra's completion scripts, which it takes a wrong shell for none
// of. They are printed where root prints by then.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args = noVerb
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
}

// verbsOf are the names of the verbs of a command that help shows.
func verbsOf(c *cobra.Command) (verbs []string) {
	for _, v := range c.Commands() {
		if !v.Hidden {
			verbs = append(verbs, v.Name())
		}
	}
	return verbs
}

// noVerb refuses what is no verb and names the nearest.
func noVerb(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := nearestHint(args[0], verbsOf(c), "rapport --help lists what there is")
	if meant := otherVerbs[args[0]]; meant != "" && slices.Contains(verbsOf(c), meant) {
		hint = "did you mean " + meant + "?"
	}
	return badInput(hint, "unknown command %q", args[0])
}

// otherVerbs are verbs as other programs call them, and what they are called here.
var otherVerbs = map[string]string{
	"simulate": "run", "start": "run", "execute": "run", "list": "studies", "ls": "studies", "info": "show", "describe": "show",
	"new": "show", "init": "show", "create": "show", "plot": "report", "figures": "report", "html": "report", "check": "verify",
	"fit": "calibrate", "score": "validate", "test": "validate", "convert": "export", "csv": "export", "ui": "studio", "serve": "studio",
}

// beside says how what stands as a further argument is given, by verb.
var beside = map[string]string{
	"compare": "; scenarios are named by --baseline and --scenario",
	"replay":  "; the scenario is named by --scenario",
	"report":  "; scenarios are named by --baseline",
}

// atMost is a check of the number of arguments, in words.
func atMost(n int, what string) cobra.PositionalArgs { return between(0, n, what) }

func exactly(n int, what string) cobra.PositionalArgs { return between(n, n, what) }

func between(low, high int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < low:
			return badInput(fmt.Sprintf("usage: %s", c.UseLine()), "%s is missing", what)
		case len(args) > high:
			for _, arg := range args {
				if flag := strings.TrimLeft(arg, "-–—−"); flag != arg && flag != "" && strings.IndexAny(arg, "–—−") == 0 { // from a word processor
					return badInput("write --"+flag, "%s begins with a dash, and a flag with two hyphens", arg)
				}
			}
			return badInput(fmt.Sprintf("usage: %s", c.UseLine())+beside[c.Name()], "too many arguments: %s", strings.Join(args[high:], " "))
		case slices.Contains(args, "") && high > 0: // a variable of a shell without a value
			return badInput(fmt.Sprintf("usage: %s", c.UseLine()), "%s is empty", what)
		}
		return nil
	}
}

// printer writes lines to standard output and keeps the first error, so that a
// full disk or a closed pipe is told once, at the end.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// line prints a line without spaces at its end.
func (p *printer) line(format string, args ...any) {
	p.printf("%s\n", strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// lines prints lines with something before each.
func (p *printer) lines(before string, all []string) {
	for _, line := range all {
		p.line("%s%s", before, line)
	}
}

// sortedBy is a sorted copy.
func sortedBy[T any](rows []T, name func(T) string) []T {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b T) int { return strings.Compare(name(a), name(b)) })
	return out
}
