package table

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// decode makes UTF-8 of the file, whatever it is written in.
func (t *Table) decode(raw []byte, name string) (text string, err error) {
	if name != "" {
		return t.decodeAs(raw, name)
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0xef, 0xbb, 0xbf}):
		t.Encoding, raw = "UTF-8 with a byte order mark", raw[3:]
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(raw, []byte{0, 0, 0xfe, 0xff}):
		return "", errors.New("the file is text in UTF-32: save it as UTF-8")
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return t.from(raw, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16")
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return t.from(raw, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "UTF-16")
	default:
		if order, ok := bareUTF16(raw); ok {
			return t.from(raw, unicode.UTF16(order, unicode.IgnoreBOM), "UTF-16 without a byte order mark")
		}
		t.Encoding = "UTF-8"
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errors.New("the file is no text: " + asCSV)
	}
	t.note("the file is not UTF-8; it was read as Windows-1252 (Western Europe): look at the letters with accents, and say --encoding if they are wrong")
	return t.from(raw, charmap.Windows1252, "Windows-1252")
}

// decodeAs decodes by the name of an encoding.
func (t *Table) decodeAs(raw []byte, name string) (string, error) {
	e, err := htmlindex.Get(strings.TrimSpace(name))
	if err != nil {
		return "", fmt.Errorf("encoding %s is unknown: want a name such as utf-8, windows-1252, windows-1250 or utf-16le", Quote(name))
	}
	return t.from(raw, e, strings.ToLower(name))
}

func (t *Table) from(raw []byte, e encoding.Encoding, name string) (string, error) {
	t.Encoding = name
	out, err := e.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("the file is no text in %s: %w", name, err)
	}
	return strings.TrimPrefix(string(out), "\ufeff"), nil
}

// bareUTF16 recognises UTF-16 without a mark: of its first letters, which are
// those of headings, nearly every second byte is 0.
func bareUTF16(raw []byte) (unicode.Endianness, bool) {
	head := raw[:min(len(raw), 512)&^1]
	if len(head) < 8 {
		return unicode.LittleEndian, false
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case zero[1]*10 > half*9 && zero[0] == 0:
		return unicode.LittleEndian, true
	case zero[0]*10 > half*9 && zero[1] == 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// lines makes every line end a line feed, and says what there was.
func (t *Table) lines(text string) string {
	crlf, cr, lf := strings.Count(text, "\r\n"), strings.Count(text, "\r"), strings.Count(text, "\n")
	switch {
	case lf == 0 && cr > 0:
		t.LineEnds = "carriage returns (old Macintosh)"
		return strings.ReplaceAll(text, "\r", "\n")
	case crlf > 0 && crlf == lf:
		t.LineEnds = "Windows"
	case crlf > 0:
		t.LineEnds = "Windows and Unix mixed"
	default:
		t.LineEnds = "Unix"
	}
	return text
}
