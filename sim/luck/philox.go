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
	for range 10 {
		c0, c1 = round(c0, c1, key)
		key += weyl
	}
	return c0, c1
}

func round(c0, c1, key uint64) (uint64, uint64) {
	hi, lo := bits.Mul64(multiplier, c0)
	return hi ^ key ^ c1, lo
}

// twelve makes the blocks of twelve counters: (c0, c1), (c0 + counterStep, c1) and so on,
// two at a time: the rounds of one wait for each other, so that two take little more
// time than one.
func twelve(words *[24]uint64, c0, c1, key uint64) {
	for i := 0; i < len(words); i += 4 {
		a0, a1 := c0+uint64(i/2)*counterStep, c1
		b0, b1 := a0+counterStep, c1
		for k, r := key, 0; r < 10; r++ {
			a0, a1 = round(a0, a1, k)
			b0, b1 = round(b0, b1, k)
			k += weyl
		}
		words[i], words[i+1], words[i+2], words[i+3] = a0, a1, b0, b1
	}
}
