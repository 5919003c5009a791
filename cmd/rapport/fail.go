package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"rapport/analysis/data"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim/record/parquetfile"
)

// How errors speak: lower-case, no full stop, one line each, "rapport: error:"
// and then, where something can be done, "rapport: hint:". They go to standard
// error; standard output holds results alone.

// The exit codes, told by `rapport --help`.
const (
	codeOK        = 0
	codeCheck     = 1 // a check failed: a band missed, a run damaged, a replay that differs
	codeInput     = 2 // the command line, a study or a file is wrong; nothing was written
	codeFailed    = 3 // the run could not be finished, written or read
	codeHangup    = 129
	codeInterrupt = 130
	codeTerminate = 143
)

// failure is an error with an exit code and a hint.
type failure struct {
	code int
	err  error
	hint string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// badInput is an error of the user's input.
func badInput(hint, format string, args ...any) error {
	return &failure{codeInput, fmt.Errorf(format, args...), hint}
}

// failedCheck ends a command whose check failed; what is wrong has been printed.
func failedCheck(format string, args ...any) error {
	return &failure{codeCheck, fmt.Errorf(format, args...), ""}
}

// hinted is an error that knows what to do about it.
type hinted interface{ Hint() string }

// tell prints what went wrong, if anything, and returns the exit code.
func tell(w io.Writer, err error) int {
	if err == nil {
		return codeOK
	}
	var faults study.Faults
	if errors.As(err, &faults) {
		lines := make([]string, len(faults))
		for i, f := range faults {
			lines[i] = f.String()
		}
		tellLines(w, lines)
		tellHint(w, err)
		return codeInput
	}
	tellLines(w, strings.Split(strings.TrimSpace(err.Error()), "\n"))
	tellHint(w, err)
	return codeOf(err)
}

func tellHint(w io.Writer, err error) {
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(w, "rapport: hint: %s\n", oneLine(hint))
	}
}

// tellLines prints the lines of an error, or as many as anybody would read.
func tellLines(w io.Writer, lines []string) {
	told := lines[:min(len(lines), maxMessages-1)]
	for _, line := range told {
		if line = oneLine(line); line != "" {
			fmt.Fprintf(w, "rapport: error: %s\n", line)
		}
	}
	if more := len(lines) - len(told); more > 0 {
		fmt.Fprintf(w, "rapport: error: and %s\n", data.Counted(more, "more error"))
	}
}

func hintOf(err error) string {
	var f *failure
	if errors.As(err, &f) && f.hint != "" {
		return f.hint
	}
	var h hinted
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// ofTheMachine are faults that say nothing of what the user gave.
var ofTheMachine = []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.EIO, syscall.ENOMEM, syscall.ESTALE}

func codeOf(err error) int {
	var f *failure
	var stopped *run.Interrupted
	var refused *run.Refused
	var by signalError
	machine := func(fault syscall.Errno) bool { return errors.Is(err, fault) }
	switch {
	case errors.Is(err, parquetfile.ErrFault), slices.ContainsFunc(ofTheMachine, machine):
		return codeFailed // the file may be sound: it is the machine that failed
	case errors.As(err, &f):
		return f.code
	case errors.As(err, &refused):
		return codeInput
	case errors.As(err, &stopped) && errors.As(stopped.Cause, &by), errors.As(err, &by):
		switch by.signal {
		case syscall.SIGTERM:
			return codeTerminate
		case syscall.SIGHUP:
			return codeHangup
		}
		return codeInterrupt
	}
	return codeFailed
}
