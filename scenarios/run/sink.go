package run

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"rapport/scenarios/population"
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
	// begin begins a Parquet file of at most one row group, with the rows of so many
	// courses. Nothing is written into w before it is finished.
	begin(w io.Writer, courses int64) rowGroup
	// part begins a file that joins such row groups.
	part(w io.Writer, scenario string) part
}

// rowGroup is the rows of one table and block while they are being encoded.
type rowGroup interface {
	// drain encodes the table's rows that fill whole batches and takes them away.
	drain(rows *record.Rows) error
	// finish encodes the others, writes the file and returns its number of rows.
	finish(rows *record.Rows) (int64, error)
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
func tablesOf(r population.Record) []table {
	tables := []table{
		newTable(1, func(rows *record.Rows) *[]record.Patient { return &rows.Patients }),
		newTable(many, func(rows *record.Rows) *[]record.Session { return &rows.Sessions }),
		newTable(many, func(rows *record.Rows) *[]record.Rupture { return &rows.Ruptures }),
		newTable(1, func(rows *record.Rows) *[]record.Therapist { return &rows.Therapists }),
	}
	if r.Ledger {
		tables = append(tables, newTable(many, func(rows *record.Rows) *[]record.Ledger { return &rows.Ledger }))
	}
	if r.Items {
		tables = append(tables, newTable(many, func(rows *record.Rows) *[]record.Items { return &rows.Items }))
	}
	return tables
}

// tableOf is the table with rows of type Row.
type tableOf[Row any] struct {
	meta   record.Table
	course int64 // rows of a course at most, or many
	rows   func(*record.Rows) *[]Row
}

// many rows of a course fill more than a page in some column of a block.
const many = pageBytes

func newTable[Row any](course int64, rows func(*record.Rows) *[]Row) *tableOf[Row] {
	return &tableOf[Row]{meta: record.Describe[Row](), course: course, rows: rows}
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

func (t *tableOf[Row]) begin(w io.Writer, courses int64) rowGroup {
	// parquet-go makes room for a page in every column. No column takes more than this
	// many bytes a row, so that short tables need no more room than that.
	const rowBytes = 16
	options := append(settings(t.meta), parquet.PageBufferSize(int(min(pageBytes, rowBytes*t.course*max(1, courses)))))
	// A fresh writer for every block: in parquet-go 0.32, Reset clears the column
	// paths and sorting columns that the writer shares with its footer.
	return &groupOf[Row]{table: t, writer: parquet.NewGenericWriter[Row](w, options...)}
}

type groupOf[Row any] struct {
	table   *tableOf[Row]
	writer  *parquet.GenericWriter[Row]
	written int64
}

func (g *groupOf[Row]) drain(all *record.Rows) error {
	rows := g.table.rows(all)
	if len(*rows) < batchRows {
		return nil
	}
	from := 0
	for ; len(*rows)-from >= batchRows; from += batchRows {
		if err := g.write((*rows)[from : from+batchRows]); err != nil {
			return err
		}
	}
	*rows = (*rows)[:copy(*rows, (*rows)[from:])]
	return nil
}

// write encodes a batch. A panic of the encoder is an error of the run, not of the
// model that is being simulated meanwhile.
func (g *groupOf[Row]) write(batch []Row) error {
	err := guard(func() error { _, err := g.writer.Write(batch); return err })
	if err != nil {
		return fmt.Errorf("encode %s: %w", g.table.meta.Name, err)
	}
	g.written += int64(len(batch))
	return nil
}

func (g *groupOf[Row]) finish(all *record.Rows) (int64, error) {
	for batch := range slices.Chunk(*g.table.rows(all), batchRows) {
		if err := g.write(batch); err != nil {
			return 0, err
		}
	}
	if err := g.writer.Close(); err != nil {
		return 0, fmt.Errorf("encode %s: %w", g.table.meta.Name, err)
	}
	return g.written, nil
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
