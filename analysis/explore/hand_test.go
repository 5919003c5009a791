package explore

import (
	"math"
	"testing"

	"rapport/sim/record"
)

// By hand: three lucks that find 1, 2 and 3 have a mean of 2 and a standard error of 1/√3; the 97.5 %
// point of Student's t with two degrees of freedom is 4.3027.
func TestAnEffectOverLucksByHand(t *testing.T) {
	e := effectOf(3, func(luck int) float64 { return float64(luck + 1) })
	wantNear(t, "mean", e.Mean, 2, 1e-12)
	wantNear(t, "low", e.Low, 2-4.302652729696142/math.Sqrt(3), 1e-9)
	wantNear(t, "high", e.High, 2+4.302652729696142/math.Sqrt(3), 1e-9)
}

// By hand: every outcome of a table of switches, of two patients.
func TestOutcomesOfSwitchesByHand(t *testing.T) {
	rows := &record.Rows{Patients: []record.Patient{
		{PHQ9Intake: 20, PHQ9Last: 6, Ending: "transferred_then_dropout", Response: true, Ruptures: 3, RupturesResolved: 1, SessionsHeld: 5},
		{PHQ9Intake: 14, PHQ9Last: 12, Ending: "completed", Ruptures: 0, SessionsHeld: 12},
	}, Sessions: []record.Session{{Session: 4, WAIPatient: 1}, {Session: 5, WAIPatient: 4}, {Session: 5}, {Patient: 1, Session: 5, WAIPatient: 3}}}
	for i, want := range []float64{9, 3.5, 0.5, 0.5, 1.5, 8.5} {
		wantNear(t, outcomes[i].name, outcomes[i].of(rows), want, 1e-12)
	}
}

func TestNumbersToThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{0.0004: "0", -0.0004: "0", 0.0006: "0.001", -0.25: "-0.250", 1: "1", 12.3456: "12.35", math.NaN(): "–"} {
		if got := Digits(v); got != want {
			t.Errorf("%g is %s, want %s", v, got, want)
		}
	}
}
