package words_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/sim"
)

// Both libraries of scenes hold the same parts, with as many exchanges, and a
// part for whatever can happen.
func TestScenesAreComplete(t *testing.T) {
	parts := words.SceneParts("en")
	for _, code := range words.Codes() {
		if got := words.SceneParts(code); fmt.Sprint(got) != fmt.Sprint(parts) {
			t.Errorf("analysis/words/scenes/%s.json has the parts %v, en.json %v", code, got, parts)
		}
	}
	need := []string{"first", "calm", "missed", "break", "taken", "rarer", "risk", "open", "repaired", "fades", "unresolved", "unnoticed"}
	need = append(need, sim.KindNames[:]...)
	for _, m := range sim.MoveNames {
		need = append(need, "move."+m)
	}
	for _, ending := range []string{sim.Completed, sim.WellEnded, sim.DroppedOut} {
		need = append(need, "ending."+ending)
	}
	for _, part := range need {
		if parts[part] == 0 {
			t.Errorf("analysis/words/scenes/en.json has no exchange for %s", part)
		}
	}
}

// Sixteen sessions of the most eventful kind never say a line twice, and the same
// course says the same again.
func TestScenesDoNotRepeatALine(t *testing.T) {
	for _, code := range words.Codes() {
		for course := range 50 {
			first := play(code, course)
			if again := play(code, course); !slices.Equal(first, again) {
				t.Fatalf("%s, course %d: other words the second time", code, course)
			}
			seen := map[string]bool{}
			for _, line := range first {
				if seen[line] {
					t.Errorf("%s, course %d: %q is said twice", code, course, line)
				}
				seen[line] = true
			}
			if len(first) < 32 {
				t.Errorf("%s, course %d: only %d lines", code, course, len(first))
			}
		}
	}
}

// play is what is said in sixteen sessions, calm and ruptured by turns.
func play(code string, course int) (lines []string) {
	st := words.Stage{Language: words.In(code), Address: fmt.Sprint(course), Style: []string{"", "guarded", "sceptical", "anxious"}[course%4]}
	for n := range 16 {
		s := words.Session{}
		if (n+course)%3 == 0 {
			s.Rupture = &words.Rupture{Kind: sim.KindNames[n%2], Intensity: 0.3, Began: true, Recognised: n%4 < 2, Resolved: n%4 == 0}
		}
		if n%5 == 4 {
			s.Moves = []string{"check_in", "validate"}
		}
		score := int32(15)
		for _, turn := range st.Play(&s, &score) {
			lines = append(lines, turn.Text)
		}
	}
	return lines
}

// A patient whose score is severe is asked about thoughts of death, once.
func TestSevereDepressionIsMetWithCare(t *testing.T) {
	st := words.Stage{Language: words.English, Address: "a"}
	asked := 0
	for range 4 {
		score := int32(22)
		for _, turn := range st.Play(&words.Session{}, &score) {
			if turn.Who == "therapist" && (strings.Contains(turn.Text, "ending your life") || strings.Contains(turn.Text, "think of dying")) {
				asked++
			}
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times: want once", asked)
	}
}

// Who withdraws or confronts shows a marker that an observer would code.
func TestRupturesShowAMarker(t *testing.T) {
	for _, kind := range sim.KindNames {
		st := words.Stage{Language: words.English, Address: "a"}
		marked := 0
		for range 8 {
			for _, turn := range st.Play(&words.Session{Rupture: &words.Rupture{Kind: kind, Intensity: 0.3, Began: true}}, nil) {
				if turn.Marker != "" {
					marked++
				}
			}
		}
		if marked != 8 {
			t.Errorf("%s: %d of 8 ruptures show a marker", kind, marked)
		}
	}
}
