package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/plots"
	"rapport/analysis/runtest"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// smallRun is two scenarios of 24 patients with six sessions; in the second, PHQ-9
// falls by 2 a session instead of 1.
func smallRun(t *testing.T, scenarios ...string) *data.Run {
	t.Helper()
	dir := t.TempDir()
	for k, name := range scenarios {
		var rows record.Rows
		for id := range 24 {
			p := record.Patient{Patient: int64(id), Therapist: int64(id / 4), Agreeableness: float32(id), PHQ9Entry: 18, PHQ9Intake: 18, SessionsHeld: 6, Ending: "completed"}
			for n := 1; n <= 6; n++ {
				p.PHQ9Last = int32(max(0, 18-(n-1)*(k+1)))
				rows.Sessions = append(rows.Sessions, record.Session{Patient: p.Patient, Therapist: p.Therapist, Session: int32(n),
					PHQ9: record.PHQ9Value(int(p.PHQ9Last)), WAIPatient: 3 + float32(n)/8, TrueBond: 0.5, TrueTasks: 0.5, TrueGoals: 0.5})
			}
			p.Response, p.ReliableImprovement = p.PHQ9Last <= 9, p.PHQ9Intake-p.PHQ9Last >= 6
			rows.Patients = append(rows.Patients, p)
		}
		runtest.Write(t, dir, "patients", name, 0, rows.Patients)
		runtest.Write(t, dir, "sessions", name, 0, rows.Sessions)
		runtest.Write(t, dir, "ruptures", name, 0, rows.Ruptures)
	}
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// small is a study whose texts try to break out of the page.
var small = Study{
	Title: "Faster & <b>better</b>", Question: `Does "twice" help? </p><script>alert(1)</script>`, Rationale: "A reason.", LookAt: "The last PHQ-9.",
	Version: "1.2.3", Seed: 42, Patients: 24, Replications: 1,
	Scenarios:  []Scenario{{Name: "a-usual", Description: "As it is."}, {Name: "b-faster", Actions: []string{"At session 3 the therapist checks in."}}},
	Parameters: []Parameter{{"care.sessions", "planned sessions", "16 sessions", []Value{{"16 sessions", false}, {"6 sessions", true}}}},
	Grades:     []Grade{{"Reported", 2}, {"Assumed", 3}},
	Sources:    []string{"Somebody 1999 (a source)"},
	Model:      []string{"key: a reference"},
}

func pageOf(t *testing.T, run *data.Run, s Study) string {
	t.Helper()
	r, err := New(run, s, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	if err := errors.Join(r.Write(&a), r.Write(&b)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the page differs when written again")
	}
	return a.String()
}

func TestPageIsWhole(t *testing.T) {
	page := pageOf(t, smallRun(t, "a-usual", "b-faster"), small)
	if err := balanced(page); err != nil {
		t.Error(err)
	}
	for what, pattern := range map[string]string{
		"a script":                `<script`,
		"a loaded file":           `\ssrc\s*=`,
		"an import":               `@import`,
		"a url in a style":        `url\(`,
		"a link element":          `<link`,
		"an address elsewhere":    `https?://[^w]`,
		"a reference out of page": `href="[^#]`,
		"an event handler":        `\son[a-z]+=`,
	} {
		if found := regexp.MustCompile(pattern).FindString(page); found != "" {
			t.Errorf("the page has %s: %s", what, found)
		}
	}
	for _, address := range regexp.MustCompile(`https?://[^"\s]+`).FindAllString(page, -1) {
		if address != "http://www.w3.org/2000/svg" {
			t.Errorf("the page names %s", address)
		}
	}
}

// Each anchor has its place, and each place is there once.
func TestAnchorsLead(t *testing.T) {
	page := pageOf(t, smallRun(t, "a-usual", "b-faster"), small)
	places := map[string]int{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		places[m[1]]++
	}
	for id, n := range places {
		if n != 1 {
			t.Errorf("id %s is there %d times", id, n)
		}
	}
	anchors := regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(anchors) < 8 {
		t.Errorf("%d anchors", len(anchors))
	}
	for _, m := range anchors {
		if places[m[1]] == 0 {
			t.Errorf("#%s leads nowhere", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`aria-labelledby="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if places[id] == 0 {
				t.Errorf("label %s is not there", id)
			}
		}
	}
}

// Headings descend one level at a time, and each figure has its alternatives.
func TestPageIsAccessible(t *testing.T) {
	page := pageOf(t, smallRun(t, "a-usual", "b-faster"), small)
	level := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
		next := int(m[1][0] - '0')
		if next > level+1 {
			t.Errorf("heading of level %d after level %d", next, level)
		}
		level = next
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%d first headings", n)
	}
	figures := strings.Count(page, "<figure>")
	if figures < 6 || figures != strings.Count(page, "<figcaption>") || figures != strings.Count(page, "<desc id=") || figures != strings.Count(page, "The numbers of this figure") {
		t.Errorf("%d figures, %d captions, %d descriptions, %d tables", figures, strings.Count(page, "<figcaption>"), strings.Count(page, "<desc id="), strings.Count(page, "The numbers of this figure"))
	}
	if !strings.Contains(page, `<html lang="en">`) || !strings.Contains(page, `name="viewport"`) {
		t.Error("no language or viewport")
	}
}

func TestPageTells(t *testing.T) {
	page := pageOf(t, smallRun(t, "a-usual", "b-faster"), small)
	for _, want := range []string{
		"Faster &amp; &lt;b&gt;better&lt;/b&gt;",
		"&lt;script&gt;alert(1)&lt;/script&gt;",
		"<td>−5.000</td>", // 13 minus 8 for everybody
		"At session 3 the therapist checks in.",
		"<td><strong>6 sessions</strong></td>",
		"rapport, version 1.2.3 (1)",
		"The 2 scenarios a-usual and b-faster were run on the same 24 simulated patients with the same luck (seed 42)",
		"over 6 therapists&#39; caseloads",
		"2 reported, 3 assumed",
		"<li>Somebody 1999 (a source)</li>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "Scorecard") {
		t.Error("a scorecard without scenarios of findings")
	}
}

// One scenario has no comparison; one of the findings has a scorecard.
func TestPageOfOneScenario(t *testing.T) {
	one := small
	one.Scenarios, one.Parameters = []Scenario{{Name: "routine-care"}}, nil
	page := pageOf(t, smallRun(t, "routine-care"), one)
	if err := balanced(page); err != nil {
		t.Error(err)
	}
	if strings.Contains(page, `id="comparison"`) || !strings.Contains(page, `id="scorecard"`) || !strings.Contains(page, "findings met") {
		t.Error("want a scorecard and no comparison")
	}
	if strings.Contains(page, "from the baseline (95") {
		t.Error("a column of differences without a baseline")
	}
}

// A report tells seven scenarios; of more, it says how many were run.
func TestPageOfManyScenarios(t *testing.T) {
	names := strings.Fields("a b c d e f g h")
	many := small
	many.Scenarios, many.Parameters = nil, nil
	for _, name := range names[:7] {
		many.Scenarios = append(many.Scenarios, Scenario{Name: name})
	}
	page := pageOf(t, smallRun(t, names...), many)
	for _, want := range []string{
		"<dt>Scenarios</dt><dd>7 of 8</dd>",
		"The 7 scenarios a, b, c, d, e, f and g, of 8, were run on",
		"The run has 1 more scenario; rapport compare",
		"one that is not to be relied on (~).",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestReportSaysWhatIsWrong(t *testing.T) {
	run := smallRun(t, "a-usual", "b-faster")
	if _, err := New(run, small, twins.CompareOptions{Baseline: "a-usuel", TrialN: 100}); !errors.Is(err, data.ErrNoScenario) {
		t.Errorf("unknown baseline: error %v", err)
	}
	if _, err := New(run, small, twins.CompareOptions{TrialN: 100, Traits: []string{"x"}}); err == nil {
		t.Error("unknown trait: no error")
	}
	if _, err := New(smallRun(t, "alone"), small, twins.CompareOptions{Baseline: "other", TrialN: 100}); !errors.Is(err, data.ErrNoScenario) {
		t.Errorf("unknown baseline of a run with one scenario: error %v", err)
	}
}

// TestBalancedSees keeps the check of pages honest.
func TestBalancedSees(t *testing.T) {
	for page, good := range map[string]bool{
		"<p>a<meta>b</p>": true, "<p><b>a</p></b>": false, "<p>a": false, "a</p>": false, `<svg><path d="M0"/></svg>`: true,
	} {
		if err := balanced(page); (err == nil) != good {
			t.Errorf("%s: error %v", page, err)
		}
	}
}

// balanced reads the page as HTML: every element that is opened is closed, in turn.
func balanced(page string) error {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var open []string
	for {
		token, err := d.RawToken() // as it stands: Token would close what is open
		switch {
		case errors.Is(err, io.EOF) && len(open) == 0:
			return nil
		case errors.Is(err, io.EOF):
			return errors.New("never closed: " + strings.Join(open, ", "))
		case err != nil:
			return err
		}
		switch tag := token.(type) {
		case xml.StartElement:
			if tag.Name.Local != "meta" {
				open = append(open, tag.Name.Local)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != tag.Name.Local {
				return errors.New("</" + tag.Name.Local + "> closes none of " + strings.Join(open, ", "))
			}
			open = open[:len(open)-1]
		}
	}
}

// The paragraph of methods says where patients are not their own control.
func TestMethodsTellOfOtherPatients(t *testing.T) {
	r := &Report{Material: &plots.Material{Comparison: &twins.Comparison{Baseline: "usual", Scenarios: []twins.ScenarioComparison{
		{Scenario: "screened", Twins: 1000, Strangers: 153}, {Scenario: "feedback", Twins: 1000}}}}}
	if got := r.strangers(); !strings.Contains(got, "(16 % under screened, against usual)") || !strings.Contains(r.below(), got[1:]) {
		t.Errorf("told %q, under the table %q", got, r.below())
	}
	r.Material.Comparison.Scenarios = r.Material.Comparison.Scenarios[1:]
	if got := r.strangers(); got != "" {
		t.Errorf("told of the same patients %q", got)
	}
}

// Everybody at the primary week stands first, and what rests on the last session is
// marked where courses end at different times.
func TestOverviewMarksTheLastSession(t *testing.T) {
	summary := func(name string, weeks float64) plots.Scenario {
		return plots.Scenario{Name: name, Life: []analysis.LifeRow{{Session: 1}}, Summary: data.ScenarioSummary{Name: name, Patients: 2, Remission: 1, Weeks: data.Moments{N: 2, Mean: weeks},
			PHQ9Last: data.Moments{N: 2, Mean: 12}, Primary: 16, ByWeek: []data.WeekSummary{{Week: 16, PHQ9: data.Moments{N: 2, Mean: 9.5}, Remission: 2}}}}
	}
	r := &Report{Material: &plots.Material{Scenarios: []plots.Scenario{summary("weekly", 15), summary("twice", 7.8)}}}
	o := r.overview()
	if got := strings.Join(o.Header, "|"); !strings.Contains(got, "PHQ-9, week 16|remission, week 16|") || !strings.HasSuffix(got, "PHQ-9, last session|response then|remission then") {
		t.Errorf("columns %s", got)
	}
	if got := strings.Join(o.Rows[1], "|"); got != "twice|0.0|9.5|100.0 %|0.0 %|0.0|12.0|0.0 %|50.0 %" {
		t.Errorf("row %s", got)
	}
	if got := r.apart(); !strings.Contains(got, "week 7.8 to 15.0") {
		t.Errorf("marked %q", got)
	}
	r.Material.Scenarios[1].Summary.Weeks.Mean = 14.8
	if got := r.apart(); got != "" {
		t.Errorf("courses that end alike are marked: %q", got)
	}
	r.Material.Scenarios[0].Summary.ByWeek, r.Material.Scenarios[1].Summary.ByWeek = nil, nil
	if got := r.overview(); len(got.Header) != len(got.Rows[0]) || strings.Contains(strings.Join(got.Header, "|"), "week") {
		t.Errorf("columns without assessments %v, row %v", got.Header, got.Rows[0])
	}
}
