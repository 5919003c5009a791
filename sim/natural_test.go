package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestNaturalLevel(t *testing.T) {
	c := NaturalCourse{Usual: 13.5, Recovery: ln3, Spread: ln3}
	p := Patient{IntakeSeverity: 13.5}
	equal(t, "average", c.Level(&p), 27*0.25)
	p.NaturalCourse = 1
	equal(t, "good course", c.Level(&p), 2.7)
	p.NaturalCourse = -1
	equal(t, "no recovery", c.Level(&p), 13.5)
	c.Neuroticism = ln3
	equal(t, "no recovery, neurotic", c.Level(&Patient{IntakeSeverity: 13.5, NaturalCourse: -1, Neuroticism: 1}), 27*0.75)
	c.Passing = 0.5
	equal(t, "half of what stands above the usual passes", c.Level(&Patient{IntakeSeverity: 24.3, NaturalCourse: -1}), 20.25) // odds 9, of which 3 last
	equal(t, "below it, as much comes back", c.Level(&Patient{IntakeSeverity: 2.7, NaturalCourse: -1}), 6.75)
	falls(t, "level by course", func(x float64) float64 { return c.Level(&Patient{IntakeSeverity: 13.5, NaturalCourse: x}) })
}

func TestNaturalCourseLasts(t *testing.T) {
	c := NaturalCourse{Lasting: 0.5}
	d := dyad()
	d.NaturalLevel = 9
	equal(t, "half of a drive of −1", c.Shift(&d, -1), -2.25) // odds ½ / 1.5
	same(t, "no treatment", c.Shift(&d, 0), 0)
	c.Lasting = 0
	equal(t, "nothing lasts", c.Shift(&d, -1), 0)
}

// What treatment changes moves the patient's own level along by the sum of its
// drives.
func TestTreatmentMovesTheNaturalLevel(t *testing.T) {
	for _, lasting := range []float64{0, 0.5} {
		m := still()
		m.Natural = NaturalCourse{Strength: 1, Usual: 13.5, Lasting: lasting} // the own level is that of intake
		m.Therapist.Symptoms = 0.5
		d := dyad()
		d.NaturalLevel = 9
		d.Therapist.Effect = 2 // a drive of −1 in a week
		var n luck.Noise
		m.Pass(&d, &n, 1)
		equal(t, "severity", d.Severity, 9) // odds 1 / 2
		equal(t, "the own level", d.NaturalLevel, 27/(3+2*lasting))
	}
}

// The natural course composes: where severity gets in eight weeks does not
// depend on how the weeks are cut, and is exponential toward S*.
func TestNaturalCourseComposes(t *testing.T) {
	m := Default()
	m.Natural = NaturalCourse{Strength: 1, Usual: 13.5, Pace: math.Ln2 / 4, Recovery: ln3} // half of the way in four weeks
	m.Stress.Strength = 0
	for _, cut := range []float64{0.5, 1, 2, 4, 8} {
		var n luck.Noise
		luck.Of(1, 0, luck.Patient, 0).At(&n, 0)
		d := m.Begin(Patient{IntakeSeverity: 13.5}, Therapist{}, &n)
		for range int(8 / cut) {
			m.Pass(&d, &n, cut)
		}
		equal(t, "severity after eight weeks", d.Severity, 6.75+6.75/4)
	}
	m.Natural.Strength = 0
	var n luck.Noise
	luck.Of(1, 0, luck.Patient, 0).At(&n, 0)
	d := m.Begin(Patient{IntakeSeverity: 13.5}, Therapist{}, &n)
	m.Pass(&d, &n, 8)
	same(t, "switched off", d.Severity, 13.5)
}
