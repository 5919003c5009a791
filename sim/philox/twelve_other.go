//go:build !amd64

package philox

// Twelve makes the blocks of twelve counters: (c0, c1), (c0 + Step, c1) and so on.
func Twelve(words *[24]uint64, c0, c1, key uint64) { twelve(words, c0, c1, key) }
