package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// compilerFlags are those of the fastest C loop: what a user of a scalar C program
// would give, without the vectoriser, which makes whole courses four times slower.
var compilerFlags = []string{"-O3", "-fno-tree-vectorize", "-march=native", "-std=gnu11", "-Wall", "-Wextra", "-Werror"}

// buildLoop compiles the C loop of the folder source into dir and returns the program's path.
func buildLoop(ctx context.Context, source, dir string) (string, error) {
	program := filepath.Join(dir, "loop")
	words := append([]string{}, compilerFlags...)
	words = append(words, "-o", program, filepath.Join(source, "loop.c"), filepath.Join(source, "cases.c"), "-lm")
	out, err := exec.CommandContext(ctx, "gcc", words...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("compile the C loop: %w\n%s", err, out)
	}
	return program, nil
}

// parseLaps reads what a loop prints: sessions, nanoseconds and a sum on every line.
func parseLaps(out []byte) ([]lap, error) {
	var laps []lap
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		var l lap
		var spent int64
		if _, err := fmt.Sscan(lines.Text(), &l.sessions, &spent, &l.sum); err != nil {
			return nil, fmt.Errorf("a loop printed %q: want sessions, nanoseconds and a sum", lines.Text())
		}
		l.spent = time.Duration(spent)
		laps = append(laps, l)
	}
	return laps, lines.Err()
}
