package main

import (
	"math"
	"runtime/debug"
	"testing"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// A run is read within the memory that there is, and as GOMEMLIMIT says where it says something.
func TestReadingKeepsWithinTheMemoryThatThereIs(t *testing.T) {
	limit, percent := debug.SetMemoryLimit(math.MaxInt64), debug.SetGCPercent(100)
	defer func() { debug.SetMemoryLimit(limit); debug.SetGCPercent(percent) }()

	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "1GiB")
	collectRarely()
	if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
		t.Errorf("a limit of %d bytes, where the user has said one", got)
	}

	t.Setenv("GOMEMLIMIT", "")
	all, err := memlimit.FromSystem()
	if err != nil {
		t.Skip("how much memory there is, this system does not tell")
	}
	collectRarely()
	if got := debug.SetMemoryLimit(-1); got <= 0 || got >= int64(all) {
		t.Errorf("a limit of %d bytes, where there are %d", got, all)
	}
}
