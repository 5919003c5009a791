package data

import (
	"fmt"
	"slices"
)

// setPlace is where a scenario stands in a design or among plausible sets, as the manifest
// tells it.
type setPlace struct {
	Base      string      `json:"base"`
	Set       int         `json:"point"`
	Plausible bool        `json:"plausible"`
	Values    []parameter `json:"values"`
}

// setsOfRun are the plausible sets of a run.
type setsOfRun struct {
	under map[string][]string // by scenario of the study: its name under set 0, 1 …
	of    map[string]string   // by name under a set: scenario of the study
	names []string            // of the parameters that differ between sets
	rows  [][]float64         // their values under set 0, 1 …, in the first scenario
}

func (s *setsOfRun) add(name string, at *setPlace) {
	if at == nil || !at.Plausible {
		return
	}
	if s.under == nil {
		s.under, s.of = map[string][]string{}, map[string]string{}
	}
	s.under[at.Base] = append(s.under[at.Base], name)
	if at.Set > 0 {
		s.of[name] = at.Base
	}
	if len(s.under[at.Base]) > len(s.rows) {
		row := make([]float64, len(at.Values))
		s.names = s.names[:0]
		for i, v := range at.Values {
			row[i], s.names = v.Value, append(s.names, v.Name)
		}
		s.rows = append(s.rows, row)
	}
}

// close takes the scenarios under sets off the list of the run.
func (s *setsOfRun) close(r *Run) {
	r.Scenarios = slices.DeleteFunc(r.Scenarios, func(name string) bool { return s.of[name] != "" })
}

// Sets is under how many plausible sets the run was, beside the shipped values.
func (r *Run) Sets() int { return max(0, len(r.sets.rows)-1) }

// Under is what a scenario is called under a plausible set; set 0 are the shipped values.
// It panics where the run has no such scenario or set.
func (r *Run) Under(scenario string, set int) string {
	if set == 0 {
		return scenario
	}
	names := r.sets.under[scenario]
	if set >= len(names) {
		panic(fmt.Sprintf("data: scenario %s under set %d is not in the run", scenario, set))
	}
	return names[set]
}

// SetValues are the parameters that differ between the plausible sets of the run, with
// their values under each of them, that of the shipped values first.
func (r *Run) SetValues() (names []string, rows [][]float64) {
	var keep []int
	for i := range r.sets.names {
		if slices.ContainsFunc(r.sets.rows, func(row []float64) bool { return row[i] != r.sets.rows[0][i] }) {
			keep, names = append(keep, i), append(names, r.sets.names[i])
		}
	}
	for _, row := range r.sets.rows {
		kept := make([]float64, len(keep))
		for k, i := range keep {
			kept[k] = row[i]
		}
		rows = append(rows, kept)
	}
	return names, rows
}
