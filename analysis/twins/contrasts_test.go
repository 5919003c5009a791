package twins

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/analysis"
)

// ofFive are five patients, each a cluster.
func ofFive() clusters { return clusters{unit: OverPatients, of: []int{0, 1, 2, 3, 4}, n: 5} }

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// By hand: x has mean −4 and y −1; of x − y = −2, −3, −3, −3, −4 the sum of squares
// about −3 is 2, so its standard error is √(5/4 · 2/25).
func TestContrastByHand(t *testing.T) {
	x, y := []float64{-3, -4, -5, -4, -4}, []float64{-1, -1, -2, -1, 0}
	c := Contrast{Through: true}
	e := c.effect(CompareOutcome{}, ofFive(), x, y)
	near(t, "first", e.First.Value, -4)
	near(t, "second", e.Second.Value, -1)
	near(t, "difference", e.Difference.Value, -3)
	near(t, "its standard error", e.Difference.SE, math.Sqrt(1.25*2/25))
	near(t, "half its interval", e.Difference.High+3, 2.7764451051977934*math.Sqrt(0.1)) // t with 4 degrees of freedom
	// (d − ¾x) = ¼, 0, ¾, 0, −1 over −4·5: squares add up to 1.625/400.
	near(t, "share", e.Share.Value, 0.75)
	near(t, "its standard error", e.Share.SE, math.Sqrt(1.25*1.625/400))
	if e.Difference.N != 5 {
		t.Errorf("%d patients, want 5", e.Difference.N)
	}
}

// Who lacks an outcome anywhere does not enter, a share of what may be none is not
// told, and where nobody differs there is no interval.
func TestContrastTraps(t *testing.T) {
	c := Contrast{Through: true}
	none := math.NaN()
	e := c.effect(CompareOutcome{}, ofFive(), []float64{-3, -4, none, -4, -4}, []float64{-1, none, -2, -1, 0})
	if e.First.N != 3 {
		t.Errorf("%d patients, want 3", e.First.N)
	}
	near(t, "mean of those who enter", e.First.Value, -11.0/3)
	e = c.effect(CompareOutcome{}, ofFive(), []float64{-3, 4, -5, 3, 2}, []float64{1, 0, 0, 2, 1})
	near(t, "a share of nothing", e.Share.Value, none)
	e = c.effect(CompareOutcome{}, ofFive(), []float64{1, 2, 3, 4, 5}, []float64{1, 2, 3, 4, 5})
	near(t, "an interval of nothing", e.Difference.Low, none)
	near(t, "nothing", e.Difference.Value, 0)
}

// What a contrast says in words is broken into lines like that of a scenario.
func TestContrastIsWrapped(t *testing.T) {
	for _, through := range []bool{false, true} {
		x, y := []float64{-3, -4, -5, -4, -4}, []float64{-1, -1, -2, -1, 0}
		c := Contrast{Through: through}
		o := CompareOutcome{Name: "phq9_week_16", Label: "PHQ-9, week 16", Unit: "points"}
		r := ContrastResult{Contrast: Contrast{Name: "more", Of: [2]string{"trained-and-supervised", "supervised"}, Less: [2]string{"trained", "as-usual"}, Through: through},
			Unit: OverPatients, Clusters: 5, Effects: []ContrastEffect{c.effect(o, ofFive(), x, y)}}
		var b strings.Builder
		r.text(&b, o.Name, "")
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 120 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

// How much of an effect goes through paths is told in words and as a share, below 0 with
// its sign, and not at all where the whole effect may be none.
func TestTheShareThroughPathsIsTold(t *testing.T) {
	between := func(low, value, high float64) analysis.Result {
		return analysis.Result{Value: value, Low: low, High: high, N: 100}
	}
	r := ContrastResult{Contrast: Contrast{Name: "bond", Of: [2]string{"trained", "usual"}, Less: [2]string{"trained-blocked", "usual-blocked"}, Through: true},
		Unit: OverPatients, Clusters: 100, Effects: []ContrastEffect{{Outcome: OutcomesAt([]int{16}, 16)[0],
			First: between(-1.5, -1, -0.5), Second: between(-0.9, -0.6, -0.3), Difference: between(-0.7, -0.4, -0.1), Share: between(-0.05, 0.4, 0.75)}}}
	e := &r.Effects[0]
	told := func() string {
		var b strings.Builder
		r.text(&b, e.Outcome.Name, "")
		return strings.Join(strings.Fields(b.String()), " ")
	}
	for _, want := range []string{
		"trained differs from usual by −1.000 (−1.500 to −0.500) points. With the paths blocked in both, −0.600 (−0.900 to −0.300) is left; −0.400 (−0.700 to −0.100) goes through them, 40 % (−5 % to 75 %) of the whole.",
		"share of the first", "−0.400 (−0.700 to −0.100) 40 % (−5 % to 75 %)",
	} {
		if !strings.Contains(told(), want) {
			t.Errorf("no %q in %s", want, told())
		}
	}
	e.Share = analysis.Nothing(100, "none")
	if want := "goes through them; the whole effect may be none, so it has no share."; !strings.Contains(told(), want) {
		t.Errorf("no %q in %s", want, told())
	}
	r.Through = false
	if want := "The two differ by −0.400 (−0.700 to −0.100) points: 0 lies outside the interval."; !strings.Contains(told(), want) {
		t.Errorf("no %q in %s", want, told())
	}
}
