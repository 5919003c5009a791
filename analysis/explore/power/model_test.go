package power

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

const trialStudy = `
question: How large a trial?
population: {patients: 60, screening_phq9: 10}
set: {care.sessions: 6}
scenarios:
  - name: waiting
    set: {care.treatment: none, care.waiting_list_weeks: 6}
  - name: usual
  - {name: better, set: {technique.symptoms: 0.7}}
  - {name: best, set: {technique.symptoms: 1}}
  - {name: apart, set: {therapist.symptoms: 0.3}}
  - {name: coupled, set: {reciprocal.alliance: 2}}
`

func trialOptions(t *testing.T, arms ...string) Options {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte(trialStudy), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	return Options{Study: study, Scenarios: arms, Caseload: 5, Trials: 60, Precision: 0.2, To: 1000, Workers: 2}
}

func detected(t *testing.T, o Options) *Power {
	t.Helper()
	p, err := Detect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func allOf(t *testing.T, p *Power) string {
	t.Helper()
	var b bytes.Buffer
	if err := errors.Join(p.WriteJSON(&b), p.WriteCSV(&b), p.WriteText(&b)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The result is the same with any number of workers, and more power comes with
// more patients.
func TestPowerOfTheModel(t *testing.T) {
	for name, set := range map[string]func(*Options){
		"contrast": func(o *Options) { o.Scenarios[1], o.Power, o.Precision = "best", 0.5, 0.4 },
		"crossed":  func(o *Options) { o.Arms, o.Sizes = ArmsCrossed, []int64{20, 100} },
		"within": func(o *Options) {
			o.Detect, o.Scenarios, o.Sizes = PowerWithin, []string{"coupled"}, []int64{20, 200}
		},
		"therapists": func(o *Options) {
			o.Detect, o.Scenarios, o.Vary, o.To, o.Precision = PowerTherapists, []string{"apart"}, VaryTherapists, 16, 0.5
		},
		"sessions": func(o *Options) { o.Vary, o.Sizes, o.Patients = VarySessions, []int64{2, 9}, 60 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var told [2]string
			for i, workers := range []int{2, 7} {
				o := trialOptions(t, "usual", "better")
				o.Trials, o.Workers = 30, workers
				set(&o)
				p := detected(t, o)
				told[i] = allOf(t, p)
				if p.Null == nil {
					t.Fatal("the test was not tried where there is nothing to find")
				}
				if all := p.BySize(); all[0].Power > all[len(all)-1].Power {
					t.Errorf("power falls from %.2f to %.2f as the trial grows", all[0].Power, all[len(all)-1].Power)
				}
			}
			if told[0] != told[1] {
				t.Errorf("2 workers find\n%s\n7 workers\n%s", told[0], told[1])
			}
		})
	}
}

// Every test that promises to errs in about alpha of the trials of the model
// where there is nothing to find: within 4.5 standard errors from above. The
// jackknife and Satterthwaite's degrees of freedom may make it more cautious, but
// not by more than half.
func TestTrialsErrAsOftenAsPromised(t *testing.T) {
	trials := repeats(500)
	for name, set := range map[string]func(*Options){
		"mmrm":         func(o *Options) {},
		"mmrm crossed": func(o *Options) { o.Arms = ArmsCrossed },
		"ancova":       func(o *Options) { o.Estimator, o.Missing = estimateANCOVA, missingLOCF },
		"mixed":        func(o *Options) { o.Estimator = estimateMixed },
		"response":     func(o *Options) { o.Outcome = "response" },
		"dropout":      func(o *Options) { o.Outcome = "dropout" },
		"therapists":   func(o *Options) { o.Detect, o.Scenarios = PowerTherapists, []string{"usual"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := trialOptions(t, "usual", "better")
			o.Sizes, o.Caseload = []int64{60}, 6
			set(&o)
			if err := o.prepare(); err != nil {
				t.Fatal(err)
			}
			r := &powerRun{o: &o, ctx: context.Background(), into: &Power{}}
			null, err := r.trials(stageNull, 60, trials)
			if err != nil {
				t.Fatal(err)
			}
			if null.Power > 0.05+4.5*math.Sqrt(0.05*0.95/float64(trials)) || null.Power < 0.025-4.5*math.Sqrt(0.025*0.975/float64(trials)) {
				t.Errorf("%d of %d trials without an effect are significant", null.Found, trials)
			}
			if null.Untestable > 0 {
				t.Errorf("%d trials could not be tested", null.Untestable)
			}
		})
	}
}

// No patient is in two trials or in two arms; crossed arms share out the patients
// and therapists of one sample.
func TestTrialsAreIndependent(t *testing.T) {
	for _, way := range []string{ArmsNested, ArmsCrossed} {
		o := trialOptions(t, "usual", "better")
		o.Arms = way
		if err := o.prepare(); err != nil {
			t.Fatal(err)
		}
		arms, err := o.armsOf(o.sizeOf(40), false)
		if err != nil {
			t.Fatal(err)
		}
		seen, shared := map[[2]int64]bool{}, map[[2]int64]int{}
		for trial := range int64(3) {
			both, err := o.simulate(&powerBench{}, arms, trial)
			if err != nil {
				t.Fatal(err)
			}
			for k, arm := range both {
				if arm.data.Len() != 20 {
					t.Errorf("%s: arm %d has %d patients, want 20", way, k, arm.data.Len())
				}
				for c := range arm.data.Courses() {
					id := [2]int64{int64(c.Patient.Replication), c.Patient.Patient}
					if seen[id] {
						t.Errorf("%s: patient %v is there twice", way, id)
					}
					seen[id] = true
					shared[[2]int64{int64(c.Patient.Replication), c.Patient.Therapist}] |= 1 << k
				}
			}
		}
		for therapist, of := range shared {
			if both := of == 3; both != (way == ArmsCrossed) {
				t.Errorf("%s: therapist %v treats in arms %b", way, therapist, of)
			}
		}
	}
}

// A larger trial has the patients of the smaller one of the same number.
func TestLargerTrialsHoldSmallerOnes(t *testing.T) {
	o := trialOptions(t, "usual", "better")
	if err := o.prepare(); err != nil {
		t.Fatal(err)
	}
	var intake [2][]int32
	for i, n := range []int64{20, 40} {
		arms, err := o.armsOf(o.sizeOf(n), false)
		if err != nil {
			t.Fatal(err)
		}
		both, err := o.simulate(&powerBench{}, arms, 5)
		if err != nil {
			t.Fatal(err)
		}
		for c := range both[1].data.Courses() {
			intake[i] = append(intake[i], c.Patient.PHQ9Entry)
		}
	}
	for i, v := range intake[0] {
		if intake[1][i] != v {
			t.Fatalf("intake %v, in the larger trial %v", intake[0], intake[1])
		}
	}
}

// severityUnder is the latent severity in the first sessions of some patients.
func severityUnder(t *testing.T, values map[string]float64) (all []float32) {
	t.Helper()
	setting := population.DefaultSetting()
	if err := setNamed(&setting, values); err != nil {
		t.Fatal(err)
	}
	s := &population.Simulation{Scenario: "x", Seed: 1, Patients: 50, Replications: 1, Setting: setting}
	var rows record.Rows
	s.Block(&rows, 0, 50)
	for i := range rows.Sessions {
		if rows.Sessions[i].Session <= 3 {
			all = append(all, rows.Sessions[i].TrueSeverity)
		}
	}
	return all
}

// movesSymptoms says whether what moves the alliance alone moves severity, where
// these parameters are 0.
func movesSymptoms(t *testing.T, zero ...[]string) bool {
	t.Helper()
	values := map[string]float64{"care.sessions": 5, "dropout.base": -9}
	for _, name := range slices.Concat(zero...) {
		values[name] = 0
	}
	values["chance.common"] = 0.2
	usual := severityUnder(t, values)
	values["chance.common"] = 1.2
	return !slices.Equal(usual, severityUnder(t, values))
}

// Where the alliance is without effect, what moves the alliance alone moves no
// severity; as shipped it does. If it does all the same, the mechanism is named
// through which it reaches severity.
func TestAllianceWithoutEffect(t *testing.T) {
	if !movesSymptoms(t) {
		t.Error("as shipped, the alliance does not move severity")
	}
	if !movesSymptoms(t, allianceWithoutEffect) {
		return
	}
	through := "some mechanism of sim"
	setting := population.DefaultSetting()
	for _, x := range setting.Model.Mechanisms() {
		if len(x.Switch) > 0 && !movesSymptoms(t, allianceWithoutEffect, x.Switch) {
			through = "sim/" + x.File
			break
		}
	}
	t.Errorf("the alliance moves severity through %s: name the parameter that carries it in allianceWithoutEffect, analysis/explore/power/design.go", through)
}

// configs/STUDIES.md tells how to block whatever goes through the alliance: by all of these.
func TestStudiesNameEveryPathOfTheAlliance(t *testing.T) {
	text, err := os.ReadFile("../../../configs/STUDIES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range allianceWithoutEffect {
		if !bytes.Contains(text, []byte("`"+name+"`")) {
			t.Errorf("configs/STUDIES.md, where it says what to set to 0 beside reciprocal.alliance, lacks %s", name)
		}
	}
}

// A waiting list has patients without therapists, who count each for themselves,
// and a treatment is found against it with few patients.
func TestTreatmentAgainstWaiting(t *testing.T) {
	o := trialOptions(t, "waiting", "usual")
	o.Sizes = []int64{60}
	p := detected(t, o)
	at := p.Points[0]
	if at.Therapists != 6 || at.Estimate > -1 || at.Analysed != 60 {
		t.Errorf("%.1f therapists for 30 patients of a treatment by caseloads of 5, effect %.2f of %.1f patients", at.Therapists, at.Estimate, at.Analysed)
	}
}
