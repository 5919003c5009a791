package sim

// Trust grows slowly, where the patient shows vulnerability and the therapist's
// answer fits:
//
//	ΔT = Strength · (1 − T) · Growth · V · E · (1 + b(Genuineness·g)) / G
//
// where V is the vulnerability shown and E the therapist's empathic response, both
// in (0,1), g the therapist's genuineness (SD), b(y) = y / (1 + |y|), and G the weeks
// since the session before, but at least 1: trust grows by regular meetings. Before it
// grows, the sessions that were missed just before this one cost trust:
// drive on trust = −Strength · Consistency · (sessions missed). The vulnerability shown
// follows the patient's readiness to disclose x, extraversion y (SD) and the trust T with
// which the patient comes to the session:
//
//	V = logistic(Disclosure·x + Extraversion·y + Reciprocity·(T − ½))
//
// A patient brings T = logistic(Start + Expectation·e − Avoidance·a), e being outcome
// expectations and a attachment avoidance. In a first session G = 1, also after a wait.
// Trust falls only by missed sessions, by ruptures ([RuptureImpact]) and by a change of therapist
// ([Transfer]).
type Trust struct {
	Strength     float64
	Start        float64
	Expectation  float64
	Avoidance    float64
	Growth       float64
	Disclosure   float64
	Reciprocity  float64
	Extraversion float64
	Genuineness  float64
	Consistency  float64
}

// Initial is the trust that a patient brings:
// logistic(Start + Expectation·expectations − Avoidance·avoidance).
func (t *Trust) Initial(p *Patient) float64 {
	return logistic(t.Start + t.Expectation*p.Expectations - t.Avoidance*p.AttachmentAvoidance)
}

// Vulnerability is V, above 0 and below 1.
func (t *Trust) Vulnerability(d *Dyad) float64 {
	return logistic(t.Disclosure*d.Patient.Disclosure + t.Extraversion*d.Patient.Extraversion + t.Reciprocity*(d.Trust-0.5))
}

// Change is ΔT over a session whose vulnerability is v and empathic response e.
func (t *Trust) Change(d *Dyad, v, e float64) float64 {
	return t.Strength * (1 - d.Trust) * t.Growth * v * e * d.tend.genuine / max(1, d.Gap)
}

// Missed is what the sessions just missed cost, 0 or less.
func (t *Trust) Missed(d *Dyad) float64 {
	return toward(d.Trust, 0-t.Strength*t.Consistency*float64(d.Seen.Missed))
}

// Genuine is 1 + b(Genuineness·g), above 0 and below 2.
func (t *Trust) Genuine(x *Therapist) float64 { return 1 + bounded(t.Genuineness*x.Genuineness) }

var byTrust = &Cause{Name: "trust", Up: "empathic answers to what the patient showed let trust grow", Down: "missed sessions cost trust"}

func (t *Trust) describe() Mechanism {
	return Mechanism{
		Title: "Trust", File: "trust.go",
		Meaning: "Trust grows slowly, session by session, where the patient shows something vulnerable and meets an empathic answer. A guarded patient shows less, so trust takes longer.",
		Switch:  []string{"trust.strength"},
		Stays:   []string{"trust.start", "trust.expectation", "trust.avoidance", "trust.disclosure", "trust.extraversion", "trust.reciprocity"},
		Enters:  []*Cause{byTrust},
		Params: []Param{
			{"trust.strength", &t.Strength, "factor", 0, 2, Assumed, "", "0 switches off how trust grows and what missed sessions take from it", nil},
			{"trust.start", &t.Start, "log-odds", -3, 3, Assumed, "", "trust of an average patient at intake", nil},
			{"trust.expectation", &t.Expectation, "log-odds per SD", 0, 1, Assumed, "", "trust brought by outcome expectations", nil},
			{"trust.avoidance", &t.Avoidance, "log-odds per SD", 0, 1.5, Assumed, "", "trust lost by attachment avoidance", nil},
			{"trust.growth", &t.Growth, "share per session", 0, 0.25, Assumed, "", "growth where vulnerability is fully shown and fully met", nil},
			{"trust.disclosure", &t.Disclosure, "log-odds per SD", 0, 2, Assumed, "", "vulnerability shown by a patient ready to disclose", nil},
			{"trust.extraversion", &t.Extraversion, "log-odds per SD", 0, 1, Assumed, "bucher2019", "vulnerability shown by an outgoing patient", nil},
			{"trust.genuineness", &t.Genuineness, "per SD", 0, 1, Assumed, "", "trust grows faster with a genuine therapist", nil},
			{"trust.consistency", &t.Consistency, "drive", 0, 3, Assumed, "", "what a missed session takes from trust", nil},
			{"trust.reciprocity", &t.Reciprocity, "log-odds", 0, 6, Assumed, "", "vulnerability shown as trust grows", nil},
		},
	}
}
