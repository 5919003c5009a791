package data

import (
	"slices"
	"strings"
	"testing"
)

// Ruptures count sessions as the table of sessions does, and begin before they are seen or repaired.
func TestRupturesInSessionsThatWereHeld(t *testing.T) {
	const sessions = "patient,session,phq9\na,1,15\na,2,12\nb,1,9\n"
	for ruptures, want := range map[string]string{
		"patient,session_onset,session_recognised,session_resolved\na,2,2,3\nb,1,,\n":  "",
		"patient,session_onset,session_recognised,session_resolved\na,2,2,3\nb,2,,\n":  `ruptures: line 3: session_onset 2 of patient "b" lies after the last session (1): want sessions counted as in the table of sessions`,
		"patient,session_onset,session_recognised,session_resolved\n\na,2,1,\nb,1,,\n": `ruptures: line 3: session_recognised 1 lies before session_onset 2`,
		"patient,session_onset,session_recognised,session_resolved\na,2,2,1\nb,1,,\n":  `ruptures: line 2: session_resolved 1 lies before session_onset 2`,
	} {
		_, err := ReadCSV(Tables{Sessions: strings.NewReader(sessions), Ruptures: strings.NewReader(ruptures)})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", ruptures, err, want)
		}
	}
	// Where the table of sessions begins with 0, the message has its numbers; sessions that were held
	// and have no row count.
	_, err := ReadCSV(Tables{Sessions: strings.NewReader("patient,session,phq9\na,0,15\na,1,12\n"), Ruptures: strings.NewReader("patient,session_onset\na,2\n")})
	if err == nil || !strings.Contains(err.Error(), `session_onset 2 of patient "a" lies after the last session (1)`) {
		t.Errorf("error %v", err)
	}
	ownOf(t, Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader("patient,sessions_held\na,2\nb,4\n"), Ruptures: strings.NewReader("patient,session_onset\nb,4\n")})
	said(t, ownOf(t, Tables{Sessions: strings.NewReader(sessions), Ruptures: strings.NewReader("patient,session_onset,kind\na,1,withdrawal\na,1,confrontation\na,1,withdrawal\n")}),
		"ruptures: 1 row like an earlier one (line 4 is line 2 again)")
}

// Tables that tell different things of the same ids may be of other people.
func TestTablesThatContradictEachOther(t *testing.T) {
	const sessions = "patient,session,phq9,therapist\na,1,15,X\na,2,12,Y\na,3,,Y\nb,1,9,X\n"
	agree := ownOf(t, Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader("patient,phq9_last,sessions_held,therapist\na,12,4,Y\nb,9,1,X\n")})
	if slices.ContainsFunc(agree.Notes, func(n string) bool { return strings.Contains(n, "ids of both tables") }) {
		t.Errorf("notes %q", agree.Notes)
	}
	d := ownOf(t, Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader("patient,phq9_last,sessions_held,therapist\nb,12,2,Y\na,9,1,X\nc,4,0,X\n")})
	said(t, d, `the last PHQ-9 of 2 patients is not what their sessions tell (first: "a"): look whether the ids of both tables mean the same people`)
	said(t, d, `the number of sessions of 1 patient is not what their sessions tell (first: "a")`)
	said(t, d, `the therapist of 1 patient is not what their sessions tell (first: "b")`)
	d = ownOf(t, Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader("patient,phq9_intake\nb,9\na,15\nc,4\n")})
	said(t, d, "1 patient without a row in the table of sessions: taken to have held none")
	d = ownOf(t, Tables{Sessions: strings.NewReader(sessions), Patients: strings.NewReader("patient,phq9_intake,sessions_held\nb,9,1\na,15,3\nc,4,8\n")})
	said(t, d, "1 patient without a row in the table of sessions, but with sessions_held above 0")
	if slices.ContainsFunc(d.Notes, func(n string) bool { return strings.Contains(n, "held none") }) {
		t.Errorf("notes %q", d.Notes)
	}
}
