package plots

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// patternsOf gathers rows.
func patternsOf(t *testing.T, rows *record.Rows) *Patterns {
	t.Helper()
	d, err := data.FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	p := &Patterns{}
	for i := range d.List {
		p.Add(&d.List[i])
	}
	return p
}

func TestPatternsCount(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("dropout", []int{8, 9}, 3, 4)
	h.Rupture(2, "withdrawal", 0)
	h.Last()[1].WAITherapist, h.Last()[1].TrueRupture = 3, record.BoolValue(true)
	h.Add("completed", []int{12, 10, 0}, 4, 5, 5)
	h.Last()[1].WAITherapist, h.Last()[1].RupturePatient = 4, record.BoolValue(false)
	h.Add("waiting", []int{20, runtest.None, 14})
	h.Add("completed", []int{22, 22, 22, 22, 22, 22, 22}, 1, 1, 1, 3, 3.5, 4, 4.5) // slope 5 in ten sessions: beyond the axis
	p := patternsOf(t, &h.Rows)
	second := &p.session[1]
	if p.treated != 3 || second.held != 3 || second.dropped != 1 || second.began != 1 || second.open != 1 || second.answered != 1 || second.told != 0 {
		t.Errorf("session 2 counts %+v of %v treated", second, p.treated)
	}
	if p.session[2].planned != 1 || p.session[6].planned != 1 || p.last[0] != 1 || p.first[8] != 1 {
		t.Error("endings or scores are counted otherwise")
	}
	runtest.Near(t, "intake below 10 at session 2", p.growth[1][0].mean(), 9)
	runtest.Near(t, "r of two raters", second.both.r(), 1)
	if p.sloped != 1 || p.slopes[slopeBins-1] != 1 {
		t.Errorf("slopes %v", p.slopes)
	}
	if p.waiting[0][20] != 1 || p.waiting[1] != ([phqScores]float64{}) || p.waiting[2][14] != 1 {
		t.Error("the waiting list is counted otherwise")
	}
	lengths := p.lengths()
	if want := "33 % drop out; 33 % end as planned at session 7."; lengths.Alt != want {
		t.Errorf("%q, want %q", lengths.Alt, want)
	}
	for session, share := range []string{"0.0", "33.3", "0.0"} { // of the three who were treated
		if row := lengths.Table.Rows[session]; row[1] != "dropout" || row[5] != share {
			t.Errorf("%q, want %s %% who leave after session %d", row, share, session+1)
		}
	}
	mean, sd, n := spreadOf(&[phqScores]float64{2: 1, 6: 1})
	if mean != 4 || sd != 2 || n != 2 {
		t.Errorf("mean %v, SD %v of %v: want 4, 2 of 2", mean, sd, n)
	}
}

func TestPatternFigures(t *testing.T) {
	rows := runtest.StandardSample.Draw()
	treated := patternsOf(t, rows).Figures()
	for i := range rows.Patients {
		rows.Patients[i].Ending = "waiting"
	}
	waiting := patternsOf(t, rows).Figures()
	if len(treated) != 5-1 || len(waiting) != 1 || len((&Patterns{}).Figures()) != 0 {
		t.Fatalf("%d, %d and %d figures, want 4, 1 and 0", len(treated), len(waiting), len((&Patterns{}).Figures()))
	}
	for _, f := range append(treated, waiting...) {
		var b bytes.Buffer
		if err := f.WriteSVG(&b); err != nil || !strings.Contains(b.String(), "<path") {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Alt == "" || f.Caption == "" || len(f.Table.Rows) < 10 || strings.Contains(f.Alt, "NaN") {
			t.Errorf("%s: no words or numbers: %s", f.Name, f.Alt)
		}
		for _, row := range f.Table.Rows {
			if len(row) != len(f.Table.Header) {
				t.Fatalf("%s: a row of %d cells under %d", f.Name, len(row), len(f.Table.Header))
			}
			if axes := row[2] + "/" + row[4]; f.Name == "pattern-floor" && (row[0] == "by severity at intake") != (axes == "session/PHQ-9, points (0–27)") {
				t.Fatalf("%s: %q has the axes of another panel", f.Name, row)
			}
		}
	}
}

// A waiting list is drawn over a year, to its last week and no further.
func TestAWaitingListIsDrawnOverAYear(t *testing.T) {
	h := &runtest.Hand{}
	weeks := make([]int, 54)
	for week := range weeks {
		weeks[week] = 20 - week/10 // 16 at week 40, 15 at week 52
	}
	h.Add("waiting", weeks)
	f := patternsOf(t, &h.Rows).waitingList()
	want := "Week 0: mean 20.0, SD 0.0. Week 8: mean 20.0, SD 0.0. Week 26: mean 18.0, SD 0.0. Week 52: mean 15.0, SD 0.0. "
	if f.Alt != want {
		t.Errorf("%q, want %q", f.Alt, want)
	}
	if last := f.Table.Rows[len(f.Table.Rows)-1]; !slices.Contains(last, "52") {
		t.Errorf("the last row is %q, want week 52", last)
	}
}

// Every treated course of drawn rows is taken in, with both raters.
func TestPatternsOfDrawnRows(t *testing.T) {
	d, err := data.FromRows(runtest.StandardSample.Draw())
	if err != nil {
		t.Fatal(err)
	}
	var p Patterns
	for c := range d.Courses() {
		p.Add(&c)
	}
	if p.treated != float64(d.Len()) {
		t.Errorf("%v treated, want %d", p.treated, d.Len())
	}
	if r := p.session[2].both.r(); math.IsNaN(r) {
		t.Error("no correlation of raters")
	}
}
