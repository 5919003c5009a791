package run

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// tinyRun is a run of one block, the smallest that has every kind of file.
func tinyRun(t testing.TB) (string, *Manifest) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	arms := []*arm{(&fakeCourses{patients: 3, replications: 1}).arm("a")}
	m, err := runArms(t.Context(), arms, fakeStudy, smallLayout, Options{Dir: dir, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// wantBounded fails if do allocates more than a hostile file of that size may
// make a reader allocate.
func wantBounded(t *testing.T, size int, do func()) {
	t.Helper()
	const base, factor = 256 << 20, 2000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(base+factor*size) {
		t.Errorf("%d MiB were allocated for a file of %d bytes", used>>20, size)
	}
}

// FuzzManifest holds for any manifest: what reads it neither panics nor hangs
// nor allocates without bound, and nothing is read or written outside of the run.
func FuzzManifest(f *testing.F) {
	dir, m := tinyRun(f)
	good, err := m.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	for _, change := range [][2]string{
		{`"block_courses": 6`, `"block_courses": 0`},
		{`"block_courses": 6`, `"block_courses": 9223372036854775807`},
		{`"part_blocks": 4`, `"part_blocks": -1`},
		{`"courses": 3`, `"courses": 4611686018427387904`},
		{`"patients": 3`, `"patients": 0`},
		{`"patients/scenario=a/part-00000.parquet"`, `"../../../etc/passwd"`},
		{`"name": "a"`, `"name": "../a"`},
		{`"count": 0`, `"count": 1000000000000`},
		{`"first_block": 0`, `"first_block": -9223372036854775808`},
		{`"rows": 3`, `"rows": 9223372036854775807`},
	} {
		changed := strings.Replace(string(good), change[0], change[1], 1)
		if changed == string(good) {
			f.Fatalf("the manifest has no %s", change[0])
		}
		f.Add([]byte(changed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, manifestName), content, 0o666); err != nil {
			t.Fatal(err)
		}
		wantBounded(t, len(content), func() {
			if report, err := Verify(dir); err == nil {
				for _, fault := range report.Faults {
					if strings.Contains(fault, "root:") {
						t.Errorf("a file outside of the run was read: %s", fault)
					}
				}
			}
			out := filepath.Join(t.TempDir(), "merged")
			if merged, err := Merge(t.Context(), []string{dir}, Options{Dir: out, Workers: 1}); err == nil && !filepath.IsLocal(merged.Files[0].Path) {
				t.Errorf("merged with a file at %s", merged.Files[0].Path)
			}
		})
	})
}

// FuzzPart holds for any bytes in place of a Parquet file, even where the
// manifest vouches for them: they are read or refused.
func FuzzPart(f *testing.F) {
	dir, m := tinyRun(f)
	at := 0
	for i := range m.Files {
		if m.Files[i].Table == "patients" {
			at = i
		}
	}
	name := filepath.Join(dir, filepath.FromSlash(m.Files[at].Path))
	good, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("PAR1PAR1"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, content []byte) {
		m.Files[at].Bytes, m.Files[at].SHA256 = int64(len(content)), digestOf(content)
		manifest, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		for file, content := range map[string][]byte{name: content, filepath.Join(dir, manifestName): manifest} {
			if err := os.WriteFile(file, content, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		wantBounded(t, len(content), func() {
			if _, err := verifyFake(dir); err != nil {
				t.Fatal(err)
			}
			_, _ = Merge(t.Context(), []string{dir}, Options{Dir: filepath.Join(t.TempDir(), "merged"), Workers: 1})
		})
	})
}
