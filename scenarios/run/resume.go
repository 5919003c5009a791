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
	"sync"
	"sync/atomic"

	"rapport/sim/record/bounded"
	"rapport/sim/record/seal"
)

// resume takes over what the folder holds of the run: complete parts whose files
// are undamaged, and whole blocks of the others. It returns the manifest if
// nothing is left to do, and that of an earlier run, set aside, if this one is
// made out of it.
func (e *execution) resume() (whole, earlier *Manifest, err error) {
	h := e.folder.holds
	if h.finished == nil && h.before != nil {
		if earlier, err = e.resumeChange(); earlier != nil || err != nil {
			return nil, earlier, err
		}
	}
	switch {
	case h.finished != nil:
		return e.resumeFinished(h.finished)
	case h.torn:
		return nil, nil, e.resumeTorn()
	case h.plan != nil:
		if err := e.sameRun(h.plan.Identity); err != nil {
			return nil, nil, err
		}
		return nil, nil, e.takeOver(nil)
	}
	return nil, nil, nil
}

// resumeFinished is resume for a run that came to its end.
func (e *execution) resumeFinished(m *Manifest) (whole, earlier *Manifest, err error) {
	switch {
	case m.Identity == e.want:
		if err := e.takeOver(m); err != nil {
			return nil, nil, err
		}
		if e.complete() && e.studyIntact() && e.manifestIntact(m) {
			if err := e.strays(); err != nil {
				return nil, nil, err
			}
			return m, nil, e.folder.finish()
		}
		e.forget()
	case !e.extends(m):
		return nil, nil, e.sameRun(m.Identity)
	}
	if err := e.touchable(); err != nil {
		return nil, nil, err
	}
	if err := e.folder.removeWork(); err != nil { // the run is finished: nothing in it is needed
		return nil, nil, err
	}
	if err := e.folder.setAside(m); err != nil {
		return nil, nil, e.takeBack(m, err)
	}
	return nil, m, nil
}

// takeBack gives a finished run its place again, which was to be changed and cannot be,
// and returns the error that says why.
func (e *execution) takeBack(m *Manifest, why error) error {
	e.changing = true
	if !fileExists(e.folder.path(manifestName)) {
		if err := e.folder.giveBack(m, newPlan(e.want, e.arms)); err != nil {
			return e.unwritten(why.Error(), err)
		}
	}
	_ = e.folder.removeWork() // empty, or the next command does it
	return &advice{why.Error(), "the run is as it was", why}
}

// resumeChange is resume for an earlier run that was set aside: the change goes
// on, or the earlier run is given back where that, or another change of it, is
// asked for. It returns nil where the earlier run is no matter any more.
func (e *execution) resumeChange() (earlier *Manifest, err error) {
	h, m := e.folder.holds, e.folder.holds.before
	extends := e.extends(m)
	switch {
	case h.plan != nil && h.plan.Identity == e.want && extends:
		return m, e.takeOver(nil)
	case h.plan != nil && h.plan.Identity == e.want: // m was replaced, and only its manifest is left
		return nil, e.folder.forget()
	case !extends:
		return nil, refuse(fmt.Sprintf("%s holds a run that was being changed, and this is another: %s", e.opts.Dir, m.difference(e.want)),
			"go on with the command that changed it, or choose another folder with --out")
	}
	if err := e.touchable(); err != nil {
		return nil, err
	}
	changed := h.plan
	if changed == nil {
		changed = planFromStudy(e.opts.Dir, e.want.Layout, e.want.Shard)
	}
	if err := e.folder.giveBack(m, changed); err != nil {
		return nil, err
	}
	h.finished, h.before, h.plan, h.torn = m, nil, nil, false
	return nil, nil
}

// resumeTorn begins again where a power cut has taken the plan: what lies in the
// work folder could be of any run.
func (e *execution) resumeTorn() error {
	if was := planFromStudy(e.opts.Dir, e.want.Layout, e.want.Shard); was != nil {
		if err := e.sameRun(was.Identity); err != nil {
			return err
		}
	}
	if err := e.touchable(); err != nil {
		return err
	}
	return e.folder.removeWorkBut(planName)
}

// takeOver finds what there is of every part. whole is the manifest of a finished
// run, or nil.
func (e *execution) takeOver(whole *Manifest) error {
	if whole == nil {
		if err := e.touchable(); err != nil {
			return err
		}
	}
	if err := forEach(e.opts.Workers, len(e.parts), func(i int) error { return e.parts[i].takeOver(whole) }); err != nil {
		return fmt.Errorf("resume the run in %s: %w", e.opts.Dir, err)
	}
	for _, p := range e.parts {
		e.state.Done += p.taken()
	}
	return nil
}

// forget forgets what was taken over.
func (e *execution) forget() {
	e.state.Done = 0
	for _, p := range e.parts {
		p.files, p.have = nil, nil
	}
}

// touchable says whether the run may write into its folder.
func (e *execution) touchable() error {
	if err := e.folder.holds.untouchable(e.opts.Dir, newPlan(e.want, e.arms)); err != nil {
		return err
	}
	return e.strays()
}

// manifestIntact reports whether the manifest is as it was written, and says what
// this run would write.
func (e *execution) manifestIntact(m *Manifest) bool {
	_, content, err := readManifest(e.opts.Dir)
	return err == nil && seal.Intact(content) && m.Equal(e.manifest())
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

// sameRun says why what a run of that identity has left cannot serve this one.
func (e *execution) sameRun(have Identity) error {
	if why := have.difference(e.want); why != "" {
		return refuse(fmt.Sprintf("the run in %s cannot be resumed: %s", e.opts.Dir, why),
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
	var buffer []byte
	for b := p.blocks.from; b < p.blocks.to; b++ {
		_, err := readBlock(&buffer, p.blockPath(b), tables)
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
	} else if b, err := bounded.ReadFile(p.folder.work(p.arm.about.Name, p.recordName()), maxManifest); err != nil || json.Unmarshal(b, &r) != nil {
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
		if !found[t.Name] {
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
