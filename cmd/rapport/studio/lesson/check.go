package lesson

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Known is what a lesson may name: the people of the studio, their traits with
// lowest and highest value, and the moves of a therapist.
type Known struct {
	Patients, Therapists           []string
	PatientTraits, TherapistTraits map[string][2]float64
	Moves                          []string
}

// Words that a lesson may use.
var (
	ruptures   = []string{"withdrawal", "confrontation", "any", "none"}
	endings    = []string{"completed", "well_enough", "dropout", "transferred"}
	facets     = []string{"bond", "tasks", "goals", "trust"}
	approaches = []string{"cbt", "psychodynamic"}
	viewNames  = []string{"session", "compare", "lives"}
	places     = []string{"intake", "session", "before rupture", "rupture", "repair", "end"}
)

// check reports what is wrong with the values of a lesson.
func (d *decoder) check(l *Lesson, known *Known) {
	sessions := cmp.Or(l.Cast.Sessions, defaultSessions)
	d.within("minutes", l.Minutes, 1, 90)
	d.filled("goals", len(l.Goals), 1)
	d.filled("debrief", len(l.Debrief), 1)
	d.filled("sheet", len(l.Sheet), 1)
	d.filled("steps", len(l.Steps), 2)
	if len(l.Steps) > maxSteps {
		d.fault("steps", strconv.Itoa(len(l.Steps)), fmt.Sprintf("want at most %d", maxSteps), "")
	}
	d.cast(&l.Cast, known)
	d.find(&l.Find, sessions, known)
	d.minutes(l)
	d.steps(l, known)
	d.texts(l)
}

// minutes demands that the steps take as long as the lesson: no longer in any case, and
// no shorter where each says how long.
func (d *decoder) minutes(l *Lesson) {
	sum, all := 0, len(l.Steps) > 0
	for i := range l.Steps {
		sum, all = sum+l.Steps[i].Minutes, all && l.Steps[i].Minutes > 0 && !d.unsure(fmt.Sprintf("steps[%d]", i), "minutes")
	}
	if d.places["minutes"] != nil && (sum > l.Minutes || all && sum < l.Minutes) {
		d.fault("minutes", strconv.Itoa(l.Minutes), fmt.Sprintf("the steps take %d", sum), "change the one or the others")
	}
}

// filled demands so many entries of a list that stands in the file.
func (d *decoder) filled(at string, many, least int) {
	if d.places[at] != nil && many < least {
		d.fault(at, "", fmt.Sprintf("want at least %d", least), "")
	}
}

// within demands a whole number between bounds, where the file says one.
func (d *decoder) within(at string, v, low, high int) {
	if d.places[at] != nil && (v < low || v > high) {
		d.fault(at, strconv.Itoa(v), fmt.Sprintf("want %d to %d", low, high), "")
	}
}

// among demands one of some words, where the file says one.
func (d *decoder) among(at, word string, words []string) {
	if word != "" && !slices.Contains(words, word) {
		d.fault(at, strconv.Quote(word), "unknown", hint(word, words, "there are"))
	}
}

func (d *decoder) cast(c *Cast, known *Known) {
	d.among("cast.patient", c.Patient, known.Patients)
	d.among("cast.therapist", c.Therapist, known.Therapists)
	d.among("cast.approach", c.Approach, approaches)
	d.within("cast.sessions", c.Sessions, 4, 60)
	d.within("cast.taper", c.Taper, 0, cmp.Or(c.Sessions, defaultSessions))
	if d.places["cast.per_week"] != nil && (c.PerWeek < 0.25 || c.PerWeek > 5) {
		d.fault("cast.per_week", fmt.Sprint(c.PerWeek), "want 0.25 to 5", "")
	}
	d.traits("cast.patient_traits", c.PatientTraits, known.PatientTraits)
	d.traits("cast.therapist_traits", c.TherapistTraits, known.TherapistTraits)
}

func (d *decoder) traits(at string, traits map[string]float64, known map[string][2]float64) {
	for _, name := range slices.Sorted(maps.Keys(traits)) {
		bounds, ok := known[name]
		switch v := traits[name]; {
		case !ok:
			d.fault(join(at, name), "", "unknown trait", hint(name, slices.Sorted(maps.Keys(known)), "there are"))
		case v < bounds[0] || v > bounds[1]:
			d.fault(join(at, name), fmt.Sprint(v), fmt.Sprintf("want %g to %g", bounds[0], bounds[1]), "")
		}
	}
}

func (d *decoder) find(f *Find, sessions int, known *Known) {
	if n := d.places["find"]; n != nil {
		f.Where = Place{n.Line, n.Column}
	}
	d.story("find", &f.Story, sessions)
	if s := &f.Story; d.places["find"] != nil && !d.unsure("find", "") && !s.demands() {
		d.fault("find", "", "says nothing that must happen", "such as rupture: withdrawal")
	}
	if f.Instead == nil {
		return
	}
	d.story("find.instead", &f.Instead.Story, sessions)
	d.filled("find.instead.move", len(f.Instead.Move), 1)
	if !f.Instead.demands() && !d.unsure("find.instead", "") {
		d.fault("find.instead", "", "says nothing that must happen", "such as noticed: true with rupture: any")
	}
	d.within("find.instead.session", f.Instead.Session, 1, sessions)
	d.moves("find.instead.move", f.Instead.Move, known)
	if f.Instead.Session == 0 && !f.Ruptures() && !d.unsure("find", "rupture") && !d.unsure("find.instead", "session") {
		d.fault("find.instead", "", "in which session?", "say session, or look for a rupture in find")
	}
}

// demands says whether anything must happen in the story.
func (s *Story) demands() bool {
	return s.Rupture != "" || s.Ending != "" || s.Held != 0 || len(s.Values) > 0
}

// Ruptures says whether the story has a rupture.
func (s *Story) Ruptures() bool { return s.Rupture != "" && s.Rupture != "none" }

func (d *decoder) story(at string, s *Story, sessions int) {
	d.among(at+".rupture", s.Rupture, ruptures)
	d.among(at+".ending", s.Ending, endings)
	d.within(at+".from", s.From, 1, sessions)
	d.within(at+".to", s.To, max(1, s.From), sessions)
	d.within(at+".held", s.Held, 1, sessions)
	if s.Intensity < 0 || s.Intensity > 1 {
		d.fault(at+".intensity", fmt.Sprint(s.Intensity), "want 0 to 1", "")
	}
	for key, said := range map[string]bool{"noticed": s.Noticed != nil, "reported": s.Reported != nil, "repaired": s.Repaired != nil, "intensity": s.Intensity > 0} {
		if said && !s.Ruptures() && !d.unsure(at, "rupture") {
			d.fault(at+"."+key, "", "of which rupture?", "say rupture: withdrawal, confrontation or any")
		}
	}
	if s.Rupture == "" && !d.unsure(at, "rupture") {
		for key, said := range map[string]int{"from": s.From, "to": s.To} {
			if said > 0 {
				d.fault(at+"."+key, "", "of which rupture?", "say rupture: withdrawal, confrontation, any or none")
			}
		}
	}
	for i := range s.Values {
		d.bounds(fmt.Sprintf("%s.values[%d]", at, i), &s.Values[i], sessions)
	}
}

func (d *decoder) bounds(at string, v *Value, sessions int) {
	d.among(at+".facet", v.Facet, facets)
	d.within(at+".session", v.Session, 1, sessions)
	for key, bound := range map[string]*float64{"above": v.Above, "below": v.Below} {
		if bound != nil && (*bound < 0 || *bound > 1) {
			d.fault(join(at, key), fmt.Sprint(*bound), "want 0 to 1", "")
		}
	}
	switch {
	case v.Above == nil && v.Below == nil && !d.unsure(at, "above"):
		d.fault(at, "", "want above or below", "")
	case v.Above != nil && v.Below != nil && *v.Above >= *v.Below:
		d.fault(at, "", fmt.Sprintf("nothing is above %g and below %g", *v.Above, *v.Below), "")
	}
}

func (d *decoder) moves(at string, moves []string, known *Known) {
	for i, move := range moves {
		here := fmt.Sprintf("%s[%d]", at, i)
		d.among(here, move, known.Moves)
		if slices.Contains(moves[:i], move) {
			d.fault(here, strconv.Quote(move), "said twice", "")
		}
	}
}
