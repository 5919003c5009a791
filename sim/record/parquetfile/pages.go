package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// Bounds of a page, far beyond any that a run writes. The library allocates what
// a page's header claims, so that a few bytes could ask for gigabytes.
const (
	maxPageBytes  = 16 << 20
	maxPageValues = 1 << 22
	maxPageHead   = 1 << 20
)

// Pages reads the pages of one column of a row group, in order.
type Pages struct {
	pages parquet.Pages
	left  int64 // rows that are still to come
}

// Pages opens a column of a row group, after it has held what the headers of its
// pages claim against each other and the footer. A column has one value or null
// to a row: nested ones are refused.
func (f *File) Pages(group, column int) (*Pages, error) {
	g, c := f.Metadata().RowGroups[group], f.RowGroups()[group].ColumnChunks()[column]
	meta := &g.Columns[column].MetaData
	if meta.NumValues != g.NumRows {
		return nil, fmt.Errorf("%w: a column of %d values for %d rows", ErrNoParquet, meta.NumValues, g.NumRows)
	}
	start := meta.DataPageOffset
	if meta.DictionaryPageOffset > 0 {
		start = min(start, meta.DictionaryPageOffset)
	}
	if err := checkPages(io.NewSectionReader(f.memory, start, meta.TotalCompressedSize), g.NumRows); err != nil {
		return nil, err
	}
	return &Pages{c.Pages(), g.NumRows}, nil
}

// Next returns the next page, and [io.EOF] after the last. A page that is no
// longer needed goes to [parquet.Release].
func (p *Pages) Next() (parquet.Page, error) {
	page, err := p.pages.ReadPage()
	switch {
	case errors.Is(err, io.EOF) && p.left > 0:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	case page.NumRows() > p.left:
		return nil, fmt.Errorf("%w: more rows in its pages than in its footer", ErrNoParquet)
	}
	p.left -= page.NumRows()
	return page, nil
}

// Close lets the pages go.
func (p *Pages) Close() error { return p.pages.Close() }

// checkPages walks over the headers of a column's pages.
func checkPages(r *io.SectionReader, rows int64) error {
	head := make([]byte, 256)
	for at := int64(0); at < r.Size(); {
		h, err := headAt(r, at, &head)
		if err != nil {
			return err
		}
		if h.plain < 0 || h.plain > maxPageBytes || h.packed < 0 || h.packed > r.Size()-at-h.length || h.values < 0 || h.values > maxPageValues {
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
