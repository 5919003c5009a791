package twins

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/analysis/data"
)

// WriteText writes the comparison as tables of at most 120 columns; subgroups by
// the outcome of that name.
func (c *Comparison) WriteText(w io.Writer, subgroups string) error {
	var b strings.Builder
	if subgroups == "" {
		subgroups = c.Primary
	}
	for i := range c.Scenarios {
		if i > 0 {
			b.WriteString("\n\n")
		}
		c.Scenarios[i].text(&b, c.Baseline, subgroups)
	}
	for i := range c.Strategies {
		c.Strategies[i].text(&b, c.Primary, subgroups)
	}
	for i := range c.Contrasts {
		c.Contrasts[i].text(&b, c.Primary, subgroups)
	}
	if len(c.Sets) > 0 {
		c.setsText(&b)
	}
	fmt.Fprintf(&b, compareNotes, c.sameness(), c.outcomes(), c.trialN())
	_, err := io.WriteString(w, b.String())
	return err
}

// sameness says whether both scenarios treat the same patients.
func (c *Comparison) sameness() string {
	if slices.ContainsFunc(c.Scenarios, func(s ScenarioComparison) bool { return s.Strangers > 0 }) {
		return "The luck is the same under both, but not all that patients bring."
	}
	return "Both scenarios treat the same patients with the same luck."
}

// outcomes is how many are compared.
func (c *Comparison) outcomes() int {
	if len(c.Scenarios) == 0 {
		return 0
	}
	return len(c.Scenarios[0].Effects)
}

func (c *Comparison) trialN() int {
	if len(c.Scenarios) == 0 {
		return DefaultTrialN
	}
	return c.Scenarios[0].Effects[0].Trial.PerArm
}

// compareNotes explain the columns, under the tables.
const compareNotes = `
%s Differences are scenario minus baseline, of shares in
percentage points; intervals are not adjusted for the %d outcomes. An outcome that not every patient has compares those
who have it under both. d or h: Cohen's effect sizes, h for yes or no. trial: probability that one trial of %d patients
per arm finds p < 0.05, each therapist in one arm. twins: how many times more patients independent samples need for an
interval as narrow. Where hardly any twins differ there is no interval, or for yes or no one by the score test
that is not to be relied on (~); nor is there one where the groups of patients it would rest on differ by the same.
`

// effectLine is the layout of the main table.
const effectLine = "%s %s %s  %s  %s  %s  %s"

// longNames is how long the names of two scenarios may be on one line.
const longNames = 40

func (s *ScenarioComparison) text(b *strings.Builder, baseline, subgroups string) {
	apart := " "
	if len(s.Scenario)+len(baseline) > longNames {
		apart = "\n"
	}
	fmt.Fprintf(b, "%s minus%s%s:%s%s with their twins", s.Scenario, apart, baseline, apart, data.Counted(s.Twins, "patient"))
	if s.Parted == 0 {
		b.WriteString(", none of whom it changes")
	} else {
		fmt.Fprintf(b, "; %.0f %% part, half of them by session %s", 100*float64(s.Parted)/float64(s.Twins), figureShort(s.PartedSession))
	}
	fmt.Fprintf(b, "\n%s\n%s\n\n", s.Basis(), wrapped(s.answer(baseline)))
	line(b, "", "baseline", "scenario", "difference (95 % interval)", "d or h (95 % interval)", "trial", "twins")
	primary, asked, by := s.primaryWeek(), "everybody", ""
	if s.silent() > 0 {
		asked, by = "those who answered", ", by the answers that there are"
	}
	s.lines(b, asked+" at the last assessment within the planned treatment", func(o *CompareOutcome) bool { return primary > 0 && o.Week == primary })
	say(b, s.StillWaiting())
	s.lines(b, asked+" at the other weeks", func(o *CompareOutcome) bool {
		return o.Week > 0 && o.Week != primary && s.Shown(o)
	})
	s.lines(b, "mean weeks to an event, or well after a response, counted up to the week named; everybody"+by, func(o *CompareOutcome) bool { return o.Until > 0 })
	say(b, s.LeaveLater(), s.OthersRelapse())
	s.lines(b, s.lastSession(), (*CompareOutcome).bySession)
	if w := s.EndsApart(); primary == 0 && w != "" {
		b.WriteString(w + "\n")
	}
	say(b, s.BeginsApart())
	s.needed(b, primary)
	s.subgroupText(b, subgroups)
	for _, w := range s.Warnings {
		b.WriteString("\n" + wrapped(w.Error()))
	}
}

// say writes what there is to say, each on lines of its own.
func say(b *strings.Builder, all ...string) {
	for _, text := range all {
		if text != "" {
			b.WriteString(wrapped(text) + "\n")
		}
	}
}

// needed writes the numbers needed to treat, with a star where the outcome does not
// compare like with like.
func (s *ScenarioComparison) needed(b *strings.Builder, primary int) {
	b.WriteString("\nnumber needed to treat\n")
	starred := false
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Outcome.Binary && (e.Outcome.Week == primary || primary == 0 || e.Outcome.Name == "dropout") {
			label := e.Outcome.Label
			if e.Mark != "" {
				label, starred = label+" *", true
			}
			fmt.Fprintf(b, "  %s %s\n", cellLeft(label, 24), e.NNT.String())
		}
	}
	if starred {
		b.WriteString("  * does not compare like with like, as said above: no number to treat by\n")
	}
}

// primaryWeek is the week of the primary outcome; 0 where nobody was assessed.
func (s *ScenarioComparison) primaryWeek() int { return s.Effects[0].Outcome.Week }

// Primary is the primary outcome: PHQ-9 at the last assessment within the planned
// treatment, everybody; the last PHQ-9 where nobody was assessed.
func (s *ScenarioComparison) Primary() *CompareOutcome {
	if s.primaryWeek() > 0 {
		return &s.Effects[0].Outcome
	}
	return &s.Effect("phq9_last").Outcome
}

// Shown says whether an outcome is told to a reader: all at the primary week and by
// session, PHQ-9 at the other weeks, and relapse at later ones. Tables hold them all.
func (s *ScenarioComparison) Shown(o *CompareOutcome) bool { return o.shown(s.primaryWeek()) }

func (o *CompareOutcome) shown(primary int) bool {
	return o.Week == 0 || o.Week == primary || strings.HasPrefix(o.Name, "phq9") || o.Instrument != "" || o.Week > primary && strings.HasPrefix(o.Name, "relapse")
}

// lines writes the effects on some outcomes under a heading; nothing where there
// are none. Without assessments there is but one group, which needs no heading.
func (s *ScenarioComparison) lines(b *strings.Builder, heading string, of func(*CompareOutcome) bool) {
	begun := s.primaryWeek() == 0
	for i := range s.Effects {
		e := &s.Effects[i]
		if !of(&e.Outcome) {
			continue
		}
		if !begun {
			b.WriteString(heading + "\n")
			begun = true
		}
		e.text(b)
	}
}

// lastSessions are the weeks of the last session under baseline and scenario in words;
// empty where courses end alike.
func (s *ScenarioComparison) lastSessions() string {
	e := s.Effect("weeks")
	if e == nil {
		return ""
	}
	ends := data.EndsIn(data.Moments{Mean: e.MeanBaseline, SD: s.spread[0]}, data.Moments{Mean: e.MeanScenario, SD: s.spread[1]})
	if !ends.Apart() {
		return ""
	}
	return fmt.Sprintf("on average in week %.1f under the baseline and %.1f under the scenario%s", e.MeanBaseline, e.MeanScenario, ends.Spread())
}

// EndsApart says in words that courses end at different times, and which outcomes
// that concerns; empty where they do not.
func (s *ScenarioComparison) EndsApart() string {
	at := s.lastSessions()
	if at == "" {
		return ""
	}
	var concerned []string
	for i := range s.Effects {
		if s.Effects[i].Outcome.RestsOnTheLast() {
			concerned = append(concerned, s.Effects[i].Outcome.Label)
		}
	}
	at = strings.Replace(at, ", with", ",\nwith", 1) // lest the line be too long
	return fmt.Sprintf("courses end at different times, %s:\n%s\ncompare patients at different times", at, wrapped(strings.Join(concerned, ", ")))
}

// lastSession is the heading of outcomes by session.
func (s *ScenarioComparison) lastSession() string {
	if w := s.EndsApart(); w != "" {
		return "by session; " + w
	}
	return "by session"
}

// Basis says what the intervals rest on.
func (s *ScenarioComparison) Basis() string { return basis(s.Unit, s.Clusters) }

func basis(unit ClusterUnit, clusters int) string {
	switch {
	case clusters < 2 && unit == OverJoined:
		return "no intervals: all caseloads share patients or a clinic between the scenarios; ten replications or more give them"
	case clusters < 2:
		return "no intervals: all patients share one therapist"
	}
	switch unit {
	case OverReplications:
		return fmt.Sprintf("intervals over %d replications", clusters)
	case OverCaseloads:
		return fmt.Sprintf("intervals over %d caseloads as clusters: patients of a therapist are dependent", clusters)
	case OverJoined:
		return fmt.Sprintf("intervals over %d groups of caseloads that share patients or a clinic between the scenarios", clusters)
	}
	return "intervals over patients: there are no therapists"
}

func line(b *strings.Builder, name, baseline, scenario, difference, effect, trial, twins string) {
	text := fmt.Sprintf(effectLine, cellLeft(name, 25), cellRight(baseline, 9), cellRight(scenario, 9), cellRight(difference, 28),
		cellRight(effect, 23), cellRight(trial, 6), cellRight(twins, 8))
	b.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (e *ScenarioEffect) text(b *strings.Builder) {
	c := e.Cells()
	line(b, e.Outcome.Label, c[0], c[1], c[2], c[3], c[4], c[5])
}

func cellLeft(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func cellRight(s string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s))) + s
}

// Cells are the effect ready to print: mean under the baseline and under the
// scenario, difference with its interval (of shares in percentage points),
// standardised difference with its interval, probability that a trial shows it,
// and how many times fewer patients the twins needed.
func (e *ScenarioEffect) Cells() [6]string {
	show := e.show()
	trial := "–"
	if !math.IsNaN(e.Trial.Power) {
		trial = percentText(e.Trial.Power)
	}
	return [6]string{show(e.MeanBaseline), show(e.MeanScenario), spanText(e.Difference, e.Outcome.showDifference),
		spanText(e.Standardised, func(v float64) string { return signedFigure(v, 2) }), trial, savingText(e.Saving)}
}
