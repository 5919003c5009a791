package sensitivity

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
)

// stubbed analyses a function of two shares in place of the model: the last PHQ-9 and when
// courses end.
func stubbed(t *testing.T) Options {
	t.Helper()
	o := sensitiveOptions(t, "rupture.base", "repair.skill")
	o.Outcomes = []string{"phq9_last", "weeks"}
	o.evaluate = func(u []float64) ([]float64, error) { return []float64{8 + 3*u[0], 6 + 9*u[1]}, nil }
	return o
}

// Two lucks are two, and more than one.
func TestTwoLucksAreAnalysed(t *testing.T) {
	o := stubbed(t)
	evaluated := map[float64]int{}
	o.Workers, o.Lucks = 1, 2
	of := o.evaluate
	o.evaluate = func(u []float64) ([]float64, error) {
		evaluated[u[0]]++
		return of(u)
	}
	found, err := Analyse(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if text := asJSON(t, found); found.Lucks != 2 || !strings.Contains(text, "means over 2 lucks of 20 patients each") {
		t.Errorf("%d lucks, want 2:\n%s", found.Lucks, text)
	}
	for u, n := range evaluated {
		if n%2 != 0 {
			t.Errorf("points with %g are evaluated %d times, want each once to a luck", u, n)
		}
	}
}

// The points are numbered from 1 on, one to an evaluation.
func TestPointsAreNumbered(t *testing.T) {
	found, err := Analyse(t.Context(), stubbed(t))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := found.WritePoints(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != found.Evaluations+1 {
		t.Fatalf("%d lines for %d evaluations: %v", len(lines), found.Evaluations, err)
	}
	for i, line := range lines[1:] {
		if line[0] != strconv.Itoa(i+1) {
			t.Errorf("evaluation %d is numbered %s", i+1, line[0])
		}
	}
}

// What is marked, because patients are compared at different times, has its table as
// everything else has.
func TestAMarkedOutcomeHasItsTable(t *testing.T) {
	found, err := Analyse(t.Context(), stubbed(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := found.WriteText(&b, "phq9_last"); err != nil {
		t.Fatal(err)
	}
	_, after, marked := strings.Cut(b.String(), "patients are compared at different times\n")
	if !marked || !strings.Contains(after, "mu*") || !strings.Contains(after, "rupture.base ") || !strings.Contains(after, "repair.skill ") {
		t.Errorf("want a mark, and both parameters below it:\n%s", b.String())
	}
}

// Evaluations whose parameters cannot be together are left out, and it is said how many
// of them there are.
func TestImpossibleParametersAreLeftOut(t *testing.T) {
	o := sensitiveOptions(t, "population.caseload_min=1:60", "rupture.base")
	o.Outcomes = []string{"phq9_last"}
	found, err := Analyse(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if found.Impossible == 0 || found.Outcomes[0].Valued != found.Evaluations-found.Impossible {
		t.Errorf("%d of %d evaluations are impossible, %d have a value", found.Impossible, found.Evaluations, found.Outcomes[0].Valued)
	}
	if want := strconv.Itoa(found.Impossible) + " of " + strconv.Itoa(found.Evaluations) + " evaluations had jointly impossible parameters"; !strings.Contains(asJSON(t, found), want) {
		t.Errorf("it is not said that %s", want)
	}
}

// A value that stands alone has no spread, and can be written.
func TestOneValueHasNoSpread(t *testing.T) {
	var o OutcomeSensitivity
	if o.describe([]float64{4}); o.SD != 0 || o.Mean != 4 {
		t.Errorf("%+v, want 4 without a spread", o)
	}
}

// More evaluations than can ever be made are refused before one is.
func TestTooManyEvaluationsAreRefused(t *testing.T) {
	o := stubbed(t)
	o.Samples = 400_000
	if _, err := Analyse(t.Context(), o); err == nil || !strings.Contains(err.Error(), "samples = 400000: with 2 parameters that is more than 1000000 evaluations") {
		t.Errorf("%v", err)
	}
}
