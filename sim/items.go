package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Single items are made from the scores, not the scores from them: a score is
// drawn first, and where a study records items, its points are spread over the
// items by words of an address of their own. So items agree with the scores and
// recording them changes no other number.

// spread gives total − len(items)·low points to the items, one by one, each to
// an item that can take more, up to high, drawn with weights (nil: equal).
func (c *Course) spread(items []int, total, low, high int, weights []float64, first luck.Decision) {
	for i := range items {
		items[i] = low
	}
	for left := total - low*len(items); left > 0; left-- {
		open := 0.0
		for i, x := range items {
			if x < high {
				open += weight(weights, i)
			}
		}
		u := c.Now.Again(first, uint64(left)) * open
		for i, x := range items {
			if x == high {
				continue
			}
			if u -= weight(weights, i); u < 0 || lastOpen(items, i, high) {
				items[i]++
				break
			}
		}
	}
}

func weight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

// lastOpen says whether no item after i can take more.
func lastOpen(items []int, i, high int) bool {
	for _, x := range items[i+1:] {
		if x < high {
			return false
		}
	}
	return true
}

// itemsRow returns the row of items of the session being measured.
func (c *Course) itemsRow(t *record.ItemsColumns) int {
	if k := t.Len() - 1; k >= 0 {
		if t.Replication[k] == int32(c.Replication) && t.Patient[k] == c.Case.Patient.ID && t.Session[k] == int32(c.Dyad.Session) {
			return k
		}
	}
	row := t.Add()
	t.Replication[row], t.Patient[row], t.Session[row] = int32(c.Replication), c.Case.Patient.ID, int32(c.Dyad.Session)
	return row
}

// spreadSymptoms fills the items of the PHQ-9, null where it was not answered.
func (c *Course) spreadSymptoms(m *Model, t *record.ItemsColumns, total uint8) {
	row := c.itemsRow(t)
	if total == 0 {
		return
	}
	var q [9]int
	w := m.PHQ9.Items.weights()
	c.spread(q[:], int(total)-1, 0, 3, w[:], luck.ItemOrder)
	for i, column := range [...][]uint8{t.PHQ1, t.PHQ2, t.PHQ3, t.PHQ4, t.PHQ5, t.PHQ6, t.PHQ7, t.PHQ8, t.PHQ9} {
		column[row] = record.Points(q[i])
	}
}

// spreadAlliance fills the items of the WAI-SR and the CALPAS-P from the sums of
// goals, tasks, bond and calpas.
func (c *Course) spreadAlliance(t *record.ItemsColumns, goals, tasks, bond, calpas int) {
	row := c.itemsRow(t)
	var w [12]int
	c.spread(w[0:4], goals, 1, 5, nil, luck.ItemOrder+1)
	c.spread(w[4:8], tasks, 1, 5, nil, luck.ItemOrder+2)
	c.spread(w[8:12], bond, 1, 5, nil, luck.ItemOrder+3)
	for i, column := range [...][]uint8{t.WAI1, t.WAI2, t.WAI3, t.WAI4, t.WAI5, t.WAI6,
		t.WAI7, t.WAI8, t.WAI9, t.WAI10, t.WAI11, t.WAI12} {
		column[row] = record.Mean(w[i], 1)
	}
	var q [24]int
	c.spread(q[:], calpas, 1, 7, nil, luck.ItemOrder+4)
	for i, column := range [...][]uint8{t.CALPAS1, t.CALPAS2, t.CALPAS3, t.CALPAS4, t.CALPAS5, t.CALPAS6,
		t.CALPAS7, t.CALPAS8, t.CALPAS9, t.CALPAS10, t.CALPAS11, t.CALPAS12,
		t.CALPAS13, t.CALPAS14, t.CALPAS15, t.CALPAS16, t.CALPAS17, t.CALPAS18,
		t.CALPAS19, t.CALPAS20, t.CALPAS21, t.CALPAS22, t.CALPAS23, t.CALPAS24} {
		column[row] = record.Mean(q[i], 1)
	}
}
