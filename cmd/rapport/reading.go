package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"rapport/analysis/data"
)

// reading tells on a terminal how much of a run is read, and how long it still
// takes.
type reading struct {
	line  *statusLine
	total int64 // rows
	done  atomic.Int64
	one   sync.Mutex
}

// newReading begins to read. It tells to w where it is a terminal and the words are
// wanted.
func newReading(w io.Writer, wanted bool, total int64) *reading {
	collectRarely()
	return &reading{line: newStatusLine(w, !wanted || !isTerminal(w) && !wantsLines(w)), total: total}
}

// seen counts rows; several goroutines may call it at once.
func (r *reading) seen(rows int) {
	done := min(r.done.Add(int64(rows)), r.total)
	if r.one.TryLock() { // else another is telling
		r.line.tell("reading: "+progressText(done, r.total, "rows", r.line.passed()), false)
		r.one.Unlock()
	}
}

// scored tells of findings.
func (r *reading) scored(done, of int) {
	r.one.Lock()
	r.line.tell("scoring: "+progressText(int64(done), int64(of), "findings", r.line.passed()), false)
	r.one.Unlock()
}

func (r *reading) close() { r.line.close() }

// progressText is such as "43 %, 860,000 of 2,000,000 rows, 12 s left".
func progressText(done, total int64, what string, passed time.Duration) string {
	text := fmt.Sprintf("%d %%, %s of %s %s", 100*done/max(1, total), data.Grouped(done), data.Grouped(total), what)
	if done > 0 && done < total {
		text += fmt.Sprintf(", %s left", roughly(time.Duration(float64(passed)*float64(total-done)/float64(done))))
	}
	return text
}
