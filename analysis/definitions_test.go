package analysis

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// definitions reads from the code what each estimator says of itself: the comment of the function
// that computes it, as Markdown, with the names by which findings call estimators and arguments.
func definitions(t *testing.T) map[string]string {
	t.Helper()
	comments, computedBy := map[string]string{}, map[string]string{} // by function; function by estimator
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				comments[f.Name.Name] = f.Doc.Text()
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if name, call := estimatorIn(n); name != "" {
				computedBy[name] = firstCalled(call, comments)
			}
			return true
		})
	}
	all := map[string]string{}
	for _, e := range Estimators() {
		all[e.Name] = asMarkdown(comments[computedBy[e.Name]], computedBy[e.Name], &e.EstimatorInfo, computedBy)
	}
	return all
}

// estimatorIn is the name of an estimator of the tables, and its function; empty elsewhere.
func estimatorIn(n ast.Node) (name string, call ast.Expr) {
	entry, ok := n.(*ast.CompositeLit)
	if !ok || len(entry.Elts) != 2 {
		return "", nil
	}
	info, ok := entry.Elts[0].(*ast.CompositeLit)
	if !ok || len(info.Elts) == 0 {
		return "", nil
	}
	if of, ok := info.Type.(*ast.Ident); !ok || of.Name != "EstimatorInfo" {
		return "", nil
	}
	if text, ok := info.Elts[0].(*ast.BasicLit); ok {
		name, _ = strconv.Unquote(text.Value)
	}
	return name, entry.Elts[1]
}

// firstCalled is the first function of this package with a comment that is called.
func firstCalled(in ast.Node, comments map[string]string) (name string) {
	ast.Inspect(in, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && name == "" {
			if f, ok := call.Fun.(*ast.Ident); ok && comments[f.Name] != "" {
				name = f.Name
			}
		}
		return true
	})
	return name
}

var (
	linked = regexp.MustCompile(`\[([A-Za-z]+)\]`)
	inCode = regexp.MustCompile("`[^`]+`")
	ofHow  = regexp.MustCompile(`\bN\b`)
)

func asMarkdown(text, function string, e *EstimatorInfo, computedBy map[string]string) string {
	text = strings.TrimPrefix(text, function+" ")
	switch {
	case text == "":
		return ""
	case strings.HasPrefix(text, "is"):
		text = "The value " + text
	default:
		text = "It " + text
	}
	text = linked.ReplaceAllStringFunc(text, func(link string) string {
		for estimator, by := range computedBy {
			if by == link[1:len(link)-1] {
				return "`" + estimator + "`"
			}
		}
		return link[1 : len(link)-1]
	})
	for _, a := range e.Arguments {
		words := strings.Split(a.Name, "_")
		for i, w := range words[1:] {
			words[i+1] = string(unicode.ToUpper(rune(w[0]))) + w[1:]
		}
		camel := strings.Join(words, "")
		if len(words) > 1 {
			text = regexp.MustCompile(`\b`+camel+`\b`).ReplaceAllString(text, "`"+a.Name+"`")
		}
		field := string(unicode.ToUpper(rune(camel[0]))) + camel[1:] // not where a sentence begins
		text = regexp.MustCompile(`([a-z] )`+field+`\b`).ReplaceAllString(text, "$1`"+a.Name+"`")
	}
	var printer comment.Printer
	doc := new(comment.Parser).Parse(text)
	markdown := string(printer.Markdown(doc))
	return strings.TrimSpace(inCode.ReplaceAllStringFunc(strings.ReplaceAll(markdown, "\\`", "`"), func(code string) string {
		return strings.ReplaceAll(code, `\`, "")
	}))
}

var numbered = regexp.MustCompile(`^(.*_)([0-9]+)$`)

// inRuns lists columns, those of items in a row by the first and the last.
func inRuns(columns []string) (told []string) {
	for i := 0; i < len(columns); i++ {
		first := columns[i]
		for ; i+1 < len(columns) && follows(columns[i], columns[i+1]); i++ {
		}
		if told = append(told, "`"+first+"`"); columns[i] != first {
			told[len(told)-1] += " to `" + columns[i] + "`"
		}
	}
	return told
}

// follows says that a column is of the item after another's.
func follows(one, next string) bool {
	a, b := numbered.FindStringSubmatch(one), numbered.FindStringSubmatch(next)
	if a == nil || b == nil || a[1] != b[1] {
		return false
	}
	i, _ := strconv.Atoi(a[2])
	k, _ := strconv.Atoi(b[2])
	return k == i+1
}

// Every estimator says how it computes, for a reader who wants to compute it again.
func TestEveryEstimatorIsDefined(t *testing.T) {
	for name, text := range definitions(t) {
		if len(text) < 40 || !ofHow.MatchString(text) {
			t.Errorf("%s is defined by %q: want what is computed, and of how many", name, text)
		}
	}
}

// TestEstimatorListIsFresh compares ESTIMATORS.md with the code; -update writes it.
func TestEstimatorListIsFresh(t *testing.T) {
	var b strings.Builder
	b.WriteString(estimatorsHead)
	defined := definitions(t)
	for _, e := range Estimators() {
		b.WriteString(estimatorTitle(e.Name) + e.Description + "\n\n" + defined[e.Name] + "\n\n")
		b.WriteString(scenariosOf + strings.Join(e.Scenarios, ", ") + ".")
		if len(e.Columns) > 0 {
			b.WriteString(" Columns: " + strings.Join(inRuns(e.Columns), ", ") + ".")
		}
		b.WriteString("\n\n")
		for _, a := range e.Arguments {
			b.WriteString("- `" + a.Name + "` (" + string(a.Kind) + ", default `" + a.Default + "`): " + a.Meaning)
			if len(a.Choices) > 0 {
				b.WriteString(": " + strings.Join(a.Choices, ", "))
			}
			b.WriteString(".\n")
		}
		if len(e.Arguments) > 0 {
			b.WriteString("\n")
		}
	}
	if *update {
		if err := os.WriteFile("ESTIMATORS.md", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, told := range []string{fmt.Sprintf("G = %d groups", groups), fmt.Sprintf("fewer than %d,000 courses", manyCourses/1000), fmt.Sprintf("more than %d,000 courses", enoughCourses/1000)} {
		if !strings.Contains(estimatorsHead, told) {
			t.Errorf("how a finding is judged does not say %q", told)
		}
	}
	if got, err := os.ReadFile("ESTIMATORS.md"); err != nil || string(got) != b.String() {
		t.Errorf("ESTIMATORS.md is stale (%v): run go test ./analysis -run EstimatorList -update", err)
	}
}
