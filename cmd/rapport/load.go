package main

import (
	"path/filepath"
	"strconv"
	"strings"

	"rapport/scenarios/bucket"
)

// loadLine is the line of code that loads a table of a run.
type loadLine struct{ language, code string }

// loadLines are the lines for the languages that users of runs write.
func loadLines(dir, table string) []loadLine {
	folder := filepath.ToSlash(filepath.Join(dir, table))
	if bucket.Is(dir) {
		folder = dir + "/" + table
	}
	quoted := strconv.Quote(folder)
	sql := "'" + strings.ReplaceAll(folder, "'", "''") + "/*/*.parquet'"
	return []loadLine{
		{"Polars", "import polars as pl; " + table + " = pl.read_parquet(" + quoted + ", hive_partitioning=True)"},
		{"pandas", "import pandas as pd; " + table + " = pd.read_parquet(" + quoted + ")"},
		{"R", table + " <- dplyr::collect(arrow::open_dataset(" + quoted + "))"},
		{"DuckDB", "SELECT * FROM read_parquet(" + sql + ", hive_partitioning = true);"},
	}
}
