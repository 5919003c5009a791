package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapport/sim"
)

// The C loop and the models in NumPy and Mesa are written by another hand, so
// that they can contradict the engine, and nothing in them is made from it. These
// tests say where a mechanism or parameter of the engine is not in them yet.

// The C loop has the parameters of the engine, in its order.
func TestCLoopHasEveryParameter(t *testing.T) {
	text, err := os.ReadFile("c/parameters.h")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	m := sim.Default()
	for _, p := range m.Params() {
		line := fmt.Sprintf("P(%s, %q)", strings.ReplaceAll(p.Name, ".", "_"), p.Name)
		if !strings.Contains(string(text), line) {
			t.Errorf("analysis/bench/c/parameters.h lacks %s: add it, and its equation to the C loop", line)
		}
		want.WriteString(line + "\n")
	}
	var have strings.Builder
	for _, line := range regexp.MustCompile(`P\(\w+, "[^"]+"\)`).FindAllString(string(text), -1) {
		have.WriteString(line + "\n")
	}
	if !t.Failed() && have.String() != want.String() {
		t.Error("analysis/bench/c/parameters.h has parameters that the engine has not, or in another order")
	}
}

// absent are the parameters, or the sections of them, that a peer in Python does
// not simulate, beside the effects of moves that no therapist makes unprompted.
var absent = map[string][]string{
	"numpy_model": append([]string{"care.treatment", "conditions", "feedback"}, afterwards...),
	"mesa_model": append([]string{"care.treatment", "conditions", "feedback", // and only weekly sessions, from the first week on:
		"care.sessions_per_week", "care.taper_from", "care.taper_gap", "care.waiting_weeks", "care.waiting_list_weeks", "transition.taper_strain"}, afterwards...),
}

// afterwards are the sections of what comes after the last session and of the
// assessments by week: the peers, like the C loop, simulate sessions. None of them
// spreads scores over single items, which has no parameters.
var afterwards = []string{"fading", "circumstances", "relapse", "setback", "assessment"}

// unprompted are the moves that therapists make by themselves.
const unprompted = sim.ExplainTreatment | sim.GoalReview | sim.CheckIn | sim.NameDifference | sim.CelebrateProgress | sim.AcknowledgeTransition

// The peers in Python know every other parameter of the engine: their code names
// its section and the parameter itself.
func TestPythonPeersKnowEveryParameter(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	m := sim.Default()
	for peer, without := range absent {
		for i, move := range sim.Moves {
			if unprompted&(1<<i) == 0 && !move.Imposed {
				without = append(without, strings.Fields(move.Effects)...)
			}
		}
		code := sources(t, filepath.Join("peers", peer))
		for _, x := range m.Mechanisms() {
			for _, p := range x.Params {
				if !among(without, p.Name) && !names(code, p.Name) {
					t.Errorf("analysis/bench/peers/%s does not know %s of sim/%s: write it there", peer, p.Name, x.File)
				}
			}
		}
	}
}

// among says whether the parameter or its section is in the list.
func among(list []string, name string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return name == x || strings.HasPrefix(name, x+".") })
}

// names says whether a program reads the parameter, part by part; a word of
// Python's own stands in quotes.
func names(code, name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if !regexp.MustCompile(`\.` + part + `\b|"` + part + `"`).MatchString(code) {
			return false
		}
	}
	return true
}

// sources are the programs of a folder in one text.
func sources(t *testing.T, folder string) string {
	files, err := filepath.Glob(filepath.Join(folder, "*.py"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs in %s: %v", folder, err)
	}
	var all strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
