package analysis

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestKnownMisses(t *testing.T) {
	findings := Findings()
	for _, m := range KnownMisses() {
		at := slices.IndexFunc(findings, func(f Finding) bool { return f.ID == m.ID })
		if at < 0 || findings[at].Kind == Note || m.Reason == "" {
			t.Errorf("%s: no finding that could be missed, or no reason", m.ID)
		}
	}
	card := Scorecard{Rows: []ScoreRow{
		{Finding: Finding{ID: "A"}, Verdict: Missed, Miss: "too low"},
		{Finding: Finding{ID: "B"}, Verdict: Missed, Miss: "too low"},
		{Finding: Finding{ID: "C"}, Verdict: Inside},
		{Finding: Finding{ID: "D"}, Verdict: Holds},
		{Finding: Finding{ID: "E"}, Verdict: Skipped},
	}}
	known := ReadKnownMisses([]byte("id,reason\nB,\"too small, as yet\"\nC,so\nE,so\nF,so\n"))
	missed, met := card.Surprises(known)
	if !slices.Equal(missed, []string{"A"}) || !slices.Equal(met, []string{"C"}) {
		t.Errorf("newly missed %v, newly met %v: want A and C", missed, met)
	}
	card.Known(known)
	var b bytes.Buffer
	if err := card.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\nB: missed, known: too small, as yet") || strings.Contains(b.String(), "C: missed") {
		t.Errorf("the scorecard says:\n%s", b.String())
	}
}
