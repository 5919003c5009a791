package sim

import "testing"

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
