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
			if math.Abs(got.Result.Value-want.Result.Value) > width/2 {
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

// Every finding that latent values enter is said to read them, so that parts of a run hold
// them; of other findings they change nothing.
func TestWhatReadsTheTruthSaysSo(t *testing.T) {
	sample := runtest.StandardSample
	sample.Patients = 600
	open, blind := sample.Draw(), sample.Draw()
	for i := range open.Sessions {
		s := &open.Sessions[i]
		s.TrueGoals, s.TrueHope = 0.4+0.05*float32(i%7), 0.3+0.05*float32(i%5)
	}
	for i := range blind.Sessions {
		s := &blind.Sessions[i]
		s.TrueSeverity, s.TrueBond, s.TrueTasks, s.TrueGoals, s.TrueTrust, s.TrueHope, s.TrueRupture = 0, 0, 0, 0, 0, 0, nil
	}
	for i := range blind.Assessments {
		blind.Assessments[i].TrueSeverity = 0
	}
	seeing, without := mustData(t, open), mustData(t, blind)
	reading := 0
	for _, e := range estimators {
		f := Finding{ID: e.Name, Scenarios: e.Scenarios, Kind: Note, Estimator: e.Name}
		if faults := f.bind(); len(faults) > 0 {
			t.Fatal(faults)
		}
		of := func(d *data.Data) Result {
			all := make([]*data.Data, len(e.Scenarios))
			for i := range all {
				all[i] = d
			}
			r, _ := Evaluate(&f, all...) // without a value is an answer too
			return r
		}
		a, b := of(seeing), of(without)
		same := a.N == b.N && (a.Value == b.Value || math.IsNaN(a.Value) && math.IsNaN(b.Value))
		if !same && !f.readsTruth() {
			t.Errorf("%s is %v of %d with latent values and %v of %d without, and does not say that it reads them", e.Name, a.Value, a.N, b.Value, b.N)
		}
		if !same {
			reading++
		}
	}
	if reading < 3 { // times to events, and goals with hope
		t.Errorf("%d estimators read latent values", reading)
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
	values := func(d []*data.Data) []float64 {
		r := prePost(d[0], occasion{})
		return []float64{r.Value, intakeMean(d[0]).Value}
	}
	se, df, ok := groupErrors(inGroups(given), values)
	want, wantDF := jackknife(given, values)
	if !ok || df != wantDF {
		t.Fatalf("%v with %d degrees of freedom, want %d", ok, df, wantDF)
	}
	for i := range want { // groups are of 15 or 16 caseloads: not quite alike
		if math.Abs(se[i]/want[i]-1) > 0.05 {
			t.Errorf("value %d: error %v, the jackknife's is %v", i, se[i], want[i])
		}
	}
	calls := 0
	if _, _, ok := groupErrors(inGroups(given), func([]*data.Data) []float64 {
		if calls++; calls == 5 {
			return []float64{math.NaN()}
		}
		return []float64{1}
	}); ok {
		t.Error("a group without a value has an error")
	}
	few := given[0].Select(func(c data.Course) bool { return c.Patient.Patient > 0 })
	if _, _, ok := groupErrors(inGroups([]*data.Data{few}), values); ok {
		t.Error("few courses are scored alone")
	}
}
