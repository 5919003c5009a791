package fit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// weeksTable is a table of 24 patients, a row to an assessment.
func weeksTable(header string, row func(patient, week int, phase string, symptoms int) string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for p := range 24 {
		for k, week := range []int{0, 8, 26, 52} {
			b.WriteString(row(p, week, []string{"pre", "during", "post", "follow-up"}[k], 18-3*k+p%3))
		}
	}
	return b.String()
}

// A table with a row to a patient and week has no sessions: week 0 is intake, the
// others are asked of everybody.
func TestTablesByWeek(t *testing.T) {
	plain := weeksTable("patient,week,symptoms", func(p, week int, _ string, y int) string { return fmt.Sprintf("%d,%d,%d\n", p, week, y) })
	phased := weeksTable("id,wk,stage,symptoms,alliance", func(p, week int, phase string, y int) string {
		return fmt.Sprintf("%d,%d,%s,%d,3.5\n", p, week, phase, y)
	})
	for name, c := range map[string]struct {
		text string
		m    Mapping
	}{"plain": {plain, Mapping{}}, "phases": {phased, Mapping{Patient: "id", Week: "wk", Phase: "stage"}}} {
		own, d := mustRead(t, c.text, c.m)
		if d.Len() != 24 || len(d.Sessions) != 24 || len(d.Assessments) != 72 || !slices.Equal(own.weeksAsked(), []int{8, 26, 52}) {
			t.Fatalf("%s: %d patients, %d first sessions, %d assessments", name, d.Len(), len(d.Sessions), len(d.Assessments))
		}
		if x := d.List[4].Assessed(26); x != 13 || d.List[4].Patient.PHQ9Intake != 19 {
			t.Errorf("%s: %v at week 26, want 13; intake %d, want 19", name, x, d.List[4].Patient.PHQ9Intake)
		}
		noted(t, own, "each row is an assessment at a week since entry")
		derived, fit := &ownData{weeks: own.weeksAsked(), weekly: own.weekly}, &DataFit{}
		derived.derive(d, fit)
		var told []string
		for i, f := range derived.findings {
			told = append(told, fmt.Sprintf("%s %.3g", f.Text, derived.values[i]))
		}
		if !slices.Contains(told, "symptoms at week 26, everybody, mean 13") || !slices.Contains(told, "symptoms at intake, mean 19") || len(told) < 5 {
			t.Errorf("%s: targets %q", name, told)
		}
		o := Options{}
		if err := own.options(&o, derived); err != nil || o.Study.Scenarios[0].Set != nil || !slices.Contains(o.Study.Assessments.Weeks, 52) {
			t.Errorf("%s: %v %+v", name, err, o.Study)
		}
	}
	own, _ := mustRead(t, phased, Mapping{Patient: "id", Week: "wk", Phase: "stage"})
	noted(t, own, "72 assessments at weeks are asked about at their weeks, and are no sessions (0 waiting, 24 in treatment, 48 after it)")
}

// In a table of sessions, rows without a session, and rows before or after treatment,
// are assessments at their week.
func TestSessionsAndWeeksInOneTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("patient,session,week,phase,alliance,symptoms\n")
	for p := range 24 {
		fmt.Fprintf(&b, "%d,,0,pre,,20\n%d,1,2,treatment,3.1,18\n%d,2,3,treatment,3.2,15\n%d,,26,,,9\n%d,99,52,follow-up,,%d\n", p, p, p, p, p, 6+p%2)
	}
	own, d := mustRead(t, b.String(), Mapping{})
	if d.Len() != 24 || len(d.Sessions) != 48 || len(d.Assessments) != 48 || own.longest != 2 || !slices.Equal(own.weeksAsked(), []int{26, 52}) {
		t.Fatalf("%d patients, %d sessions up to %d, %d assessments", d.Len(), len(d.Sessions), own.longest, len(d.Assessments))
	}
	if x := d.List[3].Assessed(52); x != 7 || d.List[3].Assessed(26) != 9 || d.List[3].Patient.PHQ9Intake != 18 {
		t.Errorf("week 52: %v, week 26: %v, intake %d", x, d.List[3].Assessed(26), d.List[3].Patient.PHQ9Intake)
	}
	noted(t, own, "24 rows at week 0 are no sessions: left out")
	weekly := "patient,week,symptoms\n1,0,18\n1,1,17\n1,2,12\n2,0,14\n2,1,11\n"
	if own, d = mustRead(t, weekly, Mapping{Session: "week"}); own.weekly || len(d.Assessments) > 0 || len(d.Sessions) != 5 {
		t.Errorf("a column that is said to hold sessions is taken for weeks: %d sessions, %d assessments", len(d.Sessions), len(d.Assessments))
	}
}

func TestWeeksThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"patient,week,symptoms\n1,0,5\n1,8,5\n1,8,6\n":                `line 4: patient "1", week 8 is there twice (first in line 3): where rows are sessions, say --column session=YOURS`,
		"patient,week,symptoms\n1,0,5\n1,2.5,5\n":                     `line 3: week = "2.5": want whole weeks since entry, 0 to 520`,
		"patient,week,symptoms\n1,0,5\n1,-2,5\n":                      `line 3: week = "-2"`,
		"patient,week,symptoms\n1,0,5\n1,,5\n":                        "line 3: has no week",
		"patient,week,alliance,symptoms\n1,0,,5\n1,1,3.5,5\n":         "line 3: week 1 has an alliance, as a session has: where rows are sessions, say --column session=week; where they are assessments, give a column phase",
		"patient,week,phase,symptoms\n1,0,pre,5\n1,8,xyz,5\n":         `line 3: phase = "xyz": want a word for waiting`,
		"patient,session,phase,symptoms\n1,1,treatment,5\n1,9,fu,5\n": `line 3: session "9" is ended (phase) and has no week: give a column week, or say --follow-up 9=WEEK`,
		"patient,session,week,symptoms\n1,1,1,5\n1,,,5\n":             "line 3: has neither a session nor a week",
		"patient,session,week,phase,symptoms\n1,1,8,post,5\n":         "no row is a session in treatment",
	} {
		if _, _, err := readOwn(strings.NewReader(text), Mapping{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
	if _, _, err := readOwn(strings.NewReader("patient,session,symptoms\n1,1,5\n"), Mapping{Week: "wk"}); err == nil || !strings.Contains(err.Error(), `no column "wk" for week`) {
		t.Errorf("error %v", err)
	}
}
