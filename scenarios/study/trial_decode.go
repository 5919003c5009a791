package study

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

func (d *studyDecoder) trial(to **Trial) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = &Trial{}
		d.object(at, n, d.trialFields(*to))
	}
}

func (d *studyDecoder) trialFields(t *Trial) knownFields {
	return knownFields{
		"compare": d.some(d.texts(&t.Compare), ""), "outcome": d.outcome(&t.Outcome), "estimator": d.text(&t.Estimator), "missing": d.text(&t.Missing),
		"arms": d.text(&t.Arms), "claim": d.text(&t.Claim), "margin": d.sized(&t.Margin, fmt.Sprintf("want above 0, at most %g", MaxMargin)), "sided": d.sided(&t.Sided),
		"alpha": d.sized(&t.Alpha, wantAlpha), "power": d.sized(&t.Power, wantPower),
		"allocation": d.some(d.allocation(&t.Allocation), ""), "correction": d.text(&t.Correction), "wins": d.text(&t.Wins),
		"covariates": d.some(d.texts(&t.Covariates), ", or write [none] for a test without covariates"), "attrition": d.some(d.decimals(&t.Attrition), ""),
		"looks": d.some(d.decimals(&t.Looks), ""), "spending": d.text(&t.Spending),
	}
}

// some reads a list that is not empty: an empty one would count as not said.
func (d *studyDecoder) some(read reading, otherwise string) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
			d.faults.addAt(at, d.places[at], "", "the list is empty", "leave it out"+otherwise)
			return
		}
		read(at, n)
	}
}

// outcome is the one that a trial is planned for.
func (d *studyDecoder) outcome(to *string) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.Kind == yaml.SequenceNode {
			d.faults.addAt(at, d.places[at], "", "want one outcome, got a list", "name the first of them; rapport power STUDY --outcome asks for another")
			return
		}
		d.text(to)(at, n)
	}
}

var (
	sidedRange      = wholeRange{1, 2, "sides"}
	allocationRange = wholeRange{1, MaxAllocation, ""}
)

func (d *studyDecoder) sided(to *int) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, sidedRange); ok {
			*to = int(value)
		}
	}
}

func (d *studyDecoder) allocation(to *[]int64) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of whole numbers", func(here keyPath, item *yaml.Node) {
			if value, ok := d.whole(here, item, allocationRange); ok {
				*to = append(*to, int64(value))
			}
		})
	}
}

// document is the trial as a study file has it.
func (t *Trial) document() section {
	c := newSection()
	list := func(key string, nodes []*yaml.Node) {
		if len(nodes) > 0 {
			c.add(key, &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: nodes})
		}
	}
	words := func(all []string) (nodes []*yaml.Node) {
		for _, w := range all {
			nodes = append(nodes, textNode(w))
		}
		return nodes
	}
	numbers := func(all []float64) (nodes []*yaml.Node) {
		for _, v := range all {
			nodes = append(nodes, plainNode(formatNumber(v)))
		}
		return nodes
	}
	list("compare", words(t.Compare))
	c.text("outcome", t.Outcome)
	c.text("estimator", t.Estimator)
	c.text("missing", t.Missing)
	c.text("arms", t.Arms)
	c.text("claim", t.Claim)
	if t.Margin != 0 {
		c.add("margin", plainNode(formatNumber(t.Margin)))
	}
	if t.Sided != 0 {
		c.add("sided", plainNode(strconv.Itoa(t.Sided)))
	}
	if t.Alpha != 0 {
		c.add("alpha", plainNode(formatNumber(t.Alpha)))
	}
	if t.Power != 0 {
		c.add("power", plainNode(formatNumber(t.Power)))
	}
	var ratio []*yaml.Node
	for _, r := range t.Allocation {
		ratio = append(ratio, plainNode(strconv.FormatInt(r, 10)))
	}
	list("allocation", ratio)
	c.text("correction", t.Correction)
	c.text("wins", t.Wins)
	list("covariates", words(t.Covariates))
	list("attrition", numbers(t.Attrition))
	list("looks", numbers(t.Looks))
	c.text("spending", t.Spending)
	return c
}
