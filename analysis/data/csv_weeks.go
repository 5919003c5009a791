package data

import (
	"cmp"
	"fmt"
	"slices"

	"rapport/analysis/data/table"
)

// weeksFall refuses weeks of sessions that are no weeks since entry: those of a calendar begin
// anew in January, and what hangs on how far sessions lie apart would be wrong in silence.
func (t *ownTable) weeksFall() error {
	column, has := t.at["week"]
	if !has || t.number == nil || t.faults.Err() != nil {
		return nil
	}
	who := t.courses()
	order := make([]int, 0, len(t.Rows))
	for i, n := range t.number {
		if n != table.NoSession {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(who[a], who[b]), cmp.Compare(t.number[a], t.number[b])) })
	patients, first, before := map[string]bool{}, -1, -1
	for k := 1; k < len(order); k++ {
		i, last := order[k], order[k-1]
		if who[i] != who[last] {
			continue
		}
		week, err := t.Number(i, column)
		of, other := t.Number(last, column)
		if err != nil || other != nil || !(week < of) {
			continue
		}
		if patients[who[i]] = true; first < 0 || t.Rows[i].Line < t.Rows[first].Line {
			first, before = i, last
		}
	}
	if first < 0 {
		return nil
	}
	return fmt.Errorf("line %d: week %s of patient %s comes after week %s of the session before (line %d), as in %s: want weeks since entry, which do not fall; where the column holds others, leave it out",
		t.Rows[first].Line, t.Rows[first].Cells[column], table.Quote(who[first]), t.Rows[before].Cells[column], t.Rows[before].Line, Counted(len(patients), "patient"))
}
