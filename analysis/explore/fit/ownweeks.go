package fit

import (
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// lastWeek is the largest week since entry.
const lastWeek = 520

// findWeeks finds the columns week and phase, and whether each row of the table is an
// assessment at a week: where no column tells the session.
func (t *ownTable) findWeeks() error {
	for _, column := range []struct{ holds, name string }{{"week", t.mapping.Week}, {"phase", t.mapping.Phase}} {
		holds, name := column.holds, column.name
		heading := name
		if heading == "" {
			heading = holds
		}
		switch i := t.Find(heading); {
		case i >= 0 && heading != t.mapping.Session:
			t.at[holds] = i
		case name != "":
			return fmt.Errorf("the data have no column %q for %s%s", name, holds, t.suggest(name, holds))
		}
	}
	if _, has := t.at["week"]; !has && t.mapping.Session == "" && t.Find("session") < 0 {
		if i := t.WeekEvents(); i >= 0 {
			t.at["week"] = i
		}
	}
	column, has := t.at["week"]
	t.weekly = has && t.mapping.Session == "" && t.Find("session") < 0
	if has && table.CountsDays(t.Columns[column].Name) {
		t.Notes = append(t.Notes, fmt.Sprintf("%s is read as weeks since entry: where it counts days, divide them by 7", table.Quote(t.Columns[column].Name)))
	}
	if t.named = has && t.NamesWeeks(column); t.named {
		t.Notes = append(t.Notes, fmt.Sprintf("%s holds names of events: %s", table.Quote(t.Columns[column].Name), t.WeeksTold(column)))
	}
	return nil
}

// weekOf is the week of a row, and whether there is one.
func (t *ownTable) weekOf(row int) (week int, is bool) {
	column, has := t.at["week"]
	if !has {
		return 0, false
	}
	if cell := t.Rows[row].Cells[column]; t.named && !t.Missing(cell) {
		if week, is = table.WeekNamed(cell); !is {
			t.fault(row, "%s names no week: want a name with one, such as week_52 or 12_month_follow_up", table.Quote(cell))
		}
		return week, is
	}
	v, err := t.Number(row, column)
	switch {
	case err == nil && math.IsNaN(v):
		return 0, false
	case err != nil || v != math.Trunc(v) || v < 0 || v > lastWeek:
		t.fault(row, "week = %s: want whole weeks since entry, 0 to %d (what comes before entry is week 0)", table.Quote(t.Rows[row].Cells[column]), lastWeek)
		return 0, false
	}
	return int(v), true
}

// phaseOf is the phase of a row; empty where no column tells it.
func (t *ownTable) phaseOf(row int) string {
	column, has := t.at["phase"]
	if !has || t.Missing(t.Rows[row].Cells[column]) {
		return ""
	}
	phase, ok := table.Phase(t.Rows[row].Cells[column])
	if !ok {
		t.fault(row, "phase = %s: %s", table.Quote(t.Rows[row].Cells[column]), table.WantPhase)
	}
	return phase
}

func (t *ownTable) fault(row int, format string, args ...any) {
	t.wrong[t.Rows[row].Line] = true
	t.faults.Add(t.Rows[row].Line, fmt.Errorf(format, args...))
}

// readWeekly reads one row per patient and week: nobody's sessions are known, and the
// score of week 0 is that of intake.
func (t *ownTable) readWeekly() error {
	if err := t.readPatients(); err != nil {
		return err
	}
	therapists, err := t.readTherapists()
	if err != nil {
		return err
	}
	intake := map[int]bool{}
	first := map[[2]int]int{}
	for i, id := range t.patients {
		week, is := t.weekOf(i)
		phase := t.phaseOf(i)
		if !is {
			if !t.wrong[t.Rows[i].Line] {
				t.fault(i, "has no week: want the weeks since entry; where rows are sessions, say --column session=YOURS")
			}
			continue
		}
		p := numberOf(t.numbers, id)
		if j, twice := first[[2]int{p, week}]; twice {
			t.fault(i, "patient %s, week %d is there twice (first in line %d): keep one; where rows are sessions, say --column session=YOURS", table.Quote(id), week, t.Rows[j].Line)
			continue
		}
		first[[2]int{p, week}] = i
		symptoms := t.score(i, "symptoms", t.at)
		if alliance := t.score(i, "alliance", t.at); week > 0 && phase == "" && !math.IsNaN(alliance) {
			t.fault(i, "week %d has an alliance, as a session has: where rows are sessions, say --column session=%s; where they are assessments, give a column phase", week, t.Columns[t.at["week"]].Name)
			continue
		}
		if week == 0 {
			intake[p] = true
			t.add(p, therapists[i], 1, math.NaN(), symptoms)
			continue
		}
		t.follow(p, week, phase, symptoms)
	}
	t.entered(therapists, intake)
	return t.faults.Err()
}

// entered gives those without a row at week 0 a first session without a score, so that
// they are among everybody.
func (t *ownTable) entered(therapists []int64, intake map[int]bool) {
	lacking := 0
	for i, id := range t.patients {
		if p := numberOf(t.numbers, id); !intake[p] {
			intake[p], lacking = true, lacking+1
			t.add(p, therapists[i], 1, math.NaN(), math.NaN())
		}
	}
	t.Notes = append(t.Notes, fmt.Sprintf("each row is an assessment at a week since entry (%s), week 0 that of intake; no row is a session (where they are, say --column session=%[1]s)", t.Columns[t.at["week"]].Name))
	if lacking > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s without a row at week 0, and so without a score at intake", data.Counted(lacking, "patient")))
	}
}

// takeAssessments takes the rows of a table of sessions that are none out of it: those
// without a session at a week, and those before or after treatment.
func (t *ownTable) takeAssessments() {
	if _, week := t.at["week"]; !week {
		if _, phase := t.at["phase"]; !phase {
			return
		}
	}
	var rows []table.Row
	var ids []string
	first, atEntry := map[[2]int]int{}, 0
	for i, id := range t.patients {
		cell := t.Rows[i].Cells[t.at["session"]]
		week, is := t.weekOf(i)
		phase := t.phaseOf(i)
		if t.wrong[t.Rows[i].Line] {
			continue
		}
		none := t.Missing(cell)
		if followUp, named := t.followUp(i); named {
			week, is, none = followUp, true, true
		}
		switch {
		case !none && (phase == "" || phase == table.PhaseTreatment):
			rows, ids = append(rows, t.Rows[i]), append(ids, id)
			continue
		case !is && none:
			t.fault(i, "has neither a session nor a week: want one of them")
			continue
		case !is:
			t.fault(i, "session %s is %s (phase) and has no week: give a column week, or say --follow-up %s=WEEK", table.Quote(cell), phase, cell)
			continue
		case week == 0:
			atEntry++
			continue
		}
		p := numberOf(t.numbers, id)
		if j, twice := first[[2]int{p, week}]; twice {
			t.fault(i, "patient %s, week %d is there twice (first in line %d)", table.Quote(id), week, t.Rows[j].Line)
			continue
		}
		first[[2]int{p, week}] = i
		t.follow(p, week, phase, t.score(i, "symptoms", t.at))
	}
	if atEntry > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s at week 0, no sessions: left out, since intake is the score of the first session", data.Counted(atEntry, "row")))
	}
	t.Table.Rows, t.patients = rows, ids
}

// mostWeeks is how many weeks give targets of their own: those of neighbouring weeks say
// nearly the same.
const mostWeeks = 8

// fewestSevens is how many weeks, all multiples of 7, may be days.
const fewestSevens = 3

// weeksAsked are the weeks of the assessments that give targets, spread over all.
func (t *ownTable) weeksAsked() []int {
	var all []int
	for i := range t.rows.Assessments {
		all = append(all, int(t.rows.Assessments[i].Week))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) >= fewestSevens && !slices.ContainsFunc(all, func(week int) bool { return week%7 != 0 }) {
		t.Notes = append(t.Notes, fmt.Sprintf("all weeks are multiples of 7 (%s): where they count days, divide them by 7", table.Listed(all[:fewestSevens])+" …"))
	}
	if len(all) <= mostWeeks {
		return all
	}
	var some []int
	for k := range mostWeeks {
		some = append(some, all[(k+1)*len(all)/mostWeeks-1])
	}
	t.Notes = append(t.Notes, fmt.Sprintf("of %d weeks with assessments, %d give targets: %v", len(all), mostWeeks, some))
	return some
}

// phaseIn is the label of a phase in the table assessments.
func phaseIn(phase string) string {
	switch phase {
	case table.PhaseWaiting:
		return record.PhaseWaiting
	case table.PhaseTreatment:
		return record.PhaseTreatment
	}
	return record.PhaseEnded
}
