package scenarios

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"rapport/sim"
)

// Trait is the distribution of a trait: normal with mean and standard deviation,
// in standard deviations among patients (or among therapists) of routine care.
// Traits come by quantile of an addressed uniform number, so moving a
// distribution moves each person smoothly.
type Trait struct {
	Mean, SD float64
}

// Patients' traits in the order of their addresses; append-only.
const (
	agreeableness = iota
	neuroticism
	extraversion
	conscientiousness
	openness
	attachmentAvoidance
	attachmentAnxiety
	disclosure
	expectations
	preferredDirectiveness
	naturalCourse
	severity
	leniency
	allianceToSymptoms
	symptomsToAlliance
	patientTraits
)

// Therapists' traits in the order of their addresses; append-only.
const (
	warmth = iota
	empathy
	genuineness
	flexibility
	repairSkill
	competence
	therapistEffect
	directiveness
	therapistLeniency
	therapistTraits
)

var patientTraitNames = [...]string{"agreeableness", "neuroticism", "extraversion", "conscientiousness", "openness",
	"attachment_avoidance", "attachment_anxiety", "disclosure", "expectations", "preferred_directiveness",
	"natural_course", "severity", "leniency"}

var therapistTraitNames = [...]string{"warmth", "empathy", "genuineness", "flexibility", "repair_skill",
	"competence", "effect", "directiveness"}

// pair is a correlation between two traits of one person.
type pair struct {
	a, b int
	r    float64
}

// Population says who the patients and therapists are.
type Population struct {
	SeverityMean             float64 // latent, PHQ-9 points
	SeveritySD               float64
	Screening                float64 // smallest PHQ-9 at screening; 0: none
	ScreeningWeeks           float64 // from screening to intake
	AllianceToSymptomsSpread float64 // SD of the log of the personal strength
	SymptomsToAllianceSpread float64
	Traits                   [severity]Trait // the patients' traits before severity
	Correlations             []pair

	CaseloadMin           float64
	CaseloadMax           float64
	ClinicPairs           float64
	Assignment            float64 // 0 random, 1 match, 2 record
	TherapistTraits       [therapistLeniency]Trait
	TherapistCorrelations []pair
}

// DefaultPopulation is routine care: patients referred for depression.
func DefaultPopulation() Population {
	p := Population{
		SeverityMean: 15.5, SeveritySD: 5, ScreeningWeeks: 2,
		AllianceToSymptomsSpread: 0.5, SymptomsToAllianceSpread: 0.5,
		CaseloadMin: 10, CaseloadMax: 30, ClinicPairs: 3,
		Correlations: []pair{
			{agreeableness, neuroticism, -0.3}, {agreeableness, extraversion, 0.25},
			{agreeableness, conscientiousness, 0.35}, {agreeableness, openness, 0.2},
			{neuroticism, extraversion, -0.3}, {neuroticism, conscientiousness, -0.35},
			{neuroticism, openness, -0.15}, {extraversion, conscientiousness, 0.25},
			{extraversion, openness, 0.35}, {conscientiousness, openness, 0.2},
			{neuroticism, attachmentAnxiety, 0.4}, {agreeableness, attachmentAvoidance, -0.2},
			{attachmentAvoidance, attachmentAnxiety, 0.2}, {attachmentAvoidance, disclosure, -0.35},
			{extraversion, disclosure, 0.2}, {neuroticism, severity, 0.3},
			{agreeableness, leniency, 0.35}, {expectations, leniency, 0.25},
			{expectations, naturalCourse, 0.15}, {leniency, naturalCourse, 0.1},
			{expectations, severity, -0.1},
		},
		TherapistCorrelations: []pair{
			{warmth, empathy, 0.5}, {warmth, genuineness, 0.5}, {empathy, genuineness, 0.5},
			{empathy, flexibility, 0.3}, {empathy, repairSkill, 0.4}, {flexibility, repairSkill, 0.4},
			{competence, flexibility, 0.2}, {competence, repairSkill, 0.2},
		},
	}
	for i := range p.Traits {
		p.Traits[i].SD = 1
	}
	for i := range p.TherapistTraits {
		p.TherapistTraits[i].SD = 1
	}
	return p
}

// Params lists every parameter of the population; the rows point into p.
func (p *Population) Params() []sim.Param {
	const A = sim.Assumed
	rows := []sim.Param{
		{Name: "population.severity_mean", Value: &p.SeverityMean, Unit: "points", Min: 4, Max: 23, Grade: sim.Derived, Source: "O23", Meaning: "mean latent severity at intake (before any screening)"},
		{Name: "population.severity_sd", Value: &p.SeveritySD, Unit: "points", Min: 0.5, Max: 8, Grade: sim.Derived, Source: "O23", Meaning: "its standard deviation; the PHQ-9 adds fluctuation and error to it"},
		{Name: "population.screening_phq9", Value: &p.Screening, Unit: "points", Min: 0, Max: 20, Grade: A, Meaning: "smallest PHQ-9 at the screening before intake with which a patient enters the study; 0: no screening"},
		{Name: "population.screening_weeks", Value: &p.ScreeningWeeks, Unit: "weeks", Min: 0, Max: 26, Grade: A, Meaning: "time from screening to intake"},
		{Name: "population.alliance_to_symptoms_spread", Value: &p.AllianceToSymptomsSpread, Unit: "log", Min: 0, Max: 1.5, Grade: A, Source: "zilchamano2017", Meaning: "differences between patients in how much the alliance moves symptoms (SD of the log)"},
		{Name: "population.symptoms_to_alliance_spread", Value: &p.SymptomsToAllianceSpread, Unit: "log", Min: 0, Max: 1.5, Grade: A, Meaning: "… in how much symptoms move the alliance"},
		{Name: "population.caseload_min", Value: &p.CaseloadMin, Unit: "patients", Min: 1, Max: 200, Grade: A, Meaning: "smallest caseload"},
		{Name: "population.caseload_max", Value: &p.CaseloadMax, Unit: "patients", Min: 1, Max: 200, Grade: A, Meaning: "largest caseload"},
		{Name: "population.clinic_pairs", Value: &p.ClinicPairs, Unit: "pairs of therapists", Min: 1, Max: 20, Grade: A, Meaning: "size of a clinic, within which patients are assigned and transferred"},
	}
	rows = append(rows, sim.Param{Name: "population.assignment", Value: &p.Assignment, Unit: "choice", Min: 0, Max: 2, Grade: A,
		Meaning: "who treats whom within a clinic: as they come; the therapist whose directiveness fits best; the most severe to the therapists with the best record",
		Choices: []string{"random", "match", "record"}})
	rows = traitRows(rows, "population.", p.Traits[:], patientTraitNames[:], "of patients")
	rows = traitRows(rows, "population.therapist_", p.TherapistTraits[:], therapistTraitNames[:], "of therapists")
	rows = pairRows(rows, "population.correlation_", p.Correlations, patientTraitNames[:])
	return pairRows(rows, "population.therapist_correlation_", p.TherapistCorrelations, therapistTraitNames[:])
}

func traitRows(rows []sim.Param, prefix string, traits []Trait, names []string, whose string) []sim.Param {
	for i := range traits {
		rows = append(rows,
			sim.Param{Name: prefix + names[i] + "_mean", Value: &traits[i].Mean, Unit: "SD", Min: -3, Max: 3, Grade: sim.Assumed, Meaning: "mean " + words(names[i]) + " " + whose + "; 0 is routine care"},
			sim.Param{Name: prefix + names[i] + "_sd", Value: &traits[i].SD, Unit: "SD", Min: 0, Max: 3, Grade: sim.Assumed, Meaning: "its standard deviation; 1 is routine care"})
	}
	return rows
}

// words makes a name readable.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func pairRows(rows []sim.Param, prefix string, pairs []pair, names []string) []sim.Param {
	for i := range pairs {
		c := &pairs[i]
		rows = append(rows, sim.Param{Name: prefix + names[c.a] + "_" + names[c.b], Value: &c.r, Unit: "correlation",
			Min: -0.9, Max: 0.9, Grade: sim.Assumed, Meaning: "correlation of " + words(names[c.a]) + " and " + words(names[c.b])})
	}
	return rows
}

// people draws patients and therapists; it is a Population made ready.
type people struct {
	*Population
	patients, therapists *mat.TriDense // Cholesky factors of the correlations
	mu, sigma            float64       // severity: 27·logistic(mu + sigma·z)
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
	if q.mu, q.sigma, err = logitNormal(p.SeverityMean/sim.PHQ9Max, p.SeveritySD/sim.PHQ9Max); err != nil {
		return nil, fmt.Errorf("population.severity_mean and severity_sd: %w", err)
	}
	return q, nil
}

// factor is the lower Cholesky factor of the correlation matrix of n traits.
func factor(n int, pairs []pair) (*mat.TriDense, error) {
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
	l := mat.NewTriDense(n, mat.Lower, nil)
	chol.LTo(l)
	return l, nil
}

// traits fills x with correlated standard normal traits of a person.
func traits(x []float64, l *mat.TriDense, n *sim.Noise) {
	var z [patientTraits]float64
	for i := range x {
		z[i] = mathext.NormalQuantile(n.Uniform(sim.Trait0 + sim.Decision(i)))
		x[i] = 0
		for j := 0; j <= i; j++ {
			x[i] += l.At(i, j) * z[j]
		}
	}
}

// candidates bounds how many people are screened for one place in the study.
const candidates = 1000

// patient draws patient id. Where there is a screening, people are drawn until
// one passes; each candidate has luck of an own address.
func (q *people) patient(m *sim.Model, luck sim.Luck, id int64) sim.Patient {
	var n sim.Noise
	var p sim.Patient
	for k := range candidates {
		luck.At(&n, k<<16)
		p = q.candidate(m, &n)
		if float64(p.Screening) >= q.Screening {
			break
		}
	}
	p.ID = id
	return p
}

// screeningPasses refuses a screening that hardly anybody passes: with fewer
// than one in fifty, some place would find nobody among its candidates.
func (q *people) screeningPasses(m *sim.Model, seed uint64) error {
	if q.Screening == 0 {
		return nil
	}
	const tried, least = 2000, 2000 / 50
	var n sim.Noise
	passed := 0
	for k := range tried {
		sim.NewLuck(seed, 0, sim.OfPatient, 1<<40-1-int64(k)).At(&n, 0)
		if p := q.candidate(m, &n); float64(p.Screening) >= q.Screening {
			passed++
		}
	}
	if passed < least {
		return fmt.Errorf("population.screening_phq9 = %g passes only %d of %d people of this population: want at least 1 in 50",
			q.Screening, passed, tried)
	}
	return nil
}

func (q *people) candidate(m *sim.Model, n *sim.Noise) sim.Patient {
	var x [patientTraits]float64
	traits(x[:], q.patients, n)
	t := func(i int) float64 { return q.Traits[i].Mean + q.Traits[i].SD*x[i] }
	p := sim.Patient{
		Agreeableness: t(agreeableness), Neuroticism: t(neuroticism), Extraversion: t(extraversion),
		Conscientiousness: t(conscientiousness), Openness: t(openness),
		AttachmentAvoidance: t(attachmentAvoidance), AttachmentAnxiety: t(attachmentAnxiety),
		Disclosure: t(disclosure), Expectations: t(expectations),
		PreferredDirectiveness: t(preferredDirectiveness), NaturalCourse: t(naturalCourse),
		IntakeSeverity:     sim.PHQ9Max / (1 + math.Exp(-q.mu-q.sigma*x[severity])),
		Leniency:           x[leniency],
		AllianceToSymptoms: personal(q.AllianceToSymptomsSpread, x[allianceToSymptoms]),
		SymptomsToAlliance: personal(q.SymptomsToAllianceSpread, x[symptomsToAlliance]),
	}
	stress := n.Normal(sim.StressAtScreening)
	p.Screening = m.PHQ9.Score(p.IntakeSeverity+m.Stress.Fluctuation(p.IntakeSeverity, stress), n.Normal(sim.PHQ9ScreeningError))
	rho := math.Pow(m.Stress.Persistence, q.ScreeningWeeks)
	p.StressAtIntake = rho*stress + math.Sqrt(1-rho*rho)*n.Normal(sim.StressAtIntake)
	return p
}

// personal is a log-normal factor of mean 1.
func personal(spread, z float64) float64 { return math.Exp(spread*z - 0.5*spread*spread) }

// therapist draws therapist id.
func (q *people) therapist(m *sim.Model, luck sim.Luck, id int64, caseload int) sim.Therapist {
	var n sim.Noise
	luck.At(&n, 0)
	var x [therapistTraits]float64
	traits(x[:], q.therapists, &n)
	t := func(i int) float64 { return q.TherapistTraits[i].Mean + q.TherapistTraits[i].SD*x[i] }
	return sim.Therapist{
		ID: id, Caseload: caseload, CBT: n.Uniform(sim.TherapistApproach) < m.Approach.CBTShare,
		Warmth: t(warmth), Empathy: t(empathy), Genuineness: t(genuineness), Flexibility: t(flexibility),
		RepairSkill: t(repairSkill), Competence: t(competence), Effect: t(therapistEffect),
		Directiveness: t(directiveness), Leniency: x[therapistLeniency],
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
