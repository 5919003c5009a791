package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"
)

// bounds are those of a page. What a page's header claims is allocated, so that a few
// bytes could ask for gigabytes.
type bounds struct{ bytes, values int64 }

var (
	ofRuns   = bounds{16 << 20, 1 << 22}  // far beyond any page that a run writes
	ofTables = bounds{256 << 20, 1 << 26} // some programs write a column in one page
)

const maxPageHead = 1 << 20

// Page is a page of a column. It is valid until the next one is read.
type Page struct {
	Rows    int
	Present int    // rows that are not null
	Levels  []byte // 0 where a row is null; nil where no row can be

	// Values are those of the rows that are not null, or their indices into the
	// dictionary, as 32-bit numbers, where there is one.
	Values     encoding.Values
	Dictionary *Dictionary
}

// Dictionary is the values that the pages of a column share. It is valid as long as
// the column is open.
type Dictionary struct {
	Len    int
	Values encoding.Values
}

// Pages reads the pages of one column of a row group, in order.
type Pages struct {
	column     *Column
	decompress func(to, b []byte) ([]byte, error)
	from       *io.SectionReader
	at         int64
	left       int64 // rows that are still to come
	dictionary *Dictionary
	room       *room
	raw        *raw // while a page is read
}

// room is memory for what a page holds. It is used again, by page after page and column
// after column.
type room struct {
	levels []byte
	values decoded
}

// raw is memory for a page as it lies in the file, and unpacked. Hundreds of columns may be
// open at once, but few pages are read at a time.
type raw struct{ head, packed, plain []byte }

var (
	rooms = sync.Pool{New: func() any { return new(room) }}
	raws  = sync.Pool{New: func() any { return &raw{head: make([]byte, 256)} }}
)

// Pages opens a column of a row group of a run, after it has held what the headers of
// its pages claim against each other and the footer. A column has one value or null
// to a row: nested ones are refused.
func (f *File) Pages(group, column int) (*Pages, error) { return f.pages(group, column, ofRuns) }

// LargePages is Pages for tables of other programs, whose pages may be larger.
func (f *File) LargePages(group, column int) (*Pages, error) { return f.pages(group, column, ofTables) }

func (f *File) pages(group, column int, most bounds) (*Pages, error) {
	g, c := &f.meta.RowGroups[group], &f.columns[column]
	meta := &g.Columns[column].MetaData
	if !c.Flat() {
		return nil, fmt.Errorf("%w: a column of lists or records", ErrNoParquet)
	}
	if meta.NumValues != g.NumRows {
		return nil, fmt.Errorf("%w: a column of %d values for %d rows", ErrNoParquet, meta.NumValues, g.NumRows)
	}
	decompress, known := decompressors[meta.Codec]
	if !known {
		return nil, fmt.Errorf("it is compressed by %v, which is not read here: write it with zstd, gzip or snappy", meta.Codec)
	}
	from := io.NewSectionReader(f.from, start(meta), meta.TotalCompressedSize)
	p := &Pages{column: c, decompress: decompress, from: from, left: g.NumRows, room: rooms.Get().(*room)}
	if err := checkPages(from, g.NumRows, most); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// start is where the pages of a column begin.
func start(meta *format.ColumnMetaData) int64 {
	if meta.DictionaryPageOffset > 0 {
		return min(meta.DataPageOffset, meta.DictionaryPageOffset)
	}
	return meta.DataPageOffset
}

// Close lets the pages go.
func (p *Pages) Close() error {
	if p.room != nil {
		rooms.Put(p.room)
		p.room = nil
	}
	return nil
}

// Next returns the next page, and [io.EOF] after the last.
func (p *Pages) Next() (page *Page, err error) {
	p.raw = raws.Get().(*raw)
	defer func() {
		raws.Put(p.raw)
		p.raw = nil
		if r := recover(); r != nil { // the encodings trust a page more than we can
			page, err = nil, fmt.Errorf("%w: %v", ErrNoParquet, r)
		}
	}()
	for p.at < p.from.Size() {
		h, body, err := p.read()
		if err != nil {
			return nil, err
		}
		switch {
		case h.DictionaryPageHeader.Valid:
			err = p.takeDictionary(h, body)
		case h.DataPageHeader.Valid:
			page, err = p.first(h, body)
		case h.DataPageHeaderV2.Valid:
			page, err = p.second(h, body)
		}
		if err != nil {
			return nil, err
		}
		if page != nil {
			if int64(page.Rows) > p.left {
				return nil, fmt.Errorf("%w: more rows in its pages than in its footer", ErrNoParquet)
			}
			p.left -= int64(page.Rows)
			return page, nil
		}
	}
	if p.left > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return nil, io.EOF
}

// read reads the next page as it lies in the file.
func (p *Pages) read() (*format.PageHeader, []byte, error) {
	head, err := headAt(p.from, p.at, &p.raw.head)
	if err != nil {
		return nil, nil, err
	}
	var h format.PageHeader
	if err := unmarshal(p.raw.head[:head.length], &h); err != nil {
		return nil, nil, err
	}
	if !sameClaims(&h, head) {
		return nil, nil, fmt.Errorf("%w: the header of a page is damaged", ErrNoParquet)
	}
	body := sized(&p.raw.packed, int(head.packed))
	if n, err := p.from.ReadAt(body, p.at+head.length); n < len(body) {
		return nil, nil, err
	}
	p.at += head.length + head.packed
	if h.CRC != 0 && uint32(h.CRC) != checksum(body) {
		return nil, nil, fmt.Errorf("%w: the checksum of a page is not that of its bytes", ErrNoParquet)
	}
	return &h, body, nil
}

// sameClaims reports whether a header says what was checked before, and is that of one
// page.
func sameClaims(h *format.PageHeader, checked pageHead) bool {
	kinds, values := 0, int64(0)
	if h.DataPageHeader.Valid {
		kinds, values = kinds+1, int64(h.DataPageHeader.V.NumValues)
	}
	if h.DataPageHeaderV2.Valid {
		kinds, values = kinds+1, int64(h.DataPageHeaderV2.V.NumValues)
	}
	if h.DictionaryPageHeader.Valid {
		kinds, values = kinds+1, int64(h.DictionaryPageHeader.V.NumValues)
	}
	return kinds <= 1 && values == checked.values && int64(h.CompressedPageSize) == checked.packed && int64(h.UncompressedPageSize) == checked.plain
}

// takeDictionary reads the dictionary.
func (p *Pages) takeDictionary(h *format.PageHeader, body []byte) error {
	if p.dictionary != nil {
		return fmt.Errorf("%w: two dictionaries of a column", ErrNoParquet)
	}
	n := int(h.DictionaryPageHeader.V.NumValues)
	plain, err := p.unpack(body, h.UncompressedPageSize)
	if err != nil {
		return err
	}
	var own decoded // for as long as the column is open
	values, err := own.decode(p.column, format.Plain, plain, n)
	p.dictionary = &Dictionary{n, values}
	return err
}

// first reads a data page of version 1, whose levels are compressed with its values.
func (p *Pages) first(h *format.PageHeader, body []byte) (*Page, error) {
	data := &h.DataPageHeader.V
	plain, err := p.unpack(body, h.UncompressedPageSize)
	if err != nil {
		return nil, err
	}
	page := &Page{Rows: int(data.NumValues)}
	if p.column.Nullable {
		if data.DefinitionLevelEncoding != format.RLE {
			return nil, fmt.Errorf("%w: levels in the encoding %v, which is not read here", ErrNoParquet, data.DefinitionLevelEncoding)
		}
		if len(plain) < 4 || int64(binary.LittleEndian.Uint32(plain)) > int64(len(plain)-4) {
			return nil, io.ErrUnexpectedEOF
		}
		n := 4 + int(binary.LittleEndian.Uint32(plain))
		if err := p.takeLevels(page, plain[4:n]); err != nil {
			return nil, err
		}
		plain = plain[n:]
	}
	return page, p.take(page, data.Encoding, plain)
}

// second reads a data page of version 2, whose levels come first, as they are.
func (p *Pages) second(h *format.PageHeader, body []byte) (*Page, error) {
	data := &h.DataPageHeaderV2.V
	skipped, n := int64(data.RepetitionLevelsByteLength), int64(data.DefinitionLevelsByteLength)
	if skipped < 0 || n < 0 || skipped+n > int64(len(body)) || skipped+n > int64(h.UncompressedPageSize) {
		return nil, fmt.Errorf("%w: the levels of a page are longer than it", ErrNoParquet)
	}
	levels, values := body[skipped:skipped+n], body[skipped+n:]
	page := &Page{Rows: int(data.NumValues)}
	if p.column.Nullable {
		if err := p.takeLevels(page, levels); err != nil {
			return nil, err
		}
	}
	if !data.IsCompressed.Valid || data.IsCompressed.V {
		var err error
		if values, err = p.unpack(values, h.UncompressedPageSize-int32(skipped+n)); err != nil {
			return nil, err
		}
	}
	return page, p.take(page, data.Encoding, values)
}

// takeLevels reads which rows are null.
func (p *Pages) takeLevels(page *Page, b []byte) (err error) {
	if b, err = runsOf(b, 1, page.Rows); err != nil {
		return err
	}
	if p.room.levels, err = levelBits.DecodeLevels(p.room.levels, b); err != nil {
		return err
	}
	page.Levels = p.room.levels[:page.Rows]
	return nil
}

// oldDictionary is what old pages call the encoding of indices into a dictionary.
const oldDictionary format.Encoding = 2

// take reads the values.
func (p *Pages) take(page *Page, of format.Encoding, b []byte) (err error) {
	n := page.Rows
	if page.Levels != nil {
		n = 0
		for _, level := range page.Levels {
			if level > 0 {
				n++
			}
		}
	}
	page.Present = n
	if of != format.RLEDictionary && of != oldDictionary {
		page.Values, err = p.room.values.decode(p.column, of, b, n)
		return err
	}
	if p.dictionary == nil {
		return fmt.Errorf("%w: a page without its dictionary", ErrNoParquet)
	}
	page.Dictionary = p.dictionary
	page.Values, err = p.room.values.indices(b, n, p.dictionary.Len)
	return err
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

// checkPages walks over the headers of a column's pages.
func checkPages(r *io.SectionReader, rows int64, most bounds) error {
	head := make([]byte, 256)
	for at := int64(0); at < r.Size(); {
		h, err := headAt(r, at, &head)
		if err != nil {
			return err
		}
		if h.plain < 0 || h.plain > most.bytes || h.packed < 0 || h.packed > r.Size()-at-h.length || h.values < 0 || h.values > most.values {
			return fmt.Errorf("%w: a page claims %d values in %d bytes", ErrNoParquet, h.values, h.plain)
		}
		if !h.dictionary {
			rows -= h.values
		}
		at += h.length + h.packed
	}
	if rows != 0 {
		return fmt.Errorf("%w: its pages do not hold the rows of its footer", ErrNoParquet)
	}
	return nil
}

// headAt reads the header at an offset into a buffer that grows as it must.
func headAt(r *io.SectionReader, at int64, buffer *[]byte) (pageHead, error) {
	for {
		n, err := r.ReadAt(*buffer, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return pageHead{}, err
		}
		h, ok := parseHead((*buffer)[:n])
		switch {
		case ok:
			return h, nil
		case n < len(*buffer) || len(*buffer) >= maxPageHead:
			return pageHead{}, fmt.Errorf("%w: the header of a page is damaged", ErrNoParquet)
		}
		*buffer = make([]byte, 8*len(*buffer))
	}
}

// pageHead is what the header of a page claims.
type pageHead struct {
	length        int64 // of the header itself
	plain, packed int64 // bytes of the page, as they are and compressed
	values        int64
	dictionary    bool
}

// The fields of a page's header in Thrift, and of the headers in it.
const (
	plainField, packedField           = 2, 3
	dataField, dictField, dataV2Field = 5, 7, 8
	valuesField                       = 1
)

func parseHead(b []byte) (h pageHead, ok bool) {
	f := footer{b}
	ok = f.fields(func(id int64, kind byte) bool {
		switch {
		case id == plainField && isNumber(kind):
			return f.signed(&h.plain)
		case id == packedField && isNumber(kind):
			return f.signed(&h.packed)
		case (id == dataField || id == dictField || id == dataV2Field) && kind == thriftStruct:
			h.dictionary = id == dictField
			return f.fields(func(id int64, kind byte) bool {
				if id == valuesField && isNumber(kind) {
					return f.signed(&h.values)
				}
				return f.value(kind, 1)
			})
		}
		return f.value(kind, 0)
	})
	h.length = int64(len(b) - len(f.rest))
	return h, ok
}

func isNumber(kind byte) bool { return kind > thriftByte && kind <= thriftI64 }

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
