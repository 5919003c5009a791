package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestTraits(t *testing.T) {
	h := &runtest.Hand{}
	trait := []float64{-1, 0, 1, 2, 3}
	for i, wai := range [][]float64{{3, 4}, {3, 3}, {4, 5}, {4, 4}, {2, 2}} {
		ending := []string{"completed", "dropout", "completed", "dropout", "waiting"}[i]
		p := h.Add(ending, []int{10 + 2*i, 9 - i}, wai...)
		p.AttachmentAnxiety, p.Neuroticism = float32(trait[i]), float32(-trait[i])
		p.Agreeableness, p.Conscientiousness = float32(trait[i]*trait[i]), float32(i%2)
		p.Extraversion, p.Openness = float32(i%3), float32(i*i%5)
	}
	d := mustData(t, &h.Rows)
	of := trait[:4] // the treated
	runtest.Near(t, "with alliance", traitAlliance(d, "attachment_anxiety", data.WAIPatient, data.Sessions(1, 2)).Value,
		pearson(of, []float64{3.5, 3, 4.5, 4}).Value)
	runtest.Near(t, "with raw improvement", traitOutcome(d, "attachment_anxiety", unadjusted).Value,
		pearson(of, []float64{1, 4, 7, 10}).Value)
	runtest.Near(t, "with dropout", traitDropout(d, "attachment_anxiety").Value, pearson(of, []float64{0, 1, 0, 1}).Value)
	runtest.Near(t, "of intake with dropout", traitDropout(d, "phq9_intake").Value, pearson([]float64{10, 12, 14, 16}, []float64{0, 1, 0, 1}).Value)
	m := traitMatrix(d)
	runtest.Near(t, "neuroticism with intake", m.Value, -1)
	runtest.Near(t, "agreeableness with intake", m.Detail("r agreeableness with intake"),
		pearson([]float64{1, 0, 1, 4, 9}, []float64{10, 12, 14, 16, 18}).Value)
	runtest.Near(t, "neuroticism with agreeableness", m.Detail("r neuroticism agreeableness"),
		pearson([]float64{1, 0, -1, -2, -3}, []float64{1, 0, 1, 4, 9}).Value)
	if len(traits) != len(traitNames) {
		t.Errorf("%d traits are read, %d named", len(traits), len(traitNames))
	}
	for _, name := range traitNames {
		if traits[name] == nil {
			t.Errorf("%s cannot be read", name)
		}
	}
}

// rate adds patients who rate goals, tasks and bond at session 1.
func rate(h *runtest.Hand, goals, tasks, bond []float32) {
	for i := range goals {
		h.Add("completed", []int{10})
		s := &h.Last()[0]
		s.WAIPatientGoals, s.WAIPatientTasks, s.WAIPatientBond = goals[i], tasks[i], bond[i]
	}
}

func TestFirstFactor(t *testing.T) {
	h := &runtest.Hand{}
	// Goals and tasks are one, bond is unrelated: eigenvalues 2, 1, 0.
	rate(h, []float32{2, 2, 4, 4}, []float32{2, 2, 4, 4}, []float32{2, 4, 2, 4})
	r := firstFactors(mustData(t, &h.Rows), data.Sessions(1, 1), 0.7)
	runtest.Near(t, "two of three", r.Value, 2.0/3)
	if r.Pass() || r.N != 4 {
		t.Errorf("%+v: want no pass of 4 patients", r)
	}
	h = &runtest.Hand{}
	rate(h, []float32{2, 3, 4, 5}, []float32{1, 2, 3, 4}, []float32{2, 2.5, 3, 3.5})
	if r = firstFactors(mustData(t, &h.Rows), data.Sessions(1, 1), 0.7); !(math.Abs(r.Value-1) <= 1e-9) || !r.Pass() {
		t.Errorf("%+v: want 1, and a pass", r)
	}
	if r = firstFactors(mustData(t, &h.Rows), data.Sessions(1, 2), 0.7); !math.IsNaN(r.Value) {
		t.Errorf("at a session that nobody reached: %+v", r)
	}
}

// answer adds a patient's items of the PHQ-9 at intake, and others a week later.
func answer(h *runtest.Hand, q [9]int) {
	h.Add("completed", []int{10, 9})
	id := h.Rows.Patients[len(h.Rows.Patients)-1].Patient
	row := record.Items{Patient: id, Session: 1}
	for k, at := range []**int32{&row.PHQ1, &row.PHQ2, &row.PHQ3, &row.PHQ4, &row.PHQ5, &row.PHQ6, &row.PHQ7, &row.PHQ8, &row.PHQ9} {
		*at = record.PHQ9Value(q[k])
	}
	h.Rows.Items = append(h.Rows.Items, row, record.Items{Patient: id, Session: 2, PHQ1: record.PHQ9Value(3)})
}

func TestItems(t *testing.T) {
	h := &runtest.Hand{}
	// Items 1 to 8 are one score, item 9 is unrelated to it.
	for i, harm := range []int{0, 3, 3, 0} {
		answer(h, [9]int{i, i, i, i, i, i, i, i, harm})
	}
	d := mustData(t, &h.Rows)
	r := itemCorrelation(d)
	mean := 28.0 / 36
	runtest.Near(t, "mean r", r.Value, mean)
	runtest.Near(t, "standardised alpha", r.Detail("standardised alpha"), 9*mean/(1+8*mean))
	if r.N != 4 || r.Detail("smallest r") > 1e-12 || r.Detail("largest r") < 1-1e-12 {
		t.Errorf("%+v: want 4 patients, r from 0 to 1", r)
	}
	total := itemTotal(d)
	runtest.Near(t, "item 9 with the others", total.Detail("item 9"), 0)
	if total.Pass() || total.Checks[1].Margin <= 0 {
		t.Errorf("%+v: item 2 is no higher than item 1, item 9 is the lowest", total.Checks)
	}

	// Somebody without items is no patient of these.
	h.Add("completed", []int{10})
	if n := itemCorrelation(mustData(t, &h.Rows)).N; n != 4 {
		t.Errorf("%d patients with items, want 4", n)
	}
}

// In the sample, one factor with loading l and error .8 lies under the items.
func TestItemsOfASample(t *testing.T) {
	r := itemTotal(mustData(t, runtest.StandardSample.Draw()))
	if !r.Pass() || r.N != runtest.StandardSample.Patients {
		t.Errorf("%+v: want item 2 highest, item 9 lowest", r)
	}
}

func TestMissedAndSingleSessions(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 9, 8}).SessionsMissed = 1
	h.Add("dropout", []int{10})
	h.Add("completed", []int{10, 9, 8, 7}).SessionsMissed = 3
	h.Add("waiting", []int{10, 10}).SessionsMissed = 9
	d := mustData(t, &h.Rows)
	r := missedShare(d)
	runtest.Near(t, "missed of due", r.Value, 4.0/12)
	// Residuals 1-4/3, 0-1/3, 3-7/3 over 12.
	runtest.Near(t, "its error", r.SE, math.Sqrt((1.0/9+1.0/9+4.0/9)*3/2)/12)
	s := singleSession(d)
	runtest.Near(t, "one session", s.Value, 1.0/3)
	runtest.Near(t, "dropped out", s.Detail("share dropped out"), 1.0/3)
}

func TestEarlyRise(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{15, 16, 10, 9}) // rises, improves by 6
	h.Add("completed", []int{15, 14, 13, 20})
	h.Add("completed", []int{15, 14, 13, 5})
	h.Add("completed", []int{15})
	h.Add("completed", []int{15, runtest.None, 17, 15})
	r := earlyRise(mustData(t, &h.Rows), 3)
	runtest.Near(t, "risen", r.Value, 2.0/4)
	runtest.Near(t, "of whom improved", r.Detail("improved after a rise"), 0.5)
	runtest.Near(t, "of the rest", r.Detail("improved, the rest"), 0.5)
}

// Therapists add their own points, endings theirs: neither enters the slope.
func TestSessionGain(t *testing.T) {
	h := &runtest.Hand{}
	for i := range 40 {
		held, therapist := 2+(i*7)%11, i%4
		ending, extra := "completed", 0
		if i%3 == 0 {
			ending, extra = "dropout", -4
		}
		intake := 14 + i%5
		phq := make([]int, held)
		phq[0] = intake
		for k := 1; k < held; k++ {
			phq[k] = runtest.None
		}
		p := h.Add(ending, phq)
		p.PHQ9Intake, p.Therapist = int32(intake), int64(therapist)
		p.PHQ9Last = int32(intake - (held + 2*intake - 25 + 2*therapist + extra))
	}
	r := sessionGain(mustData(t, &h.Rows))
	runtest.Near(t, "points a session", math.Round(r.Value*1e9)/1e9, 1)
	runtest.Near(t, "points per point of intake", math.Round(r.Detail("slope of intake")*1e9)/1e9, 2)
	if r.N != 40 {
		t.Errorf("%d patients, want 40", r.N)
	}
}

func TestTherapistAllianceShare(t *testing.T) {
	h := &runtest.Hand{}
	for i, wai := range []float64{3, 3.5, 4, 4.5, 2, 5} {
		h.Add("completed", []int{10, 9}, wai-0.25, wai+0.25).Therapist = int64(min(i/2, 1))
	}
	h.Rows.Patients[4].Therapist, h.Rows.Patients[5].Therapist = 2, 3 // one patient each
	r := therapistAllianceShare(mustData(t, &h.Rows), data.WAIPatient, 2, 2)
	want := VarianceShare([][]float64{{3, 3.5}, {4, 4.5}})
	runtest.Near(t, "share", r.Value, want.Value)
	if r.N != 2 {
		t.Errorf("%d therapists, want 2", r.N)
	}
}
