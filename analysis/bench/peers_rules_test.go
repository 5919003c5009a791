package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A peer simulates neither moves that a scenario prescribes nor rules of a service. From the
// manifest of such a scenario it must not go on without them.
func TestPeersRefuseWhatAScenarioPrescribes(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	manifest := filepath.Join(t.TempDir(), "manifest.json")
	study := `scenarios:\n  - name: plain\n    set:\n      care.sessions: 6\n` +
		`  - name: moved\n    actions:\n      - {move: validate}\n` +
		`  - name: ruled\n    rules:\n      - do: {move: validate}\n`
	text := `{"study": "` + study + `", "scenarios": [`
	for i, name := range []string{"plain", "moved", "ruled"} {
		text += strings.Repeat(", ", min(i, 1)) + `{"name": "` + name + `", "parameters": [` + parametersLookedAt() + `]}`
	}
	if err := os.WriteFile(manifest, []byte(text+"]}"), 0o666); err != nil {
		t.Fatal(err)
	}
	const program = "import sys; from peers.parameters import WrongInput, read\n" +
		"try: print(read(sys.argv[1], sys.argv[2])[1])\n" +
		"except WrongInput as fault: print(fault)\n"
	for scenario, want := range map[string]string{
		"plain": "plain",
		"moved": "scenario moved has actions, which the peers do not simulate",
		"ruled": "scenario ruled has rules, which the peers do not simulate",
	} {
		out, err := exec.CommandContext(t.Context(), python, "-c", program, manifest, scenario).CombinedOutput()
		if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), want) {
			t.Errorf("%s: %v: %s\nwant %s", scenario, err, out, want)
		}
	}
}

// parametersLookedAt are the parameters that a peer looks at before it simulates.
func parametersLookedAt() string {
	var rows []string
	for _, name := range strings.Fields("assignment clinic_sd load_cost places training clinic_sorting clinic_severity") {
		rows = append(rows, `{"name": "population.`+name+`", "value": 0}`)
	}
	return strings.Join(rows, ", ")
}
