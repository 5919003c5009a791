package export

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/sim/record"
	"rapport/sim/record/nearest"
)

// The shapes that are no table of a run.
const (
	Long  = "long"  // one row per session
	Waves = "waves" // one row per course, a column per score and session
	Gains = "gains" // the same, as R's suddengains names the columns
	Weeks = "weeks" // one row per course, a column per score and week, everybody
)

var ownShapes = []string{Long, Waves, Gains, Weeks}

// shapes lists what a run can be exported as: the shapes, then the tables.
func shapes() []string {
	names := slices.Clone(ownShapes)
	for _, t := range record.Dictionary() {
		names = append(names, t.Name)
	}
	return names
}

// wide says that the shape has a column for every score and session.
func (o *Options) wide() bool { return o.Shape == Waves || o.Shape == Gains }

// Program is a program that an export is for.
type Program string

// The programs. All but Mplus read the same CSV file.
const (
	CSV   Program = "csv"
	SPSS  Program = "spss"  // and PSPP: a syntax file that reads and labels the CSV
	Stata Program = "stata" // a do-file that does
	Mplus Program = "mplus" // numbers without names, and an input file that names them
)

// Programs lists every Program.
func Programs() []Program { return []Program{CSV, SPSS, Stata, Mplus} }

// Options say what is exported and how.
type Options struct {
	Shape     string    // one of those that [shapes] lists
	Programs  []Program // none: CSV
	Scenarios []string  // in the order of the study; none: all
	Waves     string    // sessions of Waves and Gains, such as 1-8 or 1,4,8; empty: all that any course has
	Measures  []string  // scores of Waves and Gains; none: phq9 and wai_patient
	Latent    bool      // latent values beside measured ones, in the shapes; tables have them anyway
	Missing   *int64    // the code of a missing number; nil: an empty cell

	asked []field // the instruments of the scenarios
}

// check returns all that is wrong with the options themselves.
func (o *Options) check(src *Source) error {
	var faults []error
	if !slices.Contains(shapes(), o.Shape) {
		faults = append(faults, unknown("no export is called", o.Shape, shapes()))
	} else if !o.wide() && (o.Waves != "" || len(o.Measures) > 0) {
		faults = append(faults, fmt.Errorf("waves and measures are chosen for %s and %s alone: %s has them all", Waves, Gains, o.Shape))
	}
	var programs []string
	for _, p := range Programs() {
		programs = append(programs, string(p))
	}
	for _, p := range o.Programs {
		if !slices.Contains(programs, string(p)) {
			faults = append(faults, unknown("nothing is written for", string(p), programs))
		}
	}
	var names, measures []string
	for i := range src.Scenarios {
		names = append(names, src.Scenarios[i].Name)
	}
	for _, name := range o.Scenarios {
		if !slices.Contains(names, name) {
			faults = append(faults, unknown("the run has no scenario", name, names))
		}
	}
	for _, f := range o.measurable() {
		measures = append(measures, f.Name)
	}
	for i, name := range o.Measures {
		if !slices.Contains(measures, name) {
			faults = append(faults, unknown("no score is called", name, measures))
		} else if slices.Contains(o.Measures[:i], name) {
			faults = append(faults, fmt.Errorf("the score %s is named twice", name))
		}
	}
	return errors.Join(faults...)
}

// unknown names what is not known, and the nearest that is.
func unknown(what, word string, known []string) error {
	near := nearest.Name(word, known)
	if near != "" {
		return fmt.Errorf("%s %q (did you mean %q?)", what, word, near)
	}
	return fmt.Errorf("%s %q: there are %s", what, word, strings.Join(known, ", "))
}

// scenarios are those that are exported, in the order of the study.
func (o *Options) scenarios(src *Source) []*Scenario {
	var chosen []*Scenario
	for i := range src.Scenarios {
		if s := &src.Scenarios[i]; len(o.Scenarios) == 0 || slices.Contains(o.Scenarios, s.Name) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// measurable lists what can be a score of a wide shape.
func (o *Options) measurable() []field { return append(scores(true), o.asked...) }

// measures are the scores of a wide shape.
func (o *Options) measures() []field {
	names := o.Measures
	if len(names) == 0 {
		names = []string{"phq9", "wai_patient"}
	}
	all := o.measurable()
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = named(all, name)
	}
	return fields
}

// sessions are the numbers of the sessions of a wide shape.
func (o *Options) sessions(longest int) ([]int, error) {
	set, err := data.ParseSessions(cmp.Or(o.Waves, "all"))
	if err != nil {
		return nil, fmt.Errorf("waves %q: want sessions such as 1-8 or 1,4,8,12", o.Waves)
	}
	if len(set) == 0 {
		set = data.Sessions(1, longest)
	}
	var numbers []int
	for _, span := range set {
		if span.To > longest {
			return nil, fmt.Errorf("waves %s: the longest course of the run has %s", o.Waves, data.Counted(longest, "session"))
		}
		for s := span.From; s <= span.To; s++ {
			numbers = append(numbers, s)
		}
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	if last := len(numbers) - 1; o.Shape == Gains && numbers[last]-numbers[0] != last {
		return nil, fmt.Errorf("waves %s: sudden gains lie between neighbouring sessions: want one range such as 1-12", o.Waves)
	}
	return numbers, nil
}

// table fills the shape that the options ask for.
func (o *Options) table(src *Source) (*table, error) {
	n, err := newNumbering(src)
	if err != nil {
		return nil, err
	}
	switch o.Shape {
	case Long:
		return longTable(src, n, o), nil
	case Waves, Gains:
		longest, err := longestCourse(src.Run, o.scenarios(src))
		if err != nil {
			return nil, err
		}
		sessions, err := o.sessions(longest)
		if err != nil {
			return nil, err
		}
		if o.Shape == Gains {
			return gainsTable(src, n, o, sessions), nil
		}
		return wavesTable(src, n, o, sessions), nil
	case Weeks:
		weeks, err := o.weeksOf(src)
		if err != nil {
			return nil, err
		}
		return weeksTable(src, n, o, weeks), nil
	}
	if !slices.ContainsFunc(o.scenarios(src), func(s *Scenario) bool { return src.Run.HasTable(s.Name, o.Shape) }) {
		return nil, fmt.Errorf("the run has no table %s%s", o.Shape, onRequest(o.Shape))
	}
	return tableOf(o.Shape, src, n), nil
}

// onRequest says how a table comes into a run, where it is not always there.
func onRequest(table string) string {
	for _, t := range record.Dictionary() {
		if t.Name == table && t.OnRequest {
			return ": it is written " + t.Where()
		}
	}
	return ""
}

// longestCourse is the highest number of a session in the scenarios.
func longestCourse(run *data.Run, of []*Scenario) (int, error) {
	summaries, err := run.Summary()
	if err != nil {
		return 0, err
	}
	longest := 0
	for i := range summaries {
		if s := &summaries[i]; slices.ContainsFunc(of, func(o *Scenario) bool { return o.Name == s.Name }) && len(s.BySession) > 0 {
			longest = max(longest, int(s.BySession[len(s.BySession)-1].Session))
		}
	}
	if longest == 0 {
		return 0, errors.New("the run has no session")
	}
	return longest, nil
}
