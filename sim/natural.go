package sim

// NaturalCourse is what happens without treatment: severity drifts toward a
// level of the patient's own, at a pace λ per week,
//
//	ΔΛ = Strength · (1 − exp(−λΔ)) · (S* − Λ)
//	logit(S*/27) = m + (1 − Passing)·(logit(S₀/27) − m) − Recovery − Spread·n + Neuroticism·x,   m = logit(Usual/27)
//
// with Δ the weeks, λ the Pace, Λ the slow level of severity ([LifeStress]), S₀ the
// latent severity at intake, n the patient's disposition to recover and x
// neuroticism (both SD). Where somebody goes is anchored at where they stood, but in
// part: people seek help when they are at their worst, so that of what stands above the
// Usual severity at intake the share Passing passes by itself (below it, as much comes
// back). Beyond that the odds fall in the same proportion whoever begins where. What
// treatment changes lasts in part: with D the sum of the drives on severity since the
// last session, that of an open rupture among them, the level moves along,
//
//	ΔS* = 27 · turn(S*/27, Lasting · D)
//
// so that without Lasting patients would soon be back where they would have been
// untreated. (Where patients are selected by a score with error and fluctuation,
// regression to the mean comes on top, by itself.)
type NaturalCourse struct {
	Strength    float64
	Pace        float64
	Recovery    float64
	Passing     float64
	Usual       float64
	Spread      float64
	Neuroticism float64
	Lasting     float64
}

// Level is S*, points above 0 and below 27.
func (c *NaturalCourse) Level(p *Patient) float64 {
	m := logit(c.Usual / PHQ9Max)
	return PHQ9Max * logistic(m+(1-c.Passing)*(logit(p.IntakeSeverity/PHQ9Max)-m)-c.Recovery-c.Spread*p.NaturalCourse+c.Neuroticism*p.Neuroticism)
}

// Change is ΔΛ over the gap at hand, points.
func (c *NaturalCourse) Change(d *Dyad) float64 {
	return d.gap.drift * (d.NaturalLevel - d.Level)
}

// over is the share of the way that so many weeks go.
func (c *NaturalCourse) over(weeks float64) float64 {
	return c.Strength * (1 - exp(-c.Pace*weeks))
}

// gone is the share of the way over a gap that is behind after a part of it.
func (c *NaturalCourse) gone(part, whole float64) float64 {
	if c.Pace == 0 {
		return part / whole
	}
	return (1 - exp(-c.Pace*part)) / (1 - exp(-c.Pace*whole))
}

// Shift is ΔS*, points, for the sum of the drives of treatment.
func (c *NaturalCourse) Shift(d *Dyad, sum float64) float64 {
	return PHQ9Max * turn(d.NaturalLevel/PHQ9Max, c.Lasting*sum)
}

var byNaturalCourse = &Cause{Name: "natural_course", Worse: "the natural course went up", Better: "depression eased by itself"}

func (c *NaturalCourse) describe() Mechanism {
	return Mechanism{
		Title: "Natural course", File: "natural.go",
		Meaning: "Depression changes without treatment too, toward a level that is the patient's own. Much of what looks like an effect of treatment is this.",
		Switch:  []string{"natural.strength"},
		Stays:   []string{"natural.pace", "natural.lasting"},
		Enters:  []*Cause{byNaturalCourse},
		Params: []Param{
			{"natural.strength", &c.Strength, "factor", 0, 1, Assumed, "", "0 switches the natural course off, and with it fading.share and stress.burden, which act at its pace; natural.lasting still says what counts as gained (relapse.learned), natural.pace when between two sessions severity changed", nil},
			{"natural.pace", &c.Pace, "per week", 0, 1, Calibrated, "O02 O17 O21", "pace toward the patient's own level", nil},
			{"natural.recovery", &c.Recovery, "log-odds", -1, 3, Calibrated, "O02 O17", "how far an average patient recovers without treatment", nil},
			{"natural.passing", &c.Passing, "proportion", 0, 1, Assumed, "N01 D20 D51", "share of what somebody stands above or below the usual intake that passes by itself; set by hand so that intake still tells something after months", nil},
			{"natural.usual", &c.Usual, "points", 1, 26, Assumed, "", "the usual latent severity at intake", nil},
			{"natural.spread", &c.Spread, "log-odds per SD", 0, 4, Assumed, "", "differences between patients in natural course; set by hand so that a waiting list spreads little more than at its beginning", nil},
			{"natural.neuroticism", &c.Neuroticism, "log-odds per SD", 0, 1, Assumed, "bucher2019", "neuroticism keeps symptoms where they were", nil},
			{"natural.lasting", &c.Lasting, "proportion", 0, 1, Assumed, "", "share of what treatment changes that the patient's own level follows", nil},
		},
	}
}
