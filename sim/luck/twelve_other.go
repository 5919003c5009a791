//go:build !amd64

package luck

// twelve makes the blocks of twelve counters: (c0, c1), (c0 + counterStep, c1) and so on.
func twelve(words *[24]uint64, c0, c1, key uint64) { twelveInGo(words, c0, c1, key) }
