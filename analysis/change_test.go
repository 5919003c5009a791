package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/analysis/runtest"
)

// fourPatients: intake 20 16 12 8, last 10 15 2 16.
func fourPatients(t *testing.T) *data.Data {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 14, 10})
	h.Add("completed", []int{16, runtest.None, 15})
	h.Add("well_enough", []int{12, 2, runtest.None})
	h.Add("dropout", []int{8, 16})
	return mustData(t, &h.Rows)
}

func TestPrePost(t *testing.T) {
	r := prePost(fourPatients(t), occasion{})
	// Means 14 and 10.75; the variance of intake is (36+4+4+36)/3.
	runtest.Near(t, "d", r.Value, (14-10.75)/math.Sqrt(80.0/3))
	if r.N != 4 {
		t.Errorf("N = %d, want 4", r.N)
	}
	// In week 2 the third patient did not answer: week 1, one off, stands in. The
	// fourth has week 1 alone.
	runtest.Near(t, "mean at week 2", prePost(fourPatients(t), occasion{Week: 2}).Detail("mean outcome"), (10+15+2+16)/4.0)
	runtest.Near(t, "mean at week 1", prePost(fourPatients(t), occasion{Week: 1}).Detail("mean outcome"), (14+16+2+16)/4.0)
}

// Weeks after intake are weeks after session 1, also of those who waited for it.
func TestAWaitIsNoTimeSinceIntake(t *testing.T) {
	waited := func() *data.Data {
		d := fourPatients(t)
		for i := range d.Sessions {
			d.Sessions[i].Week += 6
		}
		return d
	}
	for _, week := range []float64{1, 2} {
		o := occasion{Week: week}
		runtest.Near(t, "d", prePost(waited(), o).Value, prePost(fourPatients(t), o).Value)
		runtest.Near(t, "response", response(waited(), o, 0).Value, response(fourPatients(t), o, 0).Value)
	}
	runtest.Near(t, "test-retest", testRetest(waited(), 2).Value, testRetest(fourPatients(t), 2).Value)
}

func TestResponse(t *testing.T) {
	r := response(fourPatients(t), occasion{}, 0)
	runtest.Near(t, "response, half of intake counts", r.Value, 2.0/4)
	runtest.Near(t, "response, screened at 10", response(fourPatients(t), occasion{}, 10).Value, 2.0/3)
}

func TestReliableShare(t *testing.T) {
	q := reliableQuery{Kind: byRecovery, Points: 6, Cutoff: 10, MinSessions: 2, MinIntake: 10}
	runtest.Near(t, "recovery: 10 is not below 10", reliableShare(fourPatients(t), q).Value, 1.0/3)
	q.Kind = byImprovement
	runtest.Near(t, "improvement", reliableShare(fourPatients(t), q).Value, 2.0/3)
	q.Kind, q.MinIntake = byDeterioration, 0
	runtest.Near(t, "deterioration", reliableShare(fourPatients(t), q).Value, 1.0/4)
	r := reliableShare(fourPatients(t), q)
	runtest.Near(t, "all kinds together", r.Detail("improvement")+r.Detail("deterioration")+r.Detail("no reliable change"), 1)
	runtest.Near(t, "no reliable change", r.Detail("no reliable change"), 1.0/4)
	q.MinSessions = 3
	runtest.Near(t, "deterioration from 3 sessions", reliableShare(fourPatients(t), q).Value, 0)
}

func TestImproved(t *testing.T) {
	// By session 2: falls 6, 0, 10, -8; scores 14, 16, 2, 16.
	r := improved(fourPatients(t), 2, 6, 10, 0)
	runtest.Near(t, "improved by session 2", r.Value, 2.0/4)
	runtest.Near(t, "among cases", r.Detail("share among cases at intake"), 2.0/3)
	runtest.Near(t, "improved by session 1, below the cut-off at once", improved(fourPatients(t), 1, 6, 10, 0).Value, 1.0/4)
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 20})
	h.Add("waiting", []int{20, 5})
	runtest.Near(t, "of those who were treated", improved(mustData(t, &h.Rows), 2, 6, 10, 0).Value, 0)
}

func TestReliableClassification(t *testing.T) {
	// SD 10 and reliability .80: 1.96 · 10 · √2 · √.2.
	rule := reliable{SD: 10, Reliability: 0.8, Cutoff: 20}
	runtest.Near(t, "threshold", rule.Threshold(), descriptive.Z95*10*math.Sqrt(0.4))
	for _, c := range []struct {
		before, after float64
		want          change
	}{{35, 15, recovered}, {45, 25, improvedOnly}, {25, 15, unchanged}, {20, 40, deteriorated}, {19, 2, improvedOnly}} {
		if got := rule.beyond(rule.Threshold(), c.before, c.after); got != c.want {
			t.Errorf("%v to %v is %d, want %d", c.before, c.after, got, c.want)
		}
	}
}

func TestClinicalChange(t *testing.T) {
	r := clinicalChange(fourPatients(t), 0.9, 10)
	// SD √(80/3) = 5.16, threshold 4.53: falls of 10, 1, 10 and -8; only the third ends below 10.
	for name, want := range map[string]float64{"threshold": descriptive.Z95 * math.Sqrt(80.0/3) * math.Sqrt(2*0.1), "recovered": 0.25, "improved only": 0.25, "unchanged": 0.25, "deteriorated": 0.25} {
		runtest.Near(t, name, r.Detail(name), want)
	}
	runtest.Near(t, "value", r.Value, 0.25)
}

func TestSuddenGains(t *testing.T) {
	q := gainQuery{Points: 6, Share: 0.25}
	for name, c := range map[string]struct {
		phq                  []int
		gain, loss, reversed float64
	}{
		"steady fall":          {[]int{20, 18, 16, 14, 12, 10}, 0, 0, math.NaN()},
		"sudden and kept":      {[]int{20, 19, 20, 10, 9, 10}, 1, 0, 0},
		"sudden and lost":      {[]int{20, 19, 20, 10, 9, 10, 20}, 1, 0, 1},
		"five points":          {[]int{20, 19, 20, 15, 14, 15}, 0, 0, math.NaN()},
		"less than a quarter":  {[]int{27, 26, 27, 21, 21, 21}, 0, 0, math.NaN()},
		"within wide swings":   {[]int{20, 8, 20, 10, 20, 8}, 0, 0, math.NaN()},
		"loss":                 {[]int{9, 10, 9, 20, 19, 20}, 0, 1, math.NaN()},
		"one answer missing":   {[]int{20, runtest.None, 20, 10, 9, 10}, 1, 0, 0},
		"one answer on a side": {[]int{runtest.None, runtest.None, 20, 10, 9, 10}, 0, 0, math.NaN()},
	} {
		h := &runtest.Hand{}
		h.Add("completed", c.phq)
		r := suddenGains(mustData(t, &h.Rows), q)
		runtest.Near(t, name+": gain", r.Value, c.gain)
		runtest.Near(t, name+": loss", r.Detail("share with a sudden loss"), c.loss)
		runtest.Near(t, name+": reversed", r.Detail("share of gains reversed"), c.reversed)
	}
}

// Does nobody respond who had 0 points, at the last answer, at a week, or among those whose
// alliance rises?
func TestNobodyRespondsWhoHadNoPoints(t *testing.T) {
	h, other := &runtest.Hand{}, &runtest.Hand{}
	for _, phq := range [][]int{{0, 0, 0, 0}, {20, 10, 10, 10}, {20, 8, 8, 8}, {20, 18, 18, 18}} {
		rise := 0.25
		if phq[3] == 8 || phq[3] == 10 {
			rise = 0.5
		}
		h.Add("completed", phq, 3, 3+rise, 3+2*rise, 3+3*rise)
		assessedHand(h, 10, 16, phq[3])
		other.Add("completed", []int{20, 10})
		assessedHand(other, 10, 16, 6+4*len(other.Rows.Patients)) // 10, 14, 18, 22
	}
	h.Add("dropout", []int{20, 18, 18, 18}, 3, 3, 3, 3)
	h.Add("dropout", []int{20, 18, 18, 18}, 3, 3, 3, 3)
	d := mustData(t, &h.Rows)
	runtest.Near(t, "response", response(d, occasion{}, 0).Value, 2.0/6)
	runtest.Near(t, "responders' rise above others'", slopeByOutcome(d, data.WAIPatient, 4).Value, 0.5-0.25)
	runtest.Near(t, "odds of a half against those of a quarter", responseOdds(d, mustData(t, &other.Rows), 16).Value, 3)
}
