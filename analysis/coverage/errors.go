package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"rapport/analysis/descriptive"
	"rapport/analysis/explore/power"
)

// rate is how often one test of `rapport power` erred where there is nothing to
// find.
type rate struct {
	Test       string `json:"test"`
	Patients   int64  `json:"patients"`
	Found      int    `json:"significant"`
	Trials     int    `json:"trials"`
	Untestable int    `json:"untestable"`
}

// asked are the analyses whose tests are held to their error.
var asked = []power.Options{
	{Detect: power.PowerContrast, Scenarios: []string{baseline, "trained"}},
	{Detect: power.PowerContrast, Scenarios: []string{baseline, "trained"}, Arms: power.ArmsCrossed},
	{Detect: power.PowerContrast, Scenarios: []string{baseline, "trained"}, Outcome: "response"},
	{Detect: power.PowerWithin, Scenarios: []string{baseline}},
	{Detect: power.PowerTherapists, Scenarios: []string{baseline}},
}

func (o *store) errorFile() string { return filepath.Join(o.folder, "errors.jsonl") }

// errors makes trials without an effect of a size that are not there yet, once for a
// number of patients; fewer where trials are large.
func (o *store) errors(ctx context.Context, z size, trials int) error {
	trials = min(trials, int(800_000/z.patients))
	if z.replications > 1 || trials < 20 {
		return nil
	}
	there := map[rate]bool{}
	if err := read(o.errorFile(), func(r rate) { there[rate{Test: r.Test, Patients: r.Patients}] = true }); err != nil {
		return err
	}
	for _, options := range asked {
		options.Study, options.Sizes, options.Trials = o.study, []int64{z.patients}, trials
		if there[rate{Test: nameOf(&options, "all"), Patients: z.patients}] {
			continue
		}
		rates, err := power.Errors(ctx, options)
		if err != nil {
			return err
		}
		for _, r := range append(rates, power.EstimatorError{Estimator: "all"}) { // the last says that no estimator is missing
			name := r.Estimator
			if r.Missing != "" {
				name += ", " + r.Missing
			}
			if err := appendLine(o.errorFile(), rate{nameOf(&options, name), z.patients, r.Found, r.Trials, r.Untestable}); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameOf is a test in a few words.
func nameOf(o *power.Options, estimator string) string {
	name := "power, " + o.Detect
	if o.Arms != "" {
		name += ", " + o.Arms
	}
	if o.Outcome != "" {
		name += ", " + o.Outcome
	}
	return name + ": " + estimator
}

// addErrors takes the trials of the sizes.
func (t *table) addErrors(o *store) error {
	return read(o.errorFile(), func(r rate) {
		at := slices.IndexFunc(t.sizes, func(z size) bool { return z.replications == 1 && z.patients == r.Patients })
		if at < 0 || r.Trials == 0 {
			return
		}
		if t.rates[r.Test] == nil {
			t.names = append(t.names, r.Test)
			t.rates[r.Test] = make([]rate, len(t.sizes))
		}
		t.rates[r.Test][at] = r
	})
}

// errorText is the table of the tests of power.
func (t *table) errorText(b *strings.Builder) {
	if len(t.names) == 0 {
		return
	}
	b.WriteString("\nTests of `rapport power`, per cent of trials below 0.05 where there is nothing to find, with the 95 % interval (Wilson) and, in round brackets, per cent of trials that allow no test, which count as not significant. " +
		"The command prints the same for the size in question.\n\n| test |")
	line := "\n|---|"
	for _, s := range t.sizes {
		if s.replications == 1 {
			fmt.Fprintf(b, " %d patients |", s.patients)
			line += "---:|"
		}
	}
	b.WriteString(line + "\n")
	for _, name := range t.names {
		fmt.Fprintf(b, "| %s |", name)
		for at, r := range t.rates[name] {
			if t.sizes[at].replications == 1 {
				fmt.Fprintf(b, " %s |", r.text())
			}
		}
		b.WriteString("\n")
	}
}

func (r rate) text() string {
	cell := "–"
	if r.Trials > r.Untestable {
		p, low, high := descriptive.Wilson(r.Found, r.Trials)
		cell = fmt.Sprintf("%.1f [%.1f, %.1f]", 100*p, 100*low, 100*high)
	}
	if r.Untestable > 0 {
		cell += fmt.Sprintf(" (%.0f)", math.Ceil(100*float64(r.Untestable)/float64(r.Trials)))
	}
	return cell
}
