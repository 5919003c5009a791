package population

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// nulls says which parameters of other mechanisms have no effect either where some are 0.
var nulls = []struct{ off, dead string }{
	{"natural.strength", "fading.share fading.weeks stress.burden"},
	{"tasks.strength", "match.tasks"},
	{"bond.strength", "agreeableness.pace match.bond"},
	{"match.strength", "rupture.mismatch practice.own_naming"},
	{"rupture.strength", "rupture.cost_bond rupture.cost_tasks rupture.cost_goals rupture.cost_trust rupture.cost_confrontation rupture.linger rupture.fade rupture.distress rupture.relief recognition.base repair.strength"},
	{"technique.strength", "approach.cbt.technique approach.psychodynamic.technique"},
	{"exploration.strength", "approach.cbt.exploration approach.psychodynamic.exploration"},
	{"effort.strength", "approach.cbt.effort approach.psychodynamic.effort"},
	{"reciprocal.alliance", "reciprocal.reference"},
	{"reciprocal.state", "reciprocal.habit"},
	{"reciprocal.alliance reciprocal.state", "reciprocal.reference reciprocal.habit reciprocal.compensation"},
	{"technique.strength reciprocal.compensation", "technique.level technique.skill"},
	{"technique.strength exploration.strength effort.strength", "care.working"},
}

// followed is a lively study with feedback in every session and all other moves now and
// then, and with what comes after treatment.
func followed() *Simulation {
	s := lively(120, 1)
	s.Record.Items = false
	s.Weeks = []int{8, 26, 52}
	s.Rules = []sim.Rule{{Do: sim.Step{Move: sim.Feedback}, From: 1}}
	for bit := range sim.Moves {
		rule := sim.Rule{Do: sim.Step{Move: 1 << bit}, From: 3 + bit%5, Every: 4}
		if rule.Do.Move == sim.ChangeTherapist {
			rule.From, rule.To = 8, 8 // or nobody has a therapist for long
		}
		s.Rules = append(s.Rules, rule)
	}
	return s
}

// A mechanism that is switched off leaves every number identical, whatever its other
// parameters are, but for those of which it says that they act on.
func TestSwitchedOffMechanismsLeaveEveryBit(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	on := simulated(t, followed())
	setting := DefaultSetting()
	for _, x := range setting.Model.Mechanisms() {
		if len(x.Switch) == 0 {
			continue
		}
		var dead []string
		for _, p := range x.Params {
			if !slices.Contains(x.Switch, p.Name) && !slices.Contains(x.Stays, p.Name) {
				dead = append(dead, p.Name)
			}
		}
		off := switchedOff(t, x.Switch, nil)
		if reflect.DeepEqual(on, off) {
			t.Errorf("sim/%s: %v = 0 changes nothing, so the switch is dead", x.File, x.Switch)
		}
		for _, name := range acting(t, off, x.Switch, dead) {
			t.Errorf("sim/%s: with %s at 0, %s still changes numbers: let the switch carry it or, where it should act on, name it in Stays",
				x.File, strings.Join(x.Switch, ", "), name)
		}
		for _, name := range x.Stays {
			if reflect.DeepEqual(movedTo(t, 0.03, x.Switch, name), off) && reflect.DeepEqual(movedTo(t, 0.37, x.Switch, name), off) {
				t.Errorf("sim/%s: with %s at 0, %s changes nothing in these courses, though it is named in Stays: take it out, "+
					"or let followed() hold what it acts on", x.File, strings.Join(x.Switch, ", "), name)
			}
		}
	}
	for _, c := range nulls {
		zero := strings.Fields(c.off)
		for _, name := range acting(t, switchedOff(t, zero, nil), zero, strings.Fields(c.dead)) {
			t.Errorf("with %s at 0, %s still changes numbers: what it acts through beside them belongs into the row of nulls, "+
				"scenarios/population/nulls_test.go", c.off, name)
		}
	}
}

// acting lists those of the parameters that have an effect where others are 0.
func acting(t *testing.T, want *record.Rows, off, names []string) (all []string) {
	t.Helper()
	if reflect.DeepEqual(switchedOff(t, off, names), want) {
		return nil
	}
	for _, name := range names {
		if !reflect.DeepEqual(switchedOff(t, off, []string{name}), want) {
			all = append(all, name)
		}
	}
	return all
}

// switchedOff is what happens where some parameters are 0 and others have been moved.
func switchedOff(t *testing.T, off, moved []string) *record.Rows {
	t.Helper()
	return movedTo(t, 0.37, off, moved...)
}

// movedTo is the same where the others have been moved to a share of their ranges.
func movedTo(t *testing.T, share float64, off []string, moved ...string) *record.Rows {
	t.Helper()
	s := followed()
	for _, name := range off {
		set(t, s, name, func(sim.Param) float64 { return 0 })
	}
	for _, name := range moved {
		set(t, s, name, func(p sim.Param) float64 { return p.Min + share*(p.Max-p.Min) })
	}
	return simulated(t, s)
}
