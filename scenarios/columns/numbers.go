package columns

import (
	"encoding/binary"
	"math"
)

// bitsOf is a number's bits, by which dictionaries tell numbers apart.
func bitsOf[T number](v T) uint64 {
	switch v := any(v).(type) {
	case int32:
		return uint64(uint32(v))
	case int64:
		return uint64(v)
	case float32:
		return uint64(math.Float32bits(v))
	case float64:
		return math.Float64bits(v)
	}
	panic("columns: not a number")
}

// plainNumbers appends numbers in their own bytes.
func plainNumbers[T number](to []byte, values []T) []byte {
	switch values := any(values).(type) {
	case []int32:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint32(to, uint32(v))
		}
	case []int64:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint64(to, uint64(v))
		}
	case []float32:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint32(to, math.Float32bits(v))
		}
	case []float64:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
		}
	}
	return to
}

// encodeNumbers encodes whole numbers by their differences and fractions byte by byte.
func encodeNumbers[T number](to []byte, values []T) ([]byte, error) {
	switch values := any(values).(type) {
	case []int32:
		return deltas.EncodeInt32(to, values)
	case []int64:
		return deltas.EncodeInt64(to, values)
	case []float32:
		return split.EncodeFloat(to, values)
	case []float64:
		return split.EncodeDouble(to, values)
	}
	panic("columns: not a number")
}

func u32(b []byte) uint32  { return binary.LittleEndian.Uint32(b) }
func u64(b []byte) uint64  { return binary.LittleEndian.Uint64(b) }
func f32(b []byte) float32 { return math.Float32frombits(u32(b)) }
func f64(b []byte) float64 { return math.Float64frombits(u64(b)) }
