package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/sim/record/seal"
)

// shardsOf holds every shard of the fake study in a folder of its own.
func shardsOf(t *testing.T, count int) []string {
	t.Helper()
	dirs := make([]string, count)
	for i := range count {
		share := Shard{i, count}
		dirs[i] = madeOnce(t, fmt.Sprint(share), func(dir string) (*Manifest, error) {
			return runArms(t.Context(), fakeArms(), fakeStudy, smallLayout, Options{Dir: dir, Workers: 1 + i%3, Shard: share})
		}).copied(t)
	}
	return dirs
}

// mergeFake merges into a new folder and returns it.
func mergeFake(t *testing.T, dirs []string, opts Options) (string, *Manifest) {
	t.Helper()
	opts.Dir = filepath.Join(t.TempDir(), "merged")
	m, err := Merge(t.Context(), dirs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return opts.Dir, m
}

// wantMergeFaults merges and expects each of the words in some fault, no more
// faults than words, and nothing written.
func wantMergeFaults(t *testing.T, dirs []string, words ...string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "merged")
	m, err := Merge(t.Context(), dirs, Options{Dir: out})
	var faults MergeFaults
	if !errors.As(err, &faults) || m != nil {
		t.Fatalf("error %v, want merge faults", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("no fault says %q:\n%v", word, err)
		}
	}
	if len(faults) != len(words) {
		t.Errorf("%d faults, want %d:\n%v", len(faults), len(words), err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Errorf("something was written: %s", listing(t, out))
	}
}

func TestShardsMergeIntoTheUnshardedRun(t *testing.T) {
	t.Parallel()
	whole := wholeFake(t)
	want := whole.digests
	for _, count := range []int{1, 2, 5, 16} {
		dirs := shardsOf(t, count)
		before := make([]map[string]string, count)
		for i, dir := range dirs {
			before[i] = digests(t, dir)
		}
		for range 2 {
			slices.Reverse(dirs[:count/2])
			slices.Reverse(dirs)
			dir, m := mergeFake(t, dirs, Options{Workers: count})
			if !maps.Equal(digests(t, dir), want) {
				t.Errorf("%d shards: the merged files differ", count)
			}
			if !m.Equal(whole.manifest) {
				t.Errorf("%d shards: the merged manifest differs", count)
			}
			wantSound(t, dir)
		}
		for i, dir := range dirs {
			if !slices.ContainsFunc(before, func(b map[string]string) bool { return maps.Equal(b, digests(t, dir)) }) {
				t.Errorf("%d shards: merging changed shard %d", count, i)
			}
		}
	}
}

// Shares of different fineness merge too, as long as they cover all exactly once.
func TestUnequalSharesMerge(t *testing.T) {
	t.Parallel()
	half, _ := runFake(t, fakeArms(), Options{Shard: Shard{0, 2}})
	third, _ := runFake(t, fakeArms(), Options{Shard: Shard{2, 4}})
	fourth, _ := runFake(t, fakeArms(), Options{Shard: Shard{3, 4}})
	whole := wholeFake(t)
	dir, _ := mergeFake(t, []string{fourth, half, third}, Options{})
	if !maps.Equal(digests(t, dir), whole.digests) {
		t.Error("the merged run differs")
	}
}

func TestTheModelsShardsMerge(t *testing.T) {
	t.Parallel()
	clean, whole := runFake(t, modelArms(t), Options{})
	var dirs []string
	for i := range 3 {
		dir, _ := runFake(t, modelArms(t), Options{Shard: Shard{i, 3}})
		dirs = append(dirs, dir)
	}
	dir, m := mergeFake(t, dirs, Options{})
	if !maps.Equal(digests(t, dir), digests(t, clean)) || !m.Equal(whole) {
		t.Error("the merged run differs")
	}
}

func TestMissingAndDoubledShardsAreNamed(t *testing.T) {
	t.Parallel()
	dirs := shardsOf(t, 5)
	wantMergeFaults(t, []string{dirs[0], dirs[3], dirs[4]},
		"routine-care: blocks 6 to 15 missing (shard 1/5, 2/5)", "waitlist: blocks 0 to 2 missing (shard 2/5)")
	again, _ := runFake(t, fakeArms(), Options{Shard: Shard{2, 5}})
	wantMergeFaults(t, append(dirs, again),
		"routine-care: blocks 12 to 15 twice, in "+dirs[2]+" and in "+again, "waitlist: blocks 0 to 2 twice")
	half, _ := runFake(t, fakeArms(), Options{Shard: Shard{1, 2}})
	wantMergeFaults(t, []string{dirs[0], dirs[1], dirs[2], half},
		"waitlist: blocks 0 to 2 twice, in "+dirs[2]+" and in "+half)
}

func TestEverythingWrongWithShardsIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	dirs := shardsOf(t, 6)
	other, err := runArms(t.Context(), fakeArms(), []byte("question: another?\n"), smallLayout,
		Options{Dir: filepath.Join(t.TempDir(), "other"), Shard: Shard{1, 6}})
	if err != nil || other == nil {
		t.Fatal(err)
	}
	edit(t, dirs[1], `"engine_version": "`+EngineVersion+`"`, `"engine_version": "0.0.9"`)
	if err := os.Truncate(filepath.Join(dirs[2], partPath("sessions", "routine-care", 3)), 99); err != nil {
		t.Fatal(err)
	}
	edit(t, dirs[3], "PAR1", "PAR2", partPath("patients", "waitlist", 1))
	if err := os.Remove(filepath.Join(dirs[4], partPath("ruptures", "waitlist", 2))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "question: edited\n", dirs[5], studyName)
	unfinished := interrupt(t, 30)
	wantMergeFaults(t, append(dirs, dirs[0]+"/", unfinished, filepath.Join(t.TempDir(), "none")),
		dirs[1]+": it was written by version 0.0.9",
		"part-00003.parquet: damaged: the manifest says",
		"part-00001.parquet: damaged: the content",
		"part-00002.parquet: no such file",
		dirs[5]+"/study.yaml: damaged",
		dirs[0]+"/: given twice",
		unfinished+" holds no finished run",
		"there is no folder ",
		"routine-care: blocks 5 to 9 missing (shard 1/6)")
}

// edit replaces text in a file of a run, by default in its manifest, which is sealed again.
func edit(t *testing.T, dir, from, to string, elem ...string) {
	t.Helper()
	if len(elem) == 0 {
		elem = []string{manifestName}
	}
	name := filepath.Join(append([]string{dir}, elem...)...)
	content, err := os.ReadFile(name)
	if err != nil || !bytes.Contains(content, []byte(from)) {
		t.Fatalf("%s has no %q (%v)", name, from, err)
	}
	changed := bytes.Replace(content, []byte(from), []byte(to), 1)
	if rest, sum := seal.Take(changed); sum != "" {
		changed = seal.Put(rest)
	}
	writeFile(t, string(changed), name)
}

func TestShardsOfAnotherStudyAreSetAside(t *testing.T) {
	t.Parallel()
	dirs := shardsOf(t, 3)
	other := filepath.Join(t.TempDir(), "other")
	if _, err := runArms(t.Context(), fakeArms(), []byte("question: another?\n"), smallLayout, Options{Dir: other, Shard: Shard{0, 3}}); err != nil {
		t.Fatal(err)
	}
	wantMergeFaults(t, append([]string{other}, dirs...), other+": it belongs to another study")
	laid := filepath.Join(t.TempDir(), "laid")
	if _, err := runArms(t.Context(), fakeArms(), fakeStudy, Layout{7, 5, 4}, Options{Dir: laid, Shard: Shard{0, 3}}); err != nil {
		t.Fatal(err)
	}
	wantMergeFaults(t, append(dirs, laid), laid+": its files are laid out in another way")
}

func TestMergingKeepsWhatItWritesInto(t *testing.T) {
	t.Parallel()
	dirs := shardsOf(t, 2)
	before := listing(t, dirs[0])
	if _, err := Merge(t.Context(), dirs, Options{Dir: dirs[0], Overwrite: true}); err == nil || !strings.Contains(err.Error(), "into its own folder") {
		t.Errorf("error %v, want that a shard cannot be merged into its own folder", err)
	}
	if listing(t, dirs[0]) != before {
		t.Error("the shard was changed")
	}
	other := filepath.Join(t.TempDir(), "other")
	if _, err := runArms(t.Context(), fakeArms(), []byte("question: another?\n"), smallLayout, Options{Dir: other}); err != nil {
		t.Fatal(err)
	}
	if _, err := Merge(t.Context(), dirs, Options{Dir: other}); err == nil || !strings.Contains(err.Error(), "holds a run already") {
		t.Errorf("error %v, want that the folder holds a run", err)
	}
}

// The very run that the shards make is found in the folder, as the run itself would be.
func TestAFinishedMergeIsFound(t *testing.T) {
	t.Parallel()
	dirs, same := shardsOf(t, 2), wholeFake(t).copied(t)
	before := listing(t, same)
	again := func() (*Manifest, error) {
		return Merge(t.Context(), dirs, Options{Dir: same, Progress: func(Progress) { t.Error("something is merged") }})
	}
	if m, err := again(); err != nil || !m.Equal(wholeFake(t).manifest) || listing(t, same) != before {
		t.Errorf("%v, %v: want the run as it was", m, err)
	}
	writeFile(t, "another question", same, studyName)
	if m, err := again(); m != nil || err == nil || !strings.Contains(err.Error(), "not as it was written") {
		t.Errorf("%v, %v: want that it is not as it was written", m, err)
	}
}

func TestAnInterruptedMergeIsContinued(t *testing.T) {
	t.Parallel()
	dirs := shardsOf(t, 4)
	whole := wholeFake(t)
	out := filepath.Join(t.TempDir(), "merged")
	stopping, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := Merge(stopping, dirs, Options{Dir: out, Workers: 1, Progress: func(p Progress) {
		if p.Done > 0 {
			stop()
		}
	}})
	var stopped *Interrupted
	if !errors.As(err, &stopped) {
		t.Fatalf("error %v, want an interruption", err)
	}
	if _, err := ReadManifest(out); err == nil {
		t.Error("half a merged run looks whole")
	}
	if _, err := Merge(t.Context(), dirs, Options{Dir: out, Resume: true}); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(digests(t, out), whole.digests) {
		t.Error("the merged run differs")
	}
}

// The merged run tells of failed blocks as the unsharded run does.
func TestFailedBlocksStayFailed(t *testing.T) {
	t.Parallel()
	arms := func() []*arm {
		return []*arm{(&fakeCourses{patients: 60, replications: 1, panics: func(i int64) bool { return i == 33 }}).arm("routine-care")}
	}
	run := func(s Shard) (string, *Manifest) {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(s.Index))
		m, err := runArms(t.Context(), arms(), fakeStudy, smallLayout, Options{Dir: dir, Shard: s})
		if m == nil {
			t.Fatal(err)
		}
		return dir, m
	}
	clean, whole := run(Shard{})
	a, _ := run(Shard{0, 2})
	b, _ := run(Shard{1, 2})
	out := filepath.Join(t.TempDir(), "merged")
	m, err := Merge(t.Context(), []string{b, a}, Options{Dir: out})
	var failed *Failed
	if !errors.As(err, &failed) || len(failed.Failures) != 1 {
		t.Fatalf("error %v, want one failed block", err)
	}
	if !m.Equal(whole) || !maps.Equal(digests(t, out), digests(t, clean)) {
		t.Error("the merged run differs")
	}
}
