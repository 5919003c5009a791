package study

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"

	"go.yaml.in/yaml/v3"

	"rapport/configs"
	"rapport/sim/record/bounded"
)

// Plausible runs every scenario of a study under so many further parameter sets, each of
// which meets the evidence as the shipped values do, on the same patients with the same
// luck. Scenario NAME is that of the shipped values; NAME-set01, NAME-set02 … are those of
// the sets. What the study itself sets holds under every set.
//
// Sets of a file stand in the resolved study row by row.
type Plausible struct {
	Sets    int         `json:"sets" jsonschema:"required" jsonschema_description:"How many sets, the first ones of those there are: they are in an order in which each is as far from the earlier ones as can be."`
	File    string      `json:"file,omitempty" jsonschema_description:"The record of a search of your own (plausible.json), relative to the study; absent: the sets that ship."`
	Columns []string    `json:"columns,omitempty" jsonschema:"maxItems=1000" jsonschema_description:"The parameters of sets that stand in the study itself."`
	Rows    [][]float64 `json:"rows,omitempty" jsonschema:"maxItems=1000" jsonschema_description:"Their values, a list for each set."`
}

// mostSets bounds the sets of a study.
const mostSets = 1000

var setRange = wholeRange{1, mostSets, "sets"}

// maxSetsBytes bounds the record of sets that is read.
const maxSetsBytes = 64 << 20

// ShippedSets are the parameter sets that ship. The error says that they were found for
// another model than the shipped one.
var ShippedSets = sync.OnceValues(func() (*ParameterSets, error) { return ReadSets(configs.Plausible()) })

// LoadSets reads the record of a search at path.
func LoadSets(path string) (*ParameterSets, error) {
	text, err := bounded.ReadFile(path, maxSetsBytes)
	if err != nil {
		return nil, fmt.Errorf("read plausible sets: %w", err)
	}
	sets, err := ReadSets(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return sets, nil
}

// use takes the first sets of a record into the study.
func (x *Plausible) use(sets *ParameterSets) {
	x.File, x.Columns, x.Rows = "", sets.Parameters, sets.Sets[:min(x.Sets, len(sets.Sets))]
}

// parameterSets are columns and rows, those that ship where the study has none.
func (x *Plausible) parameterSets() (columns []string, rows [][]float64, err error) {
	if len(x.Columns) > 0 {
		return x.Columns, x.Rows, nil
	}
	sets, err := ShippedSets()
	if err != nil {
		return nil, nil, err
	}
	return sets.Parameters, sets.Sets, nil
}

// checkPlausible reports what is wrong with the sets of the study.
func (s *Study) checkPlausible(t paramTable, faults *faultList) {
	x, at := s.Plausible, keyPath("plausible")
	before := len(faults.found)
	checkWhole(at.key("sets"), int64(x.Sets), setRange, faults)
	if s.Design != nil {
		faults.add(at, "", "a study with a design has no plausible sets: points and sets together would be too many to read",
			"remove one of them")
	}
	if x.File != "" {
		faults.add(at.key("file"), quote(x.File), "a record of sets is read only beside a study that is a file", "")
	}
	columns, rows, err := x.parameterSets()
	switch {
	case err != nil:
		faults.add(at, "", err.Error(), hintFor(err))
	case len(rows) < x.Sets:
		faults.add(at.key("sets"), strconv.Itoa(x.Sets), fmt.Sprintf("there are only %d sets", len(rows)), "find more with rapport calibrate --plausible")
	}
	if len(faults.found) > before {
		return
	}
	if len(x.Columns) > 0 {
		table := Design{Columns: columns, Rows: rows}
		table.checkTable(at, t, faults)
	}
	s.checkSize(at, (1+x.Sets)*max(1, len(s.Scenarios)), faults)
	for i := range s.Scenarios {
		if room := 63 - len(setName("", mostSets)); len(s.Scenarios[i].Name) > room {
			faults.add(keyPath("scenarios").item(i).key("name"), s.Scenarios[i].Name,
				fmt.Sprintf("want at most %d letters, because the number of the set is added", room), "")
		}
		for k := range min(x.Sets, mostSets) {
			name := setName(s.Scenarios[i].Name, k+1)
			if j := slices.IndexFunc(s.Scenarios, func(o Scenario) bool { return o.Name == name }); j >= 0 {
				faults.add(keyPath("scenarios").item(j).key("name"), name, fmt.Sprintf("is what scenario %s is called under set %d", s.Scenarios[i].Name, k+1), "choose another name")
			}
		}
	}
}

func hintFor(err error) string {
	var other *otherModel
	if errors.As(err, &other) {
		return other.Hint()
	}
	return ""
}

// setName is what a scenario is called under a set.
func setName(base string, set int) string { return fmt.Sprintf("%s-set%02d", base, set) }

// underSets lists the scenarios of the study under each of its sets, the first set first.
// The study must be valid.
func (s *Study) underSets() []Planned {
	columns, rows, err := s.Plausible.parameterSets()
	if err != nil {
		return nil // refused by the checks
	}
	said := Values{}
	for _, layer := range []Values{s.Population.Set.prefixed(populationPrefix), s.Set} {
		for name := range layer {
			said[name] = 0
		}
	}
	var all []Planned
	for k := range min(s.Plausible.Sets, len(rows)) {
		for i := range s.Scenarios {
			p := Planned{Scenario: s.Scenarios[i], Of: i, Base: s.Scenarios[i].Name, Point: k + 1}
			p.Name, p.Set = setName(p.Base, p.Point), Values{}
			for j, name := range columns {
				if _, held := said[name]; !held {
					p.Set[name] = rows[k][j]
				}
			}
			for name, value := range s.Scenarios[i].Set {
				p.Set[name] = value
			}
			all = append(all, p)
		}
	}
	return all
}

// setPoint is where the scenario stands among the sets: the values that it has of what
// differs between them.
func (s *Study) setPoint(p *Planned, t paramTable) *DesignPoint {
	columns, _, err := s.Plausible.parameterSets()
	if err != nil {
		return nil
	}
	point := &DesignPoint{Base: p.Base, Point: p.Point, Plausible: true}
	layers := s.Layers(&p.Scenario)
	for _, name := range columns {
		param, _ := t.find(name)
		value := PointValue{Name: name, Value: *param.Value}
		for _, layer := range layers {
			if v, ok := layer[name]; ok {
				value.Value = v
			}
		}
		point.Values = append(point.Values, value)
	}
	return point
}

// plausible reads a number of sets, or a mapping.
func (d *studyDecoder) plausible(to **Plausible) reading {
	return func(at keyPath, n *yaml.Node) {
		x := &Plausible{}
		if n.Kind == yaml.MappingNode {
			table := &Design{}
			d.object(at, n, knownFields{"sets": d.count(&x.Sets, setRange), "file": d.text(&x.File),
				"columns": d.texts(&x.Columns), "rows": d.rows(table)})
			x.Rows = table.Rows
		} else {
			d.count(&x.Sets, setRange)(at, n)
		}
		if x.File != "" && d.tables != nil {
			d.fetchSets(at.key("file"), x)
		}
		*to = x
	}
}

// fetchSets reads the record that the study names.
func (d *studyDecoder) fetchSets(at keyPath, x *Plausible) {
	if len(x.Columns) > 0 || len(x.Rows) > 0 {
		d.faults.addAt(at, d.places[at], quote(x.File), "want a file, or columns and rows, not both", "")
		return
	}
	text, err := d.tables(x.File, maxSetsBytes)
	if err == nil && len(text) > maxSetsBytes {
		err = fmt.Errorf("the file is larger than %d MiB, too large for a record of sets", maxSetsBytes>>20)
	}
	if err == nil {
		var sets *ParameterSets
		if sets, err = ReadSets(text); err == nil {
			x.use(sets)
			return
		}
	}
	d.faults.addAt(at, d.places[at], quote(x.File), err.Error(), meantHint(err, hintFor(err)))
}

// overlayPlausible takes what the command line says of sets.
func (l *layering) overlayPlausible(o Overrides) {
	if o.Plausible == nil && o.PlausibleFrom == "" {
		return
	}
	if o.Plausible != nil && *o.Plausible == 0 && o.PlausibleFrom == "" {
		l.study.Plausible = nil
		return
	}
	x := &Plausible{Sets: mostSets}
	if o.PlausibleFrom != "" {
		sets, err := LoadSets(o.PlausibleFrom)
		if err != nil {
			l.faults.add("--plausible-from", "", plainly(err), hintFor(err))
			return
		}
		x.use(sets)
		x.Sets = len(x.Rows)
	}
	if o.Plausible != nil {
		x.Sets = *o.Plausible
		x.Rows = x.Rows[:min(len(x.Rows), max(0, x.Sets))]
	}
	l.study.Plausible = x
	var faults faultList
	l.study.checkPlausible(l.table, &faults)
	for _, f := range faults.found {
		l.faults.add("--plausible", f.Value, f.Message, f.Hint)
	}
}

func plainly(err error) string {
	if errors.Is(err, os.ErrNotExist) {
		return PlainError(err).Error()
	}
	return err.Error()
}

// document writes the sets as a study file has them.
func (x *Plausible) document() *yaml.Node {
	if len(x.Columns) == 0 {
		return plainNode(strconv.Itoa(x.Sets))
	}
	c := newSection()
	c.add("sets", plainNode(strconv.Itoa(x.Sets)))
	c.add("columns", textsNode(x.Columns))
	rows := &yaml.Node{Kind: yaml.SequenceNode}
	for _, row := range x.Rows {
		rows.Content = append(rows.Content, numbersNode(row))
	}
	c.add("rows", rows)
	return c.node
}
