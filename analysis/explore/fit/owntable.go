package fit

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// ownTable is a user's table on its way into the rows of a run.
type ownTable struct {
	*table.Table
	mapping    Mapping
	at         map[string]int // column of the table by what it holds
	wide       map[string]table.WideColumns
	patients   []string       // by row
	numbers    map[string]int // of patients, by id
	weekly     bool           // what is scored are assessments at weeks, none a session
	named      bool           // the column week holds names of events
	wrong      map[int]bool   // lines with a fault of week or phase
	therapists int            // how many are known; 0 where the table does not tell
	planned    int            // as the sessions are numbered here; 0: not known
	longest    int            // largest session number
	rows       record.Rows
	rounded    int // symptom scores that were no whole points
	asked      asked
	faults     table.Faults
}

// readOwn reads a table, one row per session or one row per patient, into Data.
func readOwn(r io.Reader, m Mapping) (*ownTable, *data.Data, error) {
	if faults := m.faults(); len(faults) > 0 {
		return nil, nil, errors.Join(faults...)
	}
	t := &ownTable{mapping: m, planned: m.PlannedSessions, at: map[string]int{}, wide: map[string]table.WideColumns{}, numbers: map[string]int{}, wrong: map[int]bool{}}
	var err error
	if t.Table, err = table.Read(r, table.Options{Missing: m.Missing, Decimal: m.Decimal, Encoding: m.Encoding}); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(t.find(), t.findInstruments()); err != nil {
		return nil, nil, err
	}
	t.unseenFollowUps()
	switch {
	case len(t.wide) > 0 && t.weekly:
		err = t.readWideWeeks()
	case len(t.wide) > 0:
		err = t.readWide()
	case t.weekly:
		err = t.readWeekly()
	default:
		err = t.readLong()
	}
	if err != nil {
		return nil, nil, err
	}
	t.told()
	t.keepFollowed()
	d, err := data.Own(&t.rows, t.absent())
	if err != nil {
		return nil, nil, err
	}
	t.endings(d)
	t.Notes = append(t.Notes, d.Notes...)
	return t, d, nil
}

// keepFollowed leaves out follow-ups of patients without a session, and says what the
// others are.
func (t *ownTable) keepFollowed() {
	held := map[int64]bool{}
	for i := range t.rows.Sessions {
		held[t.rows.Sessions[i].Patient] = true
	}
	kept := t.rows.Assessments[:0]
	for _, a := range t.rows.Assessments {
		if held[a.Patient] {
			kept = append(kept, a)
		}
	}
	if n := len(t.rows.Assessments) - len(kept); n > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s at weeks of patients without a session: left out", data.Counted(n, "assessment")))
	}
	phases := map[string]int{}
	for i := range kept {
		phases[kept[i].Phase]++
	}
	if t.rows.Assessments = kept; len(kept) == 0 {
		return
	}
	what := data.Counted(len(kept), "assessment") + " at weeks"
	if len(t.mapping.FollowUps) > 0 && phases[record.PhaseEnded] == len(kept) && !t.weekly {
		what = data.Counted(len(kept), "follow-up")
	}
	told := "asked about at their weeks, and no sessions: " + what
	if _, has := t.at["phase"]; has {
		told += fmt.Sprintf(" (%d waiting, %d in treatment, %d after it)", phases[record.PhaseWaiting], phases[record.PhaseTreatment], phases[record.PhaseEnded])
	}
	t.Notes = append(t.Notes, told)
}

// find finds the columns. Alliance or symptoms may be lacking, not both.
func (t *ownTable) find() error {
	var faults []error
	if err := t.findWeeks(); err != nil {
		faults = append(faults, err)
	}
	named := map[string]string{"patient": t.mapping.Patient, "therapist": t.mapping.Therapist, "session": t.mapping.Session,
		"alliance": t.mapping.Alliance, "symptoms": t.mapping.Symptoms}
	for _, holds := range []string{"alliance", "symptoms", "patient", "session", "therapist"} {
		name := named[holds]
		if strings.Contains(name, "*") && (holds == "alliance" || holds == "symptoms") {
			if err := t.findWide(holds, name); err != nil {
				faults = append(faults, err)
			}
			continue
		}
		heading := name
		if heading == "" {
			heading = holds
		}
		if i := t.Find(heading); i >= 0 {
			t.at[holds] = i
			continue
		}
		if holds == "session" && t.numbersOf(name) {
			continue
		}
		if name == "" && (holds == "therapist" || holds == "session" && (t.weekly || len(t.wide) > 0) || t.optional(holds, named)) {
			continue
		}
		faults = append(faults, fmt.Errorf("the data have no column %q for %s%s", heading, holds, t.suggest(heading, holds)))
	}
	for _, holds := range []string{"alliance", "symptoms"} {
		if _, long := t.at[holds]; long && len(t.wide) > 0 {
			faults = append(faults, fmt.Errorf("%s stands in one column and the other score in one for each session: want both alike", holds))
		}
	}
	faults = append(faults, t.namedTwice(), t.wideWeeks())
	return errors.Join(faults...)
}

// optional says that a score may be lacking because the other is there, and nothing
// is called nearly like it.
func (t *ownTable) optional(holds string, named map[string]string) bool {
	other := map[string]string{"alliance": "symptoms", "symptoms": "alliance"}[holds]
	if other == "" || data.DidYouMean(holds, t.Headings()) != "" {
		return false
	}
	heading := named[other]
	if heading == "" {
		heading = other
	}
	if t.Find(heading) < 0 && !strings.Contains(heading, "*") {
		return false
	}
	t.Notes = append(t.Notes, fmt.Sprintf("no column for %s (%s): what needs it cannot be told", holds, "--column "+holds+"=YOURS"))
	for _, w := range t.Wide() {
		if items := t.LookLikeItems(&w); items != "" && !slices.Contains(t.Notes, items) {
			t.Notes = append(t.Notes, items)
		}
	}
	return true
}

// suggest says what the column may be called.
func (t *ownTable) suggest(heading, holds string) string {
	if near := data.DidYouMean(heading, t.Headings()); near != "" {
		return near
	}
	roles := t.Roles()
	for _, name := range t.Headings() {
		role := roles[name]
		if role == holds+"?" {
			return fmt.Sprintf("; perhaps --column %s=%s", holds, table.ShellWord(name))
		}
	}
	if w := t.scoreOfSymptoms(); w != nil && (holds == "session" || holds == "symptoms") {
		counts := "session"
		if w.Weeks {
			counts = "week"
		}
		return fmt.Sprintf("; a score in one column for each %s is --column symptoms=%s", counts, w.Pattern())
	}
	told := make([]string, 0, 12)
	for _, h := range t.Headings() {
		if len(told) < cap(told) {
			told = append(told, table.Quote(h))
		}
	}
	return fmt.Sprintf(" (they have %s); --column %s=YOURS says what it is called", strings.Join(told, ", "), holds)
}

// scoreOfSymptoms are the first numbered columns that are not named after a measure of the
// alliance; nil without any.
func (t *ownTable) scoreOfSymptoms() *table.WideColumns {
	for _, w := range t.Wide() {
		low := strings.ToLower(w.Pattern())
		if !slices.ContainsFunc([]string{"wai", "srs", "calpas", "haq", "alliance"}, func(a string) bool { return strings.Contains(low, a) }) {
			return &w
		}
	}
	return nil
}

// findWide finds the columns of a score that has one for each session.
func (t *ownTable) findWide(holds, pattern string) error {
	all := t.Wide()
	found := slices.IndexFunc(all, func(w table.WideColumns) bool { return w.Pattern() == pattern })
	if found < 0 { // capital letters do not count, as of other headings
		found = slices.IndexFunc(all, func(w table.WideColumns) bool { return strings.EqualFold(w.Pattern(), pattern) })
	}
	if found >= 0 {
		t.wide[holds] = all[found]
		return t.numberedTwice(&all[found])
	}
	var there []string
	for _, w := range all {
		there = append(there, w.Pattern())
	}
	has := ""
	if len(there) > 0 {
		has = "; they have " + table.QuoteAll(there)
	}
	return fmt.Errorf("the data have no columns %q for %s: want at least three, with the number of the session at the end, or two with that of a week, such as phq9_w0 and phq9_w12%s", pattern, holds, has)
}

// numberedTwice refuses columns that have the same number, such as phq_1 and phq_01: only
// one of them could be read.
func (t *ownTable) numberedTwice(w *table.WideColumns) error {
	var faults []error
	for k, n := range w.Numbers {
		if first := slices.Index(w.Numbers, n); first < k {
			faults = append(faults, fmt.Errorf("columns %s and %s both have the number %d: rename or remove one of them",
				table.Quote(t.Columns[w.Columns[first]].Name), table.Quote(t.Columns[w.Columns[k]].Name), n))
		}
	}
	return errors.Join(faults...)
}

// namedTwice refuses one column for two things, such as a score that would be alliance and
// symptoms.
func (t *ownTable) namedTwice() error {
	var faults []error
	all := []string{"patient", "session", "alliance", "symptoms"}
	for k, holds := range all {
		column, has := t.at[holds]
		for _, other := range all[:k] {
			if at, both := t.at[other]; has && both && at == column {
				faults = append(faults, fmt.Errorf("column %s is named for %s and for %s: want a column for each", table.Quote(t.Columns[column].Name), other, holds))
			}
		}
	}
	if a, s := t.wide["alliance"], t.wide["symptoms"]; len(a.Columns) > 0 && a.Pattern() == s.Pattern() {
		faults = append(faults, fmt.Errorf("columns %s are named for alliance and for symptoms: want columns for each", table.Quote(a.Pattern())))
	}
	return errors.Join(faults...)
}

// unseenFollowUps says which sessions that are named as follow-ups the table does not have.
func (t *ownTable) unseenFollowUps() {
	for _, code := range slices.Sorted(maps.Keys(t.mapping.FollowUps)) {
		seen := false
		for _, w := range t.wide {
			seen = seen || slices.Contains(w.Numbers, code)
		}
		column, has := t.at["session"]
		if !seen && !(has && slices.ContainsFunc(t.Rows, func(r table.Row) bool { n, whole := table.Whole(r.Cells[column]); return whole && n == int64(code) })) {
			t.Notes = append(t.Notes, fmt.Sprintf("no session has the number %d, which is named as a follow-up", code))
		}
	}
}
