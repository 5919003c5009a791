package sim

// Hope rises early, with empathy and an explanation of the treatment; later it follows
// progress and shared goals:
//
//	drive on H = Strength · (Early·E/t + Explain·[explains]/t + Progress·p + Ownership·(G − ½)
//	                      + Celebrate·max(0,p)·[celebrates])
//
// t is the number of the session, E the empathic response, p progress
// ([Dyad.Progress], below 0 where the patient is worse) and G agreement on goals: goals
// that are shared are the patient's own, and worth an effort. Empathy and explaining
// count most in the first session, half as much in the second, and so on. Hope in turn
// relieves symptoms, most of all early (the remoralisation of the phase model), and so
// does a session in which progress is celebrated:
//
//	drive on severity = −Strength · (Symptoms · H / t · dose + Savour · max(0,p)·[celebrated])
//
// Before treatment H = logistic(Start + Expectation·x), x being outcome expectations.
type Hope struct {
	Strength    float64
	Start       float64
	Expectation float64
	Early       float64
	Explain     float64
	Progress    float64
	Ownership   float64
	Celebrate   float64
	Savour      float64
	Symptoms    float64
}

// Initial is the hope at intake, logistic(Start + Expectation·expectations).
func (h *Hope) Initial(p *Patient) float64 {
	return logistic(h.Start + h.Expectation*p.Expectations)
}

// Change is ΔH over a session with empathic response e.
func (h *Hope) Change(d *Dyad, e float64, moves Move) float64 {
	t, p := float64(d.Session), d.Progress()
	u := h.Early*e/t + h.Progress*p + h.Ownership*(d.Goals-0.5)
	if moves&ExplainTreatment != 0 {
		u += h.Explain / t
	}
	if moves&CelebrateProgress != 0 {
		u += h.Celebrate * max(0, p)
	}
	return toward(d.Hope, h.Strength*u)
}

// OnSeverity is the drive on severity for a dose, 0 or less.
func (h *Hope) OnSeverity(d *Dyad, dose float64) float64 {
	return -h.Strength * (h.Symptoms*d.Hope/float64(d.Session)*dose + h.Savour*d.Work.Celebrated)
}

var byHope = &Cause{Name: "hope", Better: "hope brought relief"}

func (h *Hope) describe() Mechanism {
	return Mechanism{
		Title: "Hope", File: "hope.go",
		Meaning: "Hope rises early, with empathy and an explanation of the treatment; later it follows progress and shared goals. It relieves demoralisation first.",
		Switch:  []string{"hope.strength"},
		Stays:   []string{"hope.start", "hope.expectation"},
		Enters:  []*Cause{byHope},
		Params: []Param{
			{"hope.strength", &h.Strength, "factor", 0, 2, Assumed, "", "0: hope stays what it was at intake (which still carries effort) and relieves nothing by itself", nil},
			{"hope.start", &h.Start, "log-odds", -3, 3, Assumed, "", "hope of an average patient at intake", nil},
			{"hope.expectation", &h.Expectation, "log-odds per SD", 0, 2, Calibrated, "N35 N36", "hope brought by outcome expectations", nil},
			{"hope.early", &h.Early, "drive", 0, 2, Assumed, "", "hope raised by empathy in the first session", nil},
			{"hope.explain", &h.Explain, "drive", 0, 4, Assumed, "", "hope raised by explaining the treatment in the first session", nil},
			{"hope.progress", &h.Progress, "drive", 0, 2, Assumed, "", "hope follows progress", nil},
			{"hope.ownership", &h.Ownership, "drive", 0, 2, Assumed, "P07", "hope follows agreement on goals", nil},
			{"hope.celebrate", &h.Celebrate, "drive", 0, 3, Assumed, "", "hope raised by celebrating progress", nil},
			{"hope.savour", &h.Savour, "drive", 0, 1, Assumed, "", "relief by progress that is celebrated", nil},
			{"hope.symptoms", &h.Symptoms, "drive", 0, 1, Assumed, "C11 O01 howard1993", "relief by hope after the first session; set by hand so that work has room in the response at two months", nil},
		},
	}
}
