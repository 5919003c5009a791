// Faults sweeps over the system calls of a run: every call by which run, resume,
// extend, mend, replace, merge and publish change what is on a disk is killed, failed,
// and made the moment of a power cut, one by one; after each the same command, with
// --resume or --force, must come to the bytes of an undisturbed run.
//
//	go run ./.ci/faults PROGRAM [MINUTES]
//
// It ends after so many minutes (0, the default: when all is tried), having tried
// calls evenly chosen from all. It prints how many were tried, and after how many of
// them the command was stuck, its result wrong, or a finished run lost. The exit
// status is 1 if any was.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	if err := sweep(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// try is one fault at one call of one operation.
type try struct {
	op    *operation
	fault fault
	at    int
}

func sweep() error {
	if len(os.Args) < 2 {
		return fmt.Errorf("usage: faults PROGRAM [MINUTES]")
	}
	program, err := filepath.Abs(os.Args[1])
	if err != nil {
		return err
	}
	minutes := 0
	if len(os.Args) > 2 {
		if minutes, err = strconv.Atoi(os.Args[2]); err != nil {
			return err
		}
	}
	scratch, err := os.MkdirTemp("", "rapport-faults-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	l, err := newLaboratory(program, scratch)
	if err != nil {
		return err
	}
	defer l.close()
	tries, err := l.tries()
	if err != nil {
		return err
	}
	return l.all(scattered(tries), time.Duration(minutes)*time.Minute)
}

// scattered puts the tries in an order in which any beginning is evenly chosen.
func scattered(tries []try) []try {
	const stride = 7919 // a prime: with any number of tries that it does not divide, each comes once
	list := make([]try, len(tries))
	for i := range tries {
		list[i] = tries[i*stride%len(tries)]
	}
	return list
}

// all carries out the tries, some at once, until the time is over (0: never).
func (l *laboratory) all(tries []try, bound time.Duration) error {
	began := time.Now()
	over := func() bool { return bound > 0 && time.Since(began) > bound }
	var next, tried, stuck, wrong, lost, broken atomic.Int64
	var told sync.Mutex
	var pool sync.WaitGroup
	for range max(4, runtime.NumCPU()) {
		pool.Go(func() {
			runtime.LockOSThread() // a thread hears of its own children alone
			defer runtime.UnlockOSThread()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tries) || over() {
					return
				}
				tried.Add(1)
				what, call, err := l.attempt(tries[i], i)
				switch {
				case err != nil:
					broken.Add(1)
					what = "broken: " + err.Error()
				case strings.HasPrefix(what, "stuck"):
					stuck.Add(1)
				case strings.HasPrefix(what, "lost"):
					lost.Add(1)
				case what != "":
					wrong.Add(1)
				default:
					continue
				}
				told.Lock()
				fmt.Printf("%s, %v at call %d (%s): %s\n", tries[i].op.name, tries[i].fault, tries[i].at, call, what)
				told.Unlock()
			}
		})
	}
	pool.Wait()
	fmt.Printf("%d of %d faults tried: %d stuck, %d wrong, %d lost\n", tried.Load(), len(tries), stuck.Load(), wrong.Load(), lost.Load())
	if stuck.Load()+wrong.Load()+lost.Load()+broken.Load() > 0 {
		return fmt.Errorf("not every fault was survived (%d tries broke down by themselves)", broken.Load())
	}
	return nil
}
