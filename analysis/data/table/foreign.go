package table

import (
	"bytes"
	"errors"
)

// asCSV is the way out of a format that is not read.
const asCSV = "save the table as CSV (UTF-8) and give that file"

// The ways out of the formats of other programs. Values that a file declares as missing
// are empty in the table that these lines write.
const (
	fromSPSS = "in SPSS, File, Save as, CSV; in R, write.csv(haven::read_sav(\"FILE\"), \"OUT.csv\", row.names = FALSE, na = \"\"); " +
		"in Python, pandas.read_spss(\"FILE\", convert_categoricals=False).to_csv(\"OUT.csv\", index=False)"
	fromStata = "in Stata, export delimited using OUT.csv, nolabel; in R, write.csv(haven::read_dta(\"FILE\"), \"OUT.csv\", row.names = FALSE, na = \"\"); " +
		"in Python, pandas.read_stata(\"FILE\", convert_categoricals=False).to_csv(\"OUT.csv\", index=False)"
)

// foreign are formats that people have and that are no text, by how a file begins.
// SPSS and Stata files are refused rather than half read, because no library in Go is one
// to trust patients' numbers to: gospss (2023, SPSS) and datareader (2021, Stata 114 to
// 118 but not 119) have no releases and take a read that came short for a whole one, the
// former gives values that a file declares as missing as if they were scores, and the
// latter panics inside a damaged file. The bindings of ReadStat, in C, know both formats
// well but need cgo, without which the program is built for every platform.
var foreign = []struct{ begins, what string }{
	{"$FL2", "an SPSS file (.sav): " + fromSPSS},
	{"$FL3", "a compressed SPSS file (.zsav): " + fromSPSS},
	{"<stata_dta>", "a Stata file (.dta): " + fromStata},
	{"PK\x03\x04", "an Excel workbook or another zip archive: in Excel, File, Save as, CSV UTF-8"},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls): in Excel, File, Save as, CSV UTF-8"},
	{"\x1f\x8b", "a gzip archive: unpack it first (an .rds file of R: write.csv(readRDS(FILE), OUT, row.names = FALSE))"},
	{"RDX", "a file of R's save(): in R, load it and write.csv(TABLE, OUT, row.names = FALSE)"},
	{"ARROW1", "an Arrow or Feather file: write Parquet or CSV from it"},
	{"SQLite format 3", "an SQLite database: export the table as CSV"},
	{"%PDF", "a PDF document: " + asCSV},
	{"{\\rtf", "a document: " + asCSV},
	{"<!DOCTYPE", "a web page: " + asCSV},
	{"<html", "a web page (some programs write such a file and call it .xls): " + asCSV},
	{"<?xml", "XML: " + asCSV},
}

// sas7bdat is where and how a SAS file begins.
var sas7bdat = []byte{0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00, 0x09, 0xc7, 0x31, 0x8c}

// foreignFormat refuses what is no table in text, saying what it is.
func foreignFormat(raw []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(raw, []byte(f.begins)) {
			return errors.New("this is " + f.what)
		}
	}
	switch {
	case len(raw) > 28 && bytes.Equal(raw[12:28], sas7bdat):
		return errors.New("this is a SAS file (.sas7bdat): in SAS, proc export to CSV")
	case oldStata(raw):
		return errors.New("this is a Stata file (.dta): " + fromStata)
	case raw[0] == '{' || raw[0] == '[' && !bytes.HasPrefix(raw, []byte("[,")):
		if first := bytes.TrimSpace(raw[1:min(len(raw), 64)]); len(first) > 0 && (first[0] == '"' || first[0] == '{') {
			return errors.New("this looks like JSON: " + asCSV)
		}
	}
	return nil
}

// oldStata recognises the formats 113 to 115: release, byte order, type 1, 0.
func oldStata(raw []byte) bool {
	return len(raw) > 4 && raw[0] >= 113 && raw[0] <= 115 && (raw[1] == 1 || raw[1] == 2) && raw[2] == 1 && raw[3] == 0
}
