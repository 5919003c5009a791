package main

import (
	"fmt"
	"io"
	"strings"

	"rapport/analysis/data"
	"rapport/scenarios/bucket"
	"rapport/scenarios/run"
	"rapport/sim"
)

// runSummary is what `rapport run` says at the end, as text or as JSON.
type runSummary struct {
	Run          string                 `json:"run"`
	Title        string                 `json:"title"`
	Question     string                 `json:"question"`
	Engine       string                 `json:"engine_version"`
	Seed         uint64                 `json:"seed"`
	Patients     int64                  `json:"patients"` // of one replication
	Replications int                    `json:"replications"`
	Shard        run.Shard              `json:"shard"`
	Planned      run.Count              `json:"planned"`
	Done         run.Count              `json:"done"`
	Failed       run.Count              `json:"failed"`
	Failures     []run.Failure          `json:"failures"`
	Rows         map[string]int64       `json:"rows"`
	Files        int                    `json:"files"`
	Bytes        int64                  `json:"bytes"`
	Seconds      float64                `json:"seconds"`
	Rate         float64                `json:"sessions_per_second"` // 0 where a resumption makes it meaningless
	Already      bool                   `json:"already_there"`       // the folder held it: nothing was simulated
	NeverActed   []neverActed           `json:"never_acted"`         // rules without a decision; none where the run is a shard
	Scenarios    []data.ScenarioSummary `json:"scenarios"`
	Load         map[string]string      `json:"load"` // a line of code by language

	size string
}

// summarise reads the run that was written.
func (f finished) summarise() (*runSummary, error) {
	run, err := data.Read(f.dir)
	if err != nil {
		return nil, err
	}
	counts, err := run.Summary()
	if err != nil {
		return nil, err
	}
	m := f.manifest
	s := &runSummary{
		Run: f.address, Title: f.study.Title, Question: plainText(f.study.Question), Engine: m.Version, Seed: m.Seed,
		Patients: f.study.Population.Patients, Replications: f.study.Replications, Shard: m.Shard,
		Planned: m.Planned, Done: m.Done, Failed: m.Failed, Failures: m.Failures, Rows: m.Rows,
		Files: len(m.Files), Seconds: m.Host.Seconds, Scenarios: counts, Load: map[string]string{},
		Already: f.already, NeverActed: []neverActed{}, size: sizeOf(f.study),
	}
	if m.Shard.Count < 2 {
		if s.NeverActed, err = neverActedIn(run, f.study); err != nil {
			return nil, err
		}
	}
	for _, file := range m.Files {
		s.Bytes += file.Bytes
	}
	if f.fresh && s.Seconds > 0 {
		s.Rate = float64(m.Rows["sessions"]) / s.Seconds
	}
	for _, l := range loadLines(f.address, "sessions") {
		s.Load[l.language] = l.code
	}
	return s, nil
}

// listed is how many scenarios a summary tells one by one, so that it stays
// below forty lines.
const listed = 5

// write prints the summary.
func (s *runSummary) write(w io.Writer) error {
	p := &printer{w: w}
	if s.Title != "" {
		p.line("%s", s.Title)
	}
	shard := ""
	if s.Shard.Count > 1 {
		shard = fmt.Sprintf(", shard %d of %d (counted from 0)", s.Shard.Index, s.Shard.Count)
	}
	p.line("%s: %s and %s%s", s.size, data.Counted(s.Rows["sessions"], "session"), data.Counted(s.Rows["ruptures"], "rupture"), shard)
	told := s.Scenarios[:min(listed, len(s.Scenarios))]
	outcomes(p, told)
	ruptures(p, told)
	if text := neverActedText(s.NeverActed); text != "" {
		p.line("\n%s", wrap("", text))
	}
	charts(p, told)
	if more := len(s.Scenarios) - len(told); more > 0 {
		p.line("\nand %s: rapport run --json tells all", data.Counted(more, "more scenario"))
	}
	s.whereabouts(p)
	return p.err
}

// outcomes is a line per scenario: how treatment ended, and what became of the
// symptoms of everybody by the primary week; what stood at the last session comes
// after, since courses end at different times.
func outcomes(p *printer, all []data.ScenarioSummary) {
	width, week := nameWidth(all), 0
	for i := range all {
		if all[i].AtPrimary() != nil {
			week = all[i].Primary
		}
	}
	everybody := ""
	if week > 0 {
		everybody = fmt.Sprintf("%24s", fmt.Sprintf("everybody, week %d", week))
	}
	p.line("\n%-*s  %32s%s   %s", width, "", "", everybody, "at the last session")
	p.line("%-*s  %9s %11s %10s%s   %19s %9s %8s   %s", width, "endings, outcome", "completed", "well enough", "left early",
		cells(week > 0, "PHQ-9", "remitted"), "PHQ-9 intake → last", "responded", "remitted", "sessions")
	for i := range all {
		s := &all[i]
		endings, held := fmt.Sprintf("%9s %11s %10s", share(s.Ending(sim.Completed), s.Patients), share(s.Ending(sim.WellEnded), s.Patients),
			share(s.Ending(sim.DroppedOut), s.Patients)), fmt.Sprintf("%.1f", s.Held)
		if s.Ending(sim.Waiting) == s.Patients {
			endings, held = "waiting, without treatment", "–"
		}
		phq9, remitted := "–", "–"
		if at := s.AtPrimary(); at != nil {
			phq9, remitted = fmt.Sprintf("%.1f", at.PHQ9.Mean), share(at.Remission, s.Patients)
		}
		p.line("%-*s  %32s%s   %12.1f → %-4.1f %9s %8s   %8s", width, s.Name, endings, cells(week > 0, phq9, remitted),
			s.PHQ9Intake.Mean, s.PHQ9Last.Mean, share(s.Response, s.Patients), share(s.Remission, s.Patients), held)
	}
	if w := data.StillWaiting(all); w != "" {
		p.line("%s", wrap("", w))
	}
	if ends := data.EndsOf(all); ends.Apart() {
		p.line("courses end at different times, on average in week %.1f to %.1f%s: what stands at the last session compares\npatients at different times", ends.First, ends.Last, ends.Spread())
	}
}

// cells are the columns of everybody at a week, where there are any.
func cells(asked bool, phq9, remitted string) string {
	if !asked {
		return ""
	}
	return fmt.Sprintf("   %11s %9s", phq9, remitted)
}

// ruptures is a line per scenario and kind.
func ruptures(p *printer, all []data.ScenarioSummary) {
	width, first := nameWidth(all), true
	for i := range all {
		s := &all[i]
		for _, k := range s.Ruptures {
			if first {
				p.line("\n%-*s  %-13s  %11s %11s %9s", width, "ruptures", "kind", "per patient", "recognised", "resolved")
				first = false
			}
			p.line("%-*s  %-13s  %11.2f %11s %9s", width, s.Name, k.Kind, float64(k.Count)/float64(max(1, s.Patients)),
				share(k.Recognised, k.Count), share(k.Resolved, k.Count))
		}
	}
}

func nameWidth(all []data.ScenarioSummary) int {
	width := len("endings, outcome")
	for i := range all {
		width = max(width, len(all[i].Name))
	}
	return width
}

// share is k of n in whole per cent.
func share(k, n int64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(k)/float64(n))
}

// whereabouts says what was written, and how to open it.
func (s *runSummary) whereabouts(p *printer) {
	rate := ""
	if s.Rate > 0 {
		rate = fmt.Sprintf(", %s sessions/s", data.Grouped(int64(s.Rate)))
	}
	when := fmt.Sprintf("in %.1f s%s", s.Seconds, rate)
	if s.Already {
		when = "as it was"
	}
	p.line("\n%s: %s, %s, %s", s.Run, data.Counted(s.Files, "file"), sizeText(s.Bytes), when)
	for _, l := range loadLines(s.Run, "sessions") {
		p.line("  %-7s %s", l.language, l.code)
	}
	if bucket.Is(s.Run) {
		return
	}
	p.line("  %-7s rapport schema sessions; one course in words: rapport replay %s --patient 0", "columns", shellWord(s.Run))
}

// sizeText is a number of bytes in the unit that people would use.
func sizeText(n int64) string { return run.BytesText(float64(n)) }

// plainText makes one line of a folded text.
func plainText(s string) string { return strings.Join(strings.Fields(s), " ") }
