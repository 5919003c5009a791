package twins

import (
	"fmt"
	"math"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
)

// show prints a mean: shares in per cent, scores with two decimals, latent ones
// with three.
func (e *ScenarioEffect) show() func(float64) string {
	return func(v float64) string {
		switch {
		case math.IsNaN(v):
			return "–"
		case e.Outcome.Binary || e.Outcome.Unit == "share":
			return fmt.Sprintf("%.1f %%", 100*v)
		case e.Outcome.Unit == "proportion":
			return fmt.Sprintf("%.3f", v)
		}
		return fmt.Sprintf("%.2f", v)
	}
}

// showDifference prints a difference; of shares in points of a hundred.
func (o *CompareOutcome) showDifference(v float64) string {
	switch {
	case o.Binary || o.Unit == "share":
		return signedFigure(100*v, 2)
	case o.Unit == "proportion":
		return signedFigure(v, 4)
	}
	return signedFigure(v, 3)
}

// spanText prints a value and its interval, with a sign behind one that is not to
// be relied on.
func spanText(r analysis.Result, show func(float64) string) string {
	switch {
	case math.IsNaN(r.Value):
		return "–"
	case math.IsNaN(r.Low):
		return show(r.Value)
	}
	rough := ""
	if len(r.Warnings) > 0 {
		rough = " ~"
	}
	return fmt.Sprintf("%s (%s to %s)%s", show(r.Value), show(r.Low), show(r.High), rough)
}

// signedFigure prints a number with a sign, and no sign before zero.
func signedFigure(v float64, decimals int) string {
	text := fmt.Sprintf("%+.*f", decimals, v)
	if strings.Trim(text, "+-0.") == "" {
		return text[1:]
	}
	return strings.Replace(text, "-", "−", 1)
}

func percentText(p float64) string {
	switch {
	case p > 0.995 && p < 1 || p == 1:
		return ">99 %"
	case p > 0 && p < 0.005:
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// savingText prints how many times fewer patients.
func savingText(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 1):
		return "∞"
	case v >= 99.5:
		return fmt.Sprintf("%.0f ×", v)
	}
	return fmt.Sprintf("%.1f ×", v)
}

// figureShort prints a whole number as such.
func figureShort(v float64) string {
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

// String says the number in words, and what its interval means.
func (n NNT) String() string {
	kind := map[bool]string{false: "benefit", true: "harm"}
	switch {
	case math.IsNaN(n.Value):
		return "–"
	case n.TooFew, math.IsInf(n.Value, 1) && (math.IsInf(n.Low, 1) || math.IsNaN(n.Low)):
		return "not estimable: too few twins differ"
	case math.IsInf(n.Value, 1):
		return fmt.Sprintf("no difference; the interval runs from %s to benefit through ∞ to %s to harm", patientsText(n.Low), patientsText(n.High))
	case math.IsNaN(n.Low):
		return fmt.Sprintf("%s for one more to %s", patientsText(n.Value), kind[n.Harm])
	case !n.Crosses:
		return fmt.Sprintf("%s (%s to %s) for one more to %s", patientsText(n.Value), patientsText(n.Low), patientsText(n.High), kind[n.Harm])
	}
	return fmt.Sprintf("%s for one more to %s; across no effect: %s to benefit through ∞ to %s to harm",
		patientsText(n.Value), kind[n.Harm], patientsText(n.Low), patientsText(n.High))
}

// patientsText prints a number of patients, with three digits, and of thousands two: no
// more are known.
func patientsText(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "∞"
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	case v < 999.5:
		return fmt.Sprintf("%.0f", v)
	case v > 1e6:
		return overAMillion
	}
	step := math.Pow(10, math.Floor(math.Log10(v))-1)
	return data.Grouped(int64(math.Round(v/step) * step))
}

// overAMillion is what more patients than any study has are called.
const overAMillion = "over a million"

// NeededText prints how many patients a trial needs, rounded up to two significant digits:
// no more of such a size is known.
func NeededText(n float64) string {
	switch {
	case math.IsNaN(n):
		return "–"
	case n > 1e6:
		return overAMillion
	}
	return data.Grouped(int64(twoDigits(n)))
}

// twoDigits rounds up to two significant digits.
func twoDigits(n float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(max(n, 1)))-1)
	if step <= 1 {
		return math.Ceil(n)
	}
	return math.Ceil(n/step-1e-9) * step
}
