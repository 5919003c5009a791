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
func (c *Course) itemsRow(rows *record.Rows) *record.Items {
	if k := len(rows.Items); k > 0 {
		x := &rows.Items[k-1]
		if x.Replication == int32(c.Replication) && x.Patient == c.Case.Patient.ID && x.Session == int32(c.Dyad.Session) {
			return x
		}
	}
	rows.Items = append(rows.Items, record.Items{Replication: int32(c.Replication),
		Patient: c.Case.Patient.ID, Session: int32(c.Dyad.Session)})
	return &rows.Items[len(rows.Items)-1]
}

// spreadSymptoms fills the items of the PHQ-9, null where it was not answered.
func (c *Course) spreadSymptoms(m *Model, rows *record.Rows, row *record.Session) {
	x := c.itemsRow(rows)
	if row.PHQ9 == nil {
		return
	}
	var q [9]int
	w := m.PHQ9.Items.weights()
	c.spread(q[:], int(*row.PHQ9), 0, 3, w[:], luck.ItemOrder)
	for i, f := range [...]**int32{&x.PHQ1, &x.PHQ2, &x.PHQ3, &x.PHQ4, &x.PHQ5, &x.PHQ6, &x.PHQ7, &x.PHQ8, &x.PHQ9} {
		*f = record.PHQ9Value(q[i])
	}
}

// spreadAlliance fills the items of the WAI-SR and the CALPAS-P from the sums of
// goals, tasks, bond and calpas.
func (c *Course) spreadAlliance(rows *record.Rows, goals, tasks, bond, calpas int) {
	x := c.itemsRow(rows)
	var w [12]int
	c.spread(w[0:4], goals, 1, 5, nil, luck.ItemOrder+1)
	c.spread(w[4:8], tasks, 1, 5, nil, luck.ItemOrder+2)
	c.spread(w[8:12], bond, 1, 5, nil, luck.ItemOrder+3)
	for i, f := range [...]*int32{&x.WAI1, &x.WAI2, &x.WAI3, &x.WAI4, &x.WAI5, &x.WAI6,
		&x.WAI7, &x.WAI8, &x.WAI9, &x.WAI10, &x.WAI11, &x.WAI12} {
		*f = int32(w[i])
	}
	var q [24]int
	c.spread(q[:], calpas, 1, 7, nil, luck.ItemOrder+4)
	for i, f := range [...]*int32{&x.CALPAS1, &x.CALPAS2, &x.CALPAS3, &x.CALPAS4, &x.CALPAS5, &x.CALPAS6,
		&x.CALPAS7, &x.CALPAS8, &x.CALPAS9, &x.CALPAS10, &x.CALPAS11, &x.CALPAS12,
		&x.CALPAS13, &x.CALPAS14, &x.CALPAS15, &x.CALPAS16, &x.CALPAS17, &x.CALPAS18,
		&x.CALPAS19, &x.CALPAS20, &x.CALPAS21, &x.CALPAS22, &x.CALPAS23, &x.CALPAS24} {
		*f = int32(q[i])
	}
}
