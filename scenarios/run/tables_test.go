package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/scenarios/columns"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// encode encodes the rows of a block that are all there.
func (e *blockEncoder) encode(rows *record.Rows) ([]byte, error) {
	e.begin()
	e.columns.Append(rows)
	return e.finish()
}

// plainTables is how many tables a study records that asks for no further ones.
var plainTables = len(tablesOf(population.Record{}))

// encodeBlock encodes rows with fresh encoders.
func encodeBlock(t *testing.T, rows *record.Rows, r population.Record) []byte {
	t.Helper()
	e := newBlockEncoder(r)
	content, err := e.encode(rows)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// readBack writes the rows of one table as a part and reads them again.
func readBack[Row any](t *testing.T, rows *record.Rows, r population.Record, table int) []Row {
	t.Helper()
	segments, err := decodeBlock(encodeBlock(t, rows, r), len(tablesOf(r)))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	p := columns.Create(&file, tablesOf(r)[table].schema, nil)
	if err := segments[table].joinTo(p); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := parquet.Read[Row](bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestNullsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	sessions := []record.Session{
		{Session: 1, Therapist: -1, Week: 0, TrueSeverity: 12.5}, // a waiting list: nothing of the alliance
		{Session: 2, PHQ9: record.PHQ9Value(0), WAIPatient: 4.25, TrueBond: 0.5, RupturePatient: record.BoolValue(false), TrueRupture: record.BoolValue(true)},
		{Session: 3, PHQ9: record.PHQ9Value(27), RuptureTherapist: record.BoolValue(true)},
	}
	rows := &record.Rows{Sessions: sessions}
	if got := readBack[record.Session](t, rows, population.Record{}, 1); !reflect.DeepEqual(got, sessions) {
		t.Errorf("sessions\n got %+v\nwant %+v", got, sessions)
	}
	ruptures := []record.Rupture{
		{SessionOnset: 1, Kind: "withdrawal", Intensity: 0.25},
		{SessionOnset: 4, Kind: "confrontation", Resolved: true, SessionResolved: record.SessionValue(6)},
	}
	rows = &record.Rows{Ruptures: ruptures}
	if got := readBack[record.Rupture](t, rows, population.Record{}, 2); !reflect.DeepEqual(got, ruptures) {
		t.Errorf("ruptures\n got %+v\nwant %+v", got, ruptures)
	}
}

// In the file, a missing value is a null and a zero that is valid is not.
func TestNullsAreNullsInTheFile(t *testing.T) {
	t.Parallel()
	type raw struct {
		PHQ9       *int32   `parquet:"phq9,optional"`
		WAIPatient *float32 `parquet:"wai_patient,optional"`
		Rupture    *bool    `parquet:"rupture_patient,optional"`
		TrueBond   *float32 `parquet:"true_bond,optional"`
		Week       *float32 `parquet:"week,optional"`
	}
	rows := &record.Rows{Sessions: []record.Session{
		{Session: 1},
		{Session: 2, PHQ9: record.PHQ9Value(0), WAIPatient: 1, RupturePatient: record.BoolValue(false), TrueBond: 0.5},
	}}
	got := readBack[raw](t, rows, population.Record{}, 1)
	if g := got[0]; g.PHQ9 != nil || g.WAIPatient != nil || g.Rupture != nil || g.TrueBond != nil {
		t.Errorf("missing values are not null: %+v", g)
	}
	if g := got[1]; g.PHQ9 == nil || *g.PHQ9 != 0 || g.WAIPatient == nil || *g.WAIPatient != 1 || g.Rupture == nil || *g.Rupture {
		t.Errorf("valid zeros came back as %+v", g)
	}
	for i, g := range got {
		if g.Week == nil || *g.Week != 0 {
			t.Errorf("row %d: week 0 is valid, got %v", i, g.Week)
		}
	}
}

func TestEncoderIsTheSameWhenUsedAgain(t *testing.T) {
	t.Parallel()
	var a, b record.Rows
	f := &fakeCourses{patients: 60, replications: 1, record: population.Record{Ledger: true, Items: true}}
	f.Block(&a, 0, 40)
	f.Block(&b, 40, 60)
	used := newBlockEncoder(f.record)
	for _, rows := range []*record.Rows{&a, &b, {}, &a, &b} {
		got, err := used.encode(rows)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, encodeBlock(t, rows, f.record)) {
			t.Fatal("a used encoder writes other bytes than a fresh one")
		}
	}
}

// Rows that are encoded while courses come, page by page, give the bytes of rows
// that are all there, also where a block was given up in the middle before.
func TestDrainingChangesNoByte(t *testing.T) {
	t.Parallel()
	f := &fakeCourses{patients: 6000, replications: 1, record: population.Record{Ledger: true, Items: true}}
	var all record.Rows
	f.Block(&all, 0, f.patients)
	want := encodeBlock(t, &all, f.record)
	e := newBlockEncoder(f.record)
	for _, courses := range []int64{5000, f.patients} { // the first is given up
		pages := 0
		e.begin()
		err := f.Stream(&e.columns, 0, courses, func() error {
			before := e.columns.Sessions.Len()
			if err := e.drain(); err != nil {
				return err
			}
			if e.columns.Sessions.Len() < before {
				pages++
			}
			for _, t := range e.columns.Tables() {
				if t.Len() >= pageRows {
					return fmt.Errorf("%d rows of a table are left after draining, want fewer than a page of %d", t.Len(), pageRows)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if pages == 0 {
			t.Fatal("no page of sessions was drained: the test needs more courses")
		}
		if courses < f.patients {
			continue
		}
		got, err := e.finish()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Error("rows encoded while they come give other bytes than rows encoded at once")
		}
	}
}

// Joining copies the compressed pages of a block verbatim.
func TestJoiningCopiesPagesVerbatim(t *testing.T) {
	t.Parallel()
	dir, m := wholeFake(t).copied(t), wholeFake(t).manifest
	var rows record.Rows
	fakeArms()[0].courses.(*fakeCourses).Block(&rows, 0, smallLayout.BlockCourses)
	segments, err := decodeBlock(encodeBlock(t, &rows, population.Record{}), plainTables)
	if err != nil {
		t.Fatal(err)
	}
	for i, table := range []string{"patients", "sessions", "ruptures", "therapists"} {
		block := segments[i].data
		f, err := parquet.OpenFile(bytes.NewReader(block), int64(len(block)))
		if err != nil {
			t.Fatal(err)
		}
		part, err := os.ReadFile(filepath.Join(dir, partPath(table, "routine-care", 0)))
		if err != nil {
			t.Fatal(err)
		}
		pages := block[4:pagesEnd(f)]
		if len(pages) == 0 || !bytes.HasPrefix(part[4:], pages) {
			t.Errorf("%s: the part does not begin with the %d bytes of its first block's pages", table, len(pages))
		}
	}
	if m.Files[0].BlockRows[0] == 0 {
		t.Error("the first block of patients has no rows")
	}
}

// pagesEnd is where the pages of a file with one row group end.
func pagesEnd(f *parquet.File) int64 {
	end := int64(4)
	for _, c := range f.Metadata().RowGroups[0].Columns {
		start := c.MetaData.DataPageOffset
		if d := c.MetaData.DictionaryPageOffset; d != 0 {
			start = d
		}
		end = max(end, start+c.MetaData.TotalCompressedSize)
	}
	return end
}

func TestFilesDescribeThemselves(t *testing.T) {
	t.Parallel()
	dir, m := wholeFake(t).copied(t), wholeFake(t).manifest
	for _, file := range m.Files {
		content, err := os.ReadFile(filepath.Join(dir, file.Path))
		if err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if scenario, _ := f.Lookup("scenario"); scenario != file.Scenario {
			t.Errorf("%s: scenario %q in the metadata", file.Path, scenario)
		}
		text, _ := f.Lookup("rapport.dictionary")
		var columns []record.Column
		if err := json.Unmarshal([]byte(text), &columns); err != nil {
			t.Fatalf("%s: dictionary: %v", file.Path, err)
		}
		checkColumns(t, file, f, columns)
	}
}

// checkColumns holds the columns of a file to the dictionary in it.
func checkColumns(t *testing.T, file File, f *parquet.File, columns []record.Column) {
	t.Helper()
	fields := f.Schema().Fields()
	if len(fields) != len(columns) {
		t.Fatalf("%s: %d columns, the dictionary has %d", file.Path, len(fields), len(columns))
	}
	for i, c := range columns {
		if fields[i].Name() != c.Name || fields[i].Optional() != c.Nullable {
			t.Errorf("%s: column %d is %s (nullable %v), the dictionary says %s (%v)",
				file.Path, i, fields[i].Name(), fields[i].Optional(), c.Name, c.Nullable)
		}
	}
	if want := "rapport version " + EngineVersion + "(build " + strconv.Itoa(record.Version) + ")"; f.Metadata().CreatedBy != want {
		t.Errorf("%s: created by %q, want %q", file.Path, f.Metadata().CreatedBy, want)
	}
	sorted := record.Dictionary()[0].SortedBy
	for _, g := range f.RowGroups() {
		if file.Table == "patients" && len(g.SortingColumns()) != len(sorted) {
			t.Errorf("%s: %d sorting columns, want %v", file.Path, len(g.SortingColumns()), sorted)
		}
	}
}

func TestDamagedBlockFilesAreRefused(t *testing.T) {
	t.Parallel()
	var rows record.Rows
	fakeArms()[0].courses.(*fakeCourses).Block(&rows, 0, 10)
	good := encodeBlock(t, &rows, population.Record{})
	if _, err := decodeBlock(good, plainTables); err != nil {
		t.Fatal(err)
	}
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 0x10
		return b
	}
	damaged := map[string][]byte{
		"empty": {}, "magic alone": good[:8], "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0),
		"bit in the magic": flip(0), "bit in the sizes": flip(20), "bit in the data": flip(len(good) / 2), "bit in the sum": flip(len(good) - 1),
	}
	for name, b := range damaged {
		if _, err := decodeBlock(b, plainTables); err == nil {
			t.Errorf("%s: taken for whole", name)
		}
	}
	if _, err := decodeBlock(good, plainTables+1); err == nil {
		t.Error("a block of other tables is taken for whole")
	}
}
