package bucket

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"

	"rapport/scenarios/run"
	"rapport/sim/record/bounded"
)

const (
	manifestName = "manifest.json"
	digestKey    = "Sha256" // of an object's metadata
	md5Key       = "Md5"    // of an object's metadata
)

// Manifest reads the manifest of the run that lies at the place, or nil where
// there is none. It is the first question to a server, so that a wrong bucket or
// missing rights are told before anything is simulated.
func (p *Place) Manifest(ctx context.Context) (*run.Manifest, error) {
	m, _, err := p.manifest(ctx)
	return m, err
}

// manifest also reports whether the manifest is as it was written.
func (p *Place) manifest(ctx context.Context) (m *run.Manifest, intact bool, err error) {
	object, err := p.client.GetObject(ctx, p.bucket, p.key(manifestName), minio.GetObjectOptions{})
	if err != nil {
		return nil, false, p.explain("read from", err)
	}
	defer func() { _ = object.Close() }()
	content, err := bounded.ReadAll(object, maxManifest)
	if absent(err) {
		return nil, false, p.reachable(ctx)
	}
	if err != nil {
		return nil, false, p.explain("read from", err)
	}
	return run.DecodeManifest(fmt.Sprintf("%v/%s", p, manifestName), content)
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

// Holds reports whether every file of the run m lies at the place, whole, and the
// manifest is as it was written.
func (p *Place) Holds(ctx context.Context, m *run.Manifest) (bool, error) {
	files, err := filesOf(m)
	if err != nil {
		return false, err
	}
	there, intact, err := p.manifest(ctx)
	if err != nil || !intact || !there.Equal(m) {
		return false, err
	}
	for _, f := range files {
		if there, err := p.has(ctx, f.Path, f.Bytes, f.SHA256); !there || err != nil {
			return false, err
		}
	}
	return true, nil
}

// filesOf lists all objects of a run but its manifest.
func filesOf(m *run.Manifest) ([]run.File, error) {
	heads, err := m.Heads()
	return append(heads, m.Files...), err
}

// has reports whether an object is there with that size and content. What the
// server says of its content is believed only where it is an MD5 that was written
// down when the object was; else the object is read.
func (p *Place) has(ctx context.Context, name string, size int64, sum string) (bool, error) {
	info, err := p.client.StatObject(ctx, p.bucket, p.key(name), minio.StatObjectOptions{})
	switch {
	case absent(err):
		return false, nil
	case err != nil:
		return false, p.explain("read from", err)
	case info.Size != size || info.UserMetadata[digestKey] != sum:
		return false, nil
	case info.UserMetadata[md5Key] != "" && strings.Trim(info.ETag, `"`) == info.UserMetadata[md5Key]:
		return true, nil
	}
	object, err := p.client.GetObject(ctx, p.bucket, p.key(name), minio.GetObjectOptions{})
	if err != nil {
		return false, p.explain("read from", err)
	}
	defer func() { _ = object.Close() }()
	digest := sha256.New()
	if _, err := io.Copy(digest, object); err != nil {
		return false, p.explain("read from", err)
	}
	return hex.EncodeToString(digest.Sum(nil)) == sum, nil
}

// Publish writes the finished run in dir to the place, its manifest last.
// Objects that are there already, from an attempt that was interrupted, are left
// as they are. replaced is the manifest of a run that is to be replaced, or nil;
// without it, a run that another process has published meanwhile is kept. Nothing
// stays of the run that was replaced, nor of one whose publication was interrupted.
func (p *Place) Publish(ctx context.Context, dir string, replaced *run.Manifest) error {
	m, err := run.ReadManifest(dir)
	if err != nil {
		return err
	}
	files, err := filesOf(m)
	if err != nil {
		return err
	}
	if replaced == nil {
		if there, err := p.Manifest(ctx); err != nil {
			return err
		} else if there != nil {
			return fmt.Errorf("another process has published into %v meanwhile", p)
		}
	}
	if err := p.clear(ctx, files, replaced); err != nil {
		return err
	}
	for _, f := range files {
		if err := p.upload(ctx, dir, f); err != nil {
			return err
		}
	}
	content, err := bounded.ReadFile(filepath.Join(dir, manifestName), maxManifest)
	if err != nil {
		return err
	}
	if now, _, err := run.DecodeManifest(filepath.Join(dir, manifestName), content); err != nil || !now.Equal(m) {
		return errors.Join(err, fmt.Errorf("another process has replaced the run in %s meanwhile", dir))
	}
	options := put(content, "application/json")
	options.SetMatchETagExcept("*") // only where there is none
	_, err = p.client.PutObject(ctx, p.bucket, p.key(manifestName), bytes.NewReader(content), int64(len(content)), options)
	if err != nil {
		return p.explain("write to", err)
	}
	return p.remove(ctx, noteName)
}

// upload writes a file of the run, if it is as the run's manifest says: another process
// may have changed the folder meanwhile.
func (p *Place) upload(ctx context.Context, dir string, want run.File) error {
	name := want.Path
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	digest, checksum := sha256.New(), md5.New()
	size, err := io.Copy(io.MultiWriter(digest, checksum), file)
	if err != nil {
		return err
	}
	sum := hex.EncodeToString(digest.Sum(nil))
	if size != want.Bytes || sum != want.SHA256 {
		return fmt.Errorf("%s is not as its run was written", filepath.Join(dir, filepath.FromSlash(name)))
	}
	if there, err := p.has(ctx, name, size, sum); there || err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := p.client.PutObject(ctx, p.bucket, p.key(name), file, size, options(sum, hex.EncodeToString(checksum.Sum(nil)), "application/octet-stream")); err != nil {
		return p.explain("write to", err)
	}
	return nil
}

// options of an upload. The server checks an MD5 of each piece; the client's
// streaming checksums would be stored as part of the object by servers that do not
// know them.
func options(sum, checksum, kind string) minio.PutObjectOptions {
	return minio.PutObjectOptions{
		ContentType: kind, UserMetadata: map[string]string{digestKey: sum, md5Key: checksum},
		SendContentMd5: true, DisableContentSha256: true,
	}
}

// put are the options of a small upload.
func put(content []byte, kind string) minio.PutObjectOptions {
	sum, checksum := sha256.Sum256(content), md5.Sum(content)
	return options(hex.EncodeToString(sum[:]), hex.EncodeToString(checksum[:]), kind)
}
