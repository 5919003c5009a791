package analysis

import (
	"math"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// adjustment says how intake severity is taken out of an outcome correlation.
type adjustment string

const (
	residual    adjustment = "residual" // improvement residualised on intake (semi-partial)
	partialOut  adjustment = "partial"  // partial correlation, intake taken out of both
	unadjusted  adjustment = "raw"      // raw improvement, intake minus last
	lastOutcome adjustment = "last"     // last PHQ-9 as it stands, sign turned
)

// adjustments lists every [adjustment].
var adjustments = []adjustment{residual, partialOut, unadjusted, lastOutcome}

// allianceQuery asks for an alliance–outcome correlation.
type allianceQuery struct {
	Measure     data.Measure    // whose rating of which scale
	Sessions    data.SessionSet // averaged over these; empty: all that were attended
	MinSessions int             // patients with fewer sessions stay out
	Adjust      adjustment
}

// allianceOutcome is the correlation between a patient's alliance, averaged over
// the answered sessions of the set, and improvement (intake minus last PHQ-9),
// one row per patient. N is the patients. (Flückiger, Del Re, Wampold & Horvath
// 2018, Psychotherapy 55:316-340.)
//
// Traps: improvement shares its error with intake, so without adjustment r holds
// regression to the mean; one session's score is less reliable than a mean of
// several, so r grows with the number averaged; and averaging to the last session
// lets early outcome predict the alliance.
func allianceOutcome(d *data.Data, q allianceQuery) Result {
	score := q.Measure.Reader()
	return outcomeCorrelation(d, q.Adjust, func(c *data.Course) float64 {
		if len(c.Sessions) < q.MinSessions {
			return math.NaN()
		}
		return c.Mean(q.Sessions, score)
	})
}

// perceived names a report of the patient about the therapist after session 3.
type perceived string

// The reports of the patients table.
const (
	empathy     perceived = "empathy"
	regard      perceived = "regard"
	genuineness perceived = "genuineness"
)

// perceivedOutcome is the correlation between the patient's report of the
// therapist's empathy, positive regard or genuineness after session 3 and
// improvement. N is the patients who gave the report. (Elliott, Bohart, Watson &
// Murphy 2018, Psychotherapy 55:399-410.)
//
// Trap: the report is the patient's, coloured by how the patient fares; the
// therapist's own trait predicts far less.
func perceivedOutcome(d *data.Data, of perceived, adjust adjustment) Result {
	return outcomeCorrelation(d, adjust, func(c *data.Course) float64 {
		switch of {
		case empathy:
			return data.Answered(c.Patient.PerceivedEmpathy)
		case regard:
			return data.Answered(c.Patient.PerceivedRegard)
		case genuineness:
			return data.Answered(c.Patient.PerceivedGenuineness)
		}
		panic("analysis: unknown report " + string(of))
	})
}

// repairOutcome is, among patients with at least one rupture, the correlation
// between the share of their ruptures that were resolved and improvement. N is
// those patients. (Safran, Muran & Eubanks-Carter 2011, Psychotherapy 48:80-87.)
//
// Trap: with one rupture the share is 0 or 1; patients with many ruptures weigh
// no more than those with one, as in the studies that were pooled.
func repairOutcome(d *data.Data, adjust adjustment) Result {
	return outcomeCorrelation(d, adjust, func(c *data.Course) float64 {
		if c.Patient.Ruptures == 0 {
			return math.NaN()
		}
		return float64(c.Patient.RupturesResolved) / float64(c.Patient.Ruptures)
	})
}

// outcomeCorrelation correlates a score per treated patient with improvement;
// patients whose score is NaN stay out, also of the adjustment for intake.
func outcomeCorrelation(d *data.Data, adjust adjustment, score func(*data.Course) float64) Result {
	x, gain, intake := make([]float64, 0, d.Len()), make([]float64, 0, d.Len()), make([]float64, 0, d.Len())
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		if v := score(c); !math.IsNaN(v) {
			x = append(x, v)
			intake = append(intake, float64(c.Patient.PHQ9Intake))
			gain = append(gain, improvement(c.Patient, adjust))
		}
	}
	switch adjust {
	case residual:
		return residualised(x, gain, intake)
	case partialOut:
		return partial(x, gain, intake)
	case unadjusted, lastOutcome:
		return pearson(x, gain)
	}
	panic("analysis: unknown adjustment " + string(adjust))
}

// improvement is how far PHQ-9 fell from intake to the last answer; for
// lastOutcome the last answer alone, turned so that higher is better.
func improvement(p *record.Patient, adjust adjustment) float64 {
	if adjust == lastOutcome {
		return -float64(p.PHQ9Last)
	}
	return float64(p.PHQ9Intake - p.PHQ9Last)
}

// averagingGain is the alliance–outcome correlation over many sessions minus
// that over few, of the patients who answered in both sets. Scores of one session
// hold error and the day's mood, which a mean sheds (Crits-Christoph et al. 2011,
// doi 10.1037/a0023668). Details: the two correlations. N is the patients.
//
// Trap: the two correlations share patients and outcome, so the standard error
// here, as if they were independent, overstates it.
func averagingGain(d *data.Data, m data.Measure, few, many data.SessionSet, minSessions int) Result {
	score := m.Reader()
	both := d.Select(func(c data.Course) bool {
		return !math.IsNaN(c.Mean(few, score)) && !math.IsNaN(c.Mean(many, score))
	})
	short := allianceOutcome(both, allianceQuery{m, few, minSessions, residual})
	long := allianceOutcome(both, allianceQuery{m, many, minSessions, residual})
	if math.IsNaN(short.Value) || math.IsNaN(long.Value) {
		return Nothing(short.N, "only %d patients answered in both sets of sessions, or a score does not vary", short.N)
	}
	r := estimate(long.Value-short.Value, math.Hypot(short.SE, long.SE), short.N)
	r.detail("r few", short.Value)
	r.detail("r many", long.Value)
	return r
}
