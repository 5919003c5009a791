package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sessionsOf reads a table of two columns, patient and when.
func sessionsOf(t *testing.T, rows string) (*Table, Sessions, error) {
	t.Helper()
	got := read(t, "patient;when\n"+rows, Options{})
	ids := make([]string, len(got.Rows))
	for i, r := range got.Rows {
		ids[i] = r.Cells[0]
	}
	s, err := got.Sessions(1, ids)
	return got, s, err
}

// A baseline at which nobody answers is no session: it would move all others by one.
func TestABaselineWithoutScoresIsNoSession(t *testing.T) {
	for name, c := range map[string]struct {
		rows, note string
		want       []int
	}{
		"silent":    {"a;baseline_arm_1;NA;\na;session_1_arm_1;20;3\nb;baseline_arm_1;;-99\n", "session 0 (2 rows) has no score in any row", []int{NoSession, 1, NoSession}},
		"answered":  {"a;baseline_arm_1;NA;\na;session_1_arm_1;20;3\nb;baseline_arm_1;12;\n", "begin with 0", []int{1, 2, 1}},
		"numbers":   {"a;0;;\na;1;20;3\n", "session 0 (1 row) has no score", []int{NoSession, 1}},
		"all empty": {"a;0;;\nb;0;;\n", "begin with 0", []int{1, 1}},
	} {
		got := read(t, "patient;when;phq9;wai\n"+c.rows, Options{Missing: []string{"-99"}})
		ids := make([]string, len(got.Rows))
		for i, r := range got.Rows {
			ids[i] = r.Cells[0]
		}
		s, err := got.Sessions(1, ids, 2, 3)
		if err != nil || !slices.Equal(s.Number, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, s.Number, err, c.want)
		}
		noted(t, got, c.note)
	}
}

func TestSessionsByNumberNameAndDate(t *testing.T) {
	for name, c := range map[string]struct {
		rows, note string
		want       []int
		shifted    int
	}{
		"numbers":    {"a;1\na;2.0\nb;3,0\n", "", []int{1, 2, 3}, 0},
		"from 0":     {"a;0\na;1\nb;0\n", "begin with 0", []int{1, 2, 1}, 1},
		"REDCap":     {"a;session_01_arm_1\na;session_02_arm_1\nb;session_10_arm_2\n", "names of events", []int{1, 2, 10}, 0},
		"baseline":   {"a;baseline_arm_1\na;session_01_arm_1\na;follow_up_1_arm_1\n", "session 0", []int{1, 2, NoSession}, 1},
		"words":      {"a;Session 1\na;Session 12\nb;FU 1\n", "follow-up", []int{1, 12, NoSession}, 0},
		"follow-up":  {"a;1\na;2\na;99\nb;1\nb;99\n", "session 99 (2 rows)", []int{1, 2, NoSession, 1, NoSession}, 0},
		"no gap":     {"a;97\na;98\na;99\n", "", []int{97, 98, 99}, 0},
		"dates":      {"a;2025-01-14\nb;2025-02-01\na;2025-01-07\n", "holds dates", []int{2, 1, 1}, 0},
		"points":     {"a;14.01.2025\na;07.02.2025\n", "day first", []int{1, 2}, 0},
		"all points": {"a;02.01.2025\na;01.02.2025\n", "day first", []int{1, 2}, 0},
		"slashes":    {"a;13/01/2025\na;02/02/2025\n", "day first", []int{1, 2}, 0},
		"month":      {"a;01/14/2025\na;02/07/2025\n", "month first", []int{1, 2}, 0},
		"time":       {"a;2025-01-14 10:30\na;2025-01-15T09:00:00Z\n", "holds dates", []int{1, 2}, 0},
		"after each": {"a;post_session_1\na;post_session_2\n", "names of events", []int{1, 2}, 0},
		"end of":     {"a;End of session 1\na;End of session 2\n", "names of events", []int{1, 2}, 0},
		"full":       {"a;full session 1\na;full session 2\n", "names of events", []int{1, 2}, 0},
		"fu":         {"a;1\na;fu1\na;FU_2\n", "follow-up", []int{1, NoSession, NoSession}, 0},
		"serial day": {"a;45671\na;45664\n", "spreadsheets write dates", []int{2, 1}, 0},
	} {
		got, s, err := sessionsOf(t, c.rows)
		if err != nil || !slices.Equal(s.Number, c.want) || s.Shifted != c.shifted {
			t.Errorf("%s: %v (shifted %d), %v; want %v", name, s.Number, s.Shifted, err, c.want)
		}
		if c.note != "" {
			noted(t, got, c.note)
		}
	}
	for rows, want := range map[string]string{
		"a;1\na;\n":                           `line 3: when = "": is empty`,
		"a;1.5\n":                             `line 2: when = "1.5": want a whole number`,
		"a;-1\n":                              `when = "-1"`,
		"a;1001\n":                            `when = "1001"`,
		"a;1\na;99999999999999999999\n":       `line 3: when = "99999999999999999999"`,
		"a;session_99999999999999999999\n":    `when = "session_99999999999999999999"`,
		"a;sometime\n":                        `when = "sometime"`,
		"a;session_1\na;week_1\n":             "counts in several ways",
		"a;pre_session_1\na;post_session_1\n": "counts in several ways",
		"a;01/02/2025\na;03/04/2025\n":        "write dates as 2025-01-31",
		"a;12/01/2025\na;01/12/2025\n":        "write dates as 2025-01-31",
		"a;2025-02-30\n":                      "is no date",
		"a;31/01/2025\na;01/13/2025\n":        "is no date",
		"a;2025-01-14\na;2025-01-14\n":        `line 3: patient "a", 2025-01-14 is there twice (first in line 2)`,
		"a;2025-01-14\na;\na;2025-01-15\n":    "want a date",
		"a;13/01/2025\na;45671\n":             `line 3: when = "45671": other rows have a date`,
		"a;1\na;off\nb;off\n":                 `line 3 and 1 other: when = "off": want`,
	} {
		if _, _, err := sessionsOf(t, rows); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", rows, err, want)
		}
	}
}

// Dates of two treatments, or of a follow-up, are one treatment only where that is told; each
// day twice is told a few times.
func TestDatesFarApartAndTwice(t *testing.T) {
	got, s, err := sessionsOf(t, "a;2023-01-14\na;2023-01-21\na;2025-03-01\na;2026-03-01\nb;2023-01-14\nb;2023-07-01\n")
	if err != nil || !slices.Equal(s.Number, []int{1, 2, 3, 4, 1, 2}) {
		t.Fatalf("%v, %v", s.Number, err)
	}
	noted(t, got, `half a year or more without a session, in 1 patient (first: "a", 2023-01-21 to 2025-03-01): taken for one treatment each; give another one an id of its own`)
	if _, _, err = sessionsOf(t, "a;01/02/2024\na;31/01/2024\nb;02/13/2024\n"); err == nil || !strings.Contains(err.Error(), `line 4: "when": "02/13/2024" is no date with the day first, as line 3 has it ("31/01/2024"): write all dates alike`) {
		t.Errorf("error %v", err)
	}
	got, _, _ = sessionsOf(t, "a;2024-01-14\nb;31.12.2024\n")
	noted(t, got, `dates such as "31.12.2024" are read with the day first`)
	_, _, err = sessionsOf(t, strings.Repeat("a;2024-01-14\n", 50))
	if n := strings.Count(err.Error(), "\n"); n != maxFaults || !strings.Contains(err.Error(), "give it a column of its own first") {
		t.Errorf("%d lines: %v", n, err)
	}
}

func TestRowsThatAreThereTwice(t *testing.T) {
	got, s, err := sessionsOf(t, "102;1\n102;2\n102;2\n103;99\n103;99\n")
	if err != nil {
		t.Fatal(err)
	}
	err = got.Twice([]string{"102", "102", "102", "103", "103"}, s)
	if err == nil || !strings.Contains(err.Error(), "line 4: patient 102, session 2 is there twice (first in line 3)") || strings.Contains(err.Error(), "103") {
		t.Errorf("error %v", err)
	}
}

// Follow-ups are named in several ways; where every row is one, the names mean something else.
func TestNamesOfFollowUps(t *testing.T) {
	for _, name := range []string{"6 month follow-up", "12_month_follow_up_arm_1", "Nachbefragung", "1-Jahres-Katamnese", "follow-up 2"} {
		got, s, err := sessionsOf(t, "a;1\na;2\na;"+name+"\n")
		if err != nil || !slices.Equal(s.Number, []int{1, 2, NoSession}) {
			t.Errorf("%s: %v, %v", name, s.Number, err)
			continue
		}
		noted(t, got, "is taken as a follow-up after treatment, no session: left out")
	}
	if _, _, err := sessionsOf(t, "a;Endo 1\na;Endo 2\n"); err == nil || !strings.Contains(err.Error(), `no row is a session: "Endo 1", "Endo 2" are taken as follow-ups after treatment; call sessions otherwise`) {
		t.Errorf("error %v", err)
	}
}

// The number of a session that is there twice is that of the file, also where the first is 0.
func TestRowsBeforeTheFirstSessionTwice(t *testing.T) {
	got, s, err := sessionsOf(t, "a;baseline\na;screening\na;1\n")
	if err != nil {
		t.Fatal(err)
	}
	err = got.Twice([]string{"a", "a", "a"}, s)
	if err == nil || !strings.Contains(err.Error(), `line 3: patient "a", session 0 is there twice (first in line 2)`) || !strings.Contains(err.Error(), "of several assessments before the first session") {
		t.Errorf("error %v", err)
	}
	got, s, _ = sessionsOf(t, "a;0\na;1\na;1\n")
	if err = got.Twice([]string{"a", "a", "a"}, s); err == nil || !strings.Contains(err.Error(), "session 1 is there twice") || strings.Contains(err.Error(), "several assessments") {
		t.Errorf("error %v", err)
	}
}

func TestWideTablesAndRoles(t *testing.T) {
	got := read(t, "id,bdi_s0,bdi_s1,bdi_s2,phq9,x1,x2\n1,20,18,,3,1,2\n", Options{})
	wide := got.Wide()
	if len(wide) != 1 || wide[0].Pattern() != "bdi_s*" || !slices.Equal(wide[0].Numbers, []int{0, 1, 2}) {
		t.Fatalf("wide %+v", wide)
	}
	roles := got.Roles()
	if roles["id"] != "patient?" || roles["phq9"] != "symptoms?" || roles["bdi_s1"] != "session of bdi_s*" {
		t.Errorf("roles %v", roles)
	}
	var b strings.Builder
	if err := got.WriteText(&b, roles); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"cells separated by comma", "bdi_s2", "1 empty", "patient?"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, b.String())
		}
	}
}

func TestKindsOfColumns(t *testing.T) {
	got := read(t, "a,b,c,d,e,f\n1,1.5,2025-01-02,yes,x,\n2,2,2025-01-03,no,1,NA\n", Options{})
	want := []Kind{WholeNumbers, Numbers, Dates, YesNo, Text, Nothing}
	for i, c := range got.Columns {
		if c.Kind != want[i] {
			t.Errorf("column %s: %s, want %s", c.Name, c.Kind, want[i])
		}
	}
	for cell, want := range map[string]bool{"1": true, "1.0": true, "0.0": false, "TRUE": true, "No": false} {
		if yes, ok := Truth(cell); !ok || yes != want {
			t.Errorf("Truth(%q) = %v, %v", cell, yes, ok)
		}
	}
	if _, ok := Truth("2"); ok {
		t.Error("2 is neither true nor false")
	}
}

func TestWeekNamed(t *testing.T) {
	for cell, want := range map[string]int{
		"week_4_arm_1": 4, "Week 12": 12, "W8": 8, "baseline_arm_1": 0, "Intake": 0, "6_month_follow_up_arm_1": 26, "2_month_follow_up": 9, "3 months": 13, "followup_month_12": 52,
		"12 weeks": 12, "fu_52w": 52, "Woche 3": 3, "1_year_follow_up": 52, "2y": 104,
		"session_4_arm_1": -1, "visit_3": -1, "end_of_treatment": -1, "follow_up": -1, "week_999": -1, "4": -1, "arm_1": -1, "": -1,
	} {
		week, ok := WeekNamed(cell)
		if !ok {
			week = -1
		}
		if week != want {
			t.Errorf("%q: week %d, want %d", cell, week, want)
		}
	}
}

func TestColumnsNamedAfterWeeks(t *testing.T) {
	got := read(t, "id,phq9_w0,phq9_w12,week0_gad7,week12_gad7,bdi_s1,bdi_s2,bdi_s3,view1_a,phq9_item1,phq9_item2,phq9_item3\n1,2,3,4,5,6,7,8,9,1,1,1\n", Options{})
	var told []string
	for _, w := range got.Wide() {
		told = append(told, fmt.Sprintf("%s %s %t %v", w.Pattern(), w.Score(), w.Weeks, w.Numbers))
	}
	want := []string{"bdi_s* bdi_s false [1 2 3]", "phq9_item* phq9_item false [1 2 3]", "phq9_w* phq9 true [0 12]", "week*_gad7 gad7 true [0 12]"}
	if !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
	if role := got.Roles()["week12_gad7"]; role != "week 12 of week*_gad7" {
		t.Errorf("role %q", role)
	}
}

// A number at the end of an instrument's name is no session; digits after it are.
func TestWideColumnsOfNumberedInstruments(t *testing.T) {
	got := read(t, "id,PHQ91,PHQ92,PHQ910\n1,20,18,3\n", Options{})
	if wide := got.Wide(); len(wide) != 1 || wide[0].Pattern() != "PHQ9*" || !slices.Equal(wide[0].Numbers, []int{1, 2, 10}) {
		t.Errorf("wide %+v", got.Wide())
	}
}

// Dates with the name of a month, and dates of digits alone, are numbered in their order.
func TestDatesOfOtherKinds(t *testing.T) {
	for _, dates := range [][3]string{{"2-Feb-24", "30-Jan-24", "1-Mar-24"}, {"02FEB2024", "30JAN2024", "01MAR2024"}, {"2 February 2024", "30 January 2024", "1 March 2024"}, {"20240202", "20240130", "20240301"}, {"3-Jan-00", "20-Dec-99", "10-Jan-00"}, {"03.01.00", "20.12.99", "10.01.00"},
		{"3-Jan-04", "20-Dec-03", "10-Jan-04"}, {"2-Jan-30", "1-Jan-30", "31-Dec-29"}, {"2/13/2024 02:30 PM", "2/12/2024 3:30:00 pm", "3/1/2024 9:00AM"}} {
		_, s, err := sessionsOf(t, "1;"+dates[0]+"\n1;"+dates[1]+"\n1;"+dates[2]+"\n")
		if err != nil || !slices.Equal(s.Number, []int{2, 1, 3}) {
			t.Errorf("%v: %v, %v", dates, s.Number, err)
		}
	}
	if _, _, err := sessionsOf(t, "1;2-Fob-24\n1;30-Jan-24\n"); err == nil {
		t.Error("a month that there is not is read")
	}
}

// What stands beside a number is told apart from a word for no answer.
func TestNumbersWithSomethingBeside(t *testing.T) {
	for cell, want := range map[string]string{"16 pts": "write the number alone", "'3.5": "write the number alone", "40%": "write the number alone", "16 = moderate": "write the number alone", "k.A.": "--missing=k.A.", "16 (moderate)": "write the number alone", "often": "export the values"} {
		got := read(t, "id,x\n1,"+cell+"\n2,5\n", Options{})
		if _, err := got.Number(0, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", cell, err, want)
		}
	}
}

// Words for phases are not found inside of other words.
func TestPhase(t *testing.T) {
	for cell, want := range map[string]string{"FU": PhaseEnded, "fu_1": PhaseEnded, "WL": PhaseWaiting, "WLC": PhaseWaiting, "tx2": PhaseTreatment, "full dose": "", "txt": ""} {
		if phase, _ := Phase(cell); phase != want {
			t.Errorf("%q: %q, want %q", cell, phase, want)
		}
	}
}

// Headings as R, German files and REDCap write them.
func TestHeadingsThatNameTheirRole(t *testing.T) {
	for headings, want := range map[string][]string{
		"Patient.ID;Session.Number;PHQ.9.Total.Score;WAI.SR..Patient.":   {"patient?", "session?", "symptoms?", "alliance?"},
		"Chiffre;Sitzungsnr.;PHQ-9 Summe;HAQ":                            {"patient?", "session?", "symptoms?", "alliance?"},
		"record_id;redcap_repeat_instance;phq9_total_score;wai_sr_total": {"patient?", "session?", "symptoms?", "alliance?"},
		"record_id;redcap_event_name;redcap_repeat_instance;phq9_total":  {"patient?", "session?", "", "symptoms?"},
	} {
		got := read(t, headings+"\n1;1;3;4\n", Options{})
		roles := got.Roles()
		for i, name := range got.Headings() {
			if roles[name] != want[i] {
				t.Errorf("%s: %q, want %q", name, roles[name], want[i])
			}
		}
	}
}
