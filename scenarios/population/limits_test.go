package population

import (
	"reflect"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// However far a study moves people and loads them, their traits are within what the
// dictionary lets pass: verify would else call the run damaged.
func TestTraitsAreWithinTheirLimitsAtTheEndsOfTheirParameters(t *testing.T) {
	for _, ends := range []func(sim.Param) float64{
		func(p sim.Param) float64 { return p.Min },
		func(p sim.Param) float64 { return p.Max },
	} {
		s := lively(2000, 1)
		p := &s.Setting.Population
		for _, row := range p.Params() {
			switch {
			case strings.HasSuffix(row.Name, "_mean") && row.Unit == "SD":
				*row.Value = ends(row)
			case strings.HasSuffix(row.Name, "_sd") && row.Unit == "SD":
				*row.Value = row.Max
			}
		}
		p.CaseloadMin, p.CaseloadMax = 200, 200
		p.Service.LoadFrom, p.Service.LoadCost = 0, 2
		rows := simulated(t, s)
		within(t, record.Describe[record.Therapist](), reflect.ValueOf(rows.Therapists))
		within(t, record.Describe[record.Patient](), reflect.ValueOf(rows.Patients))
	}
}

// within says whether what rows have is within the limits of their columns; 0 is nothing
// where a column may be empty.
func within(t *testing.T, table record.Table, rows reflect.Value) {
	t.Helper()
	for k, c := range table.Columns {
		limits, _ := c.Limits()
		for i := range rows.Len() {
			if x := rows.Index(i).Field(k); x.CanFloat() && !(c.Nullable && x.IsZero()) && !limits.Number(x.Float()) {
				t.Errorf("%s.%s of row %d is %g, outside of %q", table.Name, c.Name, i, x.Float(), c.Range)
				break
			}
		}
	}
}
