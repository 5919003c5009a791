package run

import (
	"fmt"
	"strings"
)

// Refused is the error of what is wrong with a request: with the study, the folder
// or the shards. Nothing was written.
type Refused struct{ message, hint string }

func refuse(message, hint string) error { return &Refused{message, hint} }

func (r *Refused) Error() string { return r.message }

// Hint is what the user can do about the error; it may be empty.
func (r *Refused) Hint() string { return r.hint }

// advice is the error of a fault, with a word on what to do about it.
type advice struct {
	message, hint string
	cause         error
}

func (a *advice) Error() string { return a.message }

// Hint is what the user can do about the error.
func (a *advice) Hint() string { return a.hint }

func (a *advice) Unwrap() error { return a.cause }

// Interrupted is the error of a run that was told to stop. What it had finished
// is kept; the run can be continued with Options.Resume.
type Interrupted struct {
	Dir         string
	Done, Total int64 // courses
	Changing    bool  // a finished run was being extended or mended: it is kept
	Passing     bool  // the folder does not stay
	Cause       error // of the context
}

func (e *Interrupted) Error() string {
	return fmt.Sprintf("stopped after %d of %d courses", e.Done, e.Total)
}

const passingHint = "nothing is kept: the same command begins anew"

// Hint says how to go on.
func (e *Interrupted) Hint() string {
	if e.Passing {
		return passingHint
	}
	if e.Changing {
		return fmt.Sprintf("continue in %s with the same command and --resume; nothing of the earlier run is lost", e.Dir)
	}
	return fmt.Sprintf("continue in %s with --resume, or start again with --force", e.Dir)
}

func (e *Interrupted) Unwrap() error { return e.Cause }

// CourseID names one course of a study.
type CourseID struct {
	Replication int64 `json:"replication"`
	Patient     int64 `json:"patient"`
}

func (c CourseID) String() string {
	return fmt.Sprintf("replication %d, patient %d", c.Replication, c.Patient)
}

// Failure is a block whose simulation panicked. Its rows are in no file; every
// other block of the run is.
type Failure struct {
	Scenario string    `json:"scenario"`
	Seed     uint64    `json:"seed"`
	Block    int64     `json:"block"`
	First    CourseID  `json:"first"`             // of the block
	Last     CourseID  `json:"last"`              // of the block
	Culprit  *CourseID `json:"culprit,omitempty"` // the course that panics when simulated alone, if one does
	Message  string    `json:"message"`           // what it panicked with
	Stack    string    `json:"-"`                 // where; not in the manifest, it differs from run to run
}

func (f Failure) String() string {
	where := fmt.Sprintf("from %v to %v", f.First, f.Last)
	if f.Culprit != nil {
		where = f.Culprit.String()
	}
	return fmt.Sprintf("scenario %s, seed %d, %s: %s", f.Scenario, f.Seed, where, f.Message)
}

// Failed is the error of a run in which blocks panicked. The others are whole,
// and the manifest counts both.
type Failed struct {
	Failures []Failure
	Blocks   int64 // planned
}

// toldFailures is how many failures an error tells one by one.
const toldFailures = 10

func (e *Failed) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d blocks failed", len(e.Failures), e.Blocks)
	for _, f := range e.Failures[:min(len(e.Failures), toldFailures)] {
		b.WriteString("\n" + f.String())
	}
	if more := len(e.Failures) - toldFailures; more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}

// Hint says how to look at the failure.
func (e *Failed) Hint() string {
	return "simulate the named patient alone with rapport replay; --resume simulates the failed blocks again"
}

func errLocked(dir string) error {
	return refuse(fmt.Sprintf("another process is writing into %s", dir), "wait for it to end, or choose another folder with --out")
}
