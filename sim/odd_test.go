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
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
)

var update = flag.Bool("update", false, "write the generated files anew")

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
	fresh := replaceBlock(t, old, "submodels", submodels(t, &set, shown))
	fresh = replaceBlock(t, fresh, "population", parameterTable(set.Population.Params(), shown))
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

// submodels is a chapter for each mechanism: what it means, its equation, which is
// the comment of its type, its switches and its parameters.
func submodels(t *testing.T, set *population.Setting, shown map[string]bool) string {
	comments, files := typeComments(t)
	var b strings.Builder
	for i, m := range set.Model.Mechanisms() {
		if comments[m.Kind] == "" {
			t.Errorf("%s: the type %s has no comment", m.File, m.Kind)
		}
		if files[m.Kind] != m.File {
			t.Errorf("%s stands in %s, it says in %s", m.Kind, files[m.Kind], m.File)
		}
		fmt.Fprintf(&b, "\n### 7.%d %s\n\n*%s*\n\n%s\n%s%s", i+1, m.Title, m.Meaning, markdown(comments[m.Kind]), switches(m.Switch, m.Stays), parameterTable(m.Params, shown))
	}
	return b.String()
}

// The schedule in words says when each mechanism acts that moves a facet; it is written by hand.
func TestScheduleNamesWhatActs(t *testing.T) {
	text, err := os.ReadFile("ODD.md")
	if err != nil {
		t.Fatal(err)
	}
	_, schedule, _ := strings.Cut(string(text), "\n## 3. ")
	schedule, _, _ = strings.Cut(schedule, "\n## 4. ")
	for _, c := range sim.Causes() {
		if name := strings.ReplaceAll(c.Name, "_", " "); c.Name != sim.ByStart.Name && !strings.Contains(strings.ToLower(schedule), name) {
			t.Errorf("sim/ODD.md, section 3: nothing says when %s acts", name)
		}
	}
}

// plans are the parameters that say what is planned, and stand in no equation.
var plans = strings.Fields("Treatment Intensity WaitingWeeks WaitingListWeeks PerWeek TaperFrom TaperGap CBTShare")

// An equation has each parameter in the name of its field; those of one form share a
// beginning, as Own… does.
func TestEquationsNameTheirParameters(t *testing.T) {
	comments, files := typeComments(t)
	m := sim.Default()
	all := reflect.ValueOf(m)
	for i := range all.NumField() {
		kind := all.Type().Field(i).Type
		said := regexp.MustCompile(`[A-Z]\w*…?`).FindAllString(comments[kind.Name()], -1)
		for j := range kind.NumField() {
			name := kind.Field(j).Name
			named := slices.ContainsFunc(said, func(word string) bool {
				beginning, open := strings.CutSuffix(word, "…")
				return word == name || open && strings.HasPrefix(name, beginning)
			})
			if kind.Field(j).Type.Kind() == reflect.Float64 && !named && !slices.Contains(plans, name) {
				t.Errorf("sim/%s: the comment of %s, its equation, does not name %s", files[kind.Name()], kind.Name(), name)
			}
		}
	}
}

// switches says which parameters switch a mechanism off, and what of it others make use of.
func switches(off, stays []string) string {
	if len(off) == 0 {
		return ""
	}
	text := fmt.Sprintf("\nSwitched off by `%s` at 0", strings.Join(off, "`, `"))
	if len(stays) > 0 {
		text += fmt.Sprintf("; what others make of `%s` stays", strings.Join(stays, "`, `"))
	}
	return text + ".\n"
}

// typeComments reads the comments of the types, and the files in which they stand,
// from the source of the package.
func typeComments(t *testing.T) (out, where map[string]string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	out, where = map[string]string{}, map[string]string{}
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
				name := g.Specs[0].(*ast.TypeSpec).Name.Name
				out[name], where[name] = g.Doc.Text(), e.Name()
			}
		}
	}
	return out, where
}

func markdown(text string) string {
	p := &comment.Printer{DocLinkURL: func(l *comment.DocLink) string { return "" }, HeadingLevel: 4}
	doc := (&comment.Parser{LookupSym: func(_, name string) bool { return name != "" }}).Parse(text)
	s := string(p.Markdown(doc))
	return regexp.MustCompile(`\[([A-Za-z]+)\]\(\)`).ReplaceAllString(s, "*$1*")
}

func parameterTable(rows []sim.Param, shown map[string]bool) string {
	var b strings.Builder
	b.WriteString("\n| parameter | default | unit | range | grade | source | meaning |\n|---|---|---|---|---|---|---|\n")
	for _, p := range rows {
		shown[p.Name] = true
		fmt.Fprintf(&b, "| `%s` | %s | %s | %g to %g | %s | %s | %s |\n", p.Name, value(p), p.Unit, p.Min, p.Max, p.Grade, p.Source, p.Meaning)
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
