package scenarios

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rapport/sim/record"
)

// execution is one run being carried out.
type execution struct {
	folder   *runFolder
	arms     []*arm
	opts     Options
	want     Identity
	resolved []byte

	parts []*runPart
	total Count

	progress sync.Mutex
	state    Progress
}

// task is a block to simulate or, where none of a part's blocks is missing, a
// part to join.
type task struct {
	part  *runPart
	block int64 // or joinOnly
}

const joinOnly = -1

// plan lists the parts of the run.
func (e *execution) plan() {
	for _, a := range e.arms {
		for _, blocks := range a.cut.parts(e.opts.Shard) {
			e.parts = append(e.parts, &runPart{folder: e.folder, arm: a, blocks: blocks})
			e.total.Blocks += blocks.size()
			e.total.Courses += a.cut.coursesOf(blocks).size()
		}
	}
	e.state.Total = e.total.Courses
}

// begin readies the folder. It returns the manifest if the folder holds the
// whole run already.
func (e *execution) begin() (*Manifest, error) {
	if e.opts.Resume {
		whole, err := e.resume()
		if whole != nil || err != nil {
			return whole, err
		}
	}
	if err := e.folder.writeWork(e.want, planName); err != nil {
		return nil, fmt.Errorf("write into the run folder: %w", err)
	}
	if err := e.folder.write(studyName, e.resolved); err != nil {
		return nil, fmt.Errorf("write into the run folder: %w", err)
	}
	return nil, nil
}

// tasks lists what is left to do, part by part, so that few parts are unfinished
// at a time and the work folder stays small.
func (e *execution) tasks() []task {
	var list []task
	for _, p := range e.parts {
		if p.files != nil {
			continue
		}
		missing := p.missing()
		p.left.Store(int64(len(missing)))
		for _, b := range missing {
			list = append(list, task{p, b})
		}
		if len(missing) == 0 {
			list = append(list, task{p, joinOnly})
		}
	}
	return list
}

// simulate carries out the tasks. As many blocks as there are workers are in
// memory at a time.
func (e *execution) simulate(outer context.Context) error {
	ctx, cancel := context.WithCancelCause(outer)
	defer cancel(nil)
	tasks := e.tasks()
	e.report(0, 0)
	var next atomic.Int64
	var pool sync.WaitGroup
	for range min(e.opts.Workers, len(tasks)) {
		pool.Go(func() {
			w := worker{run: e}
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= int64(len(tasks)) {
					return
				}
				if err := w.do(tasks[i]); err != nil {
					cancel(err) // the first error is the one that is told
				}
			}
		})
	}
	pool.Wait()
	switch {
	case ctx.Err() == nil, e.complete():
		return nil
	case outer.Err() != nil && errors.Is(context.Cause(ctx), context.Cause(outer)):
		return &Interrupted{Dir: e.opts.Dir, Done: e.state.Done, Total: e.state.Total, Cause: context.Cause(outer)}
	default:
		return &advice{"write the run: " + context.Cause(ctx).Error(),
			"what is complete is kept: continue with --resume", context.Cause(ctx)}
	}
}

// complete reports whether every part is on the disk.
func (e *execution) complete() bool {
	return !slices.ContainsFunc(e.parts, func(p *runPart) bool { return p.files == nil })
}

// report adds to the progress and tells it.
func (e *execution) report(done, failed int64) {
	e.progress.Lock()
	defer e.progress.Unlock()
	e.state.Done += done
	e.state.Failed += failed
	if e.opts.Progress != nil {
		e.opts.Progress(e.state)
	}
}

// conclude writes the manifest, the last file of a run.
func (e *execution) conclude(started time.Time) (*Manifest, error) {
	m := e.manifest()
	m.Host = newHost(e.opts.Workers, started)
	content, err := m.encode()
	if err != nil {
		return nil, err
	}
	if err := e.folder.write(manifestName, content); err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	if err := e.folder.finish(); err != nil {
		return nil, fmt.Errorf("remove the work folder: %w", err)
	}
	return m, failedError(m)
}

func failedError(m *Manifest) error {
	if len(m.Failures) == 0 {
		return nil
	}
	return &Failed{Failures: m.Failures, Blocks: m.Planned.Blocks}
}

func (e *execution) manifest() *Manifest {
	m := &Manifest{
		Identity: e.want, Study: string(e.resolved), Planned: e.total, Done: e.total,
		Failures: []Failure{}, Rows: map[string]int64{}, Files: []File{},
	}
	for _, a := range e.arms {
		m.Seed = a.about.Seed
		m.Scenarios = append(m.Scenarios, a.about)
	}
	for _, p := range e.parts {
		m.Files = append(m.Files, p.files...)
		m.Failures = append(m.Failures, p.failures...)
		for _, f := range p.failures {
			n := p.arm.cut.coursesOf(span{f.Block, f.Block + 1}).size()
			m.Failed = Count{m.Failed.Courses + n, m.Failed.Blocks + 1}
			m.Done = Count{m.Done.Courses - n, m.Done.Blocks - 1}
		}
	}
	for _, f := range m.Files {
		m.Rows[f.Table] += f.Rows
	}
	sortFiles(m.Files)
	return m
}

// worker simulates and encodes one block at a time into memory of its own.
type worker struct {
	run      *execution
	rows     record.Rows
	encoders map[Record]*blockEncoder // of the scenarios' kinds of record
}

// do carries out a task and joins the part if it was the last of it.
func (w *worker) do(t task) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("scenario %s, block %d: %v\n%s", t.part.arm.about.Name, t.block, r, debug.Stack())
		}
	}()
	if t.block != joinOnly {
		if err := w.block(t.part, t.block); err != nil {
			return err
		}
		if t.part.left.Add(-1) > 0 {
			return nil
		}
	}
	return t.part.join()
}

// block simulates block b and writes it aside. A panic of the model fails the
// block, not the run.
func (w *worker) block(p *runPart, b int64) error {
	c := p.arm.cut.coursesOf(span{b, b + 1})
	w.rows.Reset()
	if message, stack, panicked := attempt(p.arm, &w.rows, c); panicked {
		p.fail(w.failure(p.arm, b, c, message, stack))
		w.run.report(0, c.size())
		return nil
	}
	content, err := w.encoder(p.arm.about.Record).encode(&w.rows)
	if err != nil {
		return err
	}
	if err := p.writeBlock(b, content); err != nil {
		return err
	}
	w.run.report(c.size(), 0)
	return nil
}

func (w *worker) encoder(r Record) *blockEncoder {
	if w.encoders[r] == nil {
		if w.encoders == nil {
			w.encoders = map[Record]*blockEncoder{}
		}
		w.encoders[r] = &blockEncoder{tables: tablesOf(r)}
	}
	return w.encoders[r]
}

// attempt simulates a range of courses and catches a panic.
func attempt(a *arm, rows *record.Rows, c span) (message, stack string, panicked bool) {
	defer func() {
		if r := recover(); r != nil {
			message, stack, panicked = fmt.Sprint(r), string(debug.Stack()), true
		}
	}()
	a.Block(rows, c.from, c.to)
	return "", "", false
}

// failure describes a block that panicked. Because luck is addressed, the course
// that is at fault panics alone as well, and is found by simulating one by one.
func (w *worker) failure(a *arm, b int64, c span, message, stack string) Failure {
	f := Failure{
		Scenario: a.about.Name, Seed: a.about.Seed, Block: b,
		First: a.course(c.from), Last: a.course(c.to - 1), Message: message, Stack: stack,
	}
	for i := c.from; i < c.to; i++ {
		w.rows.Reset()
		if alone, stack, panicked := attempt(a, &w.rows, span{i, i + 1}); panicked {
			culprit := a.course(i)
			f.Culprit, f.Message, f.Stack = &culprit, alone, stack
			break
		}
	}
	return f
}

// sortFailures puts failures in the order of their blocks.
func sortFailures(failures []Failure) {
	slices.SortFunc(failures, func(a, b Failure) int { return int(a.Block - b.Block) })
}
