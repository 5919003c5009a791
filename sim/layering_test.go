package sim_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may says which of our packages each may import; nobody imports what is not
// listed for it, and nobody imports cmd.
var may = map[string][]string{
	"rapport/sim/record":                   {},
	"rapport/sim/luck":                     {},
	"rapport/sim":                          {"rapport/sim/luck", "rapport/sim/record"},
	"rapport/sim/record/bounded":           {},
	"rapport/sim/record/parquetfile":       {"rapport/sim/record"},
	"rapport/sim/record/nearest":           {},
	"rapport/sim/record/seal":              {},
	"rapport/analysis/descriptive":         {},
	"rapport/scenarios/population":         {"rapport/sim", "rapport/sim/luck", "rapport/sim/record"},
	"rapport/scenarios/study":              {"rapport/analysis/data/table", "rapport/configs", "rapport/scenarios/population", "rapport/sim", "rapport/sim/record", "rapport/sim/record/bounded", "rapport/sim/record/nearest"},
	"rapport/scenarios/run":                {"rapport/scenarios/columns", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim", "rapport/sim/record", "rapport/sim/record/bounded", "rapport/sim/record/parquetfile", "rapport/sim/record/seal"},
	"rapport/scenarios/columns":            {"rapport/sim/record", "rapport/sim/record/parquetfile"},
	"rapport/scenarios/bucket":             {"rapport/scenarios/run", "rapport/sim/record/bounded"},
	"rapport/analysis":                     {"rapport/analysis/data", "rapport/analysis/data/table", "rapport/analysis/descriptive", "rapport/sim/record", "rapport/sim/record/bounded"},
	"rapport/analysis/explore":             {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/descriptive", "rapport/analysis/plots", "rapport/configs", "rapport/scenarios/population", "rapport/scenarios/run", "rapport/scenarios/study", "rapport/sim", "rapport/sim/record", "rapport/sim/record/bounded", "rapport/sim/record/nearest"},
	"rapport/analysis/explore/fit":         {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/data/table", "rapport/analysis/descriptive", "rapport/analysis/explore", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim", "rapport/sim/record", "rapport/sim/record/bounded"},
	"rapport/analysis/explore/power":       {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/descriptive", "rapport/analysis/explore", "rapport/analysis/twins", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim", "rapport/sim/record"},
	"rapport/analysis/explore/sensitivity": {"rapport/analysis/data", "rapport/analysis/data/table", "rapport/analysis/descriptive", "rapport/analysis/explore", "rapport/analysis/twins", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim", "rapport/sim/record"},
	"rapport/analysis/explore/claims":      {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/explore", "rapport/configs", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim/record"},
	"rapport/analysis/runtest":             {"rapport/sim/record"},
	"rapport/analysis/plots":               {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/twins", "rapport/sim/record"},
	"rapport/analysis/export":              {"rapport/analysis/data", "rapport/sim/record", "rapport/sim/record/nearest"},
	"rapport/analysis/coverage":            {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/descriptive", "rapport/analysis/explore", "rapport/analysis/explore/power", "rapport/analysis/twins", "rapport/configs", "rapport/scenarios/study", "rapport/sim/record"},
	"rapport/analysis/recovery":            {"rapport/analysis/data", "rapport/analysis/twins", "rapport/configs", "rapport/scenarios/run", "rapport/scenarios/study"},
	"rapport/analysis/report":              {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/plots", "rapport/analysis/twins"},
	"rapport/analysis/bench":               {"rapport/analysis/descriptive", "rapport/configs", "rapport/scenarios/population", "rapport/scenarios/study", "rapport/sim", "rapport/sim/luck", "rapport/sim/record"},
	"rapport/analysis/data/table":          {"rapport/sim/record/bounded", "rapport/sim/record/parquetfile"},
	"rapport/analysis/data":                {"rapport/analysis/data/table", "rapport/sim/record", "rapport/sim/record/bounded", "rapport/sim/record/nearest", "rapport/sim/record/parquetfile", "rapport/sim/record/seal"},
	"rapport/analysis/twins":               {"rapport/analysis", "rapport/analysis/data", "rapport/analysis/descriptive", "rapport/sim/record"},
	"rapport/analysis/words":               {"rapport/sim", "rapport/sim/record"},
	"rapport/configs":                      {},
}

// Dependencies point one way.
func TestLayering(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "rapport/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pkg := fields[0]
		found[pkg] = true
		allowed, ruled := may[pkg]
		for _, dep := range fields[1:] {
			switch {
			case strings.HasPrefix(dep, "rapport/cmd"):
				if !strings.HasPrefix(pkg, "rapport/cmd") {
					t.Errorf("%s imports %s", pkg, dep)
				}
			case ruled && strings.HasPrefix(dep, "rapport/") && !slices.Contains(allowed, dep):
				t.Errorf("%s imports %s, may import %v of ours", pkg, dep, allowed)
			}
		}
		if !ruled && !strings.HasPrefix(pkg, "rapport/cmd/") {
			t.Errorf("%s has no place in the layers", pkg)
		}
	}
	for pkg := range may {
		if !found[pkg] {
			t.Errorf("the layer %s does not exist", pkg)
		}
	}
}

// The model touches no files, clock, goroutines or log.
func TestModelIsPure(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{join .Imports \" \"}}", "rapport/sim").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for _, dep := range strings.Fields(string(out)) {
		if !slices.Contains([]string{"math", "math/bits", "reflect", "slices", "rapport/sim/luck", "rapport/sim/record"}, dep) {
			t.Errorf("the model imports %s", dep)
		}
	}
}
