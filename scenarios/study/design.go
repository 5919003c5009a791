package study

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Kinds of designs.
const (
	designGrid   = "grid"            // every combination of the parameters' values
	designLatin  = "latin_hypercube" // Points points, each parameter spread evenly by itself
	designHalton = "halton"          // Points points that fill the space evenly; more points keep the first ones
	designTable  = "table"           // the points of a table
)

var designKinds = []string{designGrid, designLatin, designHalton, designTable}

const (
	defaultDesignSeed = 1
	maxLevels         = MaxScenarios // of one parameter of a grid
)

// unnamedScenario is what the scenarios of a design begin with in a study that
// lists none.
const unnamedScenario = "point"

// Design varies parameters from point to point. Each scenario of the study is
// run at each point (a study without scenarios runs the shipped model there), so
// that scenarios can be compared at every point: they are called NAME-1, NAME-2 …
// with as many digits as the last point needs.
//
// In the resolved study the design stands as it is, and expands to the same
// points again. The points of a table file stand in it row by row.
type Design struct {
	Kind       string      `json:"kind" jsonschema:"required" jsonschema_description:"grid: every combination; latin_hypercube and halton: points spread over the ranges; table: the rows of a table."`
	Points     int         `json:"points,omitempty" jsonschema_description:"How many points; of latin_hypercube and halton alone."`
	Seed       uint64      `json:"seed,omitempty" jsonschema_description:"The seed of the points of latin_hypercube and halton. It is not that of luck, which is the same at all points."`
	Parameters Dimensions  `json:"parameters,omitempty" jsonschema_description:"The parameters that vary: a list of values, or from and to; in a grid with levels, the number of values from one to the other."`
	File       string      `json:"file,omitempty" jsonschema_description:"The CSV file of a table, relative to the study: a line of parameter names, then a line for each point."`
	Columns    []string    `json:"columns,omitempty" jsonschema:"maxItems=1000" jsonschema_description:"The parameters of a table that stands in the study itself."`
	Rows       [][]float64 `json:"rows,omitempty" jsonschema:"maxItems=10000" jsonschema_description:"The points of such a table, one list of values each."`
}

// Dimensions are the parameters of a design in the order of the study, which is
// the order of its columns and of the grid: the last one varies fastest.
type Dimensions []Dimension

// Dimension is one parameter of a design: a list of values or a range.
type Dimension struct {
	Name   string    `json:"-"`
	Values []float64 `json:"-"` // the values to choose from; empty for a range
	From   float64   `json:"from"`
	To     float64   `json:"to"`
	Levels int       `json:"levels,omitempty"` // of a range in a grid: how many values, both ends included
}

// MarshalJSON writes the parameters in their order, as a study file has them.
func (d Dimensions) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range d {
		name, err := json.Marshal(d[i].Name)
		if err != nil {
			return nil, err
		}
		var written any = &d[i]
		if len(d[i].Values) > 0 {
			written = d[i].Values
		}
		value, err := json.Marshal(written)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s", name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// sampled says whether the points are drawn, rather than listed.
func (d *Design) sampled() bool { return d.Kind == designLatin || d.Kind == designHalton }

// names are the parameters that vary, in order.
func (d *Design) names() []string {
	if d.Kind == designTable {
		return d.Columns
	}
	names := make([]string, len(d.Parameters))
	for i := range d.Parameters {
		names[i] = d.Parameters[i].Name
	}
	return names
}

// varies says whether the design varies the parameter.
func (d *Design) varies(name string) bool {
	return d != nil && slices.Contains(d.names(), name)
}

// Planned is one scenario that a study runs.
type Planned struct {
	Scenario        // with the values of its point, where there is a design
	Of       int    // index of the scenario of the study that it is; 0 where the study lists none
	Base     string // the name of that scenario
	Point    int    // number of the design's point, from 1, or of the parameter set; 0 without either
}

// Planned lists the scenarios that the study runs, in order: those that it
// lists or, with a design, all of them at the first point, then at the next.
// The study must be valid.
func (s *Study) Planned() []Planned { return s.planned(ShippedTable()) }

// Listed is the study without a design that runs the same scenarios: those of
// [Study.Planned], one by one. A study without a design is itself. It is for
// looking at a run, not for writing: it may be too large for a study file.
func (s *Study) Listed() *Study {
	if s.Design == nil {
		return s
	}
	listed := *s
	listed.Design, listed.Scenarios = nil, nil
	for _, p := range s.Planned() {
		listed.Scenarios = append(listed.Scenarios, p.Scenario)
	}
	return &listed
}

func (s *Study) planned(t paramTable) []Planned {
	templates := s.Scenarios
	if s.Design == nil {
		all := make([]Planned, len(templates))
		for i := range templates {
			all[i] = Planned{Scenario: templates[i], Of: i, Base: templates[i].Name}
		}
		if s.Plausible != nil {
			all = append(all, s.underSets()...)
		}
		return all
	}
	if len(templates) == 0 {
		templates = []Scenario{{Name: unnamedScenario}}
	}
	names, points := s.Design.names(), s.Design.points(t)
	digits := digitsOf(len(points))
	all := make([]Planned, 0, len(points)*len(templates))
	for k, point := range points {
		for i := range templates {
			p := Planned{Scenario: templates[i], Of: i, Base: templates[i].Name, Point: k + 1}
			p.Name = fmt.Sprintf("%s-%0*d", p.Base, digits, p.Point)
			p.Set = make(Values, len(names)+len(templates[i].Set))
			for name, value := range templates[i].Set {
				p.Set[name] = value
			}
			for j, name := range names {
				p.Set[name] = point[j]
			}
			all = append(all, p)
		}
	}
	return all
}

func digitsOf(n int) int { return len(strconv.Itoa(n)) }

// Size is the number of points, at most 10,001 where there are more.
func (d *Design) Size() int {
	switch d.Kind {
	case designTable:
		return len(d.Rows)
	case designGrid:
		size := 1
		for i := range d.Parameters {
			size *= max(1, d.Parameters[i].levels())
			if size > MaxScenarios {
				return MaxScenarios + 1
			}
		}
		return size
	}
	return d.Points
}

// levels is the number of values in a grid.
func (x *Dimension) levels() int {
	if len(x.Values) > 0 {
		return len(x.Values)
	}
	return min(x.Levels, maxLevels)
}

// level is value i of a grid; whole rounds it.
func (x *Dimension) level(i int, whole bool) float64 {
	if len(x.Values) > 0 {
		return x.Values[i]
	}
	value := x.To // exactly
	if last := x.Levels - 1; i < last {
		value = x.From + (x.To-x.From)*float64(i)/float64(last)
	}
	if whole {
		value = math.Round(value)
	}
	return value + 0 // -0 becomes 0
}

// At is the value at share u, 0 to 1, of the range or of the list. Of whole
// numbers each is equally likely.
func (x *Dimension) At(u float64, whole bool) float64 {
	if n := len(x.Values); n > 0 {
		return x.Values[min(n-1, int(u*float64(n)))]
	}
	if whole {
		return min(x.To, x.From+math.Floor(u*(x.To-x.From+1)))
	}
	return min(x.To, x.From+u*(x.To-x.From)) + 0
}
