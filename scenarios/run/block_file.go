package run

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"rapport/sim/record"
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

// blockEncoder turns simulated rows into the bytes of a block file, reusing its
// memory from block to block.
type blockEncoder struct {
	tables []table
	groups []rowGroup // of the block at hand
	buf    bytes.Buffer
}

// begin begins a block of so many courses; what was begun before is forgotten.
func (e *blockEncoder) begin(courses int64) {
	e.buf.Reset()
	e.buf.WriteString(blockMagic)
	e.buf.Write(make([]byte, 4+segmentHead*len(e.tables)))
	e.groups = e.groups[:0]
	for _, t := range e.tables {
		e.groups = append(e.groups, t.begin(&e.buf, courses))
	}
}

// drain encodes the rows that fill whole batches and takes them away.
func (e *blockEncoder) drain(rows *record.Rows) error {
	for _, g := range e.groups {
		if err := g.drain(rows); err != nil {
			return err
		}
	}
	return nil
}

// finish encodes what is left of the rows and returns the bytes of the block file,
// valid until the next block is begun.
func (e *blockEncoder) finish(rows *record.Rows) ([]byte, error) {
	head := len(blockMagic) + 4
	sizes := make([]uint64, 0, 2*len(e.tables))
	for _, g := range e.groups {
		before := e.buf.Len()
		n, err := g.finish(rows)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, uint64(n), uint64(e.buf.Len()-before))
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

// readBlock reads and checks a block file.
func readBlock(path string, tables int) ([]segment, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	segments, err := decodeBlock(b, tables)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return segments, nil
}

// joinTo appends the segment to its table's part.
func (s segment) joinTo(p part) error {
	n, err := p.join(bytes.NewReader(s.data), int64(len(s.data)))
	if err == nil && n != s.rows {
		err = io.ErrUnexpectedEOF
	}
	return err
}
