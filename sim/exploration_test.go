package sim

import "testing"

func TestExploration(t *testing.T) {
	x := Exploration{Strength: 1, Symptoms: 0.2, Arousal: ln3, Threshold: 1, Openness: 0.5, Safe: 0.8}
	d := dyad()
	d.Bond = 0.8
	d.Stress, d.tend.open = 1, 1
	equal(t, "at the threshold", x.Depth(&d, 0.5), 0.125) // ½ · ½ · ½
	d.Stress = 0
	equal(t, "calm", x.Depth(&d, 0.5), 0.1875) // ½ · ½ · ¾
	d.Rupture = Rupture{Open: true, Intensity: 0.5}
	equal(t, "while a rupture is open", x.Depth(&d, 0.5), 0.375/17) // ½ · 1/17 · ¾
	equal(t, "open to experience", x.Open(&Patient{Openness: 2}), 1.5)
	equal(t, "prefers the familiar", x.Open(&Patient{Openness: -2}), 0.5)
	same(t, "nothing shown", x.Depth(&d, 0), 0)
	want := x.Depth(&d, 0.5)
	d.Trust = 0.9
	same(t, "trust acts by what is shown alone", x.Depth(&d, 0.5), want)
	falls(t, "depth by stress", func(s float64) float64 { d.Stress = s; return x.Depth(&d, 0.5) })
	rises(t, "depth by the bond", func(s float64) float64 { d.Bond = logistic(s); return x.Depth(&d, 0.5) })

	d.Work.Exploration = 0.25
	equal(t, "drive", x.OnSeverity(&d, 2), -0.1)
	x.Strength = 0
	if x.OnSeverity(&d, 2) != 0 {
		t.Error("switched off, exploration still drives")
	}
}

// The bond carries exploration as a threshold does: where it is twice as strong as Safe
// nearly all that was shown is explored, where it is half as strong hardly any.
func TestBondCarriesExploration(t *testing.T) {
	x := Exploration{Safe: 0.4}
	d := dyad()
	d.tend.open = 2 // undoes the ½ of stress at its threshold
	d.Bond = 0.8
	equal(t, "a strong bond", x.Depth(&d, 1), 16.0/17)
	d.Bond = 0.4
	equal(t, "a bond at the threshold", x.Depth(&d, 1), 0.5)
	d.Bond = 0.2
	equal(t, "a weak bond", x.Depth(&d, 1), 1.0/17)
}
