package run

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"rapport/scenarios/columns"
	"rapport/scenarios/population"
	"rapport/sim/record"
	"rapport/sim/record/bounded"
)

// A block file holds one simulated block, encoded and ready to be joined to its
// part: a run that is killed continues from its whole blocks. It lives in the
// run's work folder only until its part is complete.
//
//	"RAPBLOCK"                      8 bytes
//	tables                          uint32, little endian as all numbers
//	rows, bytes                     2 × uint64 for each table
//	a Parquet file for each table   their bytes
//	CRC-32C of all before           uint32
//
// The checksum takes the place of an fsync: a block that a power cut left torn
// does not pass and is simulated again.
const (
	blockMagic  = "RAPBLOCK"
	segmentHead = 16
)

var (
	castagnoli  = crc32.MakeTable(crc32.Castagnoli)
	errBadBlock = errors.New("not a whole block")
)

// blockEncoder takes the columns of a block while the model fills them, a page at a
// time, so that they stay in the processor's caches, and makes the bytes of a
// block file of them. It uses its memory again from block to block.
type blockEncoder struct {
	columns record.Columns
	tables  []tableEncoder
	buf     bytes.Buffer
}

// tableEncoder encodes a table of the block at hand.
type tableEncoder struct {
	name   string
	from   record.TableColumns
	slices []any // of from
	group  *columns.Group
}

func newBlockEncoder(r population.Record) *blockEncoder {
	e := new(blockEncoder)
	all := e.columns.Tables()
	for _, t := range tablesOf(r) {
		from := all[t.at]
		e.tables = append(e.tables, tableEncoder{t.Name, from, from.Slices(), columns.NewGroup(t.schema)})
	}
	return e
}

// begin begins a block; what was begun before is forgotten.
func (e *blockEncoder) begin() {
	e.columns.Reset()
	for i := range e.tables {
		e.tables[i].group.Reset()
	}
}

// drain encodes the rows that fill whole pages and takes them away.
func (e *blockEncoder) drain() error {
	for i := range e.tables {
		t := &e.tables[i]
		for t.from.Len() >= pageRows {
			if err := t.encode(pageRows); err != nil {
				return err
			}
		}
	}
	return nil
}

// encode encodes n rows. A panic of the encoder is an error of the run, not of the
// model that is being simulated meanwhile.
func (t *tableEncoder) encode(n int) error {
	if err := guard(func() error { return t.group.Page(t.slices, n) }); err != nil {
		return fmt.Errorf("encode %s: %w", t.name, err)
	}
	t.from.Drop(n)
	return nil
}

// finish encodes what is left of the rows and returns the bytes of the block file,
// valid until the next block is begun.
func (e *blockEncoder) finish() ([]byte, error) {
	if err := e.drain(); err != nil {
		return nil, err
	}
	e.buf.Reset()
	e.buf.WriteString(blockMagic)
	e.buf.Write(make([]byte, 4+segmentHead*len(e.tables)))
	head := len(blockMagic) + 4
	sizes := make([]uint64, 0, 2*len(e.tables))
	for i := range e.tables {
		t := &e.tables[i]
		if err := t.encode(t.from.Len()); err != nil {
			return nil, err
		}
		size, err := t.group.WriteTo(&e.buf)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", t.name, err)
		}
		sizes = append(sizes, uint64(t.group.Rows()), uint64(size))
	}
	b := e.buf.Bytes()
	binary.LittleEndian.PutUint32(b[head-4:], uint32(len(e.tables)))
	for i, size := range sizes {
		binary.LittleEndian.PutUint64(b[head+8*i:], size)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// segment is one table of a block: a Parquet file in memory.
type segment struct {
	rows int64
	data []byte
}

// decodeBlock checks the bytes of a block file and returns its tables.
func decodeBlock(b []byte, tables int) ([]segment, error) {
	head := len(blockMagic) + 4 + segmentHead*tables
	if len(b) < head+4 || string(b[:len(blockMagic)]) != blockMagic {
		return nil, errBadBlock
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, errBadBlock
	}
	if binary.LittleEndian.Uint32(b[len(blockMagic):]) != uint32(tables) {
		return nil, errBadBlock
	}
	segments := make([]segment, tables)
	rest := body[head:]
	for i := range segments {
		at := len(blockMagic) + 4 + segmentHead*i
		size := binary.LittleEndian.Uint64(b[at+8:])
		if size > uint64(len(rest)) {
			return nil, errBadBlock
		}
		segments[i] = segment{int64(binary.LittleEndian.Uint64(b[at:])), rest[:size]}
		rest = rest[size:]
	}
	if len(rest) != 0 {
		return nil, errBadBlock
	}
	return segments, nil
}

// maxBlock bounds a block file, in bytes: many times what the longest courses with
// ledger and items take.
const maxBlock = 4 << 30

// readBlock reads and checks a block file, into the memory of *buffer, which the
// segments share.
func readBlock(buffer *[]byte, path string, tables int) ([]segment, error) {
	b, err := bounded.ReadFileInto(*buffer, path, maxBlock)
	if err != nil {
		return nil, err
	}
	*buffer = b
	segments, err := decodeBlock(b, tables)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return segments, nil
}

// joinTo appends the segment to its table's part.
func (s segment) joinTo(f *columns.File) error {
	n, err := f.Join(bytes.NewReader(s.data), int64(len(s.data)))
	if err == nil && n != s.rows {
		err = io.ErrUnexpectedEOF
	}
	return err
}
