package main

import (
	"fmt"
	"io"
	"time"
)

// statusLine tells how far long work is, on standard error: on a terminal in
// place, elsewhere a line now and then.
type statusLine struct {
	w               io.Writer
	quiet, terminal bool
	now             func() time.Time
	began, told     time.Time
}

func newStatusLine(w io.Writer, quiet bool) *statusLine {
	s := &statusLine{w: w, quiet: quiet && !wantsLines(w), terminal: isTerminal(w), now: clock}
	s.began = s.now()
	s.told = s.began
	return s
}

// tell shows the text if it is time to; last says that no further one comes for
// what it tells of.
func (s *statusLine) tell(text string, last bool) {
	if s.quiet {
		return
	}
	now := s.now()
	if now.Sub(s.told) < pace(s.w, s.terminal) && !(last && s.terminal) {
		return
	}
	s.told = now
	if s.terminal {
		fmt.Fprintf(s.w, "\r%s\x1b[K", text)
		return
	}
	fmt.Fprintf(s.w, "rapport: %s\n", text)
}

// passed is the time since the work began.
func (s *statusLine) passed() time.Duration { return s.now().Sub(s.began) }

// close leaves the terminal's line as if nothing had been there.
func (s *statusLine) close() {
	if s.terminal && !s.quiet {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
