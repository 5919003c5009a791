package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestBondInitialAndTendency(t *testing.T) {
	b := BondGrowth{Start: ln3, Avoidance: ln3, Anxiety: ln3, Extraversion: ln3, First: 0.5, Level: 1, Warmth: 2, Genuineness: 3, Empathy: 4, Effect: 5,
		Chemistry: 10, Shared: 0.6}
	equal(t, "start", b.Initial(&Patient{}, 0), 0.75)
	equal(t, "start of an outgoing patient", b.Initial(&Patient{Extraversion: 1}, 0), 0.9)
	equal(t, "start where half of what is to come shows", b.Initial(&Patient{}, -2*ln3), 0.5)
	none := Therapist{}
	for _, c := range []struct {
		what            string
		p               Patient
		t               Therapist
		e, whole, alone float64
		want            float64
	}{
		{"average", Patient{}, none, 0.5, 0, 0, 1},
		{"warmth", Patient{}, Therapist{Warmth: 1}, 0.5, 0, 0, 3},
		{"genuineness", Patient{}, Therapist{Genuineness: 1}, 0.5, 0, 0, 4},
		{"empathic response", Patient{}, none, 0.75, 0, 0, 3},
		{"therapist effect", Patient{}, Therapist{Effect: 1}, 0.5, 0, 0, 6},
		{"avoidance", Patient{AttachmentAvoidance: 2}, none, 0.5, 0, 0, 1 - 2*ln3},
		{"anxiety", Patient{AttachmentAnxiety: 2}, none, 0.5, 0, 0, 1 - 2*ln3},
		{"shared chemistry", Patient{}, none, 0.5, 1, 0, 7}, // 10 · 0.6
		{"own chemistry", Patient{}, none, 0.5, 0, 1, 9},    // 10 · 0.8
	} {
		equal(t, "tendency, "+c.what, b.Level+b.above(&c.p, &c.t, c.e, c.whole, c.alone), c.want)
	}
}

func TestBondTarget(t *testing.T) {
	b := BondGrowth{Trust: 2}
	d := dyad()
	equal(t, "half trusted", b.target(&d, 0.8), 0.8)
	d.Trust = 0.75
	equal(t, "trusted", b.target(&d, 0.8), 0.88) // + 2·¼·0.16
	d.Trust = 0.25
	equal(t, "distrusted", b.target(&d, 0.8), 0.72)
	for _, b0 := range []float64{1e-6, 0.5, 1 - 1e-6} {
		for _, trust := range []float64{1e-6, 1 - 1e-6} {
			d.Trust = trust
			if x := b.target(&d, b0); x <= 0 || x >= 1 {
				t.Errorf("B* = %g for B0 = %g, T = %g, want within (0,1)", x, b0, trust)
			}
		}
	}
}

func TestBondValidated(t *testing.T) {
	b := BondGrowth{Strength: 1, Rate: 0.5, Empathy: 2}
	d := dyad()
	d.tend.empathy = 0.6
	equal(t, "a better answer than usual", b.Validated(&d, 0.7), 0.1)
	same(t, "no better answer", b.Validated(&d, 0.6), 0)
}

// settled is a model in which nothing but growth moves the bond, whatever the
// shipped parameters are: no rupture, chance, symptoms, transition or move.
func settled() Model {
	m := Default()
	m.Rupture.Strength, m.Chance, m.Reciprocal.Symptoms = 0, Chance{}, 0
	m.Transition.Strength, m.Practice.Strength = 0, 0
	m.Bond = BondGrowth{Strength: 1, Start: -ln3, Rate: math.Ln2, Level: ln3, Shared: 0.5} // from ¼ half of the way to ¾
	m.Agreeableness = Agreeableness{}
	m.Match = Match{}
	return m
}

// Without anything that disturbs it, the bond is geometric toward B*:
// B(n) = B* − (B* − B(0)) · (1 − r)ⁿ.
func TestBondClosedForm(t *testing.T) {
	for _, c := range []struct {
		what                     string
		agreeableness, directive float64
		target, rate             float64
	}{
		{"typical dyad", 0, 0, 0.75, 0.5},
		{"agreeable patient", 1, 0, 0.75, 0.75},                    // twice the rate: 1 − ½²
		{"disagreeable patient", -1, 0, 0.75, 0.29289321881345254}, // half: 1 − √½
		// full mismatch, half of it adapted away, costs 2·½·ln 3: B* = ½
		{"mismatch", 0, 30, 0.5, 0.5},
		{"agreeable patient in a mismatch", 1, 30, 0.5, 0.75},
		{"disagreeable patient in a mismatch", -1, 30, 0.5, 0.29289321881345254},
	} {
		m := settled()
		m.Agreeableness = Agreeableness{Strength: math.Ln2, Pace: 2}
		m.Match = Match{Strength: 2, Bond: ln3}
		own := luck.Of(1, 0, luck.Patient, 0)
		var n luck.Noise
		own.At(&n, 0)
		d := m.Begin(Patient{Agreeableness: c.agreeableness, IntakeSeverity: 15, AllianceToSymptoms: 1, SymptomsToAlliance: 1},
			Therapist{Directiveness: c.directive}, &n)
		equal(t, c.what+": bond at intake", d.Bond, 0.25)
		for s := 1; s <= 20; s++ {
			own.At(&n, s)
			if s > 1 {
				m.Pass(&d, &n, 1)
			}
			m.Session(&d, &n, NoMove, 1)
			want := c.target - (c.target-0.25)*math.Pow(1-c.rate, float64(s))
			if !(math.Abs(d.Bond-want) <= 1e-12) {
				t.Errorf("%s: bond after session %d = %.15g, want %.15g", c.what, s, d.Bond, want)
				break
			}
		}
	}
}

func TestBondSwitchedOff(t *testing.T) {
	m := settled()
	m.Bond.Strength, m.Match, m.Agreeableness = 0, Match{Strength: 2, Bond: 1}, Agreeableness{Strength: 1, Pace: 1}
	own := luck.Of(1, 0, luck.Patient, 0)
	var n luck.Noise
	own.At(&n, 0)
	d := m.Begin(Patient{Agreeableness: 1, IntakeSeverity: 15}, Therapist{Directiveness: 2}, &n)
	for s := 1; s <= 5; s++ {
		own.At(&n, s)
		m.Session(&d, &n, NoMove, 1)
		same(t, "bond", d.Bond, m.Bond.Initial(&d.Patient, d.tend.bondAbove))
	}
}
