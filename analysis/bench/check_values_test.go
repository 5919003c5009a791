package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// notInC are the parameters that the C loop does not have, since it holds treatments:
// waiting lists, what rules see, whom a service employs, what comes after treatment, and
// assessments at weeks. A name that ends in a dot stands for a whole mechanism.
var notInC = strings.Fields(`care.treatment care.waiting_list_weeks conditions. approach.cbt_share
	fading. circumstances. relapse. setback. assessment.`)

// valuesTried is under how many models of other values the C loop is held against the engine.
const valuesTried = 12

// otherValues moves every parameter by up to a quarter of its range, so that a shipped 0
// or 1 hides no term that is missing on one side, and demands some moves.
func otherValues(trial uint64) (change func(*sim.Model), moves sim.Move) {
	r := rand.New(rand.NewPCG(trial, 0))
	moves = sim.Move(r.Uint32()) & (1<<len(sim.Moves) - 1) &^ sim.ChangeTherapist
	switch trial % 4 {
	case 0:
		moves = sim.NoMove // what therapists do unprompted is not hidden
	case 1:
		moves |= sim.ProposeTransfer | sim.Feedback
	default:
		moves &^= sim.ProposeTransfer
	}
	return func(m *sim.Model) {
		for _, p := range m.Params() {
			x := *p.Value + 0.5*(r.Float64()-0.5)*(p.Max-p.Min)
			if p.Whole() {
				x = math.Round(x)
			}
			*p.Value = min(p.Max, max(p.Min, x))
		}
		m.Care.Treatment, m.Care.Sessions, m.Care.Plan = 1, 20, min(m.Care.Plan, 30)
		m.Frequency.TaperFrom = float64(3 * (trial % 3)) // 0: none
		if trial%2 == 0 {
			m.Care.WaitingWeeks = 0
		}
		m.Dropout.Strength *= 0.3 // or few courses last
	}, moves
}

func TestCoursesAreThoseOfTheCLoopAtOtherValues(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no gcc on this machine")
	}
	loop, err := buildLoop(t.Context(), "c", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for trial := range uint64(valuesTried) {
		change, moves := otherValues(trial)
		t.Run(fmt.Sprint(trial), func(t *testing.T) {
			compareCourses(t, loop, setup{courses: 100, moves: moves, prefer: true, change: change})
		})
	}
}

// Under some of these models another value of a parameter makes another of the numbers
// that are compared; else the comparison would say nothing of the parameter.
func TestTheCLoopComparesEveryParameter(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	people, err := sampleOf(100, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range people.cases {
		people.cases[i].Patient.Prefers = sim.Preference(i % 3)
	}
	unseen := map[string]bool{}
	for _, p := range people.model.Params() {
		unseen[p.Name] = true
	}
	for trial := range uint64(valuesTried) {
		m := sim.Default()
		change, moves := otherValues(trial)
		change(&m)
		want := compared(&m, people.cases, moves)
		for _, p := range m.Params() {
			if !unseen[p.Name] {
				continue
			}
			was := *p.Value
			*p.Value = p.Min + 0.37*(p.Max-p.Min)
			if p.Whole() {
				*p.Value = math.Round(*p.Value)
			}
			unseen[p.Name] = slices.Equal(compared(&m, people.cases, moves), want)
			*p.Value = was
		}
	}
	for name, not := range unseen {
		outside := slices.ContainsFunc(notInC, func(x string) bool {
			return x == name || strings.HasSuffix(x, ".") && strings.HasPrefix(name, x)
		})
		switch {
		case not && !outside:
			t.Errorf("no comparison of the engine with analysis/bench/c hangs on %s: let otherValues reach what it does", name)
		case outside && !not:
			t.Errorf("%s changes what is compared: analysis/bench/c should have it, and notInC not", name)
		}
	}
}

// compared are the numbers of whole courses that the C loop must reach as well.
func compared(m *sim.Model, cases []sim.Case, moves sim.Move) (all []float64) {
	add := func(values []named) {
		for _, x := range values {
			all = append(all, x.value)
		}
	}
	for i := range cases {
		var c sim.Course
		var rows record.Rows
		c.Start(m, cases[i])
		for on := true; on; {
			on = c.Next(m, &rows, moves)
			add(sessionValues(&c, &rows.Sessions[len(rows.Sessions)-1]))
		}
		add(courseValues(&c))
		for k := range rows.Ruptures {
			add(ruptureValues(&rows.Ruptures[k]))
		}
	}
	return all
}
