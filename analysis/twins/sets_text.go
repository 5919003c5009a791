package twins

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
)

// setsText writes what the plausible sets say of every contrast.
func (c *Comparison) setsText(b *strings.Builder) {
	for i := range c.Sets {
		o := &c.Sets[i]
		if i == 0 || c.Sets[i-1].Contrast != o.Contrast {
			fmt.Fprintf(b, "\n\n%s, under %d plausible sets (the same patients with the same luck under each)\n", o.Contrast, len(o.Values))
			setsLine(b, "", "shipped", "median", "90 % of the sets", "same sign", "luck", "verdict")
		}
		if o.Told(c.Primary) {
			cells := o.Cells()
			setsLine(b, o.Outcome.Label, cells[0], cells[1], cells[2], cells[3], cells[4], o.Short())
		}
	}
	b.WriteString("\n")
	for i := range c.Sets {
		if o := &c.Sets[i]; o.Outcome.Name == c.Primary {
			b.WriteString(o.Sentence() + "\n")
			for k := range o.Settles {
				b.WriteString("  " + o.Settles[k].Sentence() + "\n")
			}
			if o.Tried > 0 && len(o.Settles) == 0 {
				fmt.Fprintf(b, "  none of the %d numbers that the sets were held to would settle it by itself, however precisely it were measured\n", o.Tried)
			}
		}
	}
	b.WriteString(setsNotes)
}

const setsNotes = `
A plausible set is a set of parameters that meets what the sets were held to (published findings, or a table of your own). Luck: the standard error of one
set's answer by the luck of these patients; more patients make it smaller, while what the sets disagree on only further
evidence can settle. A parameter is named where its rank correlation with the answer over the sets is larger than any
by chance (permutations, p < 0.05 over all parameters).
Ranges over sets are the least that is open: a search for sets begins at the shipped values (or the fit to your table), and is
stopped before it has gone as far from them as the evidence would let it. "Holds in all sets" says that no set was found that
contradicts, not that there is none.
`

// Told says whether the outcome is told to a reader: the primary one, and what a course is
// judged by beside.
func (o *OverSets) Told(primary string) bool {
	switch o.Outcome.Name {
	case primary, "phq9_last", "response", "remission", "dropout", "sessions_held", "true_alliance_5", "true_alliance_end", "ruptures", "resolved_share":
		return true
	}
	return strings.HasPrefix(o.Outcome.Name, "relapse") || strings.HasPrefix(o.Outcome.Name, "reliable") && o.Outcome.Week > 0
}

func setsLine(b *strings.Builder, label, shipped, median, span, sign, luck, verdict string) {
	text := cellLeft(label, 25) + cellRight(shipped, 9) + cellRight(median, 9) + cellRight(span, 20) + cellRight(sign, 11) + cellRight(luck, 8) + "  " + verdict
	b.WriteString(strings.TrimRight(text, " ") + "\n")
}

// Cells are the answer ready to print: shipped, median, range over sets, share with the same
// sign, and what luck moves.
func (o *OverSets) Cells() [5]string {
	show := o.Outcome.showDifference
	return [5]string{numberOr(o.Shipped.Value, show), numberOr(o.Median, show), fmt.Sprintf("%s to %s", numberOr(o.Low, show), numberOr(o.High, show)),
		numberOr(o.SameSign, percentExact), numberOr(o.MonteCarlo, func(v float64) string { return strings.TrimPrefix(show(v), "+") })}
}

func numberOr(v float64, show func(float64) string) string {
	if math.IsNaN(v) {
		return "–"
	}
	return show(v)
}

// percentExact keeps 100 % for all.
func percentExact(p float64) string {
	if p < 1 && p >= 0.995 {
		return ">99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

// Short is the verdict in a few words.
func (o *OverSets) Short() string {
	switch o.Verdict {
	case DependsOn:
		return "depends on " + o.On.Parameter
	case TooSmall:
		return "cannot tell at this size"
	case NoLuck:
		return "luck unknown: wants ten replications"
	case TooFew:
		return "too few sets for a verdict"
	case HoldsInAll:
		return fmt.Sprintf("holds in all %d sets", o.told())
	}
	return string(o.Verdict)
}

// Sentence says the verdict in words.
func (o *OverSets) Sentence() string {
	show := o.Outcome.showDifference
	text := fmt.Sprintf("%s, %s: ", o.Contrast, o.Outcome.Label)
	switch o.Verdict {
	case HoldsInAll:
		text += fmt.Sprintf("holds in all %d sets (%s to %s in 90 %% of them), so that at most %.0f %% of all such sets have the other sign", o.told(),
			show(o.Low), show(o.High), math.Ceil(100*unseen(o.told())))
		if o.On != nil {
			text += fmt.Sprintf("; how much hangs on %s most (rank correlation %s)", o.On.Parameter, signedFigure(o.On.Correlation, 2))
		}
	case DependsOn:
		text += fmt.Sprintf("depends on %s: up to %s it is above 0 in %d of %d sets, beyond in %d of %d (rank correlation %s, p %s)", o.On.Parameter,
			parameterText(o.On.Cut), o.On.Below.Positive, o.On.Below.Sets, o.On.Above.Positive, o.On.Above.Sets, signedFigure(o.On.Correlation, 2), pText(o.On.P))
	case LeftOpen:
		text += o.leftOpen()
		if o.On != nil {
			text += fmt.Sprintf("; it follows %s most (rank correlation %s), which does not settle the sign", o.On.Parameter, signedFigure(o.On.Correlation, 2))
		}
	case NoLuck:
		text += "cannot be told: scenarios give therapists other patients, so that all are one cluster and nothing tells how far luck moves the answer; ten replications or more do"
	case TooFew:
		text += o.tooFew()
	default:
		text += "cannot be told at this size: luck moves it as much as the sets do; more patients first"
	}
	if o.middleOff() {
		text += "; the shipped values lie outside that range, and are no middle of what is plausible"
	}
	return text
}

// tooFew says how few sets have a value, and which these are.
func (o *OverSets) tooFew() string {
	known := slices.DeleteFunc(slices.Clone(o.Values), math.IsNaN)
	if len(known) == 0 {
		return "no set gives it a value"
	}
	are := "are"
	if len(known) == 1 {
		are = "is"
	}
	show := o.Outcome.showDifference
	return fmt.Sprintf("%s %s too few for a verdict, want at least %d (%s to %s over them)", data.Counted(len(known), "set"), are, fewSets, show(slices.Min(known)), show(slices.Max(known)))
}

// leftOpen says how far the sets disagree.
func (o *OverSets) leftOpen() string {
	low, high := o.Outcome.showDifference(o.Low), o.Outcome.showDifference(o.High)
	if math.IsNaN(o.SameSign) {
		return fmt.Sprintf("left open: under the shipped values there is no difference, under the sets %s to %s in 90 %% of them", low, high)
	}
	return fmt.Sprintf("left open: %s of the sets have the sign of the shipped values (%s to %s in 90 %% of them)", percentExact(o.SameSign), low, high)
}

// middleOff says that the shipped answer lies outside the middle 90 % of the sets by more
// than luck.
func (o *OverSets) middleOff() bool {
	away := surely * o.MonteCarlo / math.Sqrt(float64(max(1, o.told())))
	return o.told() >= fewSets && (o.Shipped.Value < o.Low-away || o.Shipped.Value > o.High+away)
}

func parameterText(v float64) string { return strings.TrimPrefix(fmt.Sprintf("%.3g", v), "+") }

// Sentence says in words what a finding would settle.
func (s *Settler) Sentence() string {
	what := fmt.Sprintf("%s (%s)", s.ID, s.Text)
	if s.ID == s.Text {
		what = s.Text
	}
	return fmt.Sprintf("would be settled by %s measured to ±%.2g (SE; about %s patients): takes away %.0f %% of the variance over sets, and the sign is told wrongly in %.0f %% instead of %.0f %%",
		what, s.Precision, data.Grouped(int64(twoDigits(float64(s.Patients)))), 100*s.Share*0.9, 100*s.Wrong, 100*s.WrongNow)
}

type settlerJSON struct {
	Finding   string  `json:"finding"`
	Text      string  `json:"text"`
	Share     float64 `json:"variance_share"`
	P         float64 `json:"p"`
	WrongNow  float64 `json:"wrong_sign_now"`
	Wrong     float64 `json:"wrong_sign_after"`
	Precision float64 `json:"precision"`
	Patients  int64   `json:"patients"`
}

type dependenceJSON struct {
	Parameter   string  `json:"parameter"`
	Correlation float64 `json:"rank_correlation"`
	P           float64 `json:"p"`
	Cut         float64 `json:"cut"`
	Below       [2]int  `json:"below"` // sets, of them positive
	Above       [2]int  `json:"above"`
}

// MarshalJSON writes the answer over sets; what is not known is null.
func (o OverSets) MarshalJSON() ([]byte, error) {
	values := make([]*float64, len(o.Values))
	errs := make([]*float64, len(o.SEs))
	for i := range values {
		values[i], errs[i] = analysis.Known(o.Values[i]), analysis.Known(o.SEs[i])
	}
	out := struct {
		Contrast   string          `json:"contrast"`
		Outcome    CompareOutcome  `json:"outcome"`
		Shipped    estimateJSON    `json:"shipped"`
		Median     *float64        `json:"median"`
		Low        *float64        `json:"low_90"`
		High       *float64        `json:"high_90"`
		SameSign   *float64        `json:"same_sign"`
		Unseen     float64         `json:"other_sign_at_most"` // share of all such sets, 95 % confidence; of use where all have the same
		MonteCarlo *float64        `json:"monte_carlo_se"`
		Open       *float64        `json:"open_sd"`
		Verdict    SetVerdict      `json:"verdict"`
		Words      string          `json:"words"`
		On         *dependenceJSON `json:"depends_on"`
		Settles    []settlerJSON   `json:"settled_by"`
		Values     []*float64      `json:"values"`
		SEs        []*float64      `json:"ses"`
	}{o.Contrast, o.Outcome, jsonOf(&o.Shipped), analysis.Known(o.Median), analysis.Known(o.Low), analysis.Known(o.High), analysis.Known(o.SameSign),
		unseen(max(1, o.told())), analysis.Known(o.MonteCarlo), analysis.Known(o.Open), o.Verdict, o.Sentence(), nil, []settlerJSON{}, values, errs}
	if d := o.On; d != nil {
		out.On = &dependenceJSON{d.Parameter, d.Correlation, d.P, d.Cut, [2]int{d.Below.Sets, d.Below.Positive}, [2]int{d.Above.Sets, d.Above.Positive}}
	}
	for _, s := range o.Settles {
		out.Settles = append(out.Settles, settlerJSON{s.ID, s.Text, s.Share, s.P, s.WrongNow, s.Wrong, s.Precision, s.Patients})
	}
	return json.Marshal(out)
}
