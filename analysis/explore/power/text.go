package power

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"rapport/analysis/data"
	"rapport/analysis/explore"
)

// Question is what was asked, in a line.
func (p *Power) Question() string {
	what := p.Scenarios[0]
	if p.Detect == PowerContrast {
		what = strings.Join(p.Scenarios[1:], " and ") + " less " + p.Scenarios[0]
	}
	if p.Detect == PowerDifferences {
		what = fmt.Sprintf("(%s less %s) less (%s less %s)", p.Scenarios[1], p.Scenarios[0], p.Scenarios[3], p.Scenarios[2])
	}
	if p.Detect == PowerStrategies {
		what = fmt.Sprintf("within %s, %s less %s", p.Scenarios[0], p.Strategies[1], p.Strategies[0])
	}
	text := fmt.Sprintf("%s, %s, by %s", what, p.Label, p.Estimator)
	if p.Missing != "" {
		text += ", missing: " + p.Missing
	}
	return text + p.plan()
}

// plan tells what is not as in a trial of two equal arms that asks for a difference.
func (p *Power) plan() string {
	var parts []string
	say := func(is bool, format string, args ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	say(p.Margin > 0, "%s by a margin of %s", p.Claim, explore.Digits(p.Margin))
	say(p.Detect == PowerContrast && p.Sided == 1, "one-sided")
	say(p.Margin > 0 && p.Sided == 2, "held to alpha/2")
	say(p.Allocation != nil, "allocation %s", joined(p.Allocation, ":"))
	say(p.Correction != "", "%s of two differences from %s, by %s", p.Wins, p.Scenarios[0], p.Correction)
	say(p.Detect == PowerContrast && !slices.Equal(p.Covariates, []string{"phq9_entry"}) && p.Estimator != estimateTTest, "covariates %s", strings.Join(p.Covariates, ", "))
	say(len(p.Attrition) > 0, "attrition %s", joined(p.Attrition, ", "))
	say(len(p.Looks) > 0, "looks at %s, spending by %s", joined(p.Looks, ", "), p.Spending)
	if parts == nil {
		return ""
	}
	return "; " + strings.Join(parts, "; ")
}

func joined[T any](values []T, by string) string {
	var parts []string
	for _, v := range values {
		parts = append(parts, fmt.Sprint(v))
	}
	return strings.Join(parts, by)
}

// Answer is what was found, in a line.
func (p *Power) Answer() string {
	wanted := fmt.Sprintf("%s power at alpha %s", data.Percent(p.Target), data.Percent(p.Alpha))
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
	case p.Detect == PowerContrast && p.Vary == VaryPatients && p.Allocation == nil && len(p.Scenarios) == 2:
		return fmt.Sprintf(" (%d in each arm, %s therapists)", c.Patients/2, oneDecimal(c.Therapists))
	case p.Detect == PowerDifferences && p.Vary == VaryPatients:
		return fmt.Sprintf(" (%d in each of four arms, %s therapists)", c.Patients/4, oneDecimal(c.Therapists))
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

func percents(p, low, high float64) string {
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*p, 100*low, 100*high)
}

// WriteText prints the answer, its checks, and a line for each size.
func (p *Power) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, p.Question())
	if p.Mark != "" {
		fmt.Fprintln(&b, strings.Replace(p.Mark, ": ", ":\n", 1))
	}
	if answer := p.Answer(); answer != "" {
		fmt.Fprintln(&b, answer)
	}
	if c := p.Check; c != nil {
		fmt.Fprintf(&b, "  %-28spower %s, effect %s%s\n", fmt.Sprintf("there, in %d fresh trials", c.Trials), percents(c.Power, c.Low, c.High), c.effect(), p.standardised(c)+c.untested()+p.verdictOnCheck())
		if c.Found > 0 && c.Exaggeration > 1.1 {
			fmt.Fprintf(&b, "  a significant trial         overstates the effect %.1f times on average\n", c.Exaggeration)
		}
	}
	if c := p.shown(); c != nil {
		c.writeParts(&b)
	}
	if n := p.Null; n != nil && n.Untestable == n.Trials {
		fmt.Fprintf(&b, "  with nothing to find        not one of %d trials allowed the test\n", n.Trials)
	} else if n != nil {
		fmt.Fprintf(&b, "  with nothing to find        %s of %d trials significant (alpha %s), mean effect %s%s\n",
			percents(n.Power, n.Low, n.High), n.Trials, data.Percent(p.held()), explore.Digits(n.Estimate), n.untested()+p.verdictOnNull())
		if s := p.Sized; n.Low > p.held() && s != nil {
			fmt.Fprintf(&b, "  held to alpha there         power %s, by p < %s\n", percents(s.Power, s.Low, s.High), strconv.FormatFloat(s.Threshold, 'g', 2, 64))
		}
	}
	p.writeErrors(&b)
	if err := p.writeWays(&b); err != nil {
		return err
	}
	if p.Sets != nil {
		p.Sets.write(&b, p.Vary)
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

// shown are the trials whose arms and looks are told: those of the answer, or of the
// largest size asked for.
func (p *Power) shown() *Trials {
	if p.Check != nil {
		return p.Check
	}
	for i := len(p.Points) - 1; i >= 0; i-- {
		if p.Points[i].Stage != stageNull {
			return &p.Points[i]
		}
	}
	return nil
}

// writeParts tells what was found of each arm and at each look.
func (t *Trials) writeParts(w io.Writer) {
	for _, a := range t.Arms {
		if math.IsNaN(a.Power) {
			fmt.Fprintf(w, "  %-28sno trial allowed the test\n", a.Scenario)
			continue
		}
		fmt.Fprintf(w, "  %-28spower %s, effect %s\n", a.Scenario, percents(a.Power, a.Low, a.High), explore.Digits(a.Estimate))
	}
	for _, l := range t.Looks {
		fmt.Fprintf(w, "  %-28s%d patients, |z| above %.3f (p < %s): %s of trials end here\n", fmt.Sprintf("look at %s", data.Percent(l.Share)), l.Patients, l.Z,
			strconv.FormatFloat(l.P, 'g', 3, 64), data.Percent(math.Round(1000*float64(l.Ended)/float64(t.Trials))/1000))
	}
	if len(t.Looks) > 0 {
		fmt.Fprintf(w, "  on average a trial ends with %s patients; where it ends early, its estimate overstates the effect\n", oneDecimal(t.Mean))
	}
}

// writeErrors tells how often every estimator errs where there is nothing to find.
func (p *Power) writeErrors(w io.Writer) {
	if len(p.Errors) < 2 {
		return
	}
	fmt.Fprintf(w, "  every estimator there, with %d %s:\n", p.Null.Size, p.Vary)
	for _, e := range p.Errors {
		name := e.Estimator
		if e.Missing != "" {
			name += ", " + e.Missing
		}
		text := "not testable"
		if e.Untestable < e.Trials {
			text = percents(float64(e.Power), float64(e.Low), float64(e.High)) + besideUntested(e.Untestable)
		}
		fmt.Fprintf(w, "    %-26s%s\n", name, text)
	}
}

// besideUntested says how many trials did not allow the test beside a power; empty where all did.
func besideUntested(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d not testable", n)
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
	if err := t.Flush(); err != nil {
		return err
	}
	for _, x := range p.BySize() {
		if told := x.untested(); told != "" && x.Untestable < x.Trials {
			fmt.Fprintf(w, "with %d %s: %s\n", x.Size, p.Vary, strings.TrimPrefix(told, "; "))
		}
	}
	return nil
}

// untested says how many trials did not allow the test, which makes the power that is told
// lower than that of the test; empty where all did.
func (t *Trials) untested() string {
	if t.Untestable == 0 {
		return ""
	}
	return fmt.Sprintf("; %d of %d trials did not allow the test and count as not significant", t.Untestable, t.Trials)
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

// held is the error that the test is held to where there is nothing to find, or the
// claim is wrong by a hair.
func (p *Power) held() float64 {
	if p.Margin > 0 && p.Sided == 2 {
		return p.Alpha / 2
	}
	return p.Alpha
}

// verdictOnNull says what a false-positive rate away from alpha means.
func (p *Power) verdictOnNull() string {
	switch {
	case p.Null.Low > p.held():
		return ": more than alpha, so this test claims too much and its power is not what it seems"
	case p.Null.High < p.held() && p.Null.Untestable == 0: // what was not tested is not cautious
		return ": less than alpha, so this test is cautious"
	}
	return ""
}
