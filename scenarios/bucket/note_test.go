package bucket

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
)

// keys are all objects under a prefix.
func (s *server) keys(t *testing.T, prefix string) []string {
	t.Helper()
	list, err := s.backend.ListBucket("lab-runs", &gofakes3.Prefix{HasPrefix: true, Prefix: prefix}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, o := range list.Contents {
		keys = append(keys, strings.TrimPrefix(o.Key, prefix))
	}
	slices.Sort(keys)
	return keys
}

// Nothing stays of a run whose publication was interrupted, when another takes its
// place: neither at its first object nor at its manifest.
func TestNothingStaysOfAnInterruptedPublication(t *testing.T) {
	for _, last := range []string{"patients/", "therapists/", "manifest.json"} {
		s := newServer(t)
		p := open(t, "s3://lab-runs/trial")
		first, _ := newRun(t, 300)
		s.refuse = func(key string) bool { return strings.Contains(key, last) }
		if err := p.Publish(t.Context(), first, nil); err == nil {
			t.Fatal("the publication was not interrupted")
		}
		s.refuse = nil
		// What the first run has beside the second, and what somebody else has there.
		stale := "sessions/scenario=gone/part-00000.parquet"
		for _, key := range []string{stale, "notes.txt"} {
			if _, err := s.backend.PutObject("lab-runs", "trial/"+key, nil, strings.NewReader("old"), 3, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.write(t.Context(), note{[]string{stale, "notes.txt", "../elsewhere"}}); err != nil {
			t.Fatal(err)
		}
		second, m := newRun(t, 200)
		if err := p.Publish(t.Context(), second, nil); err != nil {
			t.Fatal(err)
		}
		s.wantStored(t, second, "trial/", m)
		files, err := filesOf(m)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{manifestName, "notes.txt"}
		for _, f := range files {
			want = append(want, f.Path)
		}
		slices.Sort(want)
		if got := s.keys(t, "trial/"); !slices.Equal(got, want) {
			t.Errorf("interrupted at %s, there are\n%v\nwant\n%v", last, got, want)
		}
	}
}

// An object that is cut short or changed is noticed, whatever its metadata say; so
// is a changed manifest.
func TestADamagedObjectIsNoticed(t *testing.T) {
	s := newServer(t)
	p := open(t, "s3://lab-runs/trial")
	dir, m := newRun(t, 300)
	if err := p.Publish(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	damages := map[string]func([]byte) []byte{
		"cut short": func(b []byte) []byte { return b[:len(b)-1] },
		"changed":   func(b []byte) []byte { c := bytes.Clone(b); c[len(c)/2] ^= 1; return c },
	}
	for _, key := range []string{"trial/" + m.Files[0].Path, "trial/study.yaml", "trial/manifest.json"} {
		whole, err := s.backend.GetObject("lab-runs", key, nil)
		if err != nil {
			t.Fatal(err)
		}
		metadata, content := maps.Clone(whole.Metadata), s.object(t, key)
		for name, damage := range damages {
			if key == "trial/manifest.json" && name == "cut short" {
				continue // it does not read, and that is told
			}
			put := func(b []byte) {
				if _, err := s.backend.PutObject("lab-runs", key, metadata, bytes.NewReader(b), int64(len(b)), nil); err != nil {
					t.Fatal(err)
				}
			}
			if key == "trial/manifest.json" {
				damage = func(b []byte) []byte { return bytes.Replace(b, []byte(`"cpus": `), []byte(`"cpus": 9`), 1) }
			}
			put(damage(content))
			if held, err := p.Holds(t.Context(), m); held || err != nil {
				t.Errorf("%s, %s: held %v, error %v; want that it is not whole", key, name, held, err)
			}
			put(content)
			if held, err := p.Holds(t.Context(), m); !held || err != nil {
				t.Errorf("%s, put back: held %v, error %v", key, held, err)
			}
		}
	}
}

// Runs on their way to two places never meet in one local folder.
func TestEveryPlaceHasAFolderOfItsOwn(t *testing.T) {
	newServer(t)
	seen := map[string]string{}
	for _, address := range []string{"s3://lab-runs/a/b", "s3://lab-runs/a-b", "s3://lab-runs-a/b", "s3://lab-runs/a=b", "s3://lab-runs/a+b", "s3://lab-runs/a*b",
		"s3://lab-runs/A/b", "s3://lab-runs/" + strings.Repeat("a/", 200) + "b", "s3://lab-runs/" + strings.Repeat("a/", 200) + "c"} {
		name := strings.ToLower(open(t, address).Name()) // some systems do not tell cases apart
		if other := seen[name]; other != "" {
			t.Errorf("%s and %s share the folder %s", other, address, name)
		}
		if len(name) > 128 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" || strings.ContainsAny(name, "=+/*") {
			t.Errorf("%s: %s is no name that every system takes, of %d bytes", address, name, len(name))
		}
		seen[name] = address
	}
	before := open(t, "s3://lab-runs/a").Name()
	t.Setenv("AWS_ENDPOINT_URL_S3", "https://storage.example.org")
	if open(t, "s3://lab-runs/a").Name() == before {
		t.Error("two servers share a folder")
	}
}
