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
	b.WriteString("Everybody who entered at the same weeks since entry: the mean or share under the baseline " + c.Baseline + ", then of each\nscenario mean or share, and the difference of patients from themselves with its 95 % interval, of shares in points of a\nhundred (~: hardly any twins differ, and the interval is not to be relied on).")
	if len(c.tabled()) > mainTables {
		b.WriteString(" Of an instrument,\neverybody who answered it.")
	}
	if apart := c.endApart(); len(apart) > 0 {
		b.WriteString(" At the last session of the patient, courses end at different times, so that its line compares patients\nat different times, on average in week " + strings.Join(apart, ", ") + ".")
	}
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

// tabled is an outcome by week: how its name begins, its title, and what stood at the last
// session.
type tabled struct{ name, title, last string }

// mainTables is how many tables there are without instruments.
const mainTables = 4

// tabled lists the outcomes by week that are told, the instruments of the study last.
func (c *Comparison) tabled() []tabled {
	all := []tabled{ // mainTables
		{"phq9", "PHQ-9, points", "phq9_last"},
		{"response", "response: PHQ-9 at most half of intake", "response"},
		{"remission", "remission: PHQ-9 below 5", "remission"},
		{"relapse", "relapse: response before, and at least 10 points and 6 above the lowest since", ""},
	}
	for i := range c.Scenarios {
		for k := range c.Scenarios[i].Effects {
			o := &c.Scenarios[i].Effects[k].Outcome
			begins, _, _ := strings.Cut(o.Name, "_week_")
			if o.Instrument == "" || o.Week == 0 || slices.ContainsFunc(all, func(t tabled) bool { return t.name == begins }) {
				continue
			}
			high := "ill"
			if o.Better > 0 {
				high = "well"
			}
			all = append(all, tabled{begins, fmt.Sprintf("%s, points: high is %s", o.Instrument, high), begins + "_last"})
		}
	}
	return all
}

// weekLines are the lines of a table: the weeks, and the last session.
func weekLines(of []ScenarioComparison, name, last string, weeks []int) (lines []string) {
	add := func(label, outcome string) {
		if of[0].Effect(outcome) == nil {
			return
		}
		line := fmt.Sprintf("%-14s%s", label, cellRight(of[0].Effect(outcome).Cells()[0], 9))
		for i := range of {
			cells := of[i].Effect(outcome).Cells()
			line += "  " + cellRight(cells[1]+" "+cells[2], 32)
		}
		lines = append(lines, line+"\n")
	}
	for _, week := range weeks {
		add("week "+strconv.Itoa(week), fmt.Sprintf("%s_week_%d", name, week))
	}
	if len(lines) > 0 && last != "" {
		add("last session", last)
	}
	return lines
}

// endApart names when the courses of the scenarios end on average, where they end at
// different times.
func (c *Comparison) endApart() (told []string) {
	low, high := 1e9, -1e9
	tell := func(name string, week float64) {
		low, high = min(low, week), max(high, week)
		told = append(told, fmt.Sprintf("%.1f (%s)", week, name))
	}
	for i := range c.Scenarios {
		if e := c.Scenarios[i].Effect("weeks"); e != nil {
			if i == 0 {
				tell(c.Baseline, e.MeanBaseline)
			}
			tell(c.Scenarios[i].Scenario, e.MeanScenario)
		}
	}
	if high-low < data.EndsAlike {
		return nil
	}
	return told
}
