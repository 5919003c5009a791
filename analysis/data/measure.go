package data

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"rapport/sim/record"
)

// Measure names a score of the sessions table by its column.
type Measure string

// The scores that estimators can take.
const (
	PHQ9            Measure = "phq9"
	WAIPatient      Measure = "wai_patient"
	WAIPatientGoals Measure = "wai_patient_goals"
	WAIPatientTasks Measure = "wai_patient_tasks"
	WAIPatientBond  Measure = "wai_patient_bond"
	WAITherapist    Measure = "wai_therapist"
	WAIObserver     Measure = "wai_observer"
	CALPASPatient   Measure = "calpas_patient"
)

// Measures lists every Measure.
var Measures = []Measure{PHQ9, WAIPatient, WAIPatientGoals, WAIPatientTasks, WAIPatientBond,
	WAITherapist, WAIObserver, CALPASPatient}

// Max is the highest score of the scale.
func (m Measure) Max() float64 {
	switch m {
	case PHQ9:
		return 27
	case CALPASPatient:
		return 7
	}
	return 5
}

// Reader returns the function that reads m from a session, NaN where missing.
// It panics where m is none of [Measures].
func (m Measure) Reader() func(*record.Session) float64 {
	switch m {
	case PHQ9:
		return PHQ9Of
	case WAIPatient:
		return AnsweredWAI
	case WAIPatientGoals:
		return func(s *record.Session) float64 { return Answered(s.WAIPatientGoals) }
	case WAIPatientTasks:
		return func(s *record.Session) float64 { return Answered(s.WAIPatientTasks) }
	case WAIPatientBond:
		return func(s *record.Session) float64 { return Answered(s.WAIPatientBond) }
	case WAITherapist:
		return func(s *record.Session) float64 { return Answered(s.WAITherapist) }
	case WAIObserver:
		return func(s *record.Session) float64 { return Answered(s.WAIObserver) }
	case CALPASPatient:
		return func(s *record.Session) float64 { return Answered(s.CALPASPatient) }
	}
	panic("analysis: unknown measure " + strconv.Quote(string(m)))
}

// Answered turns the zero of an optional item mean into NaN.
func Answered(x float32) float64 {
	if x == 0 {
		return math.NaN()
	}
	return float64(x)
}

// PHQ9Of is the PHQ-9 before the session, NaN where it was not answered.
func PHQ9Of(s *record.Session) float64 {
	if s.PHQ9 == nil {
		return math.NaN()
	}
	return float64(*s.PHQ9)
}

// AnsweredWAI is the patient's WAI-SR after the session, NaN where it was not answered.
func AnsweredWAI(s *record.Session) float64 { return Answered(s.WAIPatient) }

// Read returns the score at session n, NaN where there is no such session or no
// answer.
func (c *Course) Read(n int, score func(*record.Session) float64) float64 {
	if s := c.At(n); s != nil {
		return score(s)
	}
	return math.NaN()
}

// MeanOf averages the answered scores over the rows from to (not included).
func MeanOf(c *Course, from, to int, score func(*record.Session) float64) float64 {
	sum, n := 0.0, 0.0
	for i := from; i < min(to, len(c.Sessions)); i++ {
		if x := score(&c.Sessions[i]); !math.IsNaN(x) {
			sum += x
			n++
		}
	}
	return sum / n
}

// Mean averages the answered scores over the sessions of the set; NaN where
// none was answered.
func (c *Course) Mean(set SessionSet, score func(*record.Session) float64) float64 {
	sum, n := 0.0, 0
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if !set.Contains(int(s.Session)) {
			continue
		}
		if x := score(s); !math.IsNaN(x) {
			sum += x
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// Latest returns the last answered PHQ-9 of the sessions from to, and its
// session; NaN where none was answered.
func (c *Course) Latest(from, to int) (score float64, session int) {
	score = math.NaN()
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if n := int(s.Session); n >= from && n <= to && s.PHQ9 != nil {
			score, session = float64(*s.PHQ9), n
		}
	}
	return score, session
}

// Week returns the answered PHQ-9 whose time since session 1 is nearest to the given
// number of weeks, at most within weeks away (the earlier of two equally near); NaN where
// none is. Who waited for session 1 entered the study before it.
func (c *Course) Week(week, within float64) float64 {
	best, score := math.Inf(1), math.NaN()
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if away := math.Abs(float64(s.Week) - float64(c.Sessions[0].Week) - week); s.PHQ9 != nil && away <= within && away < best {
			best, score = away, float64(*s.PHQ9)
		}
	}
	return score
}

// SessionSet is a set of session numbers; the empty set stands for all.
type SessionSet []Span

// Span is the session numbers From to To, both included.
type Span struct{ From, To int }

// Sessions is the set from to, both included.
func Sessions(from, to int) SessionSet { return SessionSet{{from, to}} }

// Contains says whether session n belongs to the set.
func (s SessionSet) Contains(n int) bool {
	if len(s) == 0 {
		return true
	}
	for _, p := range s { // asked of every session, so no call for each
		if p.From <= n && n <= p.To {
			return true
		}
	}
	return false
}

// ParseSessions reads "3-4", "3", "1-2,5-7" or "all".
func ParseSessions(text string) (SessionSet, error) {
	if text == "all" {
		return nil, nil
	}
	var set SessionSet
	for part := range strings.SplitSeq(text, ",") {
		a, b, isRange := strings.Cut(part, "-")
		if !isRange {
			b = a
		}
		from, errA := strconv.Atoi(strings.TrimSpace(a))
		to, errB := strconv.Atoi(strings.TrimSpace(b))
		if errA != nil || errB != nil || from < 1 || to < from {
			return nil, fmt.Errorf("%q is no set of sessions: want such as 3, 3-4, 1-2,5-7 or all", text)
		}
		set = append(set, Span{from, to})
	}
	return set, nil
}

// Change is the score at session to minus that at session from, NaN where
// either is missing.
func (c *Course) Change(from, to int, score func(*record.Session) float64) float64 {
	return c.Read(to, score) - c.Read(from, score)
}

// ChangeOfTherapist is the index of the first session with another therapist
// than the first, 0 where there is none.
func (c *Course) ChangeOfTherapist() int {
	for i := 1; i < len(c.Sessions); i++ {
		if c.Sessions[i].Therapist != c.Sessions[i-1].Therapist {
			return i
		}
	}
	return 0
}
