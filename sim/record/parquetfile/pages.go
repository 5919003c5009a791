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
	if p.room.levels, err = levelBits.DecodeLevels(grown(p.room.levels, min(page.Rows, longPage)+spare), b); err != nil {
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
