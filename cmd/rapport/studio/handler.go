package studio

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"path"
	"runtime"
	"strconv"
	"strings"
	"time"

	"rapport/cmd/rapport/studio/class"
	"rapport/cmd/rapport/studio/engine"
)

const worthZip = 2 << 10 // bytes from which an answer is compressed

// times are how long the studio waits.
type times struct {
	answer       time.Duration // that an answer may take, its waiting included
	header, body time.Duration // that a request may take to come in
}

var usual = times{answer: 20 * time.Second, header: 5 * time.Second, body: 10 * time.Second}

// handler answers the page: its files, and the operations of the engine.
type handler struct {
	engine *engine.Engine
	index  []byte
	steps  lane // of operations that follow one course
	fans   lane // of those that live it again and again
	room   class.Room
	answer time.Duration // that an answer may take
	at     *net.TCPAddr  // where the studio listens; nil: on this machine alone
	routes http.ServeMux
}

// newHandler makes the page's handler, without its guard, which may ask for a token.
func newHandler(o Options, token string) (*handler, error) {
	catalogue, err := catalogueJSON(o, token)
	if err != nil {
		return nil, err
	}
	text, err := (&content{Catalogue: catalogue}).render()
	if err != nil {
		return nil, err
	}
	h := &handler{engine: engine.WithLesson(o.Run, o.Lesson), index: text, steps: newLane(runtime.GOMAXPROCS(0), waiting), fans: newLane(fanPlaces(), waiting), answer: o.waits().answer}
	mux := &h.routes
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { send(w, r, "text/html; charset=utf-8", h.index) })
	mux.HandleFunc("GET /assets/{file}", h.asset)
	mux.HandleFunc("POST /api/{operation}", h.api)
	if err := h.classroom(mux); err != nil {
		return nil, err
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, r, http.StatusNotFound, "address")
	})
	return h, nil
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.routes.ServeHTTP(w, r) }

// lane is where the requests of an operation wait.
func (h *handler) lane(operation string) lane {
	if engine.Repeats(operation) {
		return h.fans
	}
	return h.steps
}

func (h *handler) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	types := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
	kind := types[path.Ext(name)]
	file, err := page().Open(name)
	if kind == "" || err != nil {
		fail(w, r, http.StatusNotFound, "address")
		return
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(file)
	if err != nil {
		fail(w, r, http.StatusNotFound, "address")
		return
	}
	send(w, r, kind, text)
}

func (h *handler) api(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		fail(w, r, http.StatusUnsupportedMediaType, "type")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, engine.MaxRequest))
	if err != nil {
		status := http.StatusBadRequest
		if errors.As(err, new(*http.MaxBytesError)) {
			status = http.StatusRequestEntityTooLarge
		}
		fail(w, r, status, "large")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.answer)
	defer cancel()
	leave, ok := h.lane(r.PathValue("operation")).enter(ctx)
	if !ok {
		w.Header().Set("Retry-After", "1")
		fail(w, r, http.StatusServiceUnavailable, "busy")
		return
	}
	defer leave()
	reply, err := h.engine.Answer(ctx, r.PathValue("operation"), body)
	var refusal *engine.Refusal
	switch {
	case errors.As(err, &refusal):
		tell(w, http.StatusBadRequest, "", refusal.Message)
	case err != nil && ctx.Err() != nil:
		fail(w, r, http.StatusServiceUnavailable, "late")
	case err != nil:
		tell(w, http.StatusInternalServerError, "internal", err.Error())
	default:
		if reply.Name != "" {
			w.Header().Set("X-File-Name", reply.Name)
		}
		send(w, r, reply.Type, reply.Body)
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
