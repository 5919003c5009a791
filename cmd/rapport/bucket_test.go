package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// A run into a bucket has the bytes of one into a folder, on the binary and with
// an S3 server of the test's own.
func TestARunIntoABucket(t *testing.T) {
	p, study := theProgram(t), writeStudy(t, small)
	backend := s3mem.New()
	if err := backend.CreateBucket("lab-runs"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	defer server.Close()
	const secret = "a-secret-that-nobody-sees"
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	t.Chdir(t.TempDir())

	p.run(0, "run", study, "--quiet", "--out", "local")
	p.run(0, "run", study, "--quiet", "--out", "s3://lab-runs/one")
	wantInBucket(t, backend, "local", "one/")
	if left, _ := filepath.Glob("runs/*"); len(left) > 0 {
		t.Errorf("the local folder stays: %v", left)
	}
	if said := p.run(0, "run", study, "--out", "s3://lab-runs/one"); !strings.Contains(said, "s3://lab-runs/one holds this very run already, whole") {
		t.Errorf("a run that is there is not told: %s", said)
	}
	wantSaid(t, p.run(codeInput, "run", study, "--quiet", "--seed", "9", "--out", "s3://lab-runs/one"), "s3://lab-runs/one holds another run already: it belongs to another study")
	p.run(0, "run", study, "--quiet", "--resume", "--out", "s3://lab-runs/one") // nothing to do
	said := p.run(codeInput, "run", study, "--quiet", "--resume", "--seed", "9", "--out", "s3://lab-runs/one")
	wantSaid(t, said, "s3://lab-runs/one holds another run already: it belongs to another study")
	if _, err := backend.DeleteObject("lab-runs", "one/sessions/scenario=untreated/part-00000.parquet"); err != nil {
		t.Fatal(err)
	}
	wantSaid(t, p.run(codeInput, "run", study, "--quiet", "--out", "s3://lab-runs/one"), "holds this run, but not as it was written")
	p.run(0, "run", study, "--quiet", "--resume", "--out", "s3://lab-runs/one") // mended
	wantInBucket(t, backend, "local", "one/")
	p.run(0, "run", study, "--quiet", "--force", "--seed", "9", "--out", "s3://lab-runs/one")
	p.run(0, "run", study, "--quiet", "--seed", "9", "--out", "nine")
	wantInBucket(t, backend, "nine", "one/")

	// A manifest that does not read is told with the way out, which leads out.
	if _, err := backend.PutObject("lab-runs", "one/manifest.json", map[string]string{}, strings.NewReader("<"), 1, nil); err != nil {
		t.Fatal(err)
	}
	said = p.run(codeInput, "run", study, "--quiet", "--resume", "--out", "s3://lab-runs/one")
	wantSaid(t, said, "s3://lab-runs/one/manifest.json is damaged", "rapport: hint: remove that object, and the same command publishes the run again")
	if _, err := backend.DeleteObject("lab-runs", "one/manifest.json"); err != nil {
		t.Fatal(err)
	}
	p.run(0, "run", study, "--quiet", "--resume", "--out", "s3://lab-runs/one")
	wantInBucket(t, backend, "local", "one/")

	said = p.run(codeFailed, "run", study, "--quiet", "--out", "s3://no-such-bucket/one")
	wantSaid(t, said, "bucket")
	if strings.Contains(said, secret) {
		t.Errorf("a secret is told: %s", said)
	}
	wantSaid(t, p.run(codeInput, "run", study, "--quiet", "--out", "s3://lab-runs/../x"), "rapport: error: --out: ")
}

// wantInBucket expects the files of a local run under a prefix, byte for byte,
// and no others.
func wantInBucket(t *testing.T, backend *s3mem.Backend, dir, prefix string) {
	t.Helper()
	want, got := map[string]string{}, map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "manifest.json" {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		want[filepath.ToSlash(name)] = fmt.Sprintf("%x", sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := backend.ListBucket("lab-runs", &gofakes3.Prefix{HasPrefix: true, Prefix: prefix}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	manifest := false
	for _, o := range list.Contents {
		name := strings.TrimPrefix(o.Key, prefix)
		if manifest = manifest || name == "manifest.json"; name == "manifest.json" {
			continue
		}
		object, err := backend.GetObject("lab-runs", o.Key, nil)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(object.Contents)
		if err != nil {
			t.Fatal(err)
		}
		_ = object.Contents.Close()
		got[name] = fmt.Sprintf("%x", sha256.Sum256(content))
	}
	if !manifest || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("in the bucket (manifest: %v)\n%v\nwant\n%v", manifest, got, want)
	}
}
