package fit

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/analysis/explore"
	"rapport/sim"
)

// plain is a search without simulation: five numbers that depend on three
// parameters, one of them in a curved way, with luck of each seed on top.
func plain(t *testing.T, journalFile string) (*search, *atomic.Int64) {
	t.Helper()
	s := &search{ridge: 0.02, seed: 1, patients: 100}
	for _, name := range []string{"a", "b", "c"} {
		s.space = append(s.space, newAxis(sim.Param{Name: name, Min: 0, Max: 10}, 4))
	}
	for i, centre := range []float64{5, 9, 1, 30, 12} {
		s.targets = append(s.targets, target{finding: i, id: string(rune('A' + i)), check: theValue, low: centre - 1, high: centre + 1,
			pull: centrePull, steep: steep, weight: 1})
	}
	var asked atomic.Int64
	s.run = func(ctx context.Context, trials []explore.Trial, done func(int, []float64)) error {
		return explore.SideBySide(ctx, 2, len(trials), func(i int) {
			asked.Add(1)
			v := trials[i].Values
			luck := 0.01 * math.Sin(float64(trials[i].Seed))
			done(i, []float64{v[0] + luck, v[0] + v[1], v[1] - v[2], v[0] * v[0], 2*v[1] + v[2] - luck})
		})
	}
	var err error
	if s.journal, err = explore.OpenJournal(explore.CalibrationJournal, journalFile, "the plain problem"); err != nil {
		t.Fatal(err)
	}
	return s, &asked
}

var plainOptions = Options{Patients: 100, Scored: 400, Lucks: 4, Descents: 6, Generations: 10, Population: 8, Step: 0.3, Polishes: 2, Parameters: []string{"a", "b", "c"}}

// The numbers 5, 9, 1, 30, 12 are nearly those of a = 5.4, b = 4, c = 3.4.
func TestSearchFindsTheKnownAnswer(t *testing.T) {
	s, _ := plain(t, "")
	if err := s.all(t.Context(), plainOptions); err != nil {
		t.Fatal(err)
	}
	for i := range s.targets {
		if e, _ := s.targets[i].excess(s.best.numbers[i]); e > 0 {
			t.Errorf("target %d: %g lies %g half-widths beyond its safe part", i, s.best.numbers[i], e)
		}
	}
	x := s.space.values(s.best.y)
	near(t, "a", x[0], 5.4, 0.15)
	near(t, "b", x[1], 4, 0.5)
	if o := plainOptions; s.evaluations > o.planned() {
		t.Errorf("%d evaluations, planned were at most %d", s.evaluations, o.planned())
	}
	if !(s.best.loss < s.history[0].Loss/100) {
		t.Errorf("loss %g, began at %g", s.best.loss, s.history[0].Loss)
	}
}

func TestResumedSearchEqualsUndisturbed(t *testing.T) {
	undisturbed, asked := plain(t, "")
	if err := undisturbed.all(t.Context(), plainOptions); err != nil {
		t.Fatal(err)
	}
	whole := asked.Load()
	file := filepath.Join(t.TempDir(), "journal")
	for _, after := range []int64{1, 3, 17, 40} {
		ctx, cancel := context.WithCancel(t.Context())
		s, asked := plain(t, file)
		run := s.run
		s.run = func(ctx context.Context, trials []explore.Trial, done func(int, []float64)) error {
			return run(ctx, trials, func(i int, numbers []float64) {
				if asked.Load() >= after {
					cancel()
				}
				done(i, numbers)
			})
		}
		if err := s.all(ctx, plainOptions); !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped after %d: %v", after, err)
		}
		if err := s.journal.Close(); err != nil {
			t.Fatal(err)
		}
	}
	tear(t, file)
	resumed, again := plain(t, file)
	if err := resumed.all(t.Context(), plainOptions); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(resumed.best, undisturbed.best) || !reflect.DeepEqual(resumed.history, undisturbed.history) {
		t.Error("the resumed search ends elsewhere than the undisturbed one")
	}
	if again.Load() == 0 || again.Load() > whole-40 {
		t.Errorf("the resumed search evaluated %d of %d points itself, want what the journal lacked", again.Load(), whole)
	}
	if err := resumed.journal.Close(); err != nil {
		t.Fatal(err)
	}
	finished, none := plain(t, file)
	if err := finished.all(t.Context(), plainOptions); err != nil || none.Load() != 0 {
		t.Errorf("a finished journal: %d evaluations, error %v", none.Load(), err)
	}
}

// tear leaves half a line at the end of the file, as a killed process does.
func tear(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(text, `{"evaluation":999,"po`...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestJournalRefusesWhatIsNotItsOwn(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"study":   {"title: a study\n", "no journal"},
		"no line": {`{"title":"a study"}`, "no journal"},
		"other":   {`{"journal":"rapport calibration","problem":"another"}` + "\n", "another calibration"},
		"damaged": {`{"journal":"rapport calibration","problem":"p"}` + "\n{\"evaluation\":1,\n", "line 2 is damaged"},
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := explore.OpenJournal(explore.CalibrationJournal, file, "p"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
		var hinted interface{ Hint() string }
		_, err := explore.OpenJournal(explore.CalibrationJournal, file, "p")
		if name == "damaged" && (!errors.As(err, &hinted) || !strings.Contains(hinted.Hint(), "remove line 2")) {
			t.Errorf("%s: error %v without a way out", name, err)
		}
		if text, err := os.ReadFile(file); err != nil || string(text) != c.text {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := explore.OpenJournal(explore.CalibrationJournal, filepath.Join(dir, "no", "such", "folder"), "p"); err == nil {
		t.Error("a folder that is not there: want an error")
	}
}

// A search whose journal cannot be written, as on a full disk, ends with that: it could not be resumed.
func TestAJournalThatCannotBeWrittenEndsTheSearch(t *testing.T) {
	s, _ := plain(t, filepath.Join(t.TempDir(), "journal"))
	if err := s.journal.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.all(t.Context(), plainOptions); !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v, want that of the journal", err)
	}
}

// A journal whose first line was being written begins anew.
func TestAJournalThatHardlyBeganBeginsAnew(t *testing.T) {
	for _, torn := range []string{"", `{"journal":"rapport cal`, `{"journal":"rapport calibration","problem":"ab`} {
		file := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(file, []byte(torn), 0o644); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			j, err := explore.OpenJournal(explore.CalibrationJournal, file, "p")
			if err == nil {
				err = j.Close()
			}
			if err != nil {
				t.Errorf("%q: %v", torn, err)
			}
		}
	}
}

func TestJournalKeepsNumbersExactlyAndMissingOnesMissing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal")
	j, err := explore.OpenJournal(explore.CalibrationJournal, file, "p")
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{0.1 + 0.2, math.NaN(), -1e-300, math.Pi}
	if err := errors.Join(j.Add(0, "x", want), j.Close()); err != nil {
		t.Fatal(err)
	}
	if j, err = explore.OpenJournal(explore.CalibrationJournal, file, "p"); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	got := j.Known["x"]
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Errorf("number %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestPointNamesWhatItDependsOn(t *testing.T) {
	base := explore.Trial{Values: []float64{1, 2}, Seed: 3, Patients: 4}
	for _, other := range []explore.Trial{{Values: []float64{1, 2.0000000001}, Seed: 3, Patients: 4}, {Values: []float64{2, 1}, Seed: 3, Patients: 4}, {Values: []float64{1, 2}, Seed: 4, Patients: 4}, {Values: []float64{1, 2}, Seed: 3, Patients: 5}} {
		if explore.PointOf(base) == explore.PointOf(other) {
			t.Errorf("%v and %v have the same name", base, other)
		}
	}
}

// From the best point there is nothing to gain, and the strategy gives up.
func TestEvolveEndsWithoutGain(t *testing.T) {
	s, _ := plain(t, "")
	if err := s.all(t.Context(), plainOptions); err != nil {
		t.Fatal(err)
	}
	o := plainOptions
	o.Generations = 1000
	before := s.evaluations
	best, err := s.evolve(t.Context(), point{y: s.best.y, numbers: s.best.numbers, loss: 0}, nil, o, 0)
	if err != nil {
		t.Fatal(err)
	}
	if spent := s.evaluations - before; spent != patience*o.Population+1 || best.loss != 0 {
		t.Errorf("%d evaluations, loss %g; want %d and what it began with", spent, best.loss, patience*o.Population+1)
	}
}
