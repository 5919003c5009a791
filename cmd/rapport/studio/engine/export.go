package engine

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"rapport/scenarios/columns"
	"rapport/sim/record"
)

// studyFile is the branches as a study that `rapport run` accepts: one scenario
// to a branch, one patient. Run to its end, it gives the sessions shown.
func (e *Engine) studyFile(_ context.Context, r *Request) (Reply, error) {
	if _, err := e.treatments(r); err != nil { // all that is wrong with the branches
		return Reply{}, err
	}
	study, err := r.Cast.study(r.Branches)
	if r.Cast.Run != nil {
		study, err = e.run.forked(r)
	}
	if err != nil {
		return Reply{}, err
	}
	text, err := study.Resolved()
	if err != nil {
		return Reply{}, refuse("study", "why", err)
	}
	return Reply{Type: "application/yaml", Name: "studio.yaml", Body: text}, nil
}

// branchSession is a session with the branch that it belongs to.
type branchSession struct {
	Branch string `parquet:"branch,dict"`
	record.Session
}

// branchLedger is a change with the branch that it belongs to.
type branchLedger struct {
	Branch string `parquet:"branch,dict"`
	record.Ledger
}

// rows are the sessions and changes of all branches as far as played.
func (e *Engine) rows(r *Request) (sessions []branchSession, changes []branchLedger, err error) {
	all, err := e.treatments(r)
	if err != nil {
		return nil, nil, err
	}
	for i, p := range playAll(all) {
		name := branchName(i)
		if scenario := r.Branches[i].Scenario; scenario != "" {
			name += " " + scenario
		}
		for _, row := range p.rows.Sessions {
			sessions = append(sessions, branchSession{name, row})
		}
		for _, row := range p.rows.Ledger {
			changes = append(changes, branchLedger{name, row})
		}
	}
	return sessions, changes, nil
}

func (e *Engine) table(_ context.Context, r *Request) (Reply, error) {
	sessions, _, err := e.rows(r)
	if err != nil {
		return Reply{}, err
	}
	return csvReply("studio-sessions.csv", sessions)
}

func (e *Engine) ledgerTable(_ context.Context, r *Request) (Reply, error) {
	_, changes, err := e.rows(r)
	if err != nil {
		return Reply{}, err
	}
	return csvReply("studio-ledger.csv", changes)
}

func (e *Engine) parquet(_ context.Context, r *Request) (Reply, error) {
	sessions, _, err := e.rows(r)
	if err != nil {
		return Reply{}, err
	}
	file, err := writeSessions(sessions)
	if err != nil {
		return Reply{}, fmt.Errorf("write sessions: %w", err)
	}
	return Reply{Type: "application/vnd.apache.parquet", Name: "studio-sessions.parquet", Body: file}, nil
}

// pageRows is the number of rows in a page, but for the last.
const pageRows = 1 << 15

// writeSessions writes rows as Parquet.
func writeSessions(sessions []branchSession) ([]byte, error) {
	schema := columns.SchemaOf(record.Describe[record.Session](), "rapport studio")
	schema.Columns = append([]columns.Column{{Name: "branch", Kind: columns.Text, Encoding: columns.Dictionary}}, schema.Columns...)
	schema.SortedBy = nil // of branches, each is sorted
	branches, rows := make([]string, len(sessions)), record.Rows{}
	for i := range sessions {
		branches[i] = sessions[i].Branch
		rows.Sessions = append(rows.Sessions, sessions[i].Session)
	}
	var all record.Columns
	all.Append(&rows)
	group := columns.NewGroup(schema)
	for c := &all.Sessions; c.Len() > 0; {
		n := min(c.Len(), pageRows)
		if err := group.Page(append([]any{&branches}, c.Slices()...), n); err != nil {
			return nil, err
		}
		branches = branches[n:]
		c.Drop(n)
	}
	var file bytes.Buffer
	_, err := group.WriteTo(&file)
	return file.Bytes(), err
}

// csvReply writes rows under the names of their columns; null is an empty cell.
func csvReply[T any](name string, rows []T) (Reply, error) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	head, _ := cells(reflect.ValueOf(new(T)).Elem())
	if err := w.Write(head); err != nil {
		return Reply{}, err
	}
	for i := range rows {
		_, line := cells(reflect.ValueOf(&rows[i]).Elem())
		if err := w.Write(line); err != nil {
			return Reply{}, err
		}
	}
	w.Flush()
	return Reply{Type: "text/csv; charset=utf-8", Name: name, Body: file.Bytes()}, w.Error()
}

// cells are the names and the texts of a row's columns.
func cells(row reflect.Value) (names, texts []string) {
	for i := range row.NumField() {
		field, value := row.Type().Field(i), row.Field(i)
		if field.Anonymous {
			n, t := cells(value)
			names, texts = append(names, n...), append(texts, t...)
			continue
		}
		tags := strings.Split(field.Tag.Get("parquet"), ",")
		names = append(names, tags[0])
		missing := len(tags) > 1 && tags[1] == "optional" && value.IsZero()
		if value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
		texts = append(texts, cellText(value, missing))
	}
	return names, texts
}

func cellText(value reflect.Value, missing bool) string {
	if missing {
		return ""
	}
	switch value.Kind() {
	case reflect.Float32:
		return strconv.FormatFloat(value.Float(), 'g', -1, 32)
	case reflect.Float64:
		return strconv.FormatFloat(value.Float(), 'g', -1, 64)
	}
	return fmt.Sprint(value.Interface())
}
