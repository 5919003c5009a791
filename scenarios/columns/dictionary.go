package columns

import (
	"encoding/binary"
	"math/bits"
)

// maxEntries is how many values a dictionary holds; their indices have two bytes.
const maxEntries = 1 << 16

// dictionary numbers the values of a column chunk in the order in which they come.
// Numbers go by their bits, texts by themselves.
type dictionary struct {
	keys  []uint64 // the numbers, by index
	slots []int32  // open addressing: index + 1 of a key, or 0
	shift uint     // of a hash to its slot

	texts   []string
	numbers map[string]int32 // of the texts
}

const firstSlots = 1 << 10

func (d *dictionary) reset() {
	if d.slots == nil {
		d.resize(firstSlots)
	}
	d.keys, d.texts = d.keys[:0], d.texts[:0]
	clear(d.slots)
	clear(d.numbers)
}

func (d *dictionary) resize(slots int) {
	d.slots = make([]int32, slots)
	d.shift = uint(64 - bits.Len(uint(slots-1)))
	for i, key := range d.keys {
		d.slots[d.find(key)] = int32(i + 1)
	}
}

// find returns the slot where key is, or else belongs.
func (d *dictionary) find(key uint64) uint64 {
	mask := uint64(len(d.slots) - 1)
	at := key * 0x9e3779b97f4a7c15 >> d.shift
	for d.slots[at] != 0 && d.keys[d.slots[at]-1] != key {
		at = (at + 1) & mask
	}
	return at
}

// index returns the number of key, which is new if it was not there.
func (d *dictionary) index(key uint64) int32 {
	at := d.find(key)
	if d.slots[at] == 0 {
		if 2*len(d.keys) >= len(d.slots) {
			d.resize(2 * len(d.slots))
			at = d.find(key)
		}
		d.keys = append(d.keys, key)
		d.slots[at] = int32(len(d.keys))
	}
	return d.slots[at] - 1
}

func (d *dictionary) text(s string) int32 {
	i, ok := d.numbers[s]
	if !ok {
		if d.numbers == nil {
			d.numbers = map[string]int32{}
		}
		i = int32(len(d.texts))
		d.texts = append(d.texts, s)
		d.numbers[s] = i
	}
	return i
}

func (d *dictionary) len() int { return len(d.keys) + len(d.texts) }

// page appends the values of a dictionary of the given kind, plain.
func (d *dictionary) page(to []byte, kind Kind) []byte {
	for _, key := range d.keys {
		if kind == Int32 || kind == Float32 {
			to = binary.LittleEndian.AppendUint32(to, uint32(key))
		} else {
			to = binary.LittleEndian.AppendUint64(to, key)
		}
	}
	for _, s := range d.texts {
		to = append(binary.LittleEndian.AppendUint32(to, uint32(len(s))), s...)
	}
	return to
}
