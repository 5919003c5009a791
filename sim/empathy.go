package sim

// Empathy is the therapist's empathic response, the share of what the patient
// shows that is understood and answered in a fitting way:
//
//	E = logistic(Base + Skill·empathy + Validate·[validates])
type Empathy struct {
	Base     float64
	Skill    float64
	Validate float64
}

// Response is E, above 0 and below 1.
func (e *Empathy) Response(t *Therapist, moves Move) float64 {
	x := e.Base + e.Skill*t.Empathy
	if moves&Validate != 0 {
		x += e.Validate
	}
	return logistic(x)
}

func (e *Empathy) describe() Mechanism {
	return Mechanism{
		Title: "Empathy", File: "empathy.go",
		Meaning: "An empathic therapist understands and answers more of what the patient shows; a session in which feelings are validated adds to it.",
		Shapes:  []*Cause{byTrust, byBond, byMoves},
		Params: []Param{
			{"empathy.base", &e.Base, "log-odds", -3, 3, Assumed, "", "response of an average therapist", nil},
			{"empathy.skill", &e.Skill, "log-odds per SD", 0, 2, Calibrated, "P01", "response of an empathic therapist", nil},
			{"empathy.validate", &e.Validate, "log-odds", 0, 3, Assumed, "", "a session in which feelings are validated", nil},
		},
	}
}
