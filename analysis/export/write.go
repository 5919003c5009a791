package export

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Result is what was written.
type Result struct {
	Dir       string   `json:"folder"`
	Shape     string   `json:"as"`
	Scenarios []string `json:"scenarios"`
	Rows      int64    `json:"rows"`
	Columns   int      `json:"columns"`
	Files     []string `json:"files"`

	rowsOf map[string]int64 // by scenario
}

// Write exports a run into a folder, which it makes; with force it replaces an
// export that is there. The folder is complete or not there. Wrong options are a
// [Wrong], with all that is wrong with them.
func Write(ctx context.Context, src *Source, o Options, dir string, force bool) (*Result, error) {
	if len(o.Programs) == 0 {
		o.Programs = []Program{CSV}
	}
	if err := o.askInstruments(src); err != nil {
		return nil, err
	}
	if err := o.check(src); err != nil {
		return nil, &Wrong{err}
	}
	if err := admit(dir, force); err != nil {
		return nil, err
	}
	t, err := o.table(src)
	if err != nil {
		return nil, &Wrong{err}
	}
	aside, err := newFolder(dir)
	if err != nil {
		return nil, err
	}
	defer aside.remove()
	result := &Result{Dir: dir, Shape: o.Shape, Columns: len(t.columns), rowsOf: map[string]int64{}}
	if err := o.writeData(ctx, src, t, aside, result); err != nil {
		return nil, err
	}
	if err := t.noteEnds(src, result.Scenarios); err != nil {
		return nil, err
	}
	for _, f := range o.files() {
		result.Files = append(result.Files, f.name)
		if f.write == nil {
			continue
		}
		if err := aside.write(f.name, func(w io.Writer) error { return f.write(w, src, t, result) }); err != nil {
			return nil, err
		}
	}
	return result, aside.publish(result.Files)
}

// file is one file of an export. Those of data have no write: they are written row
// by row.
type file struct {
	name, about string
	write       func(w io.Writer, src *Source, t *table, r *Result) error
}

// files lists the files of an export, the description last: without it a folder is
// not whole.
func (o *Options) files() []file {
	var all []file
	add := func(extension, about string, text func(*Source, *table) string) {
		f := file{name: o.Shape + extension, about: about}
		if text != nil {
			f.write = func(w io.Writer, src *Source, t *table, _ *Result) error {
				_, err := io.WriteString(w, text(src, t))
				return err
			}
		}
		all = append(all, f)
	}
	if o.hasCSV() {
		add(".csv", "the data: comma-separated, UTF-8, names in the first line", nil)
	}
	if o.has(SPSS) {
		add(".sps", "reads and labels the CSV file in SPSS and GNU PSPP", func(src *Source, t *table) string { return spssSyntax(src, o, t.about, t.columns) })
	}
	if o.has(Stata) {
		add(".do", "reads and labels the CSV file in Stata", func(src *Source, t *table) string { return stataDo(src, o, t.about, t.columns) })
	}
	if o.has(Mplus) {
		add(".dat", "the data for Mplus: numbers alone, labels as their codes", nil)
		add(".inp", "reads the data in Mplus", func(src *Source, t *table) string { return mplusInput(src, o, t.columns) })
	}
	codebook := file{"codebook.csv", "every column: label, type, unit, range, values, when missing, where from",
		func(w io.Writer, _ *Source, t *table, _ *Result) error { return writeCodebook(w, o, t.columns) }}
	description := file{readmeName, "this page", func(w io.Writer, src *Source, t *table, r *Result) error {
		_, err := io.WriteString(w, readme(src, o, t, r))
		return err
	}}
	return append(all, codebook, description)
}

func (o *Options) has(p Program) bool { return slices.Contains(o.Programs, p) }

// hasCSV says that there is a CSV file: for itself, or for a syntax file.
func (o *Options) hasCSV() bool { return o.has(CSV) || o.has(SPSS) || o.has(Stata) }

// writeData reads the run once and writes every file of data.
func (o *Options) writeData(ctx context.Context, src *Source, t *table, to *folder, r *Result) (err error) {
	writers, err := o.writers(src, t, to)
	if err != nil {
		return err
	}
	return o.pour(ctx, src, t, writers, r)
}

// pour gives every row to every writer, counts them, and closes the writers.
func (o *Options) pour(ctx context.Context, src *Source, t *table, writers []rowWriter, r *Result) error {
	for _, s := range o.scenarios(src) {
		r.Scenarios = append(r.Scenarios, s.Name)
		for cells, err := range t.rows(s.Name) {
			if err != nil {
				return err
			}
			if r.rowsOf[s.Name]%1024 == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := o.learn(t, cells); err != nil {
				return err
			}
			for _, w := range writers {
				if err := w.row(cells); err != nil {
					return err
				}
			}
			r.rowsOf[s.Name]++
		}
		if want, told := s.Rows[t.counts]; told && want != r.rowsOf[s.Name] {
			return fmt.Errorf("scenario %s: %d rows in the table %s, the manifest says %d", s.Name, r.rowsOf[s.Name], t.counts, want)
		}
		r.Rows += r.rowsOf[s.Name]
	}
	for _, w := range writers {
		if err := w.close(); err != nil {
			return err
		}
	}
	return nil
}

// writers opens the files of data.
func (o *Options) writers(src *Source, t *table, to *folder) ([]rowWriter, error) {
	var writers []rowWriter
	open := func(extension string, make func(io.Writer) (rowWriter, error)) error {
		f, err := to.create(o.Shape + extension)
		if err != nil {
			return err
		}
		w, err := make(f)
		writers = append(writers, w)
		return err
	}
	var err error
	if o.hasCSV() {
		err = open(".csv", func(w io.Writer) (rowWriter, error) { return newCSV(w, t.columns, o) })
	}
	if o.has(Mplus) && err == nil {
		err = open(".dat", func(w io.Writer) (rowWriter, error) { return newMplus(w, t.columns, o), nil })
	}
	return writers, err
}

// learn notes labels that the dictionary does not list, and refuses a value that
// equals the code for missing.
func (o *Options) learn(t *table, cells []cell) error {
	for i := range cells {
		c := &t.columns[i]
		switch {
		case cells[i].missing:
		case c.Type == "string":
			if c.code(cells[i].label) == 0 {
				c.labels = append(c.labels, strings.Clone(cells[i].label))
			}
		case o.Missing != nil && cells[i].number(c.Type) == float64(*o.Missing):
			return &Wrong{fmt.Errorf("missing code %d: the column %s has that value", *o.Missing, c.Name)}
		}
	}
	return nil
}

// Wrong is an error of what was asked for; nothing was written.
type Wrong struct{ error }

// Unwrap returns what is wrong.
func (w *Wrong) Unwrap() error { return w.error }
