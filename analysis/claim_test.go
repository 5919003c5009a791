package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// scenarioOf makes one scenario: last PHQ-9 and rating of each patient.
func scenarioOf(t *testing.T, last []int, wai []float64) *data.Data {
	h := &runtest.Hand{}
	for i := range last {
		h.Add("completed", []int{20, 15, 15, last[i]}, wai[i], wai[i], wai[i], wai[i])
	}
	return mustData(t, &h.Rows)
}

func TestContrastsOfClaims(t *testing.T) {
	a := scenarioOf(t, []int{2, 4, 6, 8, 1}, []float64{4, 4.5, 5, 4.5, 5})
	b := scenarioOf(t, []int{4, 6, 8, 10, 1}, []float64{3, 3.5, 4, 3.25, 5})
	low := contrastLow(a, b, 4.5) // the last patient is not weak
	runtest.Near(t, "contrast of the weak", low.Value, 2/math.Sqrt(20.0/3))
	if low.N != 4 || contrastLow(a, b, 0).N != 5 {
		t.Errorf("%d and %d pairs, want 4 and 5", low.N, contrastLow(a, b, 0).N)
	}
	r := allianceContrast(a, b, data.WAIPatient, data.Sessions(3, 3))
	x, y := []float64{4, 4.5, 5, 4.5, 5}, []float64{3, 3.5, 4, 3.25, 5}
	runtest.Near(t, "alliance", r.Value, (4.6-3.75)/math.Sqrt((deviation(x)*deviation(x)+deviation(y)*deviation(y))/2))
	i := interaction(a, b, b, b)
	runtest.Near(t, "interaction with nothing", i.Value, contrast(a, b).Value)
	runtest.Near(t, "no interaction", interaction(a, b, a, b).Value, 0)
}

func TestGrowthShare(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{9, 9, 9, 9}, 2, 3, 3.5, 4)
	h.Add("completed", []int{9, 9, 9, 9}, 3, 3, 3.5, 5)
	h.Add("dropout", []int{9, 9}, 1, 1)
	r := growthShare(mustData(t, &h.Rows), data.WAIPatient, 3, 4)
	runtest.Near(t, "share of the rise", r.Value, (7.0-5)/(9-5))
	if r.N != 2 {
		t.Errorf("%d patients, want 2", r.N)
	}
}

func TestBothStrong(t *testing.T) {
	h := &runtest.Hand{}
	// Ratings of patient and therapist high or low; the gain counts the high ones.
	for i := range 48 {
		p, q := i%2, i/2%2
		intake := 20 + 2*(i/12%2)
		h.Add("completed", []int{intake, 18, 16, intake - 6 - 3*p*q - i/4%3}, 3+float64(p), 3+float64(p), 3+float64(p), 3+float64(p))
		for k := range h.Last() {
			h.Last()[k].WAITherapist = 3 + float32(q)
		}
	}
	r := bothStrong(mustData(t, &h.Rows))
	runtest.Near(t, "points between the groups", r.Detail("mean first")-r.Detail("mean second"), 3)
	if r.Detail("n first") != 12 || r.Detail("n second") != 24 {
		t.Errorf("groups of %v and %v, want 12 and 24", r.Detail("n first"), r.Detail("n second"))
	}
}

// In the sample the patient's rating moves the next symptoms, the therapist's is the
// trait with error.
func TestViewGainOfASample(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	for _, within := range []bool{false, true} {
		r := viewGain(d, within)
		runtest.Near(t, "difference", r.Value, r.Detail("patient")-r.Detail("therapist"))
		if r.Value < 2*r.SE {
			t.Errorf("within %v: %+v: want the patient's view to predict better", within, r)
		}
	}
	h := runtest.StandardSample.Draw()
	for i := range h.Patients {
		if i%2 == 0 {
			h.Patients[i].Approach = "psychodynamic"
		}
	}
	if r := allianceOverApproach(mustData(t, h)); r.Value < 0.1 || !(math.Abs(r.Detail("r approach")) <= 0.06) {
		t.Errorf("%+v: want the alliance alone to predict", r)
	}
}

func TestOwnershipAndCouplings(t *testing.T) {
	course := func(goals, hope, a, b float32) *data.Data {
		var rows record.Rows
		for i := range 6 {
			rows.Patients = append(rows.Patients, record.Patient{Patient: int64(i), AllianceToSymptoms: a * float32(i), SymptomsToAlliance: b * float32(i)})
			rows.Sessions = append(rows.Sessions, record.Session{Patient: int64(i), Session: 3, TrueGoals: goals, TrueHope: hope * float32(i+1) / 6})
		}
		return mustData(t, &rows)
	}
	high, low := course(0.8, 0.5, 1, 2), course(0.4, 0.5, 1, -2)
	if r := ownershipContrast(high, low, data.Sessions(3, 3)); !(r.Value > 0) || r.N != 6 {
		t.Errorf("goals twice as shared: %+v", r)
	}
	if r := ownershipContrast(high, high, data.Sessions(3, 3)); r.Value != 0 {
		t.Errorf("the same patients: %+v", r)
	}
	if r := couplingsTogether(high); !(math.Abs(r.Value-1) <= 1e-9) {
		t.Errorf("couplings that go together: %+v", r)
	}
	if r := couplingsTogether(low); !(math.Abs(r.Value+1) <= 1e-9) {
		t.Errorf("couplings that go apart: %+v", r)
	}
}
