package sim

import (
	"math"
	"slices"
	"testing"
)

// Log-odds that are easy by hand: logistic(ln 3) = 3/4, logistic(ln 9) = 9/10.
var (
	ln3 = math.Log(3)
	ln9 = math.Log(9)
)

// equal compares with a value worked out by hand; only rounding may differ, of
// some tens of operations on numbers of the size of want.
func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-13*(1+math.Abs(want))) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

// same compares with a value that must be hit to the bit.
func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Float64bits(got) != math.Float64bits(want) {
		t.Errorf("%s = %.17g, want exactly %.17g", what, got, want)
	}
}

// rises checks that f never falls from -3 to 3 and is higher at the end.
func rises(t *testing.T, what string, f func(x float64) float64) {
	t.Helper()
	for x := -3.0; x < 3; x += 0.25 {
		if f(x+0.25) < f(x) {
			t.Errorf("%s falls from %g to %g between %g and %g", what, f(x), f(x+0.25), x, x+0.25)
		}
	}
	if !(f(3) > f(-3)) {
		t.Errorf("%s does not rise: %g at -3, %g at 3", what, f(-3), f(3))
	}
}

// falls checks that f never rises from -3 to 3 and is lower at the end.
func falls(t *testing.T, what string, f func(x float64) float64) {
	t.Helper()
	rises(t, "minus "+what, func(x float64) float64 { return -f(x) })
}

// dyad is an unremarkable dyad: all facets one half, severity 13.5 of 27.
func dyad() Dyad {
	return Dyad{
		Patient: Patient{IntakeSeverity: 13.5, AllianceToSymptoms: 1, SymptomsToAlliance: 1},
		Trust:   0.5, Goals: 0.5, Tasks: 0.5, Bond: 0.5, Hope: 0.5,
		Severity: 13.5, Level: 13.5, Session: 1, Met: 1,
	}
}

// still is the model with all that can be switched off switched off.
func still() Model {
	m := Default()
	for _, x := range m.Mechanisms() {
		for _, p := range x.Params {
			if slices.Contains(x.Switch, p.Name) {
				*p.Value = 0
			}
		}
	}
	return m
}
