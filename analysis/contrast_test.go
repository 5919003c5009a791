package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

func TestContrastPairsTwins(t *testing.T) {
	first, second := &runtest.Hand{}, &runtest.Hand{}
	for i, last := range []int{4, 8, 12, 16} {
		first.Add("completed", []int{20, last})
		second.Add("completed", []int{20, last + 1 + i%2*2})
	}
	first.Add("completed", []int{20, 0})
	second.Add("dropout", nil)           // whose twin held no session
	first.Add("completed", []int{20, 0}) // no twin
	r := contrast(mustData(t, &first.Rows), mustData(t, &second.Rows))
	// Means 10 and 12; variances (36+4+4+36)/3 and of 5 11 13 19: (49+1+1+49)/3.
	sd := math.Sqrt((80.0/3 + 100.0/3) / 2)
	runtest.Near(t, "d", r.Value, 2/sd)
	// Differences 1 3 1 3: SD √(4/3).
	runtest.Near(t, "paired SE", r.SE, math.Sqrt(4.0/3)/2/sd)
	runtest.Near(t, "SE of samples of 4 and 4", r.Detail("SE of independent samples"), math.Sqrt(2.0/4+r.Value*r.Value/16))
	if r.N != 4 {
		t.Errorf("N = %d pairs, want 4", r.N)
	}
	runtest.Near(t, "the other way about", contrast(mustData(t, &second.Rows), mustData(t, &first.Rows)).Value, -2/sd)
}

func TestHedgesG(t *testing.T) {
	// Means 2 and 4, both of variance 1: d = -2; correction 1 - 3/15.
	r := hedgesG([]float64{1, 2, 3}, []float64{3, 4, 5})
	runtest.Near(t, "g", r.Value, -1.6)
	runtest.Near(t, "SE", r.SE, 0.8*math.Sqrt(2.0/3+4.0/12))
	if r := hedgesG([]float64{1}, []float64{3, 4, 5}); !math.IsNaN(r.Value) {
		t.Errorf("g of one against three = %v, want none", r.Value)
	}
}

func TestEarlyResponse(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 18, 16, 14, 6})           // 30 % by session 4: early
	h.Add("completed", []int{20, 18, 12, runtest.None, 8}) // 40 % by session 3: early
	h.Add("completed", []int{20, 18, 16, 15, 16})
	h.Add("completed", []int{20, 18, 16, 19, 18})
	h.Add("dropout", []int{20, 10, 10})                                     // did not reach session 4
	h.Add("completed", []int{20, runtest.None, runtest.None, runtest.None}) // no answer but intake
	h.Add("completed", []int{20, 5, 5, 20, 0, 0, 0})                        // back up at session 4: rest
	r := earlyResponse(mustData(t, &h.Rows), 4, 0.3)
	runtest.Near(t, "g", r.Value, hedgesG([]float64{16, 18, 0}, []float64{6, 8}).Value)
	runtest.Near(t, "early responders end at", r.Detail("mean early responders"), 7)
	runtest.Near(t, "early responders", r.Detail("n early responders"), 2)
	runtest.Near(t, "the others", r.Detail("n the rest"), 3)
}

func TestDropout(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 10}, 4, 3)
	h.Add("well_enough", []int{10, 10}, 3, 3)
	h.Add("dropout", []int{10}, 2)
	h.Add("transferred_then_dropout", []int{10, 9}, 3, 2)
	h.Add("transferred_then_completed", []int{10, 9}, 0, 4)
	h.Add("waiting", []int{10, 9})
	runtest.Near(t, "share", Dropout(mustData(t, &h.Rows)).Value, 2.0/5)
	r := dropoutAlliance(mustData(t, &h.Rows), data.WAIPatient, data.Sessions(1, 2))
	runtest.Near(t, "d", r.Value, groupDifference([]float64{3.5, 3, 4}, []float64{2, 2.5}).Value)
	runtest.Near(t, "alliance of those who left", r.Detail("mean dropouts"), 2.25)
}

func TestLifeTable(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("dropout", []int{1})
	h.Add("completed", []int{1, 1})
	h.Add("dropout", []int{1, 1, 1})
	h.Add("completed", []int{1, 1, 1})
	h.Add("waiting", []int{1, 1, 1, 1, 1})
	rows := LifeTable(mustData(t, &h.Rows))
	if len(rows) != 3 {
		t.Fatalf("%d sessions, want 3", len(rows))
	}
	for i, want := range []LifeRow{
		{1, 4, 1, 0, 0.75, 0.75 * math.Sqrt(1.0/12)},
		{2, 3, 0, 1, 0.75, 0.75 * math.Sqrt(1.0/12)},
		{3, 2, 1, 1, 0.375, 0.375 * math.Sqrt(1.0/12+1.0/2)},
	} {
		got := rows[i]
		if got.AtRisk != want.AtRisk || got.Dropouts != want.Dropouts || got.Planned != want.Planned {
			t.Errorf("session %d: %+v, want %+v", i+1, got, want)
		}
		runtest.Near(t, "stay", got.Stay, want.Stay)
		runtest.Near(t, "SE", got.SE, want.SE)
	}
	runtest.Near(t, "dropped out by session 2", dropoutBy(mustData(t, &h.Rows), 2).Value, 0.25)
	runtest.Near(t, "dropped out by session 99", dropoutBy(mustData(t, &h.Rows), 99).Value, 0.625)
	runtest.Near(t, "dropped out by session 0", dropoutBy(mustData(t, &h.Rows), 0).Value, 0)
	runtest.Near(t, "of the dropouts by session 1", dropoutEarly(mustData(t, &h.Rows), 1).Value, 0.5)
}

func TestPaceAndLength(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 19, 18, 17, 16, 15})
	h.Add("well_enough", []int{20, 12, 8, 4})
	h.Add("completed", []int{20, 19, 14, runtest.None, 10})
	h.Add("completed", []int{20, 20, 20, 20, 20, 20, 20})
	h.Add("dropout", []int{20, 20, 20, 20, 20, 20, 20})
	r := paceAndLength(mustData(t, &h.Rows))
	runtest.Near(t, "r", r.Value, pearson([]float64{3, 16, 6, 0}, []float64{6, 4, 5, 7}).Value)
	if !(r.Value < 0) {
		t.Error("quick improvers did not have fewer sessions")
	}
}

func TestTransfer(t *testing.T) {
	h := &runtest.Hand{}
	add := func(wai ...float64) {
		h.Add("transferred_then_completed", make([]int, len(wai)), wai...)
		for i := range h.Last() {
			if i >= 3 {
				h.Last()[i].Therapist = 1
			}
		}
	}
	add(1, 4, 4, 3, 3, 4, 4)    // drops by 1, regains at once
	add(1, 3, 3, 2.5, 2.5, 2.5) // drops by .5, never regains
	h.Add("completed", make([]int, 6), 4, 4, 4, 1, 1, 1)
	r := transfer(mustData(t, &h.Rows), data.WAIPatient, 6)
	runtest.Near(t, "drop", r.Value, 0.75)
	runtest.Near(t, "third session against old level", r.Detail("session 3 against old level"), -0.25)
	runtest.Near(t, "fourth", r.Detail("session 4 against old level"), 0)
	if r.N != 2 || r.Pass() {
		t.Errorf("N = %d, pass %v: want 2, and no pass before it is above the old level", r.N, r.Pass())
	}
	add(1, 2, 2, 1, 1, 2, 3)
	if r := transfer(mustData(t, &h.Rows), data.WAIPatient, 6); !r.Pass() {
		t.Errorf("checks %+v, want both to hold", r.Checks)
	}
	if r := transfer(mustData(t, &h.Rows), data.WAIPatient, 3); r.Pass() {
		t.Error("recovery at the fourth session passed as by the third")
	}
}
