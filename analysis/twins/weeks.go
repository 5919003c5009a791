package twins

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis/data"
)

// perTable is how many scenarios a table of weeks tells side by side.
const perTable = 3

// WriteWeeks writes the outcomes of everybody at some weeks, each beside what stood at
// the last session: a table per outcome, with a line per week and a column per
// scenario.
func (c *Comparison) WriteWeeks(w io.Writer, weeks []int) error {
	var b strings.Builder
	for _, o := range c.tabled() {
		for of := range slices.Chunk(c.Scenarios, perTable) {
			lines := weekLines(of, o.name, o.last, weeks)
			if len(lines) == 0 {
				continue
			}
			fmt.Fprintf(&b, "%s\n%-14s%9s", o.title, "", c.Baseline[:min(len(c.Baseline), 9)])
			for i := range of {
				fmt.Fprintf(&b, "  %s", cellRight(of[i].Scenario, 32))
			}
			b.WriteString("\n" + strings.Join(lines, "") + "\n")
		}
	}
	notes := []string{"Everybody who entered at the same weeks since entry: the mean or share under the baseline " + c.Baseline + ", then of each scenario mean or share, and the difference of patients from themselves with its 95 % interval, of shares in points of a hundred (~: hardly any twins differ, and the interval is not to be relied on). Mean weeks are the area under the curve up to the week; those to a relapse are of twins in response under both, whose mean under the baseline is told for the first scenario."}
	if len(c.tabled()) > mainTables {
		notes[0] += " Of an instrument, everybody who answered it."
	}
	if others := othersRelapse(c.Scenarios); others != "" {
		notes = append(notes, "R"+others[1:]+".")
	}
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		if s.silent() > 0 {
			notes[0] = strings.Replace(notes[0], "Everybody who entered", "Those who answered", 1)
		}
		for _, w := range []string{s.silence(), s.StillWaiting(), s.LeaveLater(), s.BeginsApart()} {
			if w != "" {
				notes = append(notes, s.Scenario+": "+w+".")
			}
		}
	}
	if apart := c.endApart(); len(apart) > 0 {
		notes = append(notes, "Courses end at different times, on average in week "+strings.Join(apart, ", ")+": the line of the last session compares patients at different times.")
	}
	for _, note := range notes {
		b.WriteString(wrapped(note) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tabled is an outcome by week: how its name begins, its title, and what stood at the last
// session.
type tabled struct{ name, title, last string }

// mainTables is how many tables there are without instruments.
const mainTables = 8

// tabled lists the outcomes by week that are told, the instruments of the study last.
func (c *Comparison) tabled() []tabled {
	all := []tabled{ // mainTables
		{"phq9_week", "PHQ-9, points", "phq9_last"},
		{"response_week", "response: PHQ-9 at most half of that at entry", "response"},
		{"remission_week", "remission: PHQ-9 below 5", "remission"},
		{"relapse_week", "relapse: response before, and at least 10 points and 6 above the lowest since", ""},
		{"weeks_to_leaving", "weeks to leaving before a planned ending, counted up to the week; all of them for who never leaves", ""},
		{"weeks_to_remission", "weeks to remission, counted up to the week", ""},
		{"weeks_well", "weeks well, from a response to a relapse, counted up to the week; 0 without a response", ""},
		{"weeks_to_relapse", c.relapseTitle(), ""},
	}
	for i := range c.Scenarios {
		for k := range c.Scenarios[i].Effects {
			o := &c.Scenarios[i].Effects[k].Outcome
			begins, _, _ := strings.Cut(o.Name, "_week_")
			if o.Instrument == "" || o.Week == 0 || slices.ContainsFunc(all, func(t tabled) bool { return t.name == begins+"_week" }) {
				continue
			}
			high := "ill"
			if o.Better > 0 {
				high = "well"
			}
			title := fmt.Sprintf("%s, points: high is %s", o.Instrument, high)
			if o.Binary {
				title = begun(o.Label)
			}
			all = append(all, tabled{begins + "_week", title, begins + "_last"})
		}
	}
	return all
}

// relapseTitle tells of the landmark, the primary week.
func (c *Comparison) relapseTitle() string {
	if len(c.Scenarios) == 0 {
		return ""
	}
	return fmt.Sprintf("weeks from week %d to relapse, counted up to the week, of twins in response at week %[1]d under both", c.Scenarios[0].primaryWeek())
}

// weekLines are the lines of a table: the weeks, and the last session.
func weekLines(of []ScenarioComparison, name, last string, weeks []int) (lines []string) {
	add := func(label, outcome string) {
		if of[0].Effect(outcome) == nil {
			return
		}
		line := fmt.Sprintf("%-14s%s", label, cellRight(of[0].Effect(outcome).Cells()[0], 9))
		for i := range of {
			e := of[i].Effect(outcome)
			if e == nil { // not asked at that week
				line += "  " + cellRight("–", 32)
				continue
			}
			cells := e.Cells()
			line += "  " + cellRight(cells[1]+" "+cells[2], 32)
		}
		lines = append(lines, line+"\n")
	}
	for _, week := range weeks {
		add("week "+strconv.Itoa(week), fmt.Sprintf("%s_%d", name, week))
	}
	if len(lines) > 0 && last != "" {
		add("last session", last)
	}
	return lines
}

// endApart names when the courses of the scenarios end on average, where they end at
// different times.
func (c *Comparison) endApart() (told []string) {
	var weeks []data.Moments
	tell := func(name string, week, sd float64) {
		weeks = append(weeks, data.Moments{Mean: week, SD: sd})
		told = append(told, fmt.Sprintf("%.1f (%s)", week, name))
	}
	for i := range c.Scenarios {
		if e := c.Scenarios[i].Effect("weeks"); e != nil {
			if i == 0 {
				tell(c.Baseline, e.MeanBaseline, c.Scenarios[i].spread[0])
			}
			tell(c.Scenarios[i].Scenario, e.MeanScenario, c.Scenarios[i].spread[1])
		}
	}
	ends := data.EndsIn(weeks...)
	switch {
	case !ends.Apart():
		return nil
	case ends.Spread() != "":
		for i := range told {
			told[i] = strings.TrimSuffix(told[i], ")") + fmt.Sprintf(", standard deviation %.1f)", weeks[i].SD)
		}
	}
	return told
}

// begun is a label without its week.
func begun(label string) string {
	name, _, _ := strings.Cut(label, ", wk ")
	return name
}
