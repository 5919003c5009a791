package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestGoalsInitialAndTendency(t *testing.T) {
	g := GoalAgreement{Start: -ln3, Expectation: ln3, Level: ln3, Competence: ln3, Flexibility: ln3, Chemistry: ln3}
	equal(t, "start", g.Initial(&Patient{}, 0), 0.25)
	equal(t, "start of a hopeful patient", g.Initial(&Patient{Expectations: 1}, 0), 0.5)
	equal(t, "start with a good first impression", g.Initial(&Patient{}, 1), 0.5)
	none := Therapist{}
	equal(t, "tendency", g.Tendency(&Patient{}, &none, 0, 0), 0.75)
	for what, got := range map[string]float64{
		"expectations": g.Tendency(&Patient{Expectations: 1}, &none, 0, 0),
		"competence":   g.Tendency(&Patient{}, &Therapist{Competence: 1}, 0, 0),
		"flexibility":  g.Tendency(&Patient{}, &Therapist{Flexibility: 1}, 0, 0),
		"chemistry":    g.Tendency(&Patient{}, &none, 1, 0),
	} {
		equal(t, "tendency by "+what, got, 0.9)
	}
}

// Goals that are fitted stay shared: the first review lifts where agreement settles by
// half of Fitting (log-odds), each further one by half as much as the one before.
func TestReviewsLiftTheTendency(t *testing.T) {
	g := GoalAgreement{Level: -ln9, Fitting: 2 * ln9}
	after := func(n int) float64 { return g.Tendency(&Patient{}, &Therapist{}, 0, n) }
	equal(t, "never reviewed", after(0), 0.1)       // −ln 9
	equal(t, "reviewed once", after(1), 0.5)        // −ln 9 + ½ · 2 ln 9
	equal(t, "reviewed twice", after(2), 0.75)      // −ln 9 + ¾ · 2 ln 9 = ln 3
	equal(t, "reviewed very often", after(60), 0.9) // −ln 9 + 2 ln 9
	for n := range 10 {
		a, b, c := logit(after(n)), logit(after(n+1)), logit(after(n+2))
		equal(t, "what a further review adds", c-b, (b-a)/2)
	}
	g.Fitting = 0
	same(t, "where fitting does not last", after(3), after(0))
}

// A review counts in the session in which it is made and lasts; with a new therapist
// nothing has been fitted yet.
func TestReviewsAreCounted(t *testing.T) {
	m := settled()
	m.Goals = GoalAgreement{Strength: 1, Rate: 1, Level: -ln9, Fitting: 2 * ln9}
	d := meeting(&m)
	var n luck.Noise
	d.Goals = 0.5
	for i, c := range []struct {
		moves   Move
		reviews int
		end     float64
	}{{NoMove, 0, 0.1}, {GoalReview, 1, 0.5}, {CheckIn, 1, 0.5}, {GoalReview | Validate, 2, 0.75}, {NoMove, 2, 0.75}} {
		before := d.Goals
		m.Session(&d, &n, c.moves, 1)
		if d.Reviews != c.reviews {
			t.Errorf("%d reviews after session %d, want %d", d.Reviews, i+1, c.reviews)
		}
		equal(t, "where agreement settles", d.tend.goals, c.end)
		equal(t, "halfway there", d.Goals, before+(c.end-before)/2)
	}
	m.changeTherapist(&d, Therapist{ID: 6}, &n)
	if d.Reviews != 0 {
		t.Errorf("%d reviews with a new therapist, want none", d.Reviews)
	}
	equal(t, "where agreement settles with a new therapist", d.tend.goals, 0.1)
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
