package luck

import "math"

// Role says whose luck it is.
type Role uint64

const (
	Patient   Role = iota // a patient, and what happens in the patient's sessions
	Therapist             // a therapist's traits
	Clinic                // who works in a clinic
)

// Person is the luck of one person in one replication.
type Person struct {
	key, low, high uint64
}

// Of addresses a person. person is below 2^40, replication below 2^32.
func Of(seed uint64, replication int, role Role, person int64) Person {
	return Person{
		key:  seed,
		low:  uint64(person) | uint64(role)<<40,
		high: uint64(replication) << 32,
	}
}

// Noise is the luck of one person at one session (0: before treatment).
type Noise struct {
	key, low, high uint64
	made           Decision   // decisions below it have their words: 24, or none
	words          [24]uint64 // of the first decisions
	block          Decision   // that was made last beyond these, from 1; 0: none
	two            [2]uint64  // its words
}

// At fills n with the luck of a session, 0 to 2^30−1; weeks and spells lie beyond.
func (l Person) At(n *Noise, session int) {
	n.key, n.low, n.high = l.key, l.low, l.high|uint64(uint32(session))
	twelve(&n.words, n.low, n.high, n.key)
	n.made, n.block = Decision(len(n.words)), 0
}

// Beside sessions, and beyond the highest of them, a person has weeks and spells.
const (
	weeks  = 1 << 30
	spells = 1 << 31
)

// AtWeek fills n with the luck of a week since the person entered, 0 to 2^30−1.
// No word is made before it is wanted.
func (l Person) AtWeek(n *Noise, week int) { l.on(n, weeks+uint32(week)) }

// AtSpell fills n with the luck of the k-th relapse of a person, 0 to 2^31−1. No
// word is made before it is wanted.
func (l Person) AtSpell(n *Noise, k int) { l.on(n, spells+uint32(k)) }

func (l Person) on(n *Noise, address uint32) {
	n.key, n.low, n.high, n.made, n.block = l.key, l.low, l.high|uint64(address), 0, 0
}

// Uniform returns the uniform number of decision d, above 0 and below 1.
func (n *Noise) Uniform(d Decision) float64 { return uniform(n.word(d, 0)) }

// word returns the 64 random bits of decision d; again > 0 gives further words
// of the same address, for the rare draws that need more than one.
func (n *Noise) word(d Decision, again uint64) uint64 {
	if d < n.made && again == 0 {
		return n.words[d]
	}
	return n.further(d, again)
}

// further makes the block of a word that is not made yet. A session wants some five of
// these, often two of a block, one after the other.
func (n *Noise) further(d Decision, again uint64) uint64 {
	if again > 0 {
		a, b := block(n.low|(uint64(d>>1)|again<<10)*counterStep, n.high, n.key)
		return [2]uint64{a, b}[d&1]
	}
	if n.block != d>>1+1 {
		n.two[0], n.two[1] = block(n.low|uint64(d>>1)*counterStep, n.high, n.key)
		n.block = d>>1 + 1
	}
	return n.two[d&1]
}

// uniform maps 64 random bits to the middles of 2^52 equal parts of (0, 1).
func uniform(w uint64) float64 { return float64(int64(w>>11|1)) * 0x1p-53 }

// symmetric is 2·uniform(w) − 1, above −1 and below 1.
func symmetric(w uint64) float64 { return float64(int64(w>>11|1)-1<<52) * 0x1p-52 }

// Normal returns the standard normal number of decision d by Doornik's (2005)
// ziggurat of 128 layers. The two draws in a hundred that need more words take
// them from the same address, so no other number moves.
func (n *Noise) Normal(d Decision) float64 {
	w := n.word(d, 0)
	layer, u := w%128, symmetric(w)
	if math.Abs(u) < zigRatio[layer] {
		return u * zigX[layer]
	}
	return n.edge(d, layer, u)
}

// edge goes on where the first word of a normal number has hit the edge of a layer.
func (n *Noise) edge(d Decision, layer uint64, u float64) float64 {
	for again := uint64(0); ; {
		if layer == 0 {
			return n.tail(d, again+1, u < 0)
		}
		x := u * zigX[layer]
		f0 := math.Exp(-0.5 * (zigX[layer]*zigX[layer] - x*x))
		f1 := math.Exp(-0.5 * (zigX[layer+1]*zigX[layer+1] - x*x))
		if f1+uniform(n.word(d, again+1))*(f0-f1) < 1 {
			return x
		}
		again += 2
		w := n.word(d, again)
		layer, u = w%128, symmetric(w)
		if math.Abs(u) < zigRatio[layer] {
			return u * zigX[layer]
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
