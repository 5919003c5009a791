package run

import (
	"encoding/json"
	"fmt"
	"strconv"

	"rapport/scenarios/columns"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// Keys of the metadata in every Parquet file of a run.
const (
	metaScenario   = "scenario"
	metaTable      = "rapport.table"
	metaSchema     = "rapport.schema_version"
	metaDictionary = "rapport.dictionary"
)

// pageRows is the number of rows in a page, but for the last of a block. Shorter
// pages cost bytes; longer ones outgrow the processor's caches.
const pageRows = 1 << 15

// table is a table that a study records.
type table struct {
	record.Table
	at     int // among the tables of [record.Columns]
	schema *columns.Schema
}

// createdBy names the program in every file.
var createdBy = fmt.Sprintf("rapport version %s(build %d)", EngineVersion, record.Version)

// tablesOf lists the tables that a study records, in the order of
// [record.Dictionary].
func tablesOf(r population.Record) []table {
	var tables []table
	for at, t := range record.Dictionary() {
		if r.Has(t) {
			tables = append(tables, table{t, at, columns.SchemaOf(t, createdBy)})
		}
	}
	return tables
}

// metadata describes a file: whose rows it holds and what its columns mean.
func metadata(meta record.Table, scenario string) [][2]string {
	dictionary, err := json.Marshal(meta.Columns)
	if err != nil {
		panic("run: the dictionary is plain text and numbers: " + err.Error())
	}
	return [][2]string{
		{metaScenario, scenario},
		{metaTable, meta.Name},
		{metaSchema, strconv.Itoa(record.Version)},
		{metaDictionary, string(dictionary)},
	}
}
