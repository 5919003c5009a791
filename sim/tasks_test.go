package sim

import (
	"math"
	"testing"
)

func TestTasksTendency(t *testing.T) {
	k := TaskAgreement{Start: ln3, Level: 1, Competence: 0.5, Chemistry: 0.25}
	equal(t, "start", k.Initial(0), 0.75)
	equal(t, "start with a poor first impression", k.Initial(-4*ln3), 0.5)
	equal(t, "log-odds of K0", k.Tendency(&Therapist{Competence: 2}, -4), 1) // 1 + 1 − 1
}

func TestTasksChange(t *testing.T) {
	k := TaskAgreement{Strength: 1, Rate: 1, Goals: 2, Explain: 2}
	d := dyad()
	d.tend.tasksMatched, d.tend.tasks = 0.8, 0.8
	equal(t, "goals neutral", k.Change(&d, NoMove), 0.15)        // ½ of 0.3
	equal(t, "explained", k.Change(&d, ExplainTreatment), 0.225) // rate 3: ¾ of 0.3
	d.Goals = 0.75                                               // K* = 0.8 + 2·¼·0.16 = 0.88
	equal(t, "goals agreed", k.Change(&d, NoMove), 0.19)         // ½ of 0.38
	d.Goals = 0.25                                               // K* = 0.72
	equal(t, "goals not agreed", k.Change(&d, NoMove), 0.11)     // ½ of 0.22
	k.Strength = 0
	same(t, "switched off", k.Change(&d, ExplainTreatment), 0)
}

// K* stays within (0,1) for the largest weight of goals.
func TestTasksTargetBounds(t *testing.T) {
	k := TaskAgreement{Goals: 2}
	for _, k0 := range []float64{1e-6, 0.1, 0.5, 0.9, 1 - 1e-6} {
		for _, g := range []float64{1e-6, 0.5, 1 - 1e-6} {
			d := dyad()
			d.Goals = g
			if x := k.target(&d, k0); x <= 0 || x >= 1 {
				t.Errorf("K* = %g for K0 = %g, G = %g, want within (0,1)", x, k0, g)
			}
		}
	}
}

func TestTasksClosedForm(t *testing.T) {
	k := TaskAgreement{Strength: 1, Rate: 0.25} // a fifth of the way each session
	d := dyad()
	d.tend.tasksMatched = 0.9
	for range 10 {
		d.Tasks += k.Change(&d, NoMove)
	}
	equal(t, "tasks after 10 sessions", d.Tasks, 0.9-0.4*math.Pow(0.8, 10))
}
