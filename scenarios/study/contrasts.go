package study

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
)

// maxContrasts bounds the contrasts of a study.
const maxContrasts = 100

// PlannedContrast compares two differences between scenarios: that of Difference, the
// first minus the second, less that of Minus; or less that of Through, which are the
// same two scenarios with paths blocked in both, so that what goes through these paths
// is left.
type PlannedContrast struct {
	Name       string   `json:"name" jsonschema:"required" jsonschema_description:"Unique name: lower-case letters, digits and hyphens."`
	Difference []string `json:"difference" jsonschema:"required,minItems=2,maxItems=2" jsonschema_description:"Two scenarios: the first minus the second."`
	Minus      []string `json:"minus,omitempty" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"Two scenarios whose difference is taken away."`
	Through    []string `json:"through,omitempty" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"The same two scenarios with paths blocked in both: what their difference lacks goes through the paths."`
}

// Less are the two scenarios whose difference is taken away.
func (c *PlannedContrast) Less() []string {
	return append(c.Minus[:len(c.Minus):len(c.Minus)], c.Through...)
}

func (d *studyDecoder) contrasts(to *[]PlannedContrast) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of contrasts", func(here keyPath, item *yaml.Node) {
			var c PlannedContrast
			d.object(here, item, d.contrastFields(&c))
			*to = append(*to, c)
		})
	}
}

func (d *studyDecoder) contrastFields(c *PlannedContrast) knownFields {
	return knownFields{"name": d.text(&c.Name), "difference": d.texts(&c.Difference), "minus": d.texts(&c.Minus), "through": d.texts(&c.Through)}
}

func (c *PlannedContrast) document() *yaml.Node {
	s := newSection()
	s.text("name", c.Name)
	for _, pair := range []struct {
		key   string
		names []string
	}{{"difference", c.Difference}, {"minus", c.Minus}, {"through", c.Through}} {
		if len(pair.names) > 0 {
			node := textsNode(pair.names)
			node.Style = yaml.FlowStyle
			s.add(pair.key, node)
		}
	}
	return s.node
}

// checkContrasts reports contrasts of scenarios that the study does not have.
func (s *Study) checkContrasts(faults *faultList) {
	all := keyPath("contrasts")
	switch {
	case len(s.Contrasts) > maxContrasts:
		faults.add(all, strconv.Itoa(len(s.Contrasts)), fmt.Sprintf("want at most %d contrasts", maxContrasts), "")
		return
	case len(s.Contrasts) > 0 && s.Design != nil:
		faults.add(all, "", "a study with a design has no contrasts: its scenarios are many", "list the scenarios instead")
		return
	}
	var names []string
	for i := range s.Scenarios {
		names = append(names, named(s.Scenarios[i].Name))
	}
	for i := range s.Contrasts {
		c, at := &s.Contrasts[i], all.item(i)
		switch {
		case !ScenarioName.MatchString(c.Name):
			faults.add(at.key("name"), quote(c.Name), "want 1 to 63 lower-case letters, digits and hyphens, not a hyphen first", "")
		case slices.ContainsFunc(s.Contrasts[:i], func(o PlannedContrast) bool { return o.Name == c.Name }):
			faults.add(at.key("name"), c.Name, "already the name of a contrast", "")
		}
		checkPair(at.key("difference"), c.Difference, names, faults)
		switch {
		case len(c.Minus) > 0 && len(c.Through) > 0:
			faults.add(at.key("through"), "", "a contrast has minus or through", "write two contrasts")
		case len(c.Through) > 0:
			checkPair(at.key("through"), c.Through, names, faults)
		default:
			checkPair(at.key("minus"), c.Minus, names, faults)
		}
		if len(c.Difference) == 2 && slices.Equal(c.Difference, c.Less()) {
			faults.idle(at, "", "both differences are the same: the contrast is always 0", "")
		}
	}
}

// checkPair reports what is not the names of two scenarios.
func checkPair(at keyPath, pair, names []string, faults *faultList) {
	if len(pair) != 2 {
		hint := "such as [" + names[0] + ", " + names[len(names)-1] + "]"
		if slices.Contains(names, "") {
			hint = ""
		}
		faults.add(at, "", "want two scenarios: the first minus the second", hint)
		return
	}
	for i, name := range pair {
		if isOther(name, names) {
			faults.add(at.item(i), quote(name), "no scenario of the study is called so", didYouMean(name, names))
		}
	}
	if pair[0] == pair[1] {
		faults.idle(at, pair[0], "a scenario minus itself is always 0", "")
	}
}

// checkThrough reports where the last two scenarios of contrast i are not the first two with
// the same paths blocked in both. The simulations are those of the scenarios, in their order.
func (s *Study) checkThrough(i int, all []*population.Simulation, faults *faultList) {
	c, at := &s.Contrasts[i], keyPath("contrasts").item(i).key("through")
	if len(c.Through) != 2 || len(c.Difference) != 2 {
		return
	}
	var blocked [2]Values
	for k := range blocked {
		open, shut := simulationOf(c.Difference[k], all), simulationOf(c.Through[k], all)
		if open == nil || shut == nil {
			return // a name that is wrong is told elsewhere
		}
		if !reflect.DeepEqual(open.Rules, shut.Rules) {
			faults.add(at.item(k), c.Through[k], "has other actions or rules than "+c.Difference[k], "it must be the same scenario with paths blocked")
			return
		}
		blocked[k] = unlike(open, shut)
	}
	switch only := alone(blocked[0], blocked[1]); {
	case len(blocked[0])+len(blocked[1]) == 0:
		faults.add(at, "", "nothing is blocked: they have the same values as "+c.Difference[0]+" and "+c.Difference[1], "block a path in both, such as set: {reciprocal.alliance: 0}")
	case only != "":
		faults.add(at, "", fmt.Sprintf("want %s and %s, in this order, with the same paths blocked in both, but %s is not the same", c.Difference[0], c.Difference[1], only), "")
		return
	}
	table := ShippedTable()
	for _, name := range blocked[0].sorted() {
		if row, _ := table.find(name); blocked[0][name] > row.Min {
			faults.add(at, "", fmt.Sprintf("%s = %s blocks no path: what is told to go through it would be another share", name, labelOf(row, blocked[0][name])),
				fmt.Sprintf("block it in both: set: {%s: %s}", name, labelOf(row, row.Min)))
			return
		}
	}
}

// SoundContrasts are those that compare what they say, and what is wrong with the others. A
// study that is to be run has no others, that of a run by an earlier version may.
func (s *Study) SoundContrasts() (sound []PlannedContrast, wrong Faults) {
	var all []*population.Simulation
	if slices.ContainsFunc(s.Contrasts, func(c PlannedContrast) bool { return len(c.Through) > 0 }) {
		all, _ = s.simulations()
	}
	for i := range s.Contrasts {
		var faults faultList
		if s.checkThrough(i, all, &faults); len(faults.found) == 0 {
			sound = append(sound, s.Contrasts[i])
			continue
		}
		for _, f := range faults.found {
			wrong = append(wrong, f.Fault)
		}
	}
	return sound, wrong
}

// simulationOf is the simulation of the scenario of that name, or nil.
func simulationOf(name string, all []*population.Simulation) *population.Simulation {
	i := slices.IndexFunc(all, func(x *population.Simulation) bool { return x.Scenario == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// unlike are the parameters of which two simulations have different values, with those of
// the second.
func unlike(a, b *population.Simulation) Values {
	names, other := Values{}, b.Setting.Params()
	for i, row := range a.Setting.Params() {
		if *row.Value != *other[i].Value {
			names[row.Name] = *other[i].Value
		}
	}
	return names
}

// alone is a name that only one of the two has, or that has another value in each.
func alone(a, b Values) string {
	for _, pair := range [][2]Values{{a, b}, {b, a}} {
		for _, name := range pair[0].sorted() {
			if value, ok := pair[1][name]; !ok || value != pair[0][name] {
				return name
			}
		}
	}
	return ""
}
