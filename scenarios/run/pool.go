package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// execution is one run being carried out.
type execution struct {
	folder   *runFolder
	arms     []*arm
	opts     Options
	want     Identity
	resolved []byte

	parts    []*runPart
	total    Count
	changing bool // a finished run, which is set aside, is extended or mended

	progress sync.Mutex
	state    Progress
}

// task is a block to simulate.
type task struct {
	part  *runPart
	block int64
}

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
	var earlier *Manifest
	if e.opts.Resume {
		whole, aside, err := e.resume()
		if whole != nil || err != nil {
			return whole, err
		}
		earlier, e.changing = aside, aside != nil
	} else if err := e.replace(); err != nil {
		return nil, err
	}
	if err := e.prepare(); err != nil {
		err = fmt.Errorf("write into the run folder: %w", err)
		if earlier != nil && e.folder.holds.finished != nil {
			err = e.takeBack(earlier, err)
		}
		return nil, err
	}
	switch {
	case earlier != nil:
		return nil, e.extend(earlier)
	case e.opts.Overwrite:
		return nil, e.folder.forget()
	}
	return nil, nil
}

// replace removes the run that the folder holds, if any.
func (e *execution) replace() error {
	if err := e.touchable(); err != nil {
		return err
	}
	if e.folder.holds.empty {
		return nil
	}
	if err := e.folder.clear(); err != nil {
		return fmt.Errorf("remove the run in %s: %w", e.opts.Dir, err)
	}
	return nil
}

// prepare writes the plan and the study.
func (e *execution) prepare() error {
	if err := e.folder.writePlan(newPlan(e.want, e.arms)); err != nil {
		return err
	}
	return e.folder.write(studyName, e.resolved)
}

// tasks lists what is left to do, part by part, so that few parts are unfinished
// at a time and the work folder stays small.
func (e *execution) tasks() []task {
	var list []task
	for _, p := range e.parts {
		if p.files != nil {
			continue
		}
		for _, b := range p.missing() {
			list = append(list, task{p, b})
		}
	}
	return list
}

// simulate carries out the tasks. As many blocks as there are workers are in
// memory at a time, and one more that is being joined to its part. Joining keeps
// step with simulating from the first block to the last, so that a short run
// needs the memory of a long one. Workers wait where the next block to be joined,
// which may be late itself or wait for the disk, is a part behind: so no more
// blocks than those of two parts and of the workers are ever on the disk.
func (e *execution) simulate(outer context.Context) error {
	ctx, cancel := context.WithCancelCause(outer)
	defer cancel(nil)
	tasks := e.tasks()
	e.report(0, 0)
	places := make(chan struct{}, e.arms[0].cut.part+int64(e.opts.Workers)) // of blocks that are begun and not joined
	simulated := make(chan task, cap(places))
	var next atomic.Int64
	var workers, joiner sync.WaitGroup
	joiner.Go(func() { e.join(ctx, cancel, simulated, places) })
	for range min(e.opts.Workers, len(tasks)) {
		workers.Go(func() {
			w := worker{run: e}
			for ctx.Err() == nil {
				select {
				case places <- struct{}{}:
				case <-ctx.Done():
					return
				}
				i := next.Add(1) - 1
				if i >= int64(len(tasks)) {
					return
				}
				if err := w.do(tasks[i]); err != nil {
					cancel(err) // the first error is the one that is told
					return
				}
				simulated <- tasks[i]
			}
		})
	}
	workers.Wait()
	close(simulated)
	joiner.Wait()
	return e.outcome(ctx, outer)
}

// join joins blocks to their parts in the order of the run, each once it is
// simulated, and gives its place to another. After a failure or an interruption it
// only hears the workers out: their blocks are kept.
func (e *execution) join(ctx context.Context, cancel context.CancelCauseFunc, simulated <-chan task, places <-chan struct{}) {
	early := map[task]bool{} // simulated before their turn
	await := func(t task) bool {
		for !early[t] {
			next, open := <-simulated
			if !open {
				return false
			}
			early[next] = true
		}
		delete(early, t)
		<-places
		return ctx.Err() == nil
	}
	for _, p := range e.parts {
		if p.files != nil {
			continue
		}
		if err := guard(func() error { return p.join(await) }); err != nil {
			cancel(err)
			break
		}
	}
	for range simulated {
		continue
	}
}

// outcome is the error of a run that did not come to its end.
func (e *execution) outcome(ctx, outer context.Context) error {
	cause := context.Cause(ctx)
	switch {
	case cause == nil, e.complete():
		return nil
	case outer.Err() != nil && errors.Is(cause, context.Cause(outer)):
		return &Interrupted{Dir: e.opts.Dir, Done: e.state.Done, Total: e.state.Total, Changing: e.changing, Passing: e.opts.Passing, Cause: cause}
	default:
		return e.unwritten("write the run", cause)
	}
}

// unwritten is the error of a run that could not be written to its end, with a word on
// what is left of it.
func (e *execution) unwritten(what string, cause error) error {
	hint := "what is complete is kept: continue with --resume"
	switch {
	case e.opts.Passing:
		hint = passingHint
	case e.changing:
		hint = "nothing of the earlier run is lost: the same command with --resume goes on, and the command that made the earlier run, with --resume, brings it back"
	}
	return &advice{what + ": " + cause.Error(), hint, cause}
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
