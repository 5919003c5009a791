package sim

import (
	"math"
	"testing"
)

func TestGoalsInitialAndTendency(t *testing.T) {
	g := GoalAgreement{Start: -ln3, Expectation: ln3, Level: ln3, Competence: ln3, Flexibility: ln3, Chemistry: ln3}
	equal(t, "start", g.Initial(&Patient{}, 0), 0.25)
	equal(t, "start of a hopeful patient", g.Initial(&Patient{Expectations: 1}, 0), 0.5)
	equal(t, "start with a good first impression", g.Initial(&Patient{}, 1), 0.5)
	none := Therapist{}
	equal(t, "tendency", g.Tendency(&Patient{}, &none, 0), 0.75)
	for what, got := range map[string]float64{
		"expectations": g.Tendency(&Patient{Expectations: 1}, &none, 0),
		"competence":   g.Tendency(&Patient{}, &Therapist{Competence: 1}, 0),
		"flexibility":  g.Tendency(&Patient{}, &Therapist{Flexibility: 1}, 0),
		"chemistry":    g.Tendency(&Patient{}, &none, 1),
	} {
		equal(t, "tendency by "+what, got, 0.9)
	}
}

func TestGoalsChange(t *testing.T) {
	g := GoalAgreement{Strength: 1, Rate: 1, Review: 2, Renewed: 0.25}
	d := dyad()
	d.tend.goals = 0.9
	equal(t, "ordinary session", g.Change(&d, NoMove), 0.2)    // ½ of 0.4
	equal(t, "goal review", g.Change(&d, GoalReview), 0.3)     // rate 3: ¾ of 0.4
	equal(t, "goals renewed", g.Reviewed(&d, GoalReview), 0.1) // toward(½, ¼) = ½ · ⅕
	same(t, "no review", g.Reviewed(&d, CheckIn), 0)
	g.Strength = 0
	same(t, "switched off", g.Change(&d, GoalReview), 0)
	same(t, "switched off, reviewed", g.Reviewed(&d, GoalReview), 0)
}

func TestGoalsClosedForm(t *testing.T) {
	g := GoalAgreement{Strength: 0.5, Rate: 1} // a quarter of the way each session
	d := dyad()
	d.tend.goals = 0.9
	for range 12 {
		d.Goals += g.Change(&d, NoMove)
	}
	equal(t, "goals after 12 sessions", d.Goals, 0.9-0.4*math.Pow(0.75, 12))
}
