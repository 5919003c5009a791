package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
)

func (r *Report) facts() []fact {
	s := &r.Study
	patients := data.Grouped(s.Patients)
	if s.Replications > 1 {
		patients += fmt.Sprintf(" in each of %d replications", s.Replications)
	}
	scenarios := strconv.Itoa(len(s.Scenarios))
	if u := r.Material.Undrawn; u > 0 {
		scenarios += fmt.Sprintf(" of %d", len(s.Scenarios)+u)
	}
	return []fact{
		{"Scenarios", scenarios},
		{"Patients", patients},
		{"Seed", strconv.FormatUint(s.Seed, 10)},
		{"Engine", "rapport " + s.Version},
	}
}

// overview is a line per drawn scenario: everybody at the primary week, then what
// rests on the last session.
func (r *Report) overview() table {
	week, asked := r.week()
	t := table{Header: []string{"scenario", "PHQ-9, entry"}}
	if asked {
		t.Header = append(t.Header, fmt.Sprintf("PHQ-9, week %d", week), fmt.Sprintf("remission, week %d", week))
	}
	if r.Material.Comparison != nil {
		t.Header = append(t.Header, "difference in "+r.primary()+" from the baseline (95 % interval)")
	}
	t.Header = append(t.Header, "dropout", "sessions", "PHQ-9, last session", "response then", "remission then")
	for i := range r.Material.Scenarios {
		s := &r.Material.Scenarios[i].Summary
		share := func(n int64) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(1, s.Patients))) }
		row := []string{s.Name, fmt.Sprintf("%.1f", s.PHQ9Entry.Mean)}
		if at := s.AtPrimary(); at != nil {
			row = append(row, fmt.Sprintf("%.1f", at.PHQ9.Mean), share(at.Remission))
		} else if asked {
			row = append(row, "–", "–")
		}
		if r.Material.Comparison != nil {
			difference := "baseline"
			if c := r.comparison(s.Name); c != nil {
				difference = c.Effect(c.Primary().Name).Cells()[2]
			}
			row = append(row, difference)
		}
		if len(r.Material.Scenarios[i].Life) == 0 {
			row = append(row, "waiting", "–")
		} else {
			row = append(row, share(s.Ending("dropout")), fmt.Sprintf("%.1f", s.Held))
		}
		t.Rows = append(t.Rows, append(row, fmt.Sprintf("%.1f", s.PHQ9Last.Mean), share(s.Response), share(s.Remission)))
	}
	return t
}

// week is that of the primary outcome; false without assessments.
func (r *Report) week() (week int, asked bool) {
	for i := range r.Material.Scenarios {
		if s := &r.Material.Scenarios[i].Summary; s.AtPrimary() != nil {
			return s.Primary, true
		}
	}
	return 0, false
}

// apart says in words that courses end at different times; empty where they do not.
func (r *Report) apart() string {
	ends := data.EndsOf(r.summaries())
	if !ends.Apart() {
		return ""
	}
	return fmt.Sprintf("Courses end at different times, on average in week %.1f to %.1f%s: PHQ-9 at the last session, response and remission then compare patients at different times.%s", ends.First, ends.Last, ends.Spread(), r.waited())
}

// below stands under the table of scenarios: what does not compare like with like.
func (r *Report) below() string { return strings.TrimSpace(r.still() + r.apart() + r.strangers()) }

// still says in words who waits at the primary week; empty where hardly anybody does.
func (r *Report) still() string {
	if w := data.StillWaiting(r.summaries()); w != "" {
		return "I" + w[1:] + ". "
	}
	return ""
}

func (r *Report) summaries() (all []data.ScenarioSummary) {
	for i := range r.Material.Scenarios {
		all = append(all, r.Material.Scenarios[i].Summary)
	}
	return all
}

// waited says in words that response by session does not count from entry where somebody
// waits for therapy; empty where nobody does.
func (r *Report) waited() string {
	if c := r.Material.Comparison; c != nil && slices.ContainsFunc(c.Scenarios, func(s twins.ScenarioComparison) bool { return s.BeginsApart() != "" }) {
		return " Response then counts from the PHQ-9 before session 1, which where somebody waits comes after the wait; response at a week counts from entry."
	}
	return ""
}

// primary is the label of the outcome by which scenarios are judged first.
func (r *Report) primary() string {
	if c := r.Material.Comparison; c != nil && len(c.Scenarios) > 0 {
		return c.Scenarios[0].Primary().Label
	}
	return "last PHQ-9"
}

func (r *Report) comparison(scenario string) *twins.ScenarioComparison {
	for i := range r.Material.Comparison.Scenarios {
		if c := &r.Material.Comparison.Scenarios[i]; c.Scenario == scenario {
			return c
		}
	}
	return nil
}

// contrastView is one scenario against the baseline.
type contrastView struct {
	ID, Title, Text string
	Primary         string // label of the outcome by which subgroups are told
	Effects, Needed table
	Groups          table
	Warnings        []string
}

func (r *Report) contrasts() (all []contrastView) {
	if r.Material.Comparison == nil {
		return nil
	}
	for i := range r.Material.Comparison.Scenarios {
		all = append(all, contrastOf(&r.Material.Comparison.Scenarios[i], r.Material.Comparison.Baseline))
	}
	return all
}

// unparted keeps the number at the end of a label on a line with its word.
func unparted(label string) string {
	at := strings.LastIndexByte(label, ' ')
	if at < 0 || strings.Trim(label[at+1:], "0123456789") != "" {
		return label
	}
	return label[:at] + "\u00a0" + label[at+1:]
}

func contrastOf(c *twins.ScenarioComparison, baseline string) contrastView {
	v := contrastView{ID: "contrast-" + c.Scenario, Title: c.Scenario + " against " + baseline, Text: twinsText(c), Primary: c.Primary().Label}
	v.Effects.Header = []string{"outcome", baseline, c.Scenario, "difference (95 % interval)", "d or h (95 % interval)", "a trial shows it", "n per arm for 80\u00a0%", "twins"}
	v.Needed.Header = []string{"outcome", "number needed to treat (95 % interval)"}
	for k := range c.Effects {
		e := &c.Effects[k]
		if !c.Shown(&e.Outcome) {
			continue
		}
		cells := e.Cells()
		v.Effects.Rows = append(v.Effects.Rows, []string{unparted(e.Outcome.Label), cells[0], cells[1], cells[2], cells[3], cells[4], twins.NeededText(e.Trial.Needed), cells[5]})
		if e.Outcome.Binary {
			needed := e.NNT.String()
			if e.Mark != "" {
				needed += " (does not compare like with like)"
			}
			v.Needed.Rows = append(v.Needed.Rows, []string{unparted(e.Outcome.Label), needed})
		}
	}
	v.Groups.Header = []string{"trait", "low third", "middle third", "high third", "p of the interaction", "p adjusted (Holm)"}
	var named [3]string
	for k := range c.Subgroups {
		if s := &c.Subgroups[k]; s.Outcome.Name == c.Primary().Name {
			if names := s.Headings(); s.Trait.Labelled() && names != named {
				v.Groups.Rows = append(v.Groups.Rows, append([]string{"by group"}, append(names[:], "", "")...))
				named = names
			}
			cells := s.Cells()
			v.Groups.Rows = append(v.Groups.Rows, append([]string{s.Trait.Words()}, cells[:]...))
		}
	}
	for _, w := range []string{c.StillWaiting(), c.EndsApart(), c.BeginsApart(), c.LeaveLater(), c.OthersRelapse()} {
		if w != "" {
			v.Warnings = append(v.Warnings, strings.ReplaceAll(w, "\n", " "))
		}
	}
	for _, w := range c.Warnings {
		v.Warnings = append(v.Warnings, w.Error())
	}
	return v
}

func twinsText(c *twins.ScenarioComparison) string {
	parted := "none of whom the scenario changes"
	if c.Parted > 0 {
		parted = fmt.Sprintf("of whom %.0f %% part from their twin, half of them by session %g", 100*float64(c.Parted)/float64(c.Twins), c.PartedSession)
	}
	return fmt.Sprintf("%s with their twins, %s; %s.", data.Counted(c.Twins, "patient"), parted, c.Basis())
}

// scoreView is one finding.
type scoreView struct {
	ID, Finding, Published, Accepted, Value, Interval, Verdict, Class string
}

// scores are the findings that the run could meet, and their count.
func (r *Report) scores() (rows []scoreView, note string) {
	if r.Scorecard == nil {
		return nil, ""
	}
	for i := range r.Scorecard.Rows {
		row := &r.Scorecard.Rows[i]
		if row.Verdict == analysis.Skipped {
			continue
		}
		v := scoreView{ID: row.Finding.ID, Finding: row.Finding.Text, Published: row.Finding.Published, Accepted: strings.ReplaceAll(row.Finding.Accept.String(), "-", "−"),
			Value: figure(row.Result.Value), Verdict: string(row.Verdict), Class: strings.ReplaceAll(string(row.Verdict), " ", "-")}
		if !math.IsNaN(row.Low) {
			v.Interval = figure(row.Low) + " to " + figure(row.High)
		}
		if row.Miss != "" && (row.Verdict == analysis.Missed || row.Verdict == analysis.Unclear && row.Finding.Kind == analysis.Direction) {
			v.Verdict += ", " + row.Miss
		}
		rows = append(rows, v)
	}
	met := r.Scorecard.Count(analysis.Inside) + r.Scorecard.Count(analysis.Holds)
	note = fmt.Sprintf("%d of %d findings met, %d missed", met, met+r.Scorecard.Missed()+r.Scorecard.Count(analysis.Unclear), r.Scorecard.Missed())
	if n := r.Scorecard.Count(analysis.Unclear); n > 0 {
		note += fmt.Sprintf("; %d cannot be told at this size", n)
	}
	if n := r.Scorecard.Count(analysis.Untested); n > 0 {
		note += fmt.Sprintf("; %d not testable", n)
	}
	return rows, note + "."
}

// figure prints a number with three significant digits or so.
func figure(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case a < 0.0005:
		return "0"
	case a >= 100:
		return strings.Replace(fmt.Sprintf("%.0f", v), "-", "−", 1)
	case a >= 10:
		return strings.Replace(fmt.Sprintf("%.1f", v), "-", "−", 1)
	}
	return strings.Replace(fmt.Sprintf("%.3f", v), "-", "−", 1)
}
