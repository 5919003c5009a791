package twins

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rapport/analysis"
)

// sixty-four answers that follow what is given, each with this error by luck.
func answers(se float64, of func(set int) float64) OverSets {
	o := OverSets{Contrast: "b minus a", Outcome: CompareOutcome{Name: "phq9_last", Label: "last PHQ-9"}, Shipped: analysis.Result{Value: -1, Low: -1.5, High: -0.5}}
	for k := range 64 {
		o.Values, o.SEs = append(o.Values, of(k)), append(o.SEs, se)
	}
	return o
}

// parameters of sixty-four sets, drawn evenly; the first is called first.
func drawnSets() (names []string, rows [][]float64) {
	rng := rand.New(rand.NewPCG(4, 4))
	for k := range 64 {
		row := make([]float64, 100)
		for i := range row {
			row[i] = rng.Float64()
		}
		rows = append(rows, row)
		if k == 0 {
			names = append(names, "first")
			for range 99 {
				names = append(names, "other")
			}
		}
	}
	return names, rows
}

func TestVerdictsOverSets(t *testing.T) {
	names, rows := drawnSets()
	by := newDependences(names, rows)
	rng := rand.New(rand.NewPCG(5, 5))
	noise := make([]float64, 64)
	for k := range noise {
		noise[k] = rng.NormFloat64()
	}
	for name, c := range map[string]struct {
		se   float64
		of   func(set int) float64
		want SetVerdict
		on   bool
	}{
		"one sign":                     {0.1, func(k int) float64 { return -1 + 0.1*noise[k] }, HoldsInAll, false},
		"its size follows one":         {0.1, func(k int) float64 { return -1 - rows[k][0] }, HoldsInAll, true},
		"a parameter turns it":         {0.1, func(k int) float64 { return 4*rows[k][0] - 2 + 0.1*noise[k] }, DependsOn, true},
		"many turn it":                 {0.1, func(k int) float64 { return noise[k] }, LeftOpen, false},
		"luck turns it":                {1, func(k int) float64 { return 0.9 * noise[k] }, TooSmall, false},
		"luck, some sure by chance":    {0.7, func(k int) float64 { return 0.9 * noise[k] }, TooSmall, false},
		"luck is not known":            {math.NaN(), func(k int) float64 { return -1 + 0.1*noise[k] }, NoLuck, false},
		"nothing at all":               {0, func(int) float64 { return 0 }, TooSmall, false},
		"a parameter moves, no others": {0.1, func(k int) float64 { return -3 + 2.9*rows[k][0] + 0.3*noise[k] }, LeftOpen, true},
	} {
		o := answers(c.se, c.of)
		o.describe()
		o.On = by.strongest(o.Values)
		o.judge()
		if o.Verdict != c.want || (o.On != nil) != c.on || c.on && o.On.Parameter != "first" {
			t.Errorf("%s: %s, on %+v; want %s", name, o.Verdict, o.On, c.want)
		}
		if strings.Contains(o.Sentence(), "%!") {
			t.Errorf("%s: %s", name, o.Sentence())
		}
	}
}

// Sets under which nobody has the outcome count neither as one sign nor as the other.
func TestSetsWithoutAValueAreLeftOut(t *testing.T) {
	o := answers(0.1, func(k int) float64 {
		if k%2 == 0 {
			return math.NaN()
		}
		return -float64(k)
	})
	o.describe()
	if o.SameSign != 1 || o.Median != -32 || !(o.Low <= -59 && o.High >= -5) {
		t.Errorf("same sign in %g, median %g, %g to %g; want 1, −32 and nearly all of −63 to −1", o.SameSign, o.Median, o.Low, o.High)
	}
}

// A few sets give no verdict; more say how many others could have the other sign.
func TestVerdictsRestOnHowManySetsThereAre(t *testing.T) {
	for n, want := range map[int]string{4: "4 sets are too few for a verdict, want at least 12 (−1.000 to −1.000 over them)", 12: "at most 23 % of all such sets", 64: "at most 5 % of all such sets"} {
		o := answers(0.1, func(int) float64 { return -1 })
		o.Outcome.Name, o.Values, o.SEs = "phq9_last", o.Values[:n], o.SEs[:n]
		o.describe()
		if o.judge(); !strings.Contains(o.Sentence(), want) {
			t.Errorf("%d sets: %s; want %s", n, o.Sentence(), want)
		}
	}
	for known, want := range map[int]string{0: "no set gives it a value", 1: "1 set is too few for a verdict, want at least 12 (−1.000 to −1.000 over them)", 20: "holds in all 20 sets"} {
		o := answers(0.1, func(k int) float64 {
			if k < known {
				return -1
			}
			return math.NaN()
		})
		o.Outcome.Name = "phq9_last"
		o.describe()
		if o.judge(); !strings.Contains(o.Sentence(), want) {
			t.Errorf("%d sets with a value: %s; want %s", known, o.Sentence(), want)
		}
	}
	if u := unseen(64); !(math.Abs(math.Pow(1-u, 64)-0.05) <= 1e-12) {
		t.Errorf("with a share of %v, 64 sets of one sign have not a chance of 5 %%", u)
	}
}

// The guard lets a parameter of mere noise pass in about one of twenty answers.
func TestGuardAgainstChance(t *testing.T) {
	names, rows := drawnSets()
	by := newDependences(names, rows)
	rng := rand.New(rand.NewPCG(6, 6))
	const tries = 100
	passed := 0
	for range tries {
		values := make([]float64, 64)
		for k := range values {
			values[k] = rng.NormFloat64()
		}
		if by.strongest(values) != nil {
			passed++
		}
	}
	// 5 expected; above 15 is beyond 4.5 standard errors of a binomial share.
	if passed > 15 {
		t.Errorf("%d of %d answers of mere noise depend on a parameter", passed, tries)
	}
}

func TestSplitFindsTheTurn(t *testing.T) {
	names, rows := drawnSets()
	o := answers(0.1, func(k int) float64 {
		if rows[k][0] > 0.6 {
			return 1
		}
		return -1
	})
	d := newDependences(names, rows).strongest(o.Values)
	if d == nil || !(math.Abs(d.Cut-0.6) <= 0.05) || d.Below.Positive != 0 || d.Above.Positive != d.Above.Sets || d.Below.Sets+d.Above.Sets != 64 || !d.Splits {
		t.Errorf("the split is %+v, want one at 0.6 with all above positive", d)
	}
}

func TestDescribeOverSets(t *testing.T) {
	o := answers(0.5, func(k int) float64 { return -float64(k) }) // 0, -1 … -63: one has no sign
	o.describe()
	sd := math.Sqrt(64 * 65 / 12.0) // of 64 whole numbers in a row
	for what, c := range map[string][2]float64{
		"median": {o.Median, -31.5}, "low": {o.Low, -0.95 * 63}, "high": {o.High, -0.05 * 63}, "same sign": {o.SameSign, 63.0 / 64},
		"luck": {o.MonteCarlo, 0.5}, "open": {o.Open, math.Sqrt(sd*sd - 0.25)},
	} {
		if !(math.Abs(c[0]-c[1]) <= 1e-9) {
			t.Errorf("%s = %v, want %v", what, c[0], c[1])
		}
	}
}

// Shipped values that give no difference at all have no sign to share.
func TestNoSignToShare(t *testing.T) {
	o := answers(0.1, func(k int) float64 { return float64(k) - 31.5 })
	o.Shipped = analysis.Result{Value: 0, Low: -0.2, High: 0.2}
	o.describe()
	if o.judge(); !math.IsNaN(o.SameSign) || o.Verdict != LeftOpen || o.Cells()[3] != "–" {
		t.Errorf("same sign %v (%s), %s", o.SameSign, o.Cells()[3], o.Verdict)
	}
	if text := o.Sentence(); !strings.Contains(text, "left open: under the shipped values there is no difference") {
		t.Error(text)
	}
}

// What would settle an open answer is told, and that nothing would.
func TestSettlersAreTold(t *testing.T) {
	o := answers(0.1, func(k int) float64 { return float64(k) - 31.5 })
	o.describe()
	o.judge()
	o.Tried = 78
	c := Comparison{Primary: o.Outcome.Name, Sets: []OverSets{o}}
	var b strings.Builder
	c.setsText(&b)
	for _, want := range []string{"none of the 78 numbers that the sets were held to would settle it by itself", "Ranges over sets are the least that is open"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	c.Sets[0].Settles = []Settler{{ID: "A", Text: "told", Precision: 0.1, Patients: 100, Share: 0.5, Wrong: 0.1, WrongNow: 0.4}}
	b.Reset()
	if c.setsText(&b); !strings.Contains(b.String(), "would be settled by A (told) measured to ±0.1") || strings.Contains(b.String(), "none of the 78") {
		t.Error(b.String())
	}
}

// A finding that the answer follows would settle it, one that is noise would not; what is
// left of the variance is what the regression leaves.
func TestWhatWouldSettle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	e := &Evidence{IDs: []string{"A", "B"}, Texts: []string{"told", "noise"}, SEs: []float64{0.01, 0.01}, Patients: 10_000}
	o := answers(0.01, func(int) float64 { return 0 })
	for k := range o.Values {
		a, b := rng.NormFloat64(), rng.NormFloat64()
		e.Values = append(e.Values, []float64{a, b})
		o.Values[k] = a + 0.2*rng.NormFloat64()
	}
	all := e.settle(&o)
	if len(all) != 1 || all[0].ID != "A" {
		t.Fatalf("settled by %+v, want A alone", all)
	}
	s := all[0]
	if s.Share < 0.9 || s.Wrong > s.WrongNow/3 || s.WrongNow < 0.3 {
		t.Errorf("%+v: want most of the variance taken away and the sign told", s)
	}
	// SE 0.01 at 10,000 patients; a third of a spread of about 1 needs about 9.
	if s.Patients < 5 || s.Patients > 20 {
		t.Errorf("%d patients for a precision of %v", s.Patients, s.Precision)
	}
	if !strings.Contains(s.Sentence(), "A (told)") {
		t.Error(s.Sentence())
	}
}

// How many patients would settle a contrast is told as other numbers of patients are: rounded
// up to two digits, thousands apart.
func TestPatientsThatSettleAreRoundedUp(t *testing.T) {
	for n, want := range map[int64]string{7: "about 7 patients", 120: "about 120 patients", 121: "about 130 patients", 12345: "about 13,000 patients"} {
		if got := (&Settler{ID: "A", Text: "A", Patients: n}).Sentence(); !strings.Contains(got, want) {
			t.Errorf("%d: %s, want %q", n, got, want)
		}
	}
}
