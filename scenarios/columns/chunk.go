package columns

import (
	"bytes"
	"hash/crc32"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// chunk is one column of a row group in the making. Its offsets count from its
// first byte.
type chunk struct {
	column     *Column
	known      int // codes that the column has
	dictionary dictionary
	outgrown   bool // some pages do without the dictionary

	pages    []byte // finished data pages
	unpacked int64  // what pages would take uncompressed
	rows     int64
	nulls    int64
	least    []byte
	most     []byte
	index    format.ColumnIndex
	offsets  format.OffsetIndex
	coded    int32 // pages with indices into the dictionary
	head     []byte
}

func newChunk(column *Column) *chunk {
	column.check()
	c := &chunk{column: column}
	switch values := column.Codes.(type) {
	case []int32:
		c.known = len(values)
	case []float32:
		c.known = len(values)
	default:
		c.known = 2 // false and true
	}
	return c
}

func (c *chunk) reset() {
	*c = chunk{column: c.column, known: c.known, dictionary: c.dictionary, pages: c.pages[:0], head: c.head[:0]}
	if c.column.Encoding != Dictionary {
		return
	}
	c.dictionary.reset()
	switch values := c.column.Codes.(type) {
	case []int32:
		for _, v := range values {
			c.dictionary.index(bitsOf(v))
		}
	case []float32:
		for _, v := range values {
			c.dictionary.index(bitsOf(v))
		}
	}
}

// checksums are as the format wants them: CRC-32 of the page behind its header.
func checksum(page ...[]byte) int32 {
	sum := uint32(0)
	for _, b := range page {
		sum = crc32.Update(sum, crc32.IEEETable, b)
	}
	return int32(sum)
}

// add finishes an encoded page.
func (c *chunk) add(p *page, packed []byte) error {
	header := format.PageHeader{
		Type:                 format.DataPageV2,
		UncompressedPageSize: int32(len(p.levels) + len(p.body)),
		CompressedPageSize:   int32(len(p.levels) + len(packed)),
		CRC:                  checksum(p.levels, packed),
		DataPageHeaderV2: thrift.New(format.DataPageHeaderV2{
			NumValues: int32(p.rows), NumNulls: int32(p.nulls), NumRows: int32(p.rows), Encoding: p.encoding,
			DefinitionLevelsByteLength: int32(len(p.levels)), IsCompressed: thrift.New(true),
			Statistics: statistics(int64(p.nulls), p.least, p.most),
		}),
	}
	before := len(c.pages)
	var err error
	if c.pages, c.unpacked, err = appendPage(c.pages, c.unpacked, &header, p.levels, packed); err != nil {
		return err
	}
	c.offsets.PageLocations = append(c.offsets.PageLocations, format.PageLocation{
		Offset: int64(before), CompressedPageSize: int32(len(c.pages) - before), FirstRowIndex: c.rows,
	})
	if p.encoding == format.RLEDictionary {
		c.coded++
	}
	c.rows += int64(p.rows)
	c.nulls += int64(p.nulls)
	c.measure(p)
	return nil
}

func statistics(nulls int64, least, most []byte) format.Statistics {
	return format.Statistics{NullCount: nulls, MinValue: least, MaxValue: most}
}

// appendPage appends a page and its header, and adds what they take uncompressed.
func appendPage(to []byte, unpacked int64, h *format.PageHeader, parts ...[]byte) ([]byte, int64, error) {
	head, err := thrift.Marshal(new(thrift.CompactProtocol), h)
	if err != nil {
		return to, unpacked, err
	}
	to = append(to, head...)
	for _, part := range parts {
		to = append(to, part...)
	}
	return to, unpacked + int64(len(head)) + int64(h.UncompressedPageSize), nil
}

// measure notes the page's statistics in those of the chunk.
func (c *chunk) measure(p *page) {
	c.index.NullPages = append(c.index.NullPages, p.least == nil)
	c.index.NullCounts = append(c.index.NullCounts, int64(p.nulls))
	c.index.MinValues = append(c.index.MinValues, orEmpty(p.least))
	c.index.MaxValues = append(c.index.MaxValues, orEmpty(p.most))
	if p.least == nil {
		return
	}
	if c.least == nil || c.column.less(p.least, c.least) {
		c.least = p.least
	}
	if c.most == nil || c.column.less(c.most, p.most) {
		c.most = p.most
	}
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// finish appends the whole chunk to to and returns its metadata, with offsets from
// the chunk's first byte.
func (c *chunk) finish(s *scratch, to []byte) ([]byte, chunkMeta, error) {
	before := len(to)
	meta := format.ColumnMetaData{
		Type: c.column.physical(), PathInSchema: []string{c.column.Name}, Codec: format.Zstd,
		NumValues: c.rows, Statistics: statistics(c.nulls, c.least, c.most), TotalUncompressedSize: c.unpacked,
	}
	count := int32(len(c.offsets.PageLocations))
	if c.column.Encoding == Dictionary {
		var err error
		if to, meta.TotalUncompressedSize, err = c.dictionaryPage(s, to, c.unpacked); err != nil {
			return to, chunkMeta{}, err
		}
		meta.Encoding = append(meta.Encoding, format.Plain)
		meta.EncodingStats = append(meta.EncodingStats,
			format.PageEncodingStats{PageType: format.DictionaryPage, Encoding: format.Plain, Count: 1})
	}
	if c.column.Nullable {
		meta.Encoding = append(meta.Encoding, format.RLE)
	}
	meta.Encoding = append(meta.Encoding, c.column.format())
	plain := count - c.coded
	switch {
	case c.column.Encoding != Dictionary:
		meta.EncodingStats = append(meta.EncodingStats, dataPages(c.column.format(), count))
	case c.coded > 0 && plain > 0:
		meta.EncodingStats = append(meta.EncodingStats, dataPages(format.RLEDictionary, c.coded), dataPages(format.Plain, plain))
	case plain > 0:
		meta.EncodingStats = append(meta.EncodingStats, dataPages(format.Plain, plain))
	default:
		meta.EncodingStats = append(meta.EncodingStats, dataPages(format.RLEDictionary, c.coded))
	}
	meta.DataPageOffset = int64(len(to) - before)
	to = append(to, c.pages...)
	meta.TotalCompressedSize = int64(len(to) - before)
	for i := range c.offsets.PageLocations {
		c.offsets.PageLocations[i].Offset += meta.DataPageOffset
	}
	c.index.BoundaryOrder = c.order()
	return to, chunkMeta{meta, c.column.Encoding == Dictionary, c.index, c.offsets}, nil
}

func dataPages(e format.Encoding, count int32) format.PageEncodingStats {
	return format.PageEncodingStats{PageType: format.DataPageV2, Encoding: e, Count: count}
}

func (c *chunk) dictionaryPage(s *scratch, to []byte, unpacked int64) ([]byte, int64, error) {
	s.bytes = c.dictionary.page(s.bytes[:0], c.column.Kind)
	packed, err := s.compress(s.bytes)
	if err != nil {
		return to, unpacked, err
	}
	return appendPage(to, unpacked, &format.PageHeader{
		Type: format.DictionaryPage, UncompressedPageSize: int32(len(s.bytes)), CompressedPageSize: int32(len(packed)),
		CRC: checksum(packed),
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{
			NumValues: int32(c.dictionary.len()), Encoding: format.Plain, IsSorted: c.column.Codes != nil,
		}),
	}, packed)
}

// order tells whether the pages ascend, so that readers may search them.
func (c *chunk) order() format.BoundaryOrder {
	var least, most []byte
	for i, null := range c.index.NullPages {
		if null {
			continue
		}
		if least != nil && (c.column.less(c.index.MinValues[i], least) || c.column.less(c.index.MaxValues[i], most)) {
			return format.Unordered
		}
		least, most = c.index.MinValues[i], c.index.MaxValues[i]
	}
	return format.Ascending
}

// less compares two plain values.
func (c *Column) less(a, b []byte) bool {
	switch c.Kind {
	case Int32:
		return int32(u32(a)) < int32(u32(b))
	case Int64:
		return int64(u64(a)) < int64(u64(b))
	case Float32:
		return f32(a) < f32(b)
	case Float64:
		return f64(a) < f64(b)
	default:
		return bytes.Compare(a, b) < 0
	}
}
