package twins

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/analysis"
)

func compared(t *testing.T) (*Comparison, []*Sheet) {
	t.Helper()
	a, b := worlds(t)
	twins, err := PairTwins(a, b)
	if err != nil {
		t.Fatal(err)
	}
	trait, err := findTrait("agreeableness")
	if err != nil {
		t.Fatal(err)
	}
	c := &Comparison{Baseline: "before", Scenarios: []ScenarioComparison{twins.compare([]Trait{trait}, &CompareOptions{TrialN: 100})}}
	return c, []*Sheet{twins.Sheet(), c.Sheet()}
}

// Each cell is of the type that its column declares, and missing only where it may be:
// what writes a sheet relies on it.
func TestSheetsHoldTheirTypes(t *testing.T) {
	_, sheets := compared(t)
	for _, s := range sheets {
		for k := range s.Columns {
			c := &s.Columns[k]
			for row := range s.Rows {
				if v := c.Value(row); v == nil && !c.Nullable || v != nil && fmt.Sprintf("%T", v) != c.Type {
					t.Errorf("%s, row %d, %s: %v is a %T, want a %s", s.Name, row, c.Name, v, v, c.Type)
				}
			}
		}
	}
}

func TestContrastsTable(t *testing.T) {
	_, sheets := compared(t)
	header, lines := "", make([]string, sheets[0].Rows)
	for k := range sheets[0].Columns {
		c := &sheets[0].Columns[k]
		header += c.Name + ","
		for row := range lines {
			if v := c.Value(row); v != nil {
				lines[row] += fmt.Sprint(v)
			}
			lines[row] += ","
		}
	}
	if want := "baseline,scenario,replication,patient,parts_at,phq9_last_baseline,phq9_last_scenario,phq9_last_difference,response_baseline"; !strings.HasPrefix(header, want) {
		t.Errorf("header %q", header)
	}
	if want := "before,after,0,1,2,10,4,-6,0,1,1,"; !strings.HasPrefix(lines[1], want) {
		t.Errorf("patient 1: %q, want %q", lines[1], want)
	}
	if want := "before,after,0,0,,10,10,0,"; !strings.HasPrefix(lines[0], want) {
		t.Errorf("patient 0: %q, want %q", lines[0], want)
	}
}

func TestComparisonTextAndJSON(t *testing.T) {
	c, _ := compared(t)
	var text strings.Builder
	if err := c.WriteText(&text, "phq9_last"); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 120 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for _, want := range []string{"after minus before: 4 patients with their twins; 50 % part, half of them by session 2\n",
		"over 2 caseloads as clusters", "\nIn words: on last PHQ-9, after ", "by −3.000 points, with no interval to say how surely", "+50.00  ", "response                 2.0", "the intervals rest on 2 caseloads only", "  agreeableness  "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	for week, want := range map[int]string{4: "those who answered at the last assessment", 0: ""} {
		e := c.Scenarios[0].Effects[0]
		c.Scenarios[0].Effects[0].Outcome.Week, c.Scenarios[0].Effects[0].Twins = week, c.Scenarios[0].Twins-1
		text.Reset()
		if err := c.WriteText(&text, "phq9_last"); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(text.String(), want) || strings.Contains(text.String(), "everybody at the last assessment") {
			t.Errorf("of an outcome in week %d that one lacks:\n%s", week, text.String())
		}
		c.Scenarios[0].Effects[0] = e
	}
	c.Baseline, c.Scenarios[0].Scenario, c.Scenarios[0].Clusters = strings.Repeat("a", 63), strings.Repeat("b", 63), 1
	text.Reset()
	if err := c.WriteText(&text, "phq9_last"); err != nil {
		t.Fatal(err)
	}
	if want := c.Scenarios[0].Scenario + " minus\n" + c.Baseline + ":\n4 patients"; !strings.HasPrefix(text.String(), want) || !strings.Contains(text.String(), "no intervals: all patients share one therapist") {
		t.Errorf("long names and one cluster:\n%s", text.String())
	}
	out, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Comparisons []struct {
			Outcomes []struct {
				Outcome    struct{ Name string }
				Difference struct{ Value, Low *float64 }
				Saving     *float64
			}
		}
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	first := read.Comparisons[0].Outcomes[0]
	if first.Outcome.Name != "phq9_last" || first.Difference.Value == nil || *first.Difference.Value != -3 {
		t.Errorf("first outcome %+v", first)
	}
}

// The mark of intervals that cannot be relied on is in the table, as it is in the text.
func TestTheSummaryMarksRoughIntervals(t *testing.T) {
	few := []error{errors.New("few differ")}
	c := &Comparison{Scenarios: []ScenarioComparison{{Effects: []ScenarioEffect{
		{Difference: analysis.Result{Low: -2, High: 0, Warnings: few}},
		{Difference: analysis.Result{Low: -2, High: 0}},
		{Difference: analysis.Result{Low: math.NaN(), High: math.NaN(), Warnings: few}}, // no interval, which needs no mark
	}}}}
	s := c.Sheet()
	at := slices.IndexFunc(s.Columns, func(x SheetColumn) bool { return x.Column.Name == "difference_rough" })
	for i, want := range []float64{1, 0, 0} {
		if got := s.Columns[at].Cell(i); got != want {
			t.Errorf("row %d: difference_rough %v, want %v", i, got, want)
		}
	}
}
