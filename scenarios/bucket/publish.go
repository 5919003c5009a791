package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"

	"rapport/scenarios/run"
)

const (
	manifestName = "manifest.json"
	studyName    = "study.yaml"
	designName   = "design.csv"
	digestKey    = "Sha256" // of an object's metadata
)

// Manifest reads the manifest of the run that lies at the place, or nil where
// there is none. It is the first question to a server, so that a wrong bucket or
// missing rights are told before anything is simulated.
func (p *Place) Manifest(ctx context.Context) (*run.Manifest, error) {
	object, err := p.client.GetObject(ctx, p.bucket, p.key(manifestName), minio.GetObjectOptions{})
	if err != nil {
		return nil, p.explain("read from", err)
	}
	defer func() { _ = object.Close() }()
	content, err := io.ReadAll(io.LimitReader(object, maxManifest))
	if absent(err) {
		return nil, p.reachable(ctx)
	}
	if err != nil {
		return nil, p.explain("read from", err)
	}
	var m run.Manifest
	if err := json.Unmarshal(content, &m); err != nil || m.Engine == "" {
		return nil, fmt.Errorf("%v/%s is not the manifest of a run", p, manifestName)
	}
	return &m, nil
}

// reachable says whether the bucket is there.
func (p *Place) reachable(ctx context.Context) error {
	found, err := p.client.BucketExists(ctx, p.bucket)
	if err != nil {
		return p.explain("reach", err)
	}
	if !found {
		return fmt.Errorf("there is no bucket %s", p.bucket)
	}
	return nil
}

// Holds reports whether every file of the run m lies at the place, whole.
func (p *Place) Holds(ctx context.Context, m *run.Manifest) (bool, error) {
	for _, f := range append(m.Files, run.File{Path: studyName, SHA256: m.StudySHA256}) {
		if there, err := p.has(ctx, f.Path, f.SHA256); !there || err != nil {
			return false, err
		}
	}
	return true, nil
}

// has reports whether an object is there with that content.
func (p *Place) has(ctx context.Context, name, sum string) (bool, error) {
	info, err := p.client.StatObject(ctx, p.bucket, p.key(name), minio.StatObjectOptions{})
	if absent(err) {
		return false, nil
	}
	if err != nil {
		return false, p.explain("read from", err)
	}
	return info.UserMetadata[digestKey] == sum, nil
}

// Publish writes the finished run in dir to the place, its manifest last.
// Objects that are there already, from an attempt that was interrupted, are left
// as they are. replaced is the manifest of a run that is to be replaced, or nil;
// without it, a run that another process has published meanwhile is kept.
func (p *Place) Publish(ctx context.Context, dir string, replaced *run.Manifest) error {
	m, err := run.ReadManifest(dir)
	if err != nil {
		return err
	}
	names := []string{studyName, designName}
	kept := map[string]bool{}
	for _, f := range m.Files {
		names = append(names, f.Path)
		kept[f.Path] = true
	}
	if replaced != nil {
		if err := p.clear(ctx, replaced, kept); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := p.upload(ctx, dir, name); err != nil && !(name == designName && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	options := put(sumOf(content), "application/json")
	options.SetMatchETagExcept("*") // only where there is none
	_, err = p.client.PutObject(ctx, p.bucket, p.key(manifestName), bytes.NewReader(content), int64(len(content)), options)
	if err != nil {
		return p.explain("write to", err)
	}
	return nil
}

// clear removes the manifest of a run, then the files that the new one lacks.
func (p *Place) clear(ctx context.Context, m *run.Manifest, kept map[string]bool) error {
	names := []string{manifestName}
	for _, f := range m.Files {
		if !kept[f.Path] && filepath.IsLocal(filepath.FromSlash(f.Path)) && strings.HasSuffix(f.Path, ".parquet") {
			names = append(names, f.Path)
		}
	}
	for _, name := range names {
		if err := p.client.RemoveObject(ctx, p.bucket, p.key(name), minio.RemoveObjectOptions{}); err != nil {
			return p.explain("remove from", err)
		}
	}
	return nil
}

func (p *Place) upload(ctx context.Context, dir, name string) error {
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	digest := sha256.New()
	size, err := io.Copy(digest, file)
	if err != nil {
		return err
	}
	sum := hex.EncodeToString(digest.Sum(nil))
	if there, err := p.has(ctx, name, sum); there || err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := p.client.PutObject(ctx, p.bucket, p.key(name), file, size, put(sum, "application/octet-stream")); err != nil {
		return p.explain("write to", err)
	}
	return nil
}

// put are the options of an upload. The server checks an MD5 of each piece; the
// client's streaming checksums would be stored as part of the object by servers
// that do not know them.
func put(sum, kind string) minio.PutObjectOptions {
	return minio.PutObjectOptions{
		ContentType: kind, UserMetadata: map[string]string{digestKey: sum},
		SendContentMd5: true, DisableContentSha256: true,
	}
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
