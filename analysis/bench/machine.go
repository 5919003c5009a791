package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// fact is one line of the machine's description.
type fact struct{ what, is string }

// machine describes what everything was measured on.
func (b *bench) machine(ctx context.Context) []fact {
	facts := []fact{
		{"processor", processor()},
		{"cores", fmt.Sprint(runtime.NumCPU())},
		{"memory", memory()},
		{"system", output(ctx, "uname", "-sr")},
		{"Go", strings.TrimPrefix(runtime.Version(), "go") + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{"C compiler", firstLine(output(ctx, "gcc", "--version"))},
		{"C flags", strings.Join(compilerFlags, " ")},
	}
	python := filepath.Join(b.scratch, "venv", "bin", "python")
	if version := output(ctx, python, "--version"); version != "" {
		freeze := output(ctx, python, "-m", "pip", "list", "--disable-pip-version-check", "--format", "freeze")
		facts = append(facts, fact{"peers", version + ", " + packages(freeze, "numpy", "pyarrow", "mesa")})
	}
	return facts
}

func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func memory() string {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "not known"
	}
	var kib int64
	if _, err := fmt.Sscanf(string(text), "MemTotal: %d kB", &kib); err != nil {
		return "not known"
	}
	return fmt.Sprintf("%.0f GiB", float64(kib)/(1<<20))
}

// output is what a command prints, empty where it fails: a description that is
// missing is no reason to lose a measurement.
func output(ctx context.Context, name string, words ...string) string {
	out, err := exec.CommandContext(ctx, name, words...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// packages picks packages out of what pip lists.
func packages(freeze string, names ...string) string {
	var have []string
	for line := range strings.Lines(freeze) {
		name, version, _ := strings.Cut(strings.TrimSpace(line), "==")
		for _, n := range names {
			if strings.EqualFold(name, n) {
				have = append(have, n+" "+version)
			}
		}
	}
	return strings.Join(have, ", ")
}
