package main

import (
	"math"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
)

// A small table: every row is counted once for each study, intervals of compare
// and validate hold the truth about as often as they say, and the page shows both.
func TestSmallCoverage(t *testing.T) {
	text, err := configs.Read("repair-training")
	if err != nil {
		t.Fatal(err)
	}
	s, err := study.Parse("repair-training.yaml", text, study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	const studies = 24
	sizes := []size{{60, 1, studies}}
	got, err := measure(s, sizes, 4000)
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
		if c.given == studies && !got.tests[row] && float64(c.held)/studies < least {
			t.Errorf("%s: held the truth in %d of %d", row, c.held, c.given)
		}
	}
	page := got.text(sizes, 4000)
	for _, want := range []string{"60 × 1 (24 studies)", "compare, supervised: response", "validate, X01", "(test)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}
