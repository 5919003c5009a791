package twins

import (
	"fmt"
	"math"
	"strings"

	"rapport/analysis"
)

// text tells a contrast: in a sentence for the primary outcome and one that was asked for,
// in a table for others.
func (r *ContrastResult) text(b *strings.Builder, primary, asked string) {
	fmt.Fprintf(b, "\n\ncontrast %s: %s\n%s\n", r.Name, r.Formula(), r.Basis())
	for _, answer := range r.Answers(primary, asked) {
		b.WriteString(wrapped(answer) + "\n")
	}
	for _, line := range r.Lines(primary, asked) {
		contrastLine(b, line[0], line[1], line[2], line[3])
	}
}

// Formula is the contrast as a difference of differences.
func (r *ContrastResult) Formula() string {
	return fmt.Sprintf("(%s minus %s) less (%s minus %s)", r.Of[0], r.Of[1], r.Less[0], r.Less[1])
}

// Basis says on what the intervals rest.
func (r *ContrastResult) Basis() string { return basis(r.Unit, r.Clusters) }

// Answers are a sentence for the primary outcome and one for an outcome that was asked for.
func (r *ContrastResult) Answers(primary, asked string) (all []string) {
	for i := range r.Effects {
		if e := &r.Effects[i]; e.Outcome.Name == primary || e.Outcome.Name == asked {
			all = append(all, r.answer(e))
		}
	}
	return all
}

// Lines are a heading and a line for each outcome that is told.
func (r *ContrastResult) Lines(primary, asked string) [][4]string {
	third := "second difference"
	if r.Through {
		third = "share of the first"
	}
	all := [][4]string{{"", "first difference", "first less second", third}}
	for i := range r.Effects {
		e := &r.Effects[i]
		if o := &e.Outcome; o.Name == primary || o.Name == asked || o.Week == 0 && !o.RestsOnTheLast() || strings.HasPrefix(o.Name, "phq9_week") {
			third = spanText(e.Second, o.showDifference)
			if r.Through {
				third = spanText(e.Share, sharePoints)
			}
			all = append(all, [4]string{o.Label, spanText(e.First, o.showDifference), spanText(e.Difference, o.showDifference), third})
		}
	}
	return all
}

func contrastLine(b *strings.Builder, label, first, difference, third string) {
	text := cellLeft(label, 26) + cellRight(first, 30) + cellRight(difference, 30) + cellRight(third, 30)
	b.WriteString(strings.TrimRight(text, " ") + "\n")
}

func sharePoints(v float64) string { return signless(v) + " %" }

// signless is a percentage with a sign only where it is below 0.
func signless(v float64) string { return strings.TrimPrefix(signedFigure(100*v, 0), "+") }

// answer is the contrast in words.
func (r *ContrastResult) answer(e *ContrastEffect) string {
	show := e.Outcome.showDifference
	unit := unitOf(&e.Outcome)
	if !r.Through {
		return fmt.Sprintf("In words: on %s, %s differs from %s by %s %s; %s from %s by %s. The two differ by %s %s: %s.", e.Outcome.Label,
			r.Of[0], r.Of[1], spanText(e.First, show), unit, r.Less[0], r.Less[1], spanText(e.Second, show), spanText(e.Difference, show), unit, verdict(e.Difference))
	}
	text := fmt.Sprintf("In words: on %s, %s differs from %s by %s %s. With the paths blocked in both, %s is left; %s goes through them", e.Outcome.Label,
		r.Of[0], r.Of[1], spanText(e.First, show), unit, spanText(e.Second, show), spanText(e.Difference, show))
	if !math.IsNaN(e.Share.Value) {
		return text + fmt.Sprintf(", %s of the whole.", spanText(e.Share, sharePoints))
	}
	return text + "; the whole effect may be none, so it has no share."
}

// verdict says what an interval holds.
func verdict(r analysis.Result) string {
	switch {
	case math.IsNaN(r.Low) && len(r.Warnings) == 0: // one cluster
		return "there is no interval, so it is left open"
	case math.IsNaN(r.Low):
		return r.Warnings[0].Error()
	case tells(r):
		return "0 lies outside the interval"
	}
	return "0 lies in the interval, so it is left open"
}
