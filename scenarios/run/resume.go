package run

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// resume takes over what the folder holds of the run: complete parts whose files
// are undamaged, and whole blocks of the others. It returns the manifest if
// nothing is left to do.
func (e *execution) resume() (*Manifest, error) {
	whole, err := e.finished()
	if err != nil {
		return nil, err
	}
	if whole == nil {
		if going, err := e.unfinished(); !going || err != nil {
			return nil, err
		}
	}
	if err := forEach(e.opts.Workers, len(e.parts), func(i int) error { return e.parts[i].takeOver(whole) }); err != nil {
		return nil, fmt.Errorf("resume the run in %s: %w", e.opts.Dir, err)
	}
	complete := e.studyIntact()
	for _, p := range e.parts {
		complete = complete && p.files != nil
		e.state.Done += p.taken()
	}
	if whole == nil {
		return nil, nil
	}
	if complete {
		return whole, e.folder.finish()
	}
	return nil, removeIfThere(filepath.Join(e.opts.Dir, manifestName)) // what is being mended must not look whole
}

// studyIntact reports whether the resolved study, and the table of its design,
// lie in the folder as written.
func (e *execution) studyIntact() bool {
	_, sum, err := fileDigest(e.folder.path(studyName))
	if err != nil || sum != e.want.StudySHA256 {
		return false
	}
	var about []ManifestScenario
	for _, a := range e.arms {
		about = append(about, a.about)
	}
	design, err := designTableOf(about)
	if err != nil || design == nil {
		return err == nil
	}
	_, sum, err = fileDigest(e.folder.path(designName))
	return err == nil && sum == digestOf(design)
}

// finished reads the manifest of a run that came to its end, or nil.
func (e *execution) finished() (*Manifest, error) {
	if _, err := os.Stat(e.folder.path(manifestName)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	m, err := ReadManifest(e.opts.Dir)
	if err != nil {
		return nil, err
	}
	return m, e.sameRun(m.Identity)
}

// unfinished reports whether the folder holds the work of an interrupted run.
func (e *execution) unfinished() (bool, error) {
	b, err := os.ReadFile(e.folder.work(planName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var have Identity
	if err := json.Unmarshal(b, &have); err != nil {
		return false, fmt.Errorf("%s is damaged: %w", e.folder.work(planName), err)
	}
	return true, e.sameRun(have)
}

func (e *execution) sameRun(have Identity) error {
	if why := have.difference(e.want); why != "" {
		return advise(fmt.Sprintf("the run in %s cannot be resumed: %s", e.opts.Dir, why),
			"choose another folder with --out, or replace the run with --force")
	}
	return nil
}

// takeOver finds what there is of the part: its files or else whole blocks.
func (p *runPart) takeOver(whole *Manifest) error {
	if files := p.recorded(whole); p.undamaged(files) {
		p.files = files
		return nil
	}
	p.have = map[int64]bool{}
	tables := len(tablesOf(p.arm.about.Record))
	for b := p.blocks.from; b < p.blocks.to; b++ {
		_, err := readBlock(p.blockPath(b), tables)
		switch {
		case err == nil:
			p.have[b] = true
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errBadBlock):
			return err
		}
	}
	return nil
}

// taken is the number of courses that were taken over.
func (p *runPart) taken() int64 {
	if p.files != nil {
		return p.arm.cut.coursesOf(p.blocks).size()
	}
	n := int64(0)
	for b := range p.have {
		n += p.arm.cut.coursesOf(span{b, b + 1}).size()
	}
	return n
}

// recorded lists the part's files if it was complete and without failures.
func (p *runPart) recorded(whole *Manifest) []File {
	var r partRecord
	if whole != nil {
		for _, f := range whole.Files {
			if f.Scenario == p.arm.about.Name && f.Part == p.number() {
				r.Files = append(r.Files, f)
			}
		}
		for _, f := range whole.Failures {
			if f.Scenario == p.arm.about.Name && p.blocks.from <= f.Block && f.Block < p.blocks.to {
				r.Failures = append(r.Failures, f)
			}
		}
	} else if b, err := os.ReadFile(p.folder.work(p.arm.about.Name, p.recordName())); err != nil || json.Unmarshal(b, &r) != nil {
		return nil // not complete, or torn: simulated again
	}
	if len(r.Failures) > 0 {
		return nil
	}
	return r.Files
}

// undamaged reports whether every table's file is there as it was written.
func (p *runPart) undamaged(files []File) bool {
	found := map[string]bool{}
	for _, f := range files {
		size, sum, err := fileDigest(p.folder.path(p.filePath(f.Table)))
		if err != nil || size != f.Bytes || sum != f.SHA256 {
			return false
		}
		found[f.Table] = true
	}
	for _, t := range tablesOf(p.arm.about.Record) {
		if !found[t.name()] {
			return false
		}
	}
	return true
}

// fileDigest returns a file's size and SHA-256.
func fileDigest(name string) (int64, string, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = f.Close() }()
	digest := sha256.New()
	n, err := io.Copy(digest, f)
	return n, hex.EncodeToString(digest.Sum(nil)), err
}

// forEach calls do for 0 to n-1, some at once, and returns all errors.
func forEach(workers, n int, do func(i int) error) error {
	var next atomic.Int64
	var pool sync.WaitGroup
	errs := make([]error, n)
	for range min(workers, n) {
		pool.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= n {
					return
				}
				errs[i] = do(i)
			}
		})
	}
	pool.Wait()
	return errors.Join(errs...)
}
