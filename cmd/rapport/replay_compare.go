package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// toldDifferences is how many differences of a table are told one by one.
const toldDifferences = 5

// compare reads the rows of the course from the run and says where they differ
// from the simulated ones. It reads the blocks that hold the course, no others.
func (c *course) compare(dir string, m *run.Manifest) ([]string, error) {
	id, replication := c.who.Patient.ID, int32(c.who.Replication)
	mine := func(r int32, p int64) bool { return r == replication && p == id }
	var out []string
	var errs []error
	note := func(differences []string, err error) {
		out, errs = append(out, differences...), append(errs, err)
	}
	note(compareTable(c, dir, m, "patients", c.rows.Patients, func(r *record.Patient) bool { return mine(r.Replication, r.Patient) }))
	note(compareTable(c, dir, m, "sessions", c.rows.Sessions, func(r *record.Session) bool { return mine(r.Replication, r.Patient) }))
	note(compareTable(c, dir, m, "assessments", c.rows.Assessments, func(r *record.Assessment) bool { return mine(r.Replication, r.Patient) }))
	note(compareTable(c, dir, m, "ruptures", c.rows.Ruptures, func(r *record.Rupture) bool { return mine(r.Replication, r.Patient) }))
	if c.recorded.Ledger {
		note(compareTable(c, dir, m, "ledger", c.rows.Ledger, func(r *record.Ledger) bool { return mine(r.Replication, r.Patient) }))
	}
	if c.recorded.Decisions {
		note(compareTable(c, dir, m, "decisions", c.rows.Decisions, func(r *record.Decision) bool { return mine(r.Replication, r.Patient) }))
	}
	if c.recorded.Items {
		note(compareTable(c, dir, m, "items", c.rows.Items, func(r *record.Items) bool { return mine(r.Replication, r.Patient) }))
	}
	if c.recorded.Scores {
		note(compareTable(c, dir, m, "scores", c.rows.Scores, func(r *record.Score) bool { return mine(r.Replication, r.Patient) }))
	}
	if c.recorded.Scores && c.recorded.Items {
		note(compareTable(c, dir, m, "answers", c.rows.Answers, func(r *record.Answer) bool { return mine(r.Replication, r.Patient) }))
	}
	return out, errors.Join(errs...)
}

// reason guesses why a run and its replay differ: another engine, or other
// shipped parameters.
func (c *course) reason(m *run.Manifest, study *study.Study) string {
	if m.Version != run.EngineVersion {
		return fmt.Sprintf("the run was made by version %s, this is version %s", m.Version, run.EngineVersion)
	}
	now, err := study.Effective(c.simulation.Scenario)
	if err != nil {
		return ""
	}
	values := map[string]float64{}
	for _, a := range now {
		values[a.Name] = a.Value
	}
	for _, s := range m.Scenarios {
		if s.Name != c.simulation.Scenario {
			continue
		}
		for _, a := range s.Parameters {
			if v, ok := values[a.Name]; !ok || v != a.Value {
				return fmt.Sprintf("the shipped parameters have changed since the run: %s was %s and is %s", a.Name, number(a.Value), number(v))
			}
		}
	}
	return "rapport verify says whether the files of the run are undamaged"
}

func compareTable[T any](c *course, dir string, m *run.Manifest, table string, want []T, mine func(*T) bool) ([]string, error) {
	file, from, rows := c.block(m, table)
	if file.Path == "" {
		return []string{table + ": the run holds no rows of this course: its block is in another shard, or failed"}, nil
	}
	name := filepath.Join(dir, filepath.FromSlash(file.Path))
	if info, err := os.Stat(name); err == nil && info.Size() != file.Bytes {
		return nil, &failure{codeInput, &data.DamagedRun{Path: file.Path, Bytes: file.Bytes, Found: info.Size()}, ""}
	}
	have, err := data.ReadRows(name, from, rows, mine)
	if err != nil {
		return nil, &failure{codeInput, fmt.Errorf("%s: %w", file.Path, err), new(data.DamagedRun).Hint()}
	}
	if len(have) != len(want) {
		return []string{fmt.Sprintf("%s: the run has %s of this course, the replay %d", table, data.Counted(len(have), "row"), len(want))}, nil
	}
	var out []string
	for i := range want {
		out = append(out, differences(fmt.Sprintf("%s, row %d", table, i+1), reflect.ValueOf(have[i]), reflect.ValueOf(want[i]))...)
	}
	if more := len(out) - toldDifferences; more > 0 {
		out = append(out[:toldDifferences], fmt.Sprintf("%s: and %s", table, data.Counted(more, "more difference")))
	}
	return out, nil
}

// block finds the file and the rows in it that hold the course's block.
func (c *course) block(m *run.Manifest, table string) (file run.File, from, rows int64) {
	size := m.Layout.BlockCourses
	if c.recorded.Ledger {
		size = m.Layout.LedgerBlockCourses
	}
	if size < 1 {
		return file, 0, 0
	}
	block := (int64(c.who.Replication)*c.simulation.Patients + c.who.Patient.ID) / size
	for _, f := range m.Files {
		at := block - f.FirstBlock
		if f.Table != table || f.Scenario != c.simulation.Scenario || at < 0 || at >= int64(len(f.BlockRows)) {
			continue
		}
		for _, n := range f.BlockRows[:at] {
			from += n
		}
		return f, from, f.BlockRows[at]
	}
	return file, 0, 0
}

// differences names the columns in which two rows differ.
func differences(where string, have, want reflect.Value) (out []string) {
	for i := range have.NumField() {
		a, b := cell(have, i), cell(want, i)
		if !reflect.DeepEqual(a, b) {
			out = append(out, fmt.Sprintf("%s: %s is %v in the run, %v in the replay", where, columnName(have.Type().Field(i)), a, b))
		}
	}
	return out
}

// cell is the value of a column, nil where it is null in the file.
func cell(row reflect.Value, i int) any {
	f := row.Field(i)
	optional := slices.Contains(strings.Split(row.Type().Field(i).Tag.Get("parquet"), ","), "optional")
	if optional && f.IsZero() {
		return nil
	}
	if f.Kind() == reflect.Pointer {
		f = f.Elem()
	}
	return f.Interface()
}

func columnName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
	return name
}

// rowsJSON writes rows as objects whose keys are the columns of the table, in
// its order.
type rowsJSON[T any] []T

func (rows rowsJSON[T]) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('[')
	for i := range rows {
		v := reflect.ValueOf(rows[i])
		for at := range v.NumField() {
			value, err := json.Marshal(cell(v, at))
			if err != nil {
				return nil, err
			}
			lead := ","
			switch {
			case at == 0 && i == 0:
				lead = "{"
			case at == 0:
				lead = ",{"
			}
			fmt.Fprintf(&b, "%s%q:%s", lead, columnName(v.Type().Field(at)), value)
		}
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return []byte(b.String()), nil
}

// json writes the course as one document.
func (c *course) json(w io.Writer, dir string, different []string) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Run         string                   `json:"run"`
		Scenario    string                   `json:"scenario"`
		Seed        uint64                   `json:"seed"`
		Replication int                      `json:"replication"`
		Same        bool                     `json:"same"` // as the rows of the run
		Differences []string                 `json:"differences"`
		Patients    rowsJSON[record.Patient] `json:"patients"`
		Sessions    rowsJSON[record.Session] `json:"sessions"`
		Ruptures    rowsJSON[record.Rupture] `json:"ruptures"`
		Ledger      rowsJSON[record.Ledger]  `json:"ledger"`
	}{dir, c.simulation.Scenario, c.simulation.Seed, c.who.Replication, len(different) == 0, append([]string{}, different...),
		c.rows.Patients, c.rows.Sessions, c.rows.Ruptures, c.rows.Ledger})
}
