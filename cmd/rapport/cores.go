package main

import (
	"errors"
	"runtime"
	"strconv"

	"github.com/spf13/pflag"
)

// workers is how much is worked on at once; 0 where nobody says: one to each core.
type workers int

const mostWorkers = 1024

// flag adds --workers; what says what is done at once.
func (w *workers) flag(f *pflag.FlagSet, what string) {
	f.Var(w, "workers", what+" at once, on as many cores (default all)")
}

func (w *workers) Type() string { return "n" }

func (w *workers) String() string {
	if *w == 0 {
		return ""
	}
	return strconv.Itoa(int(*w))
}

func (w *workers) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		return errors.New("want a whole number")
	}
	if n < 1 || n > mostWorkers {
		return errors.New("want 1 to " + strconv.Itoa(mostWorkers))
	}
	*w = workers(n)
	return nil
}

// onCores keeps the program to as many cores as it has workers, and returns
// their number: whoever asks for one worker on a shared machine wants one core
// to be busy, with joining, collecting garbage and all.
func (w workers) onCores() int {
	if w > 0 {
		runtime.GOMAXPROCS(min(int(w), runtime.GOMAXPROCS(0)))
	}
	return int(w)
}
