package words_test

import (
	"fmt"
	"regexp"
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
	need := []string{"first", "calm", "missed", "break", "taken", "rarer", "risk", "open", "repaired", "fades", "unresolved", "unnoticed", "ending.open", "ending.unseen"}
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

// What came before a session is spoken of first, progress is not praised in a score that has
// not fallen, and an ending names what is open.
func TestScenesTakeUpWhatCameBefore(t *testing.T) {
	open := &words.Rupture{Kind: "withdrawal", Intensity: 0.3}
	noticed := &words.Rupture{Kind: "withdrawal", Intensity: 0.3, Noted: true, Recognised: true}
	for _, x := range []struct {
		session      words.Session
		intake, phq9 int32
		first, last  string // parts of the library
	}{
		{words.Session{Taken: true, Missed: 1, Break: 2}, 15, 15, "taken", "taken"},
		{words.Session{Missed: 1, Break: 2, Rarer: true}, 15, 15, "missed", "missed"},
		{words.Session{Break: 0.05, Rarer: true}, 15, 15, "break", "break"},
		{words.Session{Break: 0.04, Rarer: true}, 15, 15, "rarer", "rarer"},
		{words.Session{Break: 0.04}, 15, 15, "calm", "calm"},
		{words.Session{}, 15, 20, "risk", "risk"},
		{words.Session{Moves: []string{"celebrate_progress"}}, 15, 14, "move.celebrate_progress", "move.celebrate_progress"},
		{words.Session{Moves: []string{"celebrate_progress"}}, 15, 15, "move.celebrate_progress.none", "move.celebrate_progress.none"},
		{words.Session{Rupture: open, Ending: sim.Completed}, 15, 15, "open", "ending.unseen"},
		{words.Session{Rupture: noticed, Ending: sim.WellEnded}, 15, 15, "open", "ending.open"},
		{words.Session{Rupture: noticed, Ending: sim.DroppedOut}, 15, 15, "open", "ending.dropout"},
	} {
		st := words.Stage{Language: words.English, Address: "a"}
		st.Play(&words.Session{}, &x.intake)
		turns := st.Play(&x.session, &x.phq9)
		if len(turns) == 0 {
			t.Errorf("%+v: nothing is said", x.session)
			continue
		}
		first, last := words.SceneOf("en", turns[0].Text), words.SceneOf("en", turns[len(turns)-1].Text)
		if first != x.first || last != x.last {
			t.Errorf("%+v, PHQ-9 %d after %d: begins with %s, ends with %s; want %s, %s", x.session, x.phq9, x.intake, first, last, x.first, x.last)
		}
	}
}

// The style of a patient is the trait that stands out most, in its own direction.
func TestStyleIsTheTraitThatStandsOut(t *testing.T) {
	for _, x := range []struct {
		avoidance, agreeableness, anxiety float64
		want                              string
	}{{0.7, -0.7, 0.7, ""}, {0.8, 1, 0.5, "guarded"}, {0.8, -0.9, 0, "sceptical"}, {0.8, -0.9, 1, "anxious"}, {-2, 2, -2, ""}} {
		if got := words.StyleOf(x.avoidance, x.agreeableness, x.anxiety); got != x.want {
			t.Errorf("%+v is %q, want %q", x, got, x.want)
		}
	}
}

// A patient whose score is severe is asked about suicide, at once and directly;
// afterwards it is followed up, each time in other words.
func TestSevereDepressionIsMetWithCare(t *testing.T) {
	for code, asks := range map[string]string{"en": "ending your life|taking your own life|thought of suicide", "es": "quitarse la vida|pensado en el suicidio"} {
		for course := range 20 {
			st := words.Stage{Language: words.In(code), Address: fmt.Sprint(course)}
			asked, cared := 0, 0
			for n := range 4 {
				score := int32(22)
				said := ""
				for _, turn := range st.Play(&words.Session{}, &score) {
					if turn.Who == "therapist" {
						said += turn.Text + " "
					}
					if turn.Care != "" {
						cared++
					}
				}
				if regexp.MustCompile(asks).MatchString(said) {
					asked++
				} else if n == 0 {
					t.Errorf("%s, course %d: not asked in the first session: %s", code, course, said)
				}
			}
			if cared != 4 {
				t.Errorf("%s, course %d: asked %d times, with a word to the reader %d times: want 4", code, course, asked, cared)
			}
		}
	}
}

// Whoever stays severely depressed through sixty sessions is asked in every one of them, in
// other words at least twelve times.
func TestSevereDepressionIsAlwaysAskedAbout(t *testing.T) {
	for _, code := range words.Codes() {
		st, score := words.Stage{Language: words.In(code), Address: "long"}, int32(23)
		said := map[string]bool{}
		for n := range 60 {
			turns := st.Play(&words.Session{}, &score)
			at := slices.IndexFunc(turns, func(turn words.Turn) bool { return turn.Care != "" })
			if at < 0 {
				t.Fatalf("%s: not asked in session %d", code, n+1)
			}
			if said[turns[at].Text] && n < 13 {
				t.Errorf("%s, session %d: %q again", code, n+1, turns[at].Text)
			}
			said[turns[at].Text] = true
		}
	}
}

// What is said fits the kind of the rupture, and nobody takes leave in peace while one is
// open: an exchange that belongs to the other kind, or to an ending in agreement, is not
// played.
func TestScenesFitWhatHappened(t *testing.T) {
	never := map[string]string{"withdrawal": "to be cross with somebody|right to object|did not take it seriously|no good answer", "confrontation": "your face said no|keep it to yourself|rather have your no|If you were cross|talk more and you talk less|lost you somewhere"}
	for course := range 60 {
		for _, kind := range sim.KindNames {
			st := words.Stage{Language: words.English, Address: fmt.Sprint(course)}
			for n := range 8 {
				r := &words.Rupture{Kind: kind, Intensity: 0.3, Began: true, Recognised: true, Resolved: n%2 == 0}
				s := words.Session{Rupture: r}
				if n == 7 {
					s.Ending = sim.Completed
				}
				said := ""
				for _, turn := range st.Play(&s, nil) {
					said += turn.Text + " "
				}
				if found := regexp.MustCompile(never[kind]).FindString(said); found != "" {
					t.Errorf("a %s is answered with %q", kind, found)
				}
				if n == 7 && !regexp.MustCompile("not finished|come further").MatchString(said) {
					t.Errorf("an ending with an open rupture: %s", said)
				}
			}
		}
	}
}

// Where the therapist does not notice a rupture, nothing that is said takes it up: no
// question about it, no word of the complaint given back. The first session is left out: what
// is said on meeting is no answer to it.
func TestUnnoticedRupturesAreNotTakenUp(t *testing.T) {
	takenUp := regexp.MustCompile(`too much|bother you|very quiet|between us|hurt you|does not fit your life|look away|my pen|came back to it|you miss mine|Like school|no different\.$|getting long`)
	for course := range 60 {
		for _, kind := range sim.KindNames {
			st := words.Stage{Language: words.English, Address: fmt.Sprint(course), Style: []string{"", "guarded", "sceptical", "anxious"}[course%4]}
			for n := range 8 {
				for _, turn := range st.Play(&words.Session{Rupture: &words.Rupture{Kind: kind, Intensity: 0.3, Began: true}}, nil) {
					if n > 0 && turn.Who == "therapist" && takenUp.MatchString(turn.Text) {
						t.Errorf("a %s that is not noticed is answered with %q", kind, turn.Text)
					}
				}
			}
		}
	}
}

// Each scene about suicide ends in a plan with the emergency number; none names a
// means, and none promises to keep it secret.
func TestScenesAboutSuicideAreSafe(t *testing.T) {
	for code, c := range map[string]struct{ plan, help, never string }{
		"en": {"safety plan", "emergency number", `(?i)pill|tablet|overdose|rope|\bhang|gun|knife|blade|jump|bridge|train|cut\b|secret|between us`},
		"es": {"plan de seguridad", "número de emergencias", `(?i)pastilla|sobredosis|soga|cuerda|ahorc|pistola|arma\b|cuchill|saltar|puente|tren\b|cort|secreto|entre nosotros`},
	} {
		for course := range 40 { // every exchange comes first in some of them
			st := words.Stage{Language: words.In(code), Address: fmt.Sprint(course)}
			score := int32(27)
			said := ""
			for n := range 14 {
				for _, turn := range st.Play(&words.Session{}, &score) {
					said += turn.Text + " "
				}
				if n == 0 && (!strings.Contains(said, c.plan) || !strings.Contains(said, c.help)) {
					t.Errorf("%s, course %d: no plan, or no help: %s", code, course, said)
				}
			}
			if found := regexp.MustCompile(c.never).FindString(said); found != "" {
				t.Errorf("%s, course %d says %q", code, course, found)
			}
		}
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
