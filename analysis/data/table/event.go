package table

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	arm      = regexp.MustCompile(`_arm_\d+[a-z]?$`)
	lastPart = regexp.MustCompile(`^(.*?)[ _.:#-]*(\d+(?:[.,]0+)?)$`)
)

// Words in the names of events, in small letters, in English and German.
var (
	followWords = []string{"follow", "fu", "f_u", "catamnes", "katamnes", "nachbefrag", "nachsorge", "post", "discharge", "end"}
	intakeWords = []string{"baseline", "intake", "screen", "pre", "enrol", "erst", "t0"}
)

// namedSessions reads whole numbers and the names of events.
func (t *Table) namedSessions(column int) (s Sessions, err error) {
	s.Number = make([]int, len(t.Rows))
	var faults Faults
	wanted := fmt.Sprintf("want a whole number from 0 to %d, a name with a number such as session_01, or a date such as 2025-01-31; a row after treatment may be called follow-up", maxSession)
	if slices.ContainsFunc(t.Rows, func(r Row) bool { return dateLike(r.Cells[column]) }) {
		wanted = "other rows have a date: want one in every row, such as 2025-01-31"
	}
	names := map[string]int{} // what stands before the numbers of sessions, and where first
	told := map[string]int{}  // events that are not numbered, and how many rows
	for i, r := range t.Rows {
		cell := r.Cells[column]
		n, name, kind := event(cell)
		s.Number[i] = n
		switch {
		case missingWord(cell):
			faults.Add(r.Line, t.wrong(i, column, "is empty: want the number of the session, or take the row out"))
		case kind == followUp:
			s.Number[i] = NoSession
			told[cell]++
		case kind == intake:
			told[cell]++
		case kind == noEvent, n > maxSession:
			faults.Add(r.Line, t.wrong(i, column, wanted))
		default:
			if _, seen := names[name]; !seen {
				names[name] = i
			}
		}
	}
	if err = faults.Err(); err == nil && len(names) > 1 {
		all := sortedKeys(names)
		err = fmt.Errorf("%s counts in several ways (%s): keep the rows of one of them", Quote(t.Columns[column].Name), QuoteAll(all))
	}
	if err == nil && !slices.ContainsFunc(s.Number, func(n int) bool { return n != NoSession }) {
		err = fmt.Errorf("no row is a session: %s are taken as follow-ups after treatment; call sessions otherwise, such as session_01", QuoteAll(sortedKeys(told)))
	}
	for name := range names {
		if name != "" {
			t.note("%s holds names of events: %s is session %d", Quote(t.Columns[column].Name), Quote(t.Rows[names[name]].Cells[column]), s.Number[names[name]])
		}
	}
	for _, cell := range sortedKeys(told) {
		if _, _, kind := event(cell); kind == intake {
			t.note("%s (%s) is taken as session 0, an assessment before the first session", Quote(cell), Counted(told[cell], "row"))
		} else {
			t.note("%s (%s) is taken as a follow-up after treatment, no session: left out", Quote(cell), Counted(told[cell], "row"))
		}
	}
	return s, err
}

// withinFollow are the words for a follow-up that may stand behind another, as in 6 month follow-up.
var withinFollow = regexp.MustCompile(`[ _.-](follow[ _-]?up|katamnese|catamnesis)`)

type eventKind int

const (
	sessionEvent eventKind = iota
	intake
	followUp
	noEvent
)

// event reads one name: its number, and what stands before it.
func event(cell string) (n int, name string, kind eventKind) {
	if v, ok := parseNumber(cell, markOf(cell)); ok && v < 0 {
		return 0, "", noEvent
	}
	low := arm.ReplaceAllString(strings.ToLower(cell), "")
	m := lastPart.FindStringSubmatch(low)
	if m != nil {
		low = m[1]
		n = maxSession + 1
		if whole, ok := Whole(m[2]); ok { // else it has more digits than any number of a session
			n = int(min(whole, maxSession+1))
		}
	}
	switch {
	case m != nil && aroundSession(low):
		return n, low, sessionEvent
	case begins(low, followWords), withinFollow.MatchString(low):
		return n, low, followUp
	case begins(low, intakeWords) && n == 0, cell == "t0", cell == "T0":
		return 0, low, intake
	case m == nil, strings.ContainsAny(low, "0123456789"):
		return 0, low, noEvent
	}
	return n, low, sessionEvent
}

// begins says that a text begins with one of the words. A word of two letters is one
// only where no other letter follows: fu_1 is a follow-up, full session is none.
func begins(low string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		rest, is := strings.CutPrefix(low, w)
		return is && (len(w) > 2 || rest == "" || !unicode.IsLetter([]rune(rest)[0]))
	})
}

// aroundSession says that a name speaks of what is asked right before or after a session,
// such as post-session or end_of_session, and not of what follows treatment.
func aroundSession(low string) bool {
	return begins(low, []string{"post", "end", "pre", "nach", "vor"}) && (strings.Contains(low, "session") || strings.Contains(low, "sitzung")) && !strings.ContainsAny(low, "0123456789")
}
