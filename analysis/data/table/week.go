package table

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// maxWeek is the largest week since entry: ten years.
const maxWeek = 520

// Weeks in the names of events and in headings, in small letters, in English and
// German: the unit before the number or behind it.
var (
	unitFirst = regexp.MustCompile(`^(?:.*[^a-z])?(w|wk|week|weeks|woche|m|mo|mth|month|months|monat|y|yr|year|jahr)[ _.:#-]*(\d+)(?:[^a-z0-9].*)?$`)
	unitLast  = regexp.MustCompile(`^(?:.*[^a-z0-9])?(\d+)[ _.:#-]*(w|wk|wks|week|weeks|wochen|woche|m|mo|mth|month|months|monate|y|yr|year|years|jahr|jahre)(?:[^a-z].*)?$`)
	weekStem  = regexp.MustCompile(`(?i)^(.*[^a-z])(w|wk|week|weeks|woche)[ _.:#-]*$`)
	weekFirst = regexp.MustCompile(`(?i)^((?:w|wk|week|weeks|woche)[ _.:#-]*)(\d+)([ _.:#-]+[^ _.:#-].*)$`)
)

// weeksOf are the weeks of a unit, by its first letter.
var weeksOf = map[byte]float64{'w': 1, 'm': 365.25 / 12 / 7, 'y': 365.25 / 7, 'j': 365.25 / 7}

// WeekNamed is the week since entry that the name of an event tells, such as week_4_arm_1,
// 6_month_follow_up or baseline_arm_1, which is week 0.
func WeekNamed(cell string) (week int, ok bool) {
	low := arm.ReplaceAllString(strings.ToLower(strings.TrimSpace(cell)), "")
	unit, number := "", ""
	if m := unitFirst.FindStringSubmatch(low); m != nil {
		unit, number = m[1], m[2]
	} else if m := unitLast.FindStringSubmatch(low); m != nil {
		number, unit = m[1], m[2]
	}
	if unit == "" {
		return 0, slices.ContainsFunc(intakeWords, func(w string) bool { return strings.HasPrefix(low, w) })
	}
	n, whole := Whole(number)
	x := math.Round(float64(n) * weeksOf[unit[0]])
	return int(x), whole && x <= maxWeek
}

// NamesWeeks says that the answers of a column are names of events, and that they tell
// weeks: some with a unit of time, the others as that of intake or as one after treatment,
// which may lack its week.
func (t *Table) NamesWeeks(column int) bool {
	united := false
	named := t.allAnswers(column, func(cell string) bool {
		week, ok := WeekNamed(cell)
		united = united || week > 0
		_, _, kind := event(cell)
		return ok || kind == followUp
	})
	return named && united
}

// eventWords are the headings of columns that name events, in the form of [plain].
var eventWords = []string{"redcapeventname", "event", "eventname", "visit", "timepoint", "wave", "assessment", "occasion"}

// WeekEvents is the column whose names of events are weeks; -1 without one.
func (t *Table) WeekEvents() int {
	for i := range t.Columns {
		if slices.Contains(eventWords, plain(t.Columns[i].Name)) && t.NamesWeeks(i) {
			return i
		}
	}
	return -1
}

// Listed are numbers as text.
func Listed(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
}

// WeeksTold says what the names of a column are taken for.
func (t *Table) WeeksTold(column int) string {
	var names []string
	for _, r := range t.Rows {
		if cell := r.Cells[column]; !missingWord(cell) && !slices.Contains(names, cell) {
			names = append(names, cell)
		}
	}
	byWeek := func(name string) int { week, _ := WeekNamed(name); return week }
	slices.SortStableFunc(names, func(a, b string) int { return byWeek(a) - byWeek(b) })
	told := make([]string, 0, mostExamples+1)
	for i, name := range names {
		if i == mostExamples {
			told = append(told, "…")
			break
		}
		told = append(told, fmt.Sprintf("%s week %d", Quote(name), byWeek(name)))
	}
	return strings.Join(told, ", ")
}
