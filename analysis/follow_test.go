package analysis

import (
	"math"
	"strings"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// assessedHand adds assessments of the patient added last: week and PHQ-9 in turn.
func assessedHand(h *runtest.Hand, weeks float32, answers ...int) {
	p := &h.Rows.Patients[len(h.Rows.Patients)-1]
	p.Weeks = weeks
	for i := 0; i < len(answers); i += 2 {
		a := record.Assessment{Patient: p.Patient, Week: int32(answers[i])}
		if answers[i+1] != runtest.None {
			a.PHQ9 = record.PHQ9Value(answers[i+1])
		}
		h.Rows.Assessments = append(h.Rows.Assessments, a)
	}
}

// Six who were treated: one relapses twice in a row, one once and early, one late,
// one stays well; one was never well and one left.
func relapsers() *runtest.Hand {
	var h runtest.Hand
	h.Add("completed", []int{20, 4})
	assessedHand(&h, 10, 8, 25, 20, 12, 24, 14)
	h.Add("completed", []int{20, 8})
	assessedHand(&h, 10, 20, 15, 24, 6, 52, 5)
	h.Add("well_enough", []int{16, 3})
	assessedHand(&h, 10, 20, 3, 52, 11)
	h.Add("completed", []int{16, 7})
	assessedHand(&h, 10, 20, 12, 24, runtest.None, 52, 11)
	h.Add("completed", []int{20, 15})
	assessedHand(&h, 10, 20, 27, 24, 27)
	h.Add("dropout", []int{20, 4})
	assessedHand(&h, 2, 20, 27, 24, 27)
	return &h
}

func TestRelapseByHand(t *testing.T) {
	h := relapsers()
	d := mustData(t, &h.Rows)
	once := relapses{Weeks: 52, Cutoff: 10, Rise: 6, Responders: true}
	r := relapse(d, once)
	if r.N != 4 {
		t.Errorf("%d patients were well at the end, want 4", r.N)
	}
	runtest.Near(t, "share that relapses", r.Value, 0.75)
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Error(), "once in 21 weeks") { // 10 times four patients, in 52 weeks each
		t.Errorf("asked seldom: %v", r.Warnings)
	}
	if r := relapse(d, relapses{Weeks: 14, Cutoff: 10, Rise: 6}); len(r.Warnings) != 0 { // 7, in 14 weeks each
		t.Errorf("asked often: %v", r.Warnings)
	}
	lasting := once
	lasting.Lasting = true
	runtest.Near(t, "share ill twice in a row", relapse(d, lasting).Value, 0.25)
	lasting.Rise = 1
	runtest.Near(t, "share ill twice in a row, a small rise", relapse(d, lasting).Value, 0.5)
	soon := once
	soon.Weeks = 20
	runtest.Near(t, "within 20 weeks", relapse(d, soon).Value, 0.5)
	runtest.Near(t, "share of relapses that come early", relapseEarly(d, once, 26).Value, 2.0/3)
	// With residual symptoms (8, 7) one of two, without (4, 3) both: not defined.
	if r := relapseHazard(d, once, 5); !math.IsNaN(r.Value) && !math.IsInf(r.Value, 0) && r.Value != 0 {
		t.Errorf("a hazard ratio of %g where all without residual symptoms relapse", r.Value)
	}
}

func TestRelapseHazardByHand(t *testing.T) {
	var h runtest.Hand
	for i := range 8 {
		last, later := 2, 3
		if i >= 4 {
			last = 6
		}
		if i == 0 || i == 4 || i == 5 {
			later = 14
		}
		h.Add("completed", []int{20, last})
		assessedHand(&h, 10, 30, later)
	}
	r := relapseHazard(mustData(t, &h.Rows), relapses{Weeks: 52, Cutoff: 10, Rise: 6, Responders: true}, 5)
	runtest.Near(t, "ratio of −ln ½ to −ln ¾", r.Value, math.Log(0.5)/math.Log(0.75))
}

// Nobody responds from nothing: who had no symptoms at intake is no responder who may
// relapse, but was below the cut-off.
func TestRelapseFromNothing(t *testing.T) {
	h := relapsers()
	h.Add("completed", []int{0, 0})
	assessedHand(h, 10, 20, 12)
	d := mustData(t, &h.Rows)
	if n := relapse(d, relapses{Weeks: 52, Cutoff: 10, Rise: 6, Responders: true}).N; n != 4 {
		t.Errorf("%d responders, want 4", n)
	}
	if n := relapse(d, relapses{Weeks: 52, Cutoff: 10, Rise: 6}).N; n != 5 {
		t.Errorf("%d below the cut-off, want 5", n)
	}
}

func TestEverybodyByWeek(t *testing.T) {
	var a, b runtest.Hand
	for i, later := range []int{4, 8, 12, 16} {
		a.Add("completed", []int{20, 5})
		assessedHand(&a, 10, 8, 9, 16, later)
		b.Add("waiting", []int{20, 18})
		assessedHand(&b, 8, 8, 9+i, 16, later+4)
	}
	b.Add("waiting", []int{20, 18})
	assessedHand(&b, 8, 8, runtest.None, 16, runtest.None)
	first, second := mustData(t, &a.Rows), mustData(t, &b.Rows)
	r := wellAt(second, 16, 8, 10)
	if r.N != 4 {
		t.Errorf("%d answered twice, want 4", r.N)
	}
	runtest.Near(t, "well at both weeks", r.Value, 0.25)
	runtest.Near(t, "well at week 16", wellAt(first, 16, 0, 10).Value, 0.5)
	runtest.Near(t, "odds ratio of a half against a quarter", responseOdds(first, second, 16).Value, 3)
	sd := math.Sqrt(80.0 / 3)
	apart := assessedDifference(first, second, 16)
	runtest.Near(t, "standardised difference", apart.Value, 4/sd)
	runtest.Near(t, "mean of the first scenario", apart.Detail("mean first"), 10)
	runtest.Near(t, "mean of the second", apart.Detail("mean second"), 14)
	var c runtest.Hand
	for _, later := range []int{0, 8, 16, 24} {
		c.Add("completed", []int{20, 5})
		assessedHand(&c, 8, 8, 9, 16, later)
	}
	wide := mustData(t, &c.Rows)
	spread := varianceRatio(wide, second, 16)
	runtest.Near(t, "ratio of variances", spread.Value, 4)
	runtest.Near(t, "SD", spread.Detail("SD in the second"), sd)
	if r := varianceRatio(wide, second, 8); !math.IsNaN(r.Value) {
		t.Errorf("a ratio of %g where everybody answered the same", r.Value)
	}
	fades := differenceFades(first, second, 16, 8)
	runtest.Near(t, "difference then", fades.Detail("difference then"), 4/sd)
}

func TestDropoutsLaterByHand(t *testing.T) {
	var h runtest.Hand
	for _, x := range []struct {
		ending      string
		last, later int
	}{{"dropout", 16, 8}, {"dropout", 16, 14}, {"completed", 8, 8}, {"completed", 8, 7}} {
		h.Add(x.ending, []int{20, x.last})
		assessedHand(&h, 5, 52, x.later)
	}
	h.Add("completed", []int{20, 4}) // whose last session comes after the week
	assessedHand(&h, 60, 52, 16)
	r := dropoutsLater(mustData(t, &h.Rows), 52)
	runtest.Near(t, "further improvement", r.Value, 5-0.5)
	runtest.Near(t, "well of those who left", r.Detail("share well of those who left"), 0.5)
}
