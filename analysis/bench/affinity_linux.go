package main

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// onCores starts something that may use so many cores and no more: the first of those
// that this process may use. What is started inherits them, and so do all its threads
// and processes. With 0 cores, or as many as there are, nothing is held.
func onCores(cores int, start func() error) error {
	var all, some unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return fmt.Errorf("cores of this process: %w", err)
	}
	if cores == 0 || cores >= all.Count() {
		return start()
	}
	for cpu := 0; some.Count() < cores; cpu++ {
		if all.IsSet(cpu) {
			some.Set(cpu)
		}
	}
	runtime.LockOSThread() // the cores are the thread's
	defer runtime.UnlockOSThread()
	if err := unix.SchedSetaffinity(0, &some); err != nil {
		return fmt.Errorf("hold to %d cores: %w", cores, err)
	}
	return errors.Join(start(), unix.SchedSetaffinity(0, &all))
}
