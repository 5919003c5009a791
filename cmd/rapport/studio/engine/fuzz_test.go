package engine

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
)

// FuzzAnswer looks for a request that brings the engine down: every one must be
// answered, or refused with a word.
func FuzzAnswer(f *testing.F) {
	good, err := json.Marshal(request())
	if err != nil {
		f.Fatal(err)
	}
	for i := range Operations() {
		f.Add(i, good)
	}
	f.Add(0, []byte(`{"cast":{"run":{}},"branches":[{"parent":-1,"moves":{"1":null},"played":3}],"count":2,"guess":{"rupture":"none"}}`))
	f.Fuzz(func(t *testing.T, op int, text []byte) {
		names := Operations()
		reply, err := New(nil).Answer(context.Background(), names[uint(op)%uint(len(names))], text)
		var refusal *Refusal
		switch {
		case errors.As(err, &refusal) && refusal.Message != "":
		case err != nil:
			t.Fatalf("an error that is no refusal: %v", err)
		case len(reply.Body) == 0 || reply.Type == "":
			t.Fatalf("an empty answer: %+v", reply)
		}
	})
}
