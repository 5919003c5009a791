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
)

// smallSearch looks for a few sets of five parameters, one of which no finding feels.
func smallSearch(t *testing.T) PlausibleOptions {
	findings := wanted(t, routine(nil), 99, 300, "rupture_prevalence rater=observer", "distribution session=3", "intake_mean")
	for i := range findings {
		middle := (findings[i].Accept.Low + findings[i].Accept.High) / 2
		half := 3 * (findings[i].Accept.High - middle)
		findings[i].Accept.Low, findings[i].Accept.High = middle-half, middle+half
	}
	return PlausibleOptions{Options: Options{Study: routine(nil), Findings: findings, Seed: 1, Patients: 200, Scored: 300, Lucks: 4, Workers: 2,
		Parameters: []string{"rupture.base", "wai.level", "population.severity_mean", "rupture.alliance", "feedback.trouble"}},
		Sets: 6, First: 24, Each: 8}
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
		if c.Name == "feedback.trouble" && c.Share < 0.05 {
			t.Errorf("%s, which no finding feels, covers %.2f of its range", c.Name, c.Share)
		}
	}
	var text bytes.Buffer
	if err := found.WriteText(&text); err != nil || !strings.Contains(text.String(), "6 sets of 5 parameters") {
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
	for name, want := range map[string]bool{"rupture.base": true, "bond.warmth": true, "care.waning": true, "setback.strength": true,
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
	out := make([]float64, 3)
	for range 50 {
		y := draw()
		p := e.place(y)
		e.predict(p.dots, make([]float64, len(at)), out)
		want := number(y)
		for k := range 2 {
			if math.Abs(out[k]-want[k]) > 6*e.miss[k]+0.01 {
				t.Errorf("number %d is %v, want %v ± %v", k, out[k], want[k], e.miss[k])
			}
		}
	}
}

// A walk stays in its region and reaches all of it.
func TestRegion(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var at, numbers [][]float64
	for range 60 {
		y := []float64{2*rng.Float64() - 1, 2*rng.Float64() - 1}
		at, numbers = append(at, y), append(numbers, []float64{y[0] + y[1]})
	}
	e := emulate(at, numbers)
	zero := []float64{0}
	r := regionOf(e, []target{{low: -0.5, high: 0.5}}, zero, zero, zero, 0, 1)
	places, err := r.sample(t.Context(), 2, 200, 1, 2)
	if err != nil || len(places) != 800 {
		t.Fatalf("%d places, error %v", len(places), err)
	}
	// The region is a band along the falling diagonal of a square, 7/16 of it.
	corners := [2]int{}
	for _, y := range places {
		if s := y[0] + y[1]; math.Abs(s) > 0.55 || math.Abs(y[0]) > 1 || math.Abs(y[1]) > 1 {
			t.Fatalf("%v lies outside", y)
		}
		if y[0] > 0.5 && y[1] < -0.5 {
			corners[0]++
		}
		if y[0] < -0.5 && y[1] > 0.5 {
			corners[1]++
		}
	}
	// Each corner holds a seventh of the band: 114 of 800; a third of that is beyond any luck.
	if corners[0] < 40 || corners[1] < 40 {
		t.Errorf("corners hold %v of 800 places, want about 114 each", corners)
	}
	if chosen := spreadOut(places, [][]float64{{0, 0}}, 2); distance(chosen[0], chosen[1]) < 1 {
		t.Errorf("the two farthest are %v", chosen)
	}
}
