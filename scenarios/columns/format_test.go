package columns

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// sound is a file of three row groups with pages of 100 rows.
func sound(t testing.TB) (*parquet.File, []byte) {
	t.Helper()
	q := source{rand.New(rand.NewPCG(9, 9)), patterns()["random 9"]}
	var b bytes.Buffer
	f := Create(&b, everyKind, nil)
	for i := range 3 {
		var s rowSlices
		q.rows(1000*i, 450, &s)
		block := group(t, everyKind, s.all(), 450, 100)
		if _, err := f.Join(bytes.NewReader(block), int64(len(block))); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	opened, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return opened, b.Bytes()
}

// header reads the header of the page at the front of b and returns what it says
// and how long it is.
func header(t *testing.T, b []byte) (*format.PageHeader, int) {
	t.Helper()
	r := bytes.NewReader(b)
	var h format.PageHeader
	if err := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(r)).Decode(&h); err != nil {
		t.Fatal(err)
	}
	return &h, len(b) - r.Len()
}

// The pages are where offsets say, their checksums are right, and the sizes of the
// column chunks are those of their pages.
func TestPagesAreWhatTheMetadataSays(t *testing.T) {
	f, b := sound(t)
	end := int64(4)
	for g, meta := range f.Metadata().RowGroups {
		for i := range meta.Columns {
			m := meta.Columns[i].MetaData
			start := m.DataPageOffset
			if m.DictionaryPageOffset != 0 {
				start = m.DictionaryPageOffset
			}
			if start != end {
				t.Fatalf("group %d, %v begins at %d, want %d", g, m.PathInSchema, start, end)
			}
			end = start + m.TotalCompressedSize
			var offsets []int64
			unpacked, values, nulls := int64(0), int64(0), int64(0)
			for at := start; at < end; {
				h, size := header(t, b[at:])
				body := b[at+int64(size):][:h.CompressedPageSize]
				if got := checksum(body); got != h.CRC || got == 0 {
					t.Errorf("group %d, %v: checksum %x, want %x", g, m.PathInSchema, h.CRC, got)
				}
				if h.Type == format.DataPageV2 {
					offsets = append(offsets, at)
					values += int64(h.DataPageHeaderV2.V.NumValues)
					nulls += int64(h.DataPageHeaderV2.V.NumNulls)
				}
				unpacked += int64(size) + int64(h.UncompressedPageSize)
				at += int64(size) + int64(h.CompressedPageSize)
			}
			if unpacked != m.TotalUncompressedSize || values != m.NumValues || nulls != m.Statistics.NullCount {
				t.Errorf("group %d, %v: %d bytes, %d values, %d nulls; the metadata say %d, %d, %d", g, m.PathInSchema,
					unpacked, values, nulls, m.TotalUncompressedSize, m.NumValues, m.Statistics.NullCount)
			}
			pages := f.OffsetIndexes()[g*len(meta.Columns)+i].PageLocations
			if len(pages) != len(offsets) {
				t.Fatalf("group %d, %v: %d pages, the index has %d", g, m.PathInSchema, len(offsets), len(pages))
			}
			for p, page := range pages {
				if page.Offset != offsets[p] || page.FirstRowIndex != int64(100*p) {
					t.Errorf("group %d, %v: page %d at %d from row %d, want %d and %d", g, m.PathInSchema, p, page.Offset, page.FirstRowIndex, offsets[p], 100*p)
				}
			}
		}
	}
}

// Least and greatest values of pages and chunks are those of their values.
func TestStatisticsAreThoseOfTheValues(t *testing.T) {
	f, _ := sound(t)
	for g, rowGroup := range f.RowGroups() {
		for i, chunk := range rowGroup.ColumnChunks() {
			kind := chunk.Type()
			index, err := chunk.ColumnIndex()
			if err != nil {
				t.Fatal(err)
			}
			pages := chunk.Pages()
			var low, high parquet.Value
			for p := range index.NumPages() {
				page, err := pages.ReadPage()
				if err != nil {
					t.Fatal(err)
				}
				values := make([]parquet.Value, page.NumValues())
				_, _ = page.Values().ReadValues(values)
				least, most, nulls := parquet.Value{}, parquet.Value{}, int64(0)
				for _, v := range values {
					switch {
					case v.IsNull():
						nulls++
						continue
					case least.IsNull() || kind.Compare(v, least) < 0:
						least = v.Clone()
					}
					if most.IsNull() || kind.Compare(v, most) > 0 {
						most = v.Clone()
					}
				}
				if index.NullCount(p) != nulls || index.NullPage(p) != least.IsNull() {
					t.Errorf("group %d, column %d, page %d: %d nulls, want %d", g, i, p, index.NullCount(p), nulls)
				}
				if least.IsNull() {
					continue
				}
				if kind.Compare(index.MinValue(p), least) != 0 || kind.Compare(index.MaxValue(p), most) != 0 {
					t.Errorf("group %d, column %d, page %d: %v to %v, want %v to %v", g, i, p, index.MinValue(p), index.MaxValue(p), least, most)
				}
				if low.IsNull() || kind.Compare(least, low) < 0 {
					low = least
				}
				if high.IsNull() || kind.Compare(most, high) > 0 {
					high = most
				}
			}
			_ = pages.Close()
			if least, most, ok := chunk.(*parquet.FileColumnChunk).Bounds(); ok != !low.IsNull() ||
				ok && (kind.Compare(least, low) != 0 || kind.Compare(most, high) != 0) {
				t.Errorf("group %d, column %d: %v to %v, want %v to %v", g, i, least, most, low, high)
			}
		}
		if ids, _ := rowGroup.ColumnChunks()[0].ColumnIndex(); !ids.IsAscending() {
			t.Errorf("group %d: the ids do not ascend", g)
		}
		if order := rowGroup.SortingColumns(); len(order) != 1 || order[0].Path()[0] != "id" {
			t.Errorf("group %d is sorted by %v, want id", g, order)
		}
	}
}
