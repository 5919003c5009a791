package run

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"rapport/scenarios/population"
)

func TestSameBytesForAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	wantDir, wantManifest := runFake(t, fakeArms(), Options{Workers: 1})
	want := digests(t, wantDir)
	wantSound(t, wantDir)
	for _, workers := range []int{2, 7} {
		dir, m := runFake(t, fakeArms(), Options{Workers: workers})
		if got := digests(t, dir); !maps.Equal(got, want) {
			t.Errorf("%d workers: files differ:\n got %v\nwant %v", workers, got, want)
		}
		if !m.Equal(wantManifest) {
			t.Errorf("%d workers: the manifest differs beyond the host", workers)
		}
	}
}

// Blocks that end in another order than they begin make the same files.
func TestSameBytesInAnyOrderOfBlocks(t *testing.T) {
	t.Parallel()
	wantDir, _ := runFake(t, fakeArms(), Options{Workers: 1})
	want := digests(t, wantDir)
	for seed := range uint64(2) {
		arms := fakeArms()
		gate := newShuffler(seed, 4)
		for _, a := range arms {
			a.courses.(*fakeCourses).onBlock = func(int64) { gate.wait() }
		}
		blocks := arms[0].Courses()/smallLayout.BlockCourses + 1
		gate.left = int(2 * blocks)
		dir, _ := runFake(t, arms, Options{Workers: 4})
		if got := digests(t, dir); !maps.Equal(got, want) {
			t.Errorf("order %d: files differ", seed)
		}
	}
}

// shuffler holds blocks back until several are in flight and lets them go on in
// a shuffled order.
type shuffler struct {
	mu      sync.Mutex
	order   *rand.Rand
	size    int
	left    int // blocks still to come
	waiting []chan struct{}
}

func newShuffler(seed uint64, size int) *shuffler {
	return &shuffler{order: rand.New(rand.NewPCG(seed, 0)), size: size}
}

func (s *shuffler) wait() {
	mine := make(chan struct{})
	s.mu.Lock()
	s.left--
	s.waiting = append(s.waiting, mine)
	if len(s.waiting) == s.size || s.left == 0 {
		s.order.Shuffle(len(s.waiting), func(i, j int) { s.waiting[i], s.waiting[j] = s.waiting[j], s.waiting[i] })
		for _, w := range s.waiting {
			close(w)
		}
		s.waiting = nil
	}
	s.mu.Unlock()
	<-mine
}

func TestEveryTableThatIsRecordedIsWritten(t *testing.T) {
	t.Parallel()
	f := &fakeCourses{patients: 30, replications: 1, record: population.Record{Ledger: true, Items: true}}
	dir, m := runFake(t, []*arm{f.arm("routine-care")}, Options{Workers: 2})
	wantSound(t, dir)
	for _, table := range []string{"patients", "sessions", "ruptures", "therapists", "ledger", "items"} {
		if m.Rows[table] == 0 {
			t.Errorf("no rows of %s", table)
		}
	}
	dir, m = runFake(t, fakeArms(), Options{Workers: 2})
	for _, table := range []string{"ledger", "items"} {
		if _, err := os.Stat(filepath.Join(dir, table)); err == nil || m.Rows[table] != 0 {
			t.Errorf("%s was written though not recorded", table)
		}
	}
}

// Memory is bounded because no more blocks are in flight than there are workers,
// and the disk because a part's blocks go as soon as it is whole, and because nobody
// runs far ahead of a block that takes long, as the first one does here.
func TestFewBlocksAreInFlight(t *testing.T) {
	const workers = 3
	f := &fakeCourses{patients: 200, replications: 1}
	dir := filepath.Join(t.TempDir(), "run")
	ahead := smallLayout.PartBlocks + workers // blocks that may be begun before the first is done
	var mu sync.Mutex
	most := 0
	f.onBlock = func(from int64) {
		aside, _ := filepath.Glob(filepath.Join(dir, workName, "routine-care", "block-*"))
		mu.Lock()
		most = max(most, len(aside))
		mu.Unlock()
		first := from == 0
		for i := 0; first && (f.blocks.Load() < ahead || i < 10_000); i++ {
			runtime.Gosched() // others may begin more, if nothing holds them
		}
		if n := f.blocks.Load(); first && n > ahead {
			t.Errorf("%d blocks were begun before the first was done, want at most %d", n, ahead)
		}
	}
	runFake(t, []*arm{f.arm("routine-care")}, Options{Dir: dir, Workers: workers})
	if got := f.most.Load(); got > workers || got == 0 {
		t.Errorf("%d blocks in flight with %d workers", got, workers)
	}
	if limit := 2*int(smallLayout.PartBlocks) + workers; most > limit || most == 0 {
		t.Errorf("%d block files at once, want 1 to %d; the run has %d blocks", most, limit, f.blocks.Load())
	}
	if _, err := os.Stat(filepath.Join(dir, workName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the work folder is left: %v", err)
	}
}

func TestProgressCountsWhatIsWritten(t *testing.T) {
	t.Parallel()
	var told []Progress
	_, m := runFake(t, fakeArms(), Options{Workers: 4, Progress: func(p Progress) { told = append(told, p) }})
	total := m.Planned.Courses
	if want := (Progress{Total: total}); told[0] != want {
		t.Errorf("first %+v, want %+v", told[0], want)
	}
	if want := (Progress{Done: total, Total: total}); told[len(told)-1] != want {
		t.Errorf("last %+v, want %+v", told[len(told)-1], want)
	}
	if !slices.IsSortedFunc(told, func(a, b Progress) int { return int(a.Done - b.Done) }) {
		t.Errorf("progress goes back: %+v", told)
	}
	if len(told) != int(m.Planned.Blocks)+1 {
		t.Errorf("told %d times for %d blocks", len(told), m.Planned.Blocks)
	}
}

func TestPanicFailsTheBlockAlone(t *testing.T) {
	t.Parallel()
	bad := &fakeCourses{patients: 47, replications: 2, panics: func(i int64) bool { return i == 73 }}
	arms := []*arm{bad.arm("routine-care"), fakeArms()[1]}
	dir := filepath.Join(t.TempDir(), "run")
	m, err := runArms(t.Context(), arms, fakeStudy, smallLayout, Options{Dir: dir, Workers: 2})
	var failed *Failed
	if !errors.As(err, &failed) || m == nil {
		t.Fatalf("error %v and manifest %v, want a Failed and a manifest", err, m)
	}
	for _, word := range []string{"routine-care", "seed 7", "replication 1, patient 26", "severity is not a number"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q: %v", word, err)
		}
	}
	if want := (Count{Courses: 6, Blocks: 1}); m.Failed != want {
		t.Errorf("failed %+v, want %+v", m.Failed, want)
	}
	if m.Done.Courses != m.Planned.Courses-6 || m.Rows["patients"] != m.Done.Courses {
		t.Errorf("done %+v of %+v with %d patients", m.Done, m.Planned, m.Rows["patients"])
	}
	report, err := verifyFake(dir)
	if err != nil || len(report.Faults) != 1 || !strings.Contains(report.Faults[0], "failed: scenario routine-care") {
		t.Errorf("verify: %v %v, want the failure alone", report.Faults, err)
	}
	mendFailed(t, dir, arms[1])
}

// mendFailed resumes a run whose model has been mended meanwhile.
func mendFailed(t *testing.T, dir string, other *arm) {
	t.Helper()
	good := &fakeCourses{patients: 47, replications: 2}
	runFake(t, []*arm{good.arm("routine-care"), other}, Options{Dir: dir, Workers: 2, Resume: true})
	wantSound(t, dir)
	if n := good.blocks.Load(); n != smallLayout.PartBlocks {
		t.Errorf("%d blocks simulated again, want those of the part, %d", n, smallLayout.PartBlocks)
	}
	whole := wholeFake(t)
	if !maps.Equal(digests(t, dir), whole.digests) {
		t.Error("the mended run differs from a clean one")
	}
}

func TestCancelledRunLeavesNoManifestAndResumes(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	dir := filepath.Join(t.TempDir(), "run")
	opts := Options{Dir: dir, Workers: 2, Progress: func(p Progress) {
		if p.Done > 50 {
			cancel()
		}
	}}
	m, err := runArms(ctx, fakeArms(), fakeStudy, smallLayout, opts)
	var stopped *Interrupted
	if !errors.As(err, &stopped) || !errors.Is(err, context.Canceled) || m != nil {
		t.Fatalf("error %v, manifest %v; want Interrupted and none", err, m)
	}
	if stopped.Done <= 50 || stopped.Done >= stopped.Total || !strings.Contains(stopped.Hint(), "--resume") {
		t.Errorf("%v; hint: %s", stopped, stopped.Hint())
	}
	if _, err := os.Stat(filepath.Join(dir, manifestName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a stopped run has a manifest: %v", err)
	}
	arms := fakeArms()
	runFake(t, arms, Options{Dir: dir, Workers: 2, Resume: true})
	wantSound(t, dir)
	whole := wholeFake(t)
	if !maps.Equal(digests(t, dir), whole.digests) {
		t.Error("the resumed run differs from an undisturbed one")
	}
	again := arms[0].courses.(*fakeCourses).blocks.Load() + arms[1].courses.(*fakeCourses).blocks.Load()
	if done := whole.manifest.Planned.Blocks - again; done < 9 {
		t.Errorf("%d of %d blocks simulated again though 9 were done", again, whole.manifest.Planned.Blocks)
	}
}

func TestCancelledBeforeItBegins(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	arms := fakeArms()
	_, err := runArms(ctx, arms, fakeStudy, smallLayout, Options{Dir: filepath.Join(t.TempDir(), "run")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if n := arms[0].courses.(*fakeCourses).blocks.Load(); n != 0 {
		t.Errorf("%d blocks simulated", n)
	}
}
