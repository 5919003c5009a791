package lesson

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	d.cast(&l.Cast, known)
	d.find(&l.Find, sessions, known)
	d.minutes(l)
	branches := 1
	for i := range l.Steps {
		branches = d.step(fmt.Sprintf("steps[%d]", i), l, &l.Steps[i], branches, known)
	}
	d.languages(l)
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
	d.story("find", &f.Story, sessions)
	if s := &f.Story; d.places["find"] != nil && !d.unsure("find", "") && s.Rupture == "" && s.Ending == "" && s.Held == 0 && len(s.Values) == 0 {
		d.fault("find", "", "says nothing that must happen", "such as rupture: withdrawal")
	}
	if f.Instead == nil {
		return
	}
	d.story("find.instead", &f.Instead.Story, sessions)
	d.within("find.instead.session", f.Instead.Session, 1, sessions)
	d.moves("find.instead.move", f.Instead.Move, known)
	if f.Instead.Session == 0 && !f.Ruptures() && !d.unsure("find", "rupture") && !d.unsure("find.instead", "session") {
		d.fault("find.instead", "", "in which session?", "say session, or look for a rupture in find")
	}
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
	for key, said := range map[string]bool{"noticed": s.Noticed != nil, "reported": s.Reported != nil, "repaired": s.Repaired != nil} {
		if said && !s.Ruptures() && !d.unsure(at, "rupture") {
			d.fault(at+"."+key, "", "of which rupture?", "say rupture: withdrawal, confrontation or any")
		}
	}
	for i := range s.Values {
		v, here := &s.Values[i], fmt.Sprintf("%s.values[%d]", at, i)
		d.among(here+".facet", v.Facet, facets)
		d.within(here+".session", v.Session, 1, sessions)
		if v.Above == nil && v.Below == nil && !d.unsure(here, "above") {
			d.fault(here, "", "want above or below", "")
		}
	}
}

func (d *decoder) moves(at string, moves []string, known *Known) {
	for i, move := range moves {
		d.among(fmt.Sprintf("%s[%d]", at, i), move, known.Moves)
	}
}

// step checks a stopping point and returns how many branches there are after it.
func (d *decoder) step(at string, l *Lesson, s *Step, branches int, known *Known) int {
	d.among(at+".view", s.View, viewNames)
	d.within(at+".minutes", s.Minutes, 0, 90)
	d.moves(at+".try", s.Try, known)
	d.place(at+".at", l, s)
	if s.Tries() || d.unsure(at, "try") {
		branches++
		d.tries(at+".try", l, s)
	}
	if s.Branch == "" {
		return branches
	}
	if i := BranchOf(s.Branch); i < 0 || i >= branches {
		d.fault(at+".branch", strconv.Quote(s.Branch), "there is no such branch yet", fmt.Sprintf("branches here: A to %c; a step with try makes another", 'A'+branches-1))
	}
	return branches
}

// tries demands a session that is held where a step makes another move.
func (d *decoder) tries(at string, l *Lesson, s *Step) {
	switch {
	case s.At == "intake" || s.At == "end":
		d.fault(at, "", "no session is held here", "try a move at a session, or at the rupture")
	case s.At == "before rupture" && l.Find.From < 2 && l.Find.Ruptures() && !d.unsure("find", "from"):
		d.fault(at, "", "the rupture may begin in session 1, before which no session is held", "say from: 2 in find")
	}
}

// BranchOf is the number of a branch by its letter; -1: none.
func BranchOf(letter string) int {
	if len(letter) != 1 || letter[0] < 'A' || letter[0] > 'H' {
		return -1
	}
	return int(letter[0] - 'A')
}

var numbered = regexp.MustCompile(`^session (\d+)$`)

// SessionAt is the number of a step at "session N"; 0 where it is at another place.
func SessionAt(at string) int {
	n := 0
	if parts := numbered.FindStringSubmatch(at); parts != nil {
		n, _ = strconv.Atoi(parts[1]) // digits by the expression; too many give the greatest
	}
	return n
}

// place demands a place that every course of this story has.
func (d *decoder) place(at string, l *Lesson, s *Step) {
	f := &l.Find
	sessions := cmp.Or(l.Cast.Sessions, defaultSessions)
	sure := max(f.Held, map[bool]int{true: f.From}[f.Ruptures()])
	unsure := d.unsure("find", "rupture")
	switch n := SessionAt(s.At); {
	case s.At == "" && d.places[at] == nil: // missing, and said so
	case n > sessions && d.unsure("cast", "sessions"):
	case n > sessions: // said even where find promises as many
		d.fault(at, strconv.Quote(s.At), fmt.Sprintf("the treatment has %d sessions", sessions), "")
	case n > sure && (unsure || d.unsure("find", "held") || d.unsure("find", "from")):
	case n > sure:
		d.fault(at, strconv.Quote(s.At), "this session may not be held", fmt.Sprintf("say held: %d in find", n))
	case n > 0 || s.At == "intake" || s.At == "end":
	case (s.At == "rupture" || s.At == "before rupture") && !f.Ruptures() && !unsure:
		d.fault(at, strconv.Quote(s.At), "find looks for no rupture", "")
	case s.At == "repair" && (f.Repaired == nil || !*f.Repaired) && !d.unsure("find", "repaired"):
		d.fault(at, strconv.Quote(s.At), "find looks for no repair", "say repaired: true in find")
	case !slices.Contains(places, s.At) || s.At == "session":
		d.fault(at, strconv.Quote(s.At), "unknown place", hint(s.At, places, "there are")+" (session with a number, such as session 3)")
	}
}

// texts are the texts of the lesson by their paths.
func (l *Lesson) texts() map[string]Text {
	all := map[string]Text{"title": l.Title, "summary": l.Summary}
	list := func(at string, texts []Text) {
		for i, t := range texts {
			all[fmt.Sprintf("%s[%d]", at, i)] = t
		}
	}
	list("goals", l.Goals)
	list("debrief", l.Debrief)
	list("sheet", l.Sheet)
	for i := range l.Steps {
		s, at := &l.Steps[i], fmt.Sprintf("steps[%d]", i)
		all[at+".title"], all[at+".say"] = s.Title, s.Say
		if s.Listen != nil {
			all[at+".listen"] = s.Listen
		}
		list(at+".questions", s.Questions)
	}
	return all
}

// Languages are the codes of the languages in which the lesson is written; one
// empty code where the file does not say.
func (l *Lesson) Languages() []string { return slices.Sorted(maps.Keys(l.Title)) }

// languages demands every text in the languages of the title, and none empty.
func (d *decoder) languages(l *Lesson) {
	want := l.Languages()
	for at, t := range l.texts() {
		if d.places[at] == nil {
			continue // missing, and said so
		}
		for _, code := range slices.Sorted(maps.Keys(t)) {
			if t[code] == "" {
				d.fault(join(at, code), "", "empty", "")
			}
		}
		if has := slices.Sorted(maps.Keys(t)); len(want) > 0 && !slices.Equal(has, want) {
			d.fault(at, "", "the title is in "+languageNames(want)+", this in "+languageNames(has), "give every text in the same languages")
		}
	}
}

func languageNames(codes []string) string {
	if slices.Equal(codes, []string{""}) {
		return "one language"
	}
	return strings.Join(codes, " and ")
}
