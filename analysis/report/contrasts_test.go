package report

import (
	"bytes"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// A report tells the contrasts that the study states, and the strategies within what
// randomises; without such it has no section for them.
func TestPageTellsContrastsAndStrategies(t *testing.T) {
	run := smallRun(t, "a", "b", "c")
	var decisions []record.Decision
	for id := range int64(24) {
		decisions = append(decisions, record.Decision{Patient: id, Session: 3, Rule: "second", Arm: []string{"stay", "more"}[id%2], Probability: 0.5})
	}
	runtest.Write(t, run.Dir, "decisions", "c", 0, decisions)
	run, err := data.Read(run.Dir)
	if err != nil {
		t.Fatal(err)
	}
	told := func(o twins.CompareOptions) string {
		r, err := New(run, small, o)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	page := told(twins.CompareOptions{TrialN: 100, Contrasts: []twins.Contrast{{Name: "more", Of: [2]string{"b", "a"}, Less: [2]string{"c", "a"}}}})
	if err := balanced(page); err != nil {
		t.Error(err)
	}
	for _, want := range []string{
		`href="#differences"`, `id="differences-more"`, "(b minus a) less (c minus a)",
		// The last PHQ-9 is 13, 8 and 3.
		"b differs from a by −5.000 points; c from a by −10.000", "The two differ by &#43;5.000",
		`<th scope="col">outcome</th><th scope="col">first difference</th>`, `<th scope="row">dropout</th>`,
		`href="#strategies"`, `id="strategies-c"`, `<th scope="row">second=more</th><td>12</td><td>3.00</td>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if plain := pageOf(t, smallRun(t, "a", "b"), small); strings.Contains(plain, "#differences") || strings.Contains(plain, "#strategies") {
		t.Error("a section of contrasts or strategies without any")
	}
}
