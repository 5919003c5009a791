package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// mustData indexes rows.
func mustData(t testing.TB, rows *record.Rows) *data.Data {
	t.Helper()
	d, err := data.FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// withinError fails unless got lies within 4.5 standard errors of want.
func withinError(t *testing.T, what string, r Result, want float64) {
	t.Helper()
	if !(math.Abs(r.Value-want) <= 4.5*r.SE) {
		t.Errorf("%s = %.4f (SE %.4f), want %.4f within 4.5 SE", what, r.Value, r.SE, want)
	}
}
