package sim

import "testing"

func TestTherapistEffect(t *testing.T) {
	e := TherapistEffect{Symptoms: 0.02}
	d := dyad()
	if e.OnSeverity(&d) != 0 {
		t.Error("the average therapist has an own effect")
	}
	d.Therapist.Effect = 1.5
	equal(t, "effective therapist", e.OnSeverity(&d), -0.03)
	d.Therapist.Effect = -1
	equal(t, "ineffective therapist", e.OnSeverity(&d), 0.02)
}
