package run

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// madeRun is a run that several tests begin with. It is made once; each test has a
// copy, with which it may do what it likes.
type madeRun struct {
	dir      string
	manifest *Manifest
	digests  map[string]string
}

var made = struct {
	sync.Mutex
	dir  string
	runs map[string]*madeRun
}{runs: map[string]*madeRun{}}

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "runs")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		made.dir = dir
		// The tests wait for the disk more than they compute.
		flag.Parse()
		asked := false
		flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
		if !asked {
			_ = flag.Set("test.parallel", "4")
		}
		return m.Run()
	}())
}

// madeOnce is the run of that name, made by the first test that asks for it.
func madeOnce(t testing.TB, name string, run func(dir string) (*Manifest, error)) *madeRun {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	if made.runs[name] == nil {
		dir := filepath.Join(made.dir, fmt.Sprint(len(made.runs)))
		m, err := run(dir)
		if err != nil {
			t.Fatal(err)
		}
		made.runs[name] = &madeRun{dir, m, digests(t, dir)}
	}
	return made.runs[name]
}

// copied is a new folder with the files of the run.
func (m *madeRun) copied(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(dir, os.DirFS(m.dir)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wholeFake is the run of fakeArms.
func wholeFake(t testing.TB) *madeRun {
	t.Helper()
	return madeOnce(t, "fake", func(dir string) (*Manifest, error) {
		return runArms(t.Context(), fakeArms(), fakeStudy, smallLayout, Options{Dir: dir})
	})
}

// wholeSized is the run of the model study with other numbers of patients and
// replications.
func wholeSized(t testing.TB, patients int64, replications int) *madeRun {
	t.Helper()
	return madeOnce(t, fmt.Sprint(patients, replications), func(dir string) (*Manifest, error) {
		arms, resolved := sized(t, patients, replications)
		return runArms(t.Context(), arms, resolved, extendLayout, Options{Dir: dir})
	})
}
