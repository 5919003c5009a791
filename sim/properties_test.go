package sim

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"rapport/sim/luck"
	"rapport/sim/record"
)

// drawModel draws every parameter from its range of the table.
func drawModel(t *rapid.T) Model {
	m := Default()
	for _, p := range m.Params() {
		*p.Value = rapid.Float64Range(p.Min, p.Max).Draw(t, p.Name)
		if p.Choices != nil {
			*p.Value = math.Round(*p.Value)
		}
	}
	return m
}

// drawTraits fills every trait (float64 in SD) of a person, within ±4.
func drawTraits(t *rapid.T, person any, what string) {
	v := reflect.ValueOf(person).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Float64 {
			v.Field(i).SetFloat(rapid.Float64Range(-4, 4).Draw(t, what+" "+v.Type().Field(i).Name))
		}
	}
}

func drawPatient(t *rapid.T) Patient {
	var p Patient
	drawTraits(t, &p, "patient")
	p.IntakeSeverity = rapid.Float64Range(1, 26).Draw(t, "intake severity")
	p.AllianceToSymptoms = rapid.Float64Range(0.05, 10).Draw(t, "alliance to symptoms")
	p.SymptomsToAlliance = rapid.Float64Range(0.05, 10).Draw(t, "symptoms to alliance")
	return p
}

func drawTherapist(t *rapid.T) Therapist {
	x := Therapist{CBT: rapid.Bool().Draw(t, "cbt")}
	drawTraits(t, &x, "therapist")
	return x
}

// drawCase draws a patient, a clinic of two, and the luck.
func drawCase(t *rapid.T) Case {
	return Case{
		Luck:    luck.Of(rapid.Uint64().Draw(t, "seed"), 0, luck.Patient, 0),
		Patient: drawPatient(t),
		Clinic:  []Therapist{drawTherapist(t), drawTherapist(t)},
	}
}

// checkDyad says whether every state is inside its range: above 0 and below 1,
// where only rounding, within 1e-15 of it, may write an end.
func checkDyad(t *rapid.T, d *Dyad) {
	proportions := map[string]float64{"trust": d.Trust, "goals": d.Goals, "tasks": d.Tasks, "bond": d.Bond, "hope": d.Hope,
		"severity/27": d.Severity / PHQ9Max, "level/27": d.Level / PHQ9Max}
	if d.Rupture.Open {
		proportions["rupture intensity"] = d.Rupture.Intensity
	}
	for what, x := range proportions {
		if !(x >= -1e-15 && x <= 1) {
			t.Fatalf("%s = %g after session %d, want within (0,1)", what, x, d.Session)
		}
	}
	for what, x := range map[string]float64{"stress": d.Stress, "fluctuation": d.Fluctuation, "week": d.Week} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("%s = %g after session %d", what, x, d.Session)
		}
	}
	// The running sum keeps to level plus fluctuation up to its rounding.
	if off := math.Abs(d.Severity - d.Level - d.Fluctuation); off > 1e-10 {
		t.Fatalf("severity is %g off level plus fluctuation after session %d", off, d.Session)
	}
}

// checkRow says whether every score is on its instrument's scale.
func checkRow(t *rapid.T, s *record.Session) {
	if s.PHQ9 != nil && (*s.PHQ9 < 0 || *s.PHQ9 > 27) {
		t.Fatalf("PHQ-9 = %d in session %d", *s.PHQ9, s.Session)
	}
	for what, c := range map[string]struct{ x, low, high float32 }{
		"wai_patient": {s.WAIPatient, 1, 5}, "goals": {s.WAIPatientGoals, 1, 5}, "tasks": {s.WAIPatientTasks, 1, 5},
		"bond": {s.WAIPatientBond, 1, 5}, "wai_therapist": {s.WAITherapist, 1, 5}, "wai_observer": {s.WAIObserver, 1, 5},
		"calpas": {s.CALPASPatient, 1, 7},
	} {
		if c.x != 0 && !(c.x >= c.low && c.x <= c.high) { // 0 is null
			t.Fatalf("%s = %g in session %d, want %g to %g", what, c.x, s.Session, c.low, c.high)
		}
	}
	for what, x := range map[string]float32{"bond": s.TrueBond, "tasks": s.TrueTasks, "goals": s.TrueGoals, "trust": s.TrueTrust, "hope": s.TrueHope} {
		if !(x >= 0 && x <= 1) { // float32 may round to the ends
			t.Fatalf("true %s = %g in session %d", what, x, s.Session)
		}
	}
}

// For any parameters in their ranges and any people, all states stay inside
// their ranges over 200 sessions, twice weekly, with any moves.
func TestStatesStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		m.Care.Treatment, m.Care.Sessions, m.Care.Plan, m.Frequency.PerWeek, m.Frequency.TaperFrom = 1, 200, 0, 2, 0
		m.Dropout.Strength, m.WellEnough.Chance = 0, 0
		who := drawCase(t)
		moves := rapid.SliceOfN(rapid.Uint32Range(0, 1<<len(MoveNames)-1), 1, 8).Draw(t, "moves")
		var c Course
		var rows record.Rows
		c.Start(&m, who)
		checkDyad(t, &c.Dyad)
		for going := true; going; {
			rows.Reset()
			going = c.Next(&m, &rows, Move(moves[c.Session%len(moves)]))
			checkDyad(t, &c.Dyad)
			checkRow(t, &rows.Sessions[0])
		}
		if c.Session != 200 {
			t.Fatalf("the course ended after %d sessions, want 200", c.Session)
		}
	})
}

// Mechanisms read the dyad and must not change it.
func TestMechanismsOnlyRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		who := drawCase(t)
		var c Course
		var rows record.Rows
		c.Start(&m, who)
		for range rapid.IntRange(1, 6).Draw(t, "sessions") {
			if !c.Next(&m, &rows, NoMove) {
				break
			}
		}
		d, n := &c.Dyad, &c.Now
		d.Rupture = Rupture{Open: true, Intensity: 0.4, Peak: 0.5, TrustBefore: 0.6, BondBefore: 0.7, Onset: 1}
		moves := Move(rapid.Uint32Range(0, 1<<len(MoveNames)-1).Draw(t, "moves"))
		given := map[reflect.Type]any{}
		for _, x := range []any{d, n, moves, 0.5, true, 3, record.PhaseEnded, Middle, NoProgress, &d.Patient, &d.Therapist, &m.Bond, &m.Tasks, &m.Frequency} {
			given[reflect.TypeOf(x)] = x
		}
		before := *d
		called := readAll(&m, given, func(what string) {
			if *d != before {
				t.Fatalf("%s changed the dyad", what)
			}
		})
		if called < 40 {
			t.Fatalf("only %d methods of mechanisms were called", called)
		}
		if m.due(&Rule{Do: Step{Move: CheckIn}, From: 1, Phase: Middle}, d); *d != before {
			t.Fatal("an action changed the dyad")
		}
	})
}

// readAll calls every method of every mechanism that looks at a dyad, with what is
// given for its arguments, and says how many there are.
func readAll(m *Model, given map[reflect.Type]any, after func(what string)) (called int) {
	fields := reflect.ValueOf(m).Elem()
	for i := range fields.NumField() {
		mechanism := fields.Field(i).Addr()
		for k := range mechanism.NumMethod() {
			method := mechanism.Method(k)
			what := mechanism.Type().String() + "." + mechanism.Type().Method(k).Name
			var args []reflect.Value
			looks := false
			for a := range method.Type().NumIn() {
				x, ok := given[method.Type().In(a)]
				if !ok {
					panic("sim/properties_test.go: TestMechanismsOnlyRead has no " + method.Type().In(a).String() + " for " + what)
				}
				_, isDyad := x.(*Dyad)
				looks = looks || isDyad
				args = append(args, reflect.ValueOf(x))
			}
			if looks {
				method.Call(args)
				called++
				after(what)
			}
		}
	}
	return called
}

// Directions that hold for any parameters in their ranges.
func TestDirections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		who := drawCase(t)
		var before luck.Noise
		who.Luck.At(&before, 0)
		d := m.Begin(who.Patient, who.Clinic[0], &before)
		d.Session, d.Met = 3, 3
		d.Rupture = Rupture{Open: true, Intensity: 0.4, Peak: 0.5, TrustBefore: 0.6, BondBefore: 0.7}
		raise := rapid.Float64Range(0, 3).Draw(t, "raise")
		check := func(what string, higher *float64, f func() float64, sign float64) {
			x := *higher
			a := f()
			*higher += raise
			b := f()
			*higher = x
			if sign*(b-a) < 0 {
				t.Fatalf("%s: %g becomes %g", what, a, b)
			}
		}
		check("more skill never lowers repair", &d.Therapist.RepairSkill, func() float64 { return m.Repair.Probability(&d, NoMove).Value() }, 1)
		check("more skill never lowers recognition", &d.Therapist.RepairSkill, func() float64 { return m.Recognition.Probability(&d, NoMove, false).Value() }, 1)
		check("more stress never lowers the risk of rupture", &d.Stress, func() float64 { return m.Rupture.Probability(&d, 0).Value() }, 1)
		check("more intensity never lowers dropout", &d.Rupture.Intensity, func() float64 { return m.Dropout.Probability(&d).Value() }, 1)
		check("a stronger bond never raises dropout", &d.Bond, func() float64 { return m.Dropout.Probability(&d).Value() }, -1)
		check("a stronger bond never raises the risk of rupture", &d.Bond, func() float64 { return m.Rupture.Probability(&d, 0).Value() }, -1)
		check("more effect never worsens symptoms", &d.Therapist.Effect, func() float64 { return m.Therapist.OnSeverity(&d) }, -1)
		check("more severity never makes well enough", &d.Severity, func() float64 { return m.WellEnough.Probability(&d).Value() }, -1)
		check("competence never worsens technique", &d.Therapist.Competence, func() float64 {
			m.tend(&d)
			return m.Technique.OnSeverity(&d, 1)
		}, -1)
		check("flexibility never raises mismatch", &d.Therapist.Flexibility, func() float64 {
			return m.Match.Mismatch(&d.Patient, &d.Therapist, false)
		}, -1)
	})
}
