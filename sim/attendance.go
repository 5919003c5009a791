package sim

// Attendance: a patient misses a planned session with
//
//	P = Strength · logistic(Base + Stress·L − Alliance·(A − ½))
//
// up to three in a row; the time passes, the session is held later. L is life
// stress (SD) and A the alliance.
type Attendance struct {
	Strength float64
	Base     float64
	Stress   float64
	Alliance float64
}

// Probability is P.
func (a *Attendance) Probability(d *Dyad) Probability {
	return Probability{a.Strength, a.Base + a.Stress*d.Stress - a.Alliance*(d.Alliance()-0.5)}
}

func (a *Attendance) describe() Mechanism {
	return Mechanism{
		Title: "Attendance", File: "attendance.go",
		Meaning: "Patients under stress miss planned sessions more often, those with a good alliance less often.",
		Switch:  []string{"attendance.strength"},
		Params: []Param{
			{"attendance.strength", &a.Strength, "factor", 0, 1, Assumed, "", "0: no session is missed", nil},
			{"attendance.base", &a.Base, "log-odds", -6, 1, Assumed, "", "a patient under usual stress, with an alliance of one half, misses a planned session", nil},
			{"attendance.stress", &a.Stress, "log-odds per SD", 0, 2, Assumed, "", "missed by life stress", nil},
			{"attendance.alliance", &a.Alliance, "log-odds", 0, 6, Assumed, "", "kept by a good alliance", nil},
		},
	}
}
