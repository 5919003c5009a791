package export

import (
	"context"
	"encoding/csv"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A run whose texts try to be syntax.
func hostile(t *testing.T) *Source {
	src := handRun(t)
	src.Name = "it's \"a\" `run' $x */ * .\nEXECUTE."
	src.Title, src.Question = "a | b\n# c", "`rm -rf`"
	src.Command = "rapport export `x`"
	return src
}

func everything(t *testing.T, src *Source, o Options) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	o.Programs = Programs()
	if _, err := Write(context.Background(), src, o, dir, false); err != nil {
		t.Fatal(err)
	}
	return contents(t, dir)
}

// doFile is what a do-file says, as far as the test follows it.
type doFile struct {
	t                       *testing.T
	columns                 []string
	defined, labelled, used map[string]bool
}

// line follows one line, and checks it.
func (d *doFile) line(line string) {
	d.t.Helper()
	if strings.ContainsAny(line, "`$") {
		d.t.Errorf("a macro in %q", line)
	}
	if strings.Count(line, `"`)%2 != 0 && !strings.HasPrefix(line, "note ") && !strings.HasPrefix(line, "*") {
		d.t.Errorf("quotes do not match in %q", line)
	}
	f := strings.Fields(line)
	switch {
	case strings.HasPrefix(line, "label define "):
		d.defined[f[2]] = true
	case strings.HasPrefix(line, "label values "):
		d.used[f[3]] = true
		known(d.t, d.columns, f[2])
	case strings.HasPrefix(line, "encode "):
		d.used[strings.TrimSuffix(strings.TrimPrefix(f[3], "label("), ")")] = true
		known(d.t, d.columns, strings.TrimSuffix(f[1], ","))
	case strings.HasPrefix(line, "label variable "):
		label := strings.Trim(strings.SplitN(line, " ", 4)[3], `"`)
		if n := utf8.RuneCountInString(label); n == 0 || n > 80 {
			d.t.Errorf("a label of %d characters: %q", n, label)
		}
		d.labelled[f[2]] = true
		known(d.t, d.columns, f[2])
	case strings.HasPrefix(line, "order "):
		if !slices.Equal(f[1:], d.columns) {
			d.t.Error("the order is not that of the file")
		}
	}
}

// Stata itself is not at hand; this holds do-files to its documented rules
// (help label, encode, import delimited, mvdecode, notes).
func TestDoFilesKeepTheRulesOfStata(t *testing.T) {
	code := int64(-99)
	for _, o := range []Options{{Shape: Long, Latent: true}, {Shape: Waves, Missing: &code}, {Shape: "patients"}, {Shape: "ruptures", Scenarios: []string{"usual"}}} {
		t.Run(o.Shape, func(t *testing.T) {
			files := everything(t, hostile(t), o)
			text := strings.ReplaceAll(files[o.Shape+".do"], "///\n", "")
			d := doFile{t, header(t, files[o.Shape+".csv"]), map[string]bool{}, map[string]bool{}, map[string]bool{}}
			for line := range strings.Lines(text) {
				d.line(strings.TrimSpace(line))
			}
			if o.Shape != "ruptures" { // texts become labelled numbers, and numbers with labels have them
				for _, want := range []string{"encode approach, generate(coded) label(approach) noextend\ndrop approach\nrename coded approach\n", "label values condition condition\n",
					`import delimited using "` + o.Shape + `.csv", varnames(1) case(preserve) encoding("utf-8")     asdouble stringcols(`} {
					if !strings.Contains(text, want) {
						t.Errorf("the do-file does not say %q", want)
					}
				}
			}
			if len(d.labelled) != len(d.columns) {
				t.Errorf("%d labels for %d columns", len(d.labelled), len(d.columns))
			}
			for name := range d.used {
				if !d.defined[name] || len(name) > 32 {
					t.Errorf("the label %s is not defined", name)
				}
			}
			if strings.Contains(text, "mvdecode") != (o.Missing != nil) {
				t.Errorf("mvdecode with code %v", o.Missing)
			}
		})
	}
}

func known(t *testing.T, columns []string, name string) {
	t.Helper()
	if !slices.Contains(columns, name) {
		t.Errorf("the file has no column %s", name)
	}
}

func header(t *testing.T, text string) []string {
	t.Helper()
	line, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// .ci/export runs the syntax in GNU PSPP; this holds it to what PSPP cannot see.
func TestSyntaxOfSPSSNamesEveryColumnOnce(t *testing.T) {
	code := int64(-99)
	files := everything(t, hostile(t), Options{Shape: Long, Missing: &code})
	text := files["long.sps"]
	_, list, _ := strings.Cut(text, "/VARIABLES=\n")
	list, _, _ = strings.Cut(list, ".\n")
	var names []string
	for line := range strings.Lines(list) {
		names = append(names, strings.TrimSuffix(strings.Fields(line)[0], "_text"))
	}
	if columns := header(t, files["long.csv"]); !slices.Equal(names, columns) {
		t.Errorf("it reads %v, the file has %v", names, columns)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "*") && !strings.HasSuffix(line, ".\n") {
			t.Errorf("the comment does not end: %q", line)
		}
		if strings.Count(line, "'")%2 != 0 && !strings.HasPrefix(line, "*") {
			t.Errorf("quotes do not match in %q", line)
		}
	}
	for _, want := range []string{"RECODE ending_text\n  ('completed'=1)", "  /condition\n    0 'usual'\n    1 'waiting'", "  INTO approach.",
		"/dropout_after\n    0 'no'\n    1 'yes'", "(-99)."} {
		if !strings.Contains(text, want) {
			t.Errorf("the syntax has no %q", want)
		}
	}
}

// A table in which nothing happened, as of rules that never acted, has no texts to turn into
// numbers: SPSS knows no RECODE without values, and would then lack the variable.
func TestSyntaxOfSPSSForATableWithoutRows(t *testing.T) {
	src := handRun(t)
	n, err := newNumbering(src)
	if err != nil {
		t.Fatal(err)
	}
	decisions := tableOf("decisions", src, n)
	text := spssSyntax(src, &Options{Shape: "decisions"}, decisions.about, decisions.columns)
	for _, name := range []string{"rule", "arm"} {
		if strings.Contains(text, "RECODE "+name+"_text\n  INTO") || !strings.Contains(text, "COMPUTE "+name+" = $SYSMIS.\n") {
			t.Errorf("%s is not a variable without values:\n%s", name, text)
		}
	}
}

func TestMplusReadsNumbersAlone(t *testing.T) {
	files := everything(t, hostile(t), Options{Shape: Waves})
	input := files["waves.inp"]
	_, list, _ := strings.Cut(input, "NAMES =")
	list, _, _ = strings.Cut(list, ";")
	names := strings.Fields(list)
	number := regexp.MustCompile(`^(\.|-?[0-9]+(\.[0-9]+)?)$`)
	for line := range strings.Lines(files["waves.dat"]) {
		values := strings.Fields(line)
		if len(values) != len(names) {
			t.Fatalf("%d values, %d names", len(values), len(names))
		}
		for i, v := range values {
			if !number.MatchString(v) {
				t.Errorf("%s = %q is no number", names[i], v)
			}
		}
	}
	first, _, _ := strings.Cut(files["waves.dat"], "\n")
	at := slices.Index(names, "approach")
	if values := strings.Fields(first); values[at] != "1" || values[slices.Index(names, "phq9_2")] != "." {
		t.Errorf("approach %s, PHQ-9 of session 2 %s: want the code of cbt, and missing", values[at], values[slices.Index(names, "phq9_2")])
	}
	for line := range strings.Lines(input) {
		if utf8.RuneCountInString(line) > 90 {
			t.Errorf("a line of more than 90 characters: %q", line)
		}
	}
	if !strings.Contains(input, "MISSING = .;") {
		t.Error("missing values are not told")
	}
	code := int64(-99)
	coded := everything(t, hostile(t), Options{Shape: Waves, Missing: &code})
	if !strings.Contains(coded["waves.inp"], "MISSING = ALL (-99);") || !strings.Contains(coded["waves.dat"], " -99 ") || strings.Contains(coded["waves.dat"], " . ") {
		t.Errorf("the code of a missing value is not that of the data:\n%s", coded["waves.inp"])
	}
}

func TestCodebookAndDescription(t *testing.T) {
	files := everything(t, hostile(t), Options{Shape: Gains})
	all, err := csv.NewReader(strings.NewReader(files["codebook.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, line := range all[1:] {
		names = append(names, line[0])
	}
	for _, line := range all[1:] { // whose label tells of which session it is
		if _, n, ok := strings.Cut(line[0], "_s"); ok && n >= "1" && n <= "3" && !strings.HasPrefix(line[1], "session "+n+": ") {
			t.Errorf("%s is labelled %q", line[0], line[1])
		}
	}
	columns := header(t, files["gains.csv"])
	if !slices.Equal(names, columns) {
		t.Errorf("the codebook describes %v, the file has %v", names, columns)
	}
	page := files["README.md"]
	for _, want := range []string{"| engine | rapport 0.0.0 |", "| seed | 5 |", "| 0 | usual | As it is. | 2 × 2 | 4 |", "| study | a \\| b # c |", "`gains.inp`"} {
		if !strings.Contains(page, want) {
			t.Errorf("the description does not say %q", want)
		}
	}
	if strings.Contains(page, "suddengains::") {
		t.Error("sudden gains are looked for in three sessions, which are too few")
	}
	for _, name := range columns {
		if !strings.Contains(page, "| `"+name+"` | ") {
			t.Errorf("the description has no column %s", name)
		}
	}
}

// R takes an empty label for a label, and pandas some labels, such as null, for missing,
// where they are not told otherwise.
func TestOnlyAnEmptyCellAndTheCodeAreMissing(t *testing.T) {
	code := int64(-99)
	for _, test := range []struct {
		missing *int64
		want    []string
	}{
		{nil, []string{`read.csv("long.csv", na.strings = "")`, `read_csv("long.csv", keep_default_na=False, na_values=[""])`}},
		{&code, []string{`read.csv("long.csv", na.strings = c("", "-99"))`, `read_csv("long.csv", keep_default_na=False, na_values=["", -99])`}},
	} {
		page := everything(t, hostile(t), Options{Shape: Long, Missing: test.missing})["README.md"]
		for _, line := range test.want {
			if !strings.Contains(page, line) {
				t.Errorf("README.md lacks %s", line)
			}
		}
	}
}
