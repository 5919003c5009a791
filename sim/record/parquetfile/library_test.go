package parquetfile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
)

// every has a column of each kind in each encoding that its kind can have.
type every struct {
	Truth      bool    `parquet:"truth"`
	Int32      int32   `parquet:"int32,plain"`
	Int32Words int32   `parquet:"int32_words,dict"`
	Int32Delta int32   `parquet:"int32_delta,delta"`
	Int64      int64   `parquet:"int64,plain"`
	Int64Delta int64   `parquet:"int64_delta,delta"`
	Float      float32 `parquet:"float,plain"`
	FloatSplit float32 `parquet:"float_split,split"`
	Double     float64 `parquet:"double,plain"`
	Split      float64 `parquet:"double_split,split"`
	Text       string  `parquet:"text,plain"`
	Words      string  `parquet:"words,dict"`
	Lengths    string  `parquet:"lengths,delta"`
	Ends       []byte  `parquet:"ends,delta"`
	Fixed      [7]byte `parquet:"fixed"`

	MaybeInt  *int32   `parquet:"maybe_int,optional,dict"`
	MaybeReal *float64 `parquet:"maybe_real,optional,plain"`
	MaybeBool *bool    `parquet:"maybe_bool,optional"`
	MaybeText *string  `parquet:"maybe_text,optional,dict"`
}

func dealt(n int) []every {
	r := rand.New(rand.NewPCG(5, 6))
	rows := make([]every, n)
	for i := range rows {
		whole, real, text, truth := int32(r.IntN(300))-100, r.NormFloat64(), strings.Repeat("ä", r.IntN(5))+fmt.Sprint(r.IntN(50)), r.IntN(2) == 0
		rows[i] = every{truth, int32(r.Uint32()), whole, int32(r.Uint32()), int64(r.Uint64()), int64(whole), float32(real), float32(real), real, -real,
			text, text[:1+r.IntN(len(text))], text, []byte(text), [7]byte{byte(i), 1, byte(whole)}, nil, nil, nil, nil}
		if r.IntN(3) > 0 {
			rows[i].MaybeInt, rows[i].MaybeReal = &whole, &real
		}
		if i%100 < 60 {
			rows[i].MaybeBool, rows[i].MaybeText = &truth, &text
		}
	}
	return rows
}

// What the library writes, in whatever pages and compression, is read as it was. The
// library itself reads other numbers where LZ4 could not make a page smaller.
func TestWhatTheLibraryWritesIsRead(t *testing.T) {
	const groupRows = 500
	rows := dealt(900)
	for name, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip,
		"zstd": &parquet.Zstd, "lz4": &parquet.Lz4Raw} {
		for _, version := range []int{1, 2} {
			t.Run(fmt.Sprint(name, version), func(t *testing.T) {
				var b bytes.Buffer
				w := parquet.NewGenericWriter[every](&b, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(3000), parquet.MaxRowsPerRowGroup(groupRows))
				if _, err := w.Write(rows); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				f, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
				if err != nil {
					t.Fatal(err)
				}
				left := rows
				for group := range f.Groups() {
					n := min(groupRows, len(left))
					for column := range f.Columns() {
						if got, want := cells(t, f, group, column), fieldCells(left[:n], column); !slices.Equal(got, want) {
							t.Errorf("row group %d, column %v: %.200v, want %.200v", group, f.Columns()[column].Path, got, want)
						}
					}
					left = left[n:]
				}
				if len(left) > 0 {
					t.Errorf("%d rows are not there", len(left))
				}
			})
		}
	}
}

// fieldCells are the values of a field of rows.
func fieldCells(rows []every, field int) (all []string) {
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem().Field(field)
		switch {
		case v.Kind() == reflect.Pointer && v.IsNil():
			all = append(all, "<null>")
			continue
		case v.Kind() == reflect.Pointer:
			v = v.Elem()
		case v.Kind() == reflect.Array:
			v = v.Slice(0, v.Len())
		}
		all = append(all, fmt.Sprintf("%v", parquet.ValueOf(v.Interface())))
	}
	return all
}

// cells are the values of a column as they are read here, written as the library does.
func cells(t *testing.T, f *File, group, column int) (all []string) {
	t.Helper()
	pages, err := f.Pages(group, column)
	if err != nil {
		t.Fatal(err)
	}
	for int64(len(all)) < f.GroupRows(group) {
		page, err := pages.Next()
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for i := range page.Rows {
			if page.Levels != nil && page.Levels[i] == 0 {
				all = append(all, "<null>")
				continue
			}
			if page.Dictionary == nil {
				all = append(all, written(&page.Values, at))
			} else {
				all = append(all, written(&page.Dictionary.Values, int(page.Values.Int32()[at])))
			}
			at++
		}
		if at != page.Present {
			t.Errorf("%d values, the page says %d", at, page.Present)
		}
	}
	return all
}

func written(v *encoding.Values, i int) string {
	switch v.Kind() {
	case encoding.Boolean:
		return fmt.Sprintf("%v", parquet.ValueOf(v.Boolean()[i/8]>>(i%8)&1 == 1))
	case encoding.Int32:
		return fmt.Sprintf("%v", parquet.ValueOf(v.Int32()[i]))
	case encoding.Int64:
		return fmt.Sprintf("%v", parquet.ValueOf(v.Int64()[i]))
	case encoding.Float:
		return fmt.Sprintf("%v", parquet.ValueOf(v.Float()[i]))
	case encoding.Double:
		return fmt.Sprintf("%v", parquet.ValueOf(v.Double()[i]))
	case encoding.ByteArray:
		data, offsets := v.ByteArray()
		return fmt.Sprintf("%v", parquet.ValueOf(string(data[offsets[i]:offsets[i+1]])))
	}
	data, size := v.FixedLenByteArray()
	return fmt.Sprintf("%v", parquet.ValueOf(data[i*size:(i+1)*size]))
}

// A page in which the runs of a dictionary's indices go on beyond its rows is refused
// before memory is taken for them.
func TestRunsAreBounded(t *testing.T) {
	for name, b := range map[string][]byte{
		"equal numbers":  {0xfe, 0xff, 0xff, 0xff, 0x0f, 1},
		"packed numbers": {0xff, 0xff, 0xff, 0xff, 0x0f, 1},
		"cut off":        {0x80},
		"no bytes":       {0x03},
		"too few":        {4, 1},
	} {
		if _, err := runsOf(b, 1, 100); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	b, err := runsOf([]byte{200, 1, 1, 9, 9}, 1, 100)
	if err != nil || len(b) != 3 {
		t.Errorf("%d bytes hold 100 numbers, error %v; want 3", len(b), err)
	}
}
