package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// into is the execution that joins the shards into a folder.
func (g *gathering) into(folder *runFolder, opts Options) *execution {
	first := g.shards[0].manifest
	e := &execution{
		folder: folder, opts: opts, want: g.shards[0].whole(), resolved: []byte(first.Study),
	}
	for i, c := range first.Layout.cuts(first.Scenarios) {
		e.arms = append(e.arms, &arm{about: first.Scenarios[i], cut: c})
	}
	e.plan()
	return e
}

// merge joins shards in which nothing is wrong, unless the folder holds the very run already.
func (g *gathering) merge(ctx context.Context, opts Options, started time.Time) (*Manifest, error) {
	opts.Shard = Shard{}
	if !opts.Overwrite && !opts.Resume {
		have, err := readOwn(opts.Dir)
		if err == nil && have != nil && have.Identity == g.shards[0].whole() {
			opts.Workers = runtime.GOMAXPROCS(0)
			return g.into(&runFolder{dir: opts.Dir}, opts).found(have)
		}
	}
	folder, err := openFolder(opts.Dir, opts.Overwrite, opts.Resume)
	if err != nil {
		return nil, err
	}
	defer folder.close()
	e := g.into(folder, opts)
	if whole, err := e.begin(); whole != nil || err != nil {
		return whole, err
	}
	if err := e.gather(ctx, g); err != nil {
		return nil, err
	}
	return e.conclude(started)
}

// gather joins the parts of the run out of those of the shards.
func (e *execution) gather(outer context.Context, g *gathering) error {
	ctx, cancel := context.WithCancelCause(outer)
	defer cancel(nil)
	e.report(0, 0)
	_ = forEach(e.opts.Workers, len(e.parts), func(i int) error {
		p := e.parts[i]
		if p.files != nil || ctx.Err() != nil {
			return nil
		}
		if err := guard(func() error { return p.gather(g.pieces(p.arm.cut)) }); err != nil {
			cancel(err) // the first error is the one that is told
			return nil
		}
		e.report(p.arm.cut.coursesOf(p.blocks).size(), 0)
		return nil
	})
	return e.outcome(ctx, outer)
}

// gather makes the part's files out of the pieces that the shards have of it.
func (p *runPart) gather(pieces []piece) error {
	pieces = slices.DeleteFunc(pieces, func(q piece) bool {
		return q.blocks.from >= p.blocks.to || q.blocks.to <= p.blocks.from
	})
	tables, err := p.openFiles()
	defer func() {
		for _, t := range tables {
			t.out.discard()
		}
	}()
	if err != nil {
		return err
	}
	for _, q := range pieces {
		for _, t := range tables {
			if err := t.append(q); err != nil {
				return err
			}
		}
		for _, f := range q.manifest.Failures {
			if f.Scenario == p.arm.about.Name && p.blocks.from <= f.Block && f.Block < p.blocks.to {
				p.failures = append(p.failures, f)
			}
		}
	}
	files := make([]File, len(tables))
	for i, t := range tables {
		if files[i], err = t.finish(); err != nil {
			return fmt.Errorf("part %d of scenario %s: %w", p.number(), p.arm.about.Name, err)
		}
	}
	return p.complete(files)
}

// append adds the row groups that the shard q has of the file.
func (j *joining) append(q piece) error {
	name := filepath.Join(q.dir, filepath.FromSlash(j.file.Path))
	at := slices.IndexFunc(q.manifest.Files, func(f File) bool { return f.Path == j.file.Path })
	if at < 0 {
		return fmt.Errorf("%s: not in the manifest", name)
	}
	source := q.manifest.Files[at]
	if next := j.file.FirstBlock + int64(len(j.file.BlockRows)); source.FirstBlock != next {
		return fmt.Errorf("%s: begins with block %d, want %d", name, source.FirstBlock, next)
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	rows, err := j.File.Join(file, source.Bytes)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if rows != source.Rows {
		return fmt.Errorf("%s: has %d rows, the manifest says %d", name, rows, source.Rows)
	}
	j.file.BlockRows = append(j.file.BlockRows, source.BlockRows...)
	j.file.Rows += rows
	return nil
}
