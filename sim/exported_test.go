package sim_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one Go file of the tree.
type source struct {
	dir      string // import path of its folder
	from     string // the package that it belongs to: an external test and a main are others
	test     bool
	position *token.FileSet
	tree     *ast.File
}

// sources reads all Go files of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	position := token.NewFileSet()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		tree, err := parser.ParseFile(position, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Join("rapport", strings.TrimPrefix(filepath.ToSlash(filepath.Dir(name)), ".."))
		s := source{dir: dir, from: dir, test: strings.HasSuffix(name, "_test.go"), position: position, tree: tree}
		if pkg := tree.Name.Name; pkg == "main" || strings.HasSuffix(pkg, "_test") {
			s.from += " " + pkg
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// exports is what the packages export, and what of it is needed where it is not
// declared.
type exports struct {
	declared map[string]token.Position // by import path and name, methods by type and name
	speaks   map[string][]string       // the exported types of its package in which a declaration speaks
	needed   map[string]bool
	selected map[string]map[string]bool // by name of a field or method: the packages that select it
	asked    map[string]bool            // names of methods that an interface asks for
}

// Does every package export only what another one needs? That is a name that
// stands elsewhere, a type in which such a name speaks (of a field, a result), a
// value of such a type or of such a list of constants, a method that is called elsewhere or that an
// interface asks for, and what JSON reads or writes, for it is used outside. Fields
// are data, which YAML and templates reach, and the methods of a mechanism its
// equations, which `go doc` shows: both may stay.
func TestOnlyWhatIsUsedElsewhereIsExported(t *testing.T) {
	x := exports{map[string]token.Position{}, map[string][]string{}, map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}}
	all := sources(t)
	for _, s := range all {
		x.uses(&s)
	}
	for _, s := range all {
		if !s.test && s.from == s.dir {
			x.declares(&s)
		}
	}
	x.spread()
	for _, name := range slices.Sorted(maps.Keys(x.declared)) {
		if !x.needed[name] {
			t.Errorf("%s: nothing outside its package uses %s: write it with a small letter", x.declared[name], name)
		}
	}
}

// uses notes what a file names of other packages.
func (x *exports) uses(s *source) {
	imported := map[string]string{}
	for _, i := range s.tree.Imports {
		p := strings.Trim(i.Path.Value, `"`)
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		imported[name] = p
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && imported[id.Name] != "" {
				x.needed[imported[id.Name]+"."+n.Sel.Name] = true
			}
			if x.selected[n.Sel.Name] == nil {
				x.selected[n.Sel.Name] = map[string]bool{}
			}
			x.selected[n.Sel.Name][s.from] = true
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				for _, id := range m.Names {
					x.asked[id.Name] = true
				}
			}
		}
		return true
	})
}

// standard are methods that interfaces of libraries ask for.
var standard = []string{"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "UnmarshalYAML", "MarshalYAML", "DrawGlyph"}

// declares notes what a file exports.
func (x *exports) declares(s *source) {
	for _, d := range s.tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			x.function(s, d)
		case *ast.GenDecl:
			var kind ast.Expr // of a constant that repeats the one before it
			var list []string // constants of one declaration stay together
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if name := x.declare(s, spec.Name, spec.Type); hasTags(spec) {
						x.needed[name] = true
					}
				case *ast.ValueSpec:
					if spec.Type != nil || len(spec.Values) > 0 {
						kind = spec.Type
					}
					if kind == nil && len(spec.Values) == 1 {
						if made, ok := spec.Values[0].(*ast.CompositeLit); ok {
							kind = made.Type
						}
					}
					for _, id := range spec.Names {
						list = append(list, x.value(s, id, kind))
					}
				}
			}
			if d.Tok == token.CONST {
				for _, name := range list {
					x.speaks[name] = append(x.speaks[name], list...)
				}
			}
		}
	}
}

// hasTags says whether a type is one that JSON reads or writes.
func hasTags(spec *ast.TypeSpec) (tagged bool) {
	ast.Inspect(spec, func(n ast.Node) bool {
		f, ok := n.(*ast.Field)
		tagged = tagged || ok && f.Tag != nil && strings.Contains(f.Tag.Value, "json:")
		return true
	})
	return tagged
}

// declare notes a name and the exported types of the same package in what it says.
func (x *exports) declare(s *source, id *ast.Ident, says ...ast.Node) string {
	name := s.dir + "." + id.Name
	if id.IsExported() {
		x.declared[name] = s.position.Position(id.Pos())
	}
	for _, n := range says {
		ast.Inspect(n, func(n ast.Node) bool {
			if t, ok := n.(*ast.Ident); ok && t.IsExported() {
				x.speaks[name] = append(x.speaks[name], s.dir+"."+t.Name)
			}
			return true
		})
	}
	return name
}

// value notes a constant or variable, which is needed where its type is.
func (x *exports) value(s *source, id *ast.Ident, kind ast.Expr) string {
	name := x.declare(s, id)
	if t, ok := kind.(*ast.Ident); ok {
		x.speaks[s.dir+"."+t.Name] = append(x.speaks[s.dir+"."+t.Name], name)
	} else if kind != nil {
		x.declare(s, id, kind)
	}
	return name
}

// function notes a function, or a method with its type.
func (x *exports) function(s *source, d *ast.FuncDecl) {
	if d.Recv == nil {
		x.declare(s, d.Name, d.Type)
		return
	}
	of := d.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	if g, ok := of.(*ast.IndexExpr); ok {
		of = g.X
	}
	whose := of.(*ast.Ident).Name
	method := ast.NewIdent(whose + "." + d.Name.Name)
	method.NamePos = d.Name.Pos()
	called := x.asked[d.Name.Name] || slices.Contains(standard, d.Name.Name) || s.dir == "rapport/sim"
	for from := range x.selected[d.Name.Name] {
		called = called || from != s.dir
	}
	if !d.Name.IsExported() {
		return
	}
	name := x.declare(s, method, d.Type)
	if _, ok := x.declared[name]; !ok { // of an unexported type: seen through what it satisfies
		x.declared[name] = s.position.Position(d.Name.Pos())
	}
	if called {
		x.needed[name] = true
		x.speaks[s.dir+"."+whose] = append(x.speaks[s.dir+"."+whose], x.speaks[name]...)
	}
}

// spread makes needed what something needed speaks in.
func (x *exports) spread() {
	reached := slices.Collect(maps.Keys(x.needed))
	for len(reached) > 0 {
		name := reached[len(reached)-1]
		reached = reached[:len(reached)-1]
		for _, next := range x.speaks[name] {
			if !x.needed[next] {
				x.needed[next] = true
				reached = append(reached, next)
			}
		}
	}
}
