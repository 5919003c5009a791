package lesson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"rapport/cmd/rapport/studio/lesson"
	"rapport/configs"
)

var known = &lesson.Known{
	Patients:        []string{"guarded", "sceptical", "severe", "anxious", "obliging"},
	Therapists:      []string{"typical", "warm-novice", "skilled-stiff", "flexible-expert"},
	PatientTraits:   map[string][2]float64{"agreeableness": {-2.5, 2.5}, "preferred_directiveness": {-2.5, 2.5}},
	TherapistTraits: map[string][2]float64{"warmth": {-2.5, 2.5}},
	Moves:           []string{"explore_rupture", "validate", "explain_treatment", "push_technique", "acknowledge_transition", "propose_transfer", "name_difference"},
}

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
		if l.Name != name || l.Cast.Approach == "" || l.Cast.Sessions == 0 || l.Cast.PerWeek == 0 || l.Minutes < 10 || l.Minutes > 20 {
			t.Errorf("%s is read as %+v", name, l)
		}
		sum := 0
		for _, s := range l.Steps {
			sum += s.Minutes
		}
		if sum < l.Minutes-3 || sum > l.Minutes+3 {
			t.Errorf("%s takes %d minutes, its steps %d", name, l.Minutes, sum)
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
		{"traits", "therapist: typical", "therapist: typical, patient_traits: {agreeablenes: 1, preferred_directiveness: 9}", []string{`did you mean "agreeableness"?`, "preferred_directiveness = 9: want -2.5 to 2.5"}},
		{"move", "try: explore_rupture", "try: explore_ruptures", []string{`steps[1].try[0] = "explore_ruptures": unknown; did you mean "explore_rupture"?`}},
		{"place", "at: repair", "at: repairs", []string{`did you mean "repair"?`}},
		{"empty place", "at: repair", `at: ""`, []string{`at = "": unknown place`}},
		{"session after the last", "at: session 2", "at: session 20", []string{`at = "session 20": the treatment has`}},
		{"session beyond", "at: session 2", "at: session 9", []string{"this session may not be held; say held: 9 in find"}},
		{"branch", "branch: B", "branch: C", []string{"there is no such branch yet; branches here: A to B"}},
		{"no repair", ", repaired: true", "", []string{"find looks for no repair"}},
		{"no story", "{rupture: withdrawal, from: 3, repaired: true}", "{}", []string{"says nothing that must happen", "find looks for no rupture", "find looks for no repair", "this session may not be held"}},
		{"kind", "rupture: withdrawal", "rupture: withdrawl", []string{`did you mean "withdrawal"?`}},
		{"twice", "minutes: 5", "minutes: 5\nminutes: 6", []string{"test.yaml:4:1: minutes: said twice, first in line 3"}},
		{"languages", "title: A test", "title: {en: A test, es: Una prueba}", []string{"the title is in en and es, this in one language"}},
		{"empty text", "title: A test", `title: ""`, []string{"empty"}},
		{"one step", "  - {at: rupture, title: Two, say: Look, try: explore_rupture}\n  - {at: repair, title: Three, say: Look, branch: B}\n", "", []string{"steps: want at least 2"}},
		{"alias", "goals: [To see]", "goals: &a [To see]", []string{"anchors and aliases"}},
		{"no YAML", "goals: [To see]", "goals: [To see", []string{"not valid YAML"}},
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
	k := *known
	k.Moves = append(k.Moves, "check_in")
	if _, err := lesson.Parse("mine.yaml", file, &k); err != nil {
		t.Error(err)
	}
	for _, name := range configs.Lessons() {
		if !bytes.Contains(text, []byte("`"+name+"`")) {
			t.Errorf("the manual does not name the lesson %s", name)
		}
	}
}
