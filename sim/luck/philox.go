package luck

// Philox2x64-10 (Salmon, Moraes, Dror & Shaw 2011) is a counter-based random
// generator: each block of two random words is a function of a key and a counter
// of two words, and of nothing else. Its known answers are among the tests.

import "math/bits"

const (
	multiplier = 0xD2B74407B1CE6E93
	weyl       = 0x9E3779B97F4A7C15
)

// counterStep is the distance of the lower words of the counters that [twelve] takes.
const counterStep = 1 << 42

// block returns the block of the counter (c0, c1): ten rounds of a 64 × 64 bit
// multiplication.
func block(c0, c1, key uint64) (uint64, uint64) {
	return rounds(c0, c1, key, multiplier, weyl)
}

// rounds is block. The rounds are written out and the two constants, m and w, come as
// arguments, so that all stays in registers: a loop takes half as long again.
func rounds(a, x, k, m, w uint64) (uint64, uint64) {
	var h, y uint64
	h, y = bits.Mul64(a, m)
	a, k = h^(k^x), k+w
	h, x = bits.Mul64(a, m)
	a, k = h^(k^y), k+w
	h, y = bits.Mul64(a, m)
	a, k = h^(k^x), k+w
	h, x = bits.Mul64(a, m)
	a, k = h^(k^y), k+w
	h, y = bits.Mul64(a, m)
	a, k = h^(k^x), k+w
	h, x = bits.Mul64(a, m)
	a, k = h^(k^y), k+w
	h, y = bits.Mul64(a, m)
	a, k = h^(k^x), k+w
	h, x = bits.Mul64(a, m)
	a, k = h^(k^y), k+w
	h, y = bits.Mul64(a, m)
	a, k = h^(k^x), k+w
	h, x = bits.Mul64(a, m)
	return h ^ (k ^ y), x
}

// pair is rounds for two counters whose upper word is c1.
func pair(a, b, c1, k, m, w uint64) (uint64, uint64, uint64, uint64) {
	var g, h, y, z uint64
	x, v := c1, c1
	g, y = bits.Mul64(a, m)
	h, z = bits.Mul64(b, m)
	a, b, k = g^(k^x), h^(k^v), k+w
	g, x = bits.Mul64(a, m)
	h, v = bits.Mul64(b, m)
	a, b, k = g^(k^y), h^(k^z), k+w
	g, y = bits.Mul64(a, m)
	h, z = bits.Mul64(b, m)
	a, b, k = g^(k^x), h^(k^v), k+w
	g, x = bits.Mul64(a, m)
	h, v = bits.Mul64(b, m)
	a, b, k = g^(k^y), h^(k^z), k+w
	g, y = bits.Mul64(a, m)
	h, z = bits.Mul64(b, m)
	a, b, k = g^(k^x), h^(k^v), k+w
	g, x = bits.Mul64(a, m)
	h, v = bits.Mul64(b, m)
	a, b, k = g^(k^y), h^(k^z), k+w
	g, y = bits.Mul64(a, m)
	h, z = bits.Mul64(b, m)
	a, b, k = g^(k^x), h^(k^v), k+w
	g, x = bits.Mul64(a, m)
	h, v = bits.Mul64(b, m)
	a, b, k = g^(k^y), h^(k^z), k+w
	g, y = bits.Mul64(a, m)
	h, z = bits.Mul64(b, m)
	a, b, k = g^(k^x), h^(k^v), k+w
	g, x = bits.Mul64(a, m)
	h, v = bits.Mul64(b, m)
	return g ^ (k ^ y), x, h ^ (k ^ z), v
}

// twelve makes the blocks of twelve counters: (c0, c1), (c0 + counterStep, c1) and so on,
// two at a time: the rounds of one wait for each other, so that two take little more
// time than one.
func twelve(words *[24]uint64, c0, c1, key uint64) {
	for i := 0; i < len(words); i += 4 {
		words[i], words[i+1], words[i+2], words[i+3] = pair(c0, c0+counterStep, c1, key, multiplier, weyl)
		c0 += 2 * counterStep
	}
}
