package sim

import (
	"testing"
)

func TestLifeStress(t *testing.T) {
	s := LifeStress{Strength: 1, Persistence: 0.36, Soothing: 2, Unsafe: 0.5, Symptoms: 0.5, Mark: 1, Burden: 0.5}
	rho, innovation := s.over(0.5)
	equal(t, "memory over half a week", rho, 0.6)
	equal(t, "innovation", innovation, 0.8)

	d := dyad()
	d.gap = span{persistence: rho, innovation: innovation, drift: 0.4}
	d.Level = 13.5
	equal(t, "mark", s.OnLevel(&d, 1.25), 27*0.25*0.5) // b(1)
	equal(t, "mark at the floor", func() float64 { d.Level = 2.7; return s.OnLevel(&d, -1.25) }(), -27*0.09*0.5)
	d.Level = 13.5
	d.Stress = 2
	equal(t, "burden", s.OnLevel(&d, 0), 27*0.25*(0.4/1.4))
	equal(t, "untreated", s.Next(&d, 1, false), 2) // 0.6·2 + 0.8
	d.Trust, d.Bond = 0.9, 0.6                     // safety ¾
	equal(t, "soothed", s.Next(&d, 1, true), 1.8)  // − 0.4·2·¼
	d.Rupture = Rupture{Open: true, Intensity: 1}
	equal(t, "unsafe", s.Next(&d, 1, true), 2.4) // + 0.4·2·½

	equal(t, "fluctuation", s.Fluctuation(13.5, 2), 27*0.25*0.5)
	equal(t, "fluctuation down", s.Fluctuation(2.7, -6), -27*0.09*0.75)
	s.Strength = 0
	same(t, "switched off", s.Fluctuation(13.5, 2), 0)
	same(t, "switched off, no mark", s.OnLevel(&d, 1), 0)
}

// Memory composes: two half weeks remember what one week remembers.
func TestLifeStressComposes(t *testing.T) {
	s := LifeStress{Persistence: 0.7}
	half, a := s.over(0.5)
	whole, b := s.over(1)
	equal(t, "memory", half*half, whole)
	equal(t, "variance added", half*half*a*a+a*a, b*b)
}

func TestFluctuationStaysOnTheScale(t *testing.T) {
	s := LifeStress{Strength: 1, Symptoms: 2}
	for _, level := range []float64{1e-6, 1, 13.5, 26, 27 - 1e-6} {
		for _, stress := range []float64{-50, -1, 0, 1, 50} {
			if x := level + s.Fluctuation(level, stress); x <= 0 || x >= 27 {
				t.Errorf("severity %g at level %g and stress %g, want within (0,27)", x, level, stress)
			}
		}
	}
	rises(t, "severity by stress", func(x float64) float64 { return s.Fluctuation(13.5, x) })
}

func TestSafety(t *testing.T) {
	d := dyad()
	d.Trust, d.Bond = 0.9, 0.7
	equal(t, "safety", d.Safety(), 0.8)
	d.Rupture.Intensity = 0.25
	equal(t, "with a rupture", d.Safety(), 0.6)
}
