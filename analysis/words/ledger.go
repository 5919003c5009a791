package words

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/sim"
	"rapport/sim/record"
)

// Facet is how one facet moved and what moved it; the changes sum to the
// difference.
type Facet struct {
	Facet  string   `json:"facet"`
	Before float64  `json:"before"`
	After  float64  `json:"after"`
	By     []Reason `json:"by"` // the strongest first, once sorted
}

// Reason is what one mechanism did to a facet.
type Reason struct {
	Mechanism string  `json:"mechanism"` // its name in the ledger
	Change    float64 `json:"change"`
	Text      string  `json:"text"`
}

// severity is the name of the facet that is in points; the others are
// proportions; start is the mechanism that books the values at intake.
var (
	severity = sim.FacetNames[sim.FacetSeverity]
	start    = sim.ByStart.Name
)

// Add books one change that led to a value; the first fixes the value before.
func (f *Facet) Add(mechanism string, change, value float64) {
	if len(f.By) == 0 {
		f.Before = value - change
	}
	f.After = value
	for i := range f.By {
		if f.By[i].Mechanism == mechanism {
			f.By[i].Change += change
			return
		}
	}
	f.By = append(f.By, Reason{Mechanism: mechanism, Change: change})
}

// Explain sorts the reasons by strength and puts them in words.
func (l *Language) Explain(f *Facet) {
	slices.SortStableFunc(f.By, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Change), math.Abs(a.Change)) })
	for i := range f.By {
		f.By[i].Text = l.Did(f.By[i].Mechanism, f.Facet, f.By[i].Change)
	}
}

// Did is what a mechanism did to a facet by a change, in words.
func (l *Language) Did(mechanism, facet string, change float64) string {
	way := "up"
	switch {
	case facet == severity && change > 0:
		way = "worse"
	case facet == severity:
		way = "better"
	case change < 0:
		way = "down"
	}
	if text := l.Text("cause." + mechanism + "." + way); change != 0 && text != "" {
		return text
	}
	return l.Mechanism(mechanism)
}

// Mechanism is a name of the ledger in plain words.
func (l *Language) Mechanism(name string) string { return l.or("cause."+name, name) }

// Facets are the changes of some rows of the ledger by facet, in the order of
// facets, without the values at intake.
func (l *Language) Facets(rows []record.Ledger, facets []string) (all []Facet) {
	for _, facet := range facets {
		f := Facet{Facet: facet}
		for i := range rows {
			if row := &rows[i]; row.Facet == facet && row.Mechanism != start {
				f.Add(row.Mechanism, row.Change, row.Value)
			}
		}
		if len(f.By) > 0 {
			l.Explain(&f)
			all = append(all, f)
		}
	}
	return all
}

// named is how many mechanisms a line names; the rest is summed.
const named = 4

// Line is a facet in one line: from where to where, and what moved it.
func (l *Language) Line(f *Facet) string {
	decimals := decimals(f.Facet)
	var words []string
	rest := 0.0
	for i, r := range f.By {
		if text := l.Signed(r.Change, decimals); i < named && text != "±0" {
			words = append(words, l.Mechanism(r.Mechanism)+" "+text)
		} else {
			rest += r.Change
		}
	}
	if text := l.Signed(rest, decimals); text != "±0" {
		words = append(words, l.Text("ledger.others")+" "+text)
	}
	if len(words) == 0 {
		words = []string{l.Text("ledger.nothing")}
	}
	return fmt.Sprintf("%-8s  %*s → %*s   %s", l.Text("facet."+f.Facet), decimals+3, l.Number(f.Before, decimals), decimals+3, l.Number(f.After, decimals), strings.Join(words, ", "))
}

// decimals of a facet: severity is in points, the others are proportions.
func decimals(facet string) int {
	if facet == severity {
		return 1
	}
	return 3
}

// Totals are the lines of a table of what every mechanism did over a course.
// Each column sums to the change of its facet.
func (l *Language) Totals(rows []record.Ledger, facets []string) []string {
	sums, end := map[[2]string]float64{}, map[string]float64{}
	booked := map[string]bool{}
	begins := l.Mechanism(start)
	for i := range rows {
		row := &rows[i]
		sums[[2]string{row.Mechanism, row.Facet}] += row.Change
		booked[row.Mechanism] = true
		if row.Session == 0 && row.Mechanism != start { // the patient waits before intake
			begins = l.Text("ledger.entry")
		}
		end[row.Facet] += row.Change
	}
	line := func(name string, cell func(facet string) string) string {
		text := fmt.Sprintf("%-16s", name)
		for _, facet := range facets {
			text += fmt.Sprintf(" %9s", cell(facet))
		}
		return text
	}
	lines := []string{line("", func(facet string) string { return l.Text("facet." + facet) })}
	for _, cause := range causes {
		mechanism := cause.Name
		if !booked[mechanism] {
			continue
		}
		name := l.Mechanism(mechanism)
		if mechanism == start {
			name = begins
		}
		lines = append(lines, line(name, func(facet string) string {
			change, ok := sums[[2]string{mechanism, facet}]
			switch {
			case !ok:
				return ""
			case mechanism == start:
				return l.Number(change, decimals(facet))
			}
			return l.Signed(change, decimals(facet))
		}))
	}
	return append(lines, line(l.Text("ledger.end"), func(facet string) string { return l.Number(end[facet], decimals(facet)) }))
}
