package sim

import "math"

// Fading is what becomes of the gains of treatment: what treatment has moved the
// patient's own level S* by lasts in part, and the rest fades,
//
//	S*(t) = S*ₑ + Share · (S*ᵤ − S*ₑ) · (1 − exp(−t/Weeks))
//
// with t the weeks since the last session, S*ₑ the level that treatment left, and
// S*ᵤ the one that the patient would have had untreated ([NaturalCourse]). The slow
// level of severity goes on drifting toward S*(t) at the pace of the natural course
// (its Strength · Pace).
type Fading struct {
	Share float64
	Weeks float64
}

// drift is the slow level after treatment in closed form, so that it can be had at
// any time without the times before.
type drift struct {
	from, to float64 // points at the end of treatment, and where it comes to rest
	fading   float64 // of S* from to, at the end of treatment, points
	pace     float64 // toward S*, per week
	rate     float64 // of the fading, per week
}

// drift begins at a level and leaves S*ₑ for S*ᵤ.
func (f *Fading) drift(level, left, untreated, pace float64) drift {
	rest := left + f.Share*(untreated-left)
	return drift{from: level, to: rest, fading: left - rest, pace: pace, rate: 1 / f.Weeks}
}

// at is the slow level after t weeks, points above 0 and below 27.
func (x drift) at(t float64) float64 {
	if x.pace == 0 {
		return x.from // the sum below would round a level that is almost 0 to 0 or less
	}
	slow := exp(-x.pace * t)
	return x.to + (x.from-x.to)*slow + x.fading*x.pace*x.lag(t, slow)
}

// lag is (exp(−rate·t) − exp(−pace·t)) / (pace − rate), whose limit is t·exp(−pace·t)
// where the two are alike.
func (x drift) lag(t, slow float64) float64 {
	y := (x.pace - x.rate) * t
	if y == 0 {
		return t * slow
	}
	return t * slow * math.Expm1(y) / y
}

func (f *Fading) describe() Mechanism {
	return Mechanism{
		Title: "Fading of gains", File: "fading.go",
		Meaning: "What treatment gave lasts in part. The rest fades in the months after the last session.",
		Switch:  []string{"fading.share"},
		Params: []Param{
			{"fading.share", &f.Share, "proportion", 0, 1, Calibrated, "F09 F10 F11", "share of what treatment gave that fades afterwards; 0: all of it lasts", nil},
			{"fading.weeks", &f.Weeks, "weeks", 1, 520, Assumed, "F10", "time in which most of that has faded", nil},
		},
	}
}
