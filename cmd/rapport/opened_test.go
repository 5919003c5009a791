package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/cmd/rapport/studio"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// saysNothing is a study as an earlier version took it: its taper begins after the last
// session, nobody is on the waiting list that it sets, a parameter has gone since, a rule comes
// too late, one is overruled, and a contrast is through paths that nothing blocks.
const saysNothing = `question: What if all of this says nothing?
population: {patients: 30}
set: {care.taper_from: 30, care.waiting_list_weeks: 4}
scenarios:
  - name: usual
  - name: "8"
    rules:
      - {name: late, sessions: 16, do: {intensity: 0.5, move: check_in}}
      - {sessions: 6, do: {approach: cbt}}
      - {sessions: 6, do: {approach: other}}
contrasts:
  - {name: lone, difference: ["8", usual], through: ["8", usual]}
trial: {compare: [usual, nobody], outcome: phq9_week_17}
`

// A run that an earlier version finished is opened by every verb, whatever its study says that
// is refused by now where it is to be run.
func TestAFinishedRunIsNeverLost(t *testing.T) {
	t.Chdir(t.TempDir())
	old, err := study.Recorded("old.yaml", []byte(saysNothing))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), old, run.Options{Dir: "old", Workers: 1}); err != nil {
		t.Fatal(err)
	}
	before := runDigest(t, "old")
	rapport := func(want int, line string) string {
		var out, errs bytes.Buffer
		if code := execute(strings.Fields(line), strings.NewReader(""), &out, &errs); code != want {
			t.Errorf("rapport %s: exit code %d, want %d: %s", line, code, want, errs.String())
		}
		return errs.String()
	}
	for _, line := range []string{"verify old", "replay old --patient 3 --scenario 8", "export old --as weeks"} {
		rapport(codeOK, line)
	}
	for _, line := range []string{"compare old", "report old"} {
		if said := rapport(codeOK, line); !strings.Contains(said, "a contrast is left out: contrasts[0].through: nothing is blocked") {
			t.Errorf("rapport %s says %q, want that the contrast is left out", line, said)
		}
	}
	if _, err := studio.OpenRun("old"); err != nil {
		t.Errorf("the studio does not open it: %v", err)
	}
	for _, line := range []string{"run old/study.yaml --out old", "run old/study.yaml --out old --resume", "run old/study.yaml --out old --force", "run old/study.yaml --out again"} {
		if said := rapport(codeInput, line); !strings.Contains(said, "never tapers") {
			t.Errorf("rapport %s says %q, want what says nothing", line, said)
		}
	}
	if runDigest(t, "old") != before {
		t.Error("the run is not as it was")
	}

	// Without its manifest it is still known as a run, so that it can be mended or replaced.
	if err := os.Remove(filepath.Join("old", "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), old, run.Options{Dir: "old", Resume: true, Workers: 1}); err != nil {
		t.Error(err)
	}
	rapport(codeOK, "verify old")
	old.Population.Patients = 40
	if _, err := run.Run(t.Context(), old, run.Options{Dir: "old", Resume: true, Workers: 1}); err != nil {
		t.Errorf("it cannot be extended: %v", err)
	}
	rapport(codeOK, "verify old")
}
