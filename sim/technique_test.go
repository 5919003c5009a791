package sim

import "testing"

func TestTechnique(t *testing.T) {
	k := Technique{Strength: 1, Symptoms: 0.1, Level: ln3, Skill: ln3}
	equal(t, "competence", k.Competence(&Therapist{}), 0.75)
	equal(t, "competent", k.Competence(&Therapist{Competence: 1}), 0.9)
	equal(t, "less competent", k.Competence(&Therapist{Competence: -1}), 0.5)
	rises(t, "competence", func(x float64) float64 { return k.Competence(&Therapist{Competence: x}) })
	k.Skill = 0
	equal(t, "where skill does not count", k.Competence(&Therapist{Competence: 3}), 0.75)

	d := dyad()
	d.tend.competence, d.Work.Technique, d.Tasks = 0.5, 1, 0.25
	equal(t, "drive", k.OnSeverity(&d, 1), -0.025) // −0.1 · ½ · √¼
	equal(t, "weight", k.OnSeverity(&d, 2), -0.05)
	d.tend.competence = 1
	equal(t, "all competence", k.OnSeverity(&d, 1), -0.05)
	d.Work.Technique = 0.5
	equal(t, "half the time", k.OnSeverity(&d, 1), -0.025)
	d.Work.Feedback = 1
	equal(t, "sharpened", k.OnSeverity(&d, 1), -0.05)
	off := k
	off.Strength = 0
	if off.OnSeverity(&d, 1) != 0 {
		t.Error("switched off, technique still drives")
	}
}

// Technique rests on agreement on tasks, of which the first counts most. Bond, trust and
// goals neither add to it nor make up for what it lacks.
func TestTechniqueRestsOnTasks(t *testing.T) {
	k := Technique{Strength: 1, Symptoms: 0.1}
	d := dyad()
	d.tend.competence, d.Work.Technique = 0.25, 1
	want := k.OnSeverity(&d, 1)
	d.Bond, d.Trust, d.Goals = 0.9, 0.9, 0.9
	same(t, "drive with a strong bond", k.OnSeverity(&d, 1), want)
	for _, none := range []float64{0, -1e-16} { // which is 0 but for rounding
		d.Tasks = none
		if k.OnSeverity(&d, 1) != 0 {
			t.Errorf("at an agreement on tasks of %g, technique drives by %g", none, k.OnSeverity(&d, 1))
		}
	}
	d.Tasks = 0.16
	little := k.OnSeverity(&d, 1)
	d.Tasks = 0.64
	equal(t, "of four times the agreement, in that of it", k.OnSeverity(&d, 1)/little, 2)
	falls(t, "drive by agreement on tasks", func(x float64) float64 { d.Tasks = logistic(x); return k.OnSeverity(&d, 1) })
}
