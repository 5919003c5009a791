package record

import (
	"fmt"
	"math"
	"strings"
)

// Truth says how a study records latent values. Rounding depends on the value
// alone, so that twins who do not differ before rounding do not differ after it.
type Truth uint8

// The ways to record latent values.
const (
	Rounded Truth = iota // to steps far below any measurement: a quarter fewer bytes
	Exact                // as single precision holds them
	NoTruth              // not at all: the columns are null
)

// TruthNames are the words for them in a study.
var TruthNames = []string{Rounded: "rounded", Exact: "exact", NoTruth: "none"}

func (t Truth) String() string { return TruthNames[t] }

// MarshalText gives the word.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the word.
func (t *Truth) UnmarshalText(text []byte) error {
	for i, name := range TruthNames {
		if name == string(text) {
			*t = Truth(i)
			return nil
		}
	}
	return fmt.Errorf("truth %q: want one of %s", text, strings.Join(TruthNames, ", "))
}

// The steps to which truth is rounded. What is rounded never reaches an end of its
// range, as what is exact does not; 0 is null besides.
const (
	proportionSteps = 1 << 16
	pointSteps      = 1 << 11
	points          = 27
)

// Proportion records a latent value above 0 and below 1; 0 is null.
func (t Truth) Proportion(x float64) float32 { return t.of(x, proportionSteps, proportionSteps) }

// Points records a latent severity above 0 and below 27; 0 is null.
func (t Truth) Points(x float64) float32 { return t.of(x, pointSteps, points*pointSteps) }

// of rounds x to that many steps to the one; last is the step that is out of range.
func (t Truth) of(x, steps, last float64) float32 {
	switch t {
	case Rounded:
		return float32(max(1, min(math.RoundToEven(x*steps), last-1)) / steps)
	case Exact:
		return float32(x)
	}
	return 0
}
