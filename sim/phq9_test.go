package sim

import "testing"

func TestPHQ9Score(t *testing.T) {
	q := PHQ9{Error: ln3}
	for _, c := range []struct {
		severity, e float64
		want        int
	}{
		{13.5, 0, 14},      // ⌊28 · ½⌋
		{13.5, 1.01, 21},   // just above ¾
		{13.5, 0.99, 20},   // just below
		{13.5, -1.01, 6},   // just below ¼
		{2.7, 0, 2},        // ⌊2.8⌋
		{1e-9, 0, 0},       // the ends
		{27 - 1e-9, 0, 27}, //
		{27, 9, 27},        // rounding may bring severity here
		{13.5, 40, 27}, {13.5, -40, 0},
	} {
		if got := q.Score(c.severity, c.e); got != c.want {
			t.Errorf("score of severity %g with error %g is %d, want %d", c.severity, c.e, got, c.want)
		}
	}
	rises(t, "score by severity", func(x float64) float64 { return float64(q.Score(13.5+4*x, 0)) })
	rises(t, "score by error", func(x float64) float64 { return float64(q.Score(13.5, x)) })
	q.Error = 0
	if a, b := q.Score(20, -3), q.Score(20, 3); a != b {
		t.Errorf("without error the score still varies: %d, %d", a, b)
	}
}

// Without error every whole score covers the same stretch of severity.
func TestPHQ9Grid(t *testing.T) {
	q := PHQ9{}
	var seen [28]int
	const n = 28000
	for i := range n {
		seen[q.Score(27*(float64(i)+0.5)/n, 0)]++
	}
	for score, k := range seen {
		if k < n/28-1 || k > n/28+1 {
			t.Errorf("score %d covers %d of %d steps, want %d", score, k, n, n/28)
		}
	}
}

func TestPHQ9Missing(t *testing.T) {
	q := PHQ9{Missing: -ln3, MissingSeverity: ln9}
	for severity, want := range map[float64]float64{0: 0.25, 13.5: 0.5, 27: 0.75} {
		equal(t, "P(not answered)", q.Unanswered(severity).Value(), want)
	}
}
