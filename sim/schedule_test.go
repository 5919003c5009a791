package sim

import "testing"

// Frequency and attendance: when patient and therapist meet.
func TestDoseAndGap(t *testing.T) {
	f := Frequency{PerWeek: 2, Forgetting: 0.5, Waning: 0.25}
	equal(t, "a week", f.Presence(1), 1)
	equal(t, "half a week", f.Presence(0.5), 1.2) // 1.5 / 1.25
	equal(t, "a month", f.Presence(4), 0.5)       // 1.5 / 3
	falls(t, "presence", func(x float64) float64 { return f.Presence(x + 4) })
	equal(t, "the first session", f.Dose(1.2, 1), 1.2)
	equal(t, "the fifth", f.Dose(1.2, 5), 0.6)
	f.Forgetting, f.Waning = 0, 0
	same(t, "nothing is forgotten", f.Presence(4), 1)
	same(t, "nothing wanes", f.Dose(1, 50), 1)

	equal(t, "gap", f.Gap(1), 0.5)
	f.TaperFrom, f.TaperGap = 10, 3
	equal(t, "gap before the taper", f.Gap(9), 0.5)
	equal(t, "gap after the first tapered session", f.Gap(10), 3)
}

func TestAttendance(t *testing.T) {
	a := Attendance{Strength: 1, Base: -ln3, Stress: ln3, Alliance: 2 * ln3}
	d := dyad()
	equal(t, "average", a.Probability(&d).Value(), 0.25)
	d.Stress = 1
	equal(t, "stress", a.Probability(&d).Value(), 0.5)
	d.Bond, d.Tasks, d.Goals = 1, 1, 1
	equal(t, "stress, kept by the alliance", a.Probability(&d).Value(), 0.25)
	a.Strength = 0
	same(t, "switched off", a.Probability(&d).Value(), 0)
}

func TestCare(t *testing.T) {
	if (&Care{Treatment: 0}).Therapy() || !(&Care{Treatment: 1}).Therapy() {
		t.Error("treatment 0 is none, 1 therapy")
	}
}

func TestEveryMoveIsDescribed(t *testing.T) {
	if Move(1)<<len(Moves) != pastMoves {
		t.Errorf("moves.go: %d moves are described; the bit after the last one is %b", len(Moves), pastMoves)
	}
}

func TestPhase(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		session int
		last    bool
		want    Phase
	}{{1, false, Early}, {4, false, Early}, {5, false, Middle}, {14, true, Ending}, {3, true, Early}} {
		if got := m.Phases.Of(c.session, c.last); got != c.want {
			t.Errorf("session %d, on the last three %v: %s, want %s", c.session, c.last, PhaseNames[got], PhaseNames[c.want])
		}
	}
}

func TestRuleIsDue(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		a    Rule
		want []int // of the sessions 1 to 12, the last three of which are the ending
	}{
		{Rule{From: 7, To: 7}, []int{7}},
		{Rule{From: 10}, []int{10, 11, 12}},
		{Rule{From: 2, To: 9, Every: 3}, []int{2, 5, 8}},
		{Rule{Phase: Early}, []int{1, 2, 3, 4}},
		{Rule{Phase: Middle, From: 8}, []int{8, 9}},
		{Rule{Phase: Ending, Every: 2}, []int{10, 12}},
		{Rule{FromWeek: 3, ToWeek: 5}, []int{4, 5, 6}}, // session s is in week s − 1
	} {
		var got []int
		for s := 1; s <= 12; s++ {
			d := Dyad{Session: s - 1, Week: float64(s - 1), Seen: Seen{OnLast: s > 9}}
			if m.due(&c.a, &d) {
				got = append(got, s)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%+v holds in %v, want %v", c.a, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%+v holds in %v, want %v", c.a, got, c.want)
				break
			}
		}
	}
}

func TestConditionHolds(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		when Condition
		d    Dyad
		want bool
	}{
		{Always, Dyad{}, true},
		{AllianceDrop, Dyad{}, false},
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3}}, false}, // nothing to compare with
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3, WAIBefore: 3.5}}, false},
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3, WAIBefore: 3.75}}, true},
		{LowAlliance, Dyad{}, false}, // not answered yet
		{LowAlliance, Dyad{Seen: Seen{WAI: 3.5}}, false},
		{LowAlliance, Dyad{Seen: Seen{WAI: 3.25}}, true},
		{NoProgress, Dyad{Session: 2, Seen: Seen{PHQ9Intake: 15, PHQ9: 15}}, false},
		{NoProgress, Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 13}}, true},
		{NoProgress, Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 12}}, false},
		{MissedSession, Dyad{}, false},
		{MissedSession, Dyad{Seen: Seen{Missed: 1}}, true},
	} {
		if got := m.Conditions.Holds(c.when, &c.d); got != c.want {
			t.Errorf("%s holds %v for %+v after %d sessions", ConditionNames[c.when], got, c.d.Seen, c.d.Session)
		}
	}
}
