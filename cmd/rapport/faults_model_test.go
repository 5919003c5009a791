package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// brokenProgram is rapport with a fault in a mechanism: trust panics for one
// patient. The fault is laid over the source while building, so that the product
// has no hook for it.
func brokenProgram(t *testing.T, patient string) program {
	t.Helper()
	inProcessesOfTheirOwn(t)
	source, err := filepath.Abs("../../sim/trust.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	const begins = "func (t *Trust) Change(d *Dyad, v, e float64) float64 {\n"
	broken := strings.Replace(string(text), begins, begins+"\tif d.Patient.ID == "+patient+" {\n\t\tpanic(\"sim: trust is not a number\")\n\t}\n", 1)
	if broken == string(text) {
		t.Fatalf("sim/trust.go has no %q to lay a fault over", begins)
	}
	over := filepath.Join(t.TempDir(), "trust.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {source: over}})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "overlay.json")
	for name, content := range map[string][]byte{over: []byte(broken), list: overlay} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	binary, err := buildBinary("rapport-broken", "-overlay", list)
	if err != nil {
		t.Fatal(err)
	}
	return program{t, binary}
}

func TestAPanicInAMechanismFailsItsBlockAlone(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("builds the program once more: set CI=true for that")
	}
	broken, sound, study := brokenProgram(t, "1234"), theProgram(t), writeStudy(t, small)
	want := sound.cleanRun()
	dir := filepath.Join(t.TempDir(), "run")
	const at = "scenario routine-care, seed 5, replication 0, patient 1234"
	said := broken.run(codeFailed, "run", study, "--quiet", "--out", dir)
	wantSaid(t, said, "rapport: error: 1 of 10 blocks failed", at+": sim: trust is not a number",
		"rapport: hint: simulate the named patient alone with rapport replay")

	var m struct {
		Planned, Done, Failed struct{ Courses, Blocks int64 }
	}
	content, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	if m.Failed.Blocks != 1 || m.Failed.Courses != 512 || m.Done.Blocks != 9 || m.Done.Courses != m.Planned.Courses-512 {
		t.Errorf("the manifest counts %+v, want one block of 512 courses failed", m)
	}
	q := broken.start("verify", dir)
	if code := q.end(); code != codeCheck {
		t.Errorf("verify exits with %d, want %d", code, codeCheck)
	}
	said = broken.run(codeFailed, "replay", dir, "--patient", "1234")
	wantSaid(t, said, at, "sim: trust is not a number")

	// Mended, the program makes the failed block alone.
	sound.run(0, "run", study, "--quiet", "--resume", "--out", dir)
	if runDigest(t, dir) != want {
		t.Error("mended, the run differs")
	}
}
