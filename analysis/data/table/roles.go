package table

import (
	"fmt"
	"strings"
)

// roleWords are the words by which headings usually name what rapport needs, the
// surest first.
var roleWords = []struct {
	role  string
	words []string
}{
	{"patient", []string{"patient", "patientid", "clientid", "client", "recordid", "participant", "participantid", "subject", "subjectid", "patientnr", "patientennr", "chiffre", "id", "code", "who"}},
	{"therapist", []string{"therapist", "therapistid", "counsellor", "counselor", "clinician", "provider", "behandler", "therapeut"}},
	{"session", []string{"session", "sessionnumber", "sessionno", "sessionnr", "redcapeventname", "redcaprepeatinstance", "visit", "sitzung", "sitzungsnr", "sitzungsnummer", "wave", "time", "sessiondate", "date"}},
	{"week", []string{"week", "weeks", "weekno", "weeknumber", "woche"}},
	{"phase", []string{"phase", "stage", "period"}},
	{"alliance", []string{"alliance", "wai", "waipatient", "waisr", "srs", "calpas", "haq", "waitotal", "waisrtotal", "waisrpatient", "waimean", "srstotal"}},
	{"symptoms", []string{"symptoms", "phq9", "phq", "phq9total", "phq9totalscore", "phq9score", "phq9sum", "phq9summe", "phqtotal", "bdi", "bdiii", "hamd", "ors", "oq45", "core10", "orstotal"}},
}

// Roles guesses what each column holds, by its heading alone: a word to confirm
// with --column, never what is computed with.
func (t *Table) Roles() map[string]string {
	roles := map[string]string{}
	for _, r := range roleWords {
		if name := t.likely(r.words); name != "" && roles[name] == "" {
			roles[name] = r.role + "?"
			if name == r.role {
				roles[name] = r.role
			}
		}
	}
	if i := t.WeekEvents(); i >= 0 && t.Find("week") < 0 {
		roles[t.Columns[i].Name] = "week"
	}
	t.weekRoles(roles)
	for _, w := range t.Wide() {
		for k, c := range w.Columns {
			roles[t.Columns[c].Name] = "session of " + w.Pattern()
			if w.Weeks {
				roles[t.Columns[c].Name] = fmt.Sprintf("week %d of %s", w.Numbers[k], w.Pattern())
			}
		}
	}
	return roles
}

// weekRoles says what weeks and phases are taken for.
func (t *Table) weekRoles(roles map[string]string) {
	sessions := false
	for _, role := range roles {
		sessions = sessions || strings.HasPrefix(role, "session")
	}
	for name, role := range roles {
		switch {
		case role == "phase":
			roles[name] = t.phasesTold(t.Find(name))
		case role == "week" && t.NamesWeeks(t.Find(name)):
			roles[name] = "week since entry: " + t.WeeksTold(t.Find(name))
		case role == "week" && sessions:
			roles[name] = "week since entry, of rows that are no session"
		case role == "week":
			roles[name] = "week since entry: each row an assessment, no session (else --column session=" + name + ")"
		}
	}
}

// likely is the first heading that is one of the words.
func (t *Table) likely(words []string) string {
	for _, w := range words {
		for _, name := range t.Headings() {
			if plain(name) == w {
				return name
			}
		}
	}
	return ""
}

// WideColumns are columns that hold one score in several sessions, such as bdi_s0,
// bdi_s1, bdi_s2, or at several weeks, such as phq9_w0 and phq9_w12, or week4_phq9.
type WideColumns struct {
	Stem    string // what stands before the number
	Tail    string // what stands behind it
	Weeks   bool   // the numbers are weeks since entry, as the headings say
	Columns []int
	Numbers []int // of the session or week, by column
}

// Pattern is how the columns are named on the command line.
func (w *WideColumns) Pattern() string { return w.Stem + "*" + w.Tail }

// Score is the name of the score, without what the numbers count.
func (w *WideColumns) Score() string {
	switch m := weekStem.FindStringSubmatch(w.Stem); {
	case !w.Weeks:
		return w.Stem
	case w.Tail != "":
		return strings.Trim(w.Tail, " _.:#-")
	default:
		return strings.Trim(m[1], " _.:#-")
	}
}

// named is the length of an instrument's name that ends in a number, where more digits
// follow it; 0 otherwise.
func named(column string) int {
	for _, name := range []string{"phq9", "phq8", "gad7", "core10", "oq45", "bdi2"} {
		if n := len(name); len(column) > n && strings.EqualFold(column[:n], name) && strings.Trim(column[n:], "0123456789") == "" {
			return n
		}
	}
	return 0
}

// How many numbered columns make a score in several sessions, and at several weeks,
// which are surer.
const (
	fewestWide  = 3
	fewestWeeks = 2
)

// Wide finds scores that stand in one column for each session or week. A number on a
// stem that has no other number, such as phq9, is part of a name.
func (t *Table) Wide() []WideColumns {
	byPattern := map[string]*WideColumns{}
	for i := range t.Columns {
		one, n, ok := numbered(t.Columns[i].Name)
		if !ok {
			continue
		}
		w := byPattern[one.Pattern()]
		if w == nil {
			w = &one
			byPattern[one.Pattern()] = w
		}
		w.Columns, w.Numbers = append(w.Columns, i), append(w.Numbers, n)
	}
	var all []WideColumns
	for _, pattern := range sortedKeys(byPattern) {
		if w := byPattern[pattern]; len(w.Columns) >= fewestWide || w.Weeks && len(w.Columns) >= fewestWeeks {
			all = append(all, *w)
		}
	}
	return all
}

// numbered takes a heading apart at its number.
func numbered(heading string) (w WideColumns, n int, ok bool) {
	number := ""
	if m := weekFirst.FindStringSubmatch(heading); m != nil {
		w.Stem, number, w.Tail, w.Weeks = m[1], m[2], m[3], true
	} else if digits := named(heading); digits > 0 {
		w.Stem, number = heading[:digits], heading[digits:] // phq91 is session 1 of phq9
	} else if m := lastPart.FindStringSubmatch(strings.ToLower(heading)); m != nil {
		w.Stem, number = heading[:len(heading)-len(m[2])], m[2]
		w.Weeks = weekStem.MatchString(w.Stem)
	} else {
		return w, 0, false
	}
	most := int64(maxSession)
	if w.Weeks {
		most = maxWeek
	}
	whole, is := Whole(number)
	return w, int(whole), is && whole <= most && w.Stem != "" && w.Stem != "column "
}

// LookLikeItems says so where numbered columns hold what the items of a questionnaire do,
// and may be no sessions; empty otherwise.
func (t *Table) LookLikeItems(w *WideColumns) string {
	for _, q := range []struct {
		name      string
		items     int
		low, high float64
	}{{"PHQ-9", 9, 0, 3}, {"WAI-SR", 12, 1, 5}} {
		like := len(w.Columns) == q.items && !w.Weeks
		for k, column := range w.Columns {
			c := &t.Columns[column]
			like = like && w.Numbers[k] >= 1 && w.Numbers[k] <= q.items && c.Kind == WholeNumbers && c.Low >= q.low && c.High <= q.high
		}
		if like {
			return fmt.Sprintf("%s are %d columns of whole numbers from %g to %g, as the items of the %s are: where they are items and no sessions, make one score of them first", w.Pattern(), q.items, q.low, q.high, q.name)
		}
	}
	return ""
}

// CountsDays says that a heading speaks of days.
func CountsDays(heading string) bool {
	name := plain(heading)
	return name == "tag" || name == "tage" || strings.HasPrefix(name, "day") || strings.HasSuffix(name, "days") || strings.HasSuffix(name, "day") && name != "weekday"
}
