package fit

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// smallSearch looks for a few sets of five parameters, one of which no finding feels.
func smallSearch(t *testing.T) PlausibleOptions {
	findings := wanted(t, routine(nil), 99, 300, "rupture_prevalence rater=observer", "distribution session=3", "intake_mean")
	for i := range findings {
		middle := (findings[i].Accept.Low + findings[i].Accept.High) / 2
		half := 3 * (findings[i].Accept.High - middle)
		findings[i].Accept.Low, findings[i].Accept.High = middle-half, middle+half
	}
	return PlausibleOptions{Options: Options{Study: routine(nil), Findings: findings, Seed: 1, Patients: 100, Scored: 150, Lucks: 4, Workers: 2,
		Parameters: []string{"rupture.base", "wai.level", "population.severity_mean", "rupture.alliance", "feedback.trouble"}},
		Sets: 6, First: 16, Rounds: 6}
}

func recordOf(t *testing.T, p *PlausibleSets) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteRecord(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Sets meet the findings, spread what no finding feels over its range, and are the same
// with another number of workers, and after a stop.
func TestPlausible(t *testing.T) {
	o := smallSearch(t)
	o.Journal = filepath.Join(t.TempDir(), "journal.jsonl")
	found, err := Plausible(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Sets) != o.Sets || len(found.Found) != o.Sets+1 {
		t.Fatalf("%d sets with %d rows of findings, want %d", len(found.Sets), len(found.Found), o.Sets)
	}
	for k, row := range found.Found[1:] {
		for f, v := range row {
			a := found.Asked[f]
			away := missedAt * float64(found.Findings[f].SE)
			if !(float64(v) >= *a.Low-away && float64(v) <= *a.High+away) {
				t.Errorf("set %d: %s = %v, outside %v to %v", k+1, a.Finding, v, *a.Low, *a.High)
			}
		}
	}
	for _, c := range found.Coverage {
		if c.Name == "feedback.trouble" && c.Spread < 0.1 {
			t.Errorf("%s, which no finding feels, spreads over %.2f of the prior", c.Name, c.Spread)
		}
	}
	var text bytes.Buffer
	if err := found.WriteText(&text); err != nil || !strings.Contains(text.String(), "6 sets (of 6 wanted) of 5 parameters") {
		t.Errorf("error %v, text\n%s", err, text.String())
	}

	alone := o
	alone.Journal, alone.Workers = "", 1
	again, err := Plausible(t.Context(), alone)
	if err != nil {
		t.Fatal(err)
	}
	if recordOf(t, again) != recordOf(t, found) {
		t.Error("one worker finds other sets than two")
	}
	stopped := o
	stopped.Journal = filepath.Join(t.TempDir(), "journal.jsonl")
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	stopped.Told = func(PlausibleProgress) {
		if n++; n == 35 {
			cancel()
		}
	}
	if _, err := Plausible(ctx, stopped); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that of the context", err)
	}
	stopped.Told = nil
	resumed, err := Plausible(t.Context(), stopped)
	if err != nil {
		t.Fatal(err)
	}
	if recordOf(t, resumed) != recordOf(t, found) {
		t.Error("a search that was stopped finds other sets")
	}
}

func TestPlausibleRefuses(t *testing.T) {
	_, err := Plausible(t.Context(), PlausibleOptions{Options: Options{Parameters: []string{"rupture.bas"}}, Sets: -1})
	for _, want := range []string{"sets = -1", `did you mean "rupture.base"?`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
}

func TestOpenParametersAreNoDecisions(t *testing.T) {
	open := map[string]bool{}
	for _, name := range openParameters() {
		open[name] = true
	}
	for name, want := range map[string]bool{"rupture.base": true, "bond.warmth": true, "care.waning": true, "care.working": true, "setback.strength": true,
		"population.correlation_neuroticism_severity": true, "care.sessions": false, "care.treatment": false, "population.severity_mean": false,
		"rupture.strength": false, "transfer.after": false, "population.choosers": false} {
		if open[name] != want {
			t.Errorf("%s: open %v, want %v", name, open[name], want)
		}
	}
}

// The emulator finds a linear and a quadratic number, and knows how far it is off.
func TestEmulator(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	number := func(y []float64) []float64 { return []float64{5 + 2*y[0] - y[1], y[0] * y[0], rng.NormFloat64()} }
	draw := func() []float64 {
		y := make([]float64, 6)
		for i := range y {
			y[i] = 2*rng.Float64() - 1
		}
		return y
	}
	var at, numbers [][]float64
	for range 120 {
		y := draw()
		at, numbers = append(at, y), append(numbers, number(y))
	}
	e := emulate(at, numbers)
	if e.R2[0] < 0.999 || e.R2[1] < 0.7 || e.R2[2] > 0.2 {
		t.Errorf("R² %v, want those of a plane, a parabola and noise", e.R2)
	}
	for range 50 {
		y := draw()
		out := e.predict(y)
		want := number(y)
		for k := range 2 {
			if !(math.Abs(out[k]-want[k]) <= 6*e.miss[k]+0.01) {
				t.Errorf("number %d is %v, want %v ± %v", k, out[k], want[k], e.miss[k])
			}
		}
	}
}

// Steps leave the standard normal as it is, whatever the findings hold: many of them from
// draws of it end in draws of it. Along what is held a step is short.
func TestKernelLeavesThePrior(t *testing.T) {
	slopes := mat.NewDense(1, 3, []float64{2, 2, 0}) // holds the first two together
	k := kernelOf(slopes, []float64{0.5})
	if len(k.shrink) != 1 || !(math.Abs(k.shrink[0]-1/math.Sqrt(33)) <= 1e-9) {
		t.Fatalf("left of the prior are %v, want one direction with 1/√(1+32)", k.shrink)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 20_000
	var sums, squares [3]float64
	along, free := 0.0, 0.0
	for range n {
		y := []float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		to := k.propose(y, rng)
		for i, v := range to {
			sums[i], squares[i] = sums[i]+v/n, squares[i]+v*v/n
		}
		along += math.Pow(to[0]+to[1]-y[0]-y[1], 2) / 2 / n
		free += math.Pow(to[2]-y[2], 2) / n
	}
	for i := range sums {
		// 4.5 standard errors of a mean and of a mean square of n standard normals
		if !(math.Abs(sums[i]) <= 4.5/math.Sqrt(n)) || !(math.Abs(squares[i]-1) <= 4.5*math.Sqrt(2.0/n)) {
			t.Errorf("coordinate %d has mean %v and mean square %v after a step", i, sums[i], squares[i])
		}
	}
	if along > 0.1*free {
		t.Errorf("a step goes %v along what is held and %v elsewhere", along, free)
	}
}

// What is missed is brought a standard error inside by the least step; another number is not
// pushed out by it, and what no number feels stays.
func TestMendIsTheLeastStep(t *testing.T) {
	m := match{search: &search{targets: []target{{low: 0, high: 1}, {low: 0, high: math.Inf(1)}}}, judged: []float64{0.1, 0.1}}
	slopes := mat.NewDense(2, 3, []float64{1, 0, 0, 0.6, 0.8, 0})
	for _, c := range []struct{ found, want [2]float64 }{
		{[2]float64{1.3, 2}, [2]float64{0.9, 2 - 0.6*0.4}},
		{[2]float64{1.3, 0.15}, [2]float64{0.9, 0.15}},
		{[2]float64{0.5, -0.3}, [2]float64{0.5 + 0.6*0.4, 0.1}},
	} {
		from := []float64{0.3, -0.2, 0.7}
		to := m.mend(from, c.found[:], slopes)
		for k := range c.want {
			got := c.found[k]
			for i := range to {
				got += slopes.At(k, i) * (to[i] - from[i])
			}
			if !(math.Abs(got-c.want[k]) <= 0.002) {
				t.Errorf("%v: number %d is %v after mending, want %v", c.found, k, got, c.want[k])
			}
		}
		if to[2] != from[2] {
			t.Errorf("%v: a parameter that nothing feels went from %v to %v", c.found, from[2], to[2])
		}
	}
}

// A set is judged by every number: one that lies further out than its luck tells, or has no
// value, is missed.
func TestMissedByAnyNumber(t *testing.T) {
	m := match{search: &search{targets: []target{{low: 0, high: 1}, {low: 0, high: math.Inf(1)}}}, judged: []float64{0.1, 0.1}}
	for _, c := range []struct {
		numbers []float64
		want    bool
	}{{[]float64{0.5, 5}, false}, {[]float64{1.19, -0.19}, false}, {[]float64{1.21, 5}, true}, {[]float64{0.5, -0.21}, true}, {[]float64{math.NaN(), 5}, true}} {
		if m.missed(c.numbers, 1) != c.want {
			t.Errorf("%v: missed %v, want %v", c.numbers, !c.want, c.want)
		}
	}
}
