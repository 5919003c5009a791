package words_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Every language has every phrase of every other, with the same places.
func TestCataloguesAreComplete(t *testing.T) {
	place := regexp.MustCompile(`\{\w+\}`)
	for _, a := range words.Codes() {
		for _, key := range words.In(a).Keys() {
			for _, b := range words.Codes() {
				if !words.In(b).Has(key) {
					t.Errorf("analysis/words/catalogue/%s.json lacks %q, which %s has: %q", b, key, a, words.In(a).Text(key))
					continue
				}
				x, y := place.FindAllString(words.In(a).Text(key), -1), place.FindAllString(words.In(b).Text(key), -1)
				slices.Sort(x)
				slices.Sort(y)
				if !slices.Equal(x, y) {
					t.Errorf("%q has the places %v in %s, %v in analysis/words/catalogue/%s.json", key, x, a, y, b)
				}
			}
		}
	}
}

// What the model can do is told in every language: moves, endings, facets, kinds.
func TestModelHasWords(t *testing.T) {
	var keys []string
	for _, name := range sim.MoveNames {
		keys = append(keys, "move."+name)
	}
	for _, c := range sim.Causes() {
		keys = append(keys, "cause."+c.Name)
	}
	for _, name := range sim.FacetNames {
		keys = append(keys, "facet."+name)
	}
	for _, name := range sim.KindNames {
		keys = append(keys, "kind."+name)
	}
	for _, name := range []string{sim.Completed, sim.WellEnded, sim.DroppedOut, sim.Waiting} {
		keys = append(keys, "ending."+name)
	}
	for _, code := range words.Codes() {
		for _, key := range keys {
			if !words.In(code).Has(key) {
				t.Errorf("analysis/words/catalogue/%s.json has no words for %s", code, key)
			}
		}
	}
}

func TestNumbersAndPlurals(t *testing.T) {
	en, es := words.English, words.In("es")
	for _, c := range [][2]string{
		{en.Signed(-0.25, 2), "−0.25"}, {es.Signed(-0.25, 2), "−0,25"}, {es.Signed(0.001, 2), "±0"},
		{en.Text("count.session", "n", 1), "1 session"}, {en.Text("count.session", "n", 16), "16 sessions"},
		{es.Text("count.session", "n", 1), "1 sesión"}, {es.Text("count.session", "n", 0), "0 sesiones"},
		{es.Enumerate([]string{"a", "b", "c"}), "a, b y c"},
		{es.Enumerate([]string{es.Move("validate"), es.Move("push_technique")}), "valida los sentimientos e insiste en la técnica"}, {es.Enumerate([]string{"a", "hierro"}), "a y hierro"}, {en.Enumerate([]string{"a", "i"}), "a and i"},
		{en.Short(2.5), "2.5"}, {en.Short(3), "3"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q: want %q", c[0], c[1])
		}
	}
}

// A therapist who noticed a rupture and reports none is told as that, and one who
// reports what was not noticed too.
func TestReportsThatDoNotFit(t *testing.T) {
	yes, no := true, false
	r := words.Rupture{Kind: "withdrawal", Intensity: 0.3, Began: true, Recognised: true}
	if text := words.English.Tell(&words.Session{Rupture: &r, Therapist: &no}); !strings.Contains(text, "although it was noticed") {
		t.Error(text)
	}
	r.Recognised = false
	if text := words.English.Tell(&words.Session{Rupture: &r, Therapist: &yes}); !strings.Contains(text, "does not notice") || !strings.Contains(text, "in looking back") {
		t.Error(text)
	}
}

// Who waits for session 1 is told to: before that session, in the outcome, whose weeks
// count from it, and where the ledger begins, which is before the wait.
func TestAWaitIsTold(t *testing.T) {
	s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: 1, Replications: 1, Setting: population.DefaultSetting()}
	m := &s.Setting.Model
	m.Care.WaitingWeeks, m.Care.Plan, m.Dropout.Strength = 10.5, 3, 0
	who, err := s.Case(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	who.KeepLedger = true
	var c sim.Course
	var rows record.Rows
	c.Start(m, who)
	first, going := words.Hold(m, &c, &rows, sim.NoMove)
	for going {
		var next words.Session
		if next, going = words.Hold(m, &c, &rows, sim.NoMove); next.Waited != 0 {
			t.Errorf("before a later session: %+v", next)
		}
	}
	c.Conclude(&rows)
	if text := words.English.Tell(&first); !strings.HasPrefix(text, "It follows a wait of 10.5 weeks.") {
		t.Error(text)
	}
	p := &rows.Patients[0]
	want := fmt.Sprintf("in %d weeks, %d missed, after a wait of 10.5 weeks.", int(math.Round(float64(p.Weeks)-10.5)), p.SessionsMissed)
	if text := words.English.Outcome(p, first.Waited, rows.Ruptures); !strings.Contains(text, want) {
		t.Errorf("%s: want %s", text, want)
	}
	if lines := words.English.Totals(rows.Ledger, sim.FacetNames[:]); !strings.HasPrefix(lines[1], "at entry ") {
		t.Error(lines[1])
	}
}
