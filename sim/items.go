package sim

import (
	"slices"

	"rapport/sim/luck"
	"rapport/sim/record"
)

// Item is one question of an instrument. Its answers lie a point apart, and each
// threshold is where on the common level the next answer begins.
type Item struct {
	Scale      int       // which of the instrument's scales it belongs to, 0 = first
	Loading    float64   // how closely it follows the level, above 0
	Profile    float64   // SD of what is the patient's own in this item, the same at every time
	Residual   float64   // SD of what is the day's own
	Thresholds []float64 // ascending
}

// ItemModel says how the points of a total fall on single items. Single answers are
// made from the scores, not the scores from them: a score is drawn first, so items
// always sum to it and recording them changes no other number. The model is that of
// graded responses with one level θ common to all items, held to the total:
//
//	step k of item i is taken where  θ > θ_ik = (Thresholds_k − Profile·p_i − Residual·e_i − ScaleProfile·P_s − ScaleResidual·E_s) / Loading
//
// with p, P the patient's own and e, E the day's own standard normals of item i and
// of its scale s. As θ rises, the steps come one by one in the order of θ_ik; a total
// of n points is the first n of them.
type ItemModel struct {
	Items         []Item
	ScaleProfile  float64 // SD of what is the patient's own in a whole scale
	ScaleResidual float64 // … the day's own
}

// mostSteps bounds the steps of an instrument, the difference of its highest and
// lowest total.
const mostSteps = 400

// mostItems bounds the items of an instrument.
const mostItems = 64

// step is one step of an item and the level at which it is taken.
type step struct {
	level float64
	item  int
}

// Steps is how many steps all items have together.
func (q *ItemModel) Steps() int {
	n := 0
	for i := range q.Items {
		n += len(q.Items[i].Thresholds)
	}
	return n
}

// Spread sets points[i] to the steps that item i takes of a total of so many. The
// luck of the patient and of the day is that of the decisions from first on: one
// for each item, then one for each scale.
func (q *ItemModel) Spread(points []int, total int, patient, day *luck.Noise, first luck.Decision) {
	var room [mostSteps]step
	steps, scales := room[:0], first+luck.Decision(len(q.Items))
	for i := range q.Items {
		x := &q.Items[i]
		own := x.Profile*patient.Normal(first+luck.Decision(i)) + x.Residual*day.Normal(first+luck.Decision(i))
		if q.ScaleProfile > 0 || q.ScaleResidual > 0 {
			s := scales + luck.Decision(x.Scale)
			own += q.ScaleProfile*patient.Normal(s) + q.ScaleResidual*day.Normal(s)
		}
		for _, t := range x.Thresholds {
			steps = append(steps, step{(t - own) / x.Loading, i})
		}
	}
	slices.SortFunc(steps, func(a, b step) int {
		if a.level < b.level {
			return -1
		}
		return 1
	})
	clear(points)
	for _, s := range steps[:min(total, len(steps))] {
		points[s.item]++
	}
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

// answerSymptoms fills the items of the PHQ-9, null where it was not answered.
func (c *Course) answerSymptoms(t *record.ItemsColumns, total uint8) {
	row := c.itemsRow(t)
	if total == 0 {
		return
	}
	var q [9]int
	phq9Items.Spread(q[:], int(total)-1, &c.Before, &c.Now, luck.PHQ9Items)
	for i, column := range [...][]uint8{t.PHQ1, t.PHQ2, t.PHQ3, t.PHQ4, t.PHQ5, t.PHQ6, t.PHQ7, t.PHQ8, t.PHQ9} {
		column[row] = record.Points(q[i])
	}
}

// answerAlliance fills the items of the WAI-SR and the CALPAS-P from the sums of
// goals, tasks, bond and calpas. Each subscale of the WAI-SR has a total, and so a
// level, of its own: they are factors that correlate as goals, tasks and bond do.
func (c *Course) answerAlliance(t *record.ItemsColumns, goals, tasks, bond, calpas int) {
	row := c.itemsRow(t)
	var w [12]int
	for k, sum := range [...]int{goals, tasks, bond} {
		waiItems[k].Spread(w[4*k:4*k+4], sum-4, &c.Before, &c.Now, luck.WAIItems+luck.Decision(4*k))
	}
	for i, column := range [...][]uint8{t.WAI1, t.WAI2, t.WAI3, t.WAI4, t.WAI5, t.WAI6,
		t.WAI7, t.WAI8, t.WAI9, t.WAI10, t.WAI11, t.WAI12} {
		column[row] = record.Points(w[i])
	}
	var q [24]int
	calpasItems.Spread(q[:], calpas-24, &c.Before, &c.Now, luck.CALPASItems)
	for i, column := range [...][]uint8{t.CALPAS1, t.CALPAS2, t.CALPAS3, t.CALPAS4, t.CALPAS5, t.CALPAS6,
		t.CALPAS7, t.CALPAS8, t.CALPAS9, t.CALPAS10, t.CALPAS11, t.CALPAS12,
		t.CALPAS13, t.CALPAS14, t.CALPAS15, t.CALPAS16, t.CALPAS17, t.CALPAS18,
		t.CALPAS19, t.CALPAS20, t.CALPAS21, t.CALPAS22, t.CALPAS23, t.CALPAS24} {
		column[row] = record.Points(q[i])
	}
}
