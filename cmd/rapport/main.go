// Rapport simulates psychotherapy for depression, session by session, and
// writes what happened as Parquet. It is an instrument for research and
// teaching and never advises on a real patient.
//
// Every verb is a file of this folder, named after it. The transcripts in
// testdata are its manual, run as tests.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(execute(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// execute carries out one command line, which a signal ends, and returns its exit code.
func execute(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signalled(context.Background())
	defer stop()
	return executeUntil(ctx, args, in, out, errs)
}

// executeUntil carries out one command line, which the end of the context ends, and
// returns its exit code. A command that listens to the context comes to a clean end
// first; one that does not, as while it waits for a pipe, is left where it is.
func executeUntil(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	listened := &listenedContext{Context: ctx}
	done := make(chan int, 1)
	go func() { done <- carryOut(listened, args, in, out, errs) }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
	}
	if listened.to.Load() {
		return <-done
	}
	removeAsides()
	return tell(errs, fmt.Errorf("stopped: %w", context.Cause(ctx)))
}

// listenedContext is a context that knows whether anybody listens to its end.
type listenedContext struct {
	context.Context
	to atomic.Bool
}

func (c *listenedContext) Done() <-chan struct{} {
	c.to.Store(true)
	return c.Context.Done()
}

func (c *listenedContext) Err() error {
	c.to.Store(true)
	return c.Context.Err()
}

// carryOut carries out one command line and returns its exit code.
func carryOut(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = tell(errs, crash(r, debug.Stack()))
		}
	}()
	root := newRoot()
	root.SetArgs(args)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagErrors(c, args, err) })
	root.SetIn(in)
	shown := &terminal{w: out}
	root.SetOut(shown)
	root.SetErr(errs)
	addCompletion(root)
	return tell(errs, errors.Join(root.ExecuteContext(ctx), shown.flush()))
}

// signalError is the cause of a context that a signal has ended.
type signalError struct{ signal syscall.Signal }

func (e signalError) Error() string { return e.signal.String() }

// signalled is a context that Ctrl-C or SIGTERM ends, and SIGHUP, which comes when the
// terminal is closed, unless the process was started to outlive that (nohup). A second
// signal ends the process at once, as if none were caught.
func signalled(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(caught, syscall.SIGHUP)
	}
	done := make(chan struct{})
	go func() {
		select {
		case s := <-caught:
			signal.Stop(caught)
			if number, ok := s.(syscall.Signal); ok {
				cancel(signalError{number})
			}
		case <-done:
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		close(done)
		cancel(nil)
	}
}

// crash makes an error of a panic: a fault of the program, not of its user.
func crash(r any, stack []byte) error {
	file, err := os.CreateTemp("", "rapport-crash-*.txt")
	if err == nil {
		_, err = fmt.Fprintf(file, "rapport %s\n%v\n\n%s", version(), r, stack)
		err = errors.Join(err, file.Close())
	}
	hint := "this is a fault of rapport; please report it with the command that you gave"
	if err == nil {
		hint += " and the file " + file.Name()
	}
	return &failure{code: codeFailed, err: fmt.Errorf("internal fault: %v", r), hint: hint}
}
