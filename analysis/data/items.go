package data

import (
	"fmt"

	"rapport/sim/record"
)

// PHQ9Items is the number of items of the PHQ-9.
const PHQ9Items = 9

// IntakeItems are a patient's answers to the PHQ-9 at the first session or
// assessment: what a study of a questionnaire has of a person.
type IntakeItems struct {
	Replication int32
	Patient     int64
	PHQ9        [PHQ9Items]int8 // 0 to 3
}

func (q *IntakeItems) key() key { return key{q.Replication, q.Patient} }

// itemColumns are the columns that findings about items name.
var itemColumns = []string{"items.phq9_1", "items.phq9_2", "items.phq9_3", "items.phq9_4", "items.phq9_5",
	"items.phq9_6", "items.phq9_7", "items.phq9_8", "items.phq9_9"}

// ItemColumns are the columns of the items of the PHQ-9, as table.column.
func ItemColumns() []string { return itemColumns }

// lack notes columns that the source does not have.
func (d *Data) lack(columns ...string) {
	if d.Absent == nil {
		d.Absent = map[string]bool{}
	}
	for _, c := range columns {
		d.Absent[c] = true
	}
}

// answers are what is read of a row of items.
type answers struct {
	Replication int32  `parquet:"replication"`
	Patient     int64  `parquet:"patient"`
	Session     int32  `parquet:"session"`
	PHQ1        *int32 `parquet:"phq9_1,optional"`
	PHQ2        *int32 `parquet:"phq9_2,optional"`
	PHQ3        *int32 `parquet:"phq9_3,optional"`
	PHQ4        *int32 `parquet:"phq9_4,optional"`
	PHQ5        *int32 `parquet:"phq9_5,optional"`
	PHQ6        *int32 `parquet:"phq9_6,optional"`
	PHQ7        *int32 `parquet:"phq9_7,optional"`
	PHQ8        *int32 `parquet:"phq9_8,optional"`
	PHQ9        *int32 `parquet:"phq9_9,optional"`
}

// atIntake are the answers of a first session, and whether there are any.
func (a *answers) atIntake() (q IntakeItems, ok bool) {
	q.Replication, q.Patient = a.Replication, a.Patient
	for k, v := range [PHQ9Items]*int32{a.PHQ1, a.PHQ2, a.PHQ3, a.PHQ4, a.PHQ5, a.PHQ6, a.PHQ7, a.PHQ8, a.PHQ9} {
		if v == nil || a.Session != 1 {
			return q, false
		}
		q.PHQ9[k] = int8(*v)
	}
	return q, true
}

// intakeItems are the answers of the first sessions among rows in memory.
func intakeItems(rows []record.Items) []IntakeItems {
	var out []IntakeItems
	for i := range rows {
		r := &rows[i]
		a := answers{r.Replication, r.Patient, r.Session, r.PHQ1, r.PHQ2, r.PHQ3, r.PHQ4, r.PHQ5, r.PHQ6, r.PHQ7, r.PHQ8, r.PHQ9}
		if q, ok := a.atIntake(); ok {
			out = append(out, q)
		}
	}
	return out
}

// readIntake reads the answers of the first sessions from files, and no other
// column of them.
func readIntake(files []string) ([]IntakeItems, error) {
	var out []IntakeItems
	for _, name := range files {
		err := countRows(name, func(int) {}, func(a *answers) {
			if q, ok := a.atIntake(); ok {
				out = append(out, q)
			}
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}
