package claims

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"rapport/analysis"
	"rapport/analysis/explore"
)

// WriteText writes the table for a terminal, then what is known of claims that
// fail, and the counts.
func (t *Table) WriteText(w io.Writer) error {
	var b strings.Builder
	line := func(claim, value, interval, least, verdict string) {
		const wide = 60
		if utf8.RuneCountInString(claim) > wide {
			claim = string([]rune(claim)[:wide-1]) + "…"
		}
		claim += strings.Repeat(" ", wide-utf8.RuneCountInString(claim))
		text := fmt.Sprintf("%s %7s %17s %6s  %s", claim, value, interval, least, verdict)
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line("claim", "value", "95 % interval", "least", "verdict")
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Verdict == Absent {
			line(r.Text, "", "", "", string(r.Verdict))
			continue
		}
		line(r.Text, explore.Digits(r.Value), r.interval(), fmt.Sprintf("%.2f", r.Least), string(r.Verdict))
	}
	b.WriteString("\n")
	for i := range t.Rows {
		r := &t.Rows[i]
		switch {
		case r.Absent != "":
			fmt.Fprintf(&b, "%s: absent: %s\n", r.ID, r.Absent)
		case r.Known != "":
			fmt.Fprintf(&b, "%s: %s, known: %s\n", r.ID, r.Verdict, r.Known)
		}
	}
	fmt.Fprintf(&b, "\n%s\n%s\n", t.summary(), t.basis())
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMarkdown writes the table for documents.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| claim | study | computed by | value (95 % interval) | least | verdict | sources |\n|---|---|---|---|---|---|---|\n")
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Verdict == Absent {
			fmt.Fprintf(&b, "| %s | | | | | **absent**: %s | %s |\n", r.Text, r.Absent, r.Sources)
			continue
		}
		call := strings.TrimSpace(r.Estimator + " " + r.Arguments)
		verdict := string(r.Verdict)
		if r.fails() {
			verdict = "**" + verdict + "**"
		}
		fmt.Fprintf(&b, "| %s | [%s](../configs/claims/%s.yaml) | `%s` | %s (%s) | %.2f, %s | %s | %s |\n", r.Text, r.ID, r.ID, call,
			explore.Digits(r.Value), r.interval(), r.Least, r.Size, verdict, r.Sources)
	}
	fmt.Fprintf(&b, "\n%s. %s\n", t.summary(), t.basis())
	_, err := io.WriteString(w, b.String())
	return err
}

// basis is what the table rests on.
func (t *Table) basis() string {
	return fmt.Sprintf("Twins: the same %d patients with the same luck in each scenario of a study, seed %d; values above zero are as the claim says; Monte-Carlo intervals from groups of caseloads.",
		t.Patients, t.Seed)
}

func (r *Row) interval() string {
	if math.IsNaN(r.Low) {
		return "–"
	}
	return explore.Digits(r.Low) + " to " + explore.Digits(r.High)
}

// MarshalJSON writes the counts and every row; what is not known is null.
func (t *Table) MarshalJSON() ([]byte, error) {
	type row struct {
		Claim
		Value   *float64 `json:"value"`
		Low     *float64 `json:"low"`
		High    *float64 `json:"high"`
		Verdict Verdict  `json:"verdict"`
		Known   string   `json:"known_failure,omitempty"`
	}
	rows := make([]row, len(t.Rows))
	for i := range t.Rows {
		r := &t.Rows[i]
		rows[i] = row{r.Claim, analysis.Known(r.Value), analysis.Known(r.Low), analysis.Known(r.High), r.Verdict, r.Known}
	}
	return json.Marshal(struct {
		EngineVersion string `json:"engine_version"`
		Seed          uint64 `json:"seed"`
		Patients      int64  `json:"patients"`
		Visible       int    `json:"visible"`
		Failed        int    `json:"failed"`
		Rows          []row  `json:"claims"`
	}{t.EngineVersion, t.Seed, t.Patients, t.Count(Visible), t.Failed(), rows})
}
