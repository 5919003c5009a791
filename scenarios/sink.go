package scenarios

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// Keys of the metadata in every Parquet file of a run.
const (
	metaScenario   = "scenario"
	metaTable      = "rapport.table"
	metaSchema     = "rapport.schema_version"
	metaDictionary = "rapport.dictionary"
)

const (
	pageBytes = 256 << 10 // of a column before compression; smaller pages cost 10 % in size
	batchRows = 2048      // handed to the encoder at once
)

// codec is shared, because it pools its encoders.
var codec = newPageCodec()

// table encodes the rows of one table.
type table interface {
	name() string
	// encode writes the table's rows as a Parquet file of at most one row group
	// and returns their number.
	encode(w io.Writer, rows *record.Rows) (int64, error)
	// part begins a file that joins such row groups.
	part(w io.Writer, scenario string) part
}

// part is a file in the making.
type part interface {
	// join appends the row group of an encoded block, its compressed pages as
	// they are, and returns its number of rows.
	join(block io.ReaderAt, size int64) (int64, error)
	// close writes the footer.
	close() error
}

// tablesOf lists the tables that a study records, in the order of
// [record.Dictionary].
func tablesOf(r Record) []table {
	tables := []table{
		newTable(func(rows *record.Rows) []record.Patient { return rows.Patients }),
		newTable(func(rows *record.Rows) []record.Session { return rows.Sessions }),
		newTable(func(rows *record.Rows) []record.Rupture { return rows.Ruptures }),
		newTable(func(rows *record.Rows) []record.Therapist { return rows.Therapists }),
	}
	if r.Ledger {
		tables = append(tables, newTable(func(rows *record.Rows) []record.Ledger { return rows.Ledger }))
	}
	if r.Items {
		tables = append(tables, newTable(func(rows *record.Rows) []record.Items { return rows.Items }))
	}
	return tables
}

// tableOf is the table with rows of type Row.
type tableOf[Row any] struct {
	meta record.Table
	rows func(*record.Rows) []Row
}

func newTable[Row any](rows func(*record.Rows) []Row) *tableOf[Row] {
	return &tableOf[Row]{meta: record.Describe[Row](), rows: rows}
}

// settings are the writer's options. Nothing in them depends on time or host.
func settings(meta record.Table) []parquet.WriterOption {
	sorting := make([]parquet.SortingColumn, len(meta.SortedBy))
	for i, column := range meta.SortedBy {
		sorting[i] = parquet.Ascending(column)
	}
	return []parquet.WriterOption{
		parquet.Compression(codec),
		parquet.PageBufferSize(pageBytes),
		parquet.CreatedBy("rapport", EngineVersion, strconv.Itoa(record.Version)),
		parquet.SortingWriterConfig(parquet.SortingColumns(sorting...)),
	}
}

func (t *tableOf[Row]) name() string { return t.meta.Name }

func (t *tableOf[Row]) encode(w io.Writer, all *record.Rows) (int64, error) {
	// A fresh writer for every block: in parquet-go 0.32, Reset clears the column
	// paths and sorting columns that the writer shares with its footer.
	rows := t.rows(all)
	// parquet-go makes room for a page in every column. What stays below this many
	// bytes a row, as all columns do, needs no more room than that.
	const rowBytes = 16
	options := append(settings(t.meta), parquet.PageBufferSize(min(pageBytes, rowBytes*max(1, len(rows)))))
	writer := parquet.NewGenericWriter[Row](w, options...)
	for from := 0; from < len(rows); from += batchRows {
		batch := rows[from:min(from+batchRows, len(rows))]
		if _, err := writer.Write(batch); err != nil {
			return 0, fmt.Errorf("encode %s: %w", t.meta.Name, err)
		}
	}
	if err := writer.Close(); err != nil {
		return 0, fmt.Errorf("encode %s: %w", t.meta.Name, err)
	}
	return int64(len(rows)), nil
}

func (t *tableOf[Row]) part(w io.Writer, scenario string) part {
	writer := parquet.NewGenericWriter[Row](w, settings(t.meta)...)
	for _, pair := range metadata(t.meta, scenario) {
		writer.SetKeyValueMetadata(pair[0], pair[1])
	}
	return &partOf[Row]{writer}
}

// metadata describes a file: whose rows it holds and what its columns mean.
func metadata(meta record.Table, scenario string) [][2]string {
	dictionary, err := json.Marshal(meta.Columns)
	if err != nil {
		panic("scenarios: the dictionary is plain text and numbers: " + err.Error())
	}
	return [][2]string{
		{metaScenario, scenario},
		{metaTable, meta.Name},
		{metaSchema, strconv.Itoa(record.Version)},
		{metaDictionary, string(dictionary)},
	}
}

type partOf[Row any] struct{ writer *parquet.GenericWriter[Row] }

func (p *partOf[Row]) join(block io.ReaderAt, size int64) (int64, error) {
	f, err := parquetfile.OpenIndexed(block, size)
	if err != nil {
		return 0, err
	}
	rows := int64(0)
	for _, group := range f.RowGroups() {
		n, err := p.writer.WriteRowGroup(group)
		if err != nil {
			return rows, err
		}
		rows += n
	}
	return rows, nil
}

func (p *partOf[Row]) close() error { return p.writer.Close() }
