package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// server is an S3 server of the test's own that notes what is written, in order.
type server struct {
	*httptest.Server
	backend *s3mem.Backend
	mu      sync.Mutex
	put     []string              // keys
	refuse  func(key string) bool // answers a write with an error; may be nil
}

const secret = "a-secret-that-nobody-sees"

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{backend: s3mem.New()}
	if err := s.backend.CreateBucket("lab-runs"); err != nil {
		t.Fatal(err)
	}
	storage := gofakes3.New(s.backend).Server()
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			key := strings.TrimPrefix(r.URL.Path, "/lab-runs/")
			s.mu.Lock()
			s.put = append(s.put, key)
			refused := s.refuse != nil && s.refuse(key)
			s.mu.Unlock()
			if refused {
				http.Error(w, "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>", http.StatusForbidden)
				return
			}
		}
		storage.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	t.Setenv("AWS_ENDPOINT_URL_S3", s.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	return s
}

// object is what the server holds under a key.
func (s *server) object(t *testing.T, key string) []byte {
	t.Helper()
	o, err := s.backend.GetObject("lab-runs", key, nil)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	defer func() { _ = o.Contents.Close() }()
	content, err := io.ReadAll(o.Contents)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (s *server) has(key string) bool {
	_, err := s.backend.HeadObject("lab-runs", key)
	return err == nil
}

func open(t *testing.T, address string) *Place {
	t.Helper()
	p, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newRun(t *testing.T, patients int64) (string, *run.Manifest) {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte("question: Is it stored?\nscenarios: [{name: routine-care}]\n"),
		study.Overrides{NoEnvironment: true, Patients: &patients})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	m, err := run.Run(t.Context(), study, run.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// wantStored expects the run byte for byte under the prefix.
func (s *server) wantStored(t *testing.T, dir, prefix string, m *run.Manifest) {
	t.Helper()
	for _, f := range m.Files {
		if sum := sha256.Sum256(s.object(t, prefix+f.Path)); hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s: other bytes than the manifest says", f.Path)
		}
	}
	for _, name := range []string{manifestName, "study.yaml"} {
		local, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(s.object(t, prefix+name), local) {
			t.Errorf("%s: other bytes than the local file (%v)", name, err)
		}
	}
}

func TestARunIsPublishedManifestLast(t *testing.T) {
	s := newServer(t)
	dir, m := newRun(t, 300)
	p := open(t, "s3://lab-runs/trial/one/")
	if found, err := p.Manifest(t.Context()); found != nil || err != nil {
		t.Fatalf("manifest %v, error %v; want none of either", found, err)
	}
	if err := p.Publish(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	s.wantStored(t, dir, "trial/one/", m)
	if last := s.put[len(s.put)-1]; last != "trial/one/manifest.json" {
		t.Errorf("%s was written last, want the manifest", last)
	}
	found, err := p.Manifest(t.Context())
	if err != nil || !found.Equal(m) {
		t.Errorf("the manifest reads back otherwise (%v)", err)
	}
	if whole, err := p.Holds(t.Context(), m); !whole || err != nil {
		t.Errorf("holds %v, error %v", whole, err)
	}
	// Another process that publishes into the same place is told, and nothing is replaced.
	if err := p.Publish(t.Context(), dir, nil); err == nil || !strings.Contains(err.Error(), "another process has published") {
		t.Errorf("error %v, want that there is a run already", err)
	}
}

func TestAnInterruptedPublicationIsContinued(t *testing.T) {
	s := newServer(t)
	dir, m := newRun(t, 300)
	p := open(t, "s3://lab-runs/trial")
	s.refuse = func(key string) bool { return strings.Contains(key, "sessions/") }
	err := p.Publish(t.Context(), dir, nil)
	if err == nil || !strings.Contains(err.Error(), "Access Denied (AccessDenied)") {
		t.Fatalf("error %v, want that access is denied", err)
	}
	if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "AKIA") {
		t.Errorf("the error tells a secret: %v", err)
	}
	if s.has("trial/manifest.json") {
		t.Error("half a run looks whole")
	}
	s.refuse, s.put = nil, nil
	if err := p.Publish(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	s.wantStored(t, dir, "trial/", m)
	if slices.ContainsFunc(s.put, func(key string) bool { return strings.Contains(key, "patients/") }) {
		t.Errorf("what was there is written again: %v", s.put)
	}
}

// What another process has changed in the folder meanwhile is not published as this run.
func TestAChangedFolderIsNotPublished(t *testing.T) {
	s := newServer(t)
	dir, _ := newRun(t, 300)
	other, _ := newRun(t, 200)
	p := open(t, "s3://lab-runs/trial")
	replace := func(name string) {
		content, err := os.ReadFile(filepath.Join(other, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), content, 0o666)
		}
		if err != nil {
			t.Error(err)
		}
	}
	s.refuse = func(key string) bool {
		if strings.HasSuffix(key, "study.yaml") {
			replace("manifest.json")
		}
		return false
	}
	if err := p.Publish(t.Context(), dir, nil); err == nil || !strings.Contains(err.Error(), "has replaced the run") {
		t.Errorf("error %v, want that the run was replaced", err)
	}
	s.refuse = nil
	replace("study.yaml")
	replace("patients/scenario=routine-care/part-00000.parquet")
	if err := p.Publish(t.Context(), dir, nil); err == nil || !strings.Contains(err.Error(), "is not as its run was written") {
		t.Errorf("error %v, want that a file is not as it was", err)
	}
	if s.has("trial/manifest.json") {
		t.Error("a mixture of two runs looks whole")
	}
}

func TestAReplacedRunLeavesNothing(t *testing.T) {
	s := newServer(t)
	p := open(t, "s3://lab-runs")
	first, _ := newRun(t, 300)
	if err := p.Publish(t.Context(), first, nil); err != nil {
		t.Fatal(err)
	}
	old, err := p.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stale := "sessions/scenario=gone/part-00000.parquet"
	old.Files = append(old.Files, run.File{Path: stale}, run.File{Path: "../elsewhere.parquet"})
	for _, key := range []string{stale, "notes.txt"} {
		if _, err := s.backend.PutObject("lab-runs", key, nil, strings.NewReader("old"), 3, nil); err != nil {
			t.Fatal(err)
		}
	}
	second, m := newRun(t, 200)
	if err := p.Publish(t.Context(), second, old); err != nil {
		t.Fatal(err)
	}
	s.wantStored(t, second, "", m)
	if s.has(stale) || !s.has("notes.txt") {
		t.Errorf("the old file is there: %v; the user's: %v", s.has(stale), s.has("notes.txt"))
	}
}

func TestWhatCannotBeReachedIsTold(t *testing.T) {
	newServer(t)
	if _, err := open(t, "s3://other-bucket/x").Manifest(t.Context()); err == nil || !strings.Contains(err.Error(), "bucket") {
		t.Errorf("error %v, want that there is no such bucket", err)
	}
	dir, _ := newRun(t, 200)
	if err := open(t, "s3://other-bucket/x").Publish(t.Context(), dir, nil); err == nil || strings.Contains(err.Error(), "another process") {
		t.Errorf("error %v, want that there is no such bucket, and nothing else", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := open(t, "s3://lab-runs/x").Manifest(stopped); err == nil {
		t.Error("no error after an interruption")
	}
	web := open(t, "s3://lab-runs/web")
	if _, err := web.client.PutObject(t.Context(), web.bucket, "web/manifest.json", strings.NewReader("{}"), 2, put([]byte("{}"), "application/json")); err != nil {
		t.Fatal(err)
	}
	if _, err := web.Manifest(t.Context()); err == nil || !strings.Contains(err.Error(), "not the manifest of a run") {
		t.Errorf("error %v, want that it is no run", err)
	}
}

func TestAddresses(t *testing.T) {
	newServer(t)
	for address, want := range map[string]string{
		"s3://lab-runs":              "s3://lab-runs",
		"s3://lab-runs/":             "s3://lab-runs",
		"s3://lab-runs/a/b=c/":       "s3://lab-runs/a/b=c",
		"s3://x":                     "",
		"s3://":                      "",
		"s3://lab-runs/../up":        "",
		"s3://lab-runs/a//b":         "",
		"s3://lab-runs/a b":          "",
		"s3://lab-runs/a\x00":        "",
		"s3://AKIA:SECRET@lab-runs/": "",
		"s3://SECRET@lab-runs/":      "",
		"s3://AKIA:SECRET/lab-runs":  "",
		"runs/here":                  "",
	} {
		p, err := Open(address)
		switch {
		case want == "" && err == nil:
			t.Errorf("%s is accepted", address)
		case want == "" && strings.Contains(err.Error(), "SECRET"):
			t.Errorf("the error tells a secret: %v", err)
		case want != "" && (err != nil || p.String() != want):
			t.Errorf("%s: %v, error %v, want %s", address, p, err, want)
		}
	}
	t.Setenv("AWS_ENDPOINT_URL_S3", "http://user:SECRET@host")
	if _, err := Open("s3://lab-runs"); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("error %v, want one without the secret", err)
	}
}
