package data

import (
	"strings"
	"testing"

	"rapport/sim/record"
)

func TestReadCSVDerivesPatients(t *testing.T) {
	d, err := ReadCSV(Tables{Sessions: strings.NewReader(`session,patient,phq9,wai_patient,therapist,note
2,7,12,4.5,1,late
1,7,20,NA,1,early
1,3,15,3,2,
2,3,,3.25,2,x
1,9,,3,2,never answered the PHQ-9
`)})
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 2 {
		t.Fatalf("%d patients, want 2: one never answered the PHQ-9", d.Len())
	}
	three, seven := d.List[0].Patient, d.List[1].Patient
	if three.Patient != 3 || three.PHQ9Intake != 15 || three.PHQ9Last != 15 || three.Therapist != 2 || three.SessionsHeld != 2 {
		t.Errorf("patient 3: %+v", three)
	}
	if a, b := d.List[0].Sessions, d.List[1].Sessions; a[0].WAIPatient != 3 || a[1].WAIPatient != 3.25 || b[0].WAIPatient != 0 || b[1].WAIPatient != 4.5 {
		t.Errorf("alliance %+v, %+v", a, b)
	}
	if seven.PHQ9Intake != 20 || seven.PHQ9Last != 12 {
		t.Errorf("patient 7: %+v", seven)
	}
}

// Where the table of patients tells the PHQ-9 at intake, is that the last one that somebody
// answered who answered none in a session, or had no session? Nobody's is made up, and no
// therapist's.
func TestTheLastAnswerMayBeThatAtIntake(t *testing.T) {
	d, err := ReadCSV(Tables{
		Patients: strings.NewReader("patient,phq9_intake\n1,20\n2,18\n3,15\n"),
		Sessions: strings.NewReader("patient,session,phq9,therapist\n1,1,20,4\n1,2,10,4\n2,1,NA,0\n2,2,NA,0\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []record.Patient{
		{Patient: 1, PHQ9Entry: 20, PHQ9Intake: 20, PHQ9Last: 10, SessionsHeld: 2, Therapist: 4},
		{Patient: 2, PHQ9Entry: 18, PHQ9Intake: 18, PHQ9Last: 18, SessionsHeld: 2, Therapist: 0},
		{Patient: 3, PHQ9Entry: 15, PHQ9Intake: 15, PHQ9Last: 15, SessionsHeld: 0, Therapist: -1},
	} {
		if got := *d.List[i].Patient; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestReadCSVTellsEveryFault(t *testing.T) {
	_, err := ReadCSV(Tables{
		Sessions: strings.NewReader("patient,session,phq9,wai_patient,rupture_patient\n1,1,30,4,true\nP2,1,5.5,9,maybe\n,2,5,4,TRUE\n"),
		Patients: strings.NewReader("patent,phq9_intake\n1,12\n"),
	})
	if err == nil {
		t.Fatal("a faulty table was taken")
	}
	for _, want := range []string{
		`sessions: line 2: phq9: "30" lies outside 0 to 27`,
		`sessions: line 3: phq9: "5.5" is no whole number`,
		`sessions: line 3: wai_patient: "9" lies outside 1 to 5`,
		`sessions: line 3: rupture_patient: "maybe" is neither true nor false`,
		`sessions: line 4: patient: is empty`,
		`patients: column "patient" is missing (did you mean "patent"?)`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
}

func TestReadCSVTables(t *testing.T) {
	for name, c := range map[string]struct {
		tables Tables
		want   string
	}{
		"no sessions":    {Tables{Patients: strings.NewReader("patient\n1\n")}, "sessions table is missing"},
		"empty sessions": {Tables{Sessions: strings.NewReader("")}, "sessions: the file is empty"},
		"column twice":   {Tables{Sessions: strings.NewReader("patient,session,patient\n")}, `"patient" is there twice`},
		"session twice":  {Tables{Sessions: strings.NewReader("patient,session\n1,1\n1,1\n")}, "line 3: patient 1, session 1 is there twice (first in line 2)"},
		"stray session": {Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,9\n"),
			Patients: strings.NewReader("patient\n2\n")}, "no row in patients"},
		"uneven row": {Tables{Sessions: strings.NewReader("patient,session\n1\n")}, "line 2: 1 cells, but there are 2 headings"},
	} {
		if _, err := ReadCSV(c.tables); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
	d, err := ReadCSV(Tables{
		Sessions: strings.NewReader("patient,session\n1,1\n"),
		Patients: strings.NewReader("patient,ending\n1,dropout\n"),
		Ruptures: strings.NewReader("patient,session_onset,kind,recognised\n1,1,withdrawal,true\n")})
	if err != nil {
		t.Fatal(err)
	}
	if c := d.List[0]; !c.DroppedOut() || len(c.Ruptures) != 1 || !c.Ruptures[0].Recognised {
		t.Errorf("course %+v", c)
	}
}
