package sim

import "testing"

// Frequency and attendance: when patient and therapist meet.
func TestDoseAndGap(t *testing.T) {
	f := Frequency{PerWeek: 2, Forgetting: 0.5, Waning: 0.25, Working: 0.125}
	equal(t, "a week", f.Presence(1), 1)
	equal(t, "half a week", f.Presence(0.5), 1.2) // 1.5 / 1.25
	equal(t, "a month", f.Presence(4), 0.5)       // 1.5 / 3
	falls(t, "presence", func(x float64) float64 { return f.Presence(x + 4) })
	equal(t, "the first session", f.Dose(1.2, 1), 1.2)
	equal(t, "the fifth", f.Dose(1.2, 5), 0.6)
	equal(t, "work of the first session", f.Work(1.2, 1), 1.2)
	equal(t, "work of the fifth", f.Work(1.2, 5), 0.8) // 1.2 / 1.5
	f.Forgetting, f.Waning, f.Working = 0, 0, 0
	same(t, "nothing is forgotten", f.Presence(4), 1)
	same(t, "nothing wanes", f.Dose(1, 50), 1)
	same(t, "work does not wane", f.Work(1, 50), 1)

	equal(t, "gap", f.Gap(1), 0.5)
	f.TaperFrom, f.TaperGap = 10, 3
	equal(t, "gap before the taper", f.Gap(9), 0.5)
	equal(t, "gap after the first tapered session", f.Gap(10), 3)
}

// Work gives most where it is new, too, but wanes more slowly than hope: later sessions
// give more of it, up to the ratio of the two rates. At one rate the two doses are one.
func TestWorkWanesMoreSlowly(t *testing.T) {
	f := Frequency{Waning: 1, Working: 0.5}
	ratio := func(t int) float64 { return f.Work(1, t) / f.Dose(1, t) }
	same(t, "in the first session", ratio(1), 1)
	equal(t, "in the third", ratio(3), 1.5) // 3 / 2
	for s := 1; s < 50; s++ {
		if !(ratio(s+1) > ratio(s) && ratio(s+1) < 2) {
			t.Errorf("session %d gives %g times as much by work as by hope, the next %g", s, ratio(s), ratio(s+1))
		}
		if !(f.Work(1, s+1) < f.Work(1, s)) {
			t.Errorf("session %d gives no less by work than session %d", s+1, s)
		}
	}
	f.Working = f.Waning
	for s := 1; s < 50; s++ {
		same(t, "at one rate", f.Work(0.9, s), f.Dose(0.9, s))
	}
}

// Technique, exploration and effort go by the dose of work; relationship, hope and the
// therapist's own effect by the other.
func TestDoseOfEachSource(t *testing.T) {
	sources := map[*Cause]func(*Model){
		byTechnique:    func(m *Model) { m.Technique = Technique{Strength: 1, Symptoms: 0.8} },
		byExploration:  func(m *Model) { m.Exploration = Exploration{Strength: 1, Symptoms: 0.8} },
		byEffort:       func(m *Model) { m.Effort = Effort{Strength: 1, Symptoms: 0.8} },
		byRelationship: func(m *Model) { m.Reciprocal = Reciprocal{Alliance: 0.8} },
		byHope:         func(m *Model) { m.Hope = Hope{Strength: 1, Symptoms: 0.8} },
		byTherapist:    func(m *Model) { m.Therapist = TherapistEffect{Symptoms: 0.8} },
	}
	for by, only := range sources {
		m := still()
		m.Frequency = Frequency{Waning: 1, Working: 0.25}
		m.Reciprocal, m.Therapist = Reciprocal{}, TherapistEffect{}
		only(&m)
		// drive is what a source did to the odds of severity after session s.
		drive := func(s int) float64 {
			d := dyad()
			d.Session, d.Therapist.Effect = s, 1
			d.Work.Technique, d.Work.Exploration = 1, 1
			m.tend(&d)
			m.span(&d, 1)
			level, _ := m.worked(&d)
			p := level / PHQ9Max
			return (1-p)/p - 1 // from odds of 1
		}
		want := 2.0 // 1 + ¼ · 4: work
		switch by {
		case byRelationship, byTherapist:
			want = 5 // 1 + 1 · 4
		case byHope:
			want = 25 // and, beside its dose, a fifth
		}
		equal(t, by.Name+" of the first session, in those of the fifth", drive(1)/drive(5), want)
	}
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
		{AllianceDrop, Dyad{Seen: Seen{WAI: 44.0 / 12, WAIBefore: 50.0 / 12}}, false}, // six items of twelve, and no more
		{AllianceDrop, Dyad{Seen: Seen{WAI: 43.0 / 12, WAIBefore: 50.0 / 12}}, true},
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
