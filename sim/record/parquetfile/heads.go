package parquetfile

import (
	"errors"
	"fmt"
	"io"

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
