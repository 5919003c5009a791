package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memoryBound is the soft limit of a run's memory. Without one, the garbage
// that lies about at the worst moment grows with the number of such moments,
// and so the peak with the length of the run; with it, a run of a hundred
// million sessions peaks where one of a million does.
type memoryBound struct {
	limit int64 // bytes; 0: none of ours
	live  [1]metrics.Sample
}

const (
	memoryBase      = 28 << 20 // the program itself, and the block that is being joined
	memoryPerWorker = 30 << 20 // a block's encoder, and as much garbage again: with less, collecting takes a fifth of a run
)

// boundMemory sets the limit for a run with so many workers (0: one to each core),
// unless GOGC or GOMEMLIMIT say what the user wants.
func boundMemory(workers int) *memoryBound {
	b := &memoryBound{}
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return b
	}
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	b.live[0].Name = "/gc/heap/live:bytes"
	b.set(memoryBase + memoryPerWorker*int64(workers))
	return b
}

// collectRarely lets twice as much garbage lie about as is usual while a run is read,
// unless GOGC or GOMEMLIMIT say what the user wants: rows hold pointers, to follow which
// takes a sixth of the time otherwise. It lies about only while the memory that the program may
// have is not nearly full: a container or a job of a cluster that takes more is ended without a
// word.
func collectRarely() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(200)
	for _, of := range []func() (uint64, error){memlimit.FromSystem, memlimit.FromCgroup} {
		if allowed, err := of(); err == nil {
			debug.SetMemoryLimit(min(debug.SetMemoryLimit(-1), int64(allowed/10*8)))
		}
	}
}

func (b *memoryBound) set(limit int64) {
	b.limit = limit
	debug.SetMemoryLimit(limit)
}

// raise lifts the limit where more than five sixths of it are in use, as with
// a ledger or with long courses: the nearer to the limit, the more time goes
// into collecting what little garbage there is.
func (b *memoryBound) raise() {
	if b.limit == 0 {
		return
	}
	metrics.Read(b.live[:])
	if live := int64(b.live[0].Value.Uint64()); live > b.limit/6*5 {
		b.set(live / 5 * 6)
	}
}
