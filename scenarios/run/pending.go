package run

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"os"
	"path/filepath"
	"runtime"
)

// pendingFile is a file that gets its name only once it is whole: it is written
// aside, synced to the disk and renamed. [syncFolder] makes the name durable too.
type pendingFile struct {
	file   *os.File
	small  *bufio.Writer // puts writes of a few bytes together, as the ends of files have them
	path   string
	digest hash.Hash
	bytes  int64
	failed error
}

// smallWrites is how many bytes are put together; what is larger is written at once.
const smallWrites = 16 << 10

// createAside begins the file path, written as aside until it is committed.
// Both must lie in one file system.
func createAside(aside, path string) (*pendingFile, error) {
	for _, name := range []string{aside, path} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return nil, err
		}
	}
	file, err := os.Create(aside)
	if err != nil {
		return nil, err
	}
	return &pendingFile{file: file, small: bufio.NewWriterSize(file, smallWrites), path: path, digest: sha256.New()}, nil
}

// Write appends to the file. After a failure every further call fails alike.
func (p *pendingFile) Write(b []byte) (int, error) {
	if p.failed != nil {
		return 0, p.failed
	}
	n, err := p.small.Write(b)
	p.digest.Write(b[:n])
	p.bytes += int64(n)
	p.failed = err
	return n, err
}

// commit makes the file durable and gives it its name.
func (p *pendingFile) commit() error {
	err := errors.Join(p.failed, p.small.Flush(), p.file.Sync())
	if err = errors.Join(err, p.file.Close()); err != nil {
		_ = os.Remove(p.file.Name())
		return err
	}
	if err := os.Rename(p.file.Name(), p.path); err != nil {
		_ = os.Remove(p.file.Name())
		return err
	}
	return nil
}

// discard forgets the file; it does nothing after commit.
func (p *pendingFile) discard() {
	if p.file.Close() == nil {
		_ = os.Remove(p.file.Name())
	}
}

// sha256 is the digest of what was written, in hexadecimal.
func (p *pendingFile) sha256() string { return hex.EncodeToString(p.digest.Sum(nil)) }

// writeAside writes a whole small file at once, name and all durable.
func writeAside(aside, path string, content []byte) error {
	p, err := createAside(aside, path)
	if err != nil {
		return err
	}
	defer p.discard()
	if _, err := p.Write(content); err != nil {
		return err
	}
	return errors.Join(p.commit(), syncFolder(filepath.Dir(path)))
}

// syncFolder makes the names in a folder durable. Windows keeps no such promise
// and refuses to sync a folder.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// digestOf is the SHA-256 of b in hexadecimal.
func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
