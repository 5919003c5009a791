package data

import (
	"testing"

	"rapport/sim/record"
)

// mustIndex indexes rows.
func mustIndex(t testing.TB, rows *record.Rows) *Data {
	t.Helper()
	d, err := FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
