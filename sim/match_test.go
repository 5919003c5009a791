package sim

import (
	"math"
	"testing"
)

func TestMismatch(t *testing.T) {
	m := Match{Strength: 1, Adapt: ln3, Threshold: 1, Naming: 0.5}
	p := Patient{PreferredDirectiveness: 1}
	same(t, "alike", m.Mismatch(&p, &Therapist{Directiveness: 1}, false), 0)
	// δ² = 2 ln 4: 1 − exp(−δ²/2) = ¾; a therapist at the threshold adapts half of it away.
	off := 1 + math.Sqrt(2*math.Log(4))
	equal(t, "too directive", m.Mismatch(&p, &Therapist{Directiveness: off, Flexibility: 1}, false), 0.375)
	equal(t, "not directive enough", m.Mismatch(&p, &Therapist{Directiveness: 2 - off, Flexibility: 1}, false), 0.375)
	equal(t, "stiff therapist", m.Mismatch(&p, &Therapist{Directiveness: off}, false), 0.5625) // ¾ · ¾
	equal(t, "named", m.Mismatch(&p, &Therapist{Directiveness: off}, true), 0.28125)
	falls(t, "mismatch by flexibility", func(x float64) float64 {
		return m.Mismatch(&p, &Therapist{Flexibility: x}, false)
	})
	m.Strength = 2
	equal(t, "twice as strong", m.Mismatch(&p, &Therapist{Directiveness: off}, true), 0.5625)
	m.Strength = 0
	same(t, "switched off", m.Mismatch(&p, &Therapist{Directiveness: off}, false), 0)
}

func TestMatchOnBondAndTasks(t *testing.T) {
	m := Match{Strength: 1}
	d := dyad()
	d.tend.bond, d.tend.bondMatched, d.tend.bondRate = 0.5, 0.75, 0.4
	equal(t, "on bond", m.OnBond(&d, &BondGrowth{}), -0.1)
	d.tend.tasks, d.tend.tasksMatched = 0.5, 0.7
	k := TaskAgreement{Strength: 1, Rate: 1, Goals: 1}
	equal(t, "on tasks", m.OnTasks(&d, &k, NoMove), -0.1)
	// With goals fully agreed: K* falls from 0.7 + ½·0.21 to 0.5 + ½·0.25, half of it now.
	d.Goals = 1
	equal(t, "on tasks, goals agreed", m.OnTasks(&d, &k, NoMove), -0.09)
	d.tend.tasks = d.tend.tasksMatched
	same(t, "no mismatch", m.OnTasks(&d, &k, NoMove), 0)
}
