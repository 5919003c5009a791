package parquetfile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/plain"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// encodings are those of values that are not in a dictionary.
var encodings = map[format.Encoding]encoding.Encoding{
	format.Plain:                new(plain.Encoding),
	format.RLE:                  &rle.Encoding{BitWidth: 1}, // of truths
	format.DeltaBinaryPacked:    new(delta.BinaryPackedEncoding),
	format.DeltaLengthByteArray: new(delta.LengthByteArrayEncoding),
	format.DeltaByteArray:       new(delta.ByteArrayEncoding),
	format.ByteStreamSplit:      new(bytestreamsplit.Encoding),
}

var levelBits = rle.Encoding{BitWidth: 1}

// decoded is memory for the values of a page.
type decoded struct {
	bytes   []byte
	offsets []uint32
	int32s  []int32
	int64s  []int64
	int96s  []deprecated.Int96
	floats  []float32
	doubles []float64
}

// decode decodes n values of a column. What an encoding claims of their number is
// checked before memory is taken for them.
func (d *decoded) decode(c *Column, of format.Encoding, b []byte, n int) (v encoding.Values, err error) {
	e, known := encodings[of]
	if !known {
		return v, fmt.Errorf("%w: values in the encoding %v, which is not read here", ErrNoParquet, of)
	}
	if n == 0 {
		e, b = encodings[format.Plain], nil // whatever stands there
	} else if err := checkCount(of, b, n); err != nil {
		return v, err
	}
	room, got := min(n, longPage), 0
	switch c.Kind {
	case encoding.Boolean:
		d.bytes, err = e.DecodeBoolean(d.bytes, b)
		got, v = 8*len(d.bytes), encoding.BooleanValues(d.bytes)
	case encoding.Int32:
		d.int32s, err = e.DecodeInt32(grown(d.int32s, room), b)
		got, v = len(d.int32s), encoding.Int32Values(d.int32s[:min(n, len(d.int32s))])
	case encoding.Int64:
		d.int64s, err = e.DecodeInt64(grown(d.int64s, room), b)
		got, v = len(d.int64s), encoding.Int64Values(d.int64s[:min(n, len(d.int64s))])
	case encoding.Int96:
		d.int96s, err = e.DecodeInt96(d.int96s, b)
		got, v = len(d.int96s), encoding.Int96Values(d.int96s[:min(n, len(d.int96s))])
	case encoding.Float:
		d.floats, err = e.DecodeFloat(grown(d.floats, room), b)
		got, v = len(d.floats), encoding.FloatValues(d.floats[:min(n, len(d.floats))])
	case encoding.Double:
		d.doubles, err = e.DecodeDouble(grown(d.doubles, room), b)
		got, v = len(d.doubles), encoding.DoubleValues(d.doubles[:min(n, len(d.doubles))])
	case encoding.ByteArray:
		d.bytes, d.offsets, err = e.DecodeByteArray(d.bytes, b, d.offsets)
		got, v = max(0, len(d.offsets)-1), encoding.ByteArrayValues(d.bytes, d.offsets[:min(n+1, len(d.offsets))])
	case encoding.FixedLenByteArray:
		d.bytes, err = e.DecodeFixedLenByteArray(d.bytes, b, c.size)
		got, v = len(d.bytes)/c.size, encoding.FixedLenByteArrayValues(d.bytes[:min(n*c.size, len(d.bytes))], c.size)
	}
	if err == nil && got < n {
		err = io.ErrUnexpectedEOF
	}
	return v, err
}

// longPage is more rows than a page of a run has. Memory for the values of such a page is
// taken at once; that of longer ones grows with what they hold, whatever they claim.
const longPage = 1 << 16

// grown is the memory of a slice, with room for n values.
func grown[T any](memory []T, n int) []T {
	if cap(memory) < n {
		return make([]T, 0, n)
	}
	return memory[:0]
}

// indices decodes n indices into a dictionary of so many values, behind a byte that
// says how many bits one has.
func (d *decoded) indices(b []byte, n, values int) (v encoding.Values, err error) {
	if n == 0 {
		return encoding.Int32Values(nil), nil
	}
	if len(b) == 0 {
		return v, io.ErrUnexpectedEOF
	}
	bits := rle.Encoding{BitWidth: int(b[0])}
	runs, err := runsOf(b[1:], bits.BitWidth, n)
	if err != nil {
		return v, err
	}
	if d.int32s, err = bits.DecodeInt32(grown(d.int32s, min(n, longPage)+spare), runs); err != nil {
		return v, err
	}
	found := d.int32s[:n]
	for _, i := range found {
		if uint32(i) >= uint32(values) {
			return v, fmt.Errorf("%w: an index beyond its dictionary", ErrNoParquet)
		}
	}
	return encoding.Int32Values(found), nil
}

// unpacked is each of n truth values, of which a byte holds eight, as 0 or 1.
func (d *decoded) unpacked(packed []byte, n int) []int32 {
	d.int32s = grown(d.int32s, n)[:n]
	for i := range d.int32s {
		d.int32s[i] = int32(packed[i>>3] >> (i & 7) & 1)
	}
	return d.int32s
}

// checkCount checks that the values of an encoding are no more than n.
func checkCount(of format.Encoding, b []byte, n int) error {
	switch of {
	case format.RLE:
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) {
			return io.ErrUnexpectedEOF
		}
		runs := b[4:][:binary.LittleEndian.Uint32(b)]
		held, err := runsOf(runs, 1, n)
		if err == nil && len(held) < len(runs) {
			err = errTooMany
		}
		return err
	case format.DeltaBinaryPacked, format.DeltaLengthByteArray, format.DeltaByteArray:
		for range 2 { // the sizes of blocks
			_, size := binary.Uvarint(b)
			if size <= 0 {
				return io.ErrUnexpectedEOF
			}
			b = b[size:]
		}
		if count, size := binary.Uvarint(b); size <= 0 || count > uint64(n) {
			return errTooMany
		}
	}
	return nil
}

var errTooMany = fmt.Errorf("%w: more values in a page than its header says", ErrNoParquet)

// spare is how many numbers the last run may hold beyond those that there are.
const spare = 511

// runsOf is the front of b that holds n numbers of so many bits, as runs of equal ones
// and of packed ones.
func runsOf(b []byte, width, n int) ([]byte, error) {
	if width > 32 {
		return nil, fmt.Errorf("%w: numbers of %d bits", ErrNoParquet, width)
	}
	at := 0
	for left := int64(n); left > 0; {
		head, size := binary.Uvarint(b[at:])
		if size <= 0 {
			return nil, io.ErrUnexpectedEOF
		}
		if head>>1 > uint64(left+spare) {
			return nil, errTooMany
		}
		count, length := int64(head>>1), (width+7)/8
		if head&1 == 1 {
			count, length = 8*count, int(count)*width
		}
		if count > left+spare {
			return nil, errTooMany
		}
		if at += size; length > len(b)-at {
			return nil, io.ErrUnexpectedEOF
		}
		at, left = at+length, left-count
	}
	return b[:at], nil
}

func checksum(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

// decompressors decompress b into a slice of that capacity, and no more.
var decompressors = map[format.CompressionCodec]func(to, b []byte) ([]byte, error){
	format.Uncompressed: func(_, b []byte) ([]byte, error) { return b, nil },
	format.Zstd: func(to, b []byte) ([]byte, error) {
		d := decoders.Get().(*zstd.Decoder)
		defer decoders.Put(d)
		return d.DecodeAll(b, to)
	},
	format.Snappy: func(to, b []byte) ([]byte, error) {
		if n, err := snappy.DecodedLen(b); err != nil || n > cap(to) {
			return nil, errLonger
		}
		return snappy.Decode(to[:cap(to)], b)
	},
	format.Lz4Raw: unpackLZ4,
	format.Gzip:   gunzip,
}

var errLonger = fmt.Errorf("%w: a page is longer than it claims", ErrNoParquet)

// decoders are decoders that no page uses now: one has tables of its own. None writes
// beyond the capacity that it is given.
var decoders = sync.Pool{New: func() any {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic("parquetfile: " + err.Error()) // cannot happen: the options are constant
	}
	return d
}}

// unpackLZ4 goes by way of the format that the library of the other ones has: a block is less
// than twice as long there, and begins with the length of what it holds.
func unpackLZ4(to, b []byte) ([]byte, error) {
	var convert s2.LZ4Converter
	block := binary.AppendUvarint(make([]byte, 0, 2*len(b)+64), uint64(cap(to)))
	block, n, err := convert.ConvertBlock(block, b)
	if err != nil {
		return nil, err
	}
	if n != cap(to) {
		return nil, fmt.Errorf("%w: a page of %d bytes claims %d", ErrNoParquet, n, cap(to))
	}
	return s2.Decode(to[:n], block)
}

func gunzip(to, b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	n, err := io.ReadFull(r, to[:cap(to)])
	if err != nil {
		return nil, err
	}
	if n, err := r.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) { // the end has a checksum
		return nil, errors.Join(errLonger, err)
	}
	return to[:n], nil
}

// unpack decompresses what takes so many bytes then.
func (p *Pages) unpack(b []byte, size int32) ([]byte, error) {
	if size < 0 {
		return nil, fmt.Errorf("%w: a page claims %d bytes", ErrNoParquet, size)
	}
	if size == 0 && len(b) == 0 {
		return b, nil
	}
	plain, err := p.decompress(sized(&p.raw.plain, int(size))[:0:size], b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	if len(plain) != int(size) {
		return nil, fmt.Errorf("%w: a page of %d bytes claims %d", ErrNoParquet, len(plain), size)
	}
	return plain, nil
}

// sized is the first n bytes of a buffer that grows as it must.
func sized(buffer *[]byte, n int) []byte {
	if cap(*buffer) < n {
		*buffer = make([]byte, n)
	}
	return (*buffer)[:n]
}
