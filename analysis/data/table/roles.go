package table

import "strings"

// roleWords are the words by which headings usually name what rapport needs, the
// surest first.
var roleWords = []struct {
	role  string
	words []string
}{
	{"patient", []string{"patient", "patientid", "clientid", "client", "recordid", "participant", "participantid", "subject", "subjectid", "id", "code", "who"}},
	{"therapist", []string{"therapist", "therapistid", "counsellor", "counselor", "clinician", "provider", "behandler", "therapeut"}},
	{"session", []string{"session", "sessionnumber", "sessionno", "redcapeventname", "visit", "sitzung", "wave", "time", "sessiondate", "date"}},
	{"week", []string{"week", "weeks", "weekno", "weeknumber", "woche"}},
	{"phase", []string{"phase", "stage", "period"}},
	{"alliance", []string{"alliance", "wai", "waipatient", "waisr", "srs", "calpas", "haq", "waitotal", "srstotal"}},
	{"symptoms", []string{"symptoms", "phq9", "phq", "phq9total", "bdi", "bdiii", "hamd", "ors", "oq45", "core10", "orstotal"}},
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
	t.weekRoles(roles)
	for _, w := range t.Wide() {
		for _, c := range w.Columns {
			roles[t.Columns[c].Name] = "session of " + w.Pattern()
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
// bdi_s1, bdi_s2.
type WideColumns struct {
	Stem    string // what stands before the number
	Columns []int
	Numbers []int // of the session, by column
}

// Pattern is how the columns are named on the command line.
func (w *WideColumns) Pattern() string { return w.Stem + "*" }

// fewestWide is how many numbered columns make a score in several sessions.
const fewestWide = 3

// Wide finds scores that stand in one column for each session. A number on a stem
// that has no other number, such as phq9, is part of a name.
func (t *Table) Wide() []WideColumns {
	byStem := map[string]*WideColumns{}
	for i := range t.Columns {
		m := lastPart.FindStringSubmatch(strings.ToLower(t.Columns[i].Name))
		if m == nil {
			continue
		}
		stem := t.Columns[i].Name[:len(t.Columns[i].Name)-len(m[2])]
		n, ok := Whole(m[2])
		if !ok || n > maxSession || stem == "" || stem == "column " {
			continue
		}
		w := byStem[stem]
		if w == nil {
			w = &WideColumns{Stem: stem}
			byStem[stem] = w
		}
		w.Columns, w.Numbers = append(w.Columns, i), append(w.Numbers, int(n))
	}
	var all []WideColumns
	for _, stem := range sortedKeys(byStem) {
		if w := byStem[stem]; len(w.Columns) >= fewestWide {
			all = append(all, *w)
		}
	}
	return all
}
