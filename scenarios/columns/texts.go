package columns

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/format"
)

// text encodes texts.
func (c *chunk) text(s *scratch, values []string) error {
	p := &s.page
	if c.column.Nullable {
		kept := s.texts[:0]
		for i, v := range values {
			s.present[i] = 0
			null := v == ""
			if s.null != nil {
				null = s.null[i]
			}
			if !null {
				s.present[i] = 1
				kept = append(kept, v)
			}
		}
		p.nulls, s.texts = len(values)-len(kept), kept
		values = kept
	}
	if len(values) > 0 {
		least, most, last := values[0], values[0], values[0]
		for _, v := range values {
			if v != last {
				least, most, last = min(least, v), max(most, v), v
			}
		}
		p.least, p.most = []byte(least), []byte(most)
	}
	if c.column.Encoding == Dictionary {
		c.textIndices(s, values)
		if c.dictionary.len() <= maxEntries {
			return c.indices(s, s.indices[:len(values)])
		}
		c.outgrown = true
	}
	p.encoding = format.Plain
	for _, v := range values {
		p.body = append(binary.LittleEndian.AppendUint32(p.body, uint32(len(v))), v...)
	}
	return nil
}

// textIndices are the numbers of texts in the dictionary; neighbours are often alike.
func (c *chunk) textIndices(s *scratch, values []string) {
	if cap(s.indices) < len(values) {
		s.indices = make([]int32, len(values))
	}
	last, index := "", int32(-1)
	for i, v := range values {
		if index < 0 || v != last {
			last, index = v, c.dictionary.text(v)
		}
		s.indices[:len(values)][i] = index
	}
}
