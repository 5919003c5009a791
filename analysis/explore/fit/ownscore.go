package fit

import (
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// score reads a score on the model's scale; NaN where there is no answer, no column
// or a fault, which is kept.
func (t *ownTable) score(row int, holds string, columns map[string]int) float64 {
	column, has := columns[holds]
	if !has {
		return math.NaN()
	}
	ends, low, high := t.scale(holds)
	raw, err := t.Number(row, column)
	if err != nil {
		t.faults.Add(t.Rows[row].Line, fmt.Errorf("%s: %w", holds, err))
		return math.NaN()
	}
	v := rescale(raw, ends, low, high)
	if v < low || v > high {
		t.faults.Add(t.Rows[row].Line, fmt.Errorf("%s = %s: want %s", holds, table.Quote(t.Rows[row].Cells[column]), scaleWanted(holds, ends, raw)))
		return math.NaN()
	}
	return v
}

// scale is the range of a score in the table, if it is given, and in the model.
func (t *ownTable) scale(holds string) (ends []float64, low, high float64) {
	if holds == "alliance" {
		return t.mapping.AllianceRange, allianceLow, allianceHigh
	}
	return t.mapping.SymptomsRange, symptomsLow, symptomsHigh
}

// scaleWanted says which scores are possible, and what else the cell may be.
func scaleWanted(holds string, ends []float64, raw float64) string {
	code := ""
	if table.LooksMissing(raw) {
		code = fmt.Sprintf("; %g looks like a code for missing: if it is, say --missing=%g", raw, raw)
	}
	if len(ends) == 2 {
		return fmt.Sprintf("%g to %g, as %s_range says%s", ends[0], ends[1], holds, code)
	}
	known := defaultScales[holds]
	if code != "" {
		return known + code
	}
	return fmt.Sprintf("%s; if the data have another scale, give its ends as %s_range", known, holds)
}

// told notes what was done to the scores.
func (t *ownTable) told() {
	t.unused()
	if t.rounded > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s between the points of the PHQ-9, to which they are brought (from another scale, or prorated for missing items): rounded, halves up", data.Counted(t.rounded, "symptom score")))
	}
	for _, holds := range []string{"alliance", "symptoms"} {
		if column, has := t.at[holds]; has {
			t.Notes = append(t.Notes, t.Doubts(column)...)
		}
		w := t.wide[holds]
		if told := t.LookLikeItems(&w); told != "" {
			t.Notes = append(t.Notes, told)
		}
		for _, column := range w.Columns {
			t.Notes = append(t.Notes, t.Doubts(column)...)
		}
	}
}

// unused names the columns that the fit does not look at.
func (t *ownTable) unused() {
	used := map[int]bool{}
	for _, column := range t.at {
		used[column] = true
	}
	for _, w := range t.wide {
		for _, column := range w.Columns {
			used[column] = true
		}
	}
	var names []string
	for i, name := range t.Headings() {
		if !used[i] {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		t.Notes = append(t.Notes, "columns not used: "+table.QuoteAll(names))
	}
}

// absent names the columns of a run that the table does not tell.
func (t *ownTable) absent() map[string]bool {
	absent := map[string]bool{}
	tells := map[string]bool{"patient": true, "session": true}
	tells["wai_patient"], tells["phq9"] = t.has("alliance"), t.has("symptoms")
	tells["therapist"] = t.has("therapist")
	for name := range data.ColumnsOf[record.Session]() {
		if !tells[name] {
			absent["sessions."+name] = true
		}
	}
	for name := range data.ColumnsOf[record.Patient]() {
		if name != "patient" {
			absent["patients."+name] = true
		}
	}
	for name := range data.ColumnsOf[record.Rupture]() {
		absent["ruptures."+name] = true
	}
	for name := range data.ColumnsOf[record.Therapist]() {
		absent["therapists."+name] = true
	}
	return absent
}

func (t *ownTable) has(holds string) bool {
	_, long := t.at[holds]
	_, wide := t.wide[holds]
	return long || wide
}

// The labels of a run for how treatment ended.
const (
	endedAsPlanned = "completed"
	endedEarly     = "dropout"
)

// ending tells whether a treatment with this last session ended as planned: data
// that do not say why a patient left can tell only this.
func ending(last, planned int) string {
	if last >= planned {
		return endedAsPlanned
	}
	return endedEarly
}

// endings fills in how treatment ended, and whether symptoms rise.
func (t *ownTable) endings(d *data.Data) {
	change, n := 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		last, answered := float64(c.Patient.PHQ9Last), !t.weekly
		if t.weekly {
			last, answered = lastAssessed(c)
		}
		if answered {
			change, n = change+last-float64(c.Patient.PHQ9Intake), n+1
		}
	}
	if t.planned > 0 && t.weekly {
		t.Notes = append(t.Notes, "the table has weeks and no sessions: how many are planned is not looked at")
	}
	if t.planned > 0 && !t.weekly {
		t.end(d)
		t.Notes = append(t.Notes, fmt.Sprintf("patients whose last session lies before session %d count as having left early", t.planned))
		if n > 0 && !slices.ContainsFunc(d.List, func(c data.Course) bool { return !c.DroppedOut() }) {
			t.Notes = append(t.Notes, fmt.Sprintf("that is everybody: the highest session of the table is %d; look whether --planned-sessions counts as the table does", highest(d)))
		}
	}
	if low := d.LowPHQ9(); low != "" && len(t.mapping.SymptomsRange) == 0 {
		t.Notes = append(t.Notes, low+"; --symptoms-range gives the ends of another scale")
	}
	if by := d.AllianceFall(); by > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("the alliance falls on average, by %.2f points of the WAI-SR from the first to the last answer: where a high score means a weak alliance, give the score of the weakest first, such as --alliance-range 5,1", by))
	}
	if change > 0 && t.has("symptoms") {
		t.Notes = append(t.Notes, fmt.Sprintf("symptoms rise on average, by %.2f points of the PHQ-9 from the first to the last answer: where a high score means well (as of the ORS), give the score without symptoms first, such as --symptoms-range 40,0", change/float64(n)))
	}
}

// lastAssessed is the last answer at a week; not answered where there is none, or none at
// intake with which it could be compared.
func lastAssessed(c *data.Course) (score float64, answered bool) {
	if len(c.Sessions) == 0 || c.Sessions[0].PHQ9 == nil {
		return 0, false
	}
	for i := len(c.Assessments) - 1; i >= 0; i-- {
		if p := c.Assessments[i].PHQ9; p != nil {
			return float64(*p), true
		}
	}
	return 0, false
}

// highest is the number of the last session of all.
func highest(d *data.Data) (n int32) {
	for i := range d.Sessions {
		n = max(n, d.Sessions[i].Session)
	}
	return n
}
