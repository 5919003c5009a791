package study

import (
	"math"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"rapport/sim"
)

var (
	pointRange      = wholeRange{1, MaxScenarios, "points"}
	levelRange      = wholeRange{2, maxLevels, ""}
	designSeedRange = wholeRange{1, seedRange.max, ""}
)

func (d *studyDecoder) design(to **Design) reading {
	return func(at keyPath, n *yaml.Node) {
		design := &Design{}
		d.object(at, n, d.designFields(design))
		if design.sampled() && design.Seed == 0 {
			design.Seed = defaultDesignSeed
		}
		d.fetch(at.key("file"), design)
		*to = design
	}
}

func (d *studyDecoder) designFields(x *Design) knownFields {
	return knownFields{
		"kind":       d.text(&x.Kind),
		"points":     d.count(&x.Points, pointRange),
		"seed":       d.designSeed(&x.Seed),
		"parameters": d.dimensions(&x.Parameters),
		"file":       d.text(&x.File),
		"columns":    d.texts(&x.Columns),
		"rows":       d.rows(x),
	}
}

func (d *studyDecoder) designSeed(to *uint64) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, designSeedRange); ok {
			*to = value
		}
	}
}

// count reads a whole number in a range.
func (d *studyDecoder) count(to *int, r wholeRange) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, r); ok {
			*to = int(value)
		}
	}
}

// dimensions reads the parameters of a design in the order of the file.
func (d *studyDecoder) dimensions(to *Dimensions) reading {
	return func(at keyPath, n *yaml.Node) {
		d.entries(at, n, func(name string, here keyPath, value *yaml.Node) {
			param, ok := d.table.find(name)
			if !ok {
				d.faults.addAt(here, d.places[here], "", "unknown parameter", d.table.guess("", name))
				return
			}
			x := Dimension{Name: name}
			if value.Kind == yaml.MappingNode {
				x.From, x.To = math.NaN(), math.NaN() // until they are read: 0 would be held against the other end
				d.object(here, value, knownFields{
					"from": d.number(&x.From, param), "to": d.number(&x.To, param), "levels": d.count(&x.Levels, levelRange)})
				d.ends(here, value)
			} else {
				d.list(here, value, "want a list of values, or from and to", func(item keyPath, each *yaml.Node) {
					x.Values = append(x.Values, 0)
					d.number(&x.Values[len(x.Values)-1], param)(item, each)
				})
			}
			*to = append(*to, x)
		})
	}
}

// ends reports a range that lacks an end.
func (d *studyDecoder) ends(at keyPath, n *yaml.Node) {
	for _, key := range []string{"from", "to"} {
		said := slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Value == key })
		if !said && !d.meant[at.key(key)] {
			d.faults.addAt(at.key(key), d.places[at], "", "a range needs both from and to", "")
		}
	}
}

// number reads a value of the parameter.
func (d *studyDecoder) number(to *float64, param sim.Param) reading {
	return func(at keyPath, n *yaml.Node) {
		value, message, hint := writtenAs(n).read(param)
		if message != "" {
			d.faults.addAt(at, d.places[at], "", message, hint)
			return
		}
		*to = value
	}
}

// rows reads the points of a table that stands in the study. The columns may
// stand below the rows, so a label of a choice could not be read here.
func (d *studyDecoder) rows(x *Design) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of points", func(here keyPath, item *yaml.Node) {
			row := make([]float64, 0, len(item.Content))
			d.list(here, item, "want a list of values", func(cell keyPath, value *yaml.Node) {
				number, ok := writtenAs(value).number()
				if !ok {
					d.mistyped(cell, value, "want a number (a choice by its number)", numberHint(value.Value, anyNumber))
				}
				row = append(row, number)
			})
			x.Rows = append(x.Rows, row)
		})
	}
}

// document writes the design as a study file has it.
func (x *Design) document(t paramTable) section {
	c := newSection()
	c.text("kind", x.Kind)
	if x.sampled() {
		c.add("points", plainNode(strconv.Itoa(x.Points)))
		c.add("seed", plainNode(strconv.FormatUint(max(x.Seed, defaultDesignSeed), 10)))
	}
	if len(x.Parameters) > 0 {
		parameters := newSection()
		for i := range x.Parameters {
			parameters.add(x.Parameters[i].Name, x.Parameters[i].document(t))
		}
		c.add("parameters", parameters.node)
	}
	if len(x.Columns) > 0 {
		c.add("columns", textsNode(x.Columns))
		rows := &yaml.Node{Kind: yaml.SequenceNode}
		for _, row := range x.Rows {
			rows.Content = append(rows.Content, numbersNode(row))
		}
		c.add("rows", rows)
	}
	return c
}

func (x *Dimension) document(t paramTable) *yaml.Node {
	param, _ := t.find(x.Name) // found: the study has been checked
	if len(x.Values) > 0 {
		list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, value := range x.Values {
			node := plainNode(formatNumber(value))
			if param.Choices != nil {
				node = textNode(labelOf(param, value))
			}
			list.Content = append(list.Content, node)
		}
		return list
	}
	c := newSection()
	c.node.Style = yaml.FlowStyle
	c.add("from", plainNode(formatNumber(x.From)))
	c.add("to", plainNode(formatNumber(x.To)))
	if x.Levels > 0 {
		c.add("levels", plainNode(strconv.Itoa(x.Levels)))
	}
	return c.node
}

func numbersNode(values []float64) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, value := range values {
		list.Content = append(list.Content, plainNode(formatNumber(value)))
	}
	return list
}
