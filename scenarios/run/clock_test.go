package run

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A clock that jumps can change nothing but the host section of the manifest,
// because nothing else asks what time it is: the model does not know the package
// time, and a run reads the clock where it starts and where that section is made.
// How long a run will take is measured before it begins, and changes nothing in it.
func TestOnlyTheHostSectionReadsTheClock(t *testing.T) {
	t.Parallel()
	var reads []string
	for _, dir := range []string{".", "../population", "../study", "../../sim", "../../sim/record"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s (%v)", dir, err)
		}
		for _, name := range files {
			if !strings.HasSuffix(name, "_test.go") {
				reads = append(reads, clockReads(t, name)...)
			}
		}
	}
	slices.Sort(reads)
	want := []string{"manifest.go: newHost: time.Now", "merge.go: Merge: time.Now", "run.go: runArms: time.Now",
		"size.go: sample: time.Now", "size.go: sample: time.Since"}
	if !slices.Equal(reads, want) {
		t.Errorf("the clock is read in\n%s\nwant\n%s", strings.Join(reads, "\n"), strings.Join(want, "\n"))
	}
}

// clockReads lists the uses of functions of package time by which a program
// learns, or waits for, the time.
func clockReads(t *testing.T, name string) (reads []string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
	if err != nil {
		t.Fatalf("%s does not parse: %v", name, err)
	}
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		where := "package level"
		if ok {
			where = function.Name.Name
		}
		ast.Inspect(declaration, func(n ast.Node) bool {
			selected, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selected.X.(*ast.Ident)
			asks := []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Sleep"}
			if ok && from.Name == "time" && slices.Contains(asks, selected.Sel.Name) {
				reads = append(reads, filepath.Base(name)+": "+where+": time."+selected.Sel.Name)
			}
			return true
		})
	}
	return reads
}
