package table

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?$`)
)

// monthNamed is a date with the English name of a month, as spreadsheets and SAS write it.
var monthNamed = regexp.MustCompile(`^(\d{1,2})[-/. ]?([A-Za-z]{3,9})\.?[-/. ]?(\d{4}|\d{2})(?:[T: ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$`)

// together is a date as digits alone.
var together = regexp.MustCompile(`^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$`)

// monthOf is the number of a month by its English name or the beginning of it, 0 of none.
func monthOf(name string) int {
	for m := time.January; m <= time.December; m++ {
		if len(name) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(name)) {
			return int(m)
		}
	}
	return 0
}

// dateLike says that a cell looks like a date.
func dateLike(cell string) bool {
	if p := monthNamed.FindStringSubmatch(cell); p != nil {
		return monthOf(p[2]) > 0
	}
	return yearFirst.MatchString(cell) || yearLast.MatchString(cell)
}

// dayAndMonth is a day and a month, or a month and a year, as spreadsheets show what they
// made of 3.5 or 3-5.
var dayAndMonth = regexp.MustCompile(`^(?:\d{1,2}[-/. ]{1,2})?([\p{L}]{3,9})\.?(?:[-/. ]\d{2})?$`)

// monthBegins are how names of months begin in English, German, French, Spanish and Dutch.
const monthBegins = " jan ene feb fév fev mar mär mrz mrt maa apr avr abr mai may mei jun jui jul aug aoû ago sep okt oct nov dez dec déc dic "

// monthAndDay says that a cell looks like a date without a year.
func monthAndDay(cell string) bool {
	p := dayAndMonth.FindStringSubmatch(cell)
	if p == nil || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	return strings.Contains(monthBegins, " "+strings.ToLower(string([]rune(p[1])[:3]))+" ")
}

// digitDate says that a cell could be a date as digits alone: 20250131.
func digitDate(cell string) bool { return together.MatchString(cell) }

// century is the year of two digits, as spreadsheets have it: 30 to 99 are of the
// twentieth century.
func century(year string) int {
	n := atoi(year)
	switch {
	case len(year) != 2:
		return n
	case n >= 30:
		return 1900 + n
	}
	return 2000 + n
}

// dayOrder finds whether day or month stands first in dates that end with the
// year, and the first cell that shows it; -1 where none does. With points, the day stands first.
func dayOrder(cells []string) (dayFirst bool, shown int) {
	for i, cell := range cells {
		m := yearLast.FindStringSubmatch(cell)
		if m == nil {
			continue
		}
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[3])
		switch {
		case m[2] == "." || a > 12:
			return true, i
		case b > 12:
			return false, i
		}
	}
	return false, -1
}

// day is the date of a cell, with the time of day where it has one left out.
func day(cell string, dayFirst bool) (time.Time, error) {
	var y, m, d int
	if p := yearFirst.FindStringSubmatch(cell); p != nil {
		y, m, d = atoi(p[1]), atoi(p[2]), atoi(p[3])
	} else if p := yearLast.FindStringSubmatch(cell); p != nil {
		y, m, d = century(p[4]), atoi(p[3]), atoi(p[1])
		if !dayFirst {
			m, d = d, m
		}
	} else if p := monthNamed.FindStringSubmatch(cell); p != nil {
		y, m, d = century(p[3]), monthOf(p[2]), atoi(p[1])
	} else if p := together.FindStringSubmatch(cell); p != nil {
		y, m, d = atoi(p[1]), atoi(p[2]), atoi(p[3])
	}
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y == 0 || int(at.Month()) != m || at.Day() != d {
		return at, fmt.Errorf("%s is no date", Quote(cell))
	}
	return at, nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// dayText is a day since 1970-01-01 as a date.
func dayText(n int32) string {
	return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)).Format("2006-01-02")
}
