package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// pathQuery asks for an indirect effect of a patient's agreeableness.
type pathQuery struct {
	Sessions data.SessionSet // the early alliance is the mean of these
	Carry    float64         // the therapist-rated path may carry at most this share of the patient-rated one
}

// agreeablenessPath is the indirect effect of agreeableness on improvement
// through the early alliance as the patient rates it, in a model with two
// parallel mediators, the patient's and the therapist's rating:
//
//	Mp = ap A + e,  Mt = at A + e,  Y = c A + bp Mp + bt Mt + e
//
// with all standardised and Y improvement residualised on intake. The value is
// ap bp with Sobel's standard error √(ap² SE(bp)² + bp² SE(ap)²) (Sobel 1982,
// Sociol Methodol 13:290-312; MacKinnon et al. 2002, Psychol Methods 7:83-104).
// Checks: ap above zero at the 5 % level, ap bp likewise, and at bt at most the
// share Carry of ap bp, that is, the therapist's rating does not carry the
// effect. N is the patients with both ratings. (Kushner, Quilty, Uliaszek,
// McBride & Bagby 2016, J Affect Disord 201:137-144.)
//
// Traps: tested alone, the therapist's rating borrows the patient's effect
// because the two correlate; "not significant" would depend on the number of
// simulated patients, hence a share. Sobel's test is conservative in small samples.
func agreeablenessPath(d *data.Data, q pathQuery) Result {
	a, mp, mt, y := pathVariables(d, q.Sessions)
	n := len(a)
	if n < 10 {
		return Nothing(n, "the indirect effect needs at least 10 patients rated by both, there are %d", n)
	}
	first, okP := regress(mp, a)
	second, okT := regress(mt, a)
	full, okY := regress(y, a, mp, mt)
	if !okP || !okT || !okY {
		return Nothing(n, "a score does not vary, or two are the same")
	}
	ap, bp, se := indirect(first, full, 1)
	at, bt, seT := indirect(second, full, 2)
	r := estimate(ap*bp, se, n)
	r.detail("a patient", ap)
	r.detail("b patient", bp)
	r.detail("indirect therapist", at*bt)
	r.detail("z therapist", at*bt/seT)
	r.detail("direct", full.slope[0]*full.sdX[0]/full.sdY)
	r.check("agreeableness raises the patient-rated alliance (z over 1.96)", first.slope[0]/first.se(0)-descriptive.Z95)
	r.check("indirect effect above zero (z over 1.96)", ap*bp/se-descriptive.Z95)
	r.check("the therapist's rating does not carry it", q.Carry*ap*bp-at*bt)
	return r
}

// indirect is the two standardised paths over mediator j and Sobel's standard
// error of their product.
func indirect(onMediator, full *fit, j int) (a, b, se float64) {
	a, fa := onMediator.standardised(0)
	b, fb := full.standardised(j)
	return a, b, math.Hypot(a*full.se(j)*fb, b*onMediator.se(0)*fa)
}

// pathVariables reads agreeableness, the two early ratings and the residualised
// improvement of the patients who have all.
func pathVariables(d *data.Data, set data.SessionSet) (a, mp, mt, y []float64) {
	byPatient, byTherapist := data.WAIPatient.Reader(), data.WAITherapist.Reader()
	var gain, intake []float64
	for i := range d.List {
		c := &d.List[i]
		p, t := c.Mean(set, byPatient), c.Mean(set, byTherapist)
		if !c.Treated() || math.IsNaN(p) || math.IsNaN(t) {
			continue
		}
		a, mp, mt = append(a, float64(c.Patient.Agreeableness)), append(mp, p), append(mt, t)
		gain = append(gain, improvement(c.Patient, residual))
		intake = append(intake, float64(c.Patient.PHQ9Intake))
	}
	if len(a) < 3 || stat.Variance(intake, nil) == 0 {
		return nil, nil, nil, nil
	}
	return a, mp, mt, residuals(gain, intake)
}
