package run

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rapport/sim"
	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// rows checks what the rows of a part say: every planned course once, in order,
// and tables that agree. Tables that could not be opened are passed over; their
// fault is told already.
func (v *verification) rows(p *verifiedPart, open map[string]*parquetfile.File) {
	held, started := tally{}, tally{}
	if f := open["patients"]; f != nil {
		held, started = v.patients(p, f)
	}
	for _, table := range record.Dictionary() {
		f := open[table.Name]
		if f == nil || table.Name == "patients" {
			continue
		}
		seen := v.ordered(p, table, f)
		if open["patients"] == nil {
			continue
		}
		switch table.Name {
		case "sessions":
			v.agree(p, "sessions", "patients.sessions_held", seen, held)
		case "assessments":
			v.agree(p, "assessments", "the study", seen, assessed(held, len(p.scenario.Weeks)))
		case "ruptures":
			v.agree(p, "ruptures", "patients.ruptures", seen, started)
		}
	}
}

// tally counts rows of each course.
type tally map[int64]int64

// assessed is the tally of a study that assesses everybody so many times.
func assessed(courses tally, times int) tally {
	t := make(tally, len(courses))
	for course := range courses {
		t[course] = int64(times)
	}
	return t
}

// anyNumber stands in a tally where the patients table does not say how many
// rows another table has: the assessments on a waiting list.
const anyNumber = -1

// patients checks that the part has each of its courses once and in order, and
// returns the sessions held and the ruptures of each.
func (v *verification) patients(p *verifiedPart, f *parquetfile.File) (held, ruptures tally) {
	held, ruptures = tally{}, tally{}
	faults := v.rowFaults(p, "patients")
	columns := []string{"replication", "patient", "sessions_held", "ruptures", "ending"}
	next := v.expected(p)
	err := scan(f, columns, func(row []cell) {
		at := CourseID{row[0].number, row[1].number}
		course := at.Replication*p.scenario.Patients + at.Patient
		if _, twice := held[course]; twice {
			faults.add("%v stands there twice", at)
			return
		}
		held[course], ruptures[course] = row[2].number, row[3].number
		if row[4].text == sim.Waiting {
			held[course] = anyNumber
		}
		if len(next) > 0 && course == next[0] {
			next = next[1:]
			return
		}
		i, planned := slices.BinarySearch(next, course)
		if !planned {
			faults.add("%v is not of this part, or out of order", at)
			return
		}
		for _, missed := range next[:i] {
			faults.add("%v is missing, or out of order", p.course(missed))
		}
		next = next[i+1:]
	})
	for _, missed := range next {
		faults.add("%v is missing", p.course(missed))
	}
	faults.tell(err)
	return held, ruptures
}

// expected lists the courses of the part, without those of failed blocks.
func (v *verification) expected(p *verifiedPart) []int64 {
	failed := map[int64]bool{}
	for _, f := range v.report.Manifest.Failures {
		if f.Scenario == p.scenario.Name {
			failed[f.Block] = true
		}
	}
	var list []int64
	for b := p.blocks.from; b < p.blocks.to; b++ {
		if failed[b] {
			continue
		}
		c := p.cut.coursesOf(span{b, b + 1})
		for i := c.from; i < c.to; i++ {
			list = append(list, i)
		}
	}
	return list
}

func (p *verifiedPart) course(i int64) CourseID {
	return CourseID{i / p.scenario.Patients, i % p.scenario.Patients}
}

// ordered checks that the rows of a table ascend by its sorting columns, and
// counts those of each course.
func (v *verification) ordered(p *verifiedPart, table record.Table, f *parquetfile.File) tally {
	faults := v.rowFaults(p, table.Name)
	seen := tally{}
	key, last, first := make([]int64, len(table.SortedBy)), make([]int64, len(table.SortedBy)), true
	err := scan(f, table.SortedBy, func(row []cell) {
		for i, value := range row {
			key[i] = value.number
		}
		seen[key[0]*p.scenario.Patients+key[1]]++
		if !first && slices.Compare(last, key) >= 0 {
			faults.add("%s %v comes after %v", strings.Join(table.SortedBy, ", "), key, last)
		}
		key, last, first = last, key, false
	})
	faults.tell(err)
	return seen
}

// agree compares the rows of each course with what is said by the patients table or the study.
func (v *verification) agree(p *verifiedPart, table, by string, seen, said tally) {
	faults := v.rowFaults(p, table)
	for _, course := range slices.Sorted(maps.Keys(seen)) {
		if _, known := said[course]; !known {
			faults.add("%v has rows, but is not among the part's patients", p.course(course))
		}
	}
	for _, course := range slices.Sorted(maps.Keys(said)) {
		if n := said[course]; n != anyNumber && seen[course] != n {
			faults.add("%v has %d rows, %s says %d", p.course(course), seen[course], by, n)
		}
	}
	faults.tell(nil)
}

// rowFaults gathers what is wrong with the rows of a file and tells the first
// few, because one slip can make every row wrong.
type rowFaults struct {
	v     *verification
	file  string
	found int
}

func (v *verification) rowFaults(p *verifiedPart, table string) *rowFaults {
	return &rowFaults{v: v, file: p.files[table].Path}
}

func (r *rowFaults) add(format string, args ...any) {
	r.found++
	if r.found <= toldRowFaults {
		r.v.fault("%s: %s", r.file, fmt.Sprintf(format, args...))
	}
}

func (r *rowFaults) tell(err error) {
	if more := r.found - toldRowFaults; more > 0 {
		r.v.fault("%s: and %d more rows", r.file, more)
	}
	if err != nil {
		r.v.fault("%s: %v", r.file, err)
	}
}
