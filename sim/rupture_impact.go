package sim

// RuptureImpact is what a rupture costs. When one begins with intensity i, or an
// open one of intensity I deepens to I + toward(I, i) and keeps its kind,
//
//	drive on bond, tasks, goals, trust = −{Bond, Tasks, Goals, Trust} · k · i
//
// with k = Confrontation for that kind and 1 for withdrawal; and in each later
// session in which it is still open, before it may deepen,
//
//	drive on bond and trust = −Linger · I,   I ← I · (1 − Fade)
//
// A rupture that is weaker than Forgotten at the end of a session, because it has
// faded or was so small from the start, is closed, unresolved.
// While it is open it also distresses the patient: in the time to the next session,
// however long, drive on severity = Distress·I. For a recognised rupture, 1 − Relief
// of I counts in both.
type RuptureImpact struct {
	Bond          float64
	Tasks         float64
	Goals         float64
	Trust         float64
	Confrontation float64
	Linger        float64
	Fade          float64
	Forgotten     float64
	Distress      float64
	Relief        float64
}

// weight is k.
func (r *RuptureImpact) weight(k Kind) float64 {
	if k == Confrontation {
		return r.Confrontation
	}
	return 1
}

// lingering is the intensity that still costs: less where recognised.
func (r *RuptureImpact) lingering(x *Rupture) float64 {
	if x.Recognised > 0 {
		return x.Intensity * (1 - r.Relief)
	}
	return x.Intensity
}

// OnSeverity is the drive on severity until the next session, 0 or more.
func (r *RuptureImpact) OnSeverity(d *Dyad) float64 {
	if !d.Rupture.Open {
		return 0
	}
	return r.Distress * r.lingering(&d.Rupture)
}

func (r *RuptureImpact) describe() Mechanism {
	return Mechanism{
		Title: "What a rupture costs", File: "rupture_impact.go",
		Meaning: "A rupture costs trust, bond and agreement by its intensity, a confrontation more than a withdrawal. Left open, it goes on costing, and weighs on symptoms.",
		Shapes:  []*Cause{byRupture},
		Params: []Param{
			{"rupture.cost_bond", &r.Bond, "drive", 0, 2, Assumed, "", "what a rupture of full intensity takes from the bond", nil},
			{"rupture.cost_tasks", &r.Tasks, "drive", 0, 2, Assumed, "", "… from agreement on tasks", nil},
			{"rupture.cost_goals", &r.Goals, "drive", 0, 2, Assumed, "", "… from agreement on goals", nil},
			{"rupture.cost_trust", &r.Trust, "drive", 0, 2, Assumed, "", "… from trust; a breach costs more than a kept promise earns", nil},
			{"rupture.cost_confrontation", &r.Confrontation, "factor", 1, 4, Assumed, "R14", "how much more a confrontation costs at once", nil},
			{"rupture.linger", &r.Linger, "drive", 0, 1, Assumed, "R18", "what an open rupture takes from bond and trust in each later session", nil},
			{"rupture.fade", &r.Fade, "share per session", 0, 0.95, Assumed, "", "how an open rupture loses intensity", nil},
			{"rupture.forgotten", &r.Forgotten, "proportion", 0.001, 0.5, Assumed, "", "intensity below which an open rupture is closed, unresolved", nil},
			{"rupture.distress", &r.Distress, "drive", 0, 1, Assumed, "R06 R18", "what an open rupture adds to severity", nil},
			{"rupture.relief", &r.Relief, "proportion", 0, 1, Assumed, "R18", "share of lingering cost and distress that recognition takes away", nil},
		},
	}
}
