package population

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"rapport/sim"
)

// drawn returns n patients of s.
func drawn(t *testing.T, s *Simulation, n int) []sim.Patient {
	t.Helper()
	patients := make([]sim.Patient, n)
	for i := range patients {
		who, err := s.Case(0, int64(i))
		if err != nil {
			t.Fatal(err)
		}
		patients[i] = who.Patient
	}
	return patients
}

// setting returns a simulation of the shipped setting with some values set.
func setting(t *testing.T, values map[string]float64) *Simulation {
	t.Helper()
	s := &Simulation{Seed: 3, Patients: 1 << 20, Replications: 1, Setting: DefaultSetting()}
	for name, x := range values {
		set(t, s, name, func(sim.Param) float64 { return x })
	}
	return s
}

// traitsOf lists the patients' normal traits in the order of their addresses.
func traitsOf(p *sim.Patient) []float64 {
	return []float64{p.Agreeableness, p.Neuroticism, p.Extraversion, p.Conscientiousness, p.Openness, p.AttachmentAvoidance,
		p.AttachmentAnxiety, p.Disclosure, p.Expectations, p.PreferredDirectiveness, p.NaturalCourse}
}

// Traits are standard normal with the correlations that the study asks for, and
// nothing else correlates, within 4.5 standard errors.
func TestTraitsHaveTheirDistribution(t *testing.T) {
	const n = 20000
	s := setting(t, nil)
	columns := make([][]float64, naturalCourse+1)
	for _, p := range drawn(t, s, n) {
		for i, x := range traitsOf(&p) {
			columns[i] = append(columns[i], x)
		}
	}
	want := map[[2]int]float64{}
	for _, c := range s.Setting.Population.Correlations {
		want[[2]int{min(c.a, c.b), max(c.a, c.b)}] = c.r
	}
	for i, x := range columns {
		if mean := stat.Mean(x, nil); !(math.Abs(mean) <= 4.5/math.Sqrt(n)) {
			t.Errorf("mean %s is %g", PatientTraits[i].Key, mean)
		}
		if v := stat.Variance(x, nil); !(math.Abs(v-1) <= 4.5*math.Sqrt(2.0/n)) {
			t.Errorf("variance of %s is %g", PatientTraits[i].Key, v)
		}
		for j := range i {
			r := want[[2]int{j, i}]
			if got := stat.Correlation(columns[j], x, nil); !(math.Abs(got-r) <= 4.5*(1-r*r)/math.Sqrt(n)) {
				t.Errorf("%s and %s correlate by %.3f, want %.3f", PatientTraits[j].Key, PatientTraits[i].Key, got, r)
			}
		}
	}
}

// Severity has the mean and standard deviation asked for; the personal couplings
// are log-normal of mean 1.
func TestSeverityAndCouplings(t *testing.T) {
	const n = 20000
	s := setting(t, map[string]float64{"population.severity_mean": 12, "population.severity_sd": 6,
		"population.alliance_to_symptoms_spread": 0.4, "population.symptoms_to_alliance_spread": 0})
	var severity, coupling []float64
	for _, p := range drawn(t, s, n) {
		severity = append(severity, p.IntakeSeverity)
		coupling = append(coupling, p.AllianceToSymptoms)
		if p.SymptomsToAlliance != 1 {
			t.Fatalf("a coupling without spread is %g", p.SymptomsToAlliance)
		}
	}
	if mean := stat.Mean(severity, nil); !(math.Abs(mean-12) <= 4.5*6/math.Sqrt(n)) {
		t.Errorf("mean severity is %g, want 12", mean)
	}
	// The kurtosis of severity, bounded, is below 3: var(s²) < 2σ⁴/n.
	if v := stat.Variance(severity, nil); !(math.Abs(v-36) <= 4.5*36*math.Sqrt(2.0/n)) {
		t.Errorf("variance of severity is %g, want 36", v)
	}
	sd := math.Sqrt(math.Exp(0.16) - 1)
	if mean := stat.Mean(coupling, nil); !(math.Abs(mean-1) <= 4.5*sd/math.Sqrt(n)) {
		t.Errorf("mean coupling is %g, want 1", mean)
	}
}

// For every mean and standard deviation in their ranges, the distribution of
// severity has them, to a hundredth of what a PHQ-9 can tell apart.
func TestLogitNormalHitsItsMoments(t *testing.T) {
	for mean := 4.0; mean <= 23; mean += 0.5 {
		for sd := 0.5; sd <= 8; sd += 0.5 {
			mu, sigma, err := logitNormal(mean/27, sd/27)
			if err != nil {
				t.Errorf("mean %g and SD %g of severity: %v", mean, sd, err)
				continue
			}
			if m, s := logitNormalMoments(mu, sigma); !(math.Abs(27*m-mean) <= 0.01) || !(math.Abs(27*s-sd) <= 0.01) {
				t.Errorf("mean %g and SD %g of severity become %g and %g", mean, sd, 27*m, 27*s)
			}
		}
	}
	if _, _, err := logitNormal(0.1, 0.3); err == nil {
		t.Error("a standard deviation that no distribution on 0 to 27 has is accepted")
	}
}

// Moving a distribution moves every patient smoothly: by the same shift for a
// trait, by quantile for severity, and nobody else's luck.
func TestMovingADistributionMovesEachPatient(t *testing.T) {
	before := drawn(t, setting(t, nil), 500)
	moved := drawn(t, setting(t, map[string]float64{"population.agreeableness_mean": 0.5, "population.openness_sd": 2}), 500)
	graver := drawn(t, setting(t, map[string]float64{"population.severity_mean": 18}), 500)
	graverYet := drawn(t, setting(t, map[string]float64{"population.severity_mean": 18.001}), 500)
	for i := range before {
		want := before[i]
		want.Agreeableness += 0.5
		want.Openness *= 2
		if !(math.Abs(moved[i].Agreeableness-want.Agreeableness) <= 1e-12) || !(math.Abs(moved[i].Openness-want.Openness) <= 1e-12) {
			t.Fatalf("patient %d moves to %+v, want %+v", i, moved[i], want)
		}
		want.Agreeableness, want.Openness = moved[i].Agreeableness, moved[i].Openness
		if moved[i] != want {
			t.Fatalf("patient %d: other traits move as well:\n%+v\n%+v", i, moved[i], before[i])
		}
		a, b, c := before[i].IntakeSeverity, graver[i].IntakeSeverity, graverYet[i].IntakeSeverity
		if !(b < c && c-b < 0.01) {
			t.Fatalf("patient %d: severity %g becomes %g by a shift of the mean of 0.001", i, b, c)
		}
		for j := range i { // the order of the patients stays
			if (a < before[j].IntakeSeverity) != (b < graver[j].IntakeSeverity) {
				t.Fatalf("patients %d and %d change their order in severity", i, j)
			}
		}
	}
}

// Every patient of a screened study passed, and those who pass at once are the
// patients of the study without screening.
func TestScreening(t *testing.T) {
	all := drawn(t, setting(t, nil), 1000)
	screened := drawn(t, setting(t, map[string]float64{"population.screening_phq9": 14}), 1000)
	kept := 0
	for i, p := range screened {
		if p.Screening < 14 {
			t.Fatalf("patient %d was screened with %d", i, p.Screening)
		}
		if all[i].Screening >= 14 {
			kept++
			if p != all[i] {
				t.Fatalf("patient %d passes at once and is another person", i)
			}
		} else if p.Agreeableness == all[i].Agreeableness {
			t.Fatalf("patient %d failed the screening and is in the study", i)
		}
	}
	if kept == 0 || kept == 1000 {
		t.Errorf("%d of 1000 pass at once, so nothing is tested", kept)
	}
}

// Where clinics differ in how ill their patients are, nobody enters without having passed the
// screening, even at the mildest of many clinics.
func TestScreeningAtMildClinics(t *testing.T) {
	values := map[string]float64{"population.screening_phq9": 14, "population.clinic_severity": 0.6,
		"population.caseload_min": 1, "population.caseload_max": 1, "population.clinic_pairs": 1}
	for i, p := range drawn(t, setting(t, values), 4000) {
		if p.Screening < 14 {
			t.Fatalf("patient %d was screened with %d", i, p.Screening)
		}
	}
}

// Selection by a score with error makes regression to the mean: latent severity
// of the screened lies below their score on average, by more than chance.
func TestScreeningRegressesToTheMean(t *testing.T) {
	s := setting(t, map[string]float64{"population.screening_phq9": 20, "phq9.error": 0.5})
	var off []float64
	for _, p := range drawn(t, s, 2000) {
		off = append(off, float64(p.Screening)-p.IntakeSeverity)
	}
	mean, sd := stat.MeanStdDev(off, nil)
	if z := mean / (sd / math.Sqrt(2000)); z < 4.5 {
		t.Errorf("the screening score exceeds severity by %.2f on average, %.1f standard errors: no regression to the mean", mean, z)
	}
}

func TestImpossiblePopulationsAreRefused(t *testing.T) {
	for _, c := range []struct {
		values map[string]float64
		want   string
	}{
		{map[string]float64{"population.caseload_min": 40, "population.caseload_max": 20}, "caseload_min"},
		{map[string]float64{"population.correlation_agreeableness_neuroticism": 0.9,
			"population.correlation_agreeableness_conscientiousness": 0.9,
			"population.correlation_neuroticism_conscientiousness":   -0.9}, "not jointly possible"},
		{map[string]float64{"population.severity_mean": 4, "population.severity_sd": 2, "population.screening_phq9": 20}, "screening_phq9"},
		{map[string]float64{"population.screening_phq9": 20, "population.clinic_severity": 0.9}, "clinic_severity = 0.9"},
	} {
		s := setting(t, c.values)
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want one about %s", c.values, err, c.want)
		}
		if _, err := s.Case(0, 0); err == nil {
			t.Errorf("%v: a case is drawn from an impossible population", c.values)
		}
	}
}

// Every number of the population has exactly one row.
func TestEveryNumberOfThePopulationHasOneRow(t *testing.T) {
	p := DefaultPopulation()
	rows := map[*float64]string{}
	for _, row := range p.Params() {
		if other, twice := rows[row.Value]; twice {
			t.Errorf("%s and %s are the same number", row.Name, other)
		}
		rows[row.Value] = row.Name
		if !strings.HasPrefix(row.Name, "population.") {
			t.Errorf("%s is no parameter of the population by its name", row.Name)
		}
	}
	count := 0
	var visit func(v reflect.Value, path string)
	visit = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Float64:
			count++
			if _, ok := rows[(*float64)(v.Addr().UnsafePointer())]; !ok {
				t.Errorf("%s has no row", path)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				visit(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				visit(v.Index(i), path)
			}
		}
	}
	visit(reflect.ValueOf(&p).Elem(), "Population")
	if count != len(rows) {
		t.Errorf("%d rows for %d numbers", len(rows), count)
	}
}
