package sim

// Match: a mismatch of personal styles lowers where bond and agreement on tasks
// settle, and makes ruptures likelier ([RuptureRisk]). With δ the difference between
// how directive the therapist is and how directive the patient would like it (SD),
//
//	M = Strength · (1 − exp(−δ²/2)) · (1 − logistic(Adapt·(f − Threshold))) · (1 − Naming·[named])
//
// where f is the therapist's flexibility; naming the difference openly reduces
// what it costs. On the scale of log-odds, the tendencies B₀ and K₀ become lower
// by Bond·M and Tasks·M. The pace is the same; what a session gives less because of the
// mismatch is
//
//	ΔB = r · (B*(B₀ lowered) − B*(B₀)),   ΔK = r · (K*(K₀ lowered) − K*(K₀))
//
// with the r and the B* or K* of [BondGrowth], [Agreeableness] and [TaskAgreement].
type Match struct {
	Strength  float64
	Bond      float64
	Tasks     float64
	Adapt     float64
	Threshold float64
	Naming    float64
}

// Mismatch is M, 0 to Strength.
func (m *Match) Mismatch(p *Patient, t *Therapist, named bool) float64 {
	delta := t.Directiveness - p.PreferredDirectiveness
	x := m.Strength * (1 - exp(-0.5*delta*delta)) * (1 - logistic(m.Adapt*(t.Flexibility-m.Threshold)))
	if named {
		x *= 1 - m.Naming
	}
	return x
}

// OnBond is ΔB, 0 or less.
func (m *Match) OnBond(d *Dyad, b *BondGrowth) float64 {
	return d.tend.bondRate * (b.target(d, d.tend.bond) - b.target(d, d.tend.bondMatched))
}

// OnTasks is ΔK in a session with these moves, 0 or less.
func (m *Match) OnTasks(d *Dyad, k *TaskAgreement, moves Move) float64 {
	return k.rate(moves) * (k.target(d, d.tend.tasks) - k.target(d, d.tend.tasksMatched))
}

var byMatch = &Cause{Name: "match", Down: "styles that do not fit held it back"}

func (m *Match) describe() Mechanism {
	return Mechanism{
		Title: "Fit of styles", File: "match.go",
		Meaning: "A patient who wants room and a therapist who leads, or the reverse, rub against each other. A flexible therapist adapts; naming the difference openly lowers what is left of the cost.",
		Switch:  []string{"match.strength"},
		Enters:  []*Cause{byMatch},
		Params: []Param{
			{"match.strength", &m.Strength, "factor", 0, 2, Assumed, "", "0 switches the cost of mismatch off", nil},
			{"match.bond", &m.Bond, "log-odds", 0, 3, Assumed, "swift2018", "bond lost by full mismatch", nil},
			{"match.tasks", &m.Tasks, "log-odds", 0, 3, Assumed, "swift2018", "task agreement lost by full mismatch", nil},
			{"match.adapt", &m.Adapt, "log-odds per SD", 0, 3, Assumed, "", "how well flexible therapists adapt; 0: half of every mismatch is adapted away, whoever the therapist", nil},
			{"match.threshold", &m.Threshold, "SD", -3, 3, Assumed, "", "flexibility at which half of a mismatch is adapted away", nil},
			{"match.naming", &m.Naming, "proportion", 0, 1, Assumed, "", "share of the mismatch that naming it openly takes away", nil},
		},
	}
}
