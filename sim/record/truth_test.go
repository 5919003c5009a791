package record

import (
	"encoding/json"
	"math"
	"testing"
)

func TestTruthIsRoundedToItsSteps(t *testing.T) {
	for x := 0.0; x <= 1; x += 1.0 / 9973 {
		got := Rounded.Proportion(x)
		if !(math.Abs(float64(got)-x) <= 1.5/65536) || float64(got)*65536 != math.Round(float64(got)*65536) || got <= 0 || got >= 1 {
			t.Fatalf("%v is rounded to %v, want the nearest step of 1/65536 within (0, 1)", x, got)
		}
		if again := Rounded.Proportion(float64(got)); again != got {
			t.Fatalf("%v, rounded again, is %v", got, again)
		}
		score := Rounded.Points(27 * x)
		if !(math.Abs(float64(score)-27*x) <= 1.5/2048) || float64(score)*2048 != math.Round(float64(score)*2048) || score <= 0 || score >= 27 {
			t.Fatalf("%v points are rounded to %v, want the nearest step of 1/2048 within (0, 27)", 27*x, score)
		}
	}
	if x := 0.1234567890123; Exact.Proportion(x) != float32(x) || NoTruth.Proportion(x) != 0 || NoTruth.Points(x) != 0 {
		t.Error("exact truth is another, or truth that is not recorded is some")
	}
	if !math.IsNaN(float64(Rounded.Points(math.NaN()))) {
		t.Error("what is no number becomes one")
	}
}

func TestTruthHasWords(t *testing.T) {
	for i, name := range TruthNames {
		text, err := json.Marshal(Truth(i))
		var back Truth
		if err != nil || string(text) != `"`+name+`"` || json.Unmarshal(text, &back) != nil || back != Truth(i) {
			t.Errorf("%d is written %s (error %v) and read as %v", i, text, err, back)
		}
	}
	if err := new(Truth).UnmarshalText([]byte("half")); err == nil {
		t.Error("half a truth is one")
	}
}
