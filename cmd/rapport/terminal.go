package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A file, folder or manifest may hold anything, and a terminal obeys what it is
// sent: titles, colours, a cursor that goes back over what stood there, text that
// runs the other way. So what is printed passes through visible, results through
// a [terminal] and messages through [tell].

// Bounds of what is told of one error.
const (
	maxMessage  = 2000 // bytes of a line
	maxMessages = 200  // lines
)

// visible is s with every character that a terminal would obey written as \u001b
// and the like, which JSON reads as the same character. Lines and tabs stay.
func visible(s string) string {
	if !strings.ContainsFunc(s, obeyed) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == utf8.RuneError: // a byte that is no text
			b.WriteRune(r)
		case obeyed(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// obeyed says whether a terminal does something else with r than show it.
func obeyed(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ' || r >= 0x7f && r < 0xa0: // control characters, of seven and eight bits
		return true
	case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069: // turn the direction of text
		return true
	case r >= 0x2028 && r <= 0x2029: // break lines
		return true
	}
	return r == utf8.RuneError
}

// oneLine keeps a message on its line and within bounds, whatever text it quotes.
func oneLine(s string) string {
	s = visible(strings.Join(strings.Fields(s), " "))
	if len(s) <= maxMessage {
		return s
	}
	head, tail := maxMessage*3/4, len(s)-maxMessage/4
	for !utf8.RuneStart(s[head]) {
		head--
	}
	for !utf8.RuneStart(s[tail]) {
		tail++
	}
	return fmt.Sprintf("%s … (%d bytes left out) … %s", s[:head], tail-head, s[tail:])
}

// terminal makes visible what is written to w.
type terminal struct {
	w    io.Writer
	rest []byte // the beginning of a character whose end is still to come
}

func (t *terminal) Write(p []byte) (int, error) {
	text := append(t.rest, p...)
	whole := len(text)
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if utf8.RuneStart(text[len(text)-back]) {
			if !utf8.FullRune(text[len(text)-back:]) {
				whole -= back
			}
			break
		}
	}
	if _, err := io.WriteString(t.w, visible(string(text[:whole]))); err != nil {
		return 0, err
	}
	t.rest = append([]byte(nil), text[whole:]...)
	return len(p), nil
}

// flush writes what is left.
func (t *terminal) flush() error {
	if len(t.rest) == 0 {
		return nil
	}
	_, err := io.WriteString(t.w, visible(string(t.rest)))
	t.rest = nil
	return err
}
