package sim

// Probability is the chance of an event, not yet worked out:
//
//	P = Strength · logistic(LogOdds)
//
// with Strength from 0 to 1. Most events are decided without the logistic
// ([Probability.Falls]).
type Probability struct {
	Strength float64
	LogOdds  float64
}

// Value is P, 0 to 1.
func (p Probability) Value() float64 { return p.Strength * logistic(p.LogOdds) }

// Falls says whether a uniform number u is below P. A table of the logistic at
// the ends of short stretches of log-odds decides for nearly every u; what lies
// between the two ends is worked out, so that the answer is always that of
// u < P.
func (p Probability) Falls(u float64) bool {
	x := (p.LogOdds + stretchesEnd) * stretchesPerUnit
	if !(x >= 0 && x < stretches) {
		return u < p.Value()
	}
	s := &stretchOf[int(x)]
	surely, perhaps := u < p.Strength*s.low, u < p.Strength*s.high
	if surely != perhaps {
		return u < p.Value()
	}
	return surely
}

// Happens decides an event of probability p by the random number of a decision.
func (n *Noise) Happens(d Decision, p Probability) bool {
	if p.Strength == 0 {
		return false
	}
	return p.Falls(n.Uniform(d))
}

const (
	stretchesEnd     = 12 // from −12 to 12
	stretchesPerUnit = 16
	stretches        = 2 * stretchesEnd * stretchesPerUnit
)

// stretchOf holds the logistic at the two ends of every stretch, rounding set
// aside generously: low is below it and high above it anywhere in between.
var stretchOf = func() (all [stretches]struct{ low, high float64 }) {
	const rounding = 1e-12
	for i := range all {
		x := float64(i)/stretchesPerUnit - stretchesEnd
		all[i].low = logistic(x) * (1 - rounding)
		all[i].high = logistic(x+1.0/stretchesPerUnit) * (1 + rounding)
	}
	return all
}()
