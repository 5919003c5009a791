package scenarios

import "slices"

// compact is the manifest as it is written. The scenarios of a design differ in
// what the design varies alone, so only those of the first point list all their
// parameters: ten thousand points would else fill hundreds of megabytes.
func (m *Manifest) compact() *Manifest {
	c := *m
	c.Scenarios = slices.Clone(m.Scenarios)
	for i := range c.Scenarios {
		if s := &c.Scenarios[i]; s.Design != nil && s.Design.Point > 1 {
			s.Parameters = nil
		}
	}
	return &c
}

// spread gives the scenarios of a design the parameters that [Manifest.compact]
// leaves out: those of the first point, with the values of their own.
func (m *Manifest) spread() {
	first := map[string][]Assignment{} // by scenario of the study
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		switch {
		case s.Design == nil:
		case s.Parameters != nil:
			first[s.Design.Base] = s.Parameters
		default:
			s.Parameters = s.Design.over(first[s.Design.Base])
		}
	}
}

// over lists the parameters with the values of this point.
func (p *DesignPoint) over(parameters []Assignment) []Assignment {
	all := slices.Clone(parameters)
	for _, v := range p.Values {
		if i := slices.IndexFunc(all, func(a Assignment) bool { return a.Name == v.Name }); i >= 0 {
			all[i].Value = v.Value
		}
	}
	return all
}
