package sim

// Transfer: where no connection has formed (bond below Threshold after at least
// After sessions with this therapist), the patient raises it with
//
//	P(raises) = Strength · logistic(Raise + Disclosure·x)
//
// x being readiness to disclose; the therapist's answer mends it with
//
//	P(mends) = logistic(Answer + Flexibility·f)
//
// and then the difference counts as named and the bond gains by the drive Mend;
// otherwise the next colleague of the clinic takes over, and an open rupture is left
// behind. A therapist may also propose a transfer,
// which a patient whose bond is below Accept agrees to. With a new therapist the
// patient keeps the shares KeepTrust, KeepBond and KeepWork of what trust, bond
// and agreement on goals and tasks had grown above a first meeting; what stood below one
// stays as it is.
type Transfer struct {
	Strength    float64
	After       float64
	Threshold   float64
	Raise       float64
	Disclosure  float64
	Answer      float64
	Flexibility float64
	Mend        float64
	Accept      float64
	KeepTrust   float64
	KeepBond    float64
	KeepWork    float64
}

// NoConnection says whether the bond has failed to form.
func (t *Transfer) NoConnection(d *Dyad) bool {
	return float64(d.Met) >= t.After && d.Bond < t.Threshold
}

// Raised is P(raises).
func (t *Transfer) Raised(p *Patient) Probability {
	return Probability{t.Strength, t.Raise + t.Disclosure*p.Disclosure}
}

// Mended is P(mends).
func (t *Transfer) Mended(x *Therapist) Probability {
	return Probability{1, t.Answer + t.Flexibility*x.Flexibility}
}

// ByTransfer is the change of therapist, or its being averted.
var ByTransfer = &Cause{Name: "transfer", Up: "a good answer to the missing connection", Down: "the change of therapist cost it"}

func (t *Transfer) describe() Mechanism {
	return Mechanism{
		Title: "Transfer to another therapist", File: "transfer.go",
		Meaning: "Where no connection forms, the patient may raise it, and a good answer mends it; otherwise another therapist takes over. With a new therapist the patient keeps a share of what had grown.",
		Switch:  []string{"transfer.strength"},
		Stays:   []string{"transfer.accept", "transfer.keep_trust", "transfer.keep_bond", "transfer.keep_work"},
		Enters:  []*Cause{ByTransfer},
		Params: []Param{
			{"transfer.strength", &t.Strength, "factor", 0, 1, Assumed, "", "0: patients never raise a missing connection", nil},
			{"transfer.after", &t.After, "sessions", 1, 50, Assumed, "", "sessions after which a missing connection counts", nil},
			{"transfer.threshold", &t.Threshold, "proportion", 0, 1, Assumed, "", "bond below which no connection has formed", nil},
			{"transfer.raise", &t.Raise, "log-odds per session", -6, 4, Assumed, "", "an average patient raises it", nil},
			{"transfer.disclosure", &t.Disclosure, "log-odds per SD", 0, 3, Assumed, "", "patients ready to disclose raise it sooner", nil},
			{"transfer.answer", &t.Answer, "log-odds", -4, 4, Assumed, "", "an average therapist's answer mends it", nil},
			{"transfer.flexibility", &t.Flexibility, "log-odds per SD", 0, 3, Assumed, "", "a flexible therapist's answer mends it", nil},
			{"transfer.mend", &t.Mend, "drive", 0, 2, Assumed, "", "bond gained where it is mended", nil},
			{"transfer.accept", &t.Accept, "proportion", 0, 1, Assumed, "", "bond below which a proposed transfer is accepted", nil},
			{"transfer.keep_trust", &t.KeepTrust, "proportion", 0, 1, Assumed, "I08", "share of the grown trust that a patient brings to a new therapist", nil},
			{"transfer.keep_bond", &t.KeepBond, "proportion", 0, 1, Assumed, "I08", "share of the grown bond", nil},
			{"transfer.keep_work", &t.KeepWork, "proportion", 0, 1, Assumed, "I08", "share of the grown agreement on goals and tasks", nil},
		},
	}
}
