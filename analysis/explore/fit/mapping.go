package fit

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"rapport/scenarios/study"
)

// The scales that the model speaks.
const (
	allianceLow, allianceHigh = 1, 5  // item mean of the WAI-SR
	symptomsLow, symptomsHigh = 0, 27 // total of the PHQ-9
)

// Mapping says which column of a user's table holds what. The zero value takes
// the columns patient, session, alliance, symptoms and, if it is there,
// therapist, on the scales of the WAI-SR (1 to 5) and the PHQ-9 (0 to 27). A score
// that has a column for each session is named by what stands before the number and
// a star, such as bdi_s*; one row is then one patient.
type Mapping struct {
	Patient   string
	Therapist string
	Session   string
	Alliance  string // rated by the patient after the session
	Symptoms  string // before the session

	// Week is the column of the weeks since entry, by default week if it is there. A table
	// without sessions then has a row to a patient and assessment, that of intake at week
	// 0; in a table of sessions the rows without a session, or of a Phase before or after
	// treatment, are assessments at their week.
	Week  string
	Phase string // by default phase if it is there: words for waiting, treatment, ended

	// The ends of the scales in the table: the scores of the weakest and the strongest
	// alliance, of no and of the worst symptoms. The first is the higher number where
	// high scores mean well (symptoms on the ORS: 40, 0). Where they are given, scores
	// are mapped to the model's scale by the straight line through the ends, and
	// symptoms then rounded to whole points. A column that is named after an instrument
	// (ors, core10_total) needs none: the simulation then answers this instrument, and its
	// scores are read like those of the table.
	AllianceRange []float64
	SymptomsRange []float64

	Missing  []string // codes that stand for no answer, such as -99
	Decimal  string   // "." or ","; empty: found
	Encoding string   // such as windows-1250; empty: found

	PlannedSessions int // treatment ends as planned with this session; 0: not known

	// FollowUps are session numbers that stand for an assessment after treatment, with
	// its week since entry, such as 99: 52.
	FollowUps map[int]int

	// Instruments are descriptions of a user's own, beside those that ship.
	Instruments []study.Instrument
}

func (m *Mapping) faults() (faults []error) {
	for _, r := range []struct {
		name string
		ends []float64
	}{{"alliance_range", m.AllianceRange}, {"symptoms_range", m.SymptomsRange}} {
		if n := len(r.ends); n != 0 && (n != 2 || !finite(r.ends[1]-r.ends[0]) || r.ends[0] == r.ends[1]) {
			faults = append(faults, fmt.Errorf("%s = %v: want two ends, such as [1, 7]: the score of the weakest alliance or of no symptoms first, that of the strongest or worst last", r.name, r.ends))
		}
	}
	if m.PlannedSessions < 0 || m.PlannedSessions > 500 {
		faults = append(faults, fmt.Errorf("planned_sessions = %d: want 1 to 500, or 0 where it is not known", m.PlannedSessions))
	}
	for _, code := range slices.Sorted(maps.Keys(m.FollowUps)) {
		if week := m.FollowUps[code]; week < 1 || week > 520 {
			faults = append(faults, fmt.Errorf("follow_ups: %d: %d: want the week since entry, 1 to 520", code, week))
		}
	}
	return faults
}

// TableError is what is wrong with a user's table or with the mapping of its
// columns.
type TableError struct{ Err error }

func (e *TableError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *TableError) Unwrap() error { return e.Err }

// rescale maps a score of the table to the scale from low to high.
func rescale(v float64, ends []float64, low, high float64) float64 {
	if len(ends) == 0 {
		return v
	}
	return low + (v-ends[0])*(high-low)/(ends[1]-ends[0])
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
