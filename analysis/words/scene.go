package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"path"
	"slices"
	"strings"

	"rapport/sim"
)

//go:embed scenes/*.json
var sceneFiles embed.FS

// Turn is what one of the two says.
type Turn struct {
	Who      string `json:"who"` // patient or therapist
	Text     string `json:"text"`
	Marker   string `json:"marker,omitempty"`   // what an observer would code in the turns up to here
	Strategy string `json:"strategy,omitempty"` // how the therapist answers a rupture
	Care     string `json:"care,omitempty"`     // a word to those who read it, before a turn that may touch them
}

// exchange is a piece of dialogue of the library.
type exchange struct {
	Turns    []Turn `json:"turns"`
	Marker   string `json:"marker"`
	Strategy string `json:"strategy"`
	Kind     string `json:"kind"`    // of the rupture that it answers; empty: either
	Style    string `json:"style"`   // of the patient that it suits best; empty: any
	From     int    `json:"from"`    // session from which it makes sense
	Noticed  bool   `json:"noticed"` // the therapist asks about the rupture: only where it is recognised
}

var scenes = readScenes()

func readScenes() map[string]map[string][]exchange {
	all := map[string]map[string][]exchange{}
	for code := range languages {
		library := map[string][]exchange{}
		text, err := sceneFiles.ReadFile(path.Join("scenes", code+".json"))
		if err == nil {
			err = json.Unmarshal(text, &library)
		}
		if err != nil {
			panic(fmt.Errorf("scenes of %s: %w", code, err)) // it is in the program
		}
		all[code] = library
	}
	return all
}

// Stage composes the scenes of one course, session by session. What is said
// follows from what happened, and which words are used from an address of its
// own: no number of the model is drawn for it, and the same course always says
// the same.
type Stage struct {
	Language *Language
	Address  string          // of the course: seed, replication, patient
	Style    string          // of the patient: guarded, sceptical, anxious, or empty
	session  int             // sessions played
	kind     string          // of the rupture of the session
	noticed  bool            // the therapist recognises it
	intake   int32           // first PHQ-9 answered
	used     map[string]bool // by part and number
	risked   bool
}

// Branch is a copy that goes on by itself.
func (st *Stage) Branch() *Stage {
	b := *st
	b.used = maps.Clone(st.used)
	return &b
}

// severe is the PHQ-9 score from which thoughts of death are asked about, as the
// care of a severely depressed patient demands.
const severe = 20

// Play is the scene of a session: the words of patient and therapist, from the
// arrival to the parting. PHQ-9 is the score before it; nil: not answered.
func (st *Stage) Play(s *Session, phq9 *int32) (turns []Turn) {
	if st.used == nil {
		st.used = map[string]bool{}
	}
	st.session++
	if st.intake == 0 && phq9 != nil {
		st.intake = *phq9
	}
	say := func(part string) { turns = append(turns, st.next(part)...) }
	if phq9 != nil && *phq9 >= severe {
		turns = append(turns, st.risk()...)
	}
	switch {
	case s.Taken:
		say("taken")
	case s.Missed > 0:
		say("missed")
	case s.Break >= shortest:
		say("break")
	case s.Rarer:
		say("rarer")
	}
	for _, move := range s.Moves {
		if move == celebration && phq9 != nil && *phq9 >= st.intake {
			move += ".none"
		}
		say("move." + move)
	}
	st.kind, st.noticed = "", false
	if r := s.Rupture; r != nil {
		st.kind, st.noticed = r.Kind, r.Recognised
		if r.Began || r.Deepened {
			turns = append(turns, st.opening(r)...)
		} else {
			say("open")
		}
		say(r.becomes())
	}
	switch {
	case st.session == 1:
		turns = append(st.next("first"), turns...)
	case len(turns) == 0:
		say("calm")
	}
	if s.Ending != "" {
		say(farewell(s))
	}
	return turns
}

// opening is how a rupture shows. A therapist who does not notice it takes nothing up: the
// patient has the last word.
func (st *Stage) opening(r *Rupture) []Turn {
	turns := st.next(r.Kind)
	for !r.Recognised && len(turns) > 0 && turns[len(turns)-1].Who == "therapist" {
		turns = turns[:len(turns)-1]
	}
	return turns
}

// farewell names the part of the library for an ending. Nobody says what a treatment
// has given while a rupture is open between the two.
func farewell(s *Session) string {
	open := s.Rupture != nil && !s.Rupture.Resolved && !s.Rupture.Forgotten && Ending(s.Ending) != sim.DroppedOut
	switch {
	case open && s.Rupture.Recognised:
		return "ending.open"
	case open:
		return "ending.unseen"
	}
	return "ending." + Ending(s.Ending)
}

// risk is how thoughts of suicide are met: asked about directly where the score is
// severe for the first time, and followed up as long as it is.
func (st *Stage) risk() []Turn {
	part := "risk"
	if st.risked {
		part = "risk.again"
	}
	st.risked = true
	turns := st.next(part)
	if len(turns) == 0 { // rather asked in the same words than not at all
		maps.DeleteFunc(st.used, func(key string, _ bool) bool { return strings.HasPrefix(key, part) })
		turns = st.next(part)
	}
	turns[0].Care = st.Language.Text("scene.care")
	return turns
}

// becomes names the part of the library for what becomes of a rupture.
func (r *Rupture) becomes() string {
	switch {
	case r.Resolved:
		return "repaired"
	case r.Forgotten:
		return "fades"
	case r.Recognised:
		return "unresolved"
	}
	return "unnoticed"
}

// next is the next exchange of a part, in an order of this course's own, those
// for the patient's style first. Where all have been said, nothing is: a course
// does not repeat itself.
func (st *Stage) next(part string) []Turn {
	all := scenes[st.Language.Code][part]
	best := -1
	for i := range all {
		e := &all[i]
		if st.session < e.From || e.Kind != "" && e.Kind != st.kind || e.Noticed && !st.noticed || st.used[fmt.Sprint(part, i)] {
			continue
		}
		if best < 0 || st.before(part, all, i, best) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	st.used[fmt.Sprint(part, best)] = true
	e := all[best]
	turns := slices.Clone(e.Turns)
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Who == "patient" && e.Marker != "" {
			turns[i].Marker = st.Language.Text("marker." + e.Marker)
			break
		}
	}
	if e.Strategy != "" {
		turns[0].Strategy = st.Language.Text("strategy." + e.Strategy)
	}
	return turns
}

// before says whether exchange a of a part comes before exchange b.
func (st *Stage) before(part string, all []exchange, a, b int) bool {
	if x, y := st.fits(&all[a]), st.fits(&all[b]); x != y {
		return x < y
	}
	return st.key(part, a) < st.key(part, b)
}

// fits ranks an exchange: those of the patient's own style come first, those of
// another last.
func (st *Stage) fits(e *exchange) int {
	switch e.Style {
	case "":
		return 1
	case st.Style:
		return 0
	}
	return 2
}

// key orders the exchanges of a part for this course.
func (st *Stage) key(part string, i int) string {
	sum := fnv.New64a()
	_, _ = fmt.Fprintf(sum, "%s/%s/%d", st.Address, part, i) // never fails
	return fmt.Sprintf("%016x", sum.Sum64()*0x9e3779b97f4a7c15)
}

// StyleOf is the style of a patient by traits in standard deviations; the one
// that stands out most.
func StyleOf(avoidance, agreeableness, anxiety float64) string {
	style, most := "", 0.75
	for _, c := range []struct {
		name string
		by   float64
	}{{"guarded", avoidance}, {"sceptical", -agreeableness}, {"anxious", anxiety}} {
		if c.by > most {
			style, most = c.name, c.by
		}
	}
	return style
}
