package twins

import (
	"math"
	"slices"
)

// column are the values of an outcome by patient, NaN where there is none.
type column interface {
	at(i int) float64
	fill(to []float64) []float64 // appends those of all patients
}

// scores are the values of an outcome by patient, NaN where there is none. As long as all
// are small whole numbers, a value takes a byte: most outcomes are points or yes and no.
type scores struct {
	few  []uint8   // 0: none; else the value and 1
	many []float64 // in place of few, from the first value on that has no byte
}

// mostFew is the highest value that a byte can hold.
const mostFew = math.MaxUint8 - 1

func (s *scores) len() int { return len(s.few) + len(s.many) }

// add takes in the value of the next patient.
func (s *scores) add(v float64) {
	switch whole := int(v); {
	case s.many != nil:
		s.many = append(s.many, v)
	case math.IsNaN(v):
		s.few = append(s.few, 0)
	case v >= 0 && v <= mostFew && float64(whole) == v:
		s.few = append(s.few, uint8(whole+1))
	default:
		room := make([]float64, 0, max(cap(s.few), 8))
		*s = scores{many: append(s.fill(room), v)}
	}
}

// at is the value of a patient.
func (s *scores) at(i int) float64 {
	if s.many != nil {
		return s.many[i]
	}
	return valueOf[s.few[i]]
}

// valueOf is the value by its byte.
var valueOf = func() (of [math.MaxUint8 + 1]float64) {
	of[0] = math.NaN()
	for few := range mostFew + 1 {
		of[few+1] = float64(few)
	}
	return of
}()

// fill appends the values to others.
func (s *scores) fill(to []float64) []float64 {
	at := len(to)
	to = slices.Grow(to, s.len())[:at+len(s.few)]
	for i, few := range s.few {
		to[at+i] = valueOf[few]
	}
	return append(to, s.many...)
}
