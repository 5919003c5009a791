package engine

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
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
	language := "en"
	if m := languageOf.FindSubmatch(request); m != nil { // of one that cannot be read, too
		language = string(m[1])
	}
	r, err := readRequest(request)
	var reply Reply
	if err == nil {
		reply, err = do(e, ctx, r)
	}
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		return Reply{}, refusal.in(language)
	}
	return reply, err
}

var languageOf = regexp.MustCompile(`"language"\s*:\s*"([a-z]+)"`)

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

// short cuts a text that somebody else wrote for a message.
func short(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
