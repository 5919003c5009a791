package parquetfile

import "encoding/binary"

// The types of Thrift's compact protocol, in which a footer is written.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI64    = 6 // and the shorter whole numbers, 4 and 5
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// maxNesting is far beyond the nesting of a footer's structures.
const maxNesting = 32

// footer walks through a Thrift structure without building anything.
type footer struct{ rest []byte }

// fits reports whether b is a Thrift structure whose texts, lists and maps are
// all no longer than the bytes that are left for them.
func fits(b []byte) bool {
	f := footer{b}
	return f.structure(0)
}

func (f *footer) structure(depth int) bool {
	if depth > maxNesting {
		return false
	}
	for {
		head, ok := f.byte()
		if !ok {
			return false
		}
		if head == 0 {
			return true // the end of the structure
		}
		if head>>4 == 0 { // the number of the field stands apart
			if _, ok := f.number(); !ok {
				return false
			}
		}
		if kind := head & 0xf; kind != thriftTrue && kind != thriftFalse && !f.value(kind, depth) {
			return false
		}
	}
}

func (f *footer) value(kind byte, depth int) bool {
	switch {
	case kind == thriftTrue || kind == thriftFalse || kind == thriftByte:
		return f.skip(1) // truth values as elements
	case kind > thriftByte && kind <= thriftI64:
		_, ok := f.number()
		return ok
	case kind == thriftDouble:
		return f.skip(8)
	case kind == thriftBinary:
		n, ok := f.number()
		return ok && f.skip(n)
	case kind == thriftList || kind == thriftSet:
		return f.list(depth)
	case kind == thriftMap:
		return f.pairs(depth)
	case kind == thriftStruct:
		return f.structure(depth + 1)
	}
	return false
}

func (f *footer) list(depth int) bool {
	head, ok := f.byte()
	n := uint64(head >> 4)
	if ok && n == 15 {
		n, ok = f.number()
	}
	if !ok || n > uint64(len(f.rest)) || depth > maxNesting {
		return false
	}
	for range n {
		if !f.value(head&0xf, depth+1) {
			return false
		}
	}
	return true
}

func (f *footer) pairs(depth int) bool {
	n, ok := f.number()
	if !ok || n == 0 {
		return ok
	}
	kinds, ok := f.byte()
	if !ok || n > uint64(len(f.rest)) || depth > maxNesting {
		return false
	}
	for range n {
		if !f.value(kinds>>4, depth+1) || !f.value(kinds&0xf, depth+1) {
			return false
		}
	}
	return true
}

func (f *footer) byte() (byte, bool) {
	if len(f.rest) == 0 {
		return 0, false
	}
	b := f.rest[0]
	f.rest = f.rest[1:]
	return b, true
}

func (f *footer) number() (uint64, bool) {
	v, n := binary.Uvarint(f.rest)
	if n <= 0 {
		return 0, false
	}
	f.rest = f.rest[n:]
	return v, true
}

func (f *footer) skip(n uint64) bool {
	if n > uint64(len(f.rest)) {
		return false
	}
	f.rest = f.rest[n:]
	return true
}

// fields shows the fields of a structure to see, which reads their values.
func (f *footer) fields(see func(id int64, kind byte) bool) bool {
	for id := int64(0); ; {
		head, ok := f.byte()
		if !ok {
			return false
		}
		if head == 0 {
			return true
		}
		id += int64(head >> 4)
		if head>>4 == 0 && !f.signed(&id) {
			return false
		}
		if kind := head & 0xf; kind != thriftTrue && kind != thriftFalse && !see(id, kind) {
			return false
		}
	}
}

// signed reads a number in zigzag form.
func (f *footer) signed(v *int64) bool {
	n, size := binary.Varint(f.rest)
	if size <= 0 {
		return false
	}
	*v, f.rest = n, f.rest[size:]
	return true
}
