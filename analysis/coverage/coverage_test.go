package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
)

func opened(t *testing.T, folder string) *store {
	t.Helper()
	text, err := configs.Read("repair-training")
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.Parse("repair-training.yaml", text, study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	o, err := openStore(folder, s)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A small table: every row is counted once for each study, intervals of compare
// and validate hold the truth about as often as they say, and a second call goes on
// where the first was stopped, a torn line among it.
func TestSmallCoverage(t *testing.T) {
	const studies = 24
	o := opened(t, t.TempDir())
	truth, z := size{4000, 1, 1}, size{60, 1, studies}
	first := z
	first.studies = studies / 2
	for _, one := range []error{o.simulate(t.Context(), truth, truthSeed, values), o.simulate(t.Context(), first, firstSeed, evaluate)} {
		if one != nil {
			t.Fatal(one)
		}
	}
	before, err := os.ReadFile(o.file(z))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(o.file(z), before[:len(before)-20], 0o666); err != nil {
		t.Fatal(err)
	}
	if err := o.simulate(t.Context(), z, firstSeed, evaluate); err != nil {
		t.Fatal(err)
	}
	got, err := o.table([]size{z, {400, 1, 9}}, truth)
	if err != nil {
		t.Fatal(err)
	}
	// The truth carries the error of its 4,000 patients, which is small beside that of
	// 60; 4.5 standard errors of 24 studies below 95 of 100.
	least := 0.95 - 4.5*math.Sqrt(0.95*0.05/studies)
	for row, cells := range got.cells {
		c := cells[0]
		if c.asked != studies {
			t.Errorf("%s: asked %d times, want %d", row, c.asked, studies)
		}
		if c.given == studies && !strings.Contains(row, "(test)") && float64(c.held)/studies < least {
			t.Errorf("%s: held the truth in %d of %d", row, c.held, c.given)
		}
	}
	page := got.text()
	for _, want := range []string{"--truth 4000x1x1 --sizes 60x1x24 --trials 0 --write", "60 × 1 (24 studies) |\n", "compare, supervised: response", "validate, X01", "(test)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// Studies of another study file are not counted among those of this one.
func TestStudiesOfAnotherFileAreRefused(t *testing.T) {
	folder := t.TempDir()
	o := opened(t, folder)
	other := *o.study
	other.Population.Patients++
	if _, err := openStore(folder, &other); err == nil {
		t.Error("no error")
	}
}

// The tests of power are counted once, and a design is held against other trials: a
// strong effect, whose power is alike in both within 4.5 of its standard errors.
func TestTestsOfPower(t *testing.T) {
	o := opened(t, t.TempDir())
	z := size{60, 1, 1}
	for range 2 {
		if err := o.errors(t.Context(), z, 20); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.simulate(t.Context(), z, firstSeed, evaluate); err != nil {
		t.Fatal(err)
	}
	got, err := o.table([]size{z}, size{60, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if page := got.text(); len(got.names) < 12 || strings.Count(page, "| power, contrast: ancova, complete |") != 1 {
		t.Errorf("%d tests of power:\n%s", len(got.names), page)
	}
	var b strings.Builder
	small := designs[0]
	small.options.Trials, small.options.Precision, small.options.Caseload = 40, 0.5, 5
	if err := against(t.Context(), &b, []design{small}, 40); err != nil {
		t.Fatal(err)
	}
	var z0 float64
	_, after, _ := strings.Cut(b.String(), "z = ")
	if _, err := fmt.Sscan(after, &z0); err != nil || !(math.Abs(z0) <= 4.5) {
		t.Errorf("z %g, %v:\n%s", z0, err, b.String())
	}
}
