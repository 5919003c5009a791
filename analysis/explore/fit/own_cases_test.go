package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data"
)

// clinic is a table of 40 patients of 8 therapists, of whom the first ten leave
// after session 5 and the others come to session 10; cell writes a row, or nothing.
func clinic(header string, cell func(patient, therapist, session int, alliance float64, symptoms int) string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for p := 1; p <= 40; p++ {
		last := 10
		if p <= 10 {
			last = 5
		}
		for s := 1; s <= last; s++ {
			symptoms := 10 + p%7 - s/2 + (p*s)%3
			alliance := 3 + float64((p*7+s*3)%19)/12
			b.WriteString(cell(p, 1+p%8, s, alliance, symptoms))
		}
	}
	return b.String()
}

const header = "patient,therapist,session,alliance,symptoms"

func plainRow(p, t, s int, a float64, y int) string {
	return fmt.Sprintf("%d,%d,%d,%.3f,%d\n", p, t, s, a, y)
}

// noted checks that a note of the table holds the words.
func noted(t *testing.T, table *ownTable, want string) {
	t.Helper()
	if !slices.ContainsFunc(table.Notes, func(n string) bool { return strings.Contains(n, want) }) {
		t.Errorf("no note has %q: %q", want, table.Notes)
	}
}

func mustRead(t *testing.T, text string, m Mapping) (*ownTable, *data.Data) {
	t.Helper()
	table, d, err := readOwn(strings.NewReader(text), m)
	if err != nil {
		t.Fatal(err)
	}
	return table, d
}

// Who left early follows from the last session; a missing row is a missing answer.
func TestMissingRowsAreNoDropout(t *testing.T) {
	for name, skip := range map[string]func(p, s int) bool{
		"full":         func(int, int) bool { return false },
		"some gaps":    func(p, s int) bool { return s == 6 && p%2 == 0 },
		"all gaps":     func(_, s int) bool { return s == 3 },
		"first":        func(_, s int) bool { return s == 1 },
		"nearly empty": func(p, s int) bool { return p > 10 && s > 1 && s < 10 },
	} {
		text := clinic(header, func(p, th, s int, a float64, y int) string {
			if skip(p, s) {
				return ""
			}
			return plainRow(p, th, s, a, y)
		})
		_, d := mustRead(t, text, Mapping{PlannedSessions: 10})
		if got := analysis.Dropout(d).Value; got != 0.25 {
			t.Errorf("%s: %v ended early, want 10 of 40", name, got)
		}
		if rows := analysis.LifeTable(d); len(rows) != 10 || rows[4].Dropouts != 10 || rows[4].AtRisk != 40 {
			t.Errorf("%s: life table %+v", name, rows)
		}
	}
}

// The same table in other clothes has the same numbers.
func TestTheSameTableInOtherClothes(t *testing.T) {
	_, want := mustRead(t, clinic(header, plainRow), Mapping{PlannedSessions: 10})
	for name, c := range map[string]struct {
		text string
		m    Mapping
	}{
		"1.0 for 1": {clinic(header, func(p, th, s int, a float64, y int) string {
			return fmt.Sprintf("%d.0,%d.0,%d.0,%.3f,%d.0\n", p, th, s, a, y)
		}), Mapping{}},
		"semicolons": {clinic(strings.ReplaceAll(header, ",", ";"), func(p, th, s int, a float64, y int) string {
			return strings.ReplaceAll(strings.ReplaceAll(plainRow(p, th, s, a, y), ",", ";"), ".", ",")
		}), Mapping{}},
		"capital letters": {clinic("Patient,Therapist,SESSION,Alliance,Symptoms", plainRow), Mapping{}},
		"events": {clinic("record_id,therapist,redcap_event_name,alliance,symptoms", func(p, th, s int, a float64, y int) string {
			return fmt.Sprintf("HSR-%03d,%d,session_%02d_arm_1,%.3f,%d\n", p, th, s, a, y)
		}), Mapping{Patient: "record_id", Session: "redcap_event_name"}},
		"dates": {clinic(header, func(p, th, s int, a float64, y int) string {
			return fmt.Sprintf("%d,%d,2025-%02d-%02d,%.3f,%d\n", p, th, 1+s/5, 1+s%5*5, a, y)
		}), Mapping{}},
		"long ids": {clinic(header, func(p, th, s int, a float64, y int) string {
			return fmt.Sprintf("90071992547409%05d,%d,%d,%.3f,%d\n", p, th, s, a, y)
		}), Mapping{}},
		"from 0": {clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, s-1, a, y) }), Mapping{PlannedSessions: 9}},
		"follow-up": {clinic(header, func(p, th, s int, a float64, y int) string {
			if s == 5 {
				return plainRow(p, th, 99, a, 1) + plainRow(p, th, s, a, y)
			}
			return plainRow(p, th, s, a, y)
		}), Mapping{}},
		"labels": {strings.Replace(clinic(header, plainRow), "\n", "\nWho?,With whom?,Which?,WAI mean,PHQ total\n", 1), Mapping{}},
		"high is well": {clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, s, a, 27-y) }),
			Mapping{SymptomsRange: []float64{27, 0}}},
		"one therapist missing": {strings.Replace(clinic(header, plainRow), "1,2,3,", "1,,3,", 1), Mapping{}},
		"totals":                {clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, s, 12*a, y) }), Mapping{AllianceRange: []float64{12, 60}}},
	} {
		if c.m.PlannedSessions == 0 {
			c.m.PlannedSessions = 10
		}
		_, got := mustRead(t, c.text, c.m)
		if got.Len() != want.Len() || len(got.Sessions) != len(want.Sessions) {
			t.Errorf("%s: %d patients, %d sessions; want %d, %d", name, got.Len(), len(got.Sessions), want.Len(), len(want.Sessions))
			continue
		}
		for i := range want.Sessions {
			a, b := got.Sessions[i], want.Sessions[i]
			if a.Patient != b.Patient || a.Session != b.Session || a.Therapist != b.Therapist || *a.PHQ9 != *b.PHQ9 || !(math.Abs(float64(a.WAIPatient-b.WAIPatient)) <= 1e-3) {
				t.Errorf("%s: row %d is %+v, want %+v", name, i, a, b)
				break
			}
		}
		for i := range want.List {
			if got.List[i].Patient.Ending != want.List[i].Patient.Ending {
				t.Errorf("%s: patient %d %s, want %s", name, i, got.List[i].Patient.Ending, want.List[i].Patient.Ending)
			}
		}
	}
}

func TestMissingCodesOfOwnTables(t *testing.T) {
	with := func(word string) string {
		return clinic(header, func(p, th, s int, a float64, y int) string {
			if s == 4 {
				return fmt.Sprintf("%d,%d,%d,%.3f,%s\n", p, th, s, a, word)
			}
			return plainRow(p, th, s, a, y)
		})
	}
	for _, word := range []string{"N/A", "<NA>", "#NULL!", ".", "null", "-99", "99"} {
		_, d := mustRead(t, with(word), Mapping{Missing: []string{"-99", "99"}})
		if d.Sessions[3].PHQ9 != nil || d.Sessions[2].PHQ9 == nil {
			t.Errorf("%s: read as %v", word, d.Sessions[3].PHQ9)
		}
	}
	_, _, err := readOwn(strings.NewReader(with("-99")), Mapping{})
	if err == nil || !strings.Contains(err.Error(), `line 5 and 39 others: symptoms = "-99": want 0 to 27 (a PHQ-9 total); -99 looks like a code for missing: if it is, say --missing=-99`) {
		t.Errorf("error %v", err)
	}
	table, _ := mustRead(t, with("99"), Mapping{SymptomsRange: []float64{0, 180}})
	noted(t, table, "99 looks like a code for missing")
}

func TestOwnTablesSayWhatTheyAre(t *testing.T) {
	rising := clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, s, a, min(27, y+2*s)) })
	table, _ := mustRead(t, rising, Mapping{})
	noted(t, table, "symptoms rise on average")
	weaker := clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, s, max(1, a-0.1*float64(s)), y) })
	table, _ = mustRead(t, weaker, Mapping{})
	noted(t, table, "the alliance falls on average, by ")
	table, _ = mustRead(t, weaker, Mapping{AllianceRange: []float64{5, 1}})
	if slices.ContainsFunc(table.Notes, func(n string) bool { return strings.Contains(n, "alliance falls") }) {
		t.Errorf("an alliance that rises: %q", table.Notes)
	}
	table, _ = mustRead(t, clinic(header, plainRow), Mapping{})
	if len(table.Notes) != 0 {
		t.Errorf("a plain table: %q", table.Notes)
	}
	halves := strings.Replace(clinic(header, plainRow), ",12\n", ",12.5\n", 3)
	table, d := mustRead(t, halves, Mapping{})
	noted(t, table, "3 symptom scores between the points")
	if d.Len() != 40 {
		t.Errorf("%d patients", d.Len())
	}
	unknown := clinic(header, func(p, th, s int, a float64, y int) string {
		if p == 3 {
			return fmt.Sprintf("%d,,%d,%.3f,%d\n", p, s, a, y)
		}
		return plainRow(p, th, s, a, y)
	})
	table, d = mustRead(t, unknown, Mapping{})
	noted(t, table, "1 patient without a therapist in any row")
	if table.therapists != 8 || d.List[2].Patient.Therapist != 8 {
		t.Errorf("%d therapists, the unknown one is %d", table.therapists, d.List[2].Patient.Therapist)
	}
	named := clinic(header, func(p, th, s int, a float64, y int) string {
		return fmt.Sprintf("%d,%s,%d,%.3f,%d\n", p, []string{"Dr. Meier", "dr. meier", "Dr. Weiß"}[th%3], s, a, y)
	})
	table, _ = mustRead(t, named, Mapping{})
	noted(t, table, `"Dr. Meier" and "dr. meier" are taken for two`)
	unassigned := clinic(header, func(p, th, s int, a float64, y int) string {
		return strings.Replace(plainRow(p, th, s, a, y), fmt.Sprintf("%d,8,", p), fmt.Sprintf("%d,k.A.,", p), 1)
	})
	if table, _ = mustRead(t, unassigned, Mapping{Missing: []string{"k.A."}}); table.therapists != 7 {
		t.Errorf("%d therapists, want 7 and nobody called k.A.", table.therapists)
	}
}

func TestOwnTablesThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		header + "\n102,1,1,3,5\n102,1,2,3,5\n102,1,2,3,6\n": "line 4: patient 102, session 2 is there twice (first in line 3)",
		header + ",symptoms\n1,1,1,3,5,6\n":                  `column "symptoms" is there twice (columns 5 and 6)`,
		header + "\n9.0E+15,1,1,3,5\n":                       "has lost digits",
		header + "\nP1,1,first,3,5\n":                        `session = "first"`,
		"\x1b[31mX\x1b]0;title\x07,b\n1,2\n":                 `(they have "\x1b[31mX\x1b]0;title\a", "b")`,
		"client_id,session,srs_total,ors_total\n1,1,20,12\n": "perhaps --column symptoms=ors_total",
	} {
		if _, _, err := readOwn(strings.NewReader(text), Mapping{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
}

// Tables as others publish them: long with a week from 0 and one score, and wide
// with two scores and follow-ups.
func TestTablesAsOthersPublishThem(t *testing.T) {
	long := "id,week,hamd,endog\n101,0,26.0,0\n101,1,22.0,0\n101,2,,0\n103,0,33.0,0\n103,1,24.0,0\n"
	table, d := mustRead(t, long, Mapping{Patient: "id", Session: "week", Symptoms: "hamd", SymptomsRange: []float64{0, 52}})
	noted(t, table, "sessions begin with 0")
	noted(t, table, "no column for alliance")
	if d.Len() != 2 || *d.Sessions[0].PHQ9 != 14 || d.Sessions[2].PHQ9 != nil || d.Sessions[0].Session != 1 {
		t.Errorf("%d patients, sessions %+v", d.Len(), d.Sessions)
	}
	redcap := "record_id,redcap_event_name,phq9_total\n1,baseline_arm_1,\n1,session_1_arm_1,20\n1,session_2_arm_1,18\n2,baseline_arm_1,\n2,session_1_arm_1,9\n"
	table, d = mustRead(t, redcap, Mapping{Patient: "record_id", Session: "redcap_event_name", Symptoms: "phq9_total"})
	noted(t, table, "no session, left out")
	if d.Len() != 2 || len(d.Sessions) != 3 || d.Sessions[0].Session != 1 || *d.Sessions[0].PHQ9 != 20 {
		t.Errorf("%d patients, sessions %+v", d.Len(), d.Sessions)
	}
	wide := "id,bdi_s0,bdi_s1,bdi_s2,bdi_s3,bdi_fu1,rq_s0,rq_s1,rq_s2,rq_s3\n1.0,33.0,35.0,,34.0,10.0,12,14,15,16\n2.0,26.0,26.0,,,8,22,23,,\n"
	table, d = mustRead(t, wide, Mapping{Patient: "id", Symptoms: "bdi_s*", Alliance: "rq_s*", SymptomsRange: []float64{0, 63}, AllianceRange: []float64{0, 40}, PlannedSessions: 3})
	noted(t, table, "one row is one patient")
	noted(t, table, `columns not used: "bdi_fu1"`)
	if d.Len() != 2 || len(d.List[0].Sessions) != 4 || len(d.List[1].Sessions) != 2 || d.List[0].Sessions[2].PHQ9 != nil ||
		d.List[0].Patient.Ending != "completed" || d.List[1].Patient.Ending != "dropout" || d.List[0].Patient.PHQ9Intake != 14 {
		t.Errorf("%+v %+v", d.List[0], d.List[1])
	}
	if _, _, err := readOwn(strings.NewReader(wide), Mapping{Patient: "id"}); err == nil || !strings.Contains(err.Error(), "--column symptoms=bdi_s*") {
		t.Errorf("error %v", err)
	}
}

// What the mapping asks for and the table cannot give is refused or told.
func TestMappingsThatTheTableDoesNotBear(t *testing.T) {
	long := clinic(header, plainRow)
	wide := "patient,phq_1,phq_2,phq_3,wai_1,wai_2,wai_3\n"
	for p := 1; p <= 20; p++ {
		wide += fmt.Sprintf("%d,15,12,%d,3.5,4,4.25\n", p, p%9)
	}
	twice := strings.Replace(wide, "phq_2", "phq_01", 1)
	both := Mapping{Symptoms: "phq_*", Alliance: "wai_*"}
	for name, c := range map[string]struct {
		text string
		m    Mapping
		want string
	}{
		"number twice": {twice, both, `columns "phq_1" and "phq_01" both have the number 1`},
		"column twice": {long, Mapping{Session: "patient"}, `column "patient" is named for patient and for session`},
		"no score":     {strings.Replace(wide, "15,12,", "15,99,", 1), both, `line 2: symptoms = "99": want 0 to 27 (a PHQ-9 total)`},
		"score twice":  {wide, Mapping{Symptoms: "phq_*", Alliance: "phq_*"}, "are named for alliance and for symptoms"},
		"no number":    {long, Mapping{AllianceRange: []float64{1, math.NaN()}}, "alliance_range = [1 NaN]: want two ends"},
		"infinite":     {long, Mapping{SymptomsRange: []float64{0, math.Inf(1)}}, "symptoms_range = [0 +Inf]: want two ends"},
	} {
		if _, _, err := readOwn(strings.NewReader(c.text), c.m); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	more := strings.Replace(strings.ReplaceAll(strings.TrimSpace(long), "\n", ",1,1,1,1,1,1,1,1,1,1,1,1,1,1\n"), "symptoms,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "symptoms,a,b,c,d,e,f,g,h,i,j,k,l,m,n", 1) + ",1,1,1,1,1,1,1,1,1,1,1,1,1,1\n"
	table, _ := mustRead(t, more, Mapping{})
	noted(t, table, `"l" and 2 more`)
	table, _ = mustRead(t, long, Mapping{FollowUps: map[int]int{99: 52}})
	noted(t, table, "no session has the number 99, which is named as a follow-up")
	table, _ = mustRead(t, wide+"21,,,,,,\n22,,,,,,\n", both)
	noted(t, table, "2 patients without an answer in any session: left out")
	table, d := mustRead(t, strings.ReplaceAll(long, ",10,", ",10.0,"), Mapping{FollowUps: map[int]int{10: 52}})
	if noted(t, table, "30 follow-ups"); d.Len() != 40 {
		t.Errorf("%d patients, want 40", d.Len())
	}
}

// What a table is taken for is told where it may be something else.
func TestTablesThatMayBeSomethingElse(t *testing.T) {
	plain := clinic(header, plainRow)
	days := clinic(header, func(p, th, s int, a float64, y int) string { return plainRow(p, th, 7*s-7, a, y) })
	items := "patient,phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9\n"
	for p := 1; p <= 20; p++ {
		items += fmt.Sprintf("%d,0,1,2,3,%d,1,1,0,2\n", p, p%4)
	}
	weeks := weeksTable("patient,day,phase,symptoms", func(p, week int, phase string, y int) string { return fmt.Sprintf("%d,%d,%s,%d\n", p, week, phase, y) })
	for name, c := range map[string]struct {
		text string
		m    Mapping
		want string
	}{
		"another scale":   {strings.Replace(plain, "symptoms", "HAM-D", 1), Mapping{Symptoms: "HAM-D"}, `"HAM-D" is read as 0 to 27 (a PHQ-9 total): where it has another scale`},
		"named within":    {strings.Replace(plain, "symptoms", "Depression (BDI)", 1), Mapping{Symptoms: "Depression (BDI)"}, `"Depression (BDI)" is read as 0 to 27 (a PHQ-9 total): where it has another scale`},
		"days as numbers": {days, Mapping{}, "they are more than those that have one: where the numbers count days"},
		"days as weeks":   {weeks, Mapping{Week: "day"}, `"day" is read as weeks since entry: where it counts days`},
		"items":           {items, Mapping{Symptoms: "phq9_*"}, "as the items of the PHQ-9 are"},
		"low scores":      {items, Mapping{Symptoms: "phq9_*"}, "no score of the PHQ-9 is above 3, of 27"},
		"planned":         {weeks, Mapping{Week: "day", PlannedSessions: 9}, "how many are planned is not looked at"},
	} {
		table, _, err := readOwn(strings.NewReader(c.text), c.m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		noted(t, table, c.want)
	}
	if table, _ := mustRead(t, items, Mapping{Symptoms: "PHQ9_*"}); len(table.wide["symptoms"].Columns) != 9 {
		t.Errorf("columns in other letters: %+v", table.wide)
	}
	if _, _, err := readOwn(strings.NewReader(items), Mapping{Symptoms: "bdi_*"}); err == nil || !strings.Contains(err.Error(), `; they have "phq9_*"`) {
		t.Errorf("error %v", err)
	}
	for _, m := range []Mapping{{}, {Symptoms: "symptoms", SymptomsRange: []float64{0, 40}}} {
		table, _ := mustRead(t, plain, m)
		for _, n := range table.Notes {
			if strings.Contains(n, "another scale") && !strings.Contains(n, "rounded") || strings.Contains(n, "count days") {
				t.Errorf("a plain table has the note %q", n)
			}
		}
	}
}

// Scores that do not vary have no sampling error, whatever sums are off by.
func TestScoresThatDoNotVary(t *testing.T) {
	text := clinic(header, func(p, th, s int, a float64, _ int) string { return plainRow(p, th, s, a, 12) })
	_, own, fit, err := askedOfOwn(strings.NewReader(text), Mapping{}, &Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range own.findings {
		if strings.HasPrefix(f.Text, "symptoms at intake") {
			t.Errorf("%s = %g, asked for within %g to %g", f.Text, own.values[i], own.targets[i].low, own.targets[i].high)
		}
	}
	if !slices.ContainsFunc(fit.Unsupported, func(u string) bool { return u == "symptoms at intake, mean: no sampling error can be had" }) {
		t.Errorf("not supported: %q", fit.Unsupported)
	}
}

// What a table tells, with its error, does not hang on the order of its rows, nor on its shape.
func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	text := clinic(header, func(p, th, s int, a float64, y int) string { return fmt.Sprintf("P%d,%d,%d,%.3f,%d\n", p, th, s, a, y) })
	rows := strings.Split(strings.TrimSpace(text), "\n")
	backwards := slices.Clone(rows[1:])
	slices.Reverse(backwards)
	told := func(text string, m Mapping) *ownData {
		table, d := mustRead(t, text, m)
		own := &ownData{planned: table.planned}
		own.derive(d, &DataFit{Therapists: table.therapists})
		return own
	}
	wide := make([]string, 40)
	for i := range wide {
		cells := []string{fmt.Sprintf("P%d", 40-i)}
		for s := 1; s <= 10; s++ {
			symptoms := ""
			for _, row := range rows {
				if c := strings.Split(row, ","); c[0] == cells[0] && c[2] == fmt.Sprint(s) {
					symptoms = c[4]
				}
			}
			cells = append(cells, symptoms)
		}
		wide[i] = strings.Join(cells, ",")
	}
	want := told(text, Mapping{})
	same := func(name string, got *ownData) {
		t.Helper()
		seen := 0
		for i, target := range want.targets {
			for k, other := range got.targets {
				if got.findings[k].Text == want.findings[i].Text {
					seen++
					if math.Abs(other.low-target.low)+math.Abs(other.high-target.high) > 1e-9 {
						t.Errorf("%s: %s: %g to %g, want %g to %g", name, got.findings[k].Text, other.low, other.high, target.low, target.high)
					}
				}
			}
		}
		if seen < 3 {
			t.Errorf("%s: %d targets are the same, want 3", name, seen)
		}
	}
	same("backwards", told(rows[0]+"\n"+strings.Join(backwards, "\n"), Mapping{}))
	same("wide", told("patient,y1,y2,y3,y4,y5,y6,y7,y8,y9,y10\n"+strings.Join(wide, "\n"), Mapping{Symptoms: "y*"}))
}
