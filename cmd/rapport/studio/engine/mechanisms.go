package engine

import (
	"slices"
	"strings"

	"rapport/scenarios/population"
	"rapport/sim"
)

// MechanismText explains a cause of the ledger: the words of its mechanism, and
// the parameters and sources of all mechanisms that have a part in it.
type MechanismText struct {
	Key        string               `json:"key"` // as in the ledger
	Title      string               `json:"title"`
	Meaning    string               `json:"meaning"`
	File       string               `json:"file"` // where its equation stands
	Parameters []MechanismParameter `json:"parameters"`
	SourceKeys []string             `json:"sources"`
}

// MechanismParameter is a parameter of a mechanism with its shipped value.
type MechanismParameter struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Grade   string  `json:"grade"`
	Source  string  `json:"source"`
	Meaning string  `json:"-"` // in English: the page says it in its own language
}

// causes are the names of the ledger with their words.
var causes = sim.Causes()

// Mechanisms explains the causes, in the order of the model.
func Mechanisms() []MechanismText {
	setting := population.DefaultSetting()
	all := make([]MechanismText, len(causes))
	for i, c := range causes {
		all[i] = MechanismText{Key: c.Name, Title: c.Title, Meaning: c.Meaning, File: "sim/meet.go",
			Parameters: []MechanismParameter{}, SourceKeys: []string{}}
	}
	for _, m := range setting.Model.Mechanisms() {
		for i := range all {
			named := func(c *sim.Cause) bool { return c.Name == all[i].Key }
			if enters := slices.ContainsFunc(m.Enters, named); enters {
				all[i].File = "sim/" + m.File
				all[i].add(&m)
			} else if slices.ContainsFunc(m.Shapes, named) {
				all[i].add(&m)
			} else {
				all[i].add(takenOf(&m, strings.Fields(causes[i].Takes)))
			}
		}
	}
	return all
}

// takenOf is a mechanism as far as it is these parameters: what the whole of it rests on
// says nothing of them.
func takenOf(m *sim.Mechanism, names []string) *sim.Mechanism {
	some := *m
	some.Rests = ""
	some.Params = slices.DeleteFunc(slices.Clone(m.Params), func(p sim.Param) bool { return !slices.Contains(names, p.Name) })
	return &some
}

// add puts the parameters and sources of a mechanism into the explanation.
func (x *MechanismText) add(m *sim.Mechanism) {
	sources := strings.Fields(m.Rests)
	for _, p := range m.Params {
		x.Parameters = append(x.Parameters, MechanismParameter{p.Name, *p.Value, p.Unit, string(p.Grade), p.Source, p.Meaning})
		sources = append(sources, strings.Fields(p.Source)...)
	}
	for _, key := range sources {
		if !slices.Contains(x.SourceKeys, key) {
			x.SourceKeys = append(x.SourceKeys, key)
		}
	}
}
