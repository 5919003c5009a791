package fit

import (
	"fmt"

	"rapport/scenarios/study"
)

// setting is how long treatment is taken to be planned, and what to tell of it where neither
// the user nor the table says so.
func (t *ownTable) setting() (set study.Values, told string) {
	switch {
	case t.planned > 0:
		return study.Values{"care.sessions": float64(t.planned), "care.plan": 0}, ""
	case t.weekly:
		return nil, "" // as the model has it
	}
	set = study.Values{"care.sessions": float64(t.longest)}
	if last, n := t.lastSessions(); 2*last[t.longest] >= n {
		set["care.plan"] = 0
		return set, ""
	}
	return set, fmt.Sprintf("most patients end before session %d, the last of the table: each is taken to have a number of sessions of their own in view, as the model has it; --planned-sessions N says that all were planned N, and --study describes another setting", t.longest)
}

// lastSessions counts the patients by the number of their last session, and all n of them.
func (t *ownTable) lastSessions() (count map[int]int, n int) {
	last := map[int64]int{}
	for i := range t.rows.Sessions {
		s := &t.rows.Sessions[i]
		last[s.Patient] = max(last[s.Patient], int(s.Session))
	}
	count = map[int]int{}
	for _, session := range last {
		count[session]++
	}
	return count, len(last)
}
