package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rapport/analysis/data"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// How often progress is told: on a terminal in place, elsewhere line by line.
const (
	everyOnTerminal = 100 * time.Millisecond
	everyInLog      = 30 * time.Second
)

// clock is what the time is, for all that is told while work goes on. In transcripts it
// stands still, so that no line of progress comes on a slow machine.
var clock = time.Now

// progress tells how far a run is, on standard error. It counts finished
// courses, so that what is told as done is written.
type progress struct {
	w        io.Writer
	terminal bool
	now      func() time.Time

	began  time.Time
	before int64 // done before this process began, in a resumption
	told   time.Time
	first  bool // the first report has come
}

// newProgress tells to w; quiet is nil.
func newProgress(w io.Writer, quiet bool) *progress {
	if quiet && !wantsLines(w) {
		return nil
	}
	return &progress{w: w, terminal: isTerminal(w), now: clock}
}

// lineReader is standard error that another program reads line by line (--progress
// lines): it is told as often as a terminal, in lines as in a log.
type lineReader struct{ io.Writer }

func wantsLines(w io.Writer) bool {
	_, ok := w.(lineReader)
	return ok
}

// progressFlag adds --progress to all verbs.
func progressFlag(root *cobra.Command) {
	how := root.PersistentFlags().String("progress", "auto", "how progress is told: auto, or `lines` for a program that reads them")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		switch *how {
		case "auto":
		case "lines":
			c.SetErr(lineReader{c.ErrOrStderr()})
		default:
			return badInput("", "--progress = %s: want auto or lines", *how)
		}
		return errors.Join(emptyFlags(c), oneOfExclusive(c))
	}
}

// pace is how often progress is told.
func pace(w io.Writer, terminal bool) time.Duration {
	if terminal || wantsLines(w) {
		return everyOnTerminal
	}
	return everyInLog
}

// isTerminal says whether w can rewrite its line. TERM=dumb cannot.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// announce says what is about to be simulated, where the line would stay.
func (p *progress) announce(study *study.Study, name, dir string) {
	if p == nil || p.terminal {
		return
	}
	fmt.Fprintf(p.w, "rapport: simulating %s (%s) into %s\n", oneLine(name), sizeOf(study), oneLine(dir))
}

// longRun is how long a run takes that is told of before it begins.
const longRun = time.Minute

// forewarn says how long a long run will take, and how much it will write.
func (p *progress) forewarn(size run.Size) {
	if p == nil {
		return
	}
	if !run.Locks {
		fmt.Fprintln(p.w, "rapport: hint: this system has no lock that keeps a second process out of the folder: start one at a time")
	}
	if size.Duration >= longRun {
		fmt.Fprintf(p.w, "rapport: about %s rows, %s, %s\n", data.Grouped(size.Rows), sizeText(size.Bytes), roughly(size.Duration))
	}
}

// sizeOf is how much there is to simulate, in words.
func sizeOf(study *study.Study) string {
	text := fmt.Sprintf("%s × %s", data.Counted(len(study.Planned()), "scenario"), data.Counted(study.Population.Patients, "patient"))
	if study.Replications > 1 {
		text += fmt.Sprintf(" × %s", data.Counted(study.Replications, "replication"))
	}
	return fmt.Sprintf("%s, seed %d", text, study.Seed)
}

// report is called after each block, never twice at once.
func (p *progress) report(at run.Progress) {
	if p == nil {
		return
	}
	now := p.now()
	if !p.first {
		p.first, p.began, p.told, p.before = true, now, now, at.Done
		return
	}
	if now.Sub(p.told) < pace(p.w, p.terminal) {
		return
	}
	p.told = now
	text := p.text(at, now)
	if p.terminal {
		fmt.Fprintf(p.w, "\r%s\x1b[K", text)
	} else {
		fmt.Fprintf(p.w, "rapport: %s\n", text)
	}
}

// text is such as "43 %, 860,000 of 2,000,000 courses, 12 s left".
func (p *progress) text(at run.Progress, now time.Time) string {
	done := at.Done + at.Failed
	var b strings.Builder
	if p.terminal {
		const width = 24
		full := int(width * done / max(1, at.Total))
		fmt.Fprintf(&b, "%s%s ", strings.Repeat("━", full), strings.Repeat("·", width-full))
	}
	fmt.Fprintf(&b, "%d %%, %s of %s courses", 100*done/max(1, at.Total), data.Grouped(done), data.Grouped(at.Total))
	if at.Failed > 0 {
		fmt.Fprintf(&b, ", %s failed", data.Grouped(at.Failed))
	}
	if fresh := done - p.before; fresh > 0 && done < at.Total {
		left := time.Duration(float64(now.Sub(p.began)) * float64(at.Total-done) / float64(fresh))
		fmt.Fprintf(&b, ", %s left", roughly(left))
	}
	return b.String()
}

// close leaves the terminal's line as if nothing had been there.
func (p *progress) close() {
	if p != nil && p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// roughly is a time to wait, in the unit that people would use.
func roughly(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Seconds()))
}
