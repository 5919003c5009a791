package luck

import "golang.org/x/sys/cpu"

// twelve makes the blocks of twelve counters: (c0, c1), (c0 + counterStep, c1) and so on.
func twelve(words *[24]uint64, c0, c1, key uint64) {
	if cpu.X86.HasAVX2 {
		twelveAVX2(words, c0, c1, key)
		return
	}
	twelveInGo(words, c0, c1, key)
}

// twelveAVX2 is [twelveInGo] in vector instructions.
//
//go:noescape
func twelveAVX2(words *[24]uint64, c0, c1, key uint64)
