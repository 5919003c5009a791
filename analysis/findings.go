package analysis

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/sim/record/bounded"
)

//go:embed findings.csv
var findingsCSV []byte

//go:embed heldout.csv
var heldOutCSV []byte

// FindingsFile is the file of the findings that ship, to which the model was fitted.
func FindingsFile() []byte { return slices.Clone(findingsCSV) }

// Findings returns the findings that ship, to which the model was fitted.
func Findings() []Finding { return shipped(findingsCSV) }

// HeldOut returns the findings that ship and had no part in fitting the model. They were
// chosen, and what is accepted was written down, before the model was asked, but for those
// whose definition says otherwise.
func HeldOut() []Finding { return shipped(heldOutCSV) }

func shipped(csv []byte) []Finding {
	f, err := LoadFindings(bytes.NewReader(csv))
	if err != nil {
		panic("analysis: the shipped findings are faulty: " + err.Error())
	}
	return f
}

// FindingColumns are the columns of a findings file. The first four and
// estimator must be there; cells of the others may be empty or absent.
var FindingColumns = []string{"id", "finding", "scenarios", "kind", "estimator", "arguments", "published",
	"ci_low", "ci_high", "accept_low", "accept_high", "definition", "citation", "doi", "read"}

const requiredFindingColumns = 5

// findingFault is one thing that is wrong with a findings file.
type findingFault struct {
	Line int // of the file, from 1
	Err  error
}

func (f findingFault) Error() string { return fmt.Sprintf("line %d: %v", f.Line, f.Err) }

// Unwrap returns what is wrong.
func (f findingFault) Unwrap() error { return f.Err }

// LoadFindings reads a findings file: CSV with a header of [FindingColumns],
// scenarios separated by spaces, arguments as name=value separated by spaces. Its
// separator, decimal mark and encoding are found as those of any table. It is strict, and its error joins every fault ([findingFault]) at once.
func LoadFindings(r io.Reader) ([]Finding, error) {
	raw, err := bounded.ReadAll(r, maxFindings)
	if err != nil {
		return nil, fmt.Errorf("read findings: %w", err)
	}
	cells, err := table.ReadCells(raw)
	if err != nil {
		err = fmt.Errorf("read findings: %w", err)
	}
	if len(cells.Rows) == 0 {
		return nil, cmp.Or(err, errors.New("the findings file is empty: want a header and one row per finding"))
	}
	if faults := headerFaults(cells.Rows[0].Cells); len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	out, faults := findingRows(cells)
	if err != nil {
		faults = append(faults, err)
	}
	if len(out) == 0 && len(faults) == 0 {
		faults = append(faults, errors.New("the findings file has no rows: want one per finding"))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return out, nil
}

// maxFindings is how many bytes a findings file may have.
const maxFindings = 16 << 20

// findingRows reads the rows after the header.
func findingRows(in *table.Cells) (out []Finding, faults []error) {
	seen := map[string]int{}
	for _, row := range in.Rows[1:] {
		f, wrong := parseFinding(in.Rows[0].Cells, row.Cells, in.Number)
		if first, twice := seen[f.ID]; twice && f.ID != "" {
			wrong = append(wrong, fmt.Errorf("id %q stands already in line %d", f.ID, first))
		}
		seen[f.ID] = row.Line
		for _, e := range wrong {
			faults = append(faults, findingFault{row.Line, e})
		}
		out = append(out, f)
	}
	return out, faults
}

// headerFaults finds unknown, double and missing columns.
func headerFaults(header []string) (faults []error) {
	for i, name := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if !slices.Contains(FindingColumns, header[i]) {
			faults = append(faults, findingFault{1, fmt.Errorf("column %q is unknown%s", header[i], data.NearestOrAll(header[i], FindingColumns))})
		}
		if slices.Contains(header[:i], header[i]) {
			faults = append(faults, findingFault{1, fmt.Errorf("column %q is there twice", header[i])})
		}
	}
	for _, want := range FindingColumns[:requiredFindingColumns] {
		if !slices.Contains(header, want) {
			faults = append(faults, findingFault{1, fmt.Errorf("column %q is missing", want)})
		}
	}
	return faults
}

// parseFinding reads one row.
func parseFinding(header, cells []string, number func(string) string) (f Finding, faults []error) {
	if len(cells) != len(header) {
		faults = append(faults, fmt.Errorf("has %d cells, want %d", len(cells), len(header)))
	}
	cell := func(name string) string {
		if i := slices.Index(header, name); i >= 0 && i < len(cells) {
			return strings.Join(strings.Fields(cells[i]), " ") // a line break in a cell is no row of the scorecard
		}
		return ""
	}
	bound := func(name string, absent float64) float64 {
		text := cell(name)
		if text == "" {
			return absent
		}
		v, ok := table.Plain(number(text))
		if !ok {
			faults = append(faults, fmt.Errorf("%s = %q is no number: want one such as 0.25, or an empty cell", name, text))
			return math.NaN() // said, though not known: it is not missed as well
		}
		return v
	}
	f = Finding{ID: cell("id"), Text: cell("finding"), Scenarios: strings.Fields(cell("scenarios")), Kind: Kind(cell("kind")),
		Published: cell("published"), Estimator: cell("estimator"), Arguments: cell("arguments"),
		Definition: cell("definition"), Citation: cell("citation"), DOI: cell("doi"), Read: cell("read")}
	f.Interval = Interval{bound("ci_low", math.Inf(-1)), bound("ci_high", math.Inf(1))}
	f.Accept = Interval{bound("accept_low", math.Inf(-1)), bound("accept_high", math.Inf(1))}
	return f, append(faults, f.faults()...)
}

// faults checks the finding as a whole and binds its estimator.
func (f *Finding) faults() (faults []error) {
	if f.ID == "" {
		faults = append(faults, errors.New("id is empty"))
	}
	kinds := words(Band, Direction, Note)
	if !slices.Contains(kinds, string(f.Kind)) {
		faults = append(faults, fmt.Errorf("kind %q is none of %s%s", f.Kind, strings.Join(kinds, ", "), data.DidYouMean(string(f.Kind), kinds)))
	}
	if f.Kind == Band && math.IsInf(f.Accept.Low, 0) && math.IsInf(f.Accept.High, 0) {
		faults = append(faults, errors.New("a band needs accept_low or accept_high"))
	}
	for _, i := range []struct {
		name string
		Interval
	}{{"ci", f.Interval}, {"accept", f.Accept}} {
		if i.Low > i.High {
			faults = append(faults, fmt.Errorf("%s_low %g lies above %s_high %g", i.name, i.Low, i.name, i.High))
		}
	}
	faults = append(faults, f.bind()...)
	if f.Kind == Direction && f.bound != nil && !f.bound.checks() && math.IsInf(f.Accept.Low, 0) && math.IsInf(f.Accept.High, 0) {
		faults = append(faults, fmt.Errorf("a direction by %s needs accept_low or accept_high, because that estimator has no checks of its own", f.Estimator))
	}
	return faults
}
