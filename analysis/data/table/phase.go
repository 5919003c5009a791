package table

import (
	"fmt"
	"slices"
	"strings"
)

// The phases of a course: before treatment, in it, and after it.
const (
	PhaseWaiting   = "waiting"
	PhaseTreatment = "treatment"
	PhaseEnded     = "ended"
)

// phaseWords begin the words, in small letters, by which tables name phases.
var phaseWords = []struct {
	phase string
	words []string
}{
	{PhaseTreatment, []string{"treat", "therap", "tx", "during", "acute", "in treat", "interven", "behandl"}},
	{PhaseWaiting, []string{"wait", "wl", "wlc", "pre", "baseline", "intake", "screen", "before", "wart"}},
	{PhaseEnded, []string{"end", "after", "post", "follow", "fu", "f_u", "f-u", "complet", "discharg", "gone", "left", "katamnes", "nach"}},
}

// Phase reads the phase that a cell names.
func Phase(cell string) (phase string, ok bool) {
	low := strings.ToLower(strings.TrimSpace(cell))
	for _, p := range phaseWords {
		if begins(low, p.words) {
			return p.phase, true
		}
	}
	return "", false
}

// WantPhase says which words are known.
const WantPhase = "want a word for waiting (waiting, pre, baseline), treatment (treatment, during, acute) or ended (ended, post, follow-up)"

// phasesTold says what the words of a column are taken for.
func (t *Table) phasesTold(column int) string {
	by := map[string][]string{}
	for _, r := range t.Rows {
		cell := r.Cells[column]
		if missingWord(cell) {
			continue
		}
		phase, ok := Phase(cell)
		if !ok {
			phase = "not known"
		}
		if !slices.Contains(by[phase], cell) && len(by[phase]) < mostExamples {
			by[phase] = append(by[phase], cell)
		}
	}
	var told []string
	for _, phase := range []string{PhaseWaiting, PhaseTreatment, PhaseEnded, "not known"} {
		if len(by[phase]) > 0 {
			told = append(told, fmt.Sprintf("%s: %s", phase, QuoteAll(by[phase])))
		}
	}
	return "phase (" + strings.Join(told, "; ") + ")"
}
