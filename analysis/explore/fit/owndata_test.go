package fit

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// exported is a user's table: a simulation on other scales and with names of its
// own. The alliance is on 1 to 7, symptoms on 0 to 54.
func exported(t *testing.T, set study.Values, patients int64) string {
	t.Helper()
	all, err := routine(set).Simulations()
	if err != nil {
		t.Fatal(err)
	}
	s := all[0]
	s.Seed, s.Patients = 77, patients
	var rows record.Rows
	s.Block(&rows, 0, patients)
	var b strings.Builder
	b.WriteString("who,when,with,wai,bdi\n")
	for _, r := range rows.Sessions {
		alliance, symptoms := "NA", ""
		if r.WAIPatient > 0 {
			alliance = fmt.Sprintf("%.6f", 1+(float64(r.WAIPatient)-1)*1.5)
		}
		if r.PHQ9 != nil {
			symptoms = fmt.Sprint(2 * *r.PHQ9)
		}
		fmt.Fprintf(&b, "P%d,%d,T%d,%s,%s\n", r.Patient, r.Session, r.Therapist, alliance, symptoms)
	}
	return b.String()
}

var ownMapping = Mapping{Patient: "who", Session: "when", Therapist: "with", Alliance: "wai", Symptoms: "bdi",
	AllianceRange: []float64{1, 7}, SymptomsRange: []float64{0, 54}, PlannedSessions: 12}

func TestCalibrateToDataComesNearTheData(t *testing.T) {
	asksForNumbers(t)
	truth := study.Values{"care.sessions": 12, "care.plan": 0, "wai.level": 1.5, "population.severity_mean": 13}
	table := exported(t, truth, 500)
	fit, err := CalibrateToData(t.Context(), strings.NewReader(table), ownMapping,
		Options{Patients: 500, Scored: 500, Lucks: 2, Descents: 5, Generations: -1, Polishes: 2, Parameters: []string{"wai.level", "population.severity_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	if fit.Patients != 500 || fit.Therapists < leastTherapists || len(fit.Rows) < 12 {
		t.Errorf("%d patients, %d therapists, %d targets (%q)", fit.Patients, fit.Therapists, len(fit.Rows), fit.Unsupported)
	}
	for _, p := range fit.Calibration.Parameters {
		// One standard error of the parameter is at most what the error of the one mean
		// that it moves nearly one to one allows; 4.5 of both samples' together.
		slope := map[string]float64{"wai.level": 0.5, "population.severity_mean": 1}[p.Name]
		target := map[string]string{"wai.level": "alliance at session 3, mean", "population.severity_mean": "symptoms at intake, mean"}[p.Name]
		for _, r := range fit.Rows {
			if r.Name == target {
				near(t, p.Name, p.Final, truth[p.Name], 4.5*math.Sqrt2*r.SE/slope)
			}
		}
	}
	for _, r := range fit.Rows {
		// Simulation and data are two samples of one model, save for small moves of the
		// parameters.
		if r.Off == nil || !(math.Abs(*r.Off) <= 4.5*math.Sqrt2) {
			t.Errorf("%s: %+v", r.Name, r)
		}
	}
	var text bytes.Buffer
	if err := fit.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"500 patients", "alliance and outcome, r", "wai.level", "off (SE)"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, text.String())
		}
	}
}

func TestOwnTableIsReadOnItsScale(t *testing.T) {
	text := "who,when,with,wai,bdi\nx,1,A,7,54\nx,2,A,4,NA\ny,1,B,,27\n"
	table, d, err := readOwn(strings.NewReader(text), ownMapping)
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 2 || table.therapists != 2 || table.longest != 2 {
		t.Fatalf("%d patients, %d, longest %d", d.Len(), table.therapists, table.longest)
	}
	s := d.Sessions
	if s[0].WAIPatient != 5 || *s[0].PHQ9 != 27 || s[1].WAIPatient != 3 || s[1].PHQ9 != nil || s[2].WAIPatient != 0 || *s[2].PHQ9 != 14 {
		t.Errorf("sessions %+v", s)
	}
	if d.Patients[0].Ending != "dropout" || ending(12, 12) != "completed" {
		t.Errorf("ending %q after 2 of 12 sessions", d.Patients[0].Ending)
	}
}

func TestOwnTableTellsAllFaultsAtOnce(t *testing.T) {
	text := "patient,session,alliance,symptoms\na,1,6.2,12\nb,1,3,12\nd,1,3,12\nc,2,x,40\n"
	_, _, err := readOwn(strings.NewReader(text), Mapping{})
	for _, want := range []string{
		`line 2: alliance = "6.2": want 1 to 5 (an item mean of the WAI-SR); if the data have another scale, give its ends as alliance_range`,
		`line 5: alliance: "x" is no number`, `line 5: symptoms = "40": want 0 to 27`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	_, _, err = readOwn(strings.NewReader("id,session,aliance,therapist\n1,1,3,2\n"), Mapping{Therapist: "counsellor"})
	for _, want := range []string{`no column "patient" for patient; perhaps --column patient=id`, `no column "alliance" for alliance (did you mean "aliance"?)`, `no column "symptoms"`, `no column "counsellor"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	for name, text := range map[string]string{"nothing": "", "header": "patient,session,alliance,symptoms\n", "ragged": "patient,session,alliance,symptoms\n1,2\n"} {
		if _, _, err := readOwn(strings.NewReader(text), Mapping{}); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestDataThatSupportNothingAreRefused(t *testing.T) {
	_, err := CalibrateToData(t.Context(), strings.NewReader("patient,session,alliance,symptoms\n1,1,3,12\n2,1,4,9\n"), Mapping{}, Options{})
	if err == nil || !strings.Contains(err.Error(), "only 2 units, want 20") {
		t.Errorf("error %v", err)
	}
}

func TestReadMapping(t *testing.T) {
	m, err := ReadMapping(strings.NewReader("patient: id\nalliance_range: [1, 7]\nplanned_sessions: 16\n"))
	if err != nil || m.Patient != "id" || m.AllianceRange[1] != 7 || m.PlannedSessions != 16 {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err = ReadMapping(strings.NewReader("")); err != nil || m.Patient != "" {
		t.Errorf("an empty mapping: %+v, %v", m, err)
	}
	_, err = ReadMapping(strings.NewReader("alliance_range: [7, 7]\nsymptoms_range: [3]\nplanned_sessions: -2\n"))
	for _, want := range []string{"alliance_range = [7 7]", "symptoms_range = [3]", "planned_sessions = -2"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	for text, want := range map[string]string{
		"patent: id\n":                                           `line 1: "patent": unknown key (did you mean "patient"?)`,
		"foo: id\n":                                              `line 1: "foo": unknown key; keys here: alliance, alliance_range, decimal`,
		"patient: id\npatient: name\n":                           "line 2: patient: said twice, first in line 1",
		"- patient\n":                                            "line 1: want keys and values, such as patient: client_id",
		"alliance_range: 5\n":                                    `line 1: alliance_range: want two numbers, such as [1, 7], got "5"`,
		"alliance_range: [a, 7]\n":                               `line 1: alliance_range: want two numbers, such as [1, 7], got "a"`,
		"planned_sessions: 9.5\n":                                `line 1: planned_sessions: want a whole number, got "9.5"`,
		"follow_ups: {a: 3}\n":                                   `line 1: follow_ups: want sessions and their weeks, such as {99: 52}, got "a": "3"`,
		"missing: {a: 3}\n":                                      "line 1: missing: want codes, such as [-99, 999], got keys and values",
		"patient: &p id\ntherapist: *p\n":                        "line 2: therapist: want one word, got an alias; write the value out",
		"patient: id\n---\nsession: visit\n":                     "a second document begins",
		"patent: id\nplanned_sessions: 900\n":                    "did you mean \"patient\"?)\nplanned_sessions = 900: want 1 to 500",
		"patient: id\n---\nsession: [\n":                         "line 3: not valid YAML",
		"patient: id\nsession: s\nmissing: [-99, #9]\nweek: w\n": "line 3: not valid YAML: did not find expected ',' or ']'; a bracket or brace is not closed",
		"alliance_range: [1_0, 7]\n":                             `line 1: alliance_range: want two numbers, such as [1, 7], got "1_0"`,
		"symptoms_range: [0, inf]\n":                             `line 1: symptoms_range: want two numbers, such as [1, 7], got "inf"`,
		"patient: [id]\nsymptoms_range: [a]\n":                   "line 1: patient: want one word, got a list\nline 2: symptoms_range: ",
	} {
		if _, err = ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if m, err = ReadMapping(strings.NewReader("missing: -99\ntherapist:\nfollow_ups: {99: 52}\n")); err != nil || !slices.Equal(m.Missing, []string{"-99"}) || m.FollowUps[99] != 52 || m.Therapist != "" {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err = ReadMapping(strings.NewReader("patient: [\n")); err == nil || !strings.Contains(err.Error(), "line 1: not valid YAML") {
		t.Errorf("no YAML: %v", err)
	}
	if _, err = ReadMapping(strings.NewReader("patient: id\n\tsession: s\n")); err == nil || !strings.Contains(err.Error(), "line 2: not valid YAML: found a tab character that violates indentation; the line begins with a tab") {
		t.Errorf("a tab: %v", err)
	}
}

// A follow-up coded as session 99 is asked about at its week, in a table by session and
// in one by patient, and no session comes of it.
func TestFollowUpsAreNoSessions(t *testing.T) {
	var long, wide strings.Builder
	long.WriteString("patient,session,symptoms\n")
	wide.WriteString("patient,phq_1,phq_2,phq_3,phq_99\n")
	for id := range 40 {
		later := 4 + id%4*3
		fmt.Fprintf(&long, "%d,1,18\n%d,2,14\n%d,3,12\n%d,99,%d\n", id, id, id, id, later)
		fmt.Fprintf(&wide, "%d,18,14,12,%d\n", id, later)
	}
	fmt.Fprint(&long, "lost,99,7\n") // no session
	for name, c := range map[string]struct {
		table string
		m     Mapping
	}{
		"long": {long.String(), Mapping{}},
		"wide": {wide.String(), Mapping{Symptoms: "phq_*"}},
	} {
		c.m.FollowUps = map[int]int{99: 52}
		own, d, err := readOwn(strings.NewReader(c.table), c.m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.Len() != 40 || len(d.Sessions) != 120 || own.longest != 3 || len(d.Assessments) != 40 {
			t.Fatalf("%s: %d patients, %d sessions up to number %d, %d follow-ups", name, d.Len(), len(d.Sessions), own.longest, len(d.Assessments))
		}
		if x := d.List[3].Assessed(52); x != 13 {
			t.Errorf("%s: %v at week 52, want 13", name, x)
		}
		derived := &ownData{weeks: own.weeksAsked()}
		derived.derive(d, &DataFit{})
		at := -1
		for i, f := range derived.findings {
			if f.Text == "symptoms below 10 at week 52, share" {
				at = i
			}
		}
		if at < 0 || derived.values[at] != 0.5 { // 4 and 7 of 4, 7, 10 and 13
			t.Errorf("%s: targets %v of values %v", name, derived.findings, derived.values)
		}
		o := Options{}
		if err := own.options(&o, derived); err != nil || len(o.Study.Assessments.Weeks) != 1 || o.Study.Assessments.Weeks[0] != 52 {
			t.Errorf("%s: the study that is fitted asks at weeks %v: %v", name, o.Study.Assessments.Weeks, err)
		}
	}
	if faults := (&Mapping{FollowUps: map[int]int{99: 0}}).faults(); len(faults) != 1 {
		t.Errorf("faults of a follow-up in week 0: %v", faults)
	}
}

// The jackknife's standard error of a mean is SD/√n where every patient is a group, and where
// every therapist is one that of the means of their patients.
func TestGroupErrorOfAMeanByHand(t *testing.T) {
	var h runtest.Hand
	for i := range 20 {
		p := h.Add("completed", []int{5 + i%10})
		p.Therapist = int64(i % 10)
	}
	d, err := data.FromRows(&h.Rows)
	if err != nil {
		t.Fatal(err)
	}
	mean := func(d *data.Data) float64 {
		sum, n := 0.0, 0.0
		for c := range d.Courses() {
			sum, n = sum+float64(c.Patient.PHQ9Intake), n+1
		}
		return sum / n
	}
	squares := 2 * (4.5*4.5 + 3.5*3.5 + 2.5*2.5 + 1.5*1.5 + 0.5*0.5) // of 5 to 14 around 9.5
	runtest.Near(t, "SE over 20 patients", groupError(d, 0, mean), math.Sqrt(2*squares/19/20))
	runtest.Near(t, "SE over 10 therapists", groupError(d, leastTherapists, mean), math.Sqrt(squares/9/10))
}
