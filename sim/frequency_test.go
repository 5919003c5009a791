package sim

import "testing"

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
