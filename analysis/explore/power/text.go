package power

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"rapport/analysis/explore"
)

// Question is what was asked, in a line.
func (p *Power) Question() string {
	what := p.Scenarios[0]
	if p.Detect == PowerContrast {
		what = p.Scenarios[1] + " less " + p.Scenarios[0]
	}
	text := fmt.Sprintf("%s, %s, by %s", what, p.Label, p.Estimator)
	if p.Missing != "" {
		text += ", missing: " + p.Missing
	}
	return text
}

// Answer is what was found, in a line.
func (p *Power) Answer() string {
	wanted := fmt.Sprintf("%s power at alpha %s", percent(p.Target), percent(p.Alpha))
	switch p.End {
	case PowerNoSearch:
		return ""
	case PowerAtFloor:
		return fmt.Sprintf("%s: already with %d %s, the smallest size looked at", wanted, p.Needed, p.Vary)
	case PowerAtCap:
		text := fmt.Sprintf("%s: not with %d %s, the largest size looked at; the power there is %s", wanted, p.Needed, p.Vary, percents(p.Check.Power, p.Check.Low, p.Check.High))
		if root, low, high := p.Curve.fit.root(p.Target); !math.IsInf(high, 1) {
			text += fmt.Sprintf("; the curve carried on gives about %s (%s to %s)", roundly(root), roundly(low), roundly(high))
		}
		return text
	}
	high := "no upper end"
	if !math.IsInf(p.High, 1) {
		high = strconv.FormatInt(int64(math.Ceil(p.High)), 10)
	}
	text := fmt.Sprintf("%s: %d %s, 95 %% interval %d to %s%s", wanted, p.Needed, p.Vary, int64(p.Low), high, p.besides())
	if p.End == PowerStopped {
		text += "; the search stopped before the interval was as narrow as asked for"
	}
	return text
}

// besides tells the other sizes of the trial found.
func (p *Power) besides() string {
	c := p.Check
	switch {
	case p.Detect == PowerContrast && p.Vary == VaryPatients:
		return fmt.Sprintf(" (%d in each arm, %s therapists)", c.Patients/2, oneDecimal(c.Therapists))
	case p.Vary == VaryPatients:
		return fmt.Sprintf(" (%s therapists)", oneDecimal(c.Therapists))
	}
	return fmt.Sprintf(" (%d patients, %s therapists)", c.Patients, oneDecimal(c.Therapists))
}

// oneDecimal is a mean count, without a decimal where it is whole.
func oneDecimal(v float64) string { return strconv.FormatFloat(math.Round(10*v)/10, 'f', -1, 64) }

// roundly is a size of which two digits are known.
func roundly(size float64) string {
	unit := math.Pow(10, max(0, math.Floor(math.Log10(max(size, 1)))-1))
	return strconv.FormatFloat(math.Round(size/unit)*unit, 'f', -1, 64)
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', -1, 64) + " %" }

func percents(p, low, high float64) string {
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*p, 100*low, 100*high)
}

// WriteText prints the answer, its checks, and a line for each size.
func (p *Power) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, p.Question())
	if answer := p.Answer(); answer != "" {
		fmt.Fprintln(&b, answer)
	}
	if c := p.Check; c != nil {
		fmt.Fprintf(&b, "  %-28spower %s, effect %s%s\n", fmt.Sprintf("there, in %d fresh trials", c.Trials), percents(c.Power, c.Low, c.High), c.effect(), p.standardised(c)+p.verdictOnCheck())
		if c.Found > 0 && c.Exaggeration > 1.1 {
			fmt.Fprintf(&b, "  a significant trial         overstates the effect %.1f times on average\n", c.Exaggeration)
		}
	}
	if n := p.Null; n != nil {
		fmt.Fprintf(&b, "  with nothing to find        %s of %d trials significant (alpha %s), mean effect %s%s\n",
			percents(n.Power, n.Low, n.High), n.Trials, percent(p.Alpha), explore.Digits(n.Estimate), p.verdictOnNull())
		if s := p.Sized; n.Low > p.Alpha && s != nil {
			fmt.Fprintf(&b, "  held to alpha there         power %s, by p < %s\n", percents(s.Power, s.Low, s.High), strconv.FormatFloat(s.Threshold, 'g', 2, 64))
		}
	}
	if p.Misfit < doubtful {
		fmt.Fprintln(&b, "  the curve does not fit the trials well, so look at the sizes themselves")
	}
	fmt.Fprintln(&b)
	if err := p.writeSizes(&b); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeSizes prints a line for each size.
func (p *Power) writeSizes(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\t", p.Vary)
	if p.Vary != VaryPatients {
		fmt.Fprint(t, "patients\t")
	}
	if p.Vary == VaryTherapists {
		fmt.Fprint(t, "of them treating\t")
	} else {
		fmt.Fprint(t, "therapists\t")
	}
	fmt.Fprintln(t, "analysed\ttrials\tpower\tinterval\teffect\tSD of it\tmean SE\t")
	for _, x := range p.BySize() {
		fmt.Fprintf(t, "%d\t", x.Size)
		if p.Vary != VaryPatients {
			fmt.Fprintf(t, "%d\t", x.Patients)
		}
		power, interval := "not testable", "–"
		if !math.IsNaN(x.Power) {
			power, interval = fmt.Sprintf("%.1f %%", 100*x.Power), fmt.Sprintf("%.1f to %.1f", 100*x.Low, 100*x.High)
		}
		fmt.Fprintf(t, "%.1f\t%.1f\t%d\t%s\t%s\t%s\t%s\t%s\t\n", x.Therapists, x.Analysed, x.Trials, power, interval,
			explore.Digits(x.Estimate), explore.Digits(x.SD), explore.Digits(x.SE))
	}
	return t.Flush()
}

// effect is the mean estimate with the spread of trials.
func (t *Trials) effect() string {
	return fmt.Sprintf("%s (SD over trials %s)", explore.Digits(t.Estimate), explore.Digits(t.SD))
}

// standardised is the effect in standard deviations of the outcome within arms.
func (p *Power) standardised(t *Trials) string {
	if p.Detect == PowerContrast && p.Unit != "" && t.Spread > 0 {
		return fmt.Sprintf(", d = %s", explore.Digits(t.Estimate/t.Spread))
	}
	return ""
}

// verdictOnCheck says that fresh trials and the search disagree about the answer.
func (p *Power) verdictOnCheck() string {
	searched := p.End == PowerFound || p.End == PowerStopped
	if searched && (p.Check.High < p.Target || p.Check.Low > p.Target) {
		return "; not quite what the search found"
	}
	return ""
}

// verdictOnNull says what a false-positive rate away from alpha means.
func (p *Power) verdictOnNull() string {
	switch {
	case p.Null.Low > p.Alpha:
		return ": more than alpha, so this test claims too much and its power is not what it seems"
	case p.Null.High < p.Alpha:
		return ": less than alpha, so this test is cautious"
	}
	return ""
}

// BySize pools the trials of a size, but not those of the null, from the smallest
// size to the largest.
func (p *Power) BySize() []Trials {
	var out []Trials
	for _, h := range p.sizes() {
		out = append(out, p.pool(h))
	}
	return out
}

// sizes are those of all trials that had something to find.
func (p *Power) sizes() []int64 {
	var all []hits
	for _, t := range p.Points {
		if t.Stage != stageNull {
			all = append(all, hits{t.Size, t.Trials, t.Found})
		}
	}
	var out []int64
	for _, h := range pooled(all) {
		out = append(out, h.size)
	}
	return out
}

// pool joins all trials of a size.
func (p *Power) pool(size int64) Trials {
	var out Trials
	var means, squares, errors, spreads, sizes, tested float64
	for _, t := range p.Points {
		if t.Size != size || t.Stage == stageNull {
			continue
		}
		n, ok := float64(t.Trials), float64(t.Trials-t.Untestable)
		out.Size, out.Patients = t.Size, t.Patients
		out.Therapists += n * t.Therapists
		out.Analysed += n * t.Analysed
		out.Trials, out.Found, out.Up = out.Trials+t.Trials, out.Found+t.Found, out.Up+t.Up
		if out.Untestable += t.Untestable; ok > 0 {
			means, tested = means+ok*t.Estimate, tested+ok
			errors, spreads = errors+ok*t.SE, spreads+ok*t.Spread
		}
		if ok > 1 {
			squares += (ok-1)*t.SD*t.SD + ok*t.Estimate*t.Estimate
		} else if ok == 1 {
			squares += t.Estimate * t.Estimate
		}
		if t.Found > 0 {
			sizes += float64(t.Found) * t.Exaggeration * math.Abs(t.Estimate)
		}
	}
	out.Stage = "all"
	out.Therapists, out.Analysed = out.Therapists/float64(out.Trials), out.Analysed/float64(out.Trials)
	out.share()
	out.Estimate, out.SE, out.Spread = means/tested, errors/tested, spreads/tested
	out.SD = math.Sqrt(max(0, squares-tested*out.Estimate*out.Estimate) / (tested - 1))
	out.Exaggeration = sizes / float64(out.Found) / math.Abs(out.Estimate)
	return out
}

// MarshalJSON writes null for what no trial could tell.
func (t Trials) MarshalJSON() ([]byte, error) {
	type plain Trials
	return json.Marshal(struct {
		plain
		Power        *float64 `json:"power"`
		Low          *float64 `json:"low"`
		High         *float64 `json:"high"`
		Estimate     *float64 `json:"estimate"`
		SD           *float64 `json:"estimate_sd"`
		SE           *float64 `json:"mean_se"`
		Spread       *float64 `json:"outcome_sd"`
		Exaggeration *float64 `json:"exaggeration"`
	}{plain(t), explore.Known(t.Power), explore.Known(t.Low), explore.Known(t.High), explore.Known(t.Estimate), explore.Known(t.SD), explore.Known(t.SE), explore.Known(t.Spread), explore.Known(t.Exaggeration)})
}

// MarshalJSON writes null for an end that the interval does not have.
func (p Power) MarshalJSON() ([]byte, error) {
	type plain Power
	return json.Marshal(struct {
		plain
		Low  *float64 `json:"needed_low"`
		High *float64 `json:"needed_high"`
	}{plain(p), explore.Known(p.Low), explore.Known(p.High)})
}

// WriteJSON writes all that was found; the same analysis gives the same bytes.
func (p *Power) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(p); err != nil {
		return fmt.Errorf("write the power analysis: %w", err)
	}
	return nil
}

// powerHeader names the columns of the CSV.
var powerHeader = []string{"stage", "size", "patients", "therapists", "analysed", "trials", "significant", "significant_above_0",
	"untestable", "power", "low", "high", "estimate", "estimate_sd", "mean_se", "outcome_sd", "exaggeration", "fitted", "fitted_low", "fitted_high"}

// WriteCSV writes a line for each step of the analysis, in order; fitted is the
// curve at that size. What there is none of is empty.
func (p *Power) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(powerHeader); err != nil {
		return fmt.Errorf("write the trials: %w", err)
	}
	for _, t := range p.Points {
		numbers := []float64{float64(t.Size), float64(t.Patients), t.Therapists, t.Analysed, float64(t.Trials), float64(t.Found), float64(t.Up),
			float64(t.Untestable), t.Power, t.Low, t.High, t.Estimate, t.SD, t.SE, t.Spread, t.Exaggeration, math.NaN(), math.NaN(), math.NaN()}
		if p.Curve != nil && t.Stage != stageNull {
			k := len(numbers) - 3
			numbers[k], numbers[k+1], numbers[k+2] = p.Curve.At(float64(t.Size))
		}
		line := []string{t.Stage}
		for _, v := range numbers {
			cell := ""
			if explore.Known(v) != nil {
				cell = strconv.FormatFloat(v, 'g', -1, 64)
			}
			line = append(line, cell)
		}
		if err := c.Write(line); err != nil {
			return fmt.Errorf("write the trials: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}
