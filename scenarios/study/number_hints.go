package study

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// measured is a number with its unit, or a share in a hundred.
var measured = regexp.MustCompile(`^([-+]?[0-9]+(?:\.[0-9]+)?) *(%|[a-z]+)$`)

// unitHint is the advice where a unit stands behind a number, which says it without.
func unitHint(text string, may func(plain string) bool) string {
	m := measured.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	plain := m[1]
	if m[2] == "%" {
		number, _ := strconv.ParseFloat(plain, 64)
		plain = formatNumber(number / 100)
	}
	if !may(plain) {
		return ""
	}
	return "write " + plain
}

// anyNumber is for a place where each number may stand.
func anyNumber(string) bool { return true }

// decimalComma is a number as many languages write it.
var decimalComma = regexp.MustCompile(`^([-+]?[0-9]+),([0-9]+)$`)

// grouped is a number with blanks or marks between its thousands.
var grouped = regexp.MustCompile(`^[-+]?[0-9]{1,3}(?:[ ’'][0-9]{3})+(?:[.,][0-9]+)?$`)

// numberHint is the advice where a text is a number but for how it is written: with a comma for
// its point, another sign for minus, blanks between thousands, or within quotation marks. What
// may not stand there is not proposed.
func numberHint(text string, may func(plain string) bool) string {
	plain := strings.TrimSpace(strings.Map(plainSign, text))
	if grouped.MatchString(plain) {
		plain = strings.NewReplacer(" ", "", "’", "", "'", "").Replace(plain)
	}
	if m := decimalComma.FindStringSubmatch(plain); m != nil && isDecimal(m[1]+"."+m[2]) {
		zeros := strings.Trim(m[2], "0") == ""
		if plain = m[1] + "." + m[2]; zeros && !may(plain) {
			plain = m[1]
		}
		if whole := m[1] + m[2]; len(m[2]) == 3 && isDecimal(whole) && strings.Trim(m[1], "+-") != "0" {
			switch {
			case may(whole) && may(plain):
				return "write " + plain + " or " + whole + ", whichever is meant"
			case may(whole):
				return "write " + whole
			case zeros: // so many thousands, which may not stand here
				return ""
			}
		}
	}
	switch _, finite := (written{"!!float", plain}).number(); {
	case !finite || !may(plain):
		return unitHint(plain, may)
	case plain == text:
		return "write " + plain + " without quotation marks"
	}
	return "write " + plain
}

// plainSign is a sign of a number as a study has it, of those that people and programs write.
func plainSign(r rune) rune {
	for _, zero := range []rune{'０', '٠', '۰'} { // full-width, Arabic, Persian
		if r >= zero && r <= zero+9 {
			return r - zero + '0'
		}
	}
	switch {
	case strings.ContainsRune("−–‒‑－", r):
		return '-'
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// spaceHint is the advice on a word with a blank that is no blank, as web pages and word
// processors write it, or with a sign that is not seen.
func spaceHint(text string) string {
	if strings.ContainsFunc(text, notSeen) {
		return "it holds a blank that YAML takes for a letter, as web pages and word processors write it: type the line anew"
	}
	return ""
}

func notSeen(r rune) bool {
	return r > unicode.MaxASCII && unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}
