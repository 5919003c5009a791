package export

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// everyTable is every shape of the hand-made run, also those of tables it lacks.
func everyTable(t *testing.T) map[string]*table {
	t.Helper()
	src := handRun(t)
	n, err := newNumbering(src)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*table{}
	o := &Options{Latent: true}
	for _, f := range scores(true) {
		o.Measures = append(o.Measures, f.Name)
	}
	sessions := []int{1, 99, record.MaxSessions}
	for _, shape := range shapes() {
		switch shape {
		case Long:
			all[shape] = longTable(src, n, &Options{Latent: true})
		case Waves:
			all[shape] = wavesTable(src, n, o, sessions)
		case Gains:
			all[shape] = gainsTable(src, n, o, sessions)
		case Weeks:
			all[shape] = weeksTable(src, n, &Options{Latent: true}, []int{4, 520})
		default:
			all[shape] = tableOf(shape, src, n)
		}
	}
	return all
}

// Words that are no names in Stata (help reswords) or SPSS.
var reserved = strings.Fields(`_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip strL using with
	all and by eq ge gt le lt ne not or to`)

var variableName = regexp.MustCompile(`^[a-z][a-z0-9_]*[a-z0-9]$`)

// Names must be valid in SPSS (64 bytes) and Stata (32 characters), labels in Stata
// (80 characters), and unique in every file.
func TestNamesAndLabelsAreValid(t *testing.T) {
	for shape, table := range everyTable(t) {
		seen, short := map[string]bool{}, map[string]bool{}
		abbreviated := mplusNames(table.columns)
		for i := range table.columns {
			c := &table.columns[i]
			name := c.Name
			if isCoded(c) {
				name += "_text"
			}
			if !variableName.MatchString(name) || len(name) > 32 || slices.Contains(reserved, c.Name) || seen[name] {
				t.Errorf("%s: %q is no name for a variable, or twice", shape, name)
			}
			seen[name] = true
			if as := abbreviated[c.Name]; !variableName.MatchString(as) || len(as) > 8 || short[as] {
				t.Errorf("%s: %q is no name for Mplus, or twice", shape, as)
			} else {
				short[as] = true
			}
			if n := utf8.RuneCountInString(c.Label()); n == 0 || n > labelLimit {
				t.Errorf("%s.%s: a label of %d characters", shape, c.Name, n)
			}
			if n := len(spssLabel(c)); n > 255 {
				t.Errorf("%s.%s: an SPSS label of %d bytes", shape, c.Name, n)
			}
			if c.Description == "" || c.Range == "" || c.From == "" || c.Nullable != (c.When != "") {
				t.Errorf("%s.%s is not described: %+v", shape, c.Name, c)
			}
			if strings.Contains(c.Description, "null") {
				t.Errorf("%s.%s: %q speaks of null", shape, c.Name, c.Description)
			}
		}
	}
}

// Whatever instruments are called, no two columns have one name, and every program takes
// it with what is put at its end.
func TestNamesOfInstruments(t *testing.T) {
	norms := data.Norms{Construct: "severity", SD: 5, Retest: 0.8, CutOff: 10}
	taken, seen := takenNames(), map[string]bool{}
	for _, name := range []string{"ors", "core-10", "core_10", "mood", "mood-improved", "phq9-entry", "phq9-entry-score", "time", "satisfaction-with-therapy-aaa", "satisfaction-with-therapy-bbb",
		"satisfaction-with-ther", "seventeen-letters-and-more", "twenty-one-letters-is-it"} {
		q := &data.Instrument{Name: name, Norms: norms}
		got := taken.nameFor(q)
		for _, end := range []string{"", "_improved", "_worsened", "_recovered", "_w520", "_1024", "_s1024"} {
			if column := got + end; seen[column] || takenNames()[column] || len(column) > 32 || !variableName.MatchString(column) {
				t.Errorf("%s: %s is no name for a column, or twice", name, column)
			}
			seen[got+end] = true
		}
		if short := strings.ReplaceAll(name, "-", "_"); len(name) <= 10 && name != "time" && name != "core_10" && name != "phq9-entry" && got != short {
			t.Errorf("%s is called %s", name, got)
		}
	}
	for _, own := range []string{"phq9_lag", "phq9-dev", "wai_patient_mean", "calpas_patient_line_lag", "wai", "calpas"} { // columns of long, and scores of waves and gains
		if got := takenNames().nameFor(&data.Instrument{Name: own}); got == strings.ReplaceAll(own, "-", "_") {
			t.Errorf("two columns of long, or of waves, are called %s", got)
		}
	}
}

func TestLabelsOfTheDictionaryAreRead(t *testing.T) {
	for text, want := range map[string][]string{
		"cbt, psychodynamic, none": {"cbt", "psychodynamic", "none"},
		"completed, dropout; after a transfer transferred_then_completed, transferred_then_dropout": {"completed", "dropout", "transferred_then_completed", "transferred_then_dropout"},
		"a mechanism of the model": nil,
	} {
		if got := labelsOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: labels %q, want %q", text, got, want)
		}
	}
}

func TestLabelKeepsWholeClausesAndWords(t *testing.T) {
	for text, want := range map[string]string{
		"short": "short",
		"the first clause of a long text; and the second one, which is far too long for any label": "the first clause of a long text; and the second one",
		strings.Repeat("word ", 20) + "end": strings.TrimSpace(strings.Repeat("word ", 16)) + "…",
	} {
		c := Column{Column: record.Column{Description: text}}
		if got := c.Label(); got != want {
			t.Errorf("label %q, want %q", got, want)
		}
	}
}

func TestMplusNamesKeepTheSession(t *testing.T) {
	var columns []Column
	for _, name := range []string{"phq9_1", "calpas_12", "calpas_13", "wai_patient_goals_s3", "wai_patient_tasks_s3", "therapist_id", "therapist",
		"true_severity_w16", "true_severity_w52", "core_10_w16", "form_20250131", "s123456789", "form_20250131_1024"} {
		columns = append(columns, Column{Column: record.Column{Name: name}})
	}
	want := map[string]string{"phq9_1": "phq9_1", "calpas_12": "calpa_12", "calpas_13": "calpa_13", "wai_patient_goals_s3": "wai_p_s3",
		"wai_patient_tasks_s3": "wai2_s3", "therapist_id": "therapis", "therapist": "therapi2",
		"true_severity_w16": "true_w16", "true_severity_w52": "true_w52", "core_10_w16": "core_w16",
		"form_20250131": "form_202", "s123456789": "s1234567", "form_20250131_1024": "for_1024"} // numbers that are no session's
	got := mplusNames(columns)
	for name, as := range want {
		if got[name] != as {
			t.Errorf("%s is %s for Mplus, want %s", name, got[name], as)
		}
	}
}

// What a study without truth leaves empty is told of every latent column, of which none is measured.
func TestLatentColumnsSayWhenTheyAreEmpty(t *testing.T) {
	for _, table := range record.Dictionary() {
		for i := range table.Columns {
			c := &table.Columns[i]
			if strings.HasPrefix(c.Name, "true_") && !strings.Contains(WhenMissing(table.Name, c), "no truth") {
				t.Errorf("%s.%s: %q", table.Name, c.Name, WhenMissing(table.Name, c))
			}
		}
	}
}
