package report

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/plots"
	"rapport/analysis/twins"
)

// lines are the rows of a table as text.
func lines(t table) (all []string) {
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		all = append(all, strings.Join(row, "|"))
	}
	return all
}

// The small run, worked out by hand: from 18, PHQ-9 falls to 13 for everybody, or to 8, which
// is at most half of it and 10 points less. Are these the numbers of the page, each under the
// heading that it belongs to, and everything said of the study?
func TestTablesOfAReport(t *testing.T) {
	r, err := New(smallRun(t, "a-usual", "b-faster"), small, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	c := r.contrasts()[0]
	for what, want := range map[string][2][]string{
		"overview": {lines(r.overview()), {
			"scenario|PHQ-9, entry|difference in last PHQ-9 from the baseline (95 % interval)|dropout|sessions|PHQ-9, last session|response then|remission then",
			"a-usual|18.0|baseline|0.0 %|6.0|13.0|0.0 %|0.0 %",
			"b-faster|18.0|−5.000|0.0 %|6.0|8.0|100.0 %|0.0 %"}},
		"effects": {lines(c.Effects)[:4], {
			"outcome|a-usual|b-faster|difference (95 % interval)|d or h (95 % interval)|a trial shows it|n per arm for 80 %|twins",
			"last PHQ-9|13.00|8.00|−5.000|–|–|–|–",
			"response|0.0 %|100.0 %|+100.00 (+72.40 to +100.00)|+3.14 (+1.62 to +3.14)|–|–|–", // Wilson's 13.8 % of 24 on both sides; h of 0 and 1 is π
			"remission|0.0 %|0.0 %|0.00 (−13.80 to +13.80) ~|0.00 (−0.53 to +0.53)|–|–|–"}},
		"numbers needed to treat": {lines(c.Needed), {
			"outcome|number needed to treat (95 % interval)",
			"response|1.0 (1.0 to 1.4) for one more to benefit",
			"remission|not estimable: too few twins differ",
			"reliable improvement|1.0 (1.0 to 1.4) for one more to benefit",
			"reliable deterioration|not estimable: too few twins differ",
			"dropout|not estimable: too few twins differ"}},
		"groups": {lines(c.Groups)[:2], {
			"trait|low third|middle third|high third|p of the interaction|p adjusted (Holm)",
			"agreeableness|−5.000|−5.000|−5.000|–|–"}},
		"warnings": {c.Warnings, {"the intervals rest on 6 caseloads only and are rough"}},
	} {
		if !slices.Equal(want[0], want[1]) {
			t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(want[0], "\n"), strings.Join(want[1], "\n"))
		}
	}
	if want := "24 patients with their twins, of whom 100 % part from their twin, half of them by session 2;"; !strings.HasPrefix(c.Text, want) {
		t.Errorf("%q, want %q", c.Text, want)
	}
	if n := strings.Join(r.methods(), " "); !strings.Contains(n, "(6)") || len(r.citations()) != 7 {
		t.Errorf("the methods refer to (6), of %d references: want 6 and a source of the study", len(r.citations()))
	}
}

// Do the methods of a single scenario refer to no more than stands in the references, and say
// how often it was run?
func TestMethodsOfOneScenario(t *testing.T) {
	one := small
	one.Scenarios, one.Replications, one.Grades, one.Sources = one.Scenarios[:1], 3, nil, nil
	r := &Report{Study: one, Material: &plots.Material{}}
	text := strings.Join(r.methods(), " ")
	if !strings.Contains(text, "One scenario, a-usual, was run on 24 simulated patients in each of 3 replications (seed 42).") || strings.Contains(text, "Of its parameters") {
		t.Error(text)
	}
	if !strings.Contains(text, "(2)") || strings.Contains(text, "(3)") || len(r.citations()) != 2 {
		t.Errorf("%d references for %q", len(r.citations()), text)
	}
	if got := r.facts()[1]; got.Text != "24 in each of 3 replications" {
		t.Errorf("facts say %q", got.Text)
	}
}

// scored is a finding with a verdict.
func scored(id string, v analysis.Verdict, kind analysis.Kind, value, low, high float64, miss string) analysis.ScoreRow {
	return analysis.ScoreRow{Finding: analysis.Finding{ID: id, Kind: kind}, Verdict: v, Result: analysis.Result{Value: value}, Low: low, High: high, Miss: miss}
}

// Does the scorecard show every finding that was tried and none that was not, with its interval
// where it has one, how it was missed where it was, and are they counted by that?
func TestScoresOfAReport(t *testing.T) {
	nan := math.NaN()
	r := &Report{Scorecard: &analysis.Scorecard{Rows: []analysis.ScoreRow{
		scored("A", analysis.Inside, analysis.Band, 0.25, 0.2, 0.3, ""),
		scored("B", analysis.Holds, analysis.Direction, -12.34, -15, -10, ""),
		scored("C", analysis.Missed, analysis.Band, 123.4, 100, 150, "too high"),
		scored("D", analysis.Unclear, analysis.Band, 0.0004, -0.01, 0.01, "near the end"),
		scored("E", analysis.Unclear, analysis.Direction, 9.5, nan, nan, "other way"),
		scored("F", analysis.Skipped, analysis.Band, 1, nan, nan, ""),
		scored("G", analysis.Untested, analysis.Band, nan, nan, nan, ""),
	}}}
	rows, note := r.scores()
	var got []string
	for _, v := range rows {
		got = append(got, strings.Join([]string{v.ID, v.Value, v.Interval, v.Verdict, v.Class}, "|"))
	}
	want := []string{
		"A|0.250|0.200 to 0.300|inside|inside",
		"B|−12.3|−15.0 to −10.0|holds|holds",
		"C|123|100 to 150|missed, too high|missed",
		"D|0|−0.010 to 0.010|cannot tell|cannot-tell",
		"E|9.500||cannot tell, other way|cannot-tell",
		"G|–||not testable|not-testable",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if want := "2 of 5 findings met, 1 missed; 2 cannot be told at this size; 1 not testable."; note != want {
		t.Errorf("%q, want %q", note, want)
	}
	r.Scorecard.Rows = r.Scorecard.Rows[:3]
	if _, note := r.scores(); note != "2 of 3 findings met, 1 missed." {
		t.Errorf("of three findings: %q", note)
	}
}

// Is a size of a trial never told too small, and with no more digits than are known?
func TestSizesOfATrial(t *testing.T) {
	for n, want := range map[float64]string{math.NaN(): "–", 2.1: "3", 63: "63", 63.2: "64", 100: "100", 101: "110", 12341: "13,000", 2e6: "over a million"} {
		if got := twins.NeededText(n); got != want {
			t.Errorf("%g is told as %q, want %q", n, got, want)
		}
	}
}

// Are outcomes that compare different patients marked among the numbers needed to treat, and
// are all doubts of a comparison told?
func TestDoubtsOfAContrast(t *testing.T) {
	r, err := New(smallRun(t, "a-usual", "b-faster"), small, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Material.Comparison.Scenarios[0]
	c.Effect("dropout").Mark = "*"
	c.Warnings = append(c.Warnings, errors.New("a doubt"))
	c.Parted, c.PartedSession = 6, 3
	v := contrastOf(&c, "a")
	for _, row := range v.Needed.Rows {
		if strings.HasSuffix(row[1], " (does not compare like with like)") != (row[0] == "dropout") {
			t.Errorf("%q: dropout alone compares different patients", row)
		}
	}
	if !slices.Contains(v.Warnings, "a doubt") || !strings.Contains(v.Text, "25 % part from their twin, half of them by session 3") {
		t.Errorf("%q, %q", v.Text, v.Warnings)
	}
	c.Parted = 0
	if got := twinsText(&c); !strings.Contains(got, "none of whom the scenario changes") {
		t.Error(got)
	}
}
