package sim

import "testing"

func TestApproach(t *testing.T) {
	a := Approach{CBT: Weights{Technique: 2}, Psychodynamic: Weights{Technique: 0.5}}
	for _, c := range []struct {
		cbt  bool
		name string
		want float64
	}{{true, "cbt", 2}, {false, "psychodynamic", 0.5}} {
		x := Therapist{CBT: c.cbt}
		if a.Of(&x).Technique != c.want || x.ApproachName() != c.name {
			t.Errorf("CBT %v: weight %g named %s, want %g named %s", c.cbt, a.Of(&x).Technique, x.ApproachName(), c.want, c.name)
		}
	}
}
