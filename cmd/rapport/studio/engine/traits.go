package engine

import (
	"slices"

	"rapport/scenarios/population"
	"rapport/sim"
)

// Trait is a slider: a trait with its meaning in plain language. Traits are in
// standard deviations among people of routine care, severity in PHQ-9 points.
type Trait struct {
	Key     string  `json:"key"` // as in population.KEY_mean
	Name    string  `json:"name"`
	Low     string  `json:"low"`  // what a low value means
	High    string  `json:"high"` // what a high value means
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Step    float64 `json:"step"`
	Typical float64 `json:"typical"`
}

const severityKey = "severity"

// patientTraits are the sliders of a patient, therapistTraits those of a
// therapist, whose keys lack the prefix therapist_ of the population's parameters.
var (
	patientTraits   = sliders("population.", population.PatientTraits[:])
	therapistTraits = sliders("population.therapist_", population.TherapistTraits[:])
)

// sliders are the traits whose mean is a parameter of the population: its range
// is that of the slider, its default what is typical. Severity, in points, comes
// first, as a clinician asks for it first.
func sliders(prefix string, texts []population.TraitText) []Trait {
	p := population.DefaultPopulation()
	rows := p.Params()
	var all []Trait
	for _, t := range texts {
		i := slices.IndexFunc(rows, func(row sim.Param) bool { return row.Name == prefix+t.Key+"_mean" })
		if i < 0 {
			continue
		}
		slider := Trait{t.Key, t.Name, t.Low, t.High, rows[i].Min, rows[i].Max, 0.1, *rows[i].Value}
		if t.Key == severityKey {
			slider.Step = 0.5 // its spread in the population of one
			all = slices.Insert(all, 0, slider)
			continue
		}
		all = append(all, slider)
	}
	return all
}

// Values are the traits of a person by key; what is absent is typical.
type Values map[string]float64

// complete fills every trait in, over the values of a vignette, and refuses what
// is unknown or out of range.
func (v Values) complete(who string, traits []Trait, vignette Values) (Values, error) {
	all := Values{}
	for key := range v {
		if !slices.ContainsFunc(traits, func(t Trait) bool { return t.Key == key }) {
			return nil, refuse("trait."+who, "name", short(key))
		}
	}
	for _, t := range traits {
		all[t.Key] = t.Typical
		if x, ok := vignette[t.Key]; ok {
			all[t.Key] = x
		}
		if x, ok := v[t.Key]; ok {
			all[t.Key] = x
		}
		if x := all[t.Key]; !(x >= t.Min && x <= t.Max) {
			return nil, refuse("trait_range."+who, "name", t.Key, "value", x, "least", t.Min, "most", t.Max)
		}
	}
	return all, nil
}
