package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

func TestLineThrough(t *testing.T) {
	// y = 1, 3, 2 on 1, 2, 3: slope 1/2, residuals -1/2, 1, -1/2.
	l := lineThrough([]float64{1, 2, 3}, []float64{1, 3, 2})
	runtest.Near(t, "slope", l.slope, 0.5)
	runtest.Near(t, "residual", l.rss, 1.5)
	if l := lineThrough([]float64{2, 2}, []float64{1, 3}); !math.IsNaN(l.slope) {
		t.Errorf("slope %v where the session does not vary", l.slope)
	}
}

// curved and straight are courses of eight sessions that one of the two curves fits
// far better: 24 - 8 log2(session), rounded, and 21, 19 … 7.
var (
	curved   = []int{24, 16, 11, 8, 5, 3, 2, 0}
	straight = []int{21, 19, 17, 15, 13, 11, 9, 7}
)

func TestLogCurve(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", curved)
	h.Add("completed", straight)
	h.Add("completed", straight[:4])                                               // too short
	h.Add("completed", []int{20, runtest.None, 10, runtest.None, 5, runtest.None}) // three answers
	h.Add("waiting", curved)
	r := logCurves(mustData(t, &h.Rows))
	s := func(phq []int) (line, line) {
		all := series{}
		for i, v := range phq {
			all.session, all.score = append(all.session, float64(i+1)), append(all.score, float64(v))
		}
		a, b, _ := all.curves(0, nil)
		return a, b
	}
	a1, b1 := s(curved)
	a2, b2 := s(straight)
	if !(b1.rss < a1.rss/10) || a2.rss > 1e-9 || b2.rss < 1 {
		t.Fatalf("residuals %v %v of the curved course, %v %v of the straight one", a1, b1, a2, b2)
	}
	runtest.Near(t, "share of the residual", r.Value, 1-(b1.rss+b2.rss)/(a1.rss+a2.rss))
	if r.N != 2 || len(r.Checks) != 1 || r.Detail("patients of 5 to 8 sessions") != 2 {
		t.Errorf("%d patients, checks %v: want 2 and that of short courses", r.N, r.Checks)
	}

	share := logCurveShare(mustData(t, &h.Rows), 8, 0)
	runtest.Near(t, "share of curved courses", share.Value, 0.5)
	if share.N != 2 {
		t.Errorf("%d patients with 8 answers, want 2", share.N)
	}
}

func TestCurveScatter(t *testing.T) {
	// With shift 0 and sessions 1, 2, 4 the logarithm is 0, 1, 2 (base 2): scores
	// 10, 4, 4 have slope -3 and residuals 1, -2, 1, so RSS 6 on 1 degree of freedom.
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 4, runtest.None, 4})
	h.Add("completed", []int{14, 8, runtest.None, 8})
	r := curveScatter(mustData(t, &h.Rows), 3, 0)
	runtest.Near(t, "points", r.Detail("points"), math.Sqrt(12.0/2))
	runtest.Near(t, "in SD of intake", r.Value, math.Sqrt(6)/math.Sqrt(8)) // intake 10 and 14
}

func TestWeeklyChange(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 10, 12, 11}) // differences +2, -1; the first is left out
	h.Add("completed", []int{16, 10, 6, runtest.None, 9})
	h.Last()[2].Week = 2.2 // 8.4 days after: counts
	h.Add("completed", []int{12, 10, 20})
	h.Last()[2].Week = 3 // two weeks after: does not
	r := weeklyChange(mustData(t, &h.Rows))
	// Differences 2, -1, -4 have SD 3; intake 20 and 16 has SD √8.
	runtest.Near(t, "ratio", r.Value, 3/math.Sqrt(8))
	if r.Detail("pairs") != 3 || r.N != 2 {
		t.Errorf("%v pairs of %d patients, want 3 of 2", r.Detail("pairs"), r.N)
	}
}

func TestAutocorrelation(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{12, 10, 8})                // about 10: 2, 0, -2
	h.Add("completed", []int{7, 5, runtest.None, 3, 5}) // about 5: 2, 0, –, -2, 0
	// Σ e(t)e(t-1) = 0+0 + 0+0; Σ e(t-1)² = 4+0 + 4+4.
	r := autocorrelation(mustData(t, &h.Rows))
	runtest.Near(t, "b", r.Value, 0)
	h.Add("completed", []int{9, 9, 3, 3}) // 3, 3, -3, -3: 9-9+9 over 9+9+9
	runtest.Near(t, "b of three", autocorrelation(mustData(t, &h.Rows)).Value, 9.0/39)
}

// A known law: 400 series of 200 weeks with autocorrelation .6.
func TestAutocorrelationOfAProcess(t *testing.T) {
	luck, h := rand.New(rand.NewPCG(3, 3)), &runtest.Hand{}
	for range 400 {
		e, phq := 0.0, make([]int, 200)
		for i := range phq {
			e = 0.6*e + 0.8*luck.NormFloat64()
			phq[i] = int(math.Round(13 + 3*e))
		}
		h.Add("completed", phq)
	}
	r := autocorrelation(mustData(t, &h.Rows))
	// Rounding adds variance 1/12 to 9; the own mean takes about (1+.6)/(1-.6)/200 off.
	want := 0.6*9/(9+1.0/12) - 4.0/200*0.4
	if !(math.Abs(r.Value-want) <= 4.5*r.SE+0.003) {
		t.Errorf("b = %.4f (SE %.4f), want about %.4f", r.Value, r.SE, want)
	}
}

func TestEarlyShare(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 16, runtest.None, 14, 12, 10, 4})
	h.Add("completed", []int{10, 8, 8, 8, 6, 6})
	h.Add("completed", []int{27, 0})
	r := earlyShare(mustData(t, &h.Rows), 4, 5)
	// The fourth later answers are 10 and 6, the last 4 and 6.
	runtest.Near(t, "share", r.Value, (30.0-16)/(30-10))
	if r.N != 2 {
		t.Errorf("%d patients, want 2", r.N)
	}
}

func TestChangeByGap(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 12, 9}) // a week: 2, -3; two weeks: -1
	h.Add("completed", []int{14, 15})    // a week: 1
	h.Add("completed", []int{18, 15, 15})
	h.Last()[1].Week, h.Last()[2].Week = 0.5, 2 // 3.5 days: -3; 10.5 days: in no category; two weeks: -3
	r := changeByGap(mustData(t, &h.Rows))
	runtest.Near(t, "a week", r.Value, math.Sqrt(7)/4) // SD of 2, -3, 1; SD of 10, 14, 18
	runtest.Near(t, "two weeks", r.Detail("2 weeks"), math.Sqrt(2)/4)
	if !math.IsNaN(r.Detail("up to 4 days")) {
		t.Error("one pair has a standard deviation")
	}
}

func TestWaveCorrelation(t *testing.T) {
	h := &runtest.Hand{}
	for i, last := range []int{4, 8, 12, 20} {
		phq := make([]int, 14)
		for k := range phq {
			phq[k] = runtest.None
		}
		phq[0], phq[9], phq[13] = 10+2*i, last, 20-last
		h.Add("completed", phq)
	}
	d := mustData(t, &h.Rows)
	r := waveCorrelation(d)
	want := pearson([]float64{10, 12, 14, 16}, []float64{4, 8, 12, 20}).Value
	runtest.Near(t, "r of intake with two months", r.Value, want)
	runtest.Near(t, "with three months", r.Detail("r of intake with week 13"), -want)
	runtest.Near(t, "neighbouring waves", r.Detail("r of neighbouring waves"), -1)
	if !math.IsNaN(r.Detail("r of intake with week 35")) {
		t.Error("a wave that nobody reached has a correlation")
	}
}

func TestLeaverDifference(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("dropout", []int{20, 18})
	h.Add("dropout", []int{16, 14})
	h.Add("dropout", []int{15})
	h.Add("completed", []int{12, 10, 9}) // stays at sessions 1 and 2
	h.Add("completed", []int{11, 12})    // ends at 2: neither
	h.Add("waiting", []int{27, 27, 27})
	r := leaverDifference(mustData(t, &h.Rows))
	// Session 1: 15 against 20, 16, 12, 11 (14.75); session 2: 18, 14 against 10.
	runtest.Near(t, "points", r.Detail("points"), (1*(15-14.75)+2*(16-10))/3)
	if r.N != 3 {
		t.Errorf("%d dropouts, want 3", r.N)
	}
}

func TestIntakeOutcome(t *testing.T) {
	h := &runtest.Hand{}
	for _, phq := range [][]int{{10, 8, 5}, {20, 15, 16}, {14, 14, 9}, {12, 10, 12}, {27, 0}} {
		h.Add("completed", phq)
	}
	d := mustData(t, &h.Rows)
	runtest.Near(t, "three answers", intakeOutcome(d, 3).Value, pearson([]float64{10, 20, 14, 12}, []float64{5, 16, 9, 12}).Value)
	if n := intakeOutcome(d, 0).N; n != 5 {
		t.Errorf("%d of all, want 5", n)
	}
	r := spreadRatio(d, 3)
	runtest.Near(t, "SD of the last", r.Detail("SD last"), deviation([]float64{5, 16, 9, 12}))
	runtest.Near(t, "ratio", r.Value, deviation([]float64{5, 16, 9, 12})/deviation([]float64{10, 20, 14, 12}))
}

func TestLastSkewness(t *testing.T) {
	h := &runtest.Hand{}
	for _, phq := range [][]int{{10, 0}, {12, 0}, {14, 1}, {16, 20}} {
		h.Add("completed", phq)
	}
	r := lastSkewness(mustData(t, &h.Rows))
	if r.Detail("skewness intake") != 0 || !r.Pass() || r.Value < 1.9 {
		t.Errorf("%+v: want an even intake and a skewed end", r)
	}
	runtest.Near(t, "SE of 4 patients", r.SE, math.Sqrt(72.0/70)) // 6·4·3 / (2·5·7)
	mirror := &runtest.Hand{}
	for _, phq := range [][]int{{10, 20}, {12, 20}, {14, 19}, {16, 0}} {
		mirror.Add("completed", phq)
	}
	if m := lastSkewness(mustData(t, &mirror.Rows)); m.Pass() || !(math.Abs(m.Value+r.Value) <= 1e-9) {
		t.Errorf("the mirror is %v, want %v, and no pass", m.Value, -r.Value)
	}
}

func TestGrowth(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 10, 8, 6}, 3, 3.25, 3.5, 3.75)     // responder, slope .25
	h.Add("completed", []int{20, 10, 8, 10}, 3, 3.5, 4, 4.5)        // responder, slope .5
	h.Add("completed", []int{20, 18, 18, 18}, 4, 4, 4, 4)           // slope 0
	h.Add("well_enough", []int{20, 18, 18, 18}, 4, 3.75, 3.5, 3.25) // slope -.25
	h.Add("dropout", []int{20, 5, 5, 5}, 3, 3, 3, 3)
	h.Add("dropout", []int{20, 18, 18, 18}, 4, 3.5, 3, 2.5) // slope -.5
	h.Add("completed", []int{20, 18}, 3, 4)                 // too short
	d := mustData(t, &h.Rows)
	r := slopeByOutcome(d, data.WAIPatient, 4)
	runtest.Near(t, "responders above others", r.Value, 0.375+0.125)
	runtest.Near(t, "slope of dropouts", r.Detail("slope dropouts"), -0.25)
	if !r.Pass() || r.N != 6 {
		t.Errorf("%+v: want a pass of 6 patients", r)
	}
	runtest.Near(t, "mean slope", allianceSlope(d, data.WAIPatient, data.Span{From: 1, To: 7}, 4).Value, 0)
	runtest.Near(t, "mean slope of sessions 1 and 2", allianceSlope(d, data.WAIPatient, data.Span{From: 1, To: 2}, 2).Value,
		(0.25+0.5+0-0.25+0-0.5+1)/7)
}

func TestPattern(t *testing.T) {
	for name, c := range map[string]struct {
		x    []float64
		want pattern
	}{
		"steady":              {[]float64{4, 4, 4, 4}, noDrop},
		"small fall":          {[]float64{4, 4, 3.6, 4}, noDrop},
		"regained":            {[]float64{4, 4, 3.5, 4}, repaired},
		"regained in part":    {[]float64{4, 4, 3, 3.9}, unrepaired},
		"at the end":          {[]float64{4, 4, 4, 3}, unrepaired},
		"twice, the last not": {[]float64{4, 4, 3, 4, 2}, unrepaired},
		"rise":                {[]float64{3, 4, 5}, noDrop},
	} {
		if got := patternOf(c.x, 0.5); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	h := &runtest.Hand{}
	h.Add("completed", []int{9, 9, 9, 9}, 4, 4, 2, 4)
	h.Add("completed", []int{9, 9, 9, 9}, 4, 4, 4, 2)
	h.Add("completed", []int{9, 9, 9, 9}, 4, 4, 4, 4)
	h.Add("completed", []int{9, 9, 9}, 4, 4, 1)
	r := patternShare(mustData(t, &h.Rows), data.WAIPatient, unrepaired, 1, 4)
	runtest.Near(t, "SD within", r.Detail("SD within"), math.Sqrt(6.0/9))
	for _, p := range []pattern{repaired, unrepaired, noDrop} {
		runtest.Near(t, string(p), r.Detail(string(p)), 1.0/3)
	}
}
