package analysis

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

// sampleCard scores the shipped findings on 1,500 patients, without feedback.
// asked counts how often each scenario was asked for.
func sampleCard() (card Scorecard, asked map[string]int) {
	small := runtest.StandardSample
	small.Patients = 1500
	d, err := data.FromRows(small.Draw())
	asked = map[string]int{}
	card = Score(Findings(), func(scenario string) (*data.Data, error) {
		asked[scenario]++
		if scenario == "feedback" {
			return nil, fmt.Errorf("%w: %q", data.ErrNoScenario, scenario)
		}
		return d, err
	})
	return card, asked
}

var sharedCard = sync.OnceValues(sampleCard)

func TestScore(t *testing.T) {
	card, asked := sharedCard()
	for name, n := range asked {
		if n != 1 {
			t.Errorf("scenario %s was asked for %d times", name, n)
		}
	}
	verdict := map[string]Verdict{}
	for _, r := range card.Rows {
		verdict[r.Finding.ID] = r.Verdict
		if r.Err == nil && !(r.Low <= r.Result.Value && r.Result.Value <= r.High) && !(math.IsNaN(r.Low) && (r.Result.Value == 0 || r.Result.Value == 1)) {
			t.Errorf("%s: interval %v to %v does not hold %v", r.Finding.ID, r.Low, r.High, r.Result.Value)
		}
	}
	for id, want := range map[string]Verdict{"R01": Inside, "R14": Holds, "A01": Missed, "R10": Noted, "I01": Skipped, "I08": Untested} {
		if verdict[id] != want {
			t.Errorf("%s is %s, want %s", id, verdict[id], want)
		}
	}
	if n := card.Count(Inside) + card.Count(Holds) + card.Missed() + card.Count(Noted) + card.Count(Skipped) + card.Count(Unclear) + card.Count(Untested); n != len(card.Rows) {
		t.Errorf("verdicts count %d of %d rows", n, len(card.Rows))
	}
}

func TestScorecardText(t *testing.T) {
	card, _ := sharedCard()
	var b bytes.Buffer
	if err := card.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(b.String(), "\n") {
		if i <= len(card.Rows) && utf8.RuneCountInString(line) > 118 {
			t.Errorf("line %d has %d columns: %s", i+1, utf8.RuneCountInString(line), line)
		}
	}
	for _, want := range []string{"R01", "0.190 to 0.420", "MISSED high", "1 skipped", "by error alone", fmt.Sprintf("%d missed", card.Missed())} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, b.String())
		}
	}
}

func TestScorecardJSON(t *testing.T) {
	card, _ := sharedCard()
	text, err := json.Marshal(&card)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Missed   int
		Findings []struct {
			ID      string
			Value   *float64
			Verdict string
		}
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Missed != card.Missed() || len(back.Findings) != len(card.Rows) {
		t.Errorf("JSON has %d missed of %d", back.Missed, len(back.Findings))
	}
	for _, f := range back.Findings {
		if (f.Value == nil) != (f.ID == "I01" || f.ID == "I08") {
			t.Errorf("%s: value %v, verdict %s", f.ID, f.Value, f.Verdict)
		}
	}
}

func TestScoreIsTheSameForAnyNumberOfProcessors(t *testing.T) {
	many, _ := sharedCard()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, _ := sampleCard()
	a, errA := json.Marshal(&many)
	b, errB := json.Marshal(&one)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Error("two processors and one give different scorecards")
	}
}

// TestJackknifeAgreesWithFormulas: for a mean-like value of independent patients
// the jackknife estimates the formula's standard error with 31 degrees of
// freedom, so that their ratio has a standard error of 1/√62.
func TestJackknifeAgreesWithFormulas(t *testing.T) {
	rows := runtest.StandardSample.Draw()
	for i := range rows.Patients {
		rows.Patients[i].Therapist = int64(i) // each patient a caseload
	}
	d := mustData(t, rows)
	for name, run := range map[string]func(*data.Data) Result{
		"dropout":  Dropout,
		"pre-post": func(d *data.Data) Result { return prePost(d, occasion{}) },
		"r":        func(d *data.Data) Result { return raterAgreement(d, data.WAIPatient, data.WAITherapist, 3) },
		"cross-lag": func(d *data.Data) Result {
			return CrossLag(d, LagQuery{AllianceToSymptoms, data.WAIPatient, data.Span{From: 1, To: 7}, 3, false})
		},
		"path": func(d *data.Data) Result { return agreeablenessPath(d, pathQuery{data.Sessions(3, 4), 0.25}) },
	} {
		se, _ := jackknife([]*data.Data{d}, func(part []*data.Data) []float64 { return []float64{run(part[0]).Value} })
		if ratio := se[0] / run(d).SE; !(math.Abs(ratio-1) <= 4.5/math.Sqrt(62)) {
			t.Errorf("%s: the jackknife's standard error is %.2f of the formula's", name, ratio)
		}
	}
}

func TestJackknifeKeepsTwinsTogether(t *testing.T) {
	first, second := runtest.StandardSample, runtest.StandardSample
	first.Patients, second.Patients = 400, 400
	a, b := mustData(t, first.Draw()), mustData(t, second.Draw())
	b = b.Select(func(c data.Course) bool { return c.Patient.Patient%3 != 0 })
	part, n := caseloadGroups(a)
	other := twinGroups(a, part, b, n)
	for i := range b.List {
		if other[i] != part[b.List[i].Patient.Patient] {
			t.Fatalf("patient %d is in group %d, the twin in %d", b.List[i].Patient.Patient, other[i], part[b.List[i].Patient.Patient])
		}
	}
	// The same rows in both scenarios: no part leaves a difference.
	if se, _ := jackknife([]*data.Data{a, a}, func(d []*data.Data) []float64 { return []float64{contrast(d[0], d[1]).Value} }); se[0] != 0 {
		t.Errorf("standard error of twins that do not differ = %v, want 0", se)
	}
}

// A direction of which one check may be otherwise cannot be told, though the interval of
// its value lies on the right side; which check it is, is said.
func TestADirectionSaysWhichCheckIsNotSure(t *testing.T) {
	row := ScoreRow{
		Finding: Finding{ID: "N10", Kind: Direction, Accept: Interval{math.Inf(-1), math.Inf(1)}},
		Result:  Result{Value: 0.02, Checks: []Check{{"better in short courses", 0.03}, {"better in long courses", 0.02}}},
		Low:     0.01, High: 0.03,
		margins: [][2]float64{{0.01, 0.05}, {-0.004, 0.044}},
	}
	row.judge()
	if want := "not sure: better in long courses (0.020, -0.004 to 0.044)"; row.Verdict != Unclear || row.Miss != want {
		t.Errorf("%s, %q, want %s, %q", row.Verdict, row.Miss, Unclear, want)
	}
	if lines := row.remarks(); len(lines) == 0 || lines[0] != "N10: "+row.Miss {
		t.Errorf("under the table stands %q", lines)
	}
	row.Miss, row.margins[1][0] = "", 0.001
	if row.judge(); row.Verdict != Holds || row.Miss != "" {
		t.Errorf("a direction of which all is sure: %s, %q", row.Verdict, row.Miss)
	}
}

// With 60 patients some intervals are known to hold the truth too rarely, and the scorecard
// says so; with 1,500 it does not.
func TestScorecardMarksTooFewPatients(t *testing.T) {
	small := runtest.StandardSample
	small.Patients, small.PerTherap = 60, 5
	d := mustData(t, small.Draw())
	few := Score(Findings(), func(string) (*data.Data, error) { return d, nil })
	many, _ := sharedCard()
	for _, id := range []string{"R02", "C22", "N23", "I13"} {
		rough := func(card Scorecard) bool {
			i := slices.IndexFunc(card.Rows, func(r ScoreRow) bool { return r.Finding.ID == id })
			return card.Rows[i].Rough()
		}
		if !rough(few) || rough(many) {
			t.Errorf("%s: of 60 patients rough %v, of 1,500 %v: want true and false", id, rough(few), rough(many))
		}
	}
	var b bytes.Buffer
	if err := few.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if said := "R02: 60 patients are too few for an interval to rely on (~)"; !strings.Contains(b.String(), said) {
		t.Errorf("want %q in:\n%s", said, b.String())
	}
}

// However few the patients, no interval of a correlation leaves -1 to 1, none of a share 0 to
// 1, and none of a ratio falls below 0; and each holds its value.
func TestIntervalsStayWhereTheirValuesCanBe(t *testing.T) {
	seen := map[scale]int{}
	for _, patients := range []int{15, 30, 60} {
		small := runtest.StandardSample
		small.Patients, small.PerTherap = patients, 8
		d := mustData(t, small.Draw())
		card := Score(append(Findings(), HeldOut()...), func(string) (*data.Data, error) { return d, nil })
		for _, r := range card.Rows {
			if r.Finding.Estimator == "dropout_by_session" && r.Result.scale != ofShare {
				t.Errorf("%s of %d patients: a share by the life table has an interval that may leave 0 to 1", r.Finding.ID, patients)
			}
			if math.IsNaN(r.Low) || r.Result.scale == asItIs {
				continue
			}
			least, most := 0.0, 1.0
			switch r.Result.scale {
			case ofFisher:
				least = -1
			case ofRatio:
				most = math.Inf(1)
			}
			seen[r.Result.scale]++
			if v := r.Result.Value; r.Low < least || r.High > most || v < r.Low || v > r.High {
				t.Errorf("%s of %d patients: %v, %v to %v", r.Finding.ID, patients, v, r.Low, r.High)
			}
		}
	}
	if seen[ofShare] == 0 || seen[ofFisher] == 0 || seen[ofRatio] == 0 {
		t.Errorf("not all scales were seen: %v", seen)
	}
}

// Of a handful of patients whose number allows no error nothing holds, and nothing is missed.
func TestADirectionWithoutAnErrorCannotBeTold(t *testing.T) {
	seen := 0
	for patients := int64(1); patients <= 6; patients++ {
		d := mustData(t, runtest.StandardSample.Draw()).Select(func(c data.Course) bool { return c.Patient.Patient < patients })
		for _, r := range Score(Findings(), func(string) (*data.Data, error) { return d, nil }).Rows {
			if r.Finding.Kind != Direction || r.Err != nil || !math.IsNaN(r.Low) {
				continue
			}
			if seen++; r.Verdict != Unclear {
				t.Errorf("%s of %d patients: %v %s without an interval", r.Finding.ID, patients, r.Result.Value, r.Verdict)
			}
		}
	}
	if seen == 0 {
		t.Error("no direction lacks an interval")
	}
}

// Batches of shipped findings hold three scenarios at a time, as one of them compares so
// many, and every finding stands in one batch.
func TestFewScenariosAreHeld(t *testing.T) {
	findings := Findings()
	batches, last := byScenarios(findings)
	held, seen := map[string]bool{}, 0
	for k, batch := range batches {
		seen += len(batch)
		for _, i := range batch {
			for _, name := range findings[i].Scenarios {
				held[name] = true
				if last[name] < k {
					t.Errorf("%s is needed by %s after it was let go", name, findings[i].ID)
				}
			}
		}
		if len(held) > 3 {
			t.Errorf("%d scenarios are held for %s", len(held), findings[batch[0]].ID)
		}
		for name := range held {
			if last[name] == k {
				delete(held, name)
			}
		}
	}
	if seen != len(findings) || len(held) > 0 {
		t.Errorf("%d of %d findings, %d scenarios held in the end", seen, len(findings), len(held))
	}
}
