package parquetfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
)

// head is a page's header as Thrift writes it: kind, bytes, compressed bytes, and
// in the structure of the field its number of values.
func head(field byte, plain, packed, values int64) []byte {
	number := func(b []byte, v int64) []byte { return binary.AppendVarint(append(b, 0x15), v) }
	b := number(nil, int64(field-dataField))
	b = number(number(b, plain), packed)
	b = append(b, (field-packedField)<<4|thriftStruct)
	return append(number(b, values), 0, 0)
}

func TestPagesThatCannotBeAreRefused(t *testing.T) {
	page := func(field byte, plain, values int64) []byte {
		return append(head(field, plain, 3, values), 1, 2, 3)
	}
	good := append(page(dictField, 40, 10), page(dataV2Field, 400, 100)...)
	check := func(b []byte, rows int64) error {
		return checkPages(io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))), rows, ofRuns)
	}
	if err := check(good, 100); err != nil {
		t.Errorf("sound pages: %v", err)
	}
	for name, b := range map[string][]byte{
		"a page of gigabytes":   append(good, page(dataField, 1<<31-1, 0)...),
		"billions of values":    append(good, page(dataField, 40, 1<<31-1)...),
		"fewer than no bytes":   append(good, page(dataField, -1, 0)...),
		"fewer than no values":  append(good, page(dataField, 40, -1)...),
		"beyond its column":     append(good, head(dataField, 40, 4000, 0)...),
		"too many rows":         append(good, page(dataField, 40, 1)...),
		"a header cut off":      append(good, page(dataField, 40, 0)[:4]...),
		"a header without end":  append(good, bytes.Repeat([]byte{0x1c}, 5000)...),
		"text beyond the pages": append(good, 0x18, 0xff, 0xff, 0x7f),
	} {
		if err := check(b, 100); !errors.Is(err, ErrNoParquet) {
			t.Errorf("%s: error %v, want that it is no Parquet file", name, err)
		}
	}
	if err := check(good, 101); !errors.Is(err, ErrNoParquet) {
		t.Errorf("too few rows: error %v", err)
	}
}

func TestPagesGiveEveryRowOnce(t *testing.T) {
	f, err := Map(many(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for column := range f.Columns() {
		pages, err := f.Pages(0, column)
		if err != nil {
			t.Fatal(err)
		}
		rows := int64(0)
		for {
			page, err := pages.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			rows += int64(page.Rows)
		}
		if rows != 20000 {
			t.Errorf("column %d has %d rows, want 20000", column, rows)
		}
		if err := pages.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A page without a value, as writers have it of nulls alone, takes no byte in any
// compression; one that claims bytes that it has not, or has others, is refused.
func TestPagesWithoutAByte(t *testing.T) {
	for codec, decompress := range decompressors {
		p := &Pages{decompress: decompress, raw: &raw{}}
		if got, err := p.unpack(nil, 0); err != nil || len(got) != 0 {
			t.Errorf("%v: %d bytes, error %v, want none of either", codec, len(got), err)
		}
		if _, err := p.unpack(nil, 5); err == nil {
			t.Errorf("%v: no byte is taken for 5", codec)
		}
		if _, err := p.unpack([]byte("other"), 0); err == nil {
			t.Errorf("%v: 5 bytes are taken for none", codec)
		}
	}
}
