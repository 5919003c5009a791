package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data/table"
)

func ownOf(t *testing.T, tables Tables) *Data {
	t.Helper()
	d, err := ReadCSV(tables)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func said(t *testing.T, d *Data, want string) {
	t.Helper()
	if !slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, want) }) {
		t.Errorf("no note has %q: %q", want, d.Notes)
	}
}

// Words that a run does not know are told, whatever the language; capital letters
// do not count.
func TestWordsOfOwnTables(t *testing.T) {
	with := func(ending string) (*Data, error) {
		return ReadCSV(Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,12\n2,1,9\n"), Patients: strings.NewReader("patient,ending\n1," + ending + "\n2,completed\n")})
	}
	for _, word := range []string{"dropout", "Dropout", "DROPOUT", "transferred then dropout"} {
		if d, err := with(word); err != nil || !d.List[0].DroppedOut() {
			t.Errorf("%s: %v", word, err)
		}
	}
	for _, word := range []string{"Abbruch", "1", "drop out early"} {
		if _, err := with(word); err == nil || !strings.Contains(err.Error(), `patients: line 2: ending: "`+word+`" is none of completed, well_enough, dropout`) {
			t.Errorf("%s: error %v", word, err)
		}
	}
	_, err := ReadCSV(Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,12\n"), Ruptures: strings.NewReader("patient,session_onset,kind\n1,1,withdrawl\n")})
	if err == nil || !strings.Contains(err.Error(), `"withdrawl" is none of withdrawal, confrontation (did you mean "withdrawal"?)`) {
		t.Errorf("error %v", err)
	}
}

// Ids are names of any length, in all tables together.
func TestIDsOfOwnTables(t *testing.T) {
	d := ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n9007199254740992,1,15\n9007199254740993,2,12\n9007199254740992,3,11\n")})
	if d.Len() != 2 || d.List[1].Patient.Patient != 9007199254740993 || d.List[0].Patient.SessionsHeld != 3 {
		t.Errorf("%d patients", d.Len())
	}
	d = ownOf(t, Tables{Sessions: strings.NewReader("patient;session;phq9;therapist\nHSR-2;1;15;Å\nHSR-1;1;12;B\nHSR-1;2;12;\n"),
		Patients:   strings.NewReader("patient,ending\nHSR-1,completed\nHSR-2,dropout\n"),
		Therapists: strings.NewReader("therapist,warmth\nB,1.5\nÅ,-1\n")})
	if d.Len() != 2 || !d.List[1].DroppedOut() || d.List[0].Sessions[1].Therapist != d.List[0].Sessions[0].Therapist || len(d.Therapists) != 2 {
		t.Errorf("%+v", d.List)
	}
	said(t, d, "1 of 3 rows without a therapist")
	// One that is no plain number makes names of all: 1 and 01 are two patients, so are A7 and 0.
	// Their order is that of the ids, in whatever order the rows stand.
	for _, text := range []string{"patient,session,phq9\n1,1,12\n01,1,15\n2,1,9\n", "patient,session,phq9\nA7,1,9\n0,1,15\n1,1,12\n", "patient,session,phq9\nc,1,9\nb,1,12\na,1,15\n"} {
		if d = ownOf(t, Tables{Sessions: strings.NewReader(text)}); d.Len() != 3 || d.List[0].Patient.PHQ9Last != 15 || d.List[1].Patient.PHQ9Last != 12 {
			t.Errorf("%q: %d patients: %+v", text, d.Len(), d.List)
		}
	}
}

func TestSessionsOfOwnTables(t *testing.T) {
	d := ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n1,0,15\n1,1,12\n1,3,9\n1,99,3\n2,0,12\n"),
		Ruptures: strings.NewReader("patient,session_onset,session_resolved\n1,1,3\n")})
	c := d.List[0]
	if len(c.Sessions) != 4 || c.Patient.SessionsHeld != 4 || c.Patient.PHQ9Last != 9 || c.Ruptures[0].SessionOnset != 2 || *c.Ruptures[0].SessionResolved != 4 {
		t.Errorf("%+v", c)
	}
	for _, want := range []string{"follow-up", "begin with 0", "1 session without a row before a later one"} {
		said(t, d, want)
	}
	// A rupture can be in session 0, too, but in none that cannot be.
	ruptures := func(row string) (*Data, error) {
		return ReadCSV(Tables{Sessions: strings.NewReader("patient,session,phq9\n1,0,15\n1,1,12\n"), Ruptures: strings.NewReader("patient,session_onset,session_resolved\n" + row)})
	}
	if d, err := ruptures("1,0,1\n"); err != nil || d.Ruptures[0].SessionOnset != 1 || *d.Ruptures[0].SessionResolved != 2 {
		t.Errorf("%v", err)
	}
	for row, want := range map[string]string{
		"1,1,1024\n": `session_resolved: "1024" is no number of a session`, "1,2147483647,1\n": `session_onset: "2147483647" is too large`, "1,-1,1\n": `session_onset: "-1" lies outside 1 or more`,
	} {
		if _, err := ruptures(row); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", row, err, want)
		}
	}
}

// Are sessions without a row counted for each patient of each replication by itself, and rows in
// any order brought to their patients?
func TestReplicationsOfOwnTables(t *testing.T) {
	d := ownOf(t, Tables{Sessions: strings.NewReader("replication,patient,session,phq9\n1,5,3,9\n0,5,2,15\n0,5,1,20\n1,4,1,11\n"),
		Ruptures: strings.NewReader("replication,patient,session_onset,kind\n1,5,3,withdrawal\n0,5,2,withdrawal\n0,5,1,confrontation\n")})
	said(t, d, "2 sessions without a row before a later one of the same patient")
	var told []string
	for i := range d.List {
		c := &d.List[i]
		line := fmt.Sprintf("%d/%d: %d to %d in %d sessions;", c.Patient.Replication, c.Patient.Patient, c.Patient.PHQ9Intake, c.Patient.PHQ9Last, len(c.Sessions))
		for _, r := range c.Ruptures {
			line += fmt.Sprintf(" %s %d", r.Kind, r.SessionOnset)
		}
		told = append(told, line)
	}
	want := []string{"0/5: 20 to 15 in 2 sessions; confrontation 1 withdrawal 2", "1/4: 11 to 11 in 1 sessions;", "1/5: 9 to 9 in 3 sessions; withdrawal 3"}
	if !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
}

func TestCellsOfOwnTables(t *testing.T) {
	d := ownOf(t, Tables{Sessions: strings.NewReader("Patient,Session,rupture_patient,PHQ-9\n1,1,0.0,12.0\n1,2,1.0,-99\n1,3,NA,9\n"), Read: table.Options{Missing: []string{"-99"}}})
	s := d.Sessions
	if *s[0].RupturePatient || !*s[1].RupturePatient || s[2].RupturePatient != nil || s[1].PHQ9 != nil || *s[0].PHQ9 != 12 {
		t.Errorf("%+v", s)
	}
	said(t, d, `column "PHQ-9" is taken for phq9`)
	for text, want := range map[string]string{
		"patient,session,wai_patie,ph_q\n1,1,3,12\n":  `no column of the sessions table but patient and session is one of a run`,
		"patient,session,phq9\n1,1,-99\n":             `"-99" lies outside 0 to 27; if it stands for no answer, say --missing=-99`,
		"patient,session,phq9\n1,1,12.5\n":            "prorated",
		"patient,session,phq9\n1,1,12\n1,1,11\n":      "line 3: patient 1, session 1 is there twice (first in line 2)",
		"patient,session,phq9,phq9\n1,1,12,3\n":       `column "phq9" is there twice`,
		"patient,session,wai_patient\n1,1,\"3,5x\"\n": "is no number",
	} {
		if _, err := ReadCSV(Tables{Sessions: strings.NewReader(text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
	d = ownOf(t, Tables{Sessions: strings.NewReader("patient,session,total\n1,1,12\n2,1,\n"), Columns: map[string]string{"phq9": "total"}})
	if d.Len() != 1 {
		t.Errorf("%d patients", d.Len())
	}
	said(t, d, "1 patient without a symptom score at intake or in a session")
}

// What a column that is missing may be called is said, and a number that has lost its
// digits is told once, not as patients who are there twice.
func TestMissingColumnsAndLostDigits(t *testing.T) {
	for text, want := range map[string]string{
		"record_id;Sitzung;phq9\n1;1;9\n":                                  `column "session" is missing: if "Sitzung" holds it, say --column session=Sitzung`,
		"patient,phq9_1,phq9_2,phq9_3\n1,9,8,7\n":                          `column "session" is missing: want one row for each session, not a column for each (phq9_*)`,
		"patient,session,phq9\n1.00E+05,1,9\n2.00E+05,1,8\n2.00E+05,2,7\n": `patient: "1.00E+05" has lost digits`,
	} {
		_, err := ReadCSV(Tables{Sessions: strings.NewReader(text)})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "twice") {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// Intervals of one therapist's patients, or of patients whose therapists are not known, say
// nothing of how therapists differ; that is told.
func TestUnknownTherapistsAreTold(t *testing.T) {
	for table, want := range map[string]string{
		"patient,session,phq9\n1,1,12\n2,1,9\n":                     "no therapist is known: intervals take patients as independent",
		"patient,therapist,session,phq9\n1,7,1,12\n2,7,1,9\n":       "all patients have the same therapist",
		"patient,therapist,session,phq9\n1,7,1,12\n2,8,1,9\n":       "",
		"patient,therapist,session,phq9\n1,7,1,12\n2,,1,9\n":        "",
		"patient,therapist,session,phq9\n1,Anna,1,12\n2,Anna,1,9\n": "all patients have the same therapist",
	} {
		d := ownOf(t, Tables{Sessions: strings.NewReader(table)})
		told := slices.ContainsFunc(d.Notes, func(n string) bool { return want != "" && strings.Contains(n, want) })
		other := slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "intervals") })
		if told != (want != "") || other != told {
			t.Errorf("%q: notes %q, want %q", table, d.Notes, want)
		}
	}
}

// A score that rises on average is told, once it has two answers of somebody.
func TestRisingSymptomsAreTold(t *testing.T) {
	said(t, ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,4\n1,2,20\n2,1,9\n2,2,8\n3,1,2\n")}), "the PHQ-9 rises on average, by 7.50 points")
	for _, n := range ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,20\n1,2,4\n")}).Notes {
		if strings.Contains(n, "rises") {
			t.Error(n)
		}
	}
}

// An alliance that falls by more than chance on average is told; one that hardly moves is not.
func TestAFallingAllianceIsTold(t *testing.T) {
	var falls, moves strings.Builder
	for _, b := range []*strings.Builder{&falls, &moves} {
		b.WriteString("patient,session,phq9,wai_patient\n")
	}
	for p := range 24 {
		by := []float64{0.5, 1.5}[p%2] // mean 1, SE 0.5/√24
		fmt.Fprintf(&falls, "%d,1,15,4\n%d,2,12,\n%d,3,9,%g\n", p, p, p, 4-by)
		fmt.Fprintf(&moves, "%d,1,15,4\n%d,2,12,\n%d,3,9,%g\n", p, p, p, 4-[]float64{-0.9, 1}[p%2])
	}
	said(t, ownOf(t, Tables{Sessions: strings.NewReader(falls.String())}), "the alliance that patients rate falls on average, by 1.00 points")
	d := ownOf(t, Tables{Sessions: strings.NewReader(moves.String())})
	if by := d.AllianceFall(); by != 0 {
		t.Errorf("a fall of 0.05 with an error of 0.2 is told as %g", by)
	}
}

// One assessment of everybody after treatment, numbered like a session, makes all courses full.
func TestALastSessionBehindGapsIsDoubted(t *testing.T) {
	var b strings.Builder
	b.WriteString("patient,session,phq9\n")
	for p := range 8 {
		fmt.Fprintf(&b, "%d,1,15\n%d,2,12\n%d,4,9\n%d,8,8\n", p, p, p, p)
	}
	said(t, ownOf(t, Tables{Sessions: strings.NewReader(b.String())}), "32 sessions without a row before a later one of the same patient: taken as held and not answered; most of them lie before the highest number of all")
	d := ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,15\n1,2,12\n1,5,9\n")})
	if slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "highest number") }) {
		t.Errorf("notes %q", d.Notes)
	}
}

// Tables that do not know the same patients are refused with the user's own line and name.
func TestTablesOfOtherPatients(t *testing.T) {
	const sessions = "patient,session,phq9\n12,1,12\n7,1,9\n7,2,8\n9,1,4\n"
	for patients, want := range map[string]string{
		"patient,ending\n12,completed\n":                                     `sessions: line 3: patient "7" has no row in patients (nor has 1 other): take these rows out`,
		"patient,ending\n12,completed\n007,dropout\n9,dropout\n":             `sessions: line 3: patient "7" has no row in patients; it has "007", which is another: write ids alike`,
		"patient,ending\n12,completed\n7,dropout\n9,dropout\n12,completed\n": `patients: line 5: patient "12" is there twice (first in line 2)`,
		"patient,ending\n12,completed\n7,dropout\n9,dropout\n15,dropout\n":   "",
	} {
		_, err := ReadCSV(Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader(patients)})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", patients, err, want)
		}
	}
}

// Weeks that fall from session to session are not those since entry.
func TestWeeksThatFallAreRefused(t *testing.T) {
	const rows = "patient,session,week,phq9\n1,2,W,9\n1,1,50,12\n2,1,0,9\n2,2,0,8\n2,3,1.5,\n"
	ownOf(t, Tables{Sessions: strings.NewReader(strings.Replace(rows, "W", "51", 1))})
	_, err := ReadCSV(Tables{Sessions: strings.NewReader(strings.Replace(rows, "W", "1", 1))})
	if want := `sessions: line 2: week 1 of patient "1" comes after week 50 of the session before (line 3), as in 1 patient: want weeks since entry`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

// The event at which people are enrolled is no session where it holds no score.
func TestAnEmptyBaselineIsNoSession(t *testing.T) {
	d := ownOf(t, Tables{Sessions: strings.NewReader("patient,session,phq9\n1,baseline_arm_1,\n1,session_1_arm_1,12\n2,baseline_arm_1,\n2,session_1_arm_1,9\n")})
	said(t, d, "session 0 (2 rows) has no score in any row")
	if len(d.Sessions) != 2 || d.Sessions[0].Session != 1 {
		t.Errorf("sessions %+v", d.Sessions)
	}
}
