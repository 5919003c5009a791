package main

import "runtime"

// onCores keeps the program to as many cores as it has workers, and returns
// their number: whoever asks for one worker on a shared machine wants one core
// to be busy, with joining, collecting garbage and all.
func onCores(workers int) int {
	runtime.GOMAXPROCS(min(workers, runtime.GOMAXPROCS(0)))
	return workers
}
