package sim

// Recognition: before it can be repaired, a rupture must be noticed. In each
// session in which it is open and not yet recognised,
//
//	P = logistic(Base + Empathy·e + Skill·s + Intensity·I − Withdrawal·[withdrawal]
//	             + CheckIn·[check-in] + Explore·[explores] + Supervised·[supervision]
//	             + Feedback·[feedback shows trouble])
//
// with e and s the therapist's empathy and repair skill (SD). Withdrawal is the
// harder kind to see.
type Recognition struct {
	Base       float64
	Empathy    float64
	Skill      float64
	Intensity  float64
	Withdrawal float64
	CheckIn    float64
	Explore    float64
	Supervised float64
	Feedback   float64
}

// Probability is P; trouble says that feedback shows some.
func (r *Recognition) Probability(d *Dyad, moves Move, trouble bool) Probability {
	x := r.Base + r.Empathy*d.Therapist.Empathy + r.Skill*d.Therapist.RepairSkill + r.Intensity*d.Rupture.Intensity
	if d.Rupture.Kind == Withdrawal {
		x -= r.Withdrawal
	}
	if moves&CheckIn != 0 {
		x += r.CheckIn
	}
	if moves&ExploreRupture != 0 {
		x += r.Explore
	}
	if moves&Supervision != 0 {
		x += r.Supervised
	}
	if moves&Feedback != 0 && trouble {
		x += r.Feedback
	}
	return Probability{1, x}
}

func (r *Recognition) describe() Mechanism {
	return Mechanism{
		Title: "Recognition", File: "repair.go",
		Meaning: "A rupture must be noticed before it can be repaired. Empathy and skill help, withdrawal is harder to see, and asking about the relationship brings it up.",
		Shapes:  []*Cause{byRepair},
		Params: []Param{
			{"recognition.base", &r.Base, "log-odds per session", -5, 4, Assumed, "", "an average therapist notices a small confrontation", nil},
			{"recognition.empathy", &r.Empathy, "log-odds per SD", 0, 2, Assumed, "", "recognition by empathy", nil},
			{"recognition.skill", &r.Skill, "log-odds per SD", 0, 2, Assumed, "", "recognition by repair skill", nil},
			{"recognition.intensity", &r.Intensity, "log-odds", 0, 6, Assumed, "", "intense ruptures are easier to see", nil},
			{"recognition.withdrawal", &r.Withdrawal, "log-odds", 0, 4, Assumed, "", "withdrawal is harder to see", nil},
			{"recognition.check_in", &r.CheckIn, "log-odds", 0, 5, Assumed, "", "a check-in on the relationship brings it up", nil},
			{"recognition.explore", &r.Explore, "log-odds", 0, 5, Assumed, "", "exploring a suspected rupture brings it up", nil},
			{"recognition.supervised", &r.Supervised, "log-odds", 0, 5, Assumed, "", "supervision of the dyad brings it up", nil},
			{"recognition.feedback", &r.Feedback, "log-odds", 0, 5, Assumed, "", "scores that show trouble point to it", nil},
		},
	}
}

// Repair resolves a recognised rupture, in the same or a later session:
//
//	P = Strength · logistic(Base + Skill·s + Flexibility·f + Trust·(T − ½) − Intensity·I
//	                        + Explore·[explores] + Supervised·[supervision])
//
// A resolved rupture leaves trust higher than before it: trust returns to where
// it was, if below, and gains from there by the greatest intensity Î that the
// rupture had; bond and agreement on tasks and goals (x) regain a share:
//
//	T′ = T⁺ + toward(T⁺, Gain·Î),   T⁺ = max(T, T before the rupture)
//	Δx = Restore · max(0, x before − x)
//
// To have come through it together is an experience of its own, which in the time to
// the next session, however long, gives
//
//	drive on severity = −Strength · Relief · Î
type Repair struct {
	Strength    float64
	Base        float64
	Skill       float64
	Flexibility float64
	Trust       float64
	Intensity   float64
	Explore     float64
	Supervised  float64
	Gain        float64
	Restore     float64
	Relief      float64
}

// Probability is P.
func (r *Repair) Probability(d *Dyad, moves Move) Probability {
	x := r.Base + r.Skill*d.Therapist.RepairSkill + r.Flexibility*d.Therapist.Flexibility +
		r.Trust*(d.Trust-0.5) - r.Intensity*d.Rupture.Intensity
	if moves&ExploreRupture != 0 {
		x += r.Explore
	}
	if moves&Supervision != 0 {
		x += r.Supervised
	}
	return Probability{r.Strength, x}
}

// OnTrust is T′ − T, 0 or more.
func (r *Repair) OnTrust(d *Dyad) float64 {
	high := max(d.Trust, d.Rupture.TrustBefore)
	return high + toward(high, r.Gain*d.Rupture.Peak) - d.Trust
}

// Restored is Δx, 0 or more.
func (r *Repair) Restored(x, before float64) float64 {
	return r.Restore * max(0, before-x)
}

// OnSeverity is the drive on severity after a session, 0 or less.
func (r *Repair) OnSeverity(d *Dyad) float64 { return 0 - r.Strength*r.Relief*d.Work.Repaired }

var byRepair = &Cause{Name: "repair", Up: "the repair restored it", Better: "a rupture worked through brought relief"}

func (r *Repair) describe() Mechanism {
	return Mechanism{
		Title: "Repair", File: "repair.go",
		Meaning: "Patient and therapist work a noticed rupture through. Repaired, it leaves trust higher than before, restores most of what bond and agreement had lost, and brings relief.",
		Switch:  []string{"repair.strength"},
		Enters:  []*Cause{byRepair},
		Params: []Param{
			{"repair.strength", &r.Strength, "factor", 0, 1, Assumed, "", "0 switches repair off", nil},
			{"repair.base", &r.Base, "log-odds per session", -5, 4, Assumed, "R06", "an average therapist resolves a small recognised rupture", nil},
			{"repair.skill", &r.Skill, "log-odds per SD", 0, 3, Assumed, "", "repair by skill", nil},
			{"repair.flexibility", &r.Flexibility, "log-odds per SD", 0, 2, Assumed, "", "repair by flexibility", nil},
			{"repair.trust", &r.Trust, "log-odds", 0, 8, Assumed, "", "repair is easier where there is trust", nil},
			{"repair.intensity", &r.Intensity, "log-odds", 0, 8, Assumed, "", "intense ruptures are harder to resolve", nil},
			{"repair.explore", &r.Explore, "log-odds", 0, 5, Assumed, "", "exploring the rupture helps", nil},
			{"repair.supervised", &r.Supervised, "log-odds", 0, 5, Assumed, "", "supervision of the dyad helps", nil},
			{"repair.gain", &r.Gain, "drive", 0, 4, Assumed, "eubanks2018", "trust gained beyond the level before the rupture", nil},
			{"repair.restore", &r.Restore, "proportion", 0, 1, Assumed, "eubanks2018", "share of what bond, tasks and goals lost that a repair restores at once", nil},
			{"repair.relief", &r.Relief, "drive", 0, 2, Assumed, "R06 eubanks2018", "relief by a rupture that was worked through", nil},
		},
	}
}
