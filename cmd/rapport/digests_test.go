package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// The promise of same bytes, on the binary: however a study is run, every file
// of the run has the same content. The test prints the digests side by side.
func TestTheSameBytesHoweverItIsRun(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	var table strings.Builder
	want := ""
	compare := func(how, dir string) {
		t.Helper()
		got := runDigest(t, dir)
		fmt.Fprintf(&table, "%-44s %s\n", how, got)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s: other bytes", how)
		}
	}
	in := func(name string) string { return filepath.Join(t.TempDir(), name) }
	run := func(dir string, flags ...string) string {
		t.Helper()
		p.run(0, append([]string{"run", study, "--quiet", "--out", dir}, flags...)...)
		return dir
	}
	compare("1 process, 1 worker", run(in("run"), "--workers", "1"))
	compare("2 workers", run(in("run"), "--workers", "2"))
	compare("7 workers", run(in("run"), "--workers", "7"))

	var shards []string
	for i := range 5 {
		shards = append(shards, run(in("shard"), "--shard", fmt.Sprintf("%d/5", i)))
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {3, 0, 4, 1, 2}} {
		args, out := []string{"merge", "--quiet"}, in("merged")
		for _, i := range order {
			args = append(args, shards[i])
		}
		p.run(0, append(args, "--out", out)...)
		compare(fmt.Sprintf("5 shards, merged in the order %v", order), out)
	}

	killed := in("killed")
	p.killed(study, killed, 1500)
	compare("killed and resumed", run(killed, "--resume"))

	grown := run(in("grown"), "--patients", "900")
	compare("900 patients, then extended to 2,500", run(grown, "--resume"))
	compare("run from its own study.yaml", func() string {
		dir := in("again")
		p.run(0, "run", filepath.Join(killed, "study.yaml"), "--quiet", "--out", dir)
		return dir
	}())
	t.Logf("SHA-256 over all files of the run\n%s", table.String())
}
