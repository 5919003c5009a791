package twins

import (
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// mustPair indexes rows.
func mustPair(t testing.TB, rows *record.Rows) *data.Data {
	t.Helper()
	d, err := data.FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
