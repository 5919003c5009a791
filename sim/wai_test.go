package sim

import "testing"

func TestWAIView(t *testing.T) {
	w := WAI{Level: 1, Slope: 4, Leniency: 0.5, Occasion: 0.25}
	p := Patient{}
	equal(t, "average", w.View(&p, 0.5, 0), 1)
	equal(t, "good facet", w.View(&p, 0.75, 0), 2)
	equal(t, "good day", w.View(&p, 0.5, 2), 1.5)
	p.Leniency = -2
	equal(t, "strict patient", w.View(&p, 0.5, 0), 0)
}

func TestWAISum(t *testing.T) {
	w := WAI{}
	for _, c := range []struct {
		y    float64
		want int
	}{{0, 12}, {ln3, 16}, {-ln3, 8}, {-50, 4}, {50, 20}, {1e6, 20}} { // 4 + ⌊17 · …⌋
		if got := w.Sum(c.y); got != c.want {
			t.Errorf("sum for a view of %g is %d, want %d", c.y, got, c.want)
		}
	}
	rises(t, "sum by view", func(x float64) float64 { return float64(w.Sum(x)) })
}

func TestWAIMissing(t *testing.T) {
	w := WAI{Missing: -ln3, MissingAlliance: 2 * ln3}
	for alliance, want := range map[float64]float64{0: 0.5, 0.5: 0.25, 1: 0.1} {
		d := dyad()
		d.Bond, d.Tasks, d.Goals = alliance, alliance, alliance
		equal(t, "P(not answered)", w.Unanswered(&d).Value(), want)
	}
}

func TestWAITherapist(t *testing.T) {
	base := WAITherapist{Pace: 4}
	for _, c := range []struct {
		what   string
		change func(*WAITherapist, *Dyad) (v, e float64)
		want   int // 12 + ⌊49 · logistic⌋: 36 at 0, 48 at ln 3, 24 at −ln 3
	}{
		{"average", func(*WAITherapist, *Dyad) (v, e float64) { return 0, 0 }, 36},
		{"level", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Level = ln3; return 0, 0 }, 48},
		{"alliance", func(w *WAITherapist, d *Dyad) (v, e float64) {
			w.Slope = 2 * ln3
			d.Bond, d.Tasks, d.Goals = 0, 0, 0
			return 0, 0
		}, 24},
		{"leniency", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Leniency, d.Therapist.Leniency = ln3, 1; return 0, 0 }, 48},
		{"own view at first", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Own, d.perspective = ln3, 1; return 0, 0 }, 48},
		{"own view later: half", func(w *WAITherapist, d *Dyad) (v, e float64) {
			w.Own, d.perspective, d.Met = 2*ln3, 1, 5
			return 0, 0
		}, 48},
		{"the patient's view at first: none", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Converge = 1; return 9, 0 }, 36},
		{"the patient's view later: half", func(w *WAITherapist, d *Dyad) (v, e float64) {
			w.Converge, d.Met = 1, 5
			return -2 * ln3, 0
		}, 24},
		{"progress", func(w *WAITherapist, d *Dyad) (v, e float64) {
			w.Progress, d.Seen.PHQ9Intake, d.Seen.PHQ9 = 2*ln3, 14, 7
			return 0, 0
		}, 48},
		{"progress that no score shows", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Progress, d.Severity = 2*ln3, 6.75; return 0, 0 }, 36},
		{"error", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Error = ln3; return 0, -1 }, 24},
		{"the ends", func(w *WAITherapist, d *Dyad) (v, e float64) { w.Error = 1; return 0, 1e6 }, 60},
	} {
		w, d := base, dyad()
		v, e := c.change(&w, &d)
		if got := w.Sum(&d, v, e); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

func TestWAIObserver(t *testing.T) {
	w := WAIObserver{Level: ln3, Slope: 4 * ln3, Error: ln3}
	d := dyad()
	for e, want := range map[float64]int{0: 48, -1: 36, -2: 24, 1e6: 60, -1e6: 12} {
		if got := w.Sum(&d, e); got != want {
			t.Errorf("error %g: %d, want %d", e, got, want)
		}
	}
	d.Bond, d.Tasks, d.Goals = 0.25, 0.25, 0.25
	if got := w.Sum(&d, 0); got != 36 {
		t.Errorf("an alliance of one quarter: %d, want 36", got)
	}
}
