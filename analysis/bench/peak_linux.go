package main

import (
	"os"
	"syscall"
)

// peakOf is the largest resident set of a process that has ended, in bytes.
func peakOf(s *os.ProcessState) int64 {
	if usage, ok := s.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10 // Linux counts it in KiB
	}
	return 0
}
