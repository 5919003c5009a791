package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/sim"
	"rapport/sim/record"
)

// ledger holds the changes of a course by session.
type ledger map[int32][]record.Ledger

// ledgerBySession sorts the entries into sessions.
func (c *course) ledgerBySession() ledger {
	all := ledger{}
	for _, row := range c.rows.Ledger {
		all[row.Session] = append(all[row.Session], row)
	}
	return all
}

// moved is what one mechanism did to one facet.
type moved struct {
	mechanism string
	change    float64
}

// toldMechanisms is how many mechanisms of a facet are named; the rest is summed.
const toldMechanisms = 4

// tell prints a line for each facet that moved in a session: from where to
// where, and what moved it, the strongest first. Severity moves in the time
// until the next session.
func (l ledger) tell(p *printer, session int32, last bool) {
	for _, facet := range sim.FacetNames {
		var by []moved
		var before, after float64
		seen := false
		for _, row := range l[session] {
			if row.Facet != facet || row.Mechanism == sim.ByStart.Name {
				continue
			}
			if !seen {
				before, seen = row.Value-row.Change, true
			}
			after = row.Value
			if i := slices.IndexFunc(by, func(m moved) bool { return m.mechanism == row.Mechanism }); i >= 0 {
				by[i].change += row.Change
			} else {
				by = append(by, moved{row.Mechanism, row.Change})
			}
		}
		if seen {
			p.line("%s", facetLine(facet, before, after, by))
		}
	}
}

func facetLine(facet string, before, after float64, by []moved) string {
	decimals := decimalsOf(facet)
	slices.SortStableFunc(by, func(a, b moved) int { return cmp.Compare(math.Abs(b.change), math.Abs(a.change)) })
	var words []string
	rest := 0.0
	for i, m := range by {
		if text := signed(m.change, decimals); i < toldMechanisms && text != "±0" {
			words = append(words, strings.ReplaceAll(m.mechanism, "_", " ")+" "+text)
		} else {
			rest += m.change
		}
	}
	if text := signed(rest, decimals); text != "±0" {
		words = append(words, "others "+text)
	}
	if len(words) == 0 {
		words = []string{"nothing to speak of"}
	}
	return fmt.Sprintf("    %-8s  %*.*f → %*.*f   %s", facet, decimals+3, decimals, before, decimals+3, decimals, after, strings.Join(words, ", "))
}

// decimalsOf a facet: severity is in points, the others are proportions.
func decimalsOf(facet string) int {
	if facet == sim.FacetNames[sim.FacetSeverity] {
		return 1
	}
	return 3
}

// tellTotals prints what every mechanism did over the whole course. Each column
// sums to the change of its facet.
func (c *course) tellTotals(p *printer) {
	sums := map[string]map[string]float64{}
	for _, row := range c.rows.Ledger {
		if sums[row.Mechanism] == nil {
			sums[row.Mechanism] = map[string]float64{}
		}
		sums[row.Mechanism][row.Facet] += row.Change
	}
	p.line("\nWhat moved it, over the whole course")
	head := fmt.Sprintf("  %-16s", "")
	for _, facet := range sim.FacetNames {
		head += fmt.Sprintf(" %9s", facet)
	}
	p.line("%s", head)
	end := map[string]float64{}
	for _, cause := range sim.Causes() {
		mechanism := cause.Name
		if sums[mechanism] == nil {
			continue
		}
		name := strings.ReplaceAll(mechanism, "_", " ")
		if mechanism == sim.ByStart.Name {
			name = "at intake"
		}
		line := fmt.Sprintf("  %-16s", name)
		for _, facet := range sim.FacetNames {
			change, ok := sums[mechanism][facet]
			end[facet] += change
			text := ""
			switch {
			case ok && mechanism == sim.ByStart.Name:
				text = fmt.Sprintf("%.*f", decimalsOf(facet), change)
			case ok:
				text = signed(change, decimalsOf(facet))
			}
			line += fmt.Sprintf(" %9s", text)
		}
		p.line("%s", line)
	}
	line := fmt.Sprintf("  %-16s", "at the end")
	for _, facet := range sim.FacetNames {
		line += fmt.Sprintf(" %9.*f", decimalsOf(facet), end[facet])
	}
	p.line("%s", line)
}
