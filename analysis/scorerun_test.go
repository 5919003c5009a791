package analysis

import (
	"math"
	"slices"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

// A run scored in parts has the values of the run scored whole: shares and means to the
// last digits, others within their error, whose size is that of the jackknife.
func TestPartsScoreAsTheWhole(t *testing.T) {
	dir := t.TempDir()
	sample := runtest.StandardSample
	sample.Patients = 3200
	rows := sample.Draw()
	runtest.Write(t, dir, "patients", "routine-care", 0, rows.Patients)
	runtest.Write(t, dir, "sessions", "routine-care", 0, rows.Sessions)
	runtest.Write(t, dir, "ruptures", "routine-care", 0, rows.Ruptures)
	runtest.Write(t, dir, "therapists", "routine-care", 0, rows.Therapists)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	findings := slices.DeleteFunc(Findings(), func(f Finding) bool {
		return !slices.Contains([]string{"A01", "R01", "R14", "X01", "O14", "O23", "N10", "D01", "I01"}, f.ID)
	})
	told := 0
	card, err := scoreInParts(run, findings, 200, func(done, of int) {
		if told = done; done > of {
			t.Errorf("%d of %d findings", done, of)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	d := mustData(t, rows)
	if told != len(findings) {
		t.Errorf("told of %d findings in the end, want %d", told, len(findings))
	}
	whole := Score(findings, func(name string) (*data.Data, error) {
		if name != "routine-care" {
			return nil, data.ErrNoScenario
		}
		return d, nil
	})
	for i, got := range card.Rows {
		id, want := got.Finding.ID, whole.Rows[i]
		if id == "I01" {
			if got.Verdict != Skipped {
				t.Errorf("%s, whose scenario is not there, is %s", id, got.Verdict)
			}
			continue
		}
		if got.Err != nil || got.Result.N != want.Result.N {
			t.Fatalf("%s: %d entered, want %d (%v)", id, got.Result.N, want.Result.N, got.Err)
		}
		width := want.High - want.Low
		if ratio := (got.High - got.Low) / width; !(ratio > 0.4 && ratio < 2.5) {
			t.Errorf("%s: the interval is %.2f times as wide as the jackknife's", id, ratio)
		}
		switch id {
		case "X01", "O23":
			runtest.Near(t, id, got.Result.Value, want.Result.Value)
		default:
			if !(math.Abs(got.Result.Value-want.Result.Value) <= width/2) {
				t.Errorf("%s: %v in parts, %v as a whole", id, got.Result.Value, want.Result.Value)
			}
		}
	}
	kinds := slices.IndexFunc(card.Rows, func(r ScoreRow) bool { return r.Finding.ID == "R14" })
	for _, name := range []string{"withdrawal", "confrontation"} {
		runtest.Near(t, name, card.Rows[kinds].Result.Detail(name), whole.Rows[kinds].Result.Detail(name))
	}
	if n := len(card.Rows[kinds].Result.Checks); n != len(whole.Rows[kinds].Result.Checks) || n != len(card.Rows[kinds].margins) {
		t.Errorf("%d checks with %d margins", n, len(card.Rows[kinds].margins))
	}
}

// What a finding says that it reads is all that it is computed from: a run of which no more
// is read gives the same result, and one of which nothing is read hardly ever does.
func TestWhatIsReadIsAllThatCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	sample := runtest.StandardSample
	sample.Patients = 600
	rows := sample.Draw()
	for i := range rows.Sessions {
		s := &rows.Sessions[i]
		s.TrueGoals, s.TrueHope = 0.4+0.05*float32(i%7), 0.3+0.05*float32(i%5)
	}
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "usual", rows)
	runtest.Write(t, dir, "items", "usual", 0, rows.Items)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	of := func(f *Finding, columns data.Columns) Result {
		d, err := run.Scenario("usual", columns)
		if err != nil {
			t.Fatal(err)
		}
		r, _ := Evaluate(f, slices.Repeat([]*data.Data{d}, len(f.Scenarios))...) // without a value is an answer too
		return r
	}
	equal := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	same := func(a, b Result) bool {
		return a.N == b.N && equal(a.Value, b.Value) && equal(a.SE, b.SE) && len(a.Warnings) == len(b.Warnings) &&
			slices.EqualFunc(a.Details, b.Details, func(x, y Detail) bool { return x.Name == y.Name && equal(x.Value, y.Value) })
	}
	all := Findings()
	for i := range estimators {
		e := &estimators[i]
		all = append(all, Finding{ID: e.Name, Scenarios: e.Scenarios, Kind: Note, Estimator: e.Name})
	}
	blind := 0
	for i := range all {
		f := &all[i]
		if faults := f.bind(); len(faults) > 0 {
			t.Fatal(faults)
		}
		whole := of(f, nil)
		some := of(f, func(table, column string) bool { return slices.Contains(f.reads(), table+"."+column) })
		if !same(whole, some) {
			t.Errorf("%s (%s) is %v of %d, and %v of %d from what it says that it reads: %q", f.ID, f.Estimator, whole.Value, whole.N, some.Value, some.N, f.reads())
		}
		if math.IsNaN(whole.Value) || same(whole, of(f, func(string, string) bool { return false })) {
			blind++
		}
	}
	if 10*blind > len(all) {
		t.Errorf("%d of %d findings do not depend on what is read", blind, len(all))
	}
}

func TestPartOf(t *testing.T) {
	for n, want := range map[int64]int{40_001: 1250, 102_400: 3200, 1_000_000: 10_000, 100_000_000: 100_000} {
		if got := partOf(n); got != want {
			t.Errorf("%d courses in parts of %d, want %d", n, got, want)
		}
	}
}

// A finding of which some part or other has no value is scored on the rest; one that
// most parts cannot tell is not.
func TestPartsWithoutAValue(t *testing.T) {
	f := Findings()[0]
	for without, tested := range map[int]bool{2: true, 3: false} {
		p := inParts{}
		for i := range 8 {
			r, err := estimate(float64(i), 1, 10), error(nil)
			if i < without {
				r, err = Nothing(1, "too few"), data.ErrNoScenario
			}
			p.results, p.errs = append(p.results, r), append(p.errs, err)
		}
		row := p.row(&f)
		if (row.Err == nil) != tested {
			t.Errorf("%d of 8 parts without a value: %v", without, row.Err)
		}
		if tested && row.Result.Value != 4.5 {
			t.Errorf("value %v, want the mean of 2 to 7", row.Result.Value)
		}
	}
}

// Groups scored alone give the error that the jackknife gives, and none of few courses or
// where a group has no value.
func TestGroupsScoredAlone(t *testing.T) {
	var h runtest.Hand
	for i := range manyCourses {
		p := h.Add("completed", []int{10 + i*7919%11, i * 104729 % 17})
		p.Therapist = int64(i / 20)
	}
	given := []*data.Data{mustData(t, &h.Rows)}
	both := func(d []*data.Data) []float64 {
		r := prePost(d[0], occasion{})
		return []float64{r.Value, intakeMean(d[0]).Value}
	}
	se, df, ok := groupErrors(inEachGroup(given, both)[0])
	want, wantDF := jackknife(given, both)
	if !ok || df != wantDF {
		t.Fatalf("%v with %d degrees of freedom, want %d", ok, df, wantDF)
	}
	for i := range want { // groups are of 15 or 16 caseloads: not quite alike
		if !(math.Abs(se[i]/want[i]-1) <= 0.05) {
			t.Errorf("value %d: error %v, the jackknife's is %v", i, se[i], want[i])
		}
	}
	lacking := given[0].List[5].Key()
	if _, _, ok := groupErrors(inEachGroup(given, func(d []*data.Data) []float64 {
		if slices.ContainsFunc(d[0].List, func(c data.Course) bool { return c.Key() == lacking }) {
			return []float64{math.NaN()}
		}
		return []float64{1}
	})[0]); ok {
		t.Error("a group without a value has an error")
	}
	few := given[0].Select(func(c data.Course) bool { return c.Patient.Patient > 0 })
	if _, _, ok := groupErrors(inEachGroup([]*data.Data{few}, both)[0]); ok {
		t.Error("few courses are scored alone")
	}
}
