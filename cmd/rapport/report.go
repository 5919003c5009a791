package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/plots"
	"rapport/analysis/report"
	"rapport/analysis/twins"
	"rapport/analysis/words"
	"rapport/cmd/rapport/ruletext"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim"
)

// reportCommand holds the flags of `rapport report`.
type reportCommand struct {
	options      twins.CompareOptions
	out, figures string
	asJSON       bool
}

func newReport() *cobra.Command {
	var v reportCommand
	c := &cobra.Command{
		Use:   "report RUN",
		Short: "write a run as one page with figures, tables and methods",
		Long: `Write a run as one HTML file that opens offline and prints well: alliance and PHQ-9
by session, retention, what the scenarios change and for whom, twins, single courses
with ruptures and repair, the ledger where the run recorded it, patterns that a reader
checks by eye, contrasts that the study states, strategies within scenarios that
randomise, the scorecard where the run has scenarios of published findings, every
parameter that was set, and a methods paragraph with references to paste. --figures
writes each figure as SVG and PNG as well.

The baseline and the first six other scenarios are told. Sessions are read and not
kept: larger runs than 40,000 patients to a scenario are scored in parts.`,
		Example: `  rapport report runs/repair-training-seed1
  rapport report runs/repair-training-seed1 --out repair.html --figures figures`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return v.run(c, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&v.out, "out", "", "the `file` to write (default RUN-report.html)")
	f.StringVar(&v.figures, "figures", "", "write each figure as SVG and PNG into this `folder`")
	f.StringVar(&v.options.Baseline, "baseline", "", "`name` of the scenario to compare with (default the study's first)")
	f.StringArrayVar(&v.options.Traits, "by", nil, "`trait` for subgroups: a trait of patients or therapists (repeatable)")
	f.IntVar(&v.options.TrialN, "trial-n", twins.DefaultTrialN, "patients per arm of a single trial")
	f.BoolVar(&v.asJSON, "json", false, "print what was written as one JSON document")
	return c
}

func (v *reportCommand) run(c *cobra.Command, dir string) error {
	if v.out == "" {
		v.out = besideRun(dir, "-report.html")
	}
	manifest, err := run.ReadManifest(dir)
	if err != nil {
		return &failure{codeInput, err, hintOf(err)}
	}
	if err := v.writable(); err != nil {
		return err
	}
	study, err := manifest.ResolvedStudy()
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	run, err := data.Read(dir)
	if err == nil {
		err = run.Whole()
	}
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	if v.options.Evidence, err = evidenceOf(run, ""); err != nil {
		return err
	}
	v.options.Contrasts = contrastsOf(c.ErrOrStderr(), study, run.Scenarios)
	drawn := plots.Drawn(run, v.options.Baseline)
	line := newReading(c.ErrOrStderr(), !v.asJSON, report.Rows(run, v.options))
	run.Seen = line.seen
	idle, err := neverActedIn(run, study)
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	told, err := report.New(run, studyOf(manifest, study, drawn, idle), v.options)
	line.close()
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	if err := writeWhole(v.out, told.Write); err != nil {
		return err
	}
	files, err := v.draw(told.Figures)
	if err != nil {
		return err
	}
	return v.tell(c.OutOrStdout(), len(told.Figures), files)
}

// writable says before the run is read whether the report and its figures can be written.
func (v *reportCommand) writable() error {
	err := writableFile(v.out)
	if v.figures != "" {
		err = errors.Join(err, folderFor(v.figures))
	}
	if err != nil {
		return &failure{codeInput, err, hintOf(err)}
	}
	return nil
}

// tell says what was written.
func (v *reportCommand) tell(w io.Writer, figures int, files []string) error {
	if v.asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			Report  string   `json:"report"`
			Figures []string `json:"figures"`
		}{v.out, files})
	}
	p := &printer{w: w}
	p.line("%s: %s", v.out, data.Counted(figures, "figure"))
	if v.figures != "" {
		p.line("%s: each as SVG and PNG", v.figures)
	}
	return p.err
}

// draw writes the figures, if that was asked for.
func (v *reportCommand) draw(figures []*plots.Figure) ([]string, error) {
	files := []string{}
	if v.figures == "" {
		return files, nil
	}
	if err := os.MkdirAll(v.figures, 0o777); err != nil {
		return nil, err
	}
	for _, f := range figures {
		svg, png := filepath.Join(v.figures, f.Name+".svg"), filepath.Join(v.figures, f.Name+".png")
		if err := writeTogether(output{svg, f.WriteSVG}, output{png, f.WritePNG}); err != nil {
			return nil, err
		}
		files = append(files, svg, png)
	}
	return files, nil
}

// studyOf tells the study of a run, of the scenarios that the report tells.
func studyOf(m *run.Manifest, study *study.Study, told []string, idle []neverActed) report.Study {
	s := report.Study{Title: cmpText(plainText(study.Title), "A study"), Question: plainText(study.Question), Rationale: plainText(study.Rationale),
		LookAt: plainText(study.LookAt), Version: m.Version, Seed: m.Seed, Patients: study.Population.Patients, Replications: int64(study.Replications)}
	for _, text := range study.Sources {
		s.Sources = append(s.Sources, plainText(text))
	}
	for _, source := range sortedBy(sim.Sources(), func(s sim.Source) string { return s.Key }) {
		one := citation{Key: source.Key, Reference: source.Reference, DOI: source.DOI}
		s.Model = append(s.Model, one.text())
	}
	for _, grade := range []sim.Grade{sim.Reported, sim.Derived, sim.Calibrated, sim.Assumed} {
		count := 0
		for _, row := range shippedParams() {
			if row.Grade == grade {
				count++
			}
		}
		s.Grades = append(s.Grades, report.Grade{Name: string(grade), Count: count})
	}
	planned := study.Planned()
	for _, name := range told {
		for i := range planned {
			if p := &planned[i].Scenario; p.Name == name {
				one := report.Scenario{Name: name, Description: plainText(p.Description), Actions: ruletext.Sentences(words.English, p, study.Scores())}
				for k := range p.Rules {
					if slices.ContainsFunc(idle, func(x neverActed) bool { return x.Scenario == name && slices.Contains(x.Rules, ruleName(p.Rules, k)) }) {
						one.Actions[len(p.Actions)+k] += " It never acted in this run."
					}
				}
				s.Scenarios = append(s.Scenarios, one)
			}
		}
	}
	s.Parameters = changedParameters(m, told)
	return s
}

// changedParameters are the parameters that any of the scenarios sets, with their
// value in each.
func changedParameters(m *run.Manifest, told []string) (all []report.Parameter) {
	var values []map[string]study.Assignment
	var names []string
	for _, name := range told { // a baseline that is not there is told later
		for i := range m.Scenarios {
			if m.Scenarios[i].Name != name {
				continue
			}
			of := map[string]study.Assignment{}
			for _, a := range m.Scenarios[i].Parameters {
				of[a.Name] = a
				if !slices.Contains(names, a.Name) {
					names = append(names, a.Name)
				}
			}
			values = append(values, of)
		}
	}
	shipped := shippedParams()
	for _, name := range names {
		row, set := shipped[name], false
		one := report.Parameter{Name: name, Meaning: row.Meaning, Shipped: "–"}
		if row.Value != nil {
			one.Shipped = valueText(&row, *row.Value)
		}
		for _, of := range values {
			a := of[name]
			set = set || a.Set
			one.Values = append(one.Values, report.Value{Text: valueText(&row, a.Value), Changed: row.Value != nil && a.Value != *row.Value})
		}
		if set {
			all = append(all, one)
		}
	}
	return all
}
