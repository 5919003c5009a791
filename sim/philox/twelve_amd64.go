package philox

import "golang.org/x/sys/cpu"

// Twelve makes the blocks of twelve counters: (c0, c1), (c0 + Step, c1) and so on.
func Twelve(words *[24]uint64, c0, c1, key uint64) {
	if cpu.X86.HasAVX2 {
		twelveAVX2(words, c0, c1, key)
		return
	}
	twelve(words, c0, c1, key)
}

// twelveAVX2 is twelve in vector instructions.
//
//go:noescape
func twelveAVX2(words *[24]uint64, c0, c1, key uint64)
