package main

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"rapport/analysis/words"
)

// textWidth is the width of running text.
const textWidth = 80

// wrap breaks a text into lines of at most textWidth, the first behind lead and
// the others indented as far.
func wrap(lead, text string) string {
	indent := strings.Repeat(" ", utf8.RuneCountInString(lead))
	var b strings.Builder
	b.WriteString(lead)
	at := utf8.RuneCountInString(lead)
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > textWidth:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// section prints a heading and its text, unless the text is empty.
func (p *printer) section(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	p.line("\n%s", heading)
	p.line("%s", wrap("  ", text))
}

// number prints a parameter's value as a person would write it.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// enumerate joins names as in "a, b and c".
func enumerate(names []string) string { return words.English.Enumerate(names) }
