package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rapport/cmd/rapport/studio/lesson"
)

// Engine answers the page. It is safe for concurrent use.
type Engine struct {
	run     *Run             // a finished run that is looked at; nil: none
	lessons []*lesson.Lesson // that can be held
	stories stories
}

// New makes an engine; run may be nil.
func New(run *Run) *Engine { return WithLesson(run, nil) }

// WithLesson makes an engine with a lesson of the trainer's own; nil: none.
func WithLesson(run *Run, own *lesson.Lesson) *Engine {
	return &Engine{run: run, lessons: allLessons(own)}
}

// Reply is what the page gets.
type Reply struct {
	Type string // media type
	Name string // file name of a download; empty: not a download
	Body []byte
}

// Refusal is an error of the request: it says what is wrong with it.
type Refusal struct{ Message string }

func (r *Refusal) Error() string { return r.Message }

// refuse makes a Refusal.
func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// The operations.
const (
	OpCourse  = "course"  // branches, session by session, with the reasons
	OpLives   = "lives"   // branches under other lucks
	OpAdvice  = "advice"  // every move here, under other lucks
	OpGuess   = "guess"   // a guess of the next session, scored
	OpStudy   = "study"   // the branches as a study file
	OpTable   = "table"   // the sessions as CSV
	OpLedger  = "ledger"  // the ledger as CSV
	OpParquet = "parquet" // the sessions as Parquet
	OpRun     = "run"     // the run that is looked at
	OpLesson  = "lesson"  // a lesson, with its story found
)

// Operations lists the operations in alphabetical order.
func Operations() []string {
	names := make([]string, 0, len(operations))
	for name := range operations {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Repeats says whether an operation lives a course again and again, so that it
// takes long where others take a moment.
func Repeats(operation string) bool {
	return operation == OpLives || operation == OpAdvice || operation == OpLesson
}

type operation func(*Engine, context.Context, *Request) (Reply, error)

var operations = map[string]operation{
	OpCourse:  answerJSON((*Engine).course),
	OpLives:   answerJSON((*Engine).lives),
	OpAdvice:  answerJSON((*Engine).advice),
	OpGuess:   answerJSON((*Engine).guess),
	OpRun:     answerJSON((*Engine).overview),
	OpLesson:  answerJSON((*Engine).lesson),
	OpStudy:   (*Engine).studyFile,
	OpTable:   (*Engine).table,
	OpLedger:  (*Engine).ledgerTable,
	OpParquet: (*Engine).parquet,
}

// Answer carries out one operation. An error is a [Refusal] where the request is
// wrong, and the context's where it has ended.
func (e *Engine) Answer(ctx context.Context, op string, request []byte) (Reply, error) {
	do, ok := operations[op]
	if !ok {
		return Reply{}, refuse("there is no operation %q: there are %s", short(op), strings.Join(Operations(), ", "))
	}
	r, err := readRequest(request)
	if err != nil {
		return Reply{}, err
	}
	return do(e, ctx, r)
}

func answerJSON[T any](do func(*Engine, context.Context, *Request) (T, error)) operation {
	return func(e *Engine, ctx context.Context, r *Request) (Reply, error) {
		answer, err := do(e, ctx, r)
		if err != nil {
			return Reply{}, err
		}
		body, err := json.Marshal(answer)
		return Reply{Type: "application/json", Body: body}, err
	}
}

// Request is what the page asks. Not every operation needs all of it.
type Request struct {
	Cast     Cast     `json:"cast"`
	Branches []Branch `json:"branches"`
	Branch   int      `json:"branch"` // of advice and guess: which one
	Count    int      `json:"count"`  // of lives
	Guess    *Guess   `json:"guess,omitempty"`
	Lesson   string   `json:"lesson,omitempty"`   // which one
	Language string   `json:"language,omitempty"` // in which it is told; empty: English
}

// Branch is one way that the treatment goes: what the therapist does beyond what
// this therapist would do anyway.
type Branch struct {
	Scenario string           `json:"scenario,omitempty"` // of the run that is looked at
	Parent   int              `json:"parent"`             // the branch that it leaves; -1: none
	At       int              `json:"at"`                 // the session in which it leaves it
	Moves    map[int][]string `json:"moves"`              // by session
	Played   int              `json:"played"`             // sessions shown
}

// Bounds of a request. They keep a slip of the keyboard, or a hostile page, from
// planning work that could never end.
const (
	MaxRequest  = 64 << 10 // bytes
	maxBranches = 24
	maxSessions = 60
	maxLives    = 5000
	maxWork     = 2_000_000 // sessions simulated for one answer
	maxSeed     = 1<<53 - 1 // whole numbers that a page can hold
)

func readRequest(text []byte) (*Request, error) {
	if len(text) > MaxRequest {
		return nil, refuse("the request has %d bytes: at most %d are read", len(text), MaxRequest)
	}
	r := &Request{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, refuse("the request cannot be read: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("the request holds more than one document")
	}
	if len(r.Branches) > maxBranches {
		return nil, refuse("%d branches: at most %d are drawn", len(r.Branches), maxBranches)
	}
	return r, nil
}

// short cuts a text that somebody else wrote for a message.
func short(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
