package study

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func parseDesign(t *testing.T, text string) *Study {
	t.Helper()
	study, err := Parse("study.yaml", []byte("question: why\n"+text), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// pointsOf tells the scenarios with the values of two parameters.
func pointsOf(s *Study, names ...string) []string {
	var all []string
	for _, p := range s.Planned() {
		text := p.Name
		for _, name := range names {
			text += fmt.Sprint(" ", p.Set[name])
		}
		all = append(all, text)
	}
	return all
}

func TestGridIsEveryCombination(t *testing.T) {
	study := parseDesign(t, `
design:
  kind: grid
  parameters:
    population.assignment: [match, random]
    care.sessions: {from: 8, to: 11, levels: 3}
scenarios:
  - {name: a, set: {rupture.base: 1}}
  - {name: b}
`)
	want := []string{
		"a-1 1 8 1", "b-1 1 8 0", "a-2 1 10 1", "b-2 1 10 0", "a-3 1 11 1", "b-3 1 11 0",
		"a-4 0 8 1", "b-4 0 8 0", "a-5 0 10 1", "b-5 0 10 0", "a-6 0 11 1", "b-6 0 11 0",
	}
	if got := pointsOf(study, "population.assignment", "care.sessions", "rupture.base"); !slices.Equal(got, want) {
		t.Errorf("got %q: want %q", got, want)
	}
	if p := study.Planned()[3]; p.Base != "b" || p.Of != 1 || p.Point != 2 {
		t.Errorf("%+v: want point 2 of scenario 1, b", p)
	}
	if _, said := study.Scenarios[0].Set["care.sessions"]; said {
		t.Error("the scenario of the study has got a value of the design")
	}
}

func TestDesignNeedsNoScenario(t *testing.T) {
	study := parseDesign(t, "design: {kind: table, columns: [rupture.base], rows: [[0], [-1], [1], [2], [-2], [0.5], [0], [0], [0], [0]]}")
	got := pointsOf(study, "rupture.base")
	if len(got) != 10 || got[0] != "point-01 0" || got[9] != "point-10 0" {
		t.Errorf("got %q: want point-01 to point-10", got)
	}
}

// Of a Latin hypercube every parameter has one point in each of as many equal
// pieces; whole parameters have whole values, each as often.
func TestLatinHypercubeIsSpreadEvenly(t *testing.T) {
	study := parseDesign(t, `
design:
  kind: latin_hypercube
  points: 40
  parameters:
    rupture.base: {from: -2, to: 2}
    care.sessions: {from: 5, to: 8}
    population.assignment: [random, match]
`)
	points := study.Design.points(ShippedTable())
	var pieces []int
	whole, choice := map[float64]int{}, map[float64]int{}
	for _, p := range points {
		pieces = append(pieces, int(math.Floor((p[0]+2)*10)))
		whole[p[1]]++
		choice[p[2]]++
	}
	slices.Sort(pieces)
	for i, piece := range pieces {
		if piece != i {
			t.Fatalf("pieces %v: want each once", pieces)
		}
	}
	if want := map[float64]int{5: 10, 6: 10, 7: 10, 8: 10}; !maps.Equal(whole, want) {
		t.Errorf("whole values %v: want %v", whole, want)
	}
	if want := map[float64]int{0: 20, 1: 20}; !maps.Equal(choice, want) {
		t.Errorf("choices %v: want %v", choice, want)
	}
}

// Halton points fill both ranges, stay when there are more of them, and change
// with the design's seed alone.
func TestHaltonKeepsItsPoints(t *testing.T) {
	of := func(points int, seed uint64) [][]float64 {
		x := Design{Kind: designHalton, Points: points, Seed: seed, Parameters: Dimensions{
			{Name: "rupture.base", From: 0, To: 1}, {Name: "care.sessions", From: 1, To: 9}}}
		return x.points(ShippedTable())
	}
	many := of(64, 1)
	if !reflect.DeepEqual(many[:10], of(10, 1)) {
		t.Error("the first ten points of 64 are not those of ten")
	}
	if reflect.DeepEqual(many, of(64, 2)) {
		t.Error("another seed gives the same points")
	}
	halves := 0
	for _, p := range many {
		if p[0] < 0 || p[0] > 1 || p[1] != math.Trunc(p[1]) || p[1] < 1 || p[1] > 9 {
			t.Fatalf("point %v is out of range", p)
		}
		if p[0] < 0.5 {
			halves++
		}
	}
	if halves != 32 { // base 2: exactly half of 2^6 points
		t.Errorf("%d of 64 points in the lower half: want 32", halves)
	}
}

func TestTheStudysSeedMovesNoPoint(t *testing.T) {
	const text = "design: {kind: halton, points: 5, parameters: {rupture.base: {from: -1, to: 1}}}\n"
	if a, b := parseDesign(t, text), parseDesign(t, "seed: 9\n"+text); !slices.Equal(pointsOf(a, "rupture.base"), pointsOf(b, "rupture.base")) {
		t.Error("the points changed with the seed of luck")
	}
}

// A large design stands in the resolved study in a few lines.
func TestResolvedDesignIsCompact(t *testing.T) {
	study := parseDesign(t, "design: {kind: latin_hypercube, points: 400, parameters: {rupture.base: {from: -1, to: 1}, care.forgetting: {from: 0.5, to: 2}}}")
	text, err := study.Resolved()
	if err != nil || len(text) > 1000 {
		t.Fatalf("%d bytes, %v: want at most 1000", len(text), err)
	}
	again, err := Parse("study.yaml", text, Overrides{NoEnvironment: true})
	if err != nil || !reflect.DeepEqual(again.Planned(), study.Planned()) {
		t.Errorf("the resolved study plans other scenarios (%v)", err)
	}
}

func TestFlagsDoNotOverrideADesign(t *testing.T) {
	_, err := Parse("x", []byte("question: why\ndesign: {kind: grid, parameters: {rupture.base: [0, 1]}}"),
		Overrides{NoEnvironment: true, Set: []string{"rupture.base=1"}})
	if err == nil || !strings.Contains(err.Error(), "the design of the study varies this parameter") {
		t.Errorf("error %v: want that the design varies it", err)
	}
}

// Points that share their population are checked once; none is passed over that
// could fail.
func TestEveryPointIsChecked(t *testing.T) {
	_, err := Parse("x", []byte("question: why\ndesign: {kind: grid, parameters: {rupture.base: [0, 1], population.caseload_min: [10, 31]}}"),
		Overrides{NoEnvironment: true})
	want := "x:2:1: design = point-2: population.caseload_min = 31 exceeds population.caseload_max = 30\n" +
		"x:2:1: design = point-4: population.caseload_min = 31 exceeds population.caseload_max = 30"
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
}

// The listed study runs what the design runs.
func TestListedScenariosAreThoseOfTheDesign(t *testing.T) {
	study := parseDesign(t, "design: {kind: grid, parameters: {rupture.base: [0, 1]}}\nscenarios: [{name: a, actions: [{move: validate}]}, {name: b}]\n")
	listed := study.Listed()
	if listed.Design != nil || len(listed.Scenarios) != 4 || len(study.Scenarios) != 2 || listed.Listed() != listed {
		t.Fatalf("%+v: want four scenarios and no design", listed)
	}
	compareSimulations(t, "listed", study, listed)
}
