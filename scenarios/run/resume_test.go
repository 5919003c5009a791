package run

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// interrupt stops a run of the fake after some courses and returns its folder.
func interrupt(t *testing.T, after int64) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	dir := filepath.Join(t.TempDir(), "run")
	_, err := runArms(ctx, fakeArms(), fakeStudy, smallLayout, Options{Dir: dir, Workers: 1, Progress: func(p Progress) {
		if p.Done >= after {
			cancel()
		}
	}})
	if err == nil {
		t.Fatal("the run was not interrupted")
	}
	return dir
}

// wantResumed resumes the run and compares it with an undisturbed one.
func wantResumed(t *testing.T, dir string) {
	t.Helper()
	_, m := runFake(t, fakeArms(), Options{Dir: dir, Workers: 3, Resume: true})
	whole := wholeFake(t)
	if !maps.Equal(digests(t, dir), whole.digests) {
		t.Error("the resumed run differs from an undisturbed one")
	}
	if !m.Equal(whole.manifest) {
		t.Error("the manifest differs beyond the host")
	}
	wantSound(t, dir)
}

func TestResumeAfterAnyInterruption(t *testing.T) {
	t.Parallel()
	whole := wholeFake(t)
	want := whole.digests
	for after := int64(0); after < whole.manifest.Planned.Courses; after += 61 {
		dir := interrupt(t, after)
		_, m := runFake(t, fakeArms(), Options{Dir: dir, Workers: 2, Resume: true})
		if !maps.Equal(digests(t, dir), want) || !m.Equal(whole.manifest) {
			t.Fatalf("resumed after %d courses, the run differs", after)
		}
	}
}

// What a power cut or a kill can leave in the work folder is not taken for whole.
func TestTornWorkIsSimulatedAgain(t *testing.T) {
	t.Parallel()
	dir := interrupt(t, 60)
	work := filepath.Join(dir, workName, "routine-care")
	blocks, err := filepath.Glob(filepath.Join(work, "block-*"))
	if err != nil || len(blocks) < 2 {
		t.Fatalf("blocks %v, error %v; want some", blocks, err)
	}
	if err := os.Truncate(blocks[0], 100); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "", blocks[1])
	writeFile(t, "half a bl", work, "block-00000013.aside")
	writeFile(t, "{", work, "part-00000.json")
	writeFile(t, "half a file", work, "sessions-00001.aside")
	wantResumed(t, dir)
}

func TestAPartThatWasDamagedMeanwhileIsMade(t *testing.T) {
	t.Parallel()
	dir := interrupt(t, 60)
	part := filepath.Join(dir, partPath("sessions", "routine-care", 0))
	if err := os.Truncate(part, 1000); err != nil {
		t.Fatalf("the first part was not joined before the interruption: %v", err)
	}
	wantResumed(t, dir)
}

func TestAFinishedRunIsMendedWhereItIsDamaged(t *testing.T) {
	t.Parallel()
	dir, before := wholeFake(t).copied(t), wholeFake(t).manifest
	if err := os.Remove(filepath.Join(dir, partPath("ruptures", "waitlist", 1))); err != nil {
		t.Fatal(err)
	}
	arms := fakeArms()
	sound, damaged := arms[0].courses.(*fakeCourses), arms[1].courses.(*fakeCourses)
	_, m := runFake(t, arms, Options{Dir: dir, Resume: true})
	wantSound(t, dir)
	if !m.Equal(before) {
		t.Error("the mended manifest differs")
	}
	if n := sound.blocks.Load(); n != 0 {
		t.Errorf("%d blocks of the sound scenario simulated again", n)
	}
	if n := damaged.blocks.Load(); n != smallLayout.PartBlocks {
		t.Errorf("%d blocks simulated again, want those of one part, %d", n, smallLayout.PartBlocks)
	}
}

func TestResumingAFinishedRunDoesNothing(t *testing.T) {
	t.Parallel()
	dir, before := wholeFake(t).copied(t), wholeFake(t).manifest
	arms := fakeArms()
	_, m := runFake(t, arms, Options{Dir: dir, Resume: true})
	if n := arms[0].courses.(*fakeCourses).blocks.Load(); n != 0 || !m.Host.Started.Equal(before.Host.Started) {
		t.Errorf("%d blocks simulated, started %v, want the run of %v untouched", n, m.Host.Started, before.Host.Started)
	}
}

func TestResumeRefusesAnotherStudy(t *testing.T) {
	t.Parallel()
	finished := wholeFake(t).copied(t)
	unfinished := interrupt(t, 30)
	for _, dir := range []string{finished, unfinished} {
		before := listing(t, dir)
		cases := []struct {
			study  string
			layout Layout
			shard  Shard
			want   string
		}{
			{"question: another?\n", smallLayout, Shard{}, "another study"},
			{string(fakeStudy), Layout{7, 5, 4}, Shard{}, "another way"},
			{string(fakeStudy), smallLayout, Shard{1, 3}, "it is the whole study, not shard 1 of 3"},
		}
		for _, c := range cases {
			_, err := runArms(t.Context(), fakeArms(), []byte(c.study), c.layout, Options{Dir: dir, Resume: true, Shard: c.shard})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		}
		if after := listing(t, dir); after != before {
			t.Errorf("a refused resumption changed %s", dir)
		}
	}
}

func TestResumeBeginsARunInANewFolder(t *testing.T) {
	t.Parallel()
	dir, _ := runFake(t, fakeArms(), Options{Resume: true})
	wantSound(t, dir)
}
