package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// trait is something about a patient before treatment, by its column.
type trait string

// traits read the columns of the patients table that a [trait] can name.
var traits = map[trait]func(*record.Patient) float64{
	"agreeableness":        func(p *record.Patient) float64 { return float64(p.Agreeableness) },
	"neuroticism":          func(p *record.Patient) float64 { return float64(p.Neuroticism) },
	"extraversion":         func(p *record.Patient) float64 { return float64(p.Extraversion) },
	"conscientiousness":    func(p *record.Patient) float64 { return float64(p.Conscientiousness) },
	"openness":             func(p *record.Patient) float64 { return float64(p.Openness) },
	"attachment_avoidance": func(p *record.Patient) float64 { return float64(p.AttachmentAvoid) },
	"attachment_anxiety":   func(p *record.Patient) float64 { return float64(p.AttachmentAnxiety) },
	"expectations":         func(p *record.Patient) float64 { return float64(p.Expectations) },
	"phq9_intake":          intakeOf,
}

// traitNames lists every [trait].
var traitNames = []trait{"agreeableness", "neuroticism", "extraversion", "conscientiousness", "openness",
	"attachment_avoidance", "attachment_anxiety", "expectations", "phq9_intake"}

func intakeOf(p *record.Patient) float64 { return float64(p.PHQ9Intake) }

// traitAlliance is the correlation of a trait of the patient with the alliance,
// averaged over the answered sessions of the set, one row per treated patient.
// N is the patients. (Notsu, Blansfield, Spina & Levy 2024, Psychother Res, for
// attachment; Barber et al. 2014, Psychother Res 24:257-268, for expectations.)
//
// Trap: traits of questionnaires hold error, which makes a published r smaller
// than that of the trait itself; simulated traits hold none.
func traitAlliance(d *data.Data, t trait, m data.Measure, set data.SessionSet) Result {
	score, of := m.Reader(), traits[t]
	var x, y []float64
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			x, y = append(x, of(c.Patient)), append(y, c.Mean(set, score))
		}
	}
	return pearson(x, y)
}

// traitOutcome is the correlation of a trait of the patient with improvement
// (intake minus last PHQ-9). N is the treated patients. (Constantino, Vîslă,
// Coyne & Boswell 2018, Psychotherapy 55(4), for expectations.)
//
// Trap: a trait that goes with severity correlates with raw improvement through
// intake alone, hence the adjustment.
func traitOutcome(d *data.Data, t trait, adjust adjustment) Result {
	return outcomeCorrelation(d, adjust, func(c *data.Course) float64 { return traits[t](c.Patient) })
}

// traitDropout is the correlation of a trait of the patient with dropout (1, else
// 0). N is the treated patients. (Norwegian primary-care cohort 2023, BMC
// Psychiatry 23:358, for severity.)
//
// Trap: r with a rare event is bounded by how rare it is, so small values are no
// small effects by themselves.
func traitDropout(d *data.Data, t trait) Result {
	var x, y []float64
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			left := 0.0
			if c.DroppedOut() {
				left = 1
			}
			x, y = append(x, traits[t](c.Patient)), append(y, left)
		}
	}
	return pearson(x, y)
}

// traitMatrix is the correlation of neuroticism with PHQ-9 at intake; details: those
// of the other Big Five with it, and the pairs A–C, A–E and N–A. N is the
// patients. (Data epi.bfi of the R package psychTools.)
//
// Trap: a waiting room holds the depressed alone, and selection on severity
// shrinks what correlates with it.
func traitMatrix(d *data.Data) Result {
	column := func(t trait) []float64 {
		x := make([]float64, d.Len())
		for i := range d.List {
			x[i] = traits[t](d.List[i].Patient)
		}
		return x
	}
	intake := column("phq9_intake")
	r := pearson(column("neuroticism"), intake)
	if math.IsNaN(r.Value) {
		return r
	}
	for _, t := range []trait{"agreeableness", "conscientiousness", "extraversion", "openness"} {
		r.detail("r "+string(t)+" with intake", stat.Correlation(column(t), intake, nil))
	}
	r.detail("r agreeableness conscientiousness", stat.Correlation(column("agreeableness"), column("conscientiousness"), nil))
	r.detail("r agreeableness extraversion", stat.Correlation(column("agreeableness"), column("extraversion"), nil))
	r.detail("r neuroticism agreeableness", stat.Correlation(column("neuroticism"), column("agreeableness"), nil))
	return r
}
