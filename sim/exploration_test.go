package sim

import "testing"

func TestExploration(t *testing.T) {
	x := Exploration{Strength: 1, Symptoms: 0.2, Arousal: ln3, Threshold: 1, Openness: 0.5, Safe: 0.8}
	d := dyad()
	d.Trust, d.Bond = 0.9, 0.7 // safety 0.8
	d.Stress, d.tend.open = 1, 1
	equal(t, "at the threshold", x.Depth(&d, 0.5), 0.125) // ½ · ½ · ½
	d.Stress = 0
	equal(t, "calm", x.Depth(&d, 0.5), 0.1875) // ½ · ½ · ¾
	d.Rupture = Rupture{Open: true, Intensity: 0.5}
	equal(t, "unsafe", x.Depth(&d, 0.5), 0.375/17) // ½ · 1/17 · ¾
	equal(t, "open to experience", x.Open(&Patient{Openness: 2}), 1.5)
	equal(t, "prefers the familiar", x.Open(&Patient{Openness: -2}), 0.5)
	same(t, "nothing shown", x.Depth(&d, 0), 0)
	falls(t, "depth by stress", func(s float64) float64 { d.Stress = s; return x.Depth(&d, 0.5) })

	d.Work.Exploration = 0.25
	equal(t, "drive", x.OnSeverity(&d, 2), -0.1)
	x.Strength = 0
	if x.OnSeverity(&d, 2) != 0 {
		t.Error("switched off, exploration still drives")
	}
}

func TestSafety(t *testing.T) {
	d := dyad()
	d.Trust, d.Bond = 0.9, 0.7
	equal(t, "safety", d.Safety(), 0.8)
	d.Rupture.Intensity = 0.25
	equal(t, "with a rupture", d.Safety(), 0.6)
}
