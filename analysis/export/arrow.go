package export

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// arrowBatch is how many rows are one record batch, and in memory at a time.
const arrowBatch = 1 << 14

// arrowWriter writes an Arrow IPC file (Feather, version 2), compressed by LZ4,
// which every build of the readers can open. Every column carries its codebook.
type arrowWriter struct {
	out     *ipc.FileWriter
	builder *array.RecordBuilder
	columns []Column
	rows    int
}

func newArrow(w io.Writer, columns []Column, about map[string]string) (*arrowWriter, error) {
	fields := make([]arrow.Field, len(columns))
	for i := range columns {
		fields[i] = arrowField(&columns[i])
	}
	metadata := arrow.MetadataFrom(about)
	schema := arrow.NewSchema(fields, &metadata)
	out, err := ipc.NewFileWriter(w, ipc.WithSchema(schema), ipc.WithLZ4())
	if err != nil {
		return nil, err
	}
	return &arrowWriter{out: out, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), columns: columns}, nil
}

var arrowTypes = map[string]arrow.DataType{
	"int32": arrow.PrimitiveTypes.Int32, "int64": arrow.PrimitiveTypes.Int64,
	"float32": arrow.PrimitiveTypes.Float32, "float64": arrow.PrimitiveTypes.Float64,
	"boolean": arrow.FixedWidthTypes.Boolean, "string": arrow.BinaryTypes.String,
}

func arrowField(c *Column) arrow.Field {
	metadata := map[string]string{"description": c.Description, "unit": c.Unit, "range": c.Range, "missing": c.When, "from": c.From}
	for key, value := range metadata {
		if value == "" {
			delete(metadata, key)
		}
	}
	return arrow.Field{Name: c.Name, Type: arrowTypes[c.Type], Nullable: c.Nullable, Metadata: arrow.MetadataFrom(metadata)}
}

func (a *arrowWriter) row(cells []cell) error {
	for i := range cells {
		one := &cells[i]
		if one.missing {
			a.builder.Field(i).AppendNull()
			continue
		}
		switch b := a.builder.Field(i).(type) {
		case *array.Int32Builder:
			b.Append(int32(one.whole))
		case *array.Int64Builder:
			b.Append(one.whole)
		case *array.Float32Builder:
			b.Append(float32(one.real))
		case *array.Float64Builder:
			b.Append(one.real)
		case *array.BooleanBuilder:
			b.Append(one.whole != 0)
		case *array.StringBuilder:
			b.Append(one.label)
		default:
			panic("export: no builder for " + a.columns[i].Type)
		}
	}
	if a.rows++; a.rows%arrowBatch == 0 {
		return a.flush()
	}
	return nil
}

func (a *arrowWriter) flush() error {
	batch := a.builder.NewRecordBatch()
	defer batch.Release()
	return a.out.Write(batch)
}

func (a *arrowWriter) close() error {
	var err error
	if a.rows%arrowBatch != 0 {
		err = a.flush()
	}
	a.builder.Release()
	return errors.Join(err, a.out.Close())
}
