package studio

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"runtime"
	"strconv"
	"strings"
	"time"

	"rapport/cmd/rapport/studio/engine"
)

const (
	answerTime = 20 * time.Second // that an answer may take, its waiting included
	waiting    = 256              // requests that may wait for a processor
	worthZip   = 2 << 10          // bytes from which an answer is compressed
)

// handler answers the page: its files, and the operations of the engine.
type handler struct {
	engine *engine.Engine
	index  []byte
	work   chan struct{} // one place for each processor
	queue  chan struct{} // places to wait
}

// newHandler makes the page's handler, without its guard.
func newHandler(e *engine.Engine, hasRun bool) (http.Handler, error) {
	catalogue, err := catalogueJSON(hasRun)
	if err != nil {
		return nil, err
	}
	text, err := (&content{Catalogue: catalogue}).render()
	if err != nil {
		return nil, err
	}
	h := &handler{engine: e, index: text, work: make(chan struct{}, runtime.GOMAXPROCS(0)), queue: make(chan struct{}, waiting)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { send(w, r, "text/html; charset=utf-8", h.index) })
	mux.HandleFunc("GET /assets/{file}", h.asset)
	mux.HandleFunc("POST /api/{operation}", h.api)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "there is nothing at this address")
	})
	return mux, nil
}

func (h *handler) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	types := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
	kind := types[path.Ext(name)]
	file, err := page().Open(name)
	if kind == "" || err != nil {
		fail(w, http.StatusNotFound, "there is nothing at this address")
		return
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(file)
	if err != nil {
		fail(w, http.StatusNotFound, "there is nothing at this address")
		return
	}
	send(w, r, kind, text)
}

func (h *handler) api(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "want a request of type application/json")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, engine.MaxRequest))
	if err != nil {
		status := http.StatusBadRequest
		if errors.As(err, new(*http.MaxBytesError)) {
			status = http.StatusRequestEntityTooLarge
		}
		fail(w, status, "the request is too large or was cut off: at most "+strconv.Itoa(engine.MaxRequest)+" bytes are read")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	defer cancel()
	leave, ok := h.enter(ctx)
	if !ok {
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusServiceUnavailable, "too much is asked at once: try again in a moment")
		return
	}
	defer leave()
	reply, err := h.engine.Answer(ctx, r.PathValue("operation"), body)
	var refusal *engine.Refusal
	switch {
	case errors.As(err, &refusal):
		fail(w, http.StatusBadRequest, refusal.Message)
	case err != nil && ctx.Err() != nil:
		fail(w, http.StatusServiceUnavailable, "the answer took too long: ask for less")
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
	default:
		if reply.Name != "" {
			w.Header().Set("X-File-Name", reply.Name)
		}
		send(w, r, reply.Type, reply.Body)
	}
}

// enter waits for a processor; not for long, and not in a long line.
func (h *handler) enter(ctx context.Context) (leave func(), ok bool) {
	select {
	case h.queue <- struct{}{}:
	default:
		return nil, false
	}
	select {
	case h.work <- struct{}{}:
		return func() { <-h.work; <-h.queue }, true
	case <-ctx.Done():
		<-h.queue
		return nil, false
	}
}

// send writes a body, compressed where that is worth it.
func send(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Vary", "Accept-Encoding")
	if len(body) >= worthZip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed) // the level is a known one
		if _, err := z.Write(body); err == nil && z.Close() == nil {
			w.Header().Set("Content-Encoding", "gzip")
			body = packed.Bytes()
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a page that has gone needs no answer
}
