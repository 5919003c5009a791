package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/analysis/explore/power"
	"rapport/analysis/words"
	"rapport/cmd/rapport/ruletext"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
)

func newShow() *cobra.Command {
	var overrides study.Overrides
	var asYAML bool
	var files shippedFiles
	c := &cobra.Command{
		Use:   "show [STUDY]",
		Short: "tell what a study asks and does, or print a file that ships",
		Long: `Tell a study's question, why it is asked, what its scenarios do, in words, and
what to look at in the result. With --yaml, print the resolved study file: with
every default written out, ready to be saved, changed and run.

With --lesson, --instrument or --findings, print that file as it ships, to begin
one of your own with.`,
		Example: `  rapport show waitlist
  rapport show waitlist --yaml > mine.yaml
  rapport show --lesson unnoticed-withdrawal > lesson.yaml
  rapport show --instrument ors > scale.yaml
  rapport show --findings > findings.csv`,
		Args: atMost(1, "STUDY"),
		RunE: func(c *cobra.Command, args []string) error {
			text, err := files.asked(c, args)
			if err != nil {
				return err
			}
			if text != nil {
				_, err = c.OutOrStdout().Write(text)
				return err
			}
			study, name, err := openStudy(args[0], overrides)
			if err != nil {
				return err
			}
			if err := power.TrialFaults(study); err != nil {
				return &failure{codeInput, err, ""}
			}
			p := &printer{w: c.OutOrStdout()}
			if asYAML {
				text, err := study.Resolved()
				if err != nil {
					return err
				}
				p.printf("%s", text)
				return p.err
			}
			show(p, study, name)
			return p.err
		},
	}
	overrideFlags(c, &overrides)
	c.Flags().BoolVar(&asYAML, "yaml", false, "print the resolved study file")
	files.flags(c)
	return c
}

// butForScreening says that scenarios which screen in another way do not take in all the
// same patients: the place of who is kept out goes to another person.
func butForScreening(s *study.Study) string {
	if s.ScreensApart() {
		return ", but for those whom one of them screens out and another takes in"
	}
	return ""
}

// show tells a study.
func show(p *printer, study *study.Study, name string) {
	title := study.Title
	if title == "" {
		title = name
	}
	p.line("%s", title)
	p.section("Question", study.Question)
	p.section("Why", study.Rationale)
	rows := shippedParams()
	p.line("\nWhat is simulated")
	p.line("%s", wrap("  ", sizeOf(study)+"; the same patients with the same luck in every scenario"+butForScreening(study)))
	for _, name := range slices.Sorted(maps.Keys(study.Population.Set)) {
		p.line("%s", wrap("  ", settingText(rows, "population."+name, study.Population.Set[name])))
	}
	for _, text := range settings(rows, study.Set) {
		p.line("%s", wrap("  ", text))
	}
	for _, text := range asked(study) {
		p.line("%s", wrap("  ", text))
	}
	showDesign(p, study, rows)
	p.line("\nScenarios")
	if len(study.Scenarios) == 0 {
		p.line("  the shipped model at every point of the design")
	}
	queues := queues(study)
	for i := range study.Scenarios {
		s := &study.Scenarios[i]
		p.line("%s", strings.TrimSuffix(wrap("  "+s.Name+": ", s.Description), ": "))
		for _, text := range settings(rows, s.Set) {
			p.line("%s", wrap("    ", text))
		}
		if queues[i] != "" {
			p.line("%s", wrap("    ", queues[i]))
		}
		for j := range s.Actions {
			p.line("%s", wrap("    ", ruletext.Action(words.English, &s.Actions[j])))
		}
		for j := range s.Rules {
			p.line("%s", wrap("    ", ruletext.Rule(words.English, &s.Rules[j], study.Scores())))
		}
	}
	if len(study.Contrasts) > 0 {
		p.line("\nContrasts")
	}
	for i := range study.Contrasts {
		p.line("%s", wrap("  ", contrastText(&study.Contrasts[i])))
	}
	if study.Trial != nil {
		p.line("\nTrial (rapport power)")
		p.line("%s", wrap("  ", trialText(study.Trial)))
	}
	p.section("What to look at", study.LookAt)
	if len(study.Sources) > 0 {
		p.line("\nSources")
		for _, source := range study.Sources {
			p.line("%s", wrap("  ", source))
		}
	}
}

// asked says when everybody is asked, and what beside the instruments that always are.
func asked(s *study.Study) []string {
	var weeks []string
	for _, w := range s.Assessments.Weeks {
		weeks = append(weeks, strconv.Itoa(w))
	}
	texts := []string{"everybody is asked in the weeks " + enumerate(weeks) + " since entry"}
	switch len(weeks) {
	case 0:
		texts[0] = "nobody is asked beside the sessions"
	case 1:
		texts[0] = "everybody is asked in week " + weeks[0] + " since entry"
	}
	for i := range s.Instruments {
		q := &s.Instruments[i]
		text := "instrument " + q.Name
		if q.Title != "" {
			text += ", " + q.Title
		}
		texts = append(texts, fmt.Sprintf("%s: %s by the %s; high is %s", text, q.Construct, q.Rater, q.High))
	}
	return texts
}

// contrastText is a contrast in words.
func contrastText(c *study.PlannedContrast) string {
	text := fmt.Sprintf("%s: %s minus %s", c.Name, c.Difference[0], c.Difference[1])
	if len(c.Through) > 0 {
		return text + fmt.Sprintf(", and how much of it goes through the paths that %s and %s block", c.Through[0], c.Through[1])
	}
	return text + fmt.Sprintf(", less %s minus %s", c.Minus[0], c.Minus[1])
}

// trialText is a trial in the words of rapport power, of what it says alone.
func trialText(t *study.Trial) string {
	var parts []string
	say := func(said bool, format string, args ...any) {
		if said {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	numbers := func(all []float64) string {
		var texts []string
		for _, v := range all {
			texts = append(texts, number(v))
		}
		return strings.Join(texts, ", ")
	}
	if len(t.Compare) > 0 {
		say(true, "%s against %s", enumerate(t.Compare[1:]), t.Compare[0])
	}
	say(t.Outcome != "", "on %s", t.Outcome)
	say(t.Estimator != "", "by %s", t.Estimator)
	say(t.Missing != "", "missing: %s", t.Missing)
	say(t.Arms != "", "arms %s", t.Arms)
	say(t.Claim != "", "claim: %s", t.Claim)
	say(t.Margin != 0, "margin %s", number(t.Margin))
	say(t.Sided != 0, "%d-sided", t.Sided)
	say(t.Alpha != 0, "alpha %s", number(t.Alpha))
	say(t.Power != 0, "power %s", number(t.Power))
	say(len(t.Allocation) > 0, "allocation %s", strings.Trim(strings.ReplaceAll(fmt.Sprint(t.Allocation), " ", ":"), "[]"))
	say(t.Correction != "", "correction: %s", t.Correction)
	say(t.Wins != "", "wins: %s", t.Wins)
	say(len(t.Covariates) > 0, "covariates %s", strings.Join(t.Covariates, ", "))
	say(len(t.Attrition) > 0, "attrition %s", numbers(t.Attrition))
	say(len(t.Looks) > 0, "looks at %s", numbers(t.Looks))
	say(t.Spending != "", "spending by %s", t.Spending)
	return cmpText(strings.Join(parts, "; "), "as rapport power takes it where nothing is said")
}

func cmpText(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

// shippedParams are the parameters by name, with their shipped values.
func shippedParams() map[string]sim.Param {
	setting := population.DefaultSetting()
	rows := map[string]sim.Param{}
	for _, row := range setting.Params() {
		rows[row.Name] = row
	}
	return rows
}

// settings tells values in alphabetical order.
func settings(rows map[string]sim.Param, values study.Values) (texts []string) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		texts = append(texts, settingText(rows, name, values[name]))
	}
	return texts
}

// settingText is such as "care.sessions = 14 sessions (shipped 16): planned
// sessions".
func settingText(rows map[string]sim.Param, name string, value float64) string {
	row := rows[name]
	text := fmt.Sprintf("%s = %s", name, valueText(&row, value))
	if row.Value != nil && *row.Value != value {
		text += fmt.Sprintf(" (shipped: %s)", valueText(&row, *row.Value))
	}
	return text + ": " + row.Meaning
}

// valueText is a value with its unit, a choice by its label.
func valueText(row *sim.Param, value float64) string {
	if i := int(value); row.Choices != nil && i >= 0 && i < len(row.Choices) {
		return row.Choices[i]
	}
	switch row.Unit {
	case "", "factor", "choice", "proportion":
		return number(value)
	case "session": // an ordinal
		return "session " + number(value)
	case "sessions", "weeks", "points", "patients", "clinics":
		if value == 1 {
			return "1 " + strings.TrimSuffix(row.Unit, "s")
		}
	}
	return number(value) + " " + row.Unit
}
