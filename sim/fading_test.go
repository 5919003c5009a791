package sim

import (
	"math"
	"testing"
)

// The closed form is what many small steps would give.
func TestDriftIsThatOfSmallSteps(t *testing.T) {
	for _, x := range []struct{ share, weeks, pace float64 }{{0.4, 30, 0.1}, {0.4, 10, 0.1}, {1, 26, 0.02}, {0, 26, 0.1}} {
		f := Fading{Share: x.share, Weeks: x.weeks}
		const level, left, untreated, step = 9.0, 6.0, 14.0, 1e-3
		d := f.drift(level, left, untreated, x.pace)
		now := level
		for i := range int(60 / step) {
			at := left + x.share*(untreated-left)*(1-math.Exp(-(float64(i)+0.5)*step/x.weeks))
			now += x.pace * (at - now) * step
		}
		if got := d.at(60); !(math.Abs(got-now) <= 1e-3) {
			t.Errorf("%+v: %.5f after 60 weeks, small steps give %.5f", x, got, now)
		}
	}
}

func TestGainsThatDoNotFadeLast(t *testing.T) {
	f := Fading{Share: 0, Weeks: 40}
	if got := f.drift(6, 6, 15, 0.1).at(500); !(math.Abs(got-6) <= 1e-9) {
		t.Errorf("a level of 6 has become %g", got)
	}
	f.Share = 1
	if got := f.drift(6, 6, 15, 0.1).at(5000); !(math.Abs(got-15) <= 1e-9) {
		t.Errorf("where everything fades, %g is left of 15", got)
	}
}

// Without a natural course the level stays where it is, however near an end of the scale:
// summed up as below it would be 0 here, whose log-odds are no number.
func TestWithoutANaturalCourseTheLevelStays(t *testing.T) {
	for _, level := range []float64{1e-18, 3e-16, 9, 26} {
		for _, weeks := range []float64{0, 1, 300} {
			f := Fading{Share: 0.5, Weeks: 40}
			if got := f.drift(level, 7, 14, 0).at(weeks); got != level {
				t.Errorf("a level of %g is %g after %g weeks at a pace of 0", level, got, weeks)
			}
		}
	}
}
