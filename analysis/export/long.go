package export

import (
	"iter"
	"math"
	"reflect"
	"strings"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// prepared are the scores that the long shape has centred and lagged as well.
var prepared = []struct{ name, words string }{
	{"phq9", "PHQ-9"},
	{"wai_patient", "WAI-SR by the patient"},
	{"wai_therapist", "WAI-SR by the therapist"},
	{"calpas_patient", "CALPAS-P by the patient"},
}

// longShape makes rows of sessions.
type longShape struct {
	n         *numbering
	scores    []field
	asked     []field // instruments that the study names
	prepared  []field
	constants constants
	changed   changed
	values    [][]float64 // of the course at hand: by prepared score and session; NaN where missing
	means     []float64
	lines     [][2]float64 // intercept and slope on the session number; NaN with fewer than three answers
}

// longTable has one row per session held, or per assessment on a waiting list,
// with what multilevel models ask for: ids of the levels, time, scores, the scores
// divided into a person mean and deviations from it, those of the session before,
// and the patient's constants.
func longTable(src *Source, n *numbering, o *Options) *table {
	l := &longShape{n: n, scores: scores(o.Latent), asked: o.asked, constants: constantsOf(o.Latent)}
	l.changed = changesOf(l.asked)
	all := fieldsOf[record.Session]()
	for _, p := range prepared {
		l.prepared = append(l.prepared, named(all, p.name))
	}
	l.values, l.means, l.lines = make([][]float64, len(prepared)), make([]float64, len(prepared)), make([][2]float64, len(prepared))
	t := &table{about: "one row per session held, or per assessment on a waiting list, with the patient's constants", counts: "sessions", notes: withoutChange(l.asked)}
	t.columns = l.columns(src, all)
	t.rows = func(scenario string) iter.Seq2[[]cell, error] {
		return func(yield func([]cell, error) bool) {
			var cells []cell
			for c, err := range courses(src.Run, scenario, t.columns) {
				if err != nil {
					yield(nil, err)
					return
				}
				l.prepare(c)
				for i := range c.Sessions {
					cells = l.cells(cells[:0], scenario, c, i)
					if !yield(cells, nil) {
						return
					}
				}
			}
		}
	}
	return t
}

func (l *longShape) columns(src *Source, all []field) []Column {
	columns := idColumns(src, "sessions")
	session, week := named(all, "session"), named(all, "week")
	columns = append(columns, fromTable("sessions", &session),
		computed("time", "int32", "count", "0 or more", "", "sessions before this one: session minus 1, so that an intercept is the first session"),
		fromTable("sessions", &week))
	for i := range l.scores {
		columns = append(columns, fromTable("sessions", &l.scores[i]))
	}
	for i := range l.asked {
		columns = append(columns, scoreColumnOf(&l.asked[i]))
	}
	for i, p := range prepared {
		columns = append(columns, preparedColumns(p.name, p.words, &l.prepared[i])...)
	}
	last := computed("last_session", "boolean", "", "true or false", "", "this is the last session of the course")
	left := computed("dropout_after", "boolean", "", "true or false", "on a waiting list", "the patient dropped out after this session; the event of a discrete-time survival model")
	last.nature, last.labels, left.nature, left.labels = nominal, []string{"no", "yes"}, nominal, []string{"no", "yes"}
	return append(append(append(columns, last, left), l.constants.columns()...), l.changed.columns()...)
}

func preparedColumns(name, words string, f *field) []Column {
	around := "within the range of " + name
	return []Column{
		computed(name+"_mean", "float32", f.Unit, f.Range, "no session of the course was answered", "person mean of "+words+" over the answered sessions: between persons"),
		computed(name+"_dev", "float32", f.Unit, around, "this session was not answered", words+" of this session minus the person mean: within persons"),
		computed(name+"_lag", f.Type, f.Unit, f.Range, "in the first session, and where the session before was not answered", words+" of the session before"),
		computed(name+"_dev_lag", "float32", f.Unit, around, "in the first session, and where the session before was not answered", words+" of the session before minus the person mean"),
		computed(name+"_line", "float32", f.Unit, around, "this session was not answered, and with fewer than three answers", words+" of this session minus the person's own straight line over the answered sessions"),
		computed(name+"_line_lag", "float32", f.Unit, around, "in the first session, where the session before was not answered, and with fewer than three answers", words+" of the session before minus the person's own straight line"),
	}
}

// prepare works out the person means of a course.
func (l *longShape) prepare(c *data.Course) {
	for k := range l.prepared {
		values, sum, answered := l.values[k][:0], 0.0, 0
		for i := range c.Sessions {
			one := l.prepared[k].of(reflect.ValueOf(&c.Sessions[i]).Elem())
			v := one.number(l.prepared[k].Type)
			if !math.IsNaN(v) {
				sum += v
				answered++
			}
			values = append(values, v)
		}
		l.values[k], l.means[k] = values, sum/float64(answered) // 0/0 is NaN, and so missing
		l.lines[k] = ownLine(c, values)
	}
}

// ownLine is the straight line of a course's answered scores on the session number.
func ownLine(c *data.Course, values []float64) [2]float64 {
	var at, of []float64
	for i, v := range values {
		if !math.IsNaN(v) {
			at, of = append(at, float64(c.Sessions[i].Session)), append(of, v)
		}
	}
	if len(at) < 3 {
		return [2]float64{math.NaN(), math.NaN()}
	}
	a, b := stat.LinearRegression(at, of, nil, false)
	return [2]float64{a, b}
}

// cells appends the row of session i of a course.
func (l *longShape) cells(to []cell, scenario string, c *data.Course, i int) []cell {
	s := &c.Sessions[i]
	to = l.n.ids(to, scenario, c.Patient, s.Therapist)
	to = append(to, wholeCell(int64(s.Session)), wholeCell(int64(s.Session)-1), cell{real: float64(s.Week)})
	row := reflect.ValueOf(s).Elem()
	for k := range l.scores {
		to = append(to, l.scores[k].of(row))
	}
	for k := range l.asked {
		to = append(to, realCell(c.ScoreAt(l.asked[k].instrument, s.Session)))
	}
	for k := range l.prepared {
		now, before, mean := l.values[k][i], math.NaN(), l.means[k]
		if i > 0 {
			before = l.values[k][i-1]
		}
		to = append(to, realCell(mean), realCell(now-mean), l.lagged(k, before), realCell(before-mean))
		line := l.lines[k][0] + l.lines[k][1]*float64(s.Session)
		to = append(to, realCell(now-line), realCell(before-line+l.lines[k][1]))
	}
	last := i == len(c.Sessions)-1
	left := flagCell(last && strings.HasSuffix(c.Patient.Ending, "dropout"))
	if c.Patient.Ending == "waiting" {
		left = absent
	}
	return l.changed.cells(l.constants.cells(append(to, flagCell(last), left), c.Patient), c)
}

// lagged is a score of the session before, of the score's own type.
func (l *longShape) lagged(k int, v float64) cell {
	if math.IsNaN(v) || l.prepared[k].Type == "float32" {
		return realCell(v)
	}
	return wholeCell(int64(v))
}
