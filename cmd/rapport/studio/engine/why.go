package engine

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/sim"
	"rapport/sim/record"
)

// FacetView is how one facet moved and what moved it; the changes sum to the
// difference.
type FacetView struct {
	Facet  string   `json:"facet"`
	Before float64  `json:"before"`
	After  float64  `json:"after"`
	By     []Reason `json:"by"` // the strongest first
}

// Reason is what one mechanism did to a facet.
type Reason struct {
	Mechanism string  `json:"mechanism"`
	Change    float64 `json:"change"`
	Text      string  `json:"text"`
}

// reasons are the changes that led from the values of the session before to
// those of a session: of the alliance, what a transfer did after the session
// before and what happened in the session; of severity, what the time between
// them did. flushed are the ledger's entries up to the session, held those since.
func reasons(flushed []record.Ledger, held []sim.Entry) []FacetView {
	all := []FacetView{}
	transfer, start, severity := sim.ByTransfer.Name, sim.ByStart.Name, sim.FacetNames[sim.FacetSeverity]
	for f, facet := range sim.FacetNames {
		v := FacetView{Facet: facet, By: []Reason{}}
		for _, row := range flushed {
			if row.Facet == facet && (row.Mechanism == transfer || facet == severity && row.Mechanism != start) {
				v.add(row.Mechanism, row.Change, row.Value)
			}
		}
		for _, entry := range held {
			if int(entry.Facet) == f && entry.By != sim.ByStart && entry.By != sim.ByTransfer && facet != severity {
				v.add(entry.By.Name, entry.Change, entry.Value)
			}
		}
		if len(v.By) > 0 {
			v.finish()
			all = append(all, v)
		}
	}
	return all
}

// add books one change; the first fixes the value before.
func (v *FacetView) add(mechanism string, change, value float64) {
	if len(v.By) == 0 {
		v.Before = value - change
	}
	v.After = value
	for i := range v.By {
		if v.By[i].Mechanism == mechanism {
			v.By[i].Change += change
			return
		}
	}
	v.By = append(v.By, Reason{Mechanism: mechanism, Change: change})
}

// finish sorts the reasons by strength and puts them in words.
func (v *FacetView) finish() {
	slices.SortStableFunc(v.By, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Change), math.Abs(a.Change)) })
	for i := range v.By {
		r := &v.By[i]
		r.Text = reasonText(r.Mechanism, v.Facet, r.Change)
	}
}

// inShort says in a few sentences what moved most, and why.
func inShort(why []FacetView) string {
	var moved, said []string
	var all []told
	for _, v := range why {
		if v.Facet == sim.FacetNames[sim.FacetSeverity] {
			said = append(said, severityText(v, v.After-v.Before))
			continue
		}
		moved = append(moved, fmt.Sprintf("%s %s", v.Facet, signed(v.After-v.Before, 2)))
		for _, r := range v.By {
			all = tellOf(all, v.Facet, r)
		}
	}
	slices.SortStableFunc(all, func(a, b told) int { return cmp.Compare(b.most, a.most) })
	alliance := "The alliance: " + strings.Join(moved, ", ") + "."
	var words []string
	for _, x := range all[:min(3, len(all))] {
		words = append(words, fmt.Sprintf("%s (%s)", x.text, strings.Join(x.facets, ", ")))
	}
	if len(words) > 0 {
		alliance += " What counted most: " + strings.Join(words, "; ") + "."
	}
	return strings.Join(append([]string{alliance}, said...), " ")
}

// told is one reason with the facets that it moved.
type told struct {
	text   string
	facets []string // with their changes
	most   float64  // the greatest of them
}

// worthTelling is the change of a facet of the alliance from which it is told.
const worthTelling = 0.015

// tellOf adds a reason of a facet to those that are told.
func tellOf(all []told, facet string, r Reason) []told {
	if math.Abs(r.Change) < worthTelling {
		return all
	}
	i := slices.IndexFunc(all, func(x told) bool { return x.text == r.Text })
	if i < 0 {
		i, all = len(all), append(all, told{text: r.Text})
	}
	all[i].facets = append(all[i].facets, fmt.Sprintf("%s %s", facet, signed(r.Change, 2)))
	all[i].most = max(all[i].most, math.Abs(r.Change))
	return all
}

func severityText(v FacetView, change float64) string {
	verb := "Symptoms hardly moved in the time before"
	switch {
	case change <= -0.5:
		verb = fmt.Sprintf("Symptoms eased by %.1f points in the time before", -change)
	case change >= 0.5:
		verb = fmt.Sprintf("Symptoms rose by %.1f points in the time before", change)
	}
	var words []string
	for _, r := range v.By[:min(2, len(v.By))] {
		if math.Abs(r.Change) >= 0.05 {
			words = append(words, fmt.Sprintf("%s (%s)", r.Text, signed(r.Change, 1)))
		}
	}
	if len(words) == 0 {
		return verb + "."
	}
	return verb + ": " + strings.Join(words, "; ") + "."
}

// signed is a number with its sign, of so many decimals.
func signed(v float64, decimals int) string {
	text := fmt.Sprintf("%+.*f", decimals, v)
	if strings.Trim(text, "+-0.") == "" {
		return "±0"
	}
	return strings.Replace(text, "-", "−", 1)
}
