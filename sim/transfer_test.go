package sim

import (
	"testing"

	"rapport/sim/luck"
)

func TestTransfer(t *testing.T) {
	k := Transfer{Strength: 1, After: 4, Threshold: 0.3, Raise: -ln3, Disclosure: ln3, Answer: ln3, Flexibility: ln3}
	for _, c := range []struct {
		met  int
		bond float64
		want bool
	}{{3, 0.2, false}, {4, 0.2, true}, {4, 0.3, false}, {9, 0.29, true}} {
		d := dyad()
		d.Met, d.Bond = c.met, c.bond
		if got := k.NoConnection(&d); got != c.want {
			t.Errorf("no connection %v at a bond of %g after %d sessions", got, c.bond, c.met)
		}
	}
	equal(t, "raised", k.Raised(&Patient{}).Value(), 0.25)
	equal(t, "raised by an open patient", k.Raised(&Patient{Disclosure: 1}).Value(), 0.5)
	equal(t, "mended", k.Mended(&Therapist{}).Value(), 0.75)
	equal(t, "mended by a flexible therapist", k.Mended(&Therapist{Flexibility: 1}).Value(), 0.9)
	k.Strength = 0
	same(t, "switched off", k.Raised(&Patient{Disclosure: 3}).Value(), 0)
}

// With a new therapist the patient keeps shares of what had grown above a first
// meeting, and nothing is lost that had not grown.
func TestWhatIsKept(t *testing.T) {
	m := Default()
	m.Trust, m.Bond, m.Goals, m.Tasks = Trust{}, BondGrowth{}, GoalAgreement{}, TaskAgreement{} // a first meeting: ½ each
	m.Transfer = Transfer{KeepTrust: 0.75, KeepBond: 0.25, KeepWork: 0.5}
	var n luck.Noise
	luck.Of(1, 0, luck.Patient, 0).At(&n, 0)
	d := m.Begin(Patient{IntakeSeverity: 15}, Therapist{ID: 3}, &n)
	d.Trust, d.Bond, d.Goals, d.Tasks, d.Met, d.Named, d.Reviews = 0.9, 0.9, 0.9, 0.3, 6, true, 2
	d.Rupture = Rupture{Open: true, Intensity: 0.5}
	m.changeTherapist(&d, Therapist{ID: 4}, &n)
	equal(t, "trust", d.Trust, 0.8) // ½ + 0.75·0.4
	equal(t, "bond", d.Bond, 0.6)   // ½ + 0.25·0.4
	equal(t, "goals", d.Goals, 0.7) // ½ + 0.5·0.4
	equal(t, "tasks", d.Tasks, 0.3) // had not grown
	if d.Met != 0 || d.Number != 1 || d.Named || d.Reviews != 0 || d.Rupture.Open || d.Therapist.ID != 4 {
		t.Errorf("the new dyad: met %d, number %d, named %v, reviews %d, rupture %v, therapist %d", d.Met, d.Number, d.Named, d.Reviews, d.Rupture.Open, d.Therapist.ID)
	}
}
