package export

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// A lagged column is what its own column was in the session before: for the score itself,
// the deviation from the person mean, and that from the person's own line. Its deviations
// sum to 0 over the answered sessions.
func TestLaggedColumnsAreThoseOfTheSessionBefore(t *testing.T) {
	src := handRun(t)
	var h runtest.Hand
	h.Add("completed", []int{18, 15, runtest.None, 9, 11}, 3, 3.5, 4, 3.75, 4.5)
	rows := h.Rows
	dir := t.TempDir()
	runtest.Write(t, dir, "patients", "usual", 0, rows.Patients)
	runtest.Write(t, dir, "sessions", "usual", 0, rows.Sessions)
	runtest.Write(t, dir, "therapists", "usual", 0, []record.Therapist{{}})
	var err error
	if src.Run, err = data.Read(dir); err != nil {
		t.Fatal(err)
	}
	src.Scenarios = []Scenario{{Name: "usual", Patients: 1, Replications: 1}}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := Write(t.Context(), src, Options{Shape: Long}, out, false); err != nil {
		t.Fatal(err)
	}
	all := readCSV(t, filepath.Join(out, "long.csv"))
	number := func(row int, column string) float64 {
		if all[row][column] == "" {
			return math.NaN()
		}
		v, err := strconv.ParseFloat(all[row][column], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, score := range []string{"phq9", "wai_patient"} {
		for _, part := range []string{"", "_dev", "_line"} {
			sum := 0.0
			for row := range all {
				if v := number(row, score+part); !math.IsNaN(v) {
					sum += v
				}
				lag, want := number(row, score+part+"_lag"), math.NaN()
				if row > 0 {
					want = number(row-1, score+part)
				}
				if math.IsNaN(lag) != math.IsNaN(want) || math.Abs(lag-want) > 1e-5 {
					t.Errorf("session %d: %s_lag is %g, and %s was %g in the session before", row+1, score+part, lag, score+part, want)
				}
			}
			if part != "" && !(math.Abs(sum) <= 1e-5) {
				t.Errorf("%s sums to %g over the answered sessions, want 0", score+part, sum)
			}
		}
	}
}

// The files that an export says it wrote, those that its description lists and those in
// the folder are the same, for every choice of programs and where it replaces another one.
func TestFilesToldAreTheFilesThere(t *testing.T) {
	src, dir := handRun(t), filepath.Join(t.TempDir(), "out")
	for _, programs := range [][]Program{Programs(), {CSV}, {Mplus}, {SPSS}, {Stata, Mplus}} {
		result, err := Write(t.Context(), src, Options{Shape: Waves, Programs: programs}, dir, true)
		if err != nil {
			t.Fatal(err)
		}
		files := contents(t, dir)
		there := slices.Sorted(maps.Keys(files))
		if told := slices.Sorted(slices.Values(result.Files)); !slices.Equal(told, there) {
			t.Errorf("for %v: %v are told, %v are there", programs, told, there)
		}
		for _, name := range there {
			if !strings.Contains(files[readmeName], "| `"+name+"` | ") {
				t.Errorf("for %v: the description does not list %s", programs, name)
			}
		}
	}
}

// Every table and shape is refused where a file of the run cannot be read, and nothing is
// left of it.
func TestADamagedRunIsNoExport(t *testing.T) {
	for shape, file := range map[string]string{Long: "sessions", Waves: "sessions", Gains: "patients", "sessions": "sessions", "patients": "patients", "ruptures": "ruptures"} {
		src := handRun(t)
		name := filepath.Join(src.Run.Dir, file, "scenario=usual", "part-00000.parquet")
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 4; i < len(whole)/2; i++ { // the pages, not what stands at the end of them
			whole[i] ^= 0x5a
		}
		if err := os.WriteFile(name, whole, 0o666); err != nil {
			t.Fatal(err)
		}
		parent := t.TempDir()
		if _, err := Write(t.Context(), src, Options{Shape: shape}, filepath.Join(parent, "out"), false); err == nil {
			t.Errorf("%s: written from a damaged file of %s", shape, file)
		}
		nothing(t, parent)
	}
}

// An export that stops at a row that it cannot write says so, for every shape.
func TestEveryShapeStopsAtAWrongValue(t *testing.T) {
	code := int64(18) // a PHQ-9 of patients
	for _, shape := range []string{Long, Waves, Gains, "sessions", "patients"} {
		parent := t.TempDir()
		_, err := Write(t.Context(), handRun(t), Options{Shape: shape, Missing: &code}, filepath.Join(parent, "out"), false)
		if err == nil || !strings.Contains(err.Error(), "missing code 18: the column phq9") {
			t.Errorf("%s: %v, want that 18 is a score", shape, err)
		}
		nothing(t, parent)
	}
}

// The syntax for SPSS saves every variable, in the order of the file, and gives formats of
// numbers to numbers alone.
func TestSyntaxOfSPSSKeepsAndFormatsVariables(t *testing.T) {
	files := everything(t, handRun(t), Options{Shape: Long})
	_, keep, _ := strings.Cut(files["long.sps"], "/KEEP=")
	keep, _, _ = strings.Cut(keep, "/COMPRESSED")
	if columns := header(t, files["long.csv"]); !slices.Equal(strings.Fields(keep), columns) {
		t.Errorf("it keeps %v of %v", strings.Fields(keep), columns)
	}
	formatted := 0
	for part := range strings.SplitSeq(files["long.sps"], "FORMATS ") {
		list, format, ok := strings.Cut(part, " (F")
		if !ok || strings.Contains(list, ".\n") {
			continue
		}
		formatted++
		if names := strings.Fields(list); slices.Contains(names, "scenario") || format == "" {
			t.Errorf("a text has a format of numbers: %v", names)
		}
	}
	if formatted != 2 {
		t.Errorf("%d lists of formats, want those of whole numbers and of others", formatted)
	}
}

// Each value label of a do-file goes on over all its lines, and what is too long for a
// label stands in a note.
func TestDoFilesGoOnAndNoteWhatIsLong(t *testing.T) {
	files := everything(t, handRun(t), Options{Shape: "patients"})
	lines := strings.Split(files["patients.do"], "\n")
	defined := 0
	for i, line := range lines {
		if !strings.HasPrefix(line, "label define ") || strings.HasPrefix(line, "label define yesno") {
			continue
		}
		defined++
		last := i
		for strings.HasPrefix(lines[last+1], "    ") {
			last++
		}
		for k := i; k <= last; k++ {
			if goesOn := strings.HasSuffix(lines[k], " ///"); goesOn != (k < last) {
				t.Errorf("%q: line %d of %d goes on: %v", line, k-i+1, last-i+1, goesOn)
			}
		}
	}
	if defined < 3 {
		t.Errorf("%d labels are defined, want those of condition, approach and ending at least", defined)
	}
	table, err := csv.NewReader(strings.NewReader(files["codebook.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cut := 0
	for _, row := range table[1:] {
		if name, label, description := row[0], row[1], row[9]; label != description {
			cut++
			if !strings.Contains(files["patients.do"], "note "+name+": "+plain(description)) {
				t.Errorf("%s is labelled %q, and no note has %q", name, label, description)
			}
		}
	}
	if cut == 0 {
		t.Error("no description is longer than a label: this test shows nothing")
	}
}

// The codebook says under which name Mplus has a column, in the order of its input.
func TestCodebookHasTheNamesOfMplus(t *testing.T) {
	files := everything(t, handRun(t), Options{Shape: Waves})
	_, list, _ := strings.Cut(files["waves.inp"], "NAMES =")
	list, _, _ = strings.Cut(list, ";")
	table, err := csv.NewReader(strings.NewReader(files["codebook.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, row := range table[1:] {
		if row[0] != "scenario" {
			told = append(told, row[len(row)-1])
		}
	}
	if names := strings.Fields(list); !slices.Equal(names, told) {
		t.Errorf("Mplus reads %v, the codebook says %v", names, told)
	}
}

// Is what stands for a missing value told as it is in the file?
func TestTheDescriptionSaysWhatIsMissing(t *testing.T) {
	code := int64(-99)
	for _, o := range []Options{{Shape: "sessions"}, {Shape: "sessions", Missing: &code}} {
		want := "Missing is an empty cell."
		if o.Missing != nil {
			want = fmt.Sprintf("A missing number is %d in the CSV file", code)
		}
		page := everything(t, handRun(t), o)[readmeName]
		if !strings.Contains(page, want) || strings.Contains(page, "is an empty cell") == (o.Missing != nil) {
			t.Errorf("the description does not say %q", want)
		}
	}
}

// Is it told of an instrument whether high is well, by what the run says of it?
func TestTheDirectionOfAnInstrumentIsTold(t *testing.T) {
	for _, high := range []string{record.HighIsWell, record.HighIsIll} {
		src := followed(t)
		at := int32(1)
		runtest.Write(t, src.Run.Dir, "scores", "usual", 0, []record.Score{{Session: &at, Instrument: "scale", Rater: "patient", High: high, Score: 7}})
		runtest.List(t, src.Run.Dir, 4, 52)
		var err error
		if src.Run, err = data.Read(src.Run.Dir); err != nil {
			t.Fatal(err)
		}
		if page := everything(t, src, Options{Shape: Long})[readmeName]; !strings.Contains(page, "scale by the patient, high is "+high) {
			t.Errorf("it is not told that high is %s", high)
		}
	}
}
