package fit

import (
	"fmt"
	"math"
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
	noted(t, own, "asked about at their weeks, and no sessions: 72 assessments at weeks (0 waiting, 24 in treatment, 48 after it)")
}

// What is told of weeks: scores that are rounded at any of them, weeks that may be days, and a table
// without week 0, which tells nobody's change.
func TestWhatIsToldOfWeeks(t *testing.T) {
	table := func(week func(int) int, half string) string {
		return weeksTable("patient,week,symptoms", func(p, w int, _ string, y int) string { return fmt.Sprintf("%d,%d,%d%s\n", p, week(w), y, half) })
	}
	own, _ := mustRead(t, table(func(w int) int { return w }, ".5"), Mapping{})
	noted(t, own, "96 symptom scores between the points of the PHQ-9")
	own.weeksAsked()
	if slices.ContainsFunc(own.Notes, func(n string) bool { return strings.Contains(n, "multiples of 7") }) {
		t.Errorf("notes %q", own.Notes)
	}
	own, _ = mustRead(t, table(func(w int) int { return 7 * w }, ""), Mapping{})
	own.weeksAsked()
	noted(t, own, "all weeks are multiples of 7 (56, 182, 364 …): where they count days, divide them by 7")
	_, _, _, err := askedOfOwn(strings.NewReader(table(func(w int) int { return w + 1 }, "")), Mapping{}, &Options{})
	if err == nil || !strings.Contains(err.Error(), "no patient has a symptom score at week 0, that of intake, from which change is counted: where the weeks of the table begin with 1, take 1 from each") {
		t.Errorf("error %v", err)
	}
	_, _, _, err = askedOfOwn(strings.NewReader("patient,session,symptoms,alliance\n1,1,,3\n1,2,NA,4\n"), Mapping{}, &Options{})
	if err == nil || !strings.Contains(err.Error(), "no patient has a symptom score: look whether") {
		t.Errorf("error %v", err)
	}
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
	noted(t, own, "24 rows at week 0, no sessions: left out")
	weekly := "patient,week,symptoms\n1,0,18\n1,1,17\n1,2,12\n2,0,14\n2,1,11\n"
	if own, d = mustRead(t, weekly, Mapping{Session: "week"}); own.weekly || len(d.Assessments) > 0 || len(d.Sessions) != 5 {
		t.Errorf("a column that is said to hold sessions is taken for weeks: %d sessions, %d assessments", len(d.Sessions), len(d.Assessments))
	}
}

func TestWeeksThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"patient,week,symptoms\n1,0,5\n1,8,5\n1,8,6\n":                `line 4: patient "1", week 8 is there twice (first in line 3): keep one; where rows are sessions, say --column session=YOURS`,
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

// wideTable is a table of 24 patients with a column for each week.
func wideTable(header string, rows func(p int) string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for p := range 24 {
		b.WriteString(rows(p) + "\n")
	}
	return b.String()
}

// Columns that are named after weeks are those of a table with a row to a patient and week,
// however the week is written.
func TestColumnsOfWeeks(t *testing.T) {
	for header, pattern := range map[string]string{
		"id,phq9_w0,phq9_w8,phq9_w26,gad7_w0,gad7_w8,gad7_w26":                             "phq9_w*",
		"id,week0_phq9,week8_phq9,week26_phq9,week0_gad7,week8_gad7,week26_gad7":           "week*_phq9",
		"id,PHQ9 Week 0,PHQ9 Week 8,PHQ9 Week 26,GAD7 Week 0,GAD7 Week 8,GAD7 Week 26":     "PHQ9 Week *",
		"id,phq9_total_wk00,phq9_total_wk08,phq9_total_wk26,gad7_wk00,gad7_wk08,gad7_wk26": "phq9_total_wk*",
	} {
		text := wideTable(header, func(p int) string { return fmt.Sprintf("%d,%d,%d,%s,9,8,7", p, 18+p%3, 12+p%3, []string{"7", ""}[p%2]) })
		own, d := mustRead(t, text, Mapping{Patient: "id", Symptoms: pattern})
		if !own.weekly || len(d.Sessions) != 24 || len(d.Assessments) != 48 || !slices.Equal(own.weeksAsked(), []int{8, 26}) {
			t.Fatalf("%s: weekly %t, %d first sessions, %d assessments at %v", pattern, own.weekly, len(d.Sessions), len(d.Assessments), own.weeksAsked())
		}
		c := &d.List[5]
		if c.Patient.PHQ9Entry != 20 || c.Patient.PHQ9Intake != 20 || c.Assessed(8) != 14 || !math.IsNaN(c.Assessed(26)) {
			t.Errorf("%s: entry %d, week 8 %v, week 26 %v", pattern, c.Patient.PHQ9Entry, c.Assessed(8), c.Assessed(26))
		}
		noted(t, own, pattern+" has a column for each week since entry (0, 8, 26), reshaped to a row for each patient and week")
	}
	text := wideTable("id,wai_w1,wai_w2,phq9_w1,phq9_w2", func(p int) string { return fmt.Sprintf("%d,3.1,3.2,18,15", p) })
	own, d := mustRead(t, text, Mapping{Patient: "id", Symptoms: "phq9_w*", Alliance: "wai_w*", Session: "phq9_w*"})
	if own.weekly || len(d.Sessions) != 48 || len(d.Assessments) != 0 {
		t.Errorf("columns that are said to be sessions: weekly %t, %d sessions", own.weekly, len(d.Sessions))
	}
	for m, want := range map[*Mapping]string{
		{Patient: "id", Symptoms: "phq9_w*", Alliance: "wai_w*"}: "alliance has a column for each week (wai_w*), and only sessions have an alliance: where the numbers are sessions, say --column session=wai_w*",
		{Patient: "id"}: "a score in one column for each week is --column symptoms=phq9_w*",
	} {
		if _, _, err := readOwn(strings.NewReader(text), *m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// Events that are named after weeks are weeks, not sessions.
func TestEventsNamedAfterWeeks(t *testing.T) {
	var b strings.Builder
	b.WriteString("record_id,redcap_event_name,phq9\n")
	for p := range 24 {
		fmt.Fprintf(&b, "%d,baseline_arm_1,%d\n%d,week_4_arm_1,15\n%d,6_month_follow_up_arm_1,9\n", p, 18+p%3, p, p)
	}
	own, d := mustRead(t, b.String(), Mapping{Patient: "record_id", Symptoms: "phq9"})
	if !own.weekly || !slices.Equal(own.weeksAsked(), []int{4, 26}) || d.List[1].Patient.PHQ9Entry != 19 || d.List[1].Assessed(4) != 15 {
		t.Errorf("weekly %t, weeks %v", own.weekly, own.weeksAsked())
	}
	noted(t, own, `"baseline_arm_1" week 0, "week_4_arm_1" week 4, "6_month_follow_up_arm_1" week 26`)
	if own, d := mustRead(t, strings.ReplaceAll(b.String(), "6_month_follow_up", "week_9"), Mapping{Patient: "record_id", Symptoms: "phq9", Session: "redcap_event_name"}); own.weekly || len(d.Assessments) > 0 {
		t.Errorf("events that are said to be sessions are weeks")
	}
	if _, _, err := readOwn(strings.NewReader(b.String()+"3,end_of_treatment_arm_1,8\n"), Mapping{Patient: "record_id", Symptoms: "phq9"}); err == nil || !strings.Contains(err.Error(), `line 74: "end_of_treatment_arm_1" names no week`) {
		t.Errorf("an event without a week: error %v", err)
	}
}

// Symptoms that rise from intake to the last week are told, in whichever form they stand.
func TestRisingSymptomsByWeek(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		m    Mapping
	}{
		"long": {weeksTable("patient,week,symptoms", func(p, week int, _ string, y int) string { return fmt.Sprintf("%d,%d,%d\n", p, week, 27-y) }), Mapping{}},
		"wide": {wideTable("patient,phq9_w0,phq9_w12", func(p int) string { return fmt.Sprintf("%d,%d,%d", p, 9+p%3, 18+p%3) }), Mapping{Symptoms: "phq9_w*"}},
	} {
		own, _ := mustRead(t, c.text, c.m)
		noted(t, own, "symptoms rise on average, by 9.00 points")
		if name == "wide" {
			c.m.SymptomsRange = []float64{27, 0}
			if own, _ := mustRead(t, c.text, c.m); slices.ContainsFunc(own.Notes, func(n string) bool { return strings.Contains(n, "rise on average") }) {
				t.Errorf("with the ends of a scale on which high is well, symptoms rise: %q", own.Notes)
			}
		}
	}
}

// A column of session 99 is no session, and is asked about where its week is given.
func TestAFarColumnIsAFollowUp(t *testing.T) {
	text := wideTable("patient,phq9_s1,phq9_s2,phq9_s3,phq9_s99", func(p int) string { return fmt.Sprintf("%d,18,15,12,%d", p, 6+p%2) })
	own, d := mustRead(t, text, Mapping{Symptoms: "phq9_s*"})
	if own.longest != 3 || len(d.Assessments) != 0 {
		t.Errorf("longest %d, %d assessments", own.longest, len(d.Assessments))
	}
	noted(t, own, "session 99 stands far from the others: taken as a follow-up after treatment, no session: left out; --follow-up 99=WEEK asks about it")
	own, d = mustRead(t, text, Mapping{Symptoms: "phq9_s*", FollowUps: map[int]int{99: 52}})
	if own.longest != 3 || d.List[1].Assessed(52) != 7 {
		t.Errorf("longest %d, week 52 %v", own.longest, d.List[1].Assessed(52))
	}
}

// A row of session 99 is asked about where its week is given, and is said to be left out
// where it is not, and only there.
func TestAFarRowIsLeftOutOrAskedAbout(t *testing.T) {
	const left = "session 99 is left out; --follow-up 99=WEEK asks about it"
	var b strings.Builder
	b.WriteString("patient,session,symptoms\n")
	for p := range 20 {
		fmt.Fprintf(&b, "%d,1,18\n%[1]d,2,15\n%[1]d,3,12\n%[1]d,99,%d\n", p, 6+p%2)
	}
	own, d := mustRead(t, b.String(), Mapping{})
	noted(t, own, left)
	if own.longest != 3 || len(d.Assessments) != 0 {
		t.Errorf("longest %d, %d assessments", own.longest, len(d.Assessments))
	}
	own, d = mustRead(t, b.String(), Mapping{FollowUps: map[int]int{99: 52}})
	if own.longest != 3 || len(d.Assessments) != 20 || slices.ContainsFunc(own.Notes, func(n string) bool { return strings.Contains(n, "left out") }) {
		t.Errorf("longest %d, %d assessments, notes %q", own.longest, len(d.Assessments), own.Notes)
	}
}
