package words

import (
	"math"
	"strings"
)

// Session is what is told of one session held.
type Session struct {
	Waited    float64  // of session 1: weeks since the patient entered
	Missed    int      // planned sessions missed just before
	Break     float64  // weeks beyond the planned gap and the missed sessions
	Taken     bool     // another therapist has taken over
	Rarer     bool     // the spacing has widened
	LastThree bool     // one of the last three planned sessions
	Moves     []string // by name, in the order of their bits
	Rupture   *Rupture // nil: none was open
	Patient   *bool    // the patient's report of a rupture; nil: no answer
	Therapist *bool    // the therapist's
	Ending    string   // label of the ending after this session; empty: treatment goes on
}

// Rupture is what a session did to a rupture that was open in it.
type Rupture struct {
	Kind       string  // withdrawal or confrontation
	Intensity  float64 // greatest in the session, above 0 and below 1
	Began      bool
	Deepened   bool // it was open before, and is stronger now
	Noted      bool // recognised in an earlier session already
	Recognised bool // … by the end of this one
	Resolved   bool
	Forgotten  bool // it faded, unresolved
	Stronger   bool // resolved, it leaves trust higher than it was at the end of the session before it began
}

// Tell says what happened, in the order in which it did.
func (l *Language) Tell(s *Session) string {
	var said []string
	say := func(holds bool, key string, pairs ...any) {
		if holds {
			said = append(said, l.Text(key, pairs...))
		}
	}
	say(s.Waited >= shortest, "told.wait", "weeks", l.weeks(s.Waited))
	say(s.Break >= shortest, "told.break", "weeks", l.weeks(s.Break))
	say(s.Missed > 0, "told.missed", "n", s.Missed)
	say(s.Taken, "told.taken")
	say(s.Rarer, "told.rarer")
	if moves := l.moves(s); len(moves) > 0 {
		say(true, "told.moves", "moves", l.Enumerate(moves))
	}
	if s.Rupture != nil {
		said = append(said, l.rupture(s.Rupture)...)
		said = append(said, l.reports(s)...)
	}
	say(s.Ending != "", "ending."+Ending(s.Ending))
	if len(said) == 0 {
		return l.Text("told.calm")
	}
	return strings.Join(said, " ")
}

// shortest is the shortest time in weeks that is told.
const shortest = 0.05

func (l *Language) weeks(v float64) string {
	if v = math.Round(10*v) / 10; v == 1 {
		return l.Text("count.week", "n", 1)
	}
	return l.Text("count.week", "n", l.Short(v))
}

// moves are what the therapist does, with a word where progress is celebrated
// over a rupture that an earlier session left open.
func (l *Language) moves(s *Session) (words []string) {
	for _, name := range s.Moves {
		text := l.Move(name)
		if r := s.Rupture; name == celebration && r != nil && !r.Began {
			text += " " + l.Text(map[bool]string{true: "told.celebrates_knowing", false: "told.celebrates_unaware"}[r.Noted])
		}
		words = append(words, text)
	}
	return words
}

const celebration = "celebrate_progress"

// rupture tells a rupture from onset to its end.
func (l *Language) rupture(r *Rupture) []string {
	how := "open"
	switch {
	case r.Began:
		how = "opens"
	case r.Deepened:
		how = "deepens"
	}
	said := []string{l.Text("rupture."+how, "kind", l.Text("kind."+r.Kind), "strength", l.Strength(r.Intensity), "intensity", l.Number(r.Intensity, 2))}
	return append(said, l.Text("rupture."+r.fate()))
}

// fate names what becomes of the rupture in the session.
func (r *Rupture) fate() string {
	who := ""
	if r.Noted {
		who = "_noted"
	}
	switch {
	case r.Resolved && r.Stronger:
		return "repaired_stronger" + who
	case r.Resolved:
		return "repaired" + who
	case r.Forgotten && r.Recognised && !r.Noted:
		return "noticed_and_fades"
	case r.Forgotten:
		return "fades" + who
	case r.Recognised:
		return "unresolved" + who
	}
	return "unnoticed"
}

// reports tells who speaks of a rupture when asked after the session. A report
// that does not fit what the therapist saw in the session is told as such: forms
// filled in afterwards miss ruptures, and bring up others.
func (l *Language) reports(s *Session) []string {
	var by []string
	if s.Patient != nil {
		by = append(by, l.Text("report.patient."+yes(*s.Patient)))
	}
	if s.Therapist != nil {
		key := "report.therapist." + yes(*s.Therapist)
		if *s.Therapist != s.Rupture.Recognised {
			key += "_though"
		}
		by = append(by, l.Text(key))
	}
	if len(by) == 0 {
		return nil
	}
	return []string{l.Text("report.asked", "reports", strings.Join(by, "; "))}
}

func yes(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

// Slight is the intensity, in hundredths as it is told, below which a rupture is called slight.
const Slight = 0.05

// told is an intensity in hundredths, as it is printed: no number stands beside two words.
func told(intensity float64) float64 { return math.Round(100*intensity) / 100 }

// Strength is an intensity in a word.
func (l *Language) Strength(intensity float64) string {
	switch intensity = told(intensity); {
	case intensity < Slight:
		return l.Text("strength.slight")
	case intensity < 0.2:
		return l.Text("strength.small")
	case intensity < 0.5:
		return l.Text("strength.marked")
	}
	return l.Text("strength.severe")
}

// Ending is the label of an ending without what went before it.
func Ending(label string) string { return strings.TrimPrefix(label, "transferred_then_") }
