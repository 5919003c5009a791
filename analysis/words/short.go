package words

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// InShort says in a few sentences what moved most. What lifted and what lowered
// are told apart: a reason that pushed against a change is none of its causes.
func (l *Language) InShort(facets []Facet) string {
	var moved, said []string
	var all []pull
	for i := range facets {
		f := &facets[i]
		if f.Facet == severity {
			said = append(said, l.symptoms(f))
			continue
		}
		moved = append(moved, l.Text("facet."+f.Facet)+" "+l.Signed(f.After-f.Before, 2))
		for _, r := range f.By {
			all = l.pulled(all, f.Facet, r)
		}
	}
	if len(moved) > 0 {
		said = append([]string{l.Text("short.alliance", "facets", strings.Join(moved, ", ")) + l.pulls(all)}, said...)
	}
	return strings.Join(said, " ")
}

// pull is what one mechanism did to the facets of the alliance.
type pull struct {
	mechanism string
	facets    []string // with their changes
	up, down  float64  // the greatest change each way
}

func (p *pull) most() float64 { return max(p.up, p.down) }

// way of the pull; both where it lifted one facet and lowered another.
func (p *pull) way() string {
	switch {
	case p.up > 0 && p.down > 0:
		return "both"
	case p.up > 0:
		return "up"
	}
	return "down"
}

// worthTelling is the change of a facet of the alliance from which it is told,
// told how many pulls are.
const (
	worthTelling = 0.015
	toldPulls    = 3
)

func (l *Language) pulled(all []pull, facet string, r Reason) []pull {
	if math.Abs(r.Change) < worthTelling {
		return all
	}
	i := slices.IndexFunc(all, func(p pull) bool { return p.mechanism == r.Mechanism })
	if i < 0 {
		i, all = len(all), append(all, pull{mechanism: r.Mechanism})
	}
	p := &all[i]
	p.facets = append(p.facets, l.Text("facet."+facet)+" "+l.Signed(r.Change, 2))
	p.up, p.down = max(p.up, r.Change), max(p.down, -r.Change)
	return all
}

// pulls tells the strongest, those that lifted first.
func (l *Language) pulls(all []pull) string {
	slices.SortStableFunc(all, func(a, b pull) int { return cmp.Compare(b.most(), a.most()) })
	text := ""
	for _, way := range []string{"up", "down", "both"} {
		var words []string
		for _, p := range all[:min(toldPulls, len(all))] {
			if p.way() != way {
				continue
			}
			name := l.Mechanism(p.mechanism)
			if way != "both" {
				name = l.Did(p.mechanism, "", map[string]float64{"up": 1, "down": -1}[way])
			}
			words = append(words, name+" ("+strings.Join(p.facets, ", ")+")")
		}
		if len(words) > 0 {
			text += " " + l.Text("short."+way, "reasons", strings.Join(words, "; "))
		}
	}
	return text
}

// The change of severity that is told as one, in points, and that of a reason.
const (
	severityMoved  = 0.5
	severityReason = 0.05
)

// symptoms tells how severity moved: what pushed that way, then what pushed the
// other way.
func (l *Language) symptoms(f *Facet) string {
	change := f.After - f.Before
	var with, against []string
	for _, r := range f.By {
		text := l.Did(r.Mechanism, severity, r.Change) + " (" + l.Signed(r.Change, 1) + ")"
		switch {
		case math.Abs(r.Change) < severityReason:
		case (r.Change > 0) == (change > 0):
			with = append(with, text)
		default:
			against = append(against, text)
		}
	}
	key := "short.symptoms_still"
	switch {
	case change <= -severityMoved:
		key = "short.symptoms_eased"
	case change >= severityMoved:
		key = "short.symptoms_rose"
	}
	text := l.Text(key, "points", l.Number(math.Abs(change), 1))
	join := func(words []string, many int) string { return strings.Join(words[:min(many, len(words))], "; ") }
	switch {
	case key == "short.symptoms_still" && len(with) > 0 && len(against) > 0:
		return text + l.Text("short.balanced", "one", join(with, 1), "other", join(against, 1))
	case key == "short.symptoms_still":
		return text + "."
	}
	if len(with) > 0 {
		text += ": " + join(with, 2)
	}
	if len(against) > 0 {
		text += l.Text("short.against", "reasons", join(against, 1))
	}
	return text + "."
}
