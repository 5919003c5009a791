package sim

import (
	"math"
	"math/bits"
)

// Luck is addressed, not consumed. Every random number is a pure function of
// (study seed, replication, person, session, decision), and of nothing else:
// not of the scenario, the worker, the order of calls or the number of people.
//
// The function is Philox2x64-10 (Salmon, Moraes, Dror & Shaw 2011), a
// counter-based generator whose known-answer vectors are among the tests. The
// seed is its key; the address, packed without loss, is its counter, so two
// addresses never share a word.

// Role says whose luck it is.
type Role uint64

const (
	OfPatient   Role = iota // a patient, and what happens in the patient's sessions
	OfTherapist             // a therapist's traits
	OfClinic                // who works in a clinic
)

// Luck is the luck of one person in one replication.
type Luck struct {
	key, low, high uint64
}

// NewLuck addresses a person. person is below 2^40, replication below 2^32.
func NewLuck(seed uint64, replication int, role Role, person int64) Luck {
	return Luck{
		key:  seed,
		low:  uint64(person) | uint64(role)<<40,
		high: uint64(replication) << 32,
	}
}

// Noise is the luck of one person at one session (0: before treatment).
type Noise struct {
	key, low, high uint64
	words          [often]uint64 // the words of the decisions below often, ready made
}

// At fills n with the luck of a session, 0 to 2^32−1.
func (l Luck) At(n *Noise, session int) {
	n.key, n.low, n.high = l.key, l.low, l.high|uint64(uint32(session))
	d := 0
	for ; d+4 <= len(n.words); d += 4 {
		low := n.low | uint64(d>>1)<<42
		n.words[d], n.words[d+1], n.words[d+2], n.words[d+3] = philoxTwice(low, low+1<<42, n.high, n.key)
	}
	for ; d < len(n.words); d += 2 {
		n.words[d], n.words[d+1] = philox(n.low|uint64(d>>1)<<42, n.high, n.key)
	}
}

// word returns the 64 random bits of decision d; again > 0 gives further words
// of the same address, for the rare draws that need more than one.
func (n *Noise) word(d Decision, again uint64) uint64 {
	if d < often && again == 0 {
		return n.words[d]
	}
	a, b := philox(n.low|(uint64(d>>1)|again<<10)<<42, n.high, n.key)
	if d&1 == 0 {
		return a
	}
	return b
}

// Uniform returns the uniform number of decision d, above 0 and below 1. What is
// ready is mapped here, so that the compiler puts it where it is wanted.
func (n *Noise) Uniform(d Decision) float64 {
	if d >= often {
		return n.rare(d)
	}
	return float64(n.words[d]>>12)*0x1p-52 + 0x1p-53
}

// rare is Uniform for decisions that are drawn on demand.
func (n *Noise) rare(d Decision) float64 { return uniform(n.word(d, 0)) }

// uniform maps 64 random bits to the middles of 2^52 equal parts of (0, 1).
func uniform(w uint64) float64 { return float64(w>>12)*0x1p-52 + 0x1p-53 }

// Normal returns the standard normal number of decision d by Doornik's (2005)
// ziggurat of 128 layers. The two draws in a hundred that need more words take
// them from the same address, so no other number moves.
func (n *Noise) Normal(d Decision) float64 {
	for again := uint64(0); ; again += 2 {
		w := n.word(d, again)
		layer := w & 127
		u := 2*uniform(w) - 1
		if math.Abs(u) < zigRatio[layer] {
			return u * zigX[layer]
		}
		if layer == 0 {
			return n.tail(d, again+1, u < 0)
		}
		x := u * zigX[layer]
		f0 := exp(-0.5 * (zigX[layer]*zigX[layer] - x*x))
		f1 := exp(-0.5 * (zigX[layer+1]*zigX[layer+1] - x*x))
		if f1+uniform(n.word(d, again+1))*(f0-f1) < 1 {
			return x
		}
	}
}

// tail draws beyond the ziggurat's base by Marsaglia's (1964) method.
func (n *Noise) tail(d Decision, again uint64, negative bool) float64 {
	for ; ; again += 2 {
		x := math.Log(uniform(n.word(d, again))) / zigR
		y := math.Log(uniform(n.word(d, again+1)))
		if -2*y >= x*x {
			if negative {
				return x - zigR
			}
			return zigR - x
		}
	}
}

// The ziggurat of 128 layers: zigR is where the tail begins and zigV the area
// of a layer (Doornik 2005, table 1).
const (
	zigR = 3.442619855899
	zigV = 9.91256303526217e-3
)

var zigX, zigRatio = ziggurat()

func ziggurat() (x [129]float64, ratio [128]float64) {
	f := math.Exp(-0.5 * zigR * zigR)
	x[0], x[1] = zigV/f, zigR
	for i := 2; i < 128; i++ {
		x[i] = math.Sqrt(-2 * math.Log(zigV/x[i-1]+f))
		f = math.Exp(-0.5 * x[i] * x[i])
	}
	for i := range ratio {
		ratio[i] = x[i+1] / x[i]
	}
	return x, ratio
}

const (
	multiplier = 0xD2B74407B1CE6E93
	weyl       = 0x9E3779B97F4A7C15
)

// philox is Philox2x64-10: ten rounds of a 64 × 64 bit multiplication.
func philox(c0, c1, key uint64) (uint64, uint64) {
	for range 10 {
		hi, lo := bits.Mul64(multiplier, c0)
		c0, c1 = hi^key^c1, lo
		key += weyl
	}
	return c0, c1
}

// philoxTwice is philox of the counters (a, c1) and (b, c1) at once: the rounds of
// one wait for each other, so two take little more time than one.
func philoxTwice(a, b, c1, key uint64) (a0, a1, b0, b1 uint64) {
	a0, a1, b0, b1 = a, c1, b, c1
	for range 10 {
		aHigh, aLow := bits.Mul64(multiplier, a0)
		bHigh, bLow := bits.Mul64(multiplier, b0)
		a0, a1 = aHigh^key^a1, aLow
		b0, b1 = bHigh^key^b1, bLow
		key += weyl
	}
	return a0, a1, b0, b1
}
