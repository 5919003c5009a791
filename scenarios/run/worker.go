package run

import (
	"fmt"
	"runtime/debug"
	"slices"

	"rapport/scenarios/population"
	"rapport/sim/record"
)

// worker simulates and encodes one block at a time into memory of its own. Rows
// are encoded while they are simulated, a batch at a time, so that they stay in
// the processor's caches.
type worker struct {
	run      *execution
	encoders map[population.Record]*blockEncoder // of the scenarios' kinds of record
}

// do carries out a task.
func (w *worker) do(t task) error {
	if err := guard(func() error { return w.block(t.part, t.block) }); err != nil {
		return fmt.Errorf("block %d of scenario %s: %w", t.block, t.part.arm.about.Name, err)
	}
	return nil
}

// guard turns a panic into an error, so that it cannot take finished work along.
func guard(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v\n%s", r, debug.Stack())
		}
	}()
	return do()
}

// block simulates block b and writes it aside. A panic of the model fails the
// block, not the run.
func (w *worker) block(p *runPart, b int64) error {
	c := p.arm.cut.coursesOf(span{b, b + 1})
	e := w.encoder(p.arm.about.Record)
	e.begin()
	crash, err := attempt(p.arm, &e.columns, c, e.drain)
	if crash != nil {
		p.fail(w.failure(p.arm, b, c, crash))
		w.run.report(0, c.size())
		return nil
	}
	if err != nil {
		return err
	}
	content, err := e.finish()
	if err != nil {
		return err
	}
	if err := p.writeBlock(b, content); err != nil {
		return err
	}
	w.run.report(c.size(), 0)
	return nil
}

func (w *worker) encoder(r population.Record) *blockEncoder {
	if w.encoders[r] == nil {
		if w.encoders == nil {
			w.encoders = map[population.Record]*blockEncoder{}
		}
		w.encoders[r] = newBlockEncoder(r)
	}
	return w.encoders[r]
}

// crash is a panic of the model.
type crash struct{ message, stack string }

// attempt simulates a range of courses and catches a panic. err is drain's.
func attempt(a *arm, columns *record.Columns, c span, drain func() error) (p *crash, err error) {
	defer func() {
		if r := recover(); r != nil {
			p = &crash{fmt.Sprint(r), string(debug.Stack())}
		}
	}()
	return nil, a.Stream(columns, c.from, c.to, drain)
}

// failure describes a block that panicked. Because luck is addressed, the course
// that is at fault panics alone as well, and is found by simulating one by one.
func (w *worker) failure(a *arm, b int64, c span, p *crash) Failure {
	f := Failure{
		Scenario: a.about.Name, Seed: a.about.Seed, Block: b,
		First: a.course(c.from), Last: a.course(c.to - 1), Message: p.message, Stack: p.stack,
	}
	for i := c.from; i < c.to; i++ {
		var one record.Columns
		if alone, _ := attempt(a, &one, span{i, i + 1}, func() error { return nil }); alone != nil {
			culprit := a.course(i)
			f.Culprit, f.Message, f.Stack = &culprit, alone.message, alone.stack
			break
		}
	}
	return f
}

// sortFailures puts failures in the order of their blocks.
func sortFailures(failures []Failure) {
	slices.SortFunc(failures, func(a, b Failure) int { return int(a.Block - b.Block) })
}
