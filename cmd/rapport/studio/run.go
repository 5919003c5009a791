package studio

import (
	"cmp"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/cmd/rapport/studio/engine"
	written "rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// looked is how many courses of each scenario are read to find those worth a
// look, so that opening a large run takes no longer than a small one.
const looked = 10_000

// OpenRun reads a finished run: its study, a summary of each scenario, and some
// courses worth a look.
func OpenRun(dir string) (*engine.Run, error) {
	run, err := data.Read(dir)
	if err != nil {
		return nil, err
	}
	manifest, err := written.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	study, err := manifest.ResolvedStudy()
	if err != nil {
		return nil, err
	}
	study = study.Listed() // so that each point of a design is a scenario here
	plain := *study
	plain.Plausible = nil // scenarios are shown under the shipped values; see openOf
	study = &plain
	summaries, err := run.Summary()
	if err != nil {
		return nil, err
	}
	counted := &engine.Counted{Scenarios: make([]engine.RunScenario, len(summaries))}
	for i := range summaries {
		counted.Scenarios[i] = scenarioOf(&summaries[i], &summaries[0])
		if summaries[i].AtPrimary() != nil {
			counted.Primary = summaries[i].Primary
		}
		counted.Answered = counted.Answered || !summaries[i].EverybodyStands()
	}
	if ends := data.EndsOf(summaries); ends.Apart() {
		counted.EndsApart = &engine.EndsApart{First: ends.First, Last: ends.Last, Narrow: ends.Narrow, Wide: ends.Wide, Spread: ends.Spread() != ""}
	}
	if counted.Notable, counted.Looked, err = findNotable(run, study); err != nil {
		return nil, err
	}
	if counted.Open, err = openOf(run); err != nil {
		return nil, err
	}
	return engine.NewRun(filepath.Base(filepath.Clean(dir)), study, counted)
}

// weeksOf is everybody at entry and at the weeks of the assessments; those who answered,
// where the run records no truth in place of missing answers. Where the same patients are
// known in every scenario, the difference of means is the mean of their differences.
func weeksOf(s, first *data.ScenarioSummary) []engine.RunWeek {
	out := []engine.RunWeek{}
	for i := range s.ByWeek {
		at := &s.ByWeek[i]
		if at.PHQ9.N == 0 {
			continue
		}
		if len(out) == 0 {
			out = append(out, engine.RunWeek{PHQ9: s.PHQ9Entry.Mean, Difference: s.PHQ9Entry.Mean - first.PHQ9Entry.Mean})
		}
		one := engine.RunWeek{Week: int(at.Week), PHQ9: at.PHQ9.Mean, Remission: float64(at.Remission) / float64(at.PHQ9.N)}
		for k := range first.ByWeek {
			if first.ByWeek[k].Week == at.Week {
				one.Difference = at.PHQ9.Mean - first.ByWeek[k].PHQ9.Mean
			}
		}
		out = append(out, one)
	}
	return out
}

// scenarioOf turns counts into what the page shows.
func scenarioOf(s, first *data.ScenarioSummary) engine.RunScenario {
	share := func(k int64) float64 { return float64(k) / max(1, float64(s.Patients)) }
	out := engine.RunScenario{Name: s.Name, Patients: s.Patients, Held: s.Held, Entry: s.PHQ9Entry.Mean, Last: s.PHQ9Last.Mean,
		LastSD: s.PHQ9Last.SD, Dropout: share(s.Ending(sim.DroppedOut)), WellEnough: share(s.Ending(sim.WellEnded)),
		Response: share(s.Response), Remission: share(s.Remission), BySession: []engine.RunSession{}, ByWeek: weeksOf(s, first)}
	var ruptures, resolved int64
	for _, r := range s.Ruptures {
		ruptures, resolved = ruptures+r.Count, resolved+r.Resolved
	}
	out.Ruptures, out.Resolved = share(ruptures), float64(resolved)/max(1, float64(ruptures))
	for _, r := range s.BySession {
		out.BySession = append(out.BySession, engine.RunSession{Number: int(r.Session), Held: r.Held, PHQ9: r.PHQ9.Mean, WAI: r.WAIPatient.Mean})
	}
	return out
}

// twin is one person in every scenario.
type twin struct {
	engine.RunPatient
	rows []record.Patient // by scenario, in the order of the study; those read
}

// findNotable picks courses whose twins differ most, and some that teach
// something by themselves. It also returns how many it looked at.
func findNotable(run *data.Run, study *study.Study) ([]engine.Notable, int64, error) {
	order, err := readTwins(run, study)
	if err != nil {
		return nil, 0, err
	}
	n := notables{order: order}
	if len(study.Scenarios) > 1 {
		n.add(4, "parts", spread)
	}
	n.add(2, "repaired", func(t *twin) float64 { return float64(t.rows[0].RupturesResolved) })
	n.add(2, "unrepaired", unrepaired)
	n.add(2, "transfer", func(t *twin) float64 { return float64(t.rows[0].Transfers) })
	n.add(2, "improves", improved)
	return n.found, int64(len(order)), nil
}

// readTwins reads the first courses of every scenario, in the order of the run.
func readTwins(run *data.Run, study *study.Study) ([]*twin, error) {
	by := map[engine.RunPatient]*twin{}
	var order []*twin
	for i := range study.Scenarios {
		rows, err := firstPatients(run, study.Scenarios[i].Name)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			key := engine.RunPatient{Replication: int(row.Replication), Patient: row.Patient}
			if by[key] == nil {
				by[key] = &twin{RunPatient: key}
				order = append(order, by[key])
			}
			by[key].rows = append(by[key].rows, row)
		}
	}
	return order, nil
}

// notables gathers courses worth a look, each once.
type notables struct {
	order []*twin
	found []engine.Notable
}

// add takes the many courses of the highest score above 0, for a reason that the page
// has words for.
func (n *notables) add(many int, why string, score func(*twin) float64) {
	ranked := slices.Clone(n.order)
	slices.SortStableFunc(ranked, func(a, b *twin) int { return cmp.Compare(score(b), score(a)) })
	for _, t := range ranked {
		known := slices.ContainsFunc(n.found, func(x engine.Notable) bool { return x.RunPatient == t.RunPatient })
		if many == 0 || score(t) <= 0 {
			return
		}
		if !known {
			n.found, many = append(n.found, t.notable(why)), many-1
		}
	}
}

// unrepaired counts the ruptures that a dropout leaves behind.
func unrepaired(t *twin) float64 {
	if !strings.HasSuffix(t.rows[0].Ending, sim.DroppedOut) {
		return 0
	}
	return float64(t.rows[0].Ruptures - t.rows[0].RupturesResolved)
}

// improved is by how much the PHQ-9 falls from entry on, a wait included.
func improved(t *twin) float64 { return float64(t.rows[0].PHQ9Entry - t.rows[0].PHQ9Last) }

// spread is how far the last PHQ-9 of the twins lie apart.
func spread(t *twin) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range t.rows {
		low, high = min(low, float64(t.rows[i].PHQ9Last)), max(high, float64(t.rows[i].PHQ9Last))
	}
	return high - low
}

// notable is what the page tells of the twin.
func (t *twin) notable(why string) engine.Notable {
	first := &t.rows[0]
	n := engine.Notable{RunPatient: t.RunPatient, Why: why, Entry: int(first.PHQ9Entry), Ruptures: int(first.Ruptures), Repaired: int(first.RupturesResolved)}
	for i := range t.rows {
		if last := int(t.rows[i].PHQ9Last); !slices.Contains(n.Lasts, last) && len(n.Lasts) < 4 {
			n.Lasts = append(n.Lasts, last)
		}
	}
	return n
}

// firstPatients reads the first courses of a scenario.
func firstPatients(run *data.Run, scenario string) (kept []record.Patient, err error) {
	for p, err := range data.Stream[record.Patient](run, scenario) {
		if err != nil {
			return nil, err
		}
		if kept = append(kept, *p); len(kept) == looked {
			break
		}
	}
	return kept, nil
}
