package run

import (
	"os"
	"path/filepath"
	"testing"
)

// The very run is found; another one, a changed one and one that is to be resumed
// or replaced are not taken for it.
func TestAFinishedRunIsFound(t *testing.T) {
	t.Parallel()
	dir, m := wholeFake(t).copied(t), wholeFake(t).manifest
	find := func(arms []*arm, resolved []byte, opts Options) (*Manifest, error) {
		opts.Dir = dir
		have, err := readOwn(dir)
		if err != nil {
			t.Fatal(err)
		}
		return found(arms, resolved, smallLayout, opts, have)
	}
	again, err := find(fakeArms(), fakeStudy, Options{})
	if err != nil || again == nil || !again.Equal(m) {
		t.Fatalf("the run is not found: %v, %v", again, err)
	}
	if other, err := find(fakeArms(), []byte("question: other\n"), Options{}); other != nil || err != nil {
		t.Errorf("another study: found %v, %v", other, err)
	}
	if other, err := find(fakeArms(), fakeStudy, Options{Shard: Shard{Index: 0, Count: 2}}); other != nil || err != nil {
		t.Errorf("a share of it: found %v, %v", other, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.parquet"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, filepath.Join(dir, studyName), filepath.Join(dir, manifestName)) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		changed := append([]byte{}, content...)
		changed[len(changed)/2] ^= 1
		if err := os.WriteFile(file, changed, 0o666); err != nil {
			t.Fatal(err)
		}
		if m, _ := readOwn(dir); m != nil { // a manifest that is no manifest any more is refused elsewhere
			if again, err := find(fakeArms(), fakeStudy, Options{}); again != nil || err == nil && m.Identity == identity(fakeStudy, smallLayout, Shard{}) {
				t.Errorf("%s changed: found %v, %v", file, again != nil, err)
			}
		}
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
