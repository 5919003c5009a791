package record

import "math"

//go:generate go run columns_generate.go

// The model fills columns, because that is how a file wants them: no row is taken
// apart again. [Columns] and the types of its tables are generated from the rows
// of this package. A column is a slice of what the row's field holds, with three
// exceptions:
//
//   - A score comes as a code, a byte: 1 for the least value of its range, 2 for the
//     next. What the next is, says the tag `steps`: the mean of 12 items has 12 steps
//     to the point. [Points] and [Mean] give the codes.
//   - A truth is [False] or [True].
//   - Missing is zero, in every nullable column.

// The codes of truths; 0 is null.
const (
	False uint8 = 1
	True  uint8 = 2
)

// Code is the code of a truth. It is no branch, because no processor could guess it.
func Code(b bool) uint8 {
	code := False
	if b {
		code = True
	}
	return code
}

// Points is the code of a score of v points where the least is 0.
func Points(v int) uint8 { return uint8(v + 1) }

// Mean is the code of the mean of so many items, each at least 1, whose sum is sum.
func Mean(sum, items int) uint8 { return uint8(sum - items + 1) }

// TableColumns are the columns of one table.
type TableColumns interface {
	Len() int      // the number of rows
	Add() int      // adds a row of nulls and returns its index
	Slices() []any // points to the slices, in the order of the file; they may be longer than Len
	Drop(rows int) // takes the first rows away
}

// more is the next length of slices that have n rows.
func more(n int) int { return max(64, 2*n) }

// longer is s with that length, zeros behind what it holds.
func longer[T any](s []T, length int) []T {
	return append(make([]T, 0, length), s...)[:length]
}

// drop moves what is behind the first n to the front and leaves zeros behind it.
func drop[T any](s []T, n int) {
	kept := copy(s, s[n:])
	clear(s[kept:])
}

// scoreOf is the value of a code, and 0 for a null.
func scoreOf(code uint8, low int32) int32 {
	if code == 0 {
		return 0
	}
	return low + int32(code) - 1
}

func scoreAt(code uint8, low int32) *int32 {
	if code == 0 {
		return nil
	}
	return PHQ9Value(int(scoreOf(code, low)))
}

func scoreCode(v *int32, low int32) uint8 {
	if v == nil || *v < low {
		return 0
	}
	return uint8(*v - low + 1)
}

// meanOf is the mean of a code, low and the mean counted in so many steps to the point.
func meanOf(code uint8, low, steps int32) float32 {
	if code == 0 {
		return 0
	}
	return float32(scoreOf(code, low)) / float32(steps)
}

func meanCode(v float32, low, steps int32) uint8 {
	whole := int32(math.Round(float64(v) * float64(steps)))
	return scoreCode(&whole, low)
}

func truthAt(code uint8) *bool {
	if code == 0 {
		return nil
	}
	return BoolValue(code == True)
}

func truthCode(b *bool) uint8 {
	if b == nil {
		return 0
	}
	return Code(*b)
}

// numberAt is a number that is never 0.
func numberAt(v int32) *int32 {
	if v == 0 {
		return nil
	}
	return SessionValue(int(v))
}

func numberCode(v *int32) int32 {
	if v == nil {
		return 0
	}
	return *v
}
