package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestRelapseHazard(t *testing.T) {
	r := Default().Relapse
	p := &Patient{}
	base := r.Hazard(p, 5, 0)
	if base != r.Risk {
		t.Errorf("the hazard with five points left and nothing gained is %g, want %g", base, r.Risk)
	}
	for what, h := range map[string]float64{
		"residual symptoms": r.Hazard(p, 9, 0), "neuroticism": r.Hazard(&Patient{Neuroticism: 1}, 5, 0), "a loss in treatment": r.Hazard(p, 5, -1),
	} {
		if h <= base {
			t.Errorf("%s leaves the hazard at %g, want more than %g", what, h, base)
		}
	}
	if h := r.Hazard(p, 5, 2); h >= base {
		t.Errorf("what was learned leaves the hazard at %g, want less than %g", h, base)
	}
}

// Spells begin as a Poisson process, and how often one looks changes nothing.
func TestSpells(t *testing.T) {
	r := Relapse{Strength: 1, Depth: 1, Weeks: 15}
	const hazard, n = 0.02, 20000
	none := 0
	for i := range n {
		who := luck.Of(8, 0, luck.Patient, int64(i))
		s, often := r.spells(who, hazard), r.spells(who, hazard)
		for week := 1.0; week < 50; week++ {
			r.depth(&often, week)
		}
		if a, b := r.depth(&s, 50), r.depth(&often, 50); a != b {
			t.Fatalf("patient %d: the depth is %g looked at once, %g looked at every week", i, a, b)
		}
		if s.begun == 0 {
			none++
		}
	}
	if share, want := float64(none)/n, math.Exp(-hazard*50); !(math.Abs(share-want) <= 5*math.Sqrt(want*(1-want)/n)) {
		t.Errorf("a share of %.4f has no spell in 50 weeks, want %.4f", share, want)
	}
}

func TestNoSpellsWhereRelapseIsOff(t *testing.T) {
	r := Default().Relapse
	r.Strength = 0
	s := r.spells(luck.Of(1, 0, luck.Patient, 1), r.Hazard(&Patient{}, 9, 0))
	if d := r.depth(&s, 500); d != 0 {
		t.Errorf("a depth of %g", d)
	}
}
