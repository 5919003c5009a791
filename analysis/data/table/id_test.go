package table

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// whoTreats are the therapists of a table with ten patients, of whom the last has this one.
func whoTreats(t *testing.T, last string, missing ...string) (*Table, []string) {
	t.Helper()
	text := "patient;therapist\n"
	patients := make([]string, 10)
	for i := range patients {
		patients[i] = fmt.Sprint(i)
		name := fmt.Sprint(1 + i%4)
		if i == 9 {
			name = last
		}
		text += patients[i] + ";" + name + "\n"
	}
	got := read(t, text, Options{Missing: missing})
	names, err := got.Therapists(1, patients)
	if err != nil {
		t.Fatal(err)
	}
	return got, names
}

// A code for a missing answer is no therapist, who would treat all whose therapist is unknown.
func TestCodesAreNoTherapists(t *testing.T) {
	for _, code := range []string{"-99", "999", "k.A.", "unbekannt", "?"} {
		got, names := whoTreats(t, code, code)
		if names[9] != "" {
			t.Errorf("%s: therapist %q", code, names[9])
		}
		noted(t, got, "1 of 10 rows without a therapist")
	}
	for _, code := range []string{"-99", "999", "k.A.", "Unknown", "n.n."} {
		got, names := whoTreats(t, code)
		if names[9] != code {
			t.Errorf("%s, which --missing does not name: therapist %q", code, names[9])
		}
		noted(t, got, fmt.Sprintf("%q (1 row) is taken for somebody's name: if nobody is called so, say --missing=", code))
	}
	got, names := whoTreats(t, "5", "5") // among 1 to 4, and a code in scores
	if names[9] != "5" {
		t.Errorf("therapist %q, want 5", names[9])
	}
	noted(t, got, `"5" (1 row) is taken for somebody, although --missing names it`)
	for _, plain := range []string{"5", "Meier", "T-9"} {
		if got, _ := whoTreats(t, plain); slices.ContainsFunc(got.Notes, func(n string) bool { return strings.Contains(n, "taken for somebody") }) {
			t.Errorf("%s: notes %q", plain, got.Notes)
		}
	}
}

// A word or a negative number that stands for no answer is no patient; 99 may be one.
func TestCodesAreNoPatients(t *testing.T) {
	for code, want := range map[string]string{"-99": "as --missing says", "k.A.": "as --missing says", "99": ""} {
		got := read(t, "patient;score\n1;3\n2;4\n"+code+";5\n", Options{Missing: []string{code}})
		_, err := got.IDs(0)(code)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
	got := read(t, "patient;score\n1;3\n2;4\n-99;5\n", Options{})
	got.IDs(0)
	noted(t, got, `"-99" (1 row) is taken for somebody's name`)
}

// Is what would be told of therapists told where somebody looks how the table is understood?
func TestTherapistsAreShown(t *testing.T) {
	for _, c := range []struct{ last, want string }{
		{"Unknown", `"Unknown" (1 row) is taken for somebody's name`},
		{"anna", `"Anna" and "anna" are taken for two`},
		{"", "1 of 3 rows without a therapist"},
		{"#REF!", `would be refused: line 4: therapist: "#REF!" is an error of a spreadsheet`},
	} {
		got := read(t, "patient;session;therapist\n1;1;Anna\n2;1;Ben\n2;2;"+c.last+"\n", Options{})
		if err := got.WriteText(io.Discard, map[string]string{"patient": "patient", "session": "session", "therapist": "therapist"}); err != nil {
			t.Fatal(err)
		}
		noted(t, got, c.want)
	}
}
