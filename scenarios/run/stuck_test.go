package run

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/scenarios/study"
)

// stopExtension begins to extend the run in dir and stops half way.
func stopExtension(t *testing.T, dir string) *Interrupted {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	arms, resolved := sized(t, 84, 3)
	_, err := runArms(ctx, arms, resolved, extendLayout, Options{Dir: dir, Resume: true, Workers: 1, Progress: func(p Progress) {
		if p.Done >= 150 {
			stop()
		}
	}})
	var stopped *Interrupted
	if !errors.As(err, &stopped) {
		t.Fatalf("error %v, want an interruption", err)
	}
	return stopped
}

// The run that is being extended is not lost: its own command gives it back, and no
// hint proposes what would delete it.
func TestTheEarlierRunIsGivenBack(t *testing.T) {
	t.Parallel()
	dir, clean := filepath.Join(t.TempDir(), "run"), wholeSized(t, 70, 2)
	for name, disturb := range map[string]func(){
		"stopped": func() {},
		"stopped, and its plan torn": func() {
			if err := os.Truncate(filepath.Join(dir, workName, planName), 0); err != nil {
				t.Fatal(err)
			}
		},
	} {
		runSized(t, 70, 2, Options{Dir: dir, Overwrite: fileExists(filepath.Join(dir, manifestName))})
		if hint := stopExtension(t, dir).Hint(); strings.Contains(hint, "--force") {
			t.Errorf("%s: the hint proposes what would delete the run: %s", name, hint)
		}
		disturb()
		arms, resolved := sized(t, 84, 3)
		_, err := runArms(t.Context(), arms, resolved, extendLayout, Options{Dir: dir})
		var refused *Refused
		if !errors.As(err, &refused) || strings.Contains(refused.Hint(), "--force") {
			t.Errorf("%s: error %v, want a refusal that does not propose to delete", name, err)
		}
		_, given := runSized(t, 70, 2, Options{Dir: dir, Resume: true})
		if !maps.Equal(digests(t, dir), clean.digests) {
			t.Errorf("%s: the earlier run is not what it was", name)
		}
		wantNothingSimulated(t, given)
	}
}

func wantNothingSimulated(t *testing.T, arms []*arm) {
	t.Helper()
	for _, a := range arms {
		if x, ok := a.courses.(*extension); ok && x.read.Load() > 0 {
			t.Errorf("%s was made again", a.about.Name)
		}
	}
}

// A plan that a power cut has emptied is as good as none.
func TestATornPlanIsGoneOnFrom(t *testing.T) {
	t.Parallel()
	want := wholeSized(t, 84, 3).digests
	plans := []string{"", "{", "{}", "\x00\x00"}
	if testing.Short() {
		plans = plans[:1] // the others are gone on from by the same goroutines
	}
	for _, plan := range plans {
		dir := wholeSized(t, 70, 2).copied(t)
		stopExtension(t, dir)
		writeFile(t, plan, dir, workName, planName)
		runSized(t, 84, 3, Options{Dir: dir, Resume: true})
		if !maps.Equal(digests(t, dir), want) {
			t.Errorf("plan %q: the extended run differs", plan)
		}
	}
}

// A replacement that was killed goes on with --force, wherever that was.
func TestAKilledReplacementGoesOn(t *testing.T) {
	t.Parallel()
	want := wholeSized(t, 50, 1).digests
	for name, kill := range map[string]func(dir string, f *runFolder) error{
		"at its beginning": func(dir string, f *runFolder) error { return f.moveManifest() },
		"with its work folder made": func(dir string, f *runFolder) error {
			return os.Mkdir(filepath.Join(dir, workName), 0o777)
		},
		"before the new plan": func(dir string, f *runFolder) error { return f.clear() },
		"with the new plan": func(dir string, f *runFolder) error {
			arms, resolved := sized(t, 50, 1)
			place(arms, extendLayout)
			return errors.Join(f.clear(), f.writePlan(newPlan(identity(resolved, extendLayout, Shard{}), arms)))
		},
	} {
		dir := wholeSized(t, 70, 2).copied(t)
		writeFile(t, "mine", dir, "notes.txt")
		f, err := openFolder(dir, true, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := kill(dir, f); err != nil {
			t.Fatal(err)
		}
		f.close()
		runSized(t, 50, 1, Options{Dir: dir, Overwrite: true})
		if err := os.Remove(filepath.Join(dir, "notes.txt")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !maps.Equal(digests(t, dir), want) {
			t.Errorf("%s: the new run differs", name)
		}
	}
}

// A run without its manifest, as after a copy that was not completed, is gone on with; so
// is one whose manifest does not read.
func TestARunThatLostItsManifest(t *testing.T) {
	t.Parallel()
	for i, opts := range []Options{{Resume: true}, {Overwrite: true}, {Resume: true}, {Overwrite: true}} {
		s := parseModelStudy(t)
		opts.Dir = filepath.Join(t.TempDir(), "run")
		if _, err := Run(t.Context(), s, Options{Dir: opts.Dir}); err != nil {
			t.Fatal(err)
		}
		want := digests(t, opts.Dir)
		if i < 2 {
			if err := os.Remove(filepath.Join(opts.Dir, manifestName)); err != nil {
				t.Fatal(err)
			}
		} else {
			edit(t, opts.Dir, "{", "<")
			wantRefusal(t, Options{Dir: opts.Dir}, "holds a run whose manifest is damaged")
		}
		if _, err := Run(t.Context(), s, opts); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(digests(t, opts.Dir), want) {
			t.Errorf("%+v: the run differs", opts)
		}
	}
}

func TestWhatNoMachineFinishesIsRefused(t *testing.T) {
	t.Parallel()
	patients, replications := int64(study.MaxPatients), int(study.MaxReplications)
	s, err := study.Parse("study.yaml", []byte("question: too much?\nscenarios: [{name: routine-care}]\n"),
		study.Overrides{NoEnvironment: true, Patients: &patients, Replications: &replications})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Estimate(s, Options{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "years on this machine") {
		t.Errorf("error %v, want how long it would take", err)
	}
	if _, err := Run(t.Context(), s, Options{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "more than can be run") {
		t.Errorf("error %v, want a refusal", err)
	}
}

// The estimate of rows and bytes is near what is written.
func TestTheEstimateIsNear(t *testing.T) {
	t.Parallel()
	patients := int64(smallRun)
	s, err := study.Parse("study.yaml", []byte("question: how much?\nscenarios: [{name: routine-care, set: {care.sessions: 3}}]\n"),
		study.Overrides{NoEnvironment: true, Patients: &patients})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	size, err := Estimate(s, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Run(t.Context(), s, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var rows, bytes int64
	for _, f := range m.Files {
		rows, bytes = rows+f.Rows, bytes+f.Bytes
	}
	for what, pair := range map[string][2]int64{"rows": {size.Rows, rows}, "bytes": {size.Bytes, bytes}} {
		if ratio := float64(pair[0]) / float64(pair[1]); ratio < 0.8 || ratio > 1.25 {
			t.Errorf("%s: estimated %d, written %d", what, pair[0], pair[1])
		}
	}
}
