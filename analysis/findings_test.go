package analysis

import (
	"errors"
	"flag"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestShippedFindings(t *testing.T) {
	for _, f := range Findings() { // how many, README.md says: TestPagesCountTheEvidence
		if f.Citation == "" && f.Kind != Note {
			t.Errorf("%s cites nothing", f.ID)
		}
		if word := strings.ToLower(f.Citation); strings.HasPrefix(word, "same") || strings.HasPrefix(word, "ibid") || strings.HasPrefix(word, "as ") {
			t.Errorf("%s cites %q: a finding is read alone, with its own source", f.ID, f.Citation)
		}
		if f.Definition == "" || f.Published == "" {
			t.Errorf("%s lacks its definition or published value", f.ID)
		}
	}
}

func TestShippedFindingsEvaluate(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	for _, f := range Findings() {
		data := slices.Repeat([]*data.Data{d}, len(f.Scenarios))
		r, err := Evaluate(&f, data...)
		if f.ID == "I08" { // nobody changes therapist in the sample
			if err == nil || !strings.Contains(err.Error(), "changed therapist") {
				t.Errorf("I08: error %v, want that nobody changed therapist", err)
			}
			continue
		}
		if err != nil || math.IsNaN(r.Value) || r.N == 0 {
			t.Errorf("%s: value %v of %d, error %v", f.ID, r.Value, r.N, err)
		}
		if f.Kind == Direction && len(r.Checks) == 0 && math.IsInf(f.Accept.Low, 0) && math.IsInf(f.Accept.High, 0) {
			t.Errorf("%s: a direction without checks or acceptance", f.ID)
		}
	}
}

func TestHoldsAndPosition(t *testing.T) {
	band := Finding{Kind: Band, Accept: Interval{0.2, 0.4}}
	for value, want := range map[float64]struct {
		holds    bool
		position float64
		miss     string
	}{0.3: {true, 0, ""}, 0.2: {true, -1, ""}, 0.5: {false, 2, "too high"}, 0.1: {false, -2, "too low"}} {
		r := Result{Value: value}
		if band.Holds(r) != want.holds || band.Miss(r) != want.miss {
			t.Errorf("%v: holds %v, misses %q, want %+v", value, band.Holds(r), band.Miss(r), want)
		}
		runtest.Near(t, "position", math.Round(1e9*band.Position(r))/1e9, want.position)
	}
	direction := Finding{Kind: Direction, Accept: Interval{math.Inf(-1), math.Inf(1)}}
	good := Result{Value: 1, Checks: []Check{{"a", 0.1}, {"b", 0.2}}}
	bad := Result{Value: 1, Checks: []Check{{"a", 0.1}, {"b", -0.2}}}
	if !direction.Holds(good) || direction.Position(good) != 0 {
		t.Error("a direction whose checks hold does not")
	}
	if direction.Holds(bad) || direction.Position(bad) != 1.2 || direction.Miss(bad) != "not so: b" {
		t.Errorf("position %v, miss %q: want 1.2 and b", direction.Position(bad), direction.Miss(bad))
	}
	if r := (Result{Value: math.NaN()}); band.Holds(r) || band.Miss(r) != "no value" || !math.IsNaN(band.Position(r)) {
		t.Error("no value holds")
	}
}

func TestLoadFindingsTellsEveryFault(t *testing.T) {
	const file = `id,scenarios,kind,estimator,arguments,accept_low,accept_high,finding
A,routine-care,band,aliance_outcome_r,,0,1,x
A,routine-care,bnad,dropout_share,week=3,0,1,x
B,routine-care,band,alliance_outcome_r,sesions=3 min_sessions=x adjust=parital,0.5,0.4,x
C,cbt,band,contrast_d,,,,x
,cbt,direction,dropout_share,,zero,,x
D,cbt,note,dropout_share
E,cbt,direction,dropout_share,,,,x
F,cbt,note,dropout_share,,1_0,0x1p4,x
G,"cbt, waitlist",note,contrast_d,,,,x
H,cbt,note,regression,,,,x
`
	_, err := LoadFindings(strings.NewReader(file))
	if err == nil {
		t.Fatal("a faulty file was taken")
	}
	for _, want := range []string{
		`line 2: estimator "aliance_outcome_r" is unknown (did you mean "alliance_outcome_r"?)`,
		`line 11: estimator "regression" is unknown; rapport validate --estimators lists them`,
		`line 3: kind "bnad" is none of band, direction, note (did you mean "band"?)`,
		`line 3: argument "week" is unknown: the estimator takes none`,
		`line 3: id "A" stands already in line 2`,
		`line 4: argument "sesions" is unknown (did you mean "sessions"?)`,
		`line 4: argument min_sessions: "x" is no count: want a whole number, 0 or more`,
		`line 4: argument adjust: "parital" is none of residual, partial, raw, last (did you mean "partial"?)`,
		`line 4: accept_low 0.5 lies above accept_high 0.4`,
		`line 5: a band needs accept_low or accept_high`,
		`line 5: estimator contrast_d takes 2 scenarios (first, second), not 1 (cbt)`,
		`line 6: id is empty`,
		`line 6: accept_low = "zero" is no number`,
		`line 7: has 4 cells, want 8`,
		`line 10: scenario "cbt,": blanks alone stand between the names of scenarios`,
		`line 9: accept_low = "1_0" is no number`,
		`line 9: accept_high = "0x1p4" is no number`,
		`line 8: a direction by dropout_share needs accept_low or accept_high, because that estimator has no checks of its own`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q", want)
		}
	}
	if got := strings.Count(err.Error(), "\n") + 1; got != 18 {
		t.Errorf("%d faults, want 18:\n%v", got, err)
	}
	var fault findingFault
	if !errors.As(err, &fault) || fault.Line != 2 {
		t.Errorf("first fault %+v, want line 2", fault)
	}
}

// A line break within a cell, as spreadsheets have it, is no line of the scorecard.
func TestFindingsWithLineBreaksAreOneLine(t *testing.T) {
	all, err := LoadFindings(strings.NewReader("id,finding,scenarios,kind,estimator\nA,\"who\nleaves\",cbt,note,dropout_share\n"))
	if err != nil || all[0].Text != "who leaves" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestLoadFindingsHeader(t *testing.T) {
	for file, want := range map[string]string{
		"":                                        "empty",
		"id,finding,scenarios,kind\n":             `column "estimator" is missing`,
		"id,finding,scenarios,kind,estimtor":      `column "estimtor" is unknown (did you mean "estimator"?)`,
		"id,id,finding,scenarios,kind":            `column "id" is there twice`,
		"id,finding,scenarios,kind,estimator":     "has no rows",
		"id,finding,scenarios,kind,estimator\n\"": "read findings",
	} {
		if _, err := LoadFindings(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", file, err, want)
		}
	}
}

func TestEvaluateSaysWhatIsWrong(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	own := Finding{ID: "X", Scenarios: []string{"a"}, Estimator: "dropout_share"}
	if r, err := Evaluate(&own, d); err != nil || r.N != 4000 {
		t.Errorf("a finding made in Go: %v, error %v", r, err)
	}
	if _, err := Evaluate(&own, d, d); err == nil || !strings.Contains(err.Error(), "takes 1 scenarios") {
		t.Errorf("two data for one scenario: error %v", err)
	}
	own.Estimator = "dropout_shar"
	if _, err := Evaluate(&own, d); err == nil || !strings.Contains(err.Error(), "did you mean") {
		t.Errorf("unknown estimator: error %v", err)
	}
}

// TestEstimatorsAreDocumentedTruly calls every estimator with its defaults,
// checks that the columns it names exist, and that those said to have checks do.
func TestEstimatorsAreDocumentedTruly(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	columns := map[string]bool{}
	addColumns[record.Session](columns, "sessions")
	addColumns[record.Patient](columns, "patients")
	addColumns[record.Rupture](columns, "ruptures")
	addColumns[record.Items](columns, "items")
	addColumns[record.Assessment](columns, "assessments")
	seen, doc := map[string]bool{}, EstimatorDoc(estimatorNames()...)
	for i := range estimators {
		e := &estimators[i]
		if seen[e.Name] || e.Description == "" || e.Description[len(e.Description)-1] != '.' {
			t.Errorf("%s: twice, or without a description that ends in a full stop", e.Name)
		}
		seen[e.Name] = true
		values, faults := parseArguments("", e.Arguments)
		if len(faults) > 0 {
			t.Fatal(e.Name, faults)
		}
		for _, c := range e.needs(values) {
			if !columns[c] {
				t.Errorf("%s reads %s, which no table has", e.Name, c)
			}
		}
		r := e.run(values, slices.Repeat([]*data.Data{d}, len(e.Scenarios)))
		if math.IsNaN(r.Value) != (len(r.Warnings) > 0) && !strings.HasPrefix(e.Name, "therapist_") {
			t.Errorf("%s: value %v with warnings %v", e.Name, r.Value, r.Warnings)
		}
		if e.Name != "transfer_drop" && e.checks() != (len(r.Checks) > 0) {
			t.Errorf("%s has %d checks of its own; checks() in analysis/estimators.go says %v", e.Name, len(r.Checks), e.checks())
		}
		if !strings.Contains(doc, "### `"+e.Name+"`") {
			t.Errorf("%s is not in the documentation", e.Name)
		}
	}
	if len(Estimators()) != len(estimators) {
		t.Error("the list of estimators is not whole")
	}
}

var update = flag.Bool("update", false, "rewrite generated files")

func addColumns[T any](to map[string]bool, table string) {
	for name := range data.ColumnsOf[T]() {
		to[table+"."+name] = true
	}
}

// TestEstimatorsSurviveTinyData gives every estimator nobody, one, two … eight
// patients, with and without answers: a value or a warning, never a panic, and
// never a value without a number behind it.
func TestEstimatorsSurviveTinyData(t *testing.T) {
	for n := range 9 {
		for _, missing := range []float64{0, 0.5, 1} {
			tiny := runtest.StandardSample
			tiny.Patients, tiny.Missing, tiny.PerTherap, tiny.Seed = n, missing, 2, uint64(n)
			d := mustData(t, tiny.Draw())
			for i := range estimators {
				e := &estimators[i]
				values, _ := parseArguments("", e.Arguments)
				r := e.run(values, slices.Repeat([]*data.Data{d}, len(e.Scenarios)))
				if math.IsInf(r.Value, 0) || math.IsNaN(r.Value) && len(r.Warnings) == 0 || n == 0 && !math.IsNaN(r.Value) {
					t.Errorf("%s of %d patients, %v missing: value %v, warnings %v; want a finite value, or none and a warning that says why, and none of nobody", e.Name, n, missing, r.Value, r.Warnings)
				}
			}
		}
	}
}

// Findings with semicolons, decimal commas and a byte order mark are the same as with
// commas and points.
func TestFindingsOfRegionalHabits(t *testing.T) {
	plain := "id,finding,scenarios,kind,estimator,accept_low,accept_high\nX,a finding,routine-care,band,dropout_share,0.15,0.25\n"
	other := "\ufeffid;finding;scenarios;kind;estimator;accept_low;accept_high\r\nX;a finding;routine-care;band;dropout_share;0,15;0,25\r\n"
	want, err := LoadFindings(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	got, err := LoadFindings(strings.NewReader(other))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Accept != want[0].Accept || got[0].Estimator != want[0].Estimator {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Held-out findings are other ones than those of the fit, each with a source that was read.
func TestHeldOutFindingsAreOthers(t *testing.T) {
	fitted := map[string]bool{}
	for _, f := range Findings() {
		fitted[f.ID], fitted[f.Text] = true, true
	}
	seen := map[string]bool{}
	for _, f := range HeldOut() {
		if fitted[f.ID] || fitted[f.Text] || seen[f.ID] {
			t.Errorf("%s is there twice, or was fitted to", f.ID)
		}
		if f.Citation == "" || f.Read == "" || f.Definition == "" {
			t.Errorf("%s: no source, how it was read, or definition", f.ID)
		}
		seen[f.ID] = true
	}
	if len(seen) < 20 {
		t.Errorf("%d held-out findings", len(seen))
	}
}
