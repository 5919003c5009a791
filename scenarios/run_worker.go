package scenarios

import (
	"fmt"
	"runtime/debug"
	"slices"

	"rapport/sim/record"
)

// worker simulates and encodes one block at a time into memory of its own.
type worker struct {
	run      *execution
	rows     record.Rows
	encoders map[Record]*blockEncoder // of the scenarios' kinds of record
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
