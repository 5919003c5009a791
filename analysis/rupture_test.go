package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestRupturePrevalenceCountsAnswers(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 10, 10})
	s := h.Last()
	s[0].RupturePatient, s[1].RupturePatient = record.BoolValue(true), record.BoolValue(false)
	h.Add("completed", []int{10})
	h.Last()[0].RupturePatient = record.BoolValue(false)
	r := rupturePrevalence(mustData(t, &h.Rows), byPatient)
	runtest.Near(t, "share of the three answered", r.Value, 1.0/3)
	// Per patient, reports minus expected: 1 - 2/3 and 0 - 1/3.
	runtest.Near(t, "SE over patients", r.SE, math.Sqrt(2.0/9)/3)
	if r := rupturePrevalence(mustData(t, &h.Rows), byObserver); !math.IsNaN(r.Value) || len(r.Warnings) != 1 {
		t.Errorf("prevalence without an answer = %v, warnings %v", r.Value, r.Warnings)
	}
}

// reports makes Data of 100 sessions with so many reports by each rater.
func reports(t *testing.T, patient, therapist, observer int) *data.Data {
	h := &runtest.Hand{}
	for i := range 100 {
		h.Add("completed", []int{10})
		s := &h.Last()[0]
		s.RupturePatient = record.BoolValue(i < patient)
		s.RuptureTherapist = record.BoolValue(i < therapist)
		s.RuptureObserver = record.BoolValue(i < observer)
	}
	return mustData(t, &h.Rows)
}

func TestRuptureReportOrder(t *testing.T) {
	routine, low, high := reports(t, 30, 40, 60), reports(t, 20, 30, 50), reports(t, 32, 42, 65)
	r := ruptureReportOrder(routine, low, high)
	if !r.Pass() || len(r.Checks) != 5 {
		t.Errorf("checks %+v, want five that hold", r.Checks)
	}
	runtest.Near(t, "smallest margin: therapist minus patient", r.Value, 0.4-0.3)
	if r := ruptureReportOrder(routine, high, low); r.Pass() {
		t.Error("more ruptures in CBT passed")
	}
	if r := ruptureReportOrder(reports(t, 40, 30, 60), low, high); r.Pass() {
		t.Error("patients reporting more than therapists passed")
	}
}

func TestRuptureKinds(t *testing.T) {
	h := &runtest.Hand{}
	for range 2 { // no rupture: alliance rises by .25
		h.Add("completed", []int{10, 10}, 3, 3.25)
	}
	for range 3 {
		h.Add("completed", []int{10, 10}, 4, 4)
		h.Rupture(2, "withdrawal", 0)
	}
	for range 2 {
		h.Add("completed", []int{10, 10}, 4, 3.5)
		h.Rupture(2, "confrontation", 0)
	}
	h.Add("completed", []int{10, 10}, 1, 1)
	h.Rupture(1, "confrontation", 0) // no session before: counts, but has no effect
	r := ruptureKinds(mustData(t, &h.Rows))
	runtest.Near(t, "effect of withdrawal", r.Detail("effect of withdrawal"), -0.25)
	runtest.Near(t, "effect of confrontation", r.Detail("effect of confrontation"), -0.75)
	runtest.Near(t, "value", r.Value, 0.5)
	runtest.Near(t, "confrontations", r.Detail("confrontation"), 3)
	if r.Pass() {
		t.Error("as many confrontations as withdrawals passed")
	}
	h.Add("completed", []int{10, 10}, 4, 4)
	h.Rupture(2, "withdrawal", 0)
	if r := ruptureKinds(mustData(t, &h.Rows)); !r.Pass() {
		t.Errorf("checks %+v, want both to hold", r.Checks)
	}
}

func TestRecognition(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 9, 8}, 3, 3, 3) // no rupture: falls by one point a session
	for i := range 3 {                           // recognised at onset in session 2
		h.Add("completed", []int{10, 9, 9}, 3, 2.5, 3.5+float64(i)/8)
		h.Rupture(2, "withdrawal", 2)
	}
	for i := range 3 { // recognised too late
		h.Add("completed", []int{10, 9, 11}, 3, 2.5, 2.5+float64(i)/8)
		h.Rupture(2, "withdrawal", 3)
	}
	r := recognitionDifference(mustData(t, &h.Rows), atOnset)
	runtest.Near(t, "difference in next alliance", r.Value, 1)
	runtest.Near(t, "effect on symptoms, recognised", r.Detail("effect on next PHQ-9, recognised"), 1)
	runtest.Near(t, "effect on symptoms, not", r.Detail("effect on next PHQ-9, not"), 3)
	runtest.Near(t, "share recognised", r.Detail("share recognised"), 0.5)
	if !r.Pass() {
		t.Errorf("checks %+v, want both to hold", r.Checks)
	}
	if r := recognitionDifference(mustData(t, &h.Rows), ever); !math.IsNaN(r.Value) {
		t.Errorf("value %v where all were recognised at some time, want none", r.Value)
	}
}

func TestCriterionRuptures(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{1, 1, 1}, 4, 4, 4)
	h.Add("completed", []int{1, 1, 1}, 4, 0, 1) // falls over a missing answer
	h.Add("completed", []int{1, 1, 1}, 3, 4, 4)
	h.Add("completed", []int{1, 1, 1}, 4, 0, 0) // one answer: out
	q := criterionQuery{Measure: data.WAIPatient, Window: data.Span{From: 1, To: 3}, Drop: 1, Regain: 0.5, Within: 2}
	r := criterionRuptures(mustData(t, &h.Rows), q)
	runtest.Near(t, "share", r.Value, 1.0/3)
	if r.N != 3 {
		t.Errorf("N = %d, want the 3 with two answers", r.N)
	}
	// Second differences of the two whole rows: 0 and -1, so (0 + 1/6)/2.
	runtest.Near(t, "error SD", r.Detail("error SD"), math.Sqrt(1.0/12))
}

// TestCriterionRupturesOfPureError: where the true alliance stands still, the
// observed share and the share by error alone are two samples of one number.
func TestCriterionRupturesOfPureError(t *testing.T) {
	luck := rand.New(rand.NewPCG(12, 1))
	h := &runtest.Hand{}
	for range 2000 {
		level := 3 + 0.5*luck.NormFloat64()
		wai := make([]float64, 10)
		for i := range wai {
			wai[i] = level + 0.3*luck.NormFloat64()
		}
		h.Add("completed", make([]int, 10), wai...)
	}
	r := criterionRuptures(mustData(t, &h.Rows), criterionQuery{Measure: data.WAIPatient, Window: data.Span{From: 1, To: 10}, Drop: 1})
	alone := r.Detail("by error alone")
	if !(math.Abs(r.Value-alone) <= 4.5*math.Sqrt2*r.SE) {
		t.Errorf("share %.3f, by error alone %.3f: want the same within 4.5 SE of %.3f", r.Value, alone, math.Sqrt2*r.SE)
	}
	// Error without any leaves the mean course, which does not fall.
	perfect := criterionQuery{Measure: data.WAIPatient, Window: data.Span{From: 1, To: 10}, Drop: 1, Reliability: 1}
	runtest.Near(t, "by error alone where there is none", criterionRuptures(mustData(t, &h.Rows), perfect).Detail("by error alone"), 0)
	// The variance of a mean of n squared second differences /6 of normal error
	// is at most 2σ⁴·(1 + 2·(16 + 1)/36)/n < 4σ⁴/n, n = 16,000.
	if e := r.Detail("error SD"); !(math.Abs(e*e-0.09) <= 4.5*0.09*2/math.Sqrt(16000)) {
		t.Errorf("error variance %.4f, want .09", e*e)
	}
}

func TestVShapes(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", make([]int, 5), 4, 2, 2.5, 3.5, 2) // regains 1.5 of 2 in two sessions
	h.Add("completed", make([]int, 5), 4, 2, 2.5, 2.5, 2) // regains .5
	h.Add("completed", make([]int, 5), 4, 4, 4, 4, 2)     // no session after
	h.Add("completed", make([]int, 5), 4, 4, 4, 4, 4)     // no fall
	q := criterionQuery{Measure: data.WAIPatient, Window: data.Span{From: 1, To: 5}, Drop: 1.5, Regain: 0.75, Within: 2}
	r := vShapes(mustData(t, &h.Rows), q)
	runtest.Near(t, "share repaired", r.Value, 0.5)
	runtest.Near(t, "mean fall", r.Detail("mean fall"), 2)
	if r.N != 2 {
		t.Errorf("N = %d, want 2", r.N)
	}
	q.Within = 1
	runtest.Near(t, "repaired within one session", vShapes(mustData(t, &h.Rows), q).Value, 0)
}

func TestRepairEpisodes(t *testing.T) {
	h := &runtest.Hand{}
	add := func(onset, resolved int, wai ...float64) {
		h.Add("completed", make([]int, len(wai)), wai...)
		h.Rupture(onset, "withdrawal", 0)
		if resolved > 0 {
			u := &h.Rows.Ruptures[len(h.Rows.Ruptures)-1]
			u.Resolved, u.SessionResolved = true, record.SessionValue(resolved)
		}
	}
	add(2, 3, 3, 2, 2, 4) // 3 before, 4 after
	add(2, 2, 3, 2, 3, 3) // 3 before, 3 after
	add(2, 0, 3, 2, 2, 2)
	add(1, 4, 1, 1, 1, 1) // neither before nor after
	r := repairEpisodes(mustData(t, &h.Rows))
	runtest.Near(t, "share", r.Value, 0.75)
	runtest.Near(t, "mean sessions", r.Detail("mean sessions to resolution"), 4.0/3)
	runtest.Near(t, "median sessions", r.Detail("median sessions to resolution"), 1)
	runtest.Near(t, "after minus before", r.Detail("alliance after minus before"), 0.5)
	// The sample stands at 2.5, 1.75, 2 and 2.5: it does not rise from session 1
	// to 4, and falls by .5 from 1 to 3.
	runtest.Near(t, "above the usual", r.Detail("the same above the usual rise"), (1+0.5)/2)
}
