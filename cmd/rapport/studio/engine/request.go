package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Request is what the page asks. Not every operation needs all of it.
type Request struct {
	Cast     Cast     `json:"cast"`
	Branches []Branch `json:"branches"`
	Branch   int      `json:"branch"`             // of advice and guess: which one
	Count    int      `json:"count"`              // of lives
	Together []string `json:"together,omitempty"` // of advice: moves made in the same session, compared as one
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
		return nil, unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("documents")
	}
	if len(r.Branches) > maxBranches {
		return nil, refuse("branches", "branches", len(r.Branches), "most", maxBranches)
	}
	return r, nil
}

// unreadable says why a request cannot be read: the words of the decoder are English.
func unreadable(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("cut_off")
	case errors.As(err, &syntax):
		return refuse("syntax", "byte", syntax.Offset)
	case errors.As(err, &kind):
		return refuse("kind", "name", short(kind.Field), "byte", kind.Offset)
	case unknown:
		return refuse("unknown", "name", short(strings.Trim(name, `"`)))
	}
	return refuse("unreadable", "why", err)
}
