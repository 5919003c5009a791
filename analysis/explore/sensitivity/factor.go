package sensitivity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/analysis/data/table"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
)

// The range of a factor of which nothing is said: its value and as much as half
// of it to both sides, but at least 5 and at most 25 % of the allowed range.
const (
	halfOfIt      = 0.5
	smallestReach = 0.05
	largestReach  = 0.25
)

// Factor is a parameter that a sensitivity analysis varies evenly over a range,
// whole numbers with equal shares, or over a list of values.
type Factor struct {
	Name   string    `json:"name"`
	Unit   string    `json:"unit,omitempty"`
	From   float64   `json:"from"`
	To     float64   `json:"to"`
	Values []float64 `json:"values,omitempty"` // a list in place of the range
	Whole  bool      `json:"whole,omitempty"`
}

// value is the parameter at share u, 0 to 1.
func (f *Factor) value(u float64) float64 {
	x := study.Dimension{Values: f.Values, From: f.From, To: f.To}
	return x.At(u, f.Whole)
}

func factorValues(factors []Factor, u []float64) []float64 {
	values := make([]float64, len(factors))
	for i := range factors {
		values[i] = factors[i].value(u[i])
	}
	return values
}

// setFactors gives the setting the parameters' values at the point u.
func setFactors(s *population.Setting, factors []Factor, u []float64) {
	rows := map[string]*float64{}
	for _, p := range s.Params() {
		rows[p.Name] = p.Value
	}
	for i := range factors {
		*rows[factors[i].Name] = factors[i].value(u[i])
	}
}

// studyRows are the parameters with what the study sets for all scenarios.
func studyRows(study *study.Study) []sim.Param {
	setting := population.DefaultSetting()
	rows := setting.Params()
	for i := range rows {
		if value, ok := study.Population.Set[strings.TrimPrefix(rows[i].Name, "population.")]; ok && strings.HasPrefix(rows[i].Name, "population.") {
			*rows[i].Value = value
		}
		if value, ok := study.Set[rows[i].Name]; ok {
			*rows[i].Value = value
		}
	}
	return rows
}

// factorsOf are the parameters that the study's design varies over ranges or
// lists or, without such a design, every calibrated parameter.
func factorsOf(study *study.Study) []Factor {
	rows := studyRows(study)
	var factors []Factor
	if study.Design != nil {
		for _, x := range study.Design.Parameters {
			k := slices.IndexFunc(rows, func(p sim.Param) bool { return p.Name == x.Name })
			factors = append(factors, Factor{Name: x.Name, Unit: rows[k].Unit, From: x.From, To: x.To, Values: x.Values, Whole: rows[k].Whole()})
		}
	}
	if factors == nil {
		for _, p := range rows {
			if p.Grade == sim.Calibrated {
				factors = append(factors, factorAround(p))
			}
		}
	}
	return factors
}

// factorAround varies a parameter around its value, a choice over all choices.
func factorAround(p sim.Param) Factor {
	f := Factor{Name: p.Name, Unit: p.Unit, Whole: p.Whole()}
	if p.Choices != nil {
		for i := range p.Choices {
			f.Values = append(f.Values, float64(i))
		}
		return f
	}
	width := p.Max - p.Min
	reach := min(max(halfOfIt*math.Abs(*p.Value), smallestReach*width), largestReach*width)
	f.From, f.To = max(p.Min, *p.Value-reach), min(p.Max, *p.Value+reach)
	if f.Whole {
		f.From, f.To = math.Ceil(f.From), math.Floor(f.To)
	}
	return f
}

// ParseFactor reads a factor from text: a parameter's name, which varies around
// its value in the study, or name=from:to.
func ParseFactor(study *study.Study, text string) (Factor, error) {
	name, ends, ranged := strings.Cut(strings.TrimSpace(text), "=")
	rows := studyRows(study)
	k := slices.IndexFunc(rows, func(p sim.Param) bool { return p.Name == name })
	if k < 0 {
		names := make([]string, len(rows))
		for i := range rows {
			names[i] = rows[i].Name
		}
		return Factor{}, fmt.Errorf("parameter %q is unknown%s", name, explore.Nearest(name, names))
	}
	f := factorAround(rows[k])
	if !ranged {
		return f, nil
	}
	if rows[k].Choices != nil {
		return f, fmt.Errorf("parameter %s is a choice and has no range: name it alone, and it varies over %s", name, strings.Join(rows[k].Choices, ", "))
	}
	from, to, _ := strings.Cut(ends, ":")
	var low, high bool
	f.From, low = table.Plain(from)
	f.To, high = table.Plain(to)
	if !low || !high {
		return f, fmt.Errorf("parameter %s: want NAME=FROM:TO, such as %s=%g:%g, got %q", name, name, rows[k].Min, rows[k].Max, text)
	}
	return f, nil
}

// factorFaults are the factors that cannot be.
func factorFaults(factors []Factor, study *study.Study) (faults []error) {
	names := make([]string, len(factors))
	for i := range factors {
		names[i] = factors[i].Name
	}
	rows := studyRows(study)
	for i := range factors {
		f := &factors[i]
		k := slices.IndexFunc(rows, func(p sim.Param) bool { return p.Name == f.Name })
		switch {
		case k < 0:
			faults = append(faults, fmt.Errorf("parameter %q is unknown", f.Name))
		case slices.Contains(names[:i], f.Name):
			faults = append(faults, fmt.Errorf("parameter %s is named twice", f.Name))
		case len(f.Values) == 1 || len(f.Values) == 0 && !(f.From < f.To):
			faults = append(faults, fmt.Errorf("parameter %s: from %g to %g it does not vary", f.Name, f.From, f.To))
		case len(f.Values) == 0 && !(f.From >= rows[k].Min && f.To <= rows[k].Max):
			faults = append(faults, fmt.Errorf("parameter %s: %g to %g is out of its range: want %g to %g (%s)", f.Name, f.From, f.To,
				rows[k].Min, rows[k].Max, rows[k].Unit))
		case f.Whole && (f.From != math.Trunc(f.From) || f.To != math.Trunc(f.To)):
			faults = append(faults, fmt.Errorf("parameter %s: want whole numbers, got %g to %g", f.Name, f.From, f.To))
		}
	}
	if len(factors) == 0 || len(factors) > maxFactors {
		faults = append(faults, fmt.Errorf("%d parameters: want 1 to %d", len(factors), maxFactors))
	}
	return faults
}
