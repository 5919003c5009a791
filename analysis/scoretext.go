package analysis

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// scoreLine is the layout of a line of the table, 118 columns at the most.
const scoreLine = "%s %s %s %s %s %s %s"

// widths of the columns of the table, negative for those aligned to the right.
var widths = []int{5, 38, 16, 16, -8, -16, 13}

// WriteText writes the scorecard as a table of at most 118 columns, then how
// findings fail, doubts, and the count.
func (s *Scorecard) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString(scoreText("id", "finding", "published", "accepted", "value", "95 % interval", "verdict"))
	for i := range s.Rows {
		b.WriteString(s.Rows[i].text())
	}
	for i := range s.Rows {
		for _, line := range s.Rows[i].remarks() {
			fmt.Fprintf(&b, "\n%s", line)
		}
	}
	met := s.Count(Inside) + s.Count(Holds)
	fmt.Fprintf(&b, "\n\n%d of %d findings met, %d missed", met, met+s.Missed()+s.Count(Unclear), s.Missed())
	if n := s.Count(Unclear); n > 0 {
		fmt.Fprintf(&b, "; %d cannot be told at this size", n)
	}
	if n := s.Count(Untested); n > 0 {
		fmt.Fprintf(&b, "; %d not testable", n)
	}
	if n := s.Count(Noted); n > 0 {
		fmt.Fprintf(&b, "; %d for information", n)
	}
	if n := s.Count(Skipped); n > 0 {
		fmt.Fprintf(&b, "; %d skipped, the data lack their scenario or columns", n)
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// text is the row's line.
func (r *ScoreRow) text() string {
	f := &r.Finding
	interval := ""
	if !math.IsNaN(r.Low) {
		interval = figure(r.Low) + " to " + figure(r.High)
		if r.Rough() {
			interval += "~"
		}
	}
	verdict := string(r.Verdict)
	switch {
	case r.Verdict == Missed && (r.Miss == "too low" || r.Miss == "too high"):
		verdict = "MISSED " + strings.TrimPrefix(r.Miss, "too ")
	case r.Verdict == Missed:
		verdict = "MISSED"
	}
	return scoreText(f.ID, f.Text, f.Published, f.Accept.String(), figure(r.Result.Value), interval, verdict)
}

// scoreText lays cells out.
func scoreText(cells ...string) string {
	padded := make([]any, len(cells))
	for i, c := range cells {
		width, right := widths[i], false
		if width < 0 {
			width, right = -width, true
		}
		if utf8.RuneCountInString(c) > width {
			c = string([]rune(c)[:width-1]) + "…"
		}
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(c))
		if padded[i] = c + pad; right {
			padded[i] = pad + c
		}
	}
	return strings.TrimRight(fmt.Sprintf(scoreLine, padded...), " ") + "\n"
}

// remarks are the lines under the table: how the finding fails, what stands
// beside a note, and doubts.
func (r *ScoreRow) remarks() (lines []string) {
	id := r.Finding.ID
	if r.Known != "" {
		lines = append(lines, id+": missed, known: "+r.Known)
	}
	switch {
	case r.Verdict == Skipped && r.Err != nil && strings.Contains(r.Err.Error(), "did you mean"):
		return append(lines, id+": skipped, "+r.Err.Error()) // most likely a slip
	case r.Verdict == Skipped:
		return nil
	case r.Err != nil:
		return append(lines, r.Err.Error())
	case (r.Verdict == Missed || r.Verdict == Unclear) && r.Miss != "" && len(r.Result.Checks) > 0:
		lines = append(lines, id+": "+r.Miss)
		for _, d := range r.Result.Details {
			lines = append(lines, fmt.Sprintf("%s:   %s %s", id, d.Name, figure(d.Value)))
		}
	}
	if r.Verdict == Noted && len(r.Result.Details) > 0 {
		details := make([]string, len(r.Result.Details))
		for i, d := range r.Result.Details {
			details[i] = d.Name + " " + figure(d.Value)
		}
		lines = append(lines, id+": "+strings.Join(details, ", "))
	}
	if few := r.rough(); few != "" {
		lines = append(lines, id+": "+few+" are too few for an interval to rely on (~)")
	}
	for _, w := range r.Result.Warnings {
		lines = append(lines, id+": "+w.Error())
	}
	return lines
}

// String prints the ends that are given.
func (i Interval) String() string {
	switch low, high := math.IsInf(i.Low, -1), math.IsInf(i.High, 1); {
	case low && high:
		return ""
	case low:
		return "up to " + figure(i.High)
	case high:
		return "from " + figure(i.Low)
	}
	return figure(i.Low) + " to " + figure(i.High)
}

// figure prints a number with as many decimals as its size deserves.
func figure(v float64) string {
	if math.Abs(v) < 0.0005 {
		v = 0 // no "-0.000"
	}
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case a >= 100:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}

// scoreJSON is the machine's form of a row; what is not known is null.
type scoreJSON struct {
	ID         string   `json:"id"`
	Finding    string   `json:"finding"`
	Scenarios  []string `json:"scenarios"`
	Kind       Kind     `json:"kind"`
	Published  string   `json:"published"`
	CILow      *float64 `json:"ci_low"`
	CIHigh     *float64 `json:"ci_high"`
	AcceptLow  *float64 `json:"accept_low"`
	AcceptHigh *float64 `json:"accept_high"`
	Estimator  string   `json:"estimator"`
	Arguments  string   `json:"arguments"`
	Value      *float64 `json:"value"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	Rough      bool     `json:"rough,omitempty"` // too few patients for the interval to be relied on
	N          int      `json:"n"`
	Verdict    Verdict  `json:"verdict"`
	Miss       string   `json:"miss,omitempty"`
	Known      string   `json:"known_miss,omitempty"`
	Error      string   `json:"error,omitempty"`

	Details  []namedJSON `json:"details,omitempty"`
	Checks   []namedJSON `json:"checks,omitempty"` // holds where above zero
	Warnings []string    `json:"warnings,omitempty"`
	Citation string      `json:"citation"`
	DOI      string      `json:"doi"`
	Read     string      `json:"read"`
}

// namedJSON is a named number, null where not known.
type namedJSON struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"`
}

// MarshalJSON writes the counts and every row.
func (s *Scorecard) MarshalJSON() ([]byte, error) {
	rows := make([]scoreJSON, len(s.Rows))
	for i := range s.Rows {
		rows[i] = s.Rows[i].json()
	}
	return json.Marshal(struct {
		Met      int         `json:"met"`
		Missed   int         `json:"missed"`
		Unclear  int         `json:"cannot_tell"`
		Untested int         `json:"not_testable"`
		Skipped  int         `json:"skipped"`
		Rows     []scoreJSON `json:"findings"`
	}{s.Count(Inside) + s.Count(Holds), s.Missed(), s.Count(Unclear), s.Count(Untested), s.Count(Skipped), rows})
}

func (r *ScoreRow) json() scoreJSON {
	f := &r.Finding
	out := scoreJSON{ID: f.ID, Finding: f.Text, Scenarios: f.Scenarios, Kind: f.Kind, Published: f.Published,
		CILow: Known(f.Interval.Low), CIHigh: Known(f.Interval.High),
		AcceptLow: Known(f.Accept.Low), AcceptHigh: Known(f.Accept.High),
		Estimator: f.Estimator, Arguments: f.Arguments, Value: Known(r.Result.Value), Low: Known(r.Low), High: Known(r.High), Rough: r.Rough(),
		N: r.Result.N, Verdict: r.Verdict, Miss: r.Miss, Known: r.Known, Citation: f.Citation, DOI: f.DOI, Read: f.Read}
	if r.Err != nil {
		out.Error = r.Err.Error()
	}
	for _, d := range r.Result.Details {
		out.Details = append(out.Details, namedJSON{d.Name, Known(d.Value)})
	}
	for _, c := range r.Result.Checks {
		out.Checks = append(out.Checks, namedJSON{c.Name, Known(c.Margin)})
	}
	for _, w := range r.Result.Warnings {
		out.Warnings = append(out.Warnings, w.Error())
	}
	return out
}

// Known is nil for what has no JSON number.
func Known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
