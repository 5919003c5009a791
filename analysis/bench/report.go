package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// report writes results.md and the figure from what was measured.
func (b *bench) report(ctx context.Context) error {
	rows, err := b.load()
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fmt.Errorf("nothing measured yet in %s", b.results)
	}
	all := summaries(rows)
	var text strings.Builder
	text.WriteString("# Results\n\nWritten by `go run ./analysis/bench report` from [measured.csv](measured.csv), which holds every repetition. " +
		"What each figure means stands in [the README](../README.md).\n")
	b.writeMachine(ctx, &text)
	goals := ratios(all)
	writeRatios(&text, goals)
	writeMissed(&text, goals)
	writeLoops(&text, all)
	writeRuns(&text, all)
	writeReading(&text, all)
	writeGrowth(&text, all)
	writeCommands(&text, rows)
	if slices.ContainsFunc(all, func(s summary) bool { return s.piece == "growth" }) {
		if err := b.drawGrowth(all); err != nil {
			return err
		}
	}
	path := filepath.Join(b.results, "results.md")
	say("%s", path)
	return os.WriteFile(path, []byte(text.String()), 0o666)
}

// table writes a table of Markdown; the first row is its head.
func table(w *strings.Builder, rows [][]string) {
	for i, row := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			w.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
}

// writeMachine describes the machine, as it was when the description was written.
func (b *bench) writeMachine(ctx context.Context, w *strings.Builder) {
	w.WriteString("\n## Machine\n\n")
	rows := [][]string{{"", ""}}
	for _, f := range b.machine(ctx) {
		rows = append(rows, []string{f.what, f.is})
	}
	table(w, rows)
}

func writeRatios(w *strings.Builder, list []ratio) {
	w.WriteString("\n## The goals\n\n")
	rows := [][]string{{"what", "ratio", "goal", "", "medians"}}
	for _, r := range list {
		rows = append(rows, []string{r.what, fmt.Sprintf("%.2f", r.is), r.goal, r.verdict(), r.basis})
	}
	table(w, rows)
}

func writeLoops(w *strings.Builder, all []summary) {
	w.WriteString("\n## The session loop\n\nNanoseconds a session on one core.\n\n")
	rows := [][]string{{"loop", "who", "median", "fastest", "slowest", "repetitions"}}
	for i := range all {
		s := &all[i]
		if s.piece == "model" || s.piece == "course" {
			scale := 1e9 / float64(s.sessions)
			rows = append(rows, []string{s.piece, s.what, fmt.Sprintf("%.0f", s.seconds*scale),
				fmt.Sprintf("%.0f", s.fastest*scale), fmt.Sprintf("%.0f", s.slowest*scale), fmt.Sprint(s.n)})
		}
	}
	table(w, rows)
}

func writeRuns(w *strings.Builder, all []summary) {
	w.WriteString("\n## Full runs\n\n*rapport* writes the tables that the peers write; *rapport with assessments* writes, as the study ships, everybody's assessments by week as well. Everyone is held to as many cores as it has workers.\n\n")
	rows := [][]string{{"who", "sessions", "workers", "seconds", "processor, s", "ns a session", "rows/s", "bytes a row", "peak MiB",
		"fastest to slowest, s", "repetitions"}}
	runs := slices.DeleteFunc(slices.Clone(all), func(s summary) bool { return s.piece != "run" && s.piece != "mesa" })
	slices.SortStableFunc(runs, func(a, b summary) int {
		return cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.workers, b.workers), cmp.Compare(a.seconds, b.seconds))
	})
	for i := range runs {
		s := &runs[i]
		perRow := "–"
		if s.bytes > 0 {
			perRow = fmt.Sprintf("%.1f", float64(s.bytes)/float64(s.sessions))
		}
		rows = append(rows, []string{s.what, grouped(s.sessions), fmt.Sprint(s.workers), fmt.Sprintf("%.3g", s.seconds), fmt.Sprintf("%.3g", s.cpu),
			fmt.Sprintf("%.0f", s.perSession()), grouped(int64(float64(s.sessions) / s.seconds)), perRow,
			fmt.Sprintf("%.0f", float64(s.peak)/(1<<20)), fmt.Sprintf("%.3g to %.3g", s.fastest, s.slowest), fmt.Sprint(s.n)})
	}
	table(w, rows)
}

// verdict is met or missed, and nothing where no goal is set.
func (r *ratio) verdict() string {
	switch {
	case r.goal == "":
		return ""
	case r.met:
		return "met"
	}
	return "**missed**"
}

// writeMissed says how many goals are met, and which are not.
func writeMissed(w *strings.Builder, list []ratio) {
	set := slices.DeleteFunc(slices.Clone(list), func(r ratio) bool { return r.goal == "" })
	missed := slices.DeleteFunc(slices.Clone(set), func(r ratio) bool { return r.met })
	fmt.Fprintf(w, "\n%d of %d are met.", len(set)-len(missed), len(set))
	if len(missed) > 0 {
		w.WriteString(" Missed:\n")
	}
	w.WriteByte('\n')
	for _, r := range missed {
		fmt.Fprintf(w, "- %s: %.2f %s, where %s is wanted (%s)\n", r.what, r.is, r.unit, r.goal, r.basis)
	}
}

// writeReading tells what reading a run takes beside making it.
func writeReading(w *strings.Builder, all []summary) {
	rows := [][]string{{"verb", "sessions", "workers", "seconds", "processor, s", "over the run", "processor, over the run", "peak MiB", "repetitions"}}
	for i := range all {
		s := &all[i]
		ran := find(all, "read", "run", s.size, s.workers)
		if s.piece == "read" && ran != nil {
			rows = append(rows, []string{s.what, grouped(s.sessions), fmt.Sprint(s.workers), fmt.Sprintf("%.3g", s.seconds), fmt.Sprintf("%.3g", s.cpu),
				fmt.Sprintf("%.2f", s.seconds/ran.seconds), fmt.Sprintf("%.2f", s.cpu/ran.cpu), fmt.Sprintf("%.0f", float64(s.peak)/(1<<20)), fmt.Sprint(s.n)})
		}
	}
	if len(rows) > 1 {
		w.WriteString("\n## Reading a run\n\nThe study *evidence*: the run, and the verbs that read it whole.\n\n")
		table(w, rows)
	}
}

func writeGrowth(w *strings.Builder, all []summary) {
	w.WriteString("\n## Growth\n\n![Time and peak memory of full runs against patients, sessions, scenarios, replications and workers, on logarithmic axes](growth.svg)\n\n")
	rows := [][]string{{"axis", "", "sessions", "seconds", "ns a session", "peak MiB", "repetitions"}}
	for i := range all {
		if s := &all[i]; s.piece == "growth" {
			rows = append(rows, []string{s.what, grouped(s.size), grouped(s.sessions), fmt.Sprintf("%.3g", s.seconds),
				fmt.Sprintf("%.0f", s.perSession()), fmt.Sprintf("%.0f", float64(s.peak)/(1<<20)), fmt.Sprint(s.n)})
		}
	}
	table(w, rows)
}

// writeCommands lists which commands measured what, and when.
func writeCommands(w *strings.Builder, all []measured) {
	w.WriteString("\n## Commands\n\n")
	did := map[string]map[string]bool{}
	for i := range all {
		key := all[i].date + " `" + all[i].command + "`"
		if did[key] == nil {
			did[key] = map[string]bool{}
		}
		did[key][all[i].piece] = true
	}
	for _, key := range slices.Sorted(maps.Keys(did)) {
		fmt.Fprintf(w, "- %s: %s\n", key, strings.Join(slices.Sorted(maps.Keys(did[key])), ", "))
	}
}

// grouped writes a whole number with its thousands apart.
func grouped(x int64) string {
	s := fmt.Sprint(x)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
