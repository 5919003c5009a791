package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"rapport/analysis/words"
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

// Refusal is an error of the request: it says what is wrong with it, in the language
// of the request where that could be read.
type Refusal struct {
	Message string
	key     string // of the phrase, below refusal.
	places  []any  // what fills it
}

func (r *Refusal) Error() string { return r.Message }

// refuse makes a Refusal, in English.
func refuse(key string, places ...any) error { return (&Refusal{key: key, places: places}).in("en") }

// in is the refusal in a language.
func (r *Refusal) in(language string) *Refusal {
	return &Refusal{Message: words.In(language).Text("refusal."+r.key, r.places...), key: r.key, places: r.places}
}

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
		return Reply{}, refuse("operation", "name", short(op), "all", strings.Join(Operations(), ", "))
	}
	r, err := readRequest(request)
	if err != nil {
		return Reply{}, err
	}
	reply, err := do(e, ctx, r)
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		return Reply{}, refusal.in(r.Language)
	}
	return reply, err
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
		return nil, refuse("bytes", "bytes", len(text), "most", MaxRequest)
	}
	r := &Request{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, refuse("unreadable", "why", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("documents")
	}
	if len(r.Branches) > maxBranches {
		return nil, refuse("branches", "branches", len(r.Branches), "most", maxBranches)
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
