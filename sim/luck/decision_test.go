package luck

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// several decisions have as many numbers to themselves; all others have one.
var several = map[string]int{
	"Trait0": 32, "Chemistry": MostTherapists, "TherapistPerspective": MostTherapists, "BondChemistry": MostTherapists,
	"RuleArm": MostDecisionPoints, "PHQ9Items": 16, "WAIItems": 16, "CALPASItems": 32,
}

// Two decisions of one number would be one luck: whoever does the one would do the other.
// Every list of decision.go is looked at as it stands there, so that no new line is left out.
func TestDecisionsHaveNumbersOfTheirOwn(t *testing.T) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "decision.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	scope := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	if _, err := (&types.Config{}).Check("luck", files, []*ast.File{file}, scope); err != nil {
		t.Fatal(err)
	}
	taken := map[string]map[Decision]string{} // of what is addressed alike
	seen := 0
	for _, declared := range file.Decls {
		list, ok := declared.(*ast.GenDecl)
		if !ok || list.Tok != token.CONST {
			continue
		}
		wheres := addressed(list.Doc.Text())
		for _, spec := range list.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				c, ok := scope.Defs[name].(*types.Const)
				if !ok || !c.Exported() || !strings.HasSuffix(c.Type().String(), "Decision") {
					continue
				}
				if wheres == nil {
					t.Errorf("decision.go: %s stands in a list whose comment does not say when it is decided: %q", c.Name(), list.Doc.Text())
				}
				first, _ := constant.Int64Val(c.Val())
				seen++
				for _, where := range wheres {
					claim(t, taken, where, c.Name(), Decision(first))
				}
			}
		}
	}
	if seen < 60 {
		t.Errorf("%d decisions found in decision.go, want them all", seen)
	}
}

// The first two lists are closed, because each number in them follows from those before it.
func TestDecisionsDoNotMove(t *testing.T) {
	if often != 22 || OwnGoalReview != 40 || RuleTherapist != 240 {
		t.Errorf("decision.go: RuptureKind, OwnGoalReview and RuleTherapist have moved (%d, %d, %d; want 25, 40, 240), and with them "+
			"all luck; a new decision in a session is the last line of the list of RuleTherapist", RuptureKind, OwnGoalReview, RuleTherapist)
	}
}

// addressed says to which addresses the decisions of a list belong, by its comment.
func addressed(comment string) []string {
	switch {
	case strings.HasPrefix(comment, "Decisions in a session"):
		return []string{"a session"}
	case strings.HasPrefix(comment, "Decisions before treatment"):
		return []string{"the time before treatment"}
	case strings.HasPrefix(comment, "Decisions about single items"):
		return []string{"a session", "the time before treatment"}
	case strings.HasPrefix(comment, "Decisions at a week"):
		return []string{"a week"}
	case strings.HasPrefix(comment, "Decisions at a spell"):
		return []string{"a spell"}
	}
	return nil
}

// claim takes the numbers of a decision, and tells where another has them.
func claim(t *testing.T, taken map[string]map[Decision]string, where, name string, first Decision) {
	t.Helper()
	if taken[where] == nil {
		taken[where] = map[Decision]string{}
	}
	for d := first; d < first+Decision(max(1, several[name])); d++ {
		if other, ok := taken[where][d]; ok {
			t.Errorf("decision.go: %s and %s of %s have the same number, %d; give %s one that is free", other, name, where, d, name)
			return
		}
		taken[where][d] = name
	}
}
