package report

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/plots"
	"rapport/analysis/twins"
)

// Report is a run, ready to be written.
type Report struct {
	Study     Study
	Material  *plots.Material
	Figures   []*plots.Figure
	Scorecard *analysis.Scorecard // nil where the run has no scenario of a finding
}

// New reads a run and draws its figures. Tables pass by and are not held, but those of
// findings in runs of up to 40,000 courses to a scenario ([analysis.ScoreRun]).
func New(run *data.Run, study Study, o twins.CompareOptions) (*Report, error) {
	m, err := plots.Gather(run, o)
	if err != nil {
		return nil, err
	}
	r := &Report{Study: study, Material: m, Figures: plots.Figures(m)}
	if findings := findingsOf(run); len(findings) > 0 {
		card, err := analysis.ScoreRun(run, findings, nil)
		if err != nil {
			return nil, err
		}
		r.Scorecard = &card
	}
	return r, nil
}

// findingsOf are those whose scenarios the run has.
func findingsOf(run *data.Run) []analysis.Finding {
	return slices.DeleteFunc(analysis.Findings(), func(f analysis.Finding) bool {
		return slices.ContainsFunc(f.Scenarios, func(s string) bool { return !slices.Contains(run.Scenarios, s) })
	})
}

// Rows is how many rows [New] reads.
func Rows(run *data.Run, o twins.CompareOptions) int64 {
	o.Scenarios = plots.Drawn(run, o.Baseline)[1:]
	n := o.Rows(run)
	scored := map[string]bool{}
	for _, f := range findingsOf(run) {
		for _, s := range f.Scenarios {
			if !scored[s] {
				scored[s] = true
				n += run.Rows(s)
			}
		}
	}
	return n
}

//go:embed page.html
var pageHTML string

//go:embed style.css
var pageCSS string

var page = template.Must(template.New("page").Parse(pageHTML))

// Write writes the page.
func (r *Report) Write(w io.Writer) error {
	view, err := r.view()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, view); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// view is what the template shows.
type view struct {
	Study     Study
	Style     template.CSS
	Facts     []fact
	Overview  table
	Apart     string // that courses end at different times; empty where they do not
	Undrawn   int
	Figures   []figureView
	Contrasts []contrastView

	Differences []differencesView
	Strategies  []strategiesView

	Scorecard []scoreView
	ScoreNote string
	Methods   []string
	Citations []string
}

// fact is a term with its description.
type fact struct{ Term, Text string }

// table is rows of cells; the first cell of a row is its heading.
type table struct {
	Header []string
	Rows   [][]string
}

// figureView is a figure in the page.
type figureView struct {
	Name, Title, Caption string
	SVG                  template.HTML
	Tall                 bool // takes a printed page of its own
	Table                table
}

func (r *Report) view() (*view, error) {
	v := &view{Study: r.Study, Style: template.CSS(pageCSS), Facts: r.facts(), Overview: r.overview(), Apart: r.below(), Undrawn: r.Material.Undrawn, Contrasts: r.contrasts(),
		Differences: r.differences(), Strategies: r.strategies(), Methods: r.methods(), Citations: r.citations()}
	v.Scorecard, v.ScoreNote = r.scores()
	v.Figures = make([]figureView, len(r.Figures))
	errs := make([]error, len(r.Figures))
	data.InParallel(len(r.Figures), func(i int) {
		f := r.Figures[i]
		svg, err := f.Inline()
		v.Figures[i], errs[i] = figureView{f.Name, f.Title, f.Caption, template.HTML(svg), f.Tall(), table(f.Table)}, err
	})
	return v, errors.Join(errs...)
}
