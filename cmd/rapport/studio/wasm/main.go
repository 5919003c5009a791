//go:build js && wasm

// Wasm is the studio's engine for a page without a server: it gives the page one
// function, rapport(operation, request), which answers as the local server does.
package main

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"rapport/cmd/rapport/studio/engine"
)

func main() {
	e := engine.New(nil)
	js.Global().Set("rapport", js.FuncOf(func(_ js.Value, args []js.Value) any { return answer(e, args) }))
	select {} // the page calls for as long as it is open
}

// answer is the reply as an object of the page: type, name and body, or an error, with
// the name of the fault where it is the engine's own.
func answer(e *engine.Engine, args []js.Value) (out map[string]any) {
	defer func() {
		if r := recover(); r != nil { // a fault must not end the engine
			out = fault(fmt.Sprint(r))
		}
	}()
	if len(args) != 2 {
		return fault("want an operation and a request")
	}
	reply, err := e.Answer(context.Background(), args[0].String(), []byte(args[1].String()))
	if errors.As(err, new(*engine.Refusal)) {
		return map[string]any{"error": err.Error()}
	}
	if err != nil {
		return fault(err.Error())
	}
	body := js.Global().Get("Uint8Array").New(len(reply.Body))
	js.CopyBytesToJS(body, reply.Body)
	return map[string]any{"type": reply.Type, "name": reply.Name, "body": body}
}

func fault(why string) map[string]any { return map[string]any{"error": why, "fault": "internal"} }
