package run

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"

	"rapport/scenarios/study"
)

// designName is the table of a design, or of plausible sets, in the folder of its run: a
// line for each scenario with its name, the scenario of the study that it is, the number
// of the point or set and the values of the parameters that vary.
const designName = "design.csv"

// compact is the manifest as it is written. The scenarios of a design differ in
// what the design varies alone, so only those of the first point list all their
// parameters: ten thousand points would else fill hundreds of megabytes.
func (m *Manifest) compact() *Manifest {
	c := *m
	c.Scenarios = slices.Clone(m.Scenarios)
	for i := range c.Scenarios {
		if s := &c.Scenarios[i]; s.Design != nil && !s.Design.First() {
			s.Parameters = nil
		}
	}
	return &c
}

// spread gives the scenarios of a design the parameters that [Manifest.compact]
// leaves out: those of the first point, with the values of their own.
func (m *Manifest) spread() {
	first := map[string][]study.Assignment{} // by scenario of the study
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		switch {
		case s.Design == nil:
		case s.Parameters != nil:
			first[s.Design.Base] = s.Parameters
		default:
			s.Parameters = s.Design.Over(first[s.Design.Base])
		}
	}
}

// designTableOf writes the design of a run as CSV; nil where it has none.
func designTableOf(scenarios []ManifestScenario) ([]byte, error) {
	if len(scenarios) == 0 || scenarios[0].Design == nil {
		return nil, nil
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	number := "point"
	if scenarios[0].Design.Plausible {
		number = "set"
	}
	line := []string{"scenario", "base", number}
	for _, v := range scenarios[0].Design.Values {
		line = append(line, v.Name)
	}
	for i := -1; i < len(scenarios); i++ {
		if i >= 0 {
			point := scenarios[i].Design
			if point == nil || len(point.Values) != len(scenarios[0].Design.Values) {
				return nil, fmt.Errorf("scenario %s is at no point of the design", scenarios[i].Name)
			}
			line = append(line[:0], scenarios[i].Name, point.Base, fmt.Sprint(point.Point))
			for _, v := range point.Values {
				line = append(line, v.Text())
			}
		}
		if err := w.Write(line); err != nil {
			return nil, fmt.Errorf("write the table of the design: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
