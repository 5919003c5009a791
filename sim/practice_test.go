package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestTimeLeft(t *testing.T) {
	p := Practice{Cost: 0.25}
	same(t, "no move", p.Time(NoMove), 1)
	equal(t, "one", p.Time(CheckIn), 0.8)
	equal(t, "four", p.Time(CheckIn|Validate|GoalReview|Feedback), 0.5)
	same(t, "moves that take no time", p.Time(PushTechnique|ChangeTherapist|Supervision), 1)
	p.Cost = 0
	same(t, "without cost", p.Time(CheckIn|Validate), 1)
}

func TestMovesOnBondAndRupture(t *testing.T) {
	p := Practice{Warming: 0.03, Cooling: 0.05, Friction: 0.5}
	equal(t, "check-in", p.OnBond(CheckIn), 0.03)
	equal(t, "pushing", p.OnBond(PushTechnique), -0.05)
	equal(t, "both", p.OnBond(CheckIn|PushTechnique|Validate), -0.02)
	same(t, "neither", p.OnBond(GoalReview), 0)
	equal(t, "friction", p.OnRupture(PushTechnique|CheckIn), 0.5)
	same(t, "no friction", p.OnRupture(CheckIn), 0)
}

// Therapists make each move unprompted only when it is due, and then always
// where its log-odds are large.
func TestUnprompted(t *testing.T) {
	p := Practice{Strength: 1, OwnExplain: 50, OwnReview: 50, OwnCheckIn: 50, OwnAcknowledge: 50, OwnCelebrate: 50, OwnNaming: 50,
		ExplainUntil: 2, CelebrateFrom: 0.25, NameAbove: 0.2}
	var n luck.Noise
	luck.Of(1, 0, luck.Patient, 0).At(&n, 5)
	phases := Phases{Early: 4, Ending: 3}
	mismatched := tendencies{mismatch: 0.5}
	better := Seen{PHQ9Intake: 16, PHQ9: 12}
	for _, c := range []struct {
		what string
		d    Dyad
		tau  float64
		want Move
	}{
		{"first session", Dyad{Session: 1, Met: 1, Seen: Seen{PHQ9Intake: 16, PHQ9: 16}}, 0, ExplainTreatment},
		{"third session", Dyad{Session: 3, Met: 3}, 0, NoMove},
		{"middle", Dyad{Session: 6, Met: 6}, 0, GoalReview | CheckIn},
		{"transition", Dyad{Session: 3, Met: 3}, 0.1, AcknowledgeTransition},
		{"a quarter gone", Dyad{Session: 3, Met: 3, Seen: better}, 0, CelebrateProgress},
		{"less gone", Dyad{Session: 3, Met: 3, Seen: Seen{PHQ9Intake: 16, PHQ9: 13}}, 0, NoMove},
		{"mismatch", Dyad{Session: 3, Met: 3, derived: derived{tend: mismatched}}, 0, NameDifference},
		{"mismatch, named", Dyad{Session: 3, Met: 3, Named: true, derived: derived{tend: mismatched}}, 0, NoMove},
		{"mismatch, first meeting", Dyad{Session: 3, Met: 1, derived: derived{tend: mismatched}}, 0, ExplainTreatment},
	} {
		if got := p.Unprompted(&c.d, phases.Of(c.d.Session, false), c.tau, &n); got != c.want {
			t.Errorf("%s: moves %b, want %b", c.what, got, c.want)
		}
		off := p
		off.Strength = 0
		if got := off.Unprompted(&c.d, phases.Of(c.d.Session, false), c.tau, &n); got != NoMove {
			t.Errorf("%s: moves %b although switched off", c.what, got)
		}
	}
}

// Sensitive therapists make moves more often: logistic(−ln 3 + ln 3·(1 + 1)/2)
// = ½ against ¼, both within 4.5 standard errors of 20,000 sessions.
func TestUnpromptedFrequency(t *testing.T) {
	p := Practice{Strength: 1, Sensitive: ln3, OwnCheckIn: -ln3, OwnReview: -50, OwnExplain: -50}
	const sessions = 20000
	for _, c := range []struct{ trait, want float64 }{{0, 0.25}, {1, 0.5}} {
		d := Dyad{Session: 6, Met: 6, Therapist: Therapist{Empathy: c.trait, Flexibility: c.trait}}
		made := 0.0
		var n luck.Noise
		for i := range sessions {
			luck.Of(5, 0, luck.Patient, int64(i)).At(&n, 6)
			if p.Unprompted(&d, Middle, 0, &n)&CheckIn != 0 {
				made++
			}
		}
		if se := math.Sqrt(c.want * (1 - c.want) / sessions); !(math.Abs(made/sessions-c.want) <= 4.5*se) {
			t.Errorf("therapists with traits %g check in in %g of the sessions, want %g", c.trait, made/sessions, c.want)
		}
	}
}
