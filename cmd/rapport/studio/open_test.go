package studio

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"rapport/cmd/rapport/studio/engine"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// A run under plausible sets opens: its scenarios are those of the study, and its contrasts
// have a verdict over the sets.
func TestRunUnderSetsIsShown(t *testing.T) {
	text := runStudy + "plausible: {sets: 12, columns: [rupture.base], rows: [[-1.1], [-1.2], [-1.3], [-1.4], [-1.5], [-1.6], [-1.7], [-1.8], [-1.9], [-2], [-2.1], [-2.2]]}\n"
	plan, err := study.Parse("study.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Run(context.Background(), plan, run.Options{Dir: dir, Workers: 1}); err != nil {
		t.Fatal(err)
	}
	opened, err := OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := engine.New(opened).Answer(context.Background(), engine.OpRun, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	var of engine.RunReply
	if err := json.Unmarshal(reply.Body, &of); err != nil {
		t.Fatal(err)
	}
	if len(of.Scenarios) != 3 || of.Scenarios[2].Name != "waiting" {
		t.Errorf("%d scenarios, want the 3 of the study", len(of.Scenarios))
	}
	if len(of.Open) != 2 {
		t.Fatalf("%d contrasts over sets, want 2", len(of.Open))
	}
	o := of.Open[1]
	if o.Contrast != "waiting minus as-usual" || o.Sets != 12 || len(o.Values) != 12 || (o.Verdict != "holds" && o.Verdict != "cannot") || o.SameSign == nil || *o.SameSign != 1 || !(o.Low <= o.Median && o.Median <= o.High) {
		t.Errorf("waiting is told as %+v", o)
	}
}
