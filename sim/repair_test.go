package sim

import "testing"

func TestRecognition(t *testing.T) {
	r := Recognition{Empathy: ln3, Skill: ln3, Intensity: 2 * ln3, Withdrawal: ln3, CheckIn: ln3, Explore: ln9, Feedback: ln3}
	for _, c := range []struct {
		what      string
		kind      Kind
		intensity float64
		therapist Therapist
		moves     Move
		trouble   bool
		want      float64
	}{
		{"confrontation", Confrontation, 0, Therapist{}, NoMove, false, 0.5},
		{"withdrawal is harder to see", Withdrawal, 0, Therapist{}, NoMove, false, 0.25},
		{"intense", Confrontation, 0.5, Therapist{}, NoMove, false, 0.75},
		{"empathy", Confrontation, 0, Therapist{Empathy: 1}, NoMove, false, 0.75},
		{"skill", Confrontation, 0, Therapist{RepairSkill: 1}, NoMove, false, 0.75},
		{"check-in", Withdrawal, 0, Therapist{}, CheckIn, false, 0.5},
		{"explored", Confrontation, 0, Therapist{}, ExploreRupture, false, 0.9},
		{"feedback, all well", Confrontation, 0, Therapist{}, Feedback, false, 0.5},
		{"feedback shows trouble", Confrontation, 0, Therapist{}, Feedback, true, 0.75},
		{"trouble unseen", Confrontation, 0, Therapist{}, NoMove, true, 0.5},
	} {
		d := dyad()
		d.Rupture = Rupture{Open: true, Kind: c.kind, Intensity: c.intensity}
		d.Therapist = c.therapist
		equal(t, c.what, r.Probability(&d, c.moves, c.trouble).Value(), c.want)
	}
}

func TestRepairProbability(t *testing.T) {
	r := Repair{Strength: 1, Skill: ln3, Flexibility: ln3, Trust: 2 * ln3, Intensity: 2 * ln3, Explore: ln3}
	d := dyad()
	equal(t, "average", r.Probability(&d, NoMove).Value(), 0.5)
	equal(t, "explored", r.Probability(&d, ExploreRupture).Value(), 0.75)
	d.Rupture.Intensity = 0.5
	equal(t, "intense", r.Probability(&d, NoMove).Value(), 0.25)
	d.Trust = 1
	equal(t, "intense, but trusted", r.Probability(&d, NoMove).Value(), 0.5)
	d.Therapist = Therapist{RepairSkill: 1, Flexibility: 1}
	equal(t, "skilled and flexible", r.Probability(&d, NoMove).Value(), 0.9)
	rises(t, "repair by skill", func(x float64) float64 { d.Therapist.RepairSkill = x; return r.Probability(&d, NoMove).Value() })
	r.Strength = 0
	same(t, "switched off", r.Probability(&d, ExploreRupture).Value(), 0)
}

// Resolved ruptures leave trust higher than before them.
func TestRepairOnTrust(t *testing.T) {
	r := Repair{Gain: 1, Restore: 0.5}
	d := dyad()
	d.Rupture = Rupture{Open: true, Intensity: 0.1, Peak: 0.25, TrustBefore: 0.6}
	// T⁺ = 0.6, gains ⅕ of 0.4, from 0.5.
	equal(t, "lost trust", r.OnTrust(&d), 0.18)
	d.Trust = 0.75 // grown beyond: T⁺ = 0.75, gains ⅕ of 0.25
	equal(t, "trust that grew meanwhile", r.OnTrust(&d), 0.05)
	equal(t, "half of what was lost", r.Restored(0.5, 0.7), 0.1)
	same(t, "nothing lost", r.Restored(0.8, 0.7), 0)
	for _, trust := range []float64{1e-6, 0.3, 0.6, 0.9, 1 - 1e-6} {
		d.Trust = trust
		if after := trust + r.OnTrust(&d); !(after > max(trust, d.Rupture.TrustBefore)) || after >= 1 {
			t.Errorf("trust %g becomes %g by repair, want above %g and below 1", trust, after, max(trust, 0.6))
		}
	}
}

func TestRepairBringsRelief(t *testing.T) {
	r := Repair{Strength: 1, Relief: 0.5}
	d := dyad()
	same(t, "nothing was repaired", r.OnSeverity(&d), 0)
	d.Work.Repaired = 0.4
	equal(t, "a rupture of 0.4 was", r.OnSeverity(&d), -0.2)
	r.Strength = 0
	same(t, "switched off", r.OnSeverity(&d), 0)
}
