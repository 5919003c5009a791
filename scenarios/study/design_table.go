package study

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"rapport/analysis/data/table"
	"rapport/sim/record/nearest"
)

// tableFiles reads the file of a table that a study names: all of it, or one byte more than
// the most that is wanted.
type tableFiles func(name string, most int64) ([]byte, error)

// besideStudy reads tables beside the study file at path, and no file outside
// of its folder.
func besideStudy(path string) tableFiles {
	return func(name string, most int64) (text []byte, err error) {
		root, err := os.OpenRoot(filepath.Dir(path))
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, root.Close()) }()
		name = filepath.FromSlash(name)
		// Asked before it is opened: a pipe would wait for its other end.
		if info, err := root.Stat(name); err != nil {
			return nil, &absentFile{PlainError(err), nearestFile(root, name)}
		} else if !info.Mode().IsRegular() {
			return nil, errors.New("it is no ordinary file")
		}
		file, err := root.Open(name)
		if err != nil {
			return nil, PlainError(err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		return io.ReadAll(io.LimitReader(file, most+1))
	}
}

// absentFile is the error of a file that cannot be found, with one that was perhaps meant.
type absentFile struct {
	error
	near string
}

// mostListed is how many files of a folder are looked at for one that was meant.
const mostListed = 1000

// nearestFile is the file in the folder of the one named whose name is nearest, or "".
func nearestFile(root *os.Root, name string) string {
	folder, err := root.Open(filepath.Dir(name))
	if err != nil {
		return ""
	}
	defer folder.Close()
	var names []string
	entries, _ := folder.ReadDir(mostListed) // those that can be read
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	near := nearest.Name(filepath.Base(name), names)
	if near == "" {
		return ""
	}
	return filepath.ToSlash(filepath.Join(filepath.Dir(name), near))
}

// meantHint names the file that was perhaps meant, or says what else to do.
func meantHint(err error, otherwise string) string {
	if absent := new(absentFile); errors.As(err, &absent) && absent.near != "" {
		return "did you mean " + strconv.Quote(absent.near) + "?"
	}
	return otherwise
}

// fetch reads the file of a table into columns and rows, so that the study holds
// its points from now on. Without access to files it leaves the name, which the
// checks refuse.
func (d *studyDecoder) fetch(at keyPath, x *Design) {
	if x.Kind != designTable || x.File == "" || d.tables == nil {
		return
	}
	if len(x.Columns) > 0 || len(x.Rows) > 0 {
		d.faults.addAt(at, d.places[at], quote(x.File), "want a file, or columns and rows, not both", "")
		return
	}
	text, err := d.tables(x.File, maxStudyBytes)
	if err != nil {
		d.faults.addAt(at, d.places[at], quote(x.File), "cannot be read: "+err.Error(), meantHint(err, "name a CSV file in the folder of the study, or in one below it"))
		return
	}
	if len(text) > maxStudyBytes {
		d.faults.addAt(at, d.places[at], quote(x.File), "the file is larger than 1 MiB, too large for a table of points", "")
		return
	}
	reader := tableReader{decoder: d, file: x.File, at: at}
	if x.Columns, x.Rows = reader.read(text); len(x.Rows) > 0 {
		x.File = ""
	}
}

// tableReader reads a CSV table of points.
type tableReader struct {
	decoder *studyDecoder
	file    string
	at      keyPath
}

// fault reports what is wrong at a place of the table.
func (r *tableReader) fault(line, column int, value, message, hint string) {
	r.take(r.at, Fault{Line: line, Column: column, Value: value, Message: message, Hint: hint})
}

// take keeps a fault, and that it is one of these keys of the design, which are not told
// once more as they came to be.
func (r *tableReader) take(at keyPath, f Fault) {
	list := r.decoder.faults
	if len(list.found) >= maxFaults {
		list.more++
		return
	}
	f.File = r.file
	list.found = append(list.found, located{at: at, Fault: f})
}

func (r *tableReader) read(text []byte) (columns []string, rows [][]float64) {
	in, err := table.ReadCells(text)
	for number, row := range in.Rows {
		switch {
		case number == 0:
			columns = r.names(row)
		case len(row.Cells) != len(columns):
			r.fault(row.Line, 1, "", fmt.Sprintf("want %d values, one for each parameter, got %d", len(columns), len(row.Cells)), "")
		case number > MaxScenarios:
			r.fault(0, 0, "", fmt.Sprintf("the table has more than %d points, the most that a study may have", MaxScenarios), "")
			return columns, rows
		default:
			rows = append(rows, r.values(in, columns, row))
		}
	}
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		if wrong.StartLine != wrong.Line { // a quotation mark that is not closed
			wrong.Line, wrong.Column = wrong.StartLine, 1
		}
		r.fault(wrong.Line, wrong.Column, "", "not valid CSV: "+wrong.Err.Error(), "")
	case err != nil:
		r.fault(0, 0, "", err.Error(), "")
	case len(in.Rows) < 2:
		r.fault(0, 0, "", "a table needs a line of parameter names and a line for each point", "")
	}
	return columns, rows
}

// names reads the first line.
func (r *tableReader) names(row table.CellRow) []string {
	names := row.Cells
	for i := range names {
		if _, ok := r.decoder.table.find(names[i]); !ok {
			f := Fault{Line: row.Line, Column: row.Columns[i], Path: shownWord(names[i]), Message: "unknown parameter", Hint: r.decoder.table.guess("", names[i])}
			if names[i] == "" {
				f.Path, f.Message, f.Hint = "", "the column has no name: want that of a parameter", "row numbers are left out"
			}
			r.take(r.at.parent().key("columns"), f)
		} else if slices.Contains(names[:i], names[i]) {
			r.take(r.at.parent().key("columns"), Fault{Line: row.Line, Column: row.Columns[i], Path: names[i], Message: "said twice"})
		}
	}
	return names
}

// values reads the line of a point.
func (r *tableReader) values(in *table.Cells, columns []string, at table.CellRow) []float64 {
	row := make([]float64, len(at.Cells))
	for i, cell := range at.Cells {
		param, ok := r.decoder.table.find(columns[i])
		if !ok {
			continue // told with the names
		}
		line, column := at.Line, at.Columns[i]
		value, message, hint := fromText(in.Number(cell)).read(param)
		switch {
		case message != "":
			r.take(r.at.parent().key("rows"), Fault{Line: line, Column: column, Path: param.Name, Message: message, Hint: hint})
		case !allowed(param, value):
			r.take(r.at.parent().key("rows"), Fault{Line: line, Column: column, Path: param.Name, Value: formatNumber(value), Message: wanted(param)})
		}
		row[i] = value
	}
	return row
}
