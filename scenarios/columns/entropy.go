package columns

import (
	"encoding/binary"
	"errors"

	"github.com/klauspost/compress/huff0"
)

// Scores, and the bytes of fractions one beside the other, have letters that are
// more and less frequent, but nothing that repeats: an encoder that searches for
// repetitions finds little and pays for it by the byte. So these pages are frames
// of zstd (RFC 8878) in which nothing but literals stands, which is what zstd
// writes as well where it finds no repetition. The Huffman code is klauspost's.

const (
	frameMagic    = 0xfd2fb528
	singleSegment = 0xa0 // one segment, its size in four bytes, no checksum: pages have one

	blockRaw        = 0
	blockRepeated   = 1
	blockCompressed = 2

	maxBlock = 1 << 16 // the format allows twice as much
)

// wantLogLess is zstd's rule: a code that saves less than a sixteenth is none.
const wantLogLess = 4

// literals appends src as a frame whose blocks are cut after every so many bytes,
// where the letters change.
func literals(to, src []byte, every int, s *huff0.Scratch) ([]byte, error) {
	to = binary.LittleEndian.AppendUint32(to, frameMagic)
	to = append(to, singleSegment)
	to = binary.LittleEndian.AppendUint32(to, uint32(len(src)))
	for len(src) > 0 {
		for at := min(every, len(src)); at > 0; {
			n := min(at, maxBlock)
			var err error
			if to, err = literalsBlock(to, src[:n], n == len(src), s); err != nil {
				return to, err
			}
			src = src[n:]
			at -= n
		}
	}
	return to, nil
}

func literalsBlock(to, src []byte, last bool, s *huff0.Scratch) ([]byte, error) {
	s.Reuse, s.WantLogLess = huff0.ReusePolicyNone, wantLogLess
	coded, _, err := huff0.Compress4X(src, s)
	switch {
	case errors.Is(err, huff0.ErrUseRLE):
		return append(blockHeader(to, blockRepeated, len(src), last), src[0]), nil
	case errors.Is(err, huff0.ErrIncompressible):
		return append(blockHeader(to, blockRaw, len(src), last), src...), nil
	case err != nil:
		return to, err
	}
	head := literalsHeader(len(src), len(coded))
	to = blockHeader(to, blockCompressed, len(head)+len(coded)+1, last)
	to = append(append(to, head...), coded...)
	return append(to, 0), nil // no sequences
}

func blockHeader(to []byte, kind, size int, last bool) []byte {
	h := uint32(kind<<1 | size<<3)
	if last {
		h |= 1
	}
	return append(to, byte(h), byte(h>>8), byte(h>>16))
}

// literalsHeader says that four streams with a code of their own follow, how long
// they are, and of how many letters.
func literalsHeader(letters, coded int) []byte {
	const compressed = 2
	bits, format := 10, 1
	switch longest := max(letters, coded); {
	case longest >= 1<<14:
		bits, format = 18, 3
	case longest >= 1<<10:
		bits, format = 14, 2
	}
	h := compressed | uint64(format)<<2 | uint64(letters)<<4 | uint64(coded)<<(4+bits)
	return binary.LittleEndian.AppendUint64(nil, h)[:(4+2*bits+7)/8]
}
