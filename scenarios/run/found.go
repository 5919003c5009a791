package run

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"

	"rapport/scenarios/study"
)

// Found returns the manifest of the very run that the options ask for, if opts.Dir
// holds it already, whole and unchanged to the last byte; nothing is written. It
// returns nil where the folder holds no finished run or another one, and where the
// options say what to do with what the folder holds (Resume, Overwrite).
//
// Errors: a refusal with a hint, where it is this run, but with files that are
// missing, changed or not its own, or with blocks that failed.
func Found(s *study.Study, opts Options) (*Manifest, error) {
	if opts.Dir == "" || opts.Resume || opts.Overwrite {
		return nil, nil
	}
	have, err := readOwn(opts.Dir)
	var none *fs.PathError
	if have == nil || errors.As(err, &none) {
		return nil, nil
	}
	arms, resolved, err := resolvedArms(s)
	if err != nil {
		return nil, err
	}
	return found(arms, resolved, shippedLayout, opts, have)
}

// found is Found, once the study is resolved and the folder's manifest is read.
func found(arms []*arm, resolved []byte, layout Layout, opts Options, have *Manifest) (*Manifest, error) {
	want := identity(resolved, layout, opts.Shard)
	if have.Identity != want {
		return nil, nil
	}
	place(arms, layout)
	opts.Workers = runtime.GOMAXPROCS(0)
	e := &execution{folder: &runFolder{dir: opts.Dir}, arms: arms, opts: opts, want: want, resolved: resolved}
	e.plan()
	return e.found(have)
}

// found returns the manifest of the finished run in the folder, which is this one, if it is
// whole and unchanged, and else says that it is not.
func (e *execution) found(have *Manifest) (*Manifest, error) {
	if err := e.takeOver(have); err != nil {
		return nil, err
	}
	if e.complete() && e.studyIntact() && e.manifestIntact(have) {
		if err := e.strays(); err != nil {
			return nil, err
		}
		return have, nil
	}
	return nil, refuse(fmt.Sprintf("%s holds this run, but not as it was written", e.opts.Dir),
		"rapport verify says what is missing or changed; the same command with --resume mends it")
}
