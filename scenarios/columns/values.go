package columns

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/klauspost/compress/huff0"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// page is the values of a column's page, encoded but not compressed.
type page struct {
	rows, nulls int
	encoding    format.Encoding
	levels      []byte // definition levels; empty where the column is required
	body        []byte
	least, most []byte // plain; nil where there is no value
}

// scratch is memory that all columns of a group use, one after the other.
type scratch struct {
	present []byte // 1 for each value, 0 for each null
	null    []bool // which values are null; nil where the zeros are
	bytes   []byte
	indices []int32
	int32s  []int32
	int64s  []int64
	floats  []float32
	doubles []float64
	texts   []string
	packed  []byte // compressed
	huffman huff0.Scratch
	page    page
}

var (
	levelBits = rle.Encoding{BitWidth: 1}
	byteBits  = rle.Encoding{BitWidth: 8}
	wordBits  = rle.Encoding{BitWidth: 16}
	deltas    delta.BinaryPackedEncoding
	split     bytestreamsplit.Encoding
)

// encode encodes the first n values of data, which points to the column's slice.
func (c *chunk) encode(s *scratch, data any, n int) (*page, error) {
	s.page = page{rows: n, encoding: c.column.format(), levels: s.page.levels[:0], body: s.page.body[:0]}
	if cap(s.present) < n {
		s.present = make([]byte, n)
	}
	s.present, s.null = s.present[:n], nil
	var err error
	switch values := data.(type) {
	case *[]uint8:
		err = c.codes(s, (*values)[:n])
	case *[]int32:
		err = numbers(c, s, (*values)[:n], &s.int32s)
	case *[]int64:
		err = numbers(c, s, (*values)[:n], &s.int64s)
	case *[]float32:
		err = numbers(c, s, (*values)[:n], &s.floats)
	case *[]float64:
		err = numbers(c, s, (*values)[:n], &s.doubles)
	case *[]string:
		err = c.text(s, (*values)[:n])
	case *Marked[int64]:
		s.null = values.Null[:n]
		err = numbers(c, s, values.Values[:n], &s.int64s)
	case *Marked[float64]:
		s.null = values.Null[:n]
		err = numbers(c, s, values.Values[:n], &s.doubles)
	case *Marked[string]:
		s.null = values.Null[:n]
		err = c.text(s, values.Values[:n])
	default:
		err = fmt.Errorf("columns: column %s: no column has values of type %T", c.column.Name, data)
	}
	if err == nil && c.column.Nullable {
		s.page.levels, err = levelBits.EncodeLevels(s.page.levels, s.present)
	}
	return &s.page, err
}

// codes encodes scores and truths.
func (c *chunk) codes(s *scratch, codes []uint8) error {
	if cap(s.bytes) < len(codes) {
		s.bytes = make([]byte, len(codes))
	}
	values, present := s.bytes[:len(codes)], s.present[:len(codes)]
	least, most, n := uint8(255), uint8(0), 0
	for i, code := range codes {
		one := uint8((uint32(code) + 255) >> 8) // 0 for a null
		present[i] = one
		values[n] = code - 1
		least, most = min(least, code-1), max(most, code) // a null's 255 is never the least
		n += int(one)
	}
	p := &s.page
	p.nulls = len(codes) - n
	if p.nulls > 0 && !c.column.Nullable {
		return fmt.Errorf("columns: column %s: %d nulls, and it is not nullable", c.column.Name, p.nulls)
	}
	if int(most) > c.known {
		return fmt.Errorf("columns: column %s: code %d, there are %d", c.column.Name, most, c.known)
	}
	if n > 0 {
		p.least, p.most = c.codeValue(least), c.codeValue(most-1)
	}
	if c.column.Kind == Truth {
		p.body = packBits(p.body, values[:n])
		return nil
	}
	return c.byteIndices(p, values[:n])
}

// byteIndices encodes indices of one byte. The format wants their width before them.
// A whole byte serves compression better than the fewest bits, which it could not
// take for letters.
func (c *chunk) byteIndices(p *page, indices []byte) (err error) {
	p.body, err = byteBits.EncodeLevels(p.body, indices)
	p.body = widthFirst(p.body, byteBits.BitWidth)
	return err
}

func widthFirst(body []byte, width int) []byte {
	body = append(body, 0)
	copy(body[1:], body)
	body[0] = byte(width)
	return body
}

// codeValue is the plain value of the code after i.
func (c *chunk) codeValue(i uint8) []byte {
	switch values := c.column.Codes.(type) {
	case []int32:
		return binary.LittleEndian.AppendUint32(nil, uint32(values[i]))
	case []float32:
		return binary.LittleEndian.AppendUint32(nil, math.Float32bits(values[i]))
	default:
		return []byte{i}
	}
}

// packBits appends truths of one byte each, eight to the byte.
func packBits(to, truths []byte) []byte {
	for len(truths) >= 8 {
		// The product moves the lowest bit of every byte into the highest byte.
		to = append(to, byte(binary.LittleEndian.Uint64(truths)*0x0102040810204080>>56))
		truths = truths[8:]
	}
	if len(truths) > 0 {
		last := byte(0)
		for i, truth := range truths {
			last |= truth << i
		}
		to = append(to, last)
	}
	return to
}

type number interface {
	int32 | int64 | float32 | float64
}

// numbers encodes numbers; room is where those that are not null are gathered.
func numbers[T number](c *chunk, s *scratch, values []T, room *[]T) (err error) {
	if c.column.Nullable {
		values = gather(s, values, room)
	}
	p := &s.page
	p.least, p.most = ends(values)
	switch c.column.Encoding {
	case Dictionary:
		return dictionaryOf(c, s, values)
	case Delta, Split:
		p.body, err = encodeNumbers(p.body, values)
	default:
		p.body = plainNumbers(p.body, values)
	}
	return err
}

// gather puts the values that are not null together and notes which are.
func gather[T number](s *scratch, values []T, room *[]T) []T {
	if cap(*room) < len(values) {
		*room = make([]T, len(values))
	}
	kept, present, n := (*room)[:len(values)], s.present[:len(values)], 0
	if s.null != nil {
		for i, null := range s.null {
			present[i] = 0
			if !null {
				kept[n], present[i], n = values[i], 1, n+1
			}
		}
		s.page.nulls = len(values) - n
		return kept[:n]
	}
	for i, v := range values {
		kept[n] = v
		one := byte(0)
		if v != 0 {
			one = 1
		}
		present[i] = one
		n += int(one)
	}
	s.page.nulls = len(values) - n
	return kept[:n]
}

// ends are the least and the greatest value, plain. What is not a number is neither.
func ends[T number](values []T) (least, most []byte) {
	i := 0
	for i < len(values) && values[i] != values[i] {
		i++
	}
	if i == len(values) {
		return nil, nil
	}
	low, high := values[i], values[i]
	for _, v := range values[i:] {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return plainNumbers(nil, []T{low}), plainNumbers(nil, []T{high})
}

func dictionaryOf[T number](c *chunk, s *scratch, values []T) (err error) {
	if cap(s.indices) < len(values) {
		s.indices = make([]int32, len(values))
	}
	indices := s.indices[:len(values)]
	last, index := T(0), int32(-1)
	for i, v := range values {
		if index < 0 || v != last {
			last, index = v, c.dictionary.index(bitsOf(v))
		}
		indices[i] = index
	}
	if c.dictionary.len() > maxEntries {
		c.outgrown = true
		s.page.encoding = format.Plain
		s.page.body = plainNumbers(s.page.body, values)
		return nil
	}
	return c.indices(s, indices)
}

// indices encodes the indices of a page by as many bytes as the dictionary needs now.
func (c *chunk) indices(s *scratch, indices []int32) (err error) {
	p := &s.page
	if c.dictionary.len() > 1<<8 {
		p.body, err = wordBits.EncodeInt32(p.body, indices)
		p.body = widthFirst(p.body, wordBits.BitWidth)
		return err
	}
	if cap(s.bytes) < len(indices) {
		s.bytes = make([]byte, len(indices))
	}
	narrow := s.bytes[:len(indices)]
	for i, index := range indices {
		narrow[i] = byte(index)
	}
	return c.byteIndices(p, narrow)
}
