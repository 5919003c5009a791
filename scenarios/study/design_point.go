package study

import "slices"

// DesignPoint is where a scenario of a run stands in the design of its study.
type DesignPoint struct {
	Base   string       `json:"base"`   // the scenario of the study that it is
	Point  int          `json:"point"`  // number of the point, from 1; of a study with plausible sets, that of the set, 0 for the shipped values
	Values []PointValue `json:"values"` // in the order of the design

	Plausible bool `json:"plausible,omitempty"` // a parameter set, no point of a design
}

// PointValue is the value of a parameter that the design varies.
type PointValue struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Label string  `json:"label,omitempty"` // of a choice
}

// DesignOf is where the scenario stands, or nil in a study without a design.
func (s *Study) DesignOf(p *Planned, t paramTable) *DesignPoint {
	if s.Plausible != nil {
		return s.setPoint(p, t)
	}
	if s.Design == nil {
		return nil
	}
	point := &DesignPoint{Base: p.Base, Point: p.Point}
	for _, name := range s.Design.names() {
		value := PointValue{Name: name, Value: p.Set[name]}
		if param, ok := t.find(name); ok && param.Choices != nil {
			value.Label = labelOf(param, value.Value)
		}
		point.Values = append(point.Values, value)
	}
	return point
}

// Over lists the parameters with the values of this point.
func (p *DesignPoint) Over(parameters []Assignment) []Assignment {
	all := slices.Clone(parameters)
	for _, v := range p.Values {
		if i := slices.IndexFunc(all, func(a Assignment) bool { return a.Name == v.Name }); i >= 0 {
			all[i].Set = all[i].Set || p.Plausible
			all[i].Value = v.Value
		}
	}
	return all
}

// Text is the value as a study file has it: of a choice, its label.
func (v PointValue) Text() string {
	if v.Label != "" {
		return v.Label
	}
	return formatNumber(v.Value)
}

// First says that nothing precedes the point: the first of a design, the shipped values
// among sets.
func (p *DesignPoint) First() bool { return p.Point == 0 || p.Point == 1 && !p.Plausible }
