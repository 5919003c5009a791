package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"rapport/analysis/data"
	"rapport/analysis/explore/fit"
	"rapport/scenarios/study"
)

// write writes what was found; the record last, so that a folder with a record
// is whole.
func (k *calibrateCommand) write(r *results, found calibrated) error {
	files := []result{{parametersFile, found.WriteParameters}}
	if found.identified != nil {
		files = append(files, result{identifyFile, found.identified.WriteText})
	}
	record := found.WriteRecord
	if found.data != nil {
		record = func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(found.data)
		}
	}
	return r.write(append(files, result{recordFile, record})...)
}

// fitted are the options with the fitted values in place of the start, so that
// identifiability is that of the fit.
func (k *calibrateCommand) fitted(fit *fit.Calibration, o fit.Options) fit.Options {
	plan := *o.Study
	plan.Set = study.Values{}
	for name, v := range o.Study.Set {
		plan.Set[name] = v
	}
	for _, p := range fit.Parameters {
		plan.Set[p.Name] = p.Final
	}
	o.Study, o.Journal, o.Lucks = &plan, "", 0
	return o
}

// summarise prints what the fit came to.
func (k *calibrateCommand) summarise(w io.Writer, dir string, fit calibrated) error {
	p := &printer{w: w}
	inside := 0
	for i := range fit.Targets {
		if fit.Targets[i].Inside {
			inside++
		}
	}
	p.line("loss %.3f before, %.3f after %s; %d of %s inside", fit.StartLoss, fit.Loss,
		data.Counted(fit.Evaluations, "evaluation"), inside, data.Counted(len(fit.Targets), "target"))
	p.line("")
	for _, f := range fit.Parameters {
		p.line("%-34s %10s → %-10s %s", f.Name, number(f.Start), number(f.Final), f.Unit)
	}
	p.line("")
	show := fit.Scorecard.WriteText
	if fit.data != nil {
		show = fit.data.WriteText
	}
	if p.err == nil {
		p.err = show(w)
	}
	p.line("\n%s", filepath.Join(dir, parametersFile))
	p.line("%s", filepath.Join(dir, recordFile))
	if k.identify {
		p.line("%s", filepath.Join(dir, identifyFile))
	}
	return p.err
}

// fitProgress is how a calibration goes, in a line.
func fitProgress(at fit.Progress) string {
	return fmt.Sprintf("%s: %s of at most %s evaluations, loss %.3f, %d of %d targets inside", at.Stage,
		data.Grouped(at.Evaluations), data.Grouped(at.Planned), at.Best, at.Inside, at.Targets)
}
