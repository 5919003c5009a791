package sim_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
)

var update = flag.Bool("update", false, "write the generated files anew")

// chapters are the submodels of ODD.md in the order of the schedule: the type
// whose comment is the text, and the prefixes of its parameters.
var chapters = []struct{ title, kind, prefixes string }{
	{"What is offered", "Care", "care.treatment =care.sessions care.waiting_"},
	{"Frequency", "Frequency", "care.sessions_per_week care.taper care.half_time"},
	{"Attendance", "Attendance", "attendance."},
	{"Life stress", "LifeStress", "stress."},
	{"Natural course", "NaturalCourse", "natural."},
	{"Technique", "Technique", "technique."},
	{"Alliance and symptoms", "Reciprocal", "reciprocal."},
	{"Exploration", "Exploration", "exploration."},
	{"Hope", "Hope", "hope."},
	{"Effort between sessions", "Effort", "effort."},
	{"The therapist's own effect", "TherapistEffect", "therapist."},
	{"Approach", "Approach", "approach."},
	{"Transitions", "Transition", "transition."},
	{"The therapist's moves", "Practice", "practice."},
	{"Progress feedback", "ProgressFeedback", "feedback."},
	{"Empathy", "Empathy", "empathy."},
	{"Trust", "Trust", "trust."},
	{"Agreement on goals", "GoalAgreement", "goals."},
	{"Agreement on tasks", "TaskAgreement", "tasks."},
	{"Bond", "BondGrowth", "bond."},
	{"Agreeableness", "Agreeableness", "agreeableness."},
	{"Match", "Match", "match."},
	{"Chance", "Chance", "chance."},
	{"Rupture", "RuptureRisk", "rupture.strength rupture.base rupture.mismatch rupture.stress rupture.strain rupture.alliance rupture.anxiety rupture.smallness rupture.confrontation rupture.agreeable rupture.anxious"},
	{"What a rupture costs", "RuptureImpact", "rupture.cost_ rupture.linger rupture.fade rupture.forgotten rupture.distress rupture.relief"},
	{"Recognition", "Recognition", "recognition."},
	{"Repair", "Repair", "repair."},
	{"Dropout", "Dropout", "dropout."},
	{"Ending early because well enough", "WellEnough", "well_enough."},
	{"Transfer to another therapist", "Transfer", "transfer."},
	{"PHQ-9", "PHQ9", "phq9."},
	{"WAI-SR, patient", "WAI", "wai."},
	{"WAI-SR, therapist", "WAITherapist", "wai_therapist."},
	{"WAI-SR, observer", "WAIObserver", "wai_observer."},
	{"CALPAS-P", "CALPAS", "calpas."},
	{"Reports of ruptures", "RuptureReports", "reports."},
	{"Perceived empathy, regard and genuineness", "Perceived", "perceived."},
}

// Is the text of ODD.md that is made from the code up to date? Run with -update
// to write it anew.
func TestODD(t *testing.T) {
	old, err := os.ReadFile("ODD.md")
	if err != nil {
		t.Fatal(err)
	}
	set := population.DefaultSetting()
	all := set.Params()
	shown := map[string]bool{}
	fresh := replaceBlock(t, old, "submodels", submodels(t, all, shown))
	fresh = replaceBlock(t, fresh, "population", parameterTable(all, "population.", shown))
	fresh = replaceBlock(t, fresh, "grades", grades(all))
	for _, p := range all {
		if !shown[p.Name] {
			t.Errorf("parameter %s stands in no table of ODD.md", p.Name)
		}
	}
	if *update {
		if err := os.WriteFile("ODD.md", fresh, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(old, fresh) {
		t.Error("ODD.md is not up to date: run go test ./sim -run TestODD -update")
	}
}

// replaceBlock puts text between the markers of a generated block.
func replaceBlock(t *testing.T, doc []byte, name, text string) []byte {
	t.Helper()
	block := regexp.MustCompile(`(?s)(<!-- generated: ` + name + ` -->\n).*?(<!-- end generated -->)`)
	if !block.Match(doc) {
		t.Fatalf("ODD.md has no block %q", name)
	}
	return block.ReplaceAllFunc(doc, func([]byte) []byte {
		return []byte("<!-- generated: " + name + " -->\n" + text + "<!-- end generated -->")
	})
}

func submodels(t *testing.T, all []sim.Param, shown map[string]bool) string {
	comments := typeComments(t)
	var b strings.Builder
	for i, c := range chapters {
		text := comments[c.kind]
		if text == "" {
			t.Errorf("type %s has no comment", c.kind)
		}
		fmt.Fprintf(&b, "\n### 7.%d %s\n\n%s\n%s", i+1, c.title, markdown(text), parameterTable(all, c.prefixes, shown))
	}
	return b.String()
}

// typeComments reads the comments of the types from the source of the package.
func typeComments(t *testing.T) map[string]string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range files {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE && g.Doc != nil && len(g.Specs) == 1 {
				out[g.Specs[0].(*ast.TypeSpec).Name.Name] = g.Doc.Text()
			}
		}
	}
	return out
}

func markdown(text string) string {
	p := &comment.Printer{DocLinkURL: func(l *comment.DocLink) string { return "" }, HeadingLevel: 4}
	doc := (&comment.Parser{LookupSym: func(_, name string) bool { return name != "" }}).Parse(text)
	s := string(p.Markdown(doc))
	return regexp.MustCompile(`\[([A-Za-z]+)\]\(\)`).ReplaceAllString(s, "*$1*")
}

func parameterTable(all []sim.Param, prefixes string, shown map[string]bool) string {
	var b strings.Builder
	b.WriteString("\n| parameter | default | unit | range | grade | source | meaning |\n|---|---|---|---|---|---|---|\n")
	for _, p := range all {
		for _, prefix := range strings.Fields(prefixes) {
			exact, isExact := strings.CutPrefix(prefix, "=")
			if shown[p.Name] || isExact && p.Name != exact || !isExact && !strings.HasPrefix(p.Name, prefix) {
				continue
			}
			shown[p.Name] = true
			fmt.Fprintf(&b, "| `%s` | %s | %s | %g to %g | %s | %s | %s |\n", p.Name, value(p), p.Unit, p.Min, p.Max, p.Grade, p.Source, p.Meaning)
		}
	}
	return b.String()
}

func value(p sim.Param) string {
	if p.Choices != nil {
		return p.Choices[int(*p.Value)]
	}
	return fmt.Sprintf("%g", *p.Value)
}

func grades(all []sim.Param) string {
	n := map[sim.Grade]int{}
	for _, p := range all {
		n[p.Grade]++
	}
	return fmt.Sprintf("\nOf %d parameters, %d are Reported, %d Derived, %d Calibrated and %d Assumed.\n",
		len(all), n[sim.Reported], n[sim.Derived], n[sim.Calibrated], n[sim.Assumed])
}
