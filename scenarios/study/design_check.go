package study

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxDesigned is how many parameters a design may vary.
const maxDesigned = 1000

// checkDesign reports what is wrong with the design of the study.
func (s *Study) checkDesign(t paramTable, faults *faultList) {
	x, at := s.Design, keyPath("design")
	before := len(faults.found)
	checkWord(at.key("kind"), x.Kind, designKinds, faults)
	if len(faults.found) > before {
		return
	}
	x.checkKeys(at, faults)
	if x.Kind == designTable {
		x.checkTable(at, t, faults)
	} else {
		x.checkDimensions(at.key("parameters"), t, faults)
	}
	if len(faults.found) > before {
		return
	}
	s.checkSize(at, x.Size()*max(1, len(s.Scenarios)), faults)
	for i := range s.Scenarios {
		if room := 62 - digitsOf(x.Size()); len(s.Scenarios[i].Name) > room {
			faults.add(keyPath("scenarios").item(i).key("name"), s.Scenarios[i].Name,
				fmt.Sprintf("want at most %d letters, because the number of the point is added", room), "")
		}
		s.checkDesigned(keyPath("scenarios").item(i).key("set"), s.Scenarios[i].Set, "", faults)
	}
	s.checkDesigned("set", s.Set, "", faults)
	s.checkDesigned("population", s.Population.Set, populationPrefix, faults)
}

func (s *Study) checkSize(at keyPath, planned int, faults *faultList) {
	if planned > MaxScenarios {
		faults.add(at, "", fmt.Sprintf("points times scenarios are more than %d, the most that a study may have", MaxScenarios), "")
	}
}

// checkDesigned refuses a value for a parameter that the design varies.
func (s *Study) checkDesigned(at keyPath, values Values, prefix string, faults *faultList) {
	for _, name := range values.sorted() {
		if s.Design.varies(prefix + name) {
			faults.add(at.key(name), "", "the design varies this parameter", "remove it here or in the design")
		}
	}
}

// checkKeys reports keys that the kind does not have.
func (x *Design) checkKeys(at keyPath, faults *faultList) {
	refuse := func(said bool, key, of string) {
		if said {
			faults.add(at.key(key), "", fmt.Sprintf("a design of kind %s has no %s", x.Kind, key), "it is a key of "+of)
		}
	}
	refuse(x.Points != 0 && !x.sampled(), "points", designLatin+" and "+designHalton)
	refuse(x.Seed != 0 && !x.sampled(), "seed", designLatin+" and "+designHalton)
	refuse(len(x.Parameters) > 0 && x.Kind == designTable, "parameters", "the other kinds; a table has columns and rows, or a file")
	refuse(x.File != "" && x.Kind != designTable, "file", designTable)
	refuse(len(x.Columns) > 0 && x.Kind != designTable, "columns", designTable)
	refuse(len(x.Rows) > 0 && x.Kind != designTable, "rows", designTable)
	switch {
	case !x.sampled():
	case x.Points == 0:
		faults.add(at.key("points"), "", "a design of kind "+x.Kind+" needs points", pointRange.String())
	case x.Points < 1 || x.Points > MaxScenarios:
		faults.add(at.key("points"), strconv.Itoa(x.Points), pointRange.String(), "")
	}
}

func (x *Design) checkDimensions(at keyPath, t paramTable, faults *faultList) {
	if len(x.Parameters) == 0 || len(x.Parameters) > maxDesigned {
		faults.add(at, "", "a design needs at least one parameter", "such as rupture.base: {from: -2, to: 0}")
		return
	}
	for i := range x.Parameters {
		p := &x.Parameters[i]
		here := at.key(p.Name)
		if slices.ContainsFunc(x.Parameters[:i], func(o Dimension) bool { return o.Name == p.Name }) {
			faults.add(here, "", "said twice", "")
		}
		p.check(here, x.Kind, t, faults)
	}
}

func (p *Dimension) check(at keyPath, kind string, t paramTable, faults *faultList) {
	param, ok := t.find(p.Name)
	if !ok {
		faults.add(at, "", "unknown parameter", t.guess("", p.Name))
		return
	}
	for i, value := range p.Values {
		if !allowed(param, value) {
			faults.add(at.item(i), formatNumber(value), wanted(param), "")
		}
		if j := slices.Index(p.Values[:i], value); j >= 0 {
			faults.add(at.item(i), labelOf(param, value), "said twice", "")
		}
	}
	switch {
	case len(p.Values) > 0:
	case param.Choices != nil:
		faults.add(at, "", "a choice has no range: want a list of some of "+strings.Join(param.Choices, ", "), "")
	case !allowed(param, p.From):
		faults.add(at.key("from"), formatNumber(p.From), wanted(param), "")
	case !allowed(param, p.To):
		faults.add(at.key("to"), formatNumber(p.To), wanted(param), "")
	case p.To <= p.From:
		faults.add(at.key("to"), formatNumber(p.To), fmt.Sprintf("want more than %s (from)", formatNumber(p.From)), "")
	case kind != designGrid && p.Levels != 0:
		faults.add(at.key("levels"), strconv.Itoa(p.Levels), "levels are for a grid", "a list of values is drawn from as it is")
	case kind == designGrid:
		p.checkLevels(at.key("levels"), param.Whole(), faults)
	}
}

func (p *Dimension) checkLevels(at keyPath, whole bool, faults *faultList) {
	switch {
	case p.Levels < 2 || p.Levels > maxLevels:
		faults.add(at, strconv.Itoa(p.Levels), "a range in a grid needs levels: "+levelRange.String(), "or list the values")
	case whole && float64(p.Levels) > p.To-p.From+1:
		faults.add(at, strconv.Itoa(p.Levels), fmt.Sprintf("there are only %s whole numbers from %s to %s",
			formatNumber(math.Trunc(p.To-p.From)+1), formatNumber(p.From), formatNumber(p.To)), "")
	}
}

// checkTable reports what is wrong with the columns and rows of a table.
func (x *Design) checkTable(at keyPath, t paramTable, faults *faultList) {
	switch {
	case x.File != "":
		faults.add(at.key("file"), quote(x.File), "a table file is read only beside a study that is a file", "write columns and rows")
		return
	case len(x.Columns) == 0 || len(x.Columns) > maxDesigned:
		faults.add(at, "", "a table needs a file, or columns and rows", "")
		return
	case len(x.Rows) == 0 || len(x.Rows) > MaxScenarios:
		faults.add(at.key("rows"), strconv.Itoa(len(x.Rows)), "want 1 to "+strconv.Itoa(MaxScenarios)+" rows", "")
		return
	}
	for i, name := range x.Columns {
		if _, ok := t.find(name); !ok {
			faults.add(at.key("columns").item(i), quote(name), "unknown parameter", t.guess("", name))
		} else if slices.Contains(x.Columns[:i], name) {
			faults.add(at.key("columns").item(i), name, "said twice", "")
		}
	}
	for k, row := range x.Rows {
		here := at.key("rows").item(k)
		if len(row) != len(x.Columns) {
			faults.add(here, "", fmt.Sprintf("want %d values, one for each column, got %d", len(x.Columns), len(row)), "")
			continue
		}
		for i, value := range row {
			if param, ok := t.find(x.Columns[i]); ok && !allowed(param, value) {
				faults.add(here.item(i), formatNumber(value), wanted(param)+" for "+param.Name, "")
			}
		}
	}
}
