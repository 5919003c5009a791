package lesson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"rapport/cmd/rapport/studio/engine"
	"rapport/cmd/rapport/studio/lesson"
	"rapport/configs"
	"rapport/scenarios/study"
)

// known are the words of the studio.
var known = engine.LessonKnown()

const good = `title: A test
summary: It is short.
minutes: 5
goals: [To see]
cast: {patient: guarded, therapist: typical}
find: {rupture: withdrawal, from: 3, repaired: true}
steps:
  - {at: session 2, title: One, say: Look}
  - {at: rupture, title: Two, say: Look, try: explore_rupture}
  - {at: repair, title: Three, say: Look, branch: B}
debrief: [Think]
sheet: [Prepare]
`

// Are all shipped lessons read, and is what they leave out written in?
func TestShippedLessonsAreRead(t *testing.T) {
	for _, name := range configs.Lessons() {
		text, err := configs.Lesson(name)
		if err != nil {
			t.Fatal(err)
		}
		l, err := lesson.Parse(name+".yaml", text, known)
		if err != nil {
			t.Fatal(err)
		}
		if l.Name != name || l.Cast.Approach == "" || l.Cast.Sessions == 0 || l.Cast.PerWeek == 0 {
			t.Errorf("%s is read as %+v", name, l)
		}
		if l.Minutes < 10 || l.Minutes > 20 {
			t.Errorf("configs/lessons/%s.yaml takes %d minutes, and LESSONS.md says ten to twenty", name, l.Minutes)
		}
	}
}

// Are all faults of a file told at once, each where it stands, with the word that
// was probably meant?
func TestFaultsAreToldAtOnce(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		{"nothing", "", "", nil},
		{"slips", "summary: It is short.\nminutes: 5", "sumary: It is short.\nminutes: many", []string{"test.yaml:2:1: sumary: unknown key; did you mean \"summary\"?", "test.yaml:3:1: minutes = \"many\": want a whole number", "summary: missing"}},
		{"people", "patient: guarded, therapist: typical", "patient: guardd, therapist: nobody at all", []string{`cast.patient = "guardd": unknown; did you mean "guarded"?`, "cast.therapist", "there are: typical"}},
		{"traits", "therapist: typical", "therapist: typical, patient_traits: {agreeablenes: 1, preferred_directiveness: 9}", []string{`did you mean "agreeableness"?`, "preferred_directiveness = 9: want -3 to 3"}},
		{"move", "try: explore_rupture", "try: explore_ruptures", []string{`steps[1].try[0] = "explore_ruptures": unknown; did you mean "explore_rupture"?`}},
		{"place", "at: repair", "at: repairs", []string{`did you mean "repair"?`}},
		{"empty place", "at: repair", `at: ""`, []string{`at = "": unknown place`}},
		{"session after the last", "at: session 2", "at: session 20", []string{`at = "session 20": the treatment has`}},
		{"session beyond", "at: session 2", "at: session 9", []string{"this session may not be held; say held: 9 in find"}},
		{"branch", "branch: B", "branch: C", []string{"there is no such branch yet; branches here: A to B"}},
		{"branch before any", "at: session 2, title: One", "at: session 2, branch: B, title: One", []string{"there is no such branch yet; there is A alone"}},
		{"no repair", ", repaired: true", "", []string{"find looks for no repair"}},
		{"no story", "{rupture: withdrawal, from: 3, repaired: true}", "{}", []string{"says nothing that must happen", "find looks for no rupture", "find looks for no repair", "this session may not be held"}},
		{"kind", "rupture: withdrawal", "rupture: withdrawl", []string{`did you mean "withdrawal"?`}},
		{"twice", "minutes: 5", "minutes: 5\nminutes: 6", []string{"test.yaml:4:1: minutes: said twice, first in line 3"}},
		{"languages", "title: A test", "title: {en: A test, es: Una prueba}", []string{"the title is in en and es, this in one language"}},
		{"empty text", "title: A test", `title: ""`, []string{"empty"}},
		{"one step", "  - {at: rupture, title: Two, say: Look, try: explore_rupture}\n  - {at: repair, title: Three, say: Look, branch: B}\n", "", []string{"steps: want at least 2"}},
		{"longer steps", "title: Two, say: Look", "title: Two, say: Look, minutes: 6", []string{"test.yaml:3:1: minutes = 5: the steps take 6; change"}},
		{"an anchor", "goals: [To see]\ncast: {patient: guarded", "goals: &a [To see]\ncast: {patient: guardd", []string{"test.yaml:4:8: goals: anchors and aliases", `did you mean "guarded"?`}},
		{"an alias", "goals: [To see]\ncast: {patient: guarded", "goals: &a [To see]\nsheat: *a\ncast: {patient: guardd", []string{"test.yaml:5:8: sheat: anchors and aliases", `sheat: unknown key; did you mean "sheet"?`, `did you mean "guarded"?`}},
		{"tags", "minutes: 5", "minutes: !!str 5\nmoment: !new {}", []string{"minutes: tags are not allowed", "moment: tags are not allowed", "moment: unknown key"}},
		{"before the first session", "from: 3, repaired: true}\nsteps:\n  - {at: session 2", "repaired: true}\nsteps:\n  - {at: before rupture, try: validate", []string{"steps[0].try: the rupture may begin in session 1, before which no session is held; say from: 2 in find"}},
		{"highest values", "therapist: typical", "therapist: typical, sessions: 8, taper: 8, patient_traits: {preferred_directiveness: 2.5}", nil},
		{"minutes", "minutes: 5", "minutes: 91", []string{"minutes = 91: want 1 to 90"}},
		{"goals", "goals: [To see]", "goals: []", []string{"goals: want at least 1"}},
		{"approach", "therapist: typical", "therapist: typical, approach: cbd", []string{`cast.approach = "cbd": unknown; did you mean "cbt"?`}},
		{"taper", "therapist: typical", "therapist: typical, sessions: 8, taper: 9", []string{"cast.taper = 9: want 0 to 8"}},
		{"intensity", "repaired: true", "repaired: true, intensity: 1.5", []string{"find.intensity = 1.5: want 0 to 1"}},
		{"a value without a bound", "repaired: true", "repaired: true, values: [{facet: bond, session: 2}]", []string{"find.values[0]: want above or below"}},
		{"instead", "repaired: true", "repaired: true, instead: {move: validate, rupture: quarrel}", []string{`find.instead.rupture = "quarrel": unknown`}},
		{"view", "title: One, say: Look", "title: One, say: Look, view: live", []string{`steps[0].view = "live": unknown; did you mean "lives"?`}},
		{"a small letter", "branch: B", "branch: b", []string{`steps[2].branch = "b": there is no such branch yet`}},
		{"two letters", "branch: B", "branch: AB", []string{`steps[2].branch = "AB": there is no such branch yet`}},
		{"no letter", "branch: B", `branch: "1"`, []string{`steps[2].branch = "1": there is no such branch yet`}},
		{"language of the debrief", "debrief: [Think]", "debrief: [{es: Piensa}]", []string{"debrief[0]: the title is in one language, this in es"}},
		{"language of a question", "title: One, say: Look", "title: One, say: Look, questions: [{es: Por qué}]", []string{"steps[0].questions[0]: the title is in one language, this in es"}},
		{"language of what to listen to", "title: One, say: Look", "title: One, say: Look, listen: {es: Escucha}", []string{"steps[0].listen: the title is in one language, this in es"}},
		{"no text", "title: A test", `title: {en: A test, es: ""}`, []string{"title.es: empty"}},
		{"no YAML", "goals: [To see]", "goals: [To see", []string{"not valid YAML", "; a bracket or brace is not closed"}},
		{"no YAML in the first line", "title: A test", "title: A: test", []string{"test.yaml:1:1: not valid YAML"}},
		{"a question in brackets", "say: Look}\n  - {at: rupture", "say: Look, questions: [why?]}\n  - {at: rupture", []string{"test.yaml:8:1: not valid YAML", "a text that ends with a question mark stands in quotes"}},
		{"no YAML in a step", "say: Look}\n  - {at: rupture", "say: Look, questions: why?}\n  - {at: rupture", []string{"test.yaml:8:1: not valid YAML"}},
		{"no numbers", "repaired: true", "intensity: .nan, values: [{facet: bond, session: 2, above: .nan}]", []string{`find.intensity = ".nan": want a number`, `find.values[0].above = ".nan": want a number`}},
		{"numbers that YAML reads in its own way", "minutes: 5", "minutes: 010", []string{`test.yaml:3:1: minutes = "010": want a whole number; write a plain decimal number`}},
		{"a number in two parts", "from: 3, repaired: true", "from: 0b11, repaired: true, intensity: 0.1_5", []string{`find.intensity = "0.1_5": want a number; write a plain`, `find.from = "0b11": want a whole number; write a plain`}},
		{"values", "repaired: true", "repaired: true, values: [{facet: bond, session: 2, above: 2}, {facet: bond, session: 2, above: 0.6, below: 0.5}]", []string{"find.values[0].above = 2: want 0 to 1", "test.yaml:6:100: find.values[1]: nothing is above 0.6 and below 0.5"}},
		{"a rupture of no kind", "find: {rupture: withdrawal, from: 3, repaired: true}", "find: {held: 9, from: 3, intensity: 0.2}", []string{"find.from: of which rupture?", "find.intensity: of which rupture?"}},
		{"no move instead", "repaired: true}", "repaired: true, instead: {move: []}}", []string{"find.instead.move: want at least 1", "find.instead: says nothing that must happen"}},
		{"a move twice", "try: explore_rupture", "try: [explore_rupture, explore_rupture]", []string{`steps[1].try[1] = "explore_rupture": said twice`}},
		{"a branch that leaves itself", "try: explore_rupture", "try: explore_rupture, branch: B", []string{`test.yaml:9:64: steps[1].branch = "B": this step makes that branch`}},
		{"too many branches", "try: explore_rupture}\n", "try: explore_rupture}\n" + strings.Repeat("  - {at: rupture, title: Two, say: Look, try: validate}\n", 7), []string{"test.yaml:16:42: steps[8].try: want at most 8 branches, A to H"}},
		{"too many steps", "  - {at: repair", strings.Repeat("  - {at: rupture, title: Two, say: Look}\n", 99) + "  - {at: repair", []string{"test.yaml:7:1: steps = 102: want at most 99"}},
		{"A beside A", "branch: B", "view: compare", []string{"steps[2]: compare puts A beside another branch, and none is named; say branch: B"}},
		{"A named beside A", "branch: B", "view: compare, branch: A", []string{`steps[2].branch = "A": compare puts A beside another branch; branches here: A to B`}},
		{"a guess at the end", "at: repair, title: Three, say: Look, branch: B", "at: end, title: Three, say: Look, guess: true", []string{"steps[2].guess: no session follows the end"}},
		{"a guess beside the sessions", "branch: B", "branch: B, view: lives, guess: true", []string{"steps[2].guess: the class guesses where sessions are held, not in the view lives"}},
		{"no text", "title: A test", "title: {}", []string{"test.yaml:1:1: title: empty"}},
		{"a text that is a number", "title: A test", "title: 2026", []string{`title = "2026": want a text, or one to a language such as en: … and es: …; in quotation marks: "2026"`}},
		{"a comma in braces", "goals: [To see]", "goals:\n  - {en: To see, and to say.}", []string{`goals[0] = "and to say.: …": want a text`, "one with a comma in braces"}},
		{"a colon in a text", "goals: [To see]", "goals:\n  - What now: go on?", []string{`test.yaml:5:5: goals[0] = "What now: …": want a text`, "a text with a colon and a blank in it stands in quotation marks"}},
		{"a colon after one word", "goals: [To see]", "goals:\n  - Why: because", []string{`test.yaml:5:5: goals[0] = "Why: …": want a text`}},
		{"a text for no phone", "title: One, say: Look", "title: One, say: " + strings.Repeat("x", 1201), []string{"test.yaml:8:33: steps[0].say: 1201 letters: want at most 1200"}},
		{"questions for no phone", "title: One, say: Look", "title: One, say: Look, questions: [a, b, c, d, e, f, g, h, i, j, k]", []string{"steps[0].questions: 11 questions: want at most 10"}},
	} {
		_, err := lesson.Parse("test.yaml", []byte(strings.Replace(good, c.from, c.to, 1)), known)
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%s: no %q in\n%v", c.name, want, err)
			}
		}
	}
	for _, text := range []string{"", "# nothing", "[]", "a\x00b", strings.Repeat("x", lesson.Largest+1), good + "---\n" + good} {
		if _, err := lesson.Parse("test.yaml", []byte(text), known); err == nil {
			t.Errorf("%.20q is taken for a lesson", text)
		}
	}
}

// Is a fault told once, and nothing else that only follows from it?
func TestFaultsDoNotMultiply(t *testing.T) {
	long := strings.Replace(good, "at: session 2", "at: session 9", 1)
	for _, c := range []struct{ name, text, from, to, want string }{
		{"held of a wrong type", long, "from: 3", "held: nine", `test.yaml:6:29: find.held = "nine": want a whole number`},
		{"from of a wrong type", long, "from: 3", "from: nine", "find.from"},
		{"held by a slip", long, "from: 3", "heldd: 9", "find.heldd: unknown key"},
		{"no kind", good, "rupture: withdrawal", "rupture: 3", "find.rupture"},
		{"no answer", good, "repaired: true", "repaired: perhaps", "find.repaired"},
		{"no story", good, "{rupture: withdrawal, from: 3, repaired: true}", "3", `find = "3": want keys`},
		{"sessions of a wrong type", strings.Replace(long, "at: session 9", "at: session 20", 1), "therapist: typical", "therapist: typical, sessions: many", "cast.sessions"},
		{"no move", good, "try: explore_rupture", "try: {}", "steps[1].try: want a list"},
		{"a bound by a slip", good, "repaired: true", "repaired: true, values: [{facet: bond, session: 2, abov: 0.5}]", "abov: unknown key"},
		{"a slip at the end", strings.Replace(good, "at: repair, title", "at: end, title", 1), "branch: B", "branch: B, viwe: compare", "viwe: unknown key"},
		{"the key of an alias without one", good, "minutes: 5", "minutes: 5\n<<: {goal: [To hear]}", "<<: unknown key"},
		{"an alias for a step's keys", strings.Replace(good, "{at: session 2", "&a {at: session 2", 1), "{at: rupture, title: Two, say: Look", "{<<: *a, at: rupture", "anchors and aliases"},
	} {
		_, err := lesson.Parse("test.yaml", []byte(strings.Replace(c.text, c.from, c.to, 1)), known)
		faults, _ := errors.AsType[study.Faults](err)
		others := slices.DeleteFunc(slices.Clone(faults), func(f study.Fault) bool {
			return strings.Contains(f.String(), c.want) || strings.Contains(f.Message, "anchors")
		})
		if len(faults) == 0 || len(others) > 0 {
			t.Errorf("%s: want %q alone:\n%v", c.name, c.want, err)
		}
	}
}

// Does the schema accept the lessons that ship, and refuse what they may not say?
func TestSchema(t *testing.T) {
	text, err := lesson.Schema(known)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := lesson.Schema(known)
	if !bytes.Equal(text, again) {
		t.Error("the schema is not the same twice")
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("lesson.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("lesson.json")
	if err != nil {
		t.Fatal(err)
	}
	accepts := func(file []byte) error {
		var value any
		if err := yaml.Unmarshal(file, &value); err != nil {
			return err
		}
		plain, err := json.Marshal(value)
		if err != nil {
			return err
		}
		value, err = jsonschema.UnmarshalJSON(bytes.NewReader(plain))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}
	for _, name := range configs.Lessons() {
		file, _ := configs.Lesson(name)
		if err := accepts(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, change := range [][2]string{{"at: repair", "at: nowhere"}, {"patient: guarded", "patient: somebody"}, {"minutes: 5", "minutes: 500"}, {"title: A test\n", ""}, {"rupture: withdrawal", "rupture: quarrel"}, {"try: explore_rupture", "try: dance"}} {
		if accepts([]byte(strings.Replace(good, change[0], change[1], 1))) == nil {
			t.Errorf("the schema accepts %q", change[1])
		}
	}
}

// Is the lesson of the manual one that is read?
func TestManualShowsALesson(t *testing.T) {
	text, err := os.ReadFile("../LESSONS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := bytes.Cut(text, []byte("<!-- lesson -->\n```yaml\n"))
	if !ok {
		t.Fatal("the manual shows no lesson")
	}
	file, _, _ := bytes.Cut(after, []byte("```"))
	if _, err := lesson.Parse("mine.yaml", file, known); err != nil {
		t.Error(err)
	}
	for _, name := range configs.Lessons() {
		if !bytes.Contains(text, []byte("`"+name+"`")) {
			t.Errorf("LESSONS.md does not name the lesson %s", name)
		}
	}
}
