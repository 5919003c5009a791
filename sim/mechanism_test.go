package sim_test

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
)

// Does each mechanism describe itself, and has it a test of its own? Each message
// names the file in which something is missing.
func TestMechanismsDescribeThemselves(t *testing.T) {
	m := sim.Default()
	titles, names := map[string]bool{}, map[string]bool{}
	for _, x := range m.Mechanisms() {
		if x.Title == "" || x.Meaning == "" || titles[x.Title] || !strings.HasSuffix(x.Meaning, ".") {
			t.Errorf("sim/%s: %s wants a title of its own and a sentence for a clinician", x.File, x.Kind)
		}
		titles[x.Title] = true
		if len(x.Params) == 0 {
			t.Errorf("sim/%s: %s has no parameter", x.File, x.Kind)
		}
		for _, name := range x.Switch {
			i := slices.IndexFunc(x.Params, func(p sim.Param) bool { return p.Name == name })
			if i < 0 || x.Params[i].Min != 0 || *x.Params[i].Value == 0 {
				t.Errorf("sim/%s: the switch %s is no parameter of %s that can be 0 and ships on", x.File, name, x.Kind)
			}
		}
		for _, c := range x.Enters {
			if names[c.Name] || c.Name == "" {
				t.Errorf("sim/%s: another mechanism enters the ledger as %q, too", x.File, c.Name)
			}
			names[c.Name] = true
		}
		tested := strings.TrimSuffix(x.File, ".go") + "_test.go"
		if _, err := os.Stat(tested); err != nil {
			t.Errorf("sim/%s: there is no sim/%s", x.File, tested)
		}
	}
}

// A mechanism that is switched off moves nothing: with its switches at 0 none of
// its causes changes a facet.
func TestSwitchedOffMechanismsMoveNothing(t *testing.T) {
	shipped := sim.Default()
	for i, x := range shipped.Mechanisms() {
		if len(x.Switch) == 0 || len(x.Enters) == 0 {
			continue
		}
		s := &population.Simulation{Scenario: "off", Seed: 21, Patients: 60, Replications: 1, Setting: population.DefaultSetting()}
		s.Setting.Model.Transition.BreakProbability, s.Setting.Model.Transfer.Threshold = 0.1, 0.5
		s.Record.Ledger = true
		off := s.Setting.Model.Mechanisms()[i]
		for _, p := range off.Params {
			if slices.Contains(off.Switch, p.Name) {
				*p.Value = 0
			}
		}
		for _, e := range simulate(t, s).Ledger {
			moved := slices.ContainsFunc(x.Enters, func(c *sim.Cause) bool { return c.Name == e.Mechanism })
			if moved && math.Abs(e.Change) > rounding {
				t.Errorf("sim/%s: with %v at 0, %s still moves %s by %g", x.File, x.Switch, e.Mechanism, e.Facet, e.Change)
				break
			}
		}
	}
}

// rounding is what a sum of severity's parts may be off by, in points.
const rounding = 1e-12

// The words of a cause tell every direction in which it moves a facet, and no
// other: what the words say can happen, happens.
func TestCausesHaveTheWordsThatTheyNeed(t *testing.T) {
	s := eventful(400)
	s.Record.Ledger = true
	words := map[string]int{}
	causes := sim.Causes()
	for _, e := range simulate(t, s).Ledger {
		if e.Mechanism == sim.ByStart.Name || math.Abs(e.Change) <= rounding {
			continue
		}
		i := slices.IndexFunc(causes, func(c sim.Cause) bool { return c.Name == e.Mechanism })
		text := causes[i].Did(sim.Facet(slices.Index(sim.FacetNames[:], e.Facet)), e.Change)
		if text == "" {
			t.Fatalf("no words for %s moving %s by %g", e.Mechanism, e.Facet, e.Change)
		}
		words[text]++
	}
	for _, c := range causes {
		for _, text := range []string{c.Up, c.Down, c.Worse, c.Better} {
			if text != "" && words[text] == 0 {
				t.Errorf("%s never happens, but its words are %q", c.Name, text)
			}
		}
	}
}

// Moves, phases and conditions have words, and a move's effects are parameters.
func TestMovesDescribeThemselves(t *testing.T) {
	m := sim.Default()
	params := m.Params()
	for i, x := range sim.Moves {
		if x.Name == "" || x.Title == "" || x.Meaning == "" || x.When == "" || x.Did == "" || x.Effects == "" {
			t.Errorf("sim/moves.go: move %d (%s) lacks words or effects", i, x.Name)
		}
		for _, name := range strings.Fields(x.Effects) {
			j := slices.IndexFunc(params, func(p sim.Param) bool { return p.Name == name })
			if j < 0 || params[j].Min > 0 {
				t.Errorf("sim/moves.go: the effect %s of %s is no parameter that can be 0", name, x.Name)
			}
		}
	}
	if len(sim.PhaseWords) != len(sim.PhaseNames) || len(sim.ConditionWords) != len(sim.ConditionNames) {
		t.Error("a phase or condition has no words")
	}
}

// Every publication that is listed bears a parameter, a mechanism, or the program
// itself.
func TestEverySourceIsUsed(t *testing.T) {
	set := population.DefaultSetting()
	used := "doornik2005 grimm2020 salmon2011 tang1989" // numbers, form of ODD.md, luck, exp
	for _, p := range set.Params() {
		used += " " + p.Source
	}
	for _, x := range set.Model.Mechanisms() {
		used += " " + x.Rests
	}
	keys := strings.Fields(used)
	for _, s := range sim.Sources() {
		if !slices.Contains(keys, s.Key) {
			t.Errorf("nothing rests on %s", s.Key)
		}
	}
}
