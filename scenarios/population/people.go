package population

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"rapport/sim"
	"rapport/sim/luck"
)

// people draws patients and therapists; it is a Population made ready.
type people struct {
	*Population
	patients, therapists []float64 // Cholesky factors of the correlations, the lower triangle row by row
	mu, sigma            float64   // severity: 27·logistic(mu + sigma·z)
}

// prepare makes p ready, or says why its values are not jointly possible.
func (p *Population) prepare() (*people, error) {
	q := &people{Population: p}
	var err error
	if q.patients, err = factor(patientTraits, p.Correlations); err != nil {
		return nil, fmt.Errorf("population.correlation_…: %w", err)
	}
	if q.therapists, err = factor(therapistTraits, p.TherapistCorrelations); err != nil {
		return nil, fmt.Errorf("population.therapist_correlation_…: %w", err)
	}
	if p.CaseloadMin > p.CaseloadMax {
		return nil, fmt.Errorf("population.caseload_min = %g exceeds population.caseload_max = %g", p.CaseloadMin, p.CaseloadMax)
	}
	if s := &p.Service; s.Sorting >= sortedToSevere && s.ClinicSeverity == 0 {
		return nil, errors.New("population.clinic_sorting sends therapists to clinics by the severity of their patients, in which clinics do not differ: want population.clinic_severity above 0")
	}
	if q.mu, q.sigma, err = logitNormal(p.SeverityMean/sim.PHQ9Max, p.SeveritySD/sim.PHQ9Max); err != nil {
		return nil, fmt.Errorf("population.severity_mean and severity_sd: %w", err)
	}
	return q, nil
}

// factor is the lower Cholesky factor of the correlation matrix of n traits, row
// by row up to the diagonal.
func factor(n int, pairs []pair) ([]float64, error) {
	c := mat.NewSymDense(n, nil)
	for i := range n {
		c.SetSym(i, i, 1)
	}
	for _, p := range pairs {
		c.SetSym(p.a, p.b, p.r)
	}
	var chol mat.Cholesky
	if !chol.Factorize(c) {
		return nil, fmt.Errorf("these correlations are not jointly possible (the matrix is not positive definite)")
	}
	var l mat.TriDense
	chol.LTo(&l)
	var rows []float64
	for i := range n {
		for j := range i + 1 {
			rows = append(rows, l.At(i, j))
		}
	}
	return rows, nil
}

// traits fills x with correlated standard normal traits of a person, of whose
// factor l is.
func traits(x, l []float64, n *luck.Noise) {
	var z [patientTraits]float64
	for i := range x {
		z[i] = mathext.NormalQuantile(n.Uniform(luck.Trait0 + luck.Decision(i)))
		x[i] = 0
		for j, c := range l[:i+1] {
			x[i] += c * z[j]
		}
		l = l[i+1:]
	}
}

// candidates bounds how many people are screened for one place in the study.
const candidates = 1000

// patient draws patient id of a clinic whose patients are so ill, in its own SD. Where
// there is a screening, people are drawn until
// one passes; each candidate has luck of an own address.
func (q *people) patient(m *sim.Model, own luck.Person, id int64, clinic float64) sim.Patient {
	var n luck.Noise
	var p sim.Patient
	for k := range candidates {
		own.At(&n, k<<16)
		p = q.candidate(m, &n, clinic)
		if float64(p.Screening) >= q.Screening {
			break
		}
	}
	p.ID = id
	return p
}

// mildClinic is how ill the patients of a clinic are, in SD among clinics, of which hardly
// any has milder ones: one in 160.
const mildClinic = -2.5

// screeningPasses refuses a screening that hardly anybody passes, among all or at a clinic
// with mild patients: with fewer than one in fifty, some place would find nobody among its
// candidates.
func (q *people) screeningPasses(m *sim.Model, seed uint64) error {
	if q.Screening == 0 {
		return nil
	}
	const tried, least = 2000, 2000 / 50
	passed := func(clinic func(*luck.Noise) float64) (passed int) {
		var n luck.Noise
		for k := range tried {
			luck.Of(seed, 0, luck.Patient, 1<<40-1-int64(k)).At(&n, 0)
			if p := q.candidate(m, &n, clinic(&n)); float64(p.Screening) >= q.Screening {
				passed++
			}
		}
		return passed
	}
	if n := passed(func(n *luck.Noise) float64 { return n.Normal(luck.ClinicSeverity) }); n < least {
		return fmt.Errorf("population.screening_phq9 = %g passes only %d of %d people of this population: want at least 1 in 50",
			q.Screening, n, tried)
	}
	if q.Service.ClinicSeverity == 0 {
		return nil
	}
	if n := passed(func(*luck.Noise) float64 { return mildClinic }); n < least {
		return fmt.Errorf("population.screening_phq9 = %g passes only %d of %d people at the clinics with the least ill patients: want at least 1 in 50, so a lower one, or clinics that differ less (population.clinic_severity = %g)",
			q.Screening, n, tried, q.Service.ClinicSeverity)
	}
	return nil
}

func (q *people) candidate(m *sim.Model, n *luck.Noise, clinic float64) sim.Patient {
	var x [patientTraits]float64
	traits(x[:], q.patients, n)
	if c := q.Service.ClinicSeverity; c > 0 {
		x[severity] = math.Sqrt(1-c*c)*x[severity] + c*clinic
	}
	shape(x[:], q.Traits[:], shaped[:])
	p := sim.Patient{
		Agreeableness: x[agreeableness], Neuroticism: x[neuroticism], Extraversion: x[extraversion],
		Conscientiousness: x[conscientiousness], Openness: x[openness],
		AttachmentAvoidance: x[attachmentAvoidance], AttachmentAnxiety: x[attachmentAnxiety],
		Disclosure: x[disclosure], Expectations: x[expectations],
		PreferredDirectiveness: x[preferredDirectiveness], NaturalCourse: x[naturalCourse],
		IntakeSeverity:     sim.PHQ9Max / (1 + math.Exp(-q.mu-q.sigma*x[severity])),
		Leniency:           x[leniency],
		AllianceToSymptoms: personal(q.AllianceToSymptomsSpread, x[allianceToSymptoms]),
		SymptomsToAlliance: personal(q.SymptomsToAllianceSpread, x[symptomsToAlliance]),
	}
	if q.Service.PreferenceShare > 0 {
		p.Prefers = q.Service.prefers(n.Uniform(luck.PreferredApproach))
	}
	stress := n.Normal(luck.StressAtScreening)
	p.Screening = m.PHQ9.Score(p.IntakeSeverity+m.Stress.Fluctuation(p.IntakeSeverity, stress), n.Normal(luck.PHQ9ScreeningError))
	rho := math.Pow(m.Stress.Persistence, q.ScreeningWeeks)
	p.StressAtIntake = rho*stress + math.Sqrt(1-rho*rho)*n.Normal(luck.StressAtIntake)
	return p
}

// personal is a log-normal factor of mean 1.
func personal(spread, z float64) float64 { return math.Exp(spread*z - 0.5*spread*spread) }

// therapist draws the therapist of that luck, who works at place id.
func (q *people) therapist(m *sim.Model, own luck.Person, id int64, caseload int) sim.Therapist {
	var n luck.Noise
	own.At(&n, 0)
	var x [therapistTraits]float64
	traits(x[:], q.therapists, &n)
	shape(x[:], q.TherapistTraits[:], shapedOfTherapists[:])
	return sim.Therapist{
		ID: id, Caseload: caseload, CBT: n.Uniform(luck.TherapistApproach) < m.Approach.CBTShare,
		Warmth: x[warmth], Empathy: x[empathy], Genuineness: x[genuineness], Flexibility: x[flexibility],
		RepairSkill: x[repairSkill], Competence: x[competence], Effect: x[therapistEffect],
		Directiveness: x[directiveness], Leniency: x[therapistLeniency],
		Record: x[therapistEffect] + n.Normal(luck.TherapistRecord),
	}
}

// logitNormal finds mu and sigma such that logistic(mu + sigma·z), z standard
// normal, has the given mean and standard deviation.
func logitNormal(mean, sd float64) (mu, sigma float64, err error) {
	if sd*sd >= mean*(1-mean)*0.9 {
		return 0, 0, fmt.Errorf("a standard deviation of %.3g is too large for a mean of %.3g within 0 and 27",
			sd*sim.PHQ9Max, mean*sim.PHQ9Max)
	}
	mu, sigma = math.Log(mean/(1-mean)), sd/(mean*(1-mean))
	for range 1000 {
		m, s := logitNormalMoments(mu, sigma)
		if math.Abs(m-mean) < 1e-12 && math.Abs(s-sd) < 1e-12 {
			break
		}
		mu += (mean - m) / (mean * (1 - mean))
		sigma *= sd / s
	}
	return mu, sigma, nil
}

// logitNormalMoments integrates on a fixed grid of ±8 standard deviations.
func logitNormalMoments(mu, sigma float64) (mean, sd float64) {
	const steps = 400
	var w, s1, s2 float64
	for i := range steps + 1 {
		z := -8 + 16*float64(i)/steps
		p := math.Exp(-0.5 * z * z)
		x := 1 / (1 + math.Exp(-mu-sigma*z))
		w, s1, s2 = w+p, s1+p*x, s2+p*x*x
	}
	mean = s1 / w
	return mean, math.Sqrt(max(0, s2/w-mean*mean))
}
