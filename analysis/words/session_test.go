package words_test

import (
	"slices"
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Is everything that happened around a session told, in words and as marks of a chart, and
// nothing else?
func TestWhatHappenedIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		session words.Session
		told    string
		marks   string // kinds
	}{
		"calm":         {words.Session{}, "A session without a rupture.", ""},
		"missed":       {words.Session{Missed: 2}, "The patient missed 2 planned sessions before.", "missed"},
		"missed one":   {words.Session{Missed: 1}, "The patient missed the planned session before.", "missed"},
		"break":        {words.Session{Break: 3}, "It follows a break of 3 weeks.", "break"},
		"both":         {words.Session{Missed: 1, Break: 2}, "It follows a break of 2 weeks. The patient missed the planned session before.", "missed break"},
		"short break":  {words.Session{Break: 1.04}, "It follows a break of 1 week.", "break"},
		"no break":     {words.Session{Break: 0.04, Waited: 0.04}, "A session without a rupture.", ""},
		"wait":         {words.Session{Waited: 0.5}, "It follows a wait of 0.5 weeks.", ""},
		"taken":        {words.Session{Taken: true}, "Another therapist takes over.", "change"},
		"rarer":        {words.Session{Rarer: true, LastThree: true}, "From now on sessions are further apart.", "taper ending"},
		"moves":        {words.Session{Moves: []string{"check_in", "validate"}}, "The therapist " + words.English.Move("check_in") + " and " + words.English.Move("validate") + ".", ""},
		"celebrates":   {words.Session{Moves: []string{"celebrate_progress"}}, "The therapist " + words.English.Move("celebrate_progress") + ".", ""},
		"ends":         {words.Session{Ending: "transferred_then_dropout"}, "The patient does not come back: treatment ends unplanned.", "ended"},
		"celebrates 2": {words.Session{Moves: []string{"celebrate_progress"}, Rupture: &words.Rupture{Kind: "withdrawal", Intensity: 0.3}}, "while a rupture from an earlier session is still open. The withdrawal rupture is still open (intensity 0.30). The therapist does not notice it.", "withdrawal"},
	} {
		if got := words.English.Tell(&c.session); !strings.HasSuffix(got, c.told) || c.session.Rupture == nil && got != c.told {
			t.Errorf("%s: %q, want %q", name, got, c.told)
		}
		var kinds []string
		for _, m := range words.English.Marks(&c.session) {
			kinds = append(kinds, m.Kind)
		}
		if got := strings.Join(kinds, " "); got != c.marks {
			t.Errorf("%s: marks %q, want %q", name, got, c.marks)
		}
	}
}

// Does a rupture begin, deepen or stay open, and end, in the words for exactly that, whatever
// its strength?
func TestARuptureIsTold(t *testing.T) {
	for _, c := range []struct {
		rupture words.Rupture
		told    string
		marks   string
	}{
		{words.Rupture{Kind: "withdrawal", Intensity: 0.04, Began: true}, "A withdrawal rupture opens, slight (intensity 0.04). The therapist does not notice it.", "withdrawal"},
		{words.Rupture{Kind: "confrontation", Intensity: 0.05, Began: true, Recognised: true}, "A confrontation rupture opens, small (intensity 0.05). The therapist notices it, but it is not resolved.", "confrontation recognised"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.2, Deepened: true}, "The withdrawal rupture deepens, now marked (intensity 0.20). The therapist does not notice it.", "withdrawal"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.5, Deepened: true, Recognised: true, Noted: true}, "The withdrawal rupture deepens, now severe (intensity 0.50). They work on it without resolving it.", "withdrawal"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.3, Recognised: true, Resolved: true}, "The withdrawal rupture is still open (intensity 0.30). The therapist notices it and it is repaired.", "withdrawal recognised repaired"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.3, Recognised: true, Noted: true, Resolved: true, Stronger: true}, "The withdrawal rupture is still open (intensity 0.30). The therapist has noticed it and it is repaired: trust is higher than before the rupture.", "withdrawal repaired"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.3, Forgotten: true}, "The withdrawal rupture is still open (intensity 0.30). It fades without repair.", "withdrawal faded"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.3, Recognised: true, Forgotten: true}, "The withdrawal rupture is still open (intensity 0.30). The therapist notices it; it fades without repair.", "withdrawal recognised faded"},
		{words.Rupture{Kind: "withdrawal", Intensity: 0.3, Recognised: true, Noted: true, Forgotten: true}, "The withdrawal rupture is still open (intensity 0.30). They work on it, and it fades without repair.", "withdrawal faded"},
	} {
		s := words.Session{Rupture: &c.rupture}
		if got := words.English.Tell(&s); got != c.told {
			t.Errorf("%q,\nwant %q", got, c.told)
		}
		var kinds []string
		for _, m := range words.English.Marks(&s) {
			kinds = append(kinds, m.Kind)
			if m.Kind == c.rupture.Kind && strings.Contains(m.Text, "opens") != c.rupture.Began {
				t.Errorf("%+v is marked %q", c.rupture, m.Text)
			}
		}
		if got := strings.Join(kinds, " "); got != c.marks {
			t.Errorf("%+v: marks %q, want %q", c.rupture, got, c.marks)
		}
	}
}

// Has each intensity, as it is printed, one word, and is a rupture counted as slight where it is told as that?
func TestNoIntensityStandsBesideTwoWords(t *testing.T) {
	word := map[string]string{}
	for thousandths := 1; thousandths < 1000; thousandths++ {
		v := float64(thousandths) / 1000
		printed, is := words.English.Number(v, 2), words.English.Strength(v)
		if thousandths%10 == 5 { // whatever becomes of a half
			continue
		}
		if was, known := word[printed]; known && was != is {
			t.Errorf("%s is %s, and %s at %g", printed, was, is, v)
		}
		word[printed] = is
		counted := strings.Contains(words.English.Ruptures([]record.Rupture{{Intensity: float32(v)}}), "slight")
		if counted != (is == "slight") {
			t.Errorf("%g is called %s, counted as slight: %v", v, is, counted)
		}
	}
	for printed, is := range map[string]string{"0.04": "slight", "0.05": "small", "0.19": "small", "0.20": "marked", "0.49": "marked", "0.50": "severe"} {
		if word[printed] != is {
			t.Errorf("%s is %s, want %s", printed, word[printed], is)
		}
	}
}

// What is told of a course as it is held is what its rows say: missed sessions, breaks,
// who treats, the moves, ruptures from onset to end.
func TestWhatIsHeldIsWhatIsRecorded(t *testing.T) {
	seen := map[string]int{}
	for patient := range int64(60) {
		s := &population.Simulation{Scenario: "held", Seed: 3, Patients: 60, Replications: 1, Setting: population.DefaultSetting()}
		m := &s.Setting.Model
		m.Transition.BreakProbability, m.Transition.BreakWeeks, m.Dropout.Strength = 0.2, 3, 0
		m.Frequency.TaperFrom, m.Frequency.TaperGap = 8, 2
		m.Transfer.Accept = 0.35
		who, err := s.Case(0, patient)
		if err != nil {
			t.Fatal(err)
		}
		var c sim.Course
		var rows record.Rows
		c.Start(m, who)
		var all []words.Session
		for going, n := true, 0; going; n++ {
			chosen := sim.NoMove
			if n == 5 {
				chosen = sim.ProposeTransfer | sim.CheckIn
			}
			var one words.Session
			one, going = words.Hold(m, &c, &rows, chosen)
			all = append(all, one)
		}
		c.Conclude(&rows)
		missed := 0
		for i := range all {
			one, row := &all[i], &rows.Sessions[i]
			missed += one.Missed
			if i == 5 && !(slices.Contains(one.Moves, "check_in") && slices.Contains(one.Moves, "propose_transfer")) || i != 5 && slices.Contains(one.Moves, "propose_transfer") {
				t.Fatalf("session %d is told with the moves %v", i+1, one.Moves)
			}
			if (one.Rupture != nil) != *row.TrueRupture {
				t.Fatalf("session %d is told with the rupture %v, but recorded is %t", i+1, one.Rupture, *row.TrueRupture)
			}
			if one.Patient != row.RupturePatient || one.Therapist != row.RuptureTherapist {
				t.Errorf("session %d: the reports told are not those of its row", i+1)
			}
			if one.Rarer != (i == 8) {
				t.Errorf("session %d: sessions become rarer is %t", i+1, one.Rarer)
			}
			if i == 0 {
				continue
			}
			before := &rows.Sessions[i-1]
			gap := 1.0
			if i >= 8 {
				gap = 2
			}
			if passed := float64(row.Week - before.Week); passed-gap*float64(1+one.Missed)-one.Break > 1e-5 || one.Break != 0 && one.Break < 2.99 {
				t.Errorf("session %d comes %g weeks after the one before; told are %d missed and a break of %g", i+1, passed, one.Missed, one.Break)
			}
			if one.Taken != (row.Therapist != before.Therapist) {
				t.Errorf("session %d: therapists %d and %d, told to change: %t", i+1, before.Therapist, row.Therapist, one.Taken)
			}
			for what, holds := range map[string]bool{"missed": one.Missed > 0, "break": one.Break > 0, "taken": one.Taken, "deepens": one.Rupture != nil && one.Rupture.Deepened,
				"stronger": one.Rupture != nil && one.Rupture.Stronger, "noted": one.Rupture != nil && one.Rupture.Noted} {
				if holds {
					seen[what]++
				}
			}
			if r := one.Rupture; r != nil {
				last := all[i-1].Rupture
				open := last != nil && !last.Resolved && !last.Forgotten && !one.Taken // a rupture stays with the therapist
				if r.Began == open || r.Deepened && (r.Began || r.Intensity <= last.Intensity) || r.Noted != (open && last.Recognised) || r.Stronger && !r.Resolved {
					t.Errorf("session %d: %+v after %+v", i+1, r, last)
				}
			}
		}
		if missed != int(rows.Patients[0].SessionsMissed) {
			t.Errorf("patient %d: %d missed sessions are told, %d recorded", patient, missed, rows.Patients[0].SessionsMissed)
		}
	}
	for _, what := range []string{"missed", "break", "taken", "deepens", "stronger", "noted"} {
		if seen[what] == 0 {
			t.Errorf("no session of these courses shows %q", what)
		}
	}
}

// Where the gap of a taper is no wider than that before, are sessions never said to be further
// apart from now on?
func TestATaperThatChangesNothingIsNotTold(t *testing.T) {
	s := &population.Simulation{Scenario: "fortnightly", Seed: 5, Patients: 1, Replications: 1, Setting: population.DefaultSetting()}
	m := &s.Setting.Model
	m.Frequency.PerWeek, m.Frequency.TaperFrom, m.Frequency.TaperGap, m.Care.Plan, m.Dropout.Strength = 0.5, 2, 2, 4, 0
	who, err := s.Case(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var c sim.Course
	var rows record.Rows
	c.Start(m, who)
	for n, going := 1, true; going; n++ {
		var one words.Session
		if one, going = words.Hold(m, &c, &rows, sim.NoMove); one.Rarer {
			t.Errorf("session %d of %d, every other week throughout, is said to begin a wider spacing", n, len(rows.Sessions))
		}
	}
	if len(rows.Sessions) < 3 {
		t.Fatalf("only %d sessions", len(rows.Sessions))
	}
}
