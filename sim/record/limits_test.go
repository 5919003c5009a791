package record

import (
	"math"
	"slices"
	"testing"
)

// TestEveryRangeIsRead: a new column's range is written in a form that limits its
// values, or verify would let everything pass.
func TestEveryRangeIsRead(t *testing.T) {
	for _, table := range Dictionary() {
		for _, c := range table.Columns {
			l, known := c.Limits()
			if !known {
				t.Errorf("%s.%s: the range %q is in no known form", table.Name, c.Name, c.Range)
			}
			if l.Number(math.NaN()) || l.Number(math.Inf(1)) {
				t.Errorf("%s.%s may be NaN or infinite", table.Name, c.Name)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		text    string
		in, out []float64
	}{
		{"0 to 27", []float64{0, 13.5, 27}, []float64{-1, 27.5}},
		{"-1 or more", []float64{-1, 0, 1e9}, []float64{-2}},
		{"above 0, below 1", []float64{0.001, 0.999}, []float64{0, 1, -1, 2}},
		{"above 0", []float64{0.001, 50}, []float64{0, -3}},
		{"about -4 to 4", []float64{-6, 4.1, 20}, []float64{-100, 1e30}},
		{"any", []float64{-1e300, 0, 1e300}, nil},
	} {
		l, known := Column{Type: "float64", Range: c.text}.Limits()
		if !known {
			t.Errorf("%q is not known", c.text)
		}
		for _, v := range c.in {
			if !l.Number(v) {
				t.Errorf("%q does not allow %g", c.text, v)
			}
		}
		for _, v := range c.out {
			if l.Number(v) {
				t.Errorf("%q allows %g", c.text, v)
			}
		}
	}
	for _, text := range []string{"", "0 until 3", "x to y", "many or more", "above all"} {
		if _, known := (Column{Type: "int32", Range: text}).Limits(); known {
			t.Errorf("%q is known", text)
		}
	}
}

// What is below an end may be that end in single precision: with a mean severity of 23 and an
// SD of 8, one patient in a thousand has an intake_severity of 27.
func TestSinglePrecisionReachesTheEnd(t *testing.T) {
	l, _ := Column{Type: "float32", Range: "above 0, below 27"}.Limits()
	for v, want := range map[float64]bool{float64(float32(26.9999999)): true, 0: false, 27.5: false} {
		if l.Number(v) != want {
			t.Errorf("%g below 27 in single precision is %v, want %v", v, !want, want)
		}
	}
}

func TestWords(t *testing.T) {
	l, _ := Column{Type: "string", Range: "completed, waiting; after a transfer moved_then_completed, moved_then_left"}.Limits()
	if want := []string{"completed", "waiting", "moved_then_completed", "moved_then_left"}; !slices.Equal(l.Words, want) {
		t.Errorf("words %q, want %q", l.Words, want)
	}
	if !l.Word("waiting") || l.Word("transfer") || l.Word("") {
		t.Error("the words are not held")
	}
	if l, _ := (Column{Type: "string", Range: "a mechanism of the model"}).Limits(); l.Words != nil || !l.Word("bond") {
		t.Errorf("a range in words lists %q", l.Words)
	}
}
