package data

import (
	"fmt"

	"rapport/sim/record"
)

// Numbers of items of the instruments whose items a run records.
const (
	PHQ9Items   = 9
	WAIItems    = 12 // WAI-SR: four each on goals, tasks and bond
	CALPASItems = 24 // CALPAS-P: six on each of its four scales
)

// EarlySession is the session whose answers about the alliance are kept as
// [AllianceItems]: early enough that nearly all patients are still there.
const EarlySession = 3

// IntakeItems are a patient's answers to the PHQ-9 at the first session or
// assessment: what a study of a questionnaire has of a person.
type IntakeItems struct {
	Replication int32
	Patient     int64
	PHQ9        [PHQ9Items]int8 // 0 to 3
}

// AllianceItems are a patient's answers about the alliance at [EarlySession].
type AllianceItems struct {
	Replication int32
	Patient     int64
	WAI         [WAIItems]int8    // 1 to 5
	CALPAS      [CALPASItems]int8 // 1 to 7
}

func (q *IntakeItems) key() key   { return key{q.Replication, q.Patient} }
func (q *AllianceItems) key() key { return key{q.Replication, q.Patient} }

// ItemColumns are the columns of the first n items of an instrument, "phq9", "wai" or
// "calpas", as table.column.
func ItemColumns(instrument string, n int) []string {
	all := make([]string, n)
	for k := range all {
		all[k] = fmt.Sprintf("items.%s_%d", instrument, k+1)
	}
	return all
}

// lack notes columns that the source does not have.
func (d *Data) lack(columns ...string) {
	if d.Absent == nil {
		d.Absent = map[string]bool{}
	}
	for _, c := range columns {
		d.Absent[c] = true
	}
}

// lackItems notes the items of which the source has no answer.
func (d *Data) lackItems() {
	if len(d.Intake) == 0 {
		d.lack(ItemColumns("phq9", PHQ9Items)...)
	}
	if len(d.Alliance) == 0 {
		d.lack(ItemColumns("wai", WAIItems)...)
		d.lack(ItemColumns("calpas", CALPASItems)...)
	}
}

// keepItems keeps what findings ask of a row of items.
func (d *Data) keepItems(r *record.Items) {
	switch r.Session {
	case 1:
		q := IntakeItems{Replication: r.Replication, Patient: r.Patient}
		for k, v := range [...]*int32{r.PHQ1, r.PHQ2, r.PHQ3, r.PHQ4, r.PHQ5, r.PHQ6, r.PHQ7, r.PHQ8, r.PHQ9} {
			if v == nil {
				return
			}
			q.PHQ9[k] = int8(*v)
		}
		d.Intake = append(d.Intake, q)
	case EarlySession:
		q := AllianceItems{Replication: r.Replication, Patient: r.Patient}
		wai := [...]int32{r.WAI1, r.WAI2, r.WAI3, r.WAI4, r.WAI5, r.WAI6, r.WAI7, r.WAI8, r.WAI9, r.WAI10, r.WAI11, r.WAI12}
		calpas := [...]int32{r.CALPAS1, r.CALPAS2, r.CALPAS3, r.CALPAS4, r.CALPAS5, r.CALPAS6,
			r.CALPAS7, r.CALPAS8, r.CALPAS9, r.CALPAS10, r.CALPAS11, r.CALPAS12,
			r.CALPAS13, r.CALPAS14, r.CALPAS15, r.CALPAS16, r.CALPAS17, r.CALPAS18,
			r.CALPAS19, r.CALPAS20, r.CALPAS21, r.CALPAS22, r.CALPAS23, r.CALPAS24}
		if kept(q.WAI[:], wai[:]) && kept(q.CALPAS[:], calpas[:]) {
			d.Alliance = append(d.Alliance, q)
		}
	}
}

// kept copies answers, and says whether all were given: 0 is a missing one.
func kept(to []int8, answers []int32) bool {
	for k, v := range answers {
		if v == 0 {
			return false
		}
		to[k] = int8(v)
	}
	return true
}

// readItems keeps the items from files.
func (d *Data) readItems(files []string) error {
	for _, name := range files {
		err := eachBatch(name, func(int) {}, func(rows []record.Items) bool {
			for i := range rows {
				d.keepItems(&rows[i])
			}
			return true
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
