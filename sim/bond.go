package sim

import "math"

// BondGrowth: the bond forms mostly in the first sessions, by warmth, genuineness
// and empathy, and settles where this dyad tends to:
//
//	ΔB = Strength · r · (B* − B),   r = 1 − exp(−Rate)
//	B* = B₀ + Trust · (T − ½) · B₀ · (1 − B₀)
//	B₀ = logistic(Level + Warmth·w + Genuineness·g + Empathy·(2E − 1) + Effect·t
//	              − Avoidance·a − Anxiety·x + Chemistry·(Shared·ξ + √(1 − Shared²)·ξ′))
//
// B* stays within (0,1) for Trust up to 2: trust T, which grows slowly, lifts it. w
// is the therapist's warmth, g genuineness, E the usual empathic response
// ([Empathy]), t the therapist's own effect, a the patient's attachment avoidance and x
// attachment anxiety (SD). What no trait of the two explains is in part common to the whole
// alliance (ξ) and in part of the bond alone (ξ′). The first impression is of the same
// kind: before treatment
//
//	B = logistic(Start + Extraversion·e + First·(logit(B₀) − Level))
//
// with e extraversion (SD) and B₀ without a mismatch; agreement on goals and tasks begins
// higher by Chemistry · First · ξ of its own. A session in which the therapist validates, so
// that the response is E′ instead of E, adds the drive
// Strength · Rate · Empathy · (E′ − E), which enters the ledger as a move. How much
// sooner an agreeable patient gets there stands in [Agreeableness], what a mismatch
// costs in [Match].
type BondGrowth struct {
	Strength     float64
	Start        float64
	Rate         float64
	Level        float64
	Warmth       float64
	Genuineness  float64
	Empathy      float64
	Effect       float64
	Avoidance    float64
	Anxiety      float64
	Extraversion float64
	First        float64
	Chemistry    float64
	Shared       float64
	Trust        float64
}

// Initial is the bond before the first session, for a dyad whose bond tends to more
// than that of an average one by so many log-odds.
func (b *BondGrowth) Initial(p *Patient, above float64) float64 {
	return logistic(b.Start + b.Extraversion*p.Extraversion + b.First*above)
}

// above is the log-odds of B₀ less Level, for empathic response e and the chemistry of
// the whole alliance and of the bond alone (SD).
func (b *BondGrowth) above(p *Patient, t *Therapist, e, whole, alone float64) float64 {
	xi := b.Shared*whole + math.Sqrt(1-b.Shared*b.Shared)*alone
	return b.Warmth*t.Warmth + b.Genuineness*t.Genuineness + b.Empathy*(2*e-1) +
		b.Effect*t.Effect - b.Avoidance*p.AttachmentAvoidance - b.Anxiety*p.AttachmentAnxiety + b.Chemistry*xi
}

// rate is r for a patient who forms the bond factor times as fast as the typical one.
func (b *BondGrowth) rate(factor float64) float64 {
	return b.Strength * (1 - exp(-b.Rate*factor))
}

// target is B* where B₀ is b0.
func (b *BondGrowth) target(d *Dyad, b0 float64) float64 {
	return b0 + b.Trust*(d.Trust-0.5)*b0*(1-b0)
}

// Change is ΔB over a session for a typical patient without mismatch.
func (b *BondGrowth) Change(d *Dyad) float64 {
	return d.tend.bondRateTypical * (b.target(d, d.tend.bondMatched) - d.Bond)
}

// Validated is the drive on the bond of a session in which the therapist
// validates and the empathic response e exceeds the usual one.
func (b *BondGrowth) Validated(d *Dyad, e float64) float64 {
	return b.Strength * b.Rate * b.Empathy * max(0, e-d.tend.empathy)
}

var byBond = &Cause{
	Name: "bond",
	Up:   "warmth, genuineness and empathy let the bond grow",
	Down: "the bond sank back to what this dyad can hold",
}

func (b *BondGrowth) describe() Mechanism {
	return Mechanism{
		Title: "Bond", File: "bond.go",
		Meaning: "Liking and respect form mostly in the first three to five sessions, by warmth, genuineness and empathy, toward a level that is this dyad's own; trust raises that level, avoidance lowers it.",
		Switch:  []string{"bond.strength"},
		Stays:   []string{"bond.start", "bond.warmth", "bond.genuineness", "bond.empathy", "bond.effect", "bond.avoidance", "bond.anxiety", "bond.extraversion", "bond.first", "bond.chemistry", "bond.shared"},
		Enters:  []*Cause{byBond},
		Rests:   "bordin1979",
		Params: []Param{
			{"bond.strength", &b.Strength, "factor", 0, 1, Assumed, "", "0 switches the growth of the bond off", nil},
			{"bond.start", &b.Start, "log-odds", -3, 3, Assumed, "", "bond before the first session", nil},
			{"bond.rate", &b.Rate, "per session", 0, 3, Assumed, "", "pace; r = 1 - exp(-rate) of the way per session", nil},
			{"bond.level", &b.Level, "log-odds", -3, 4, Assumed, "", "bond to which an average dyad tends", nil},
			{"bond.warmth", &b.Warmth, "log-odds per SD", 0, 1.5, Assumed, "P03", "bond by the therapist's warmth", nil},
			{"bond.genuineness", &b.Genuineness, "log-odds per SD", 0, 1.5, Assumed, "P05", "bond by the therapist's genuineness", nil},
			{"bond.empathy", &b.Empathy, "log-odds", 0, 3, Calibrated, "P01", "bond by the therapist's empathic response", nil},
			{"bond.effect", &b.Effect, "log-odds per SD", 0, 1, Assumed, "baldwin2007", "bond by the therapist's own effect", nil},
			{"bond.avoidance", &b.Avoidance, "log-odds per SD", 0, 1.5, Calibrated, "N31", "bond lost by the patient's attachment avoidance", nil},
			{"bond.anxiety", &b.Anxiety, "log-odds per SD", 0, 1.5, Calibrated, "N30", "bond lost by the patient's attachment anxiety", nil},
			{"bond.extraversion", &b.Extraversion, "log-odds per SD", 0, 1, Assumed, "bucher2019", "bond that an outgoing patient brings to the first session", nil},
			{"bond.first", &b.First, "proportion", 0, 1, Assumed, "", "share of what distinguishes a dyad that is there before the first session", nil},
			{"bond.chemistry", &b.Chemistry, "log-odds per SD", 0, 2, Calibrated, "A09 A01", "differences between dyads that no trait explains", nil},
			{"bond.shared", &b.Shared, "correlation", 0, 1, Calibrated, "I13", "… of the bond with those of goals and tasks", nil},
			{"bond.trust", &b.Trust, "factor", 0, 2, Assumed, "", "trust lifts the bond further", nil},
		},
	}
}
