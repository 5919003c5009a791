package study

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// maxFaults is how many faults are told one by one. A file with more is wrong
// as a whole, and the reader of the message is a person.
const maxFaults = 100

// Fault is one thing that is wrong with a study, and where.
type Fault struct {
	File    string `json:"file,omitempty"`   // the study file; empty for the environment and the command line
	Line    int    `json:"line,omitempty"`   // of the key or list item, from 1; 0 where the fault has no line
	Column  int    `json:"column,omitempty"` // from 1
	Path    string `json:"path,omitempty"`   // such as scenarios[1].set.rupture.base, RAPPORT_SEED or --set rupture.base
	Value   string `json:"value,omitempty"`  // the value that is wrong, where saying it helps
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // what to do about it, where we can guess
}

// String is the fault in one line:
// file:line:column: path = value: message; hint.
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
		}
		b.WriteString(": ")
	}
	if f.Path != "" {
		b.WriteString(f.Path)
		if f.Value != "" {
			b.WriteString(" = " + f.Value)
		}
		b.WriteString(": ")
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		b.WriteString("; " + f.Hint)
	}
	return b.String()
}

// Faults are all that is wrong with a study, in the order of the file. It is
// the error of [Parse] and of [Study.Simulations].
type Faults []Fault

// Error tells every fault on a line of its own.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// keyPath leads to a value of the study. Steps are parted by a character that no
// key may hold, because parameter names hold dots.
type keyPath string

const pathStep = "\x1f"

func (p keyPath) key(name string) keyPath {
	if p == "" {
		return keyPath(name)
	}
	return p + pathStep + keyPath(name)
}

func (p keyPath) item(i int) keyPath { return p + pathStep + keyPath("["+strconv.Itoa(i)+"]") }

// within says whether p is q or a part of q.
func (p keyPath) within(q keyPath) bool {
	return p == q || q == "" || strings.HasPrefix(string(p), string(q)+pathStep)
}

func (p keyPath) parent() keyPath {
	return p[:max(0, strings.LastIndex(string(p), pathStep))]
}

// last is the last key or item of the path.
func (p keyPath) last() string { return string(p[strings.LastIndex(string(p), pathStep)+1:]) }

func (p keyPath) String() string {
	return strings.ReplaceAll(strings.ReplaceAll(string(p), pathStep+"[", "["), pathStep, ".")
}

// place is where a value was said: a line of the file or, where Origin is not
// empty, a flag or an environment variable.
type place struct {
	Line, Column int
	Origin       string
}

// located is a fault that knows its path, so that the checks of a study, which
// know no lines, and the decoder, which does, can share one list.
type located struct {
	Fault
	at keyPath
}

// faultList gathers faults up to maxFaults and counts the rest.
type faultList struct {
	found    []located
	more     int
	recorded bool // of the study of a run that was made: see [Recorded]
}

func (l *faultList) add(at keyPath, value, message, hint string) {
	l.addAt(at, place{}, value, message, hint)
}

// idle reports what counts for nothing or never happens, or what readers of a run would
// mistake: a fault of a study that is to be run, and none of the study of a run that was made.
func (l *faultList) idle(at keyPath, value, message, hint string) {
	if !l.recorded {
		l.add(at, value, message, hint)
	}
}

func (l *faultList) addAt(at keyPath, where place, value, message, hint string) {
	l.take(located{at: at, Fault: Fault{
		Line: where.Line, Column: where.Column, Path: at.String(), Value: value, Message: message, Hint: hint,
	}})
}

func (l *faultList) take(f located) {
	if len(l.found) >= maxFaults {
		l.more++
		return
	}
	l.found = append(l.found, f)
}

// concerns says whether a fault was found at the path, in what holds it, or in
// what it holds: then more faults there would only repeat it.
func (l *faultList) concerns(at keyPath) bool {
	return slices.ContainsFunc(l.found, func(f located) bool {
		return at.within(f.at) || f.at.within(at)
	})
}

// faults returns what was found in the order of the file, or nil.
func (l *faultList) faults() error {
	if len(l.found) == 0 {
		return nil
	}
	slices.SortStableFunc(l.found, func(a, b located) int {
		return cmp.Or(cmp.Compare(b.File, a.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	all := make(Faults, 0, len(l.found)+1)
	for _, f := range l.found {
		all = append(all, f.Fault)
	}
	if l.more > 0 {
		all = append(all, Fault{Message: fmt.Sprintf("and %d more faults", l.more)})
	}
	return all
}

// PlainError drops the operation and the path of a file error; the fault has them.
func PlainError(err error) error {
	for {
		inner, ok := err.(*fs.PathError)
		if !ok {
			return err
		}
		err = inner.Err
	}
}
