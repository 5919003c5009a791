package class

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// The routes of students stand below these paths: the first are open to whoever has
// the code, the second are files that hold nothing of the class. All others are the
// trainer's.
const (
	studentPath = "/join/"
	assetPath   = "/phone/"
)

// OfStudents says whether a path is theirs.
func OfStudents(path string) bool {
	return strings.HasPrefix(path, studentPath) || strings.HasPrefix(path, assetPath)
}

// cookie holds the random number of a phone, for as long as its browser is open.
const cookie = "rapport-class"

// Site is what the routes need beside the room.
type Site struct {
	Room  *Room
	Page  []byte                                                                 // of the phone
	Send  func(http.ResponseWriter, *http.Request, string, []byte)               // a body of a type
	Fail  func(w http.ResponseWriter, r *http.Request, status int, fault string) // an error, by its name
	Asset func(w http.ResponseWriter, r *http.Request, name string)              // a file of the phone's page
	Hosts func(r *http.Request) (addresses []string, reachable bool)             // under which phones find this machine
}

// Register adds the routes.
func (s *Site) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+studentPath+"{code}", s.welcome)
	mux.HandleFunc("GET "+assetPath+"{file}", func(w http.ResponseWriter, r *http.Request) { s.Asset(w, r, r.PathValue("file")) })
	mux.HandleFunc("GET "+studentPath+"{code}/events", s.studentEvents)
	mux.HandleFunc("POST "+studentPath+"{code}/vote", s.vote)
	mux.HandleFunc("GET /class/events", s.trainerEvents)
	mux.HandleFunc("GET /class/qr", s.code)
	mux.HandleFunc("POST /class/{do}", s.trainer)
}

// welcome lets a phone in.
func (s *Site) welcome(w http.ResponseWriter, r *http.Request) {
	id := phone(r)
	if id == "" {
		id = rand.Text()
	}
	code := strings.ToUpper(r.PathValue("code"))
	if !s.Room.join(code, id) {
		s.Fail(w, r, http.StatusNotFound, errNotHere.Error())
		return
	}
	if code != r.PathValue("code") { // typed by hand
		http.Redirect(w, r, studentPath+code, http.StatusSeeOther)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: id, Path: studentPath, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	s.Send(w, r, "text/html; charset=utf-8", s.Page)
}

// phone is the random number of a phone; empty: it has none yet.
func phone(r *http.Request) string {
	c, err := r.Cookie(cookie)
	if err != nil || len(c.Value) > 64 {
		return ""
	}
	return c.Value
}

func (s *Site) studentEvents(w http.ResponseWriter, r *http.Request) {
	id := phone(r)
	if id == "" || !s.Room.join(r.PathValue("code"), id) { // again, where the line was lost
		s.Fail(w, r, http.StatusNotFound, errNotHere.Error())
		return
	}
	wake, stop := s.Room.listen(id)
	defer stop()
	stream(w, r, wake, func() any { return s.Room.studentView(id) }, func(v any) bool { return !v.(StudentView).Open })
}

func (s *Site) trainerEvents(w http.ResponseWriter, r *http.Request) {
	wake, stop := s.Room.attend()
	defer stop()
	stream(w, r, wake, func() any { return s.Room.trainerView() }, func(any) bool { return s.Room.over() })
}

// How long a line may be silent, how long a write may take, and how close two
// messages may follow: a hundred votes in a second are a few messages.
const (
	silence  = 20 * time.Second
	patience = 10 * time.Second
	together = 150 * time.Millisecond
)

// stream sends a view whenever there is something new, until the page goes or the
// view is the last.
func stream(w http.ResponseWriter, r *http.Request, wake chan struct{}, view func() any, last func(any) bool) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the line stays open; one that cannot be is refused by its first write
	beat := time.NewTicker(silence)
	defer beat.Stop()
	for {
		v := view()
		text, err := json.Marshal(v)
		if err != nil || !send(w, control, "data: "+string(text)+"\n\n") || last(v) {
			return
		}
		for waiting := true; waiting; {
			select {
			case <-r.Context().Done():
				return
			case <-beat.C:
				if !send(w, control, "event: here\ndata: {}\n\n") { // which the page hears, too
					return
				}
			case <-wake:
				waiting = false
			}
		}
		select { // gather what follows closely
		case <-time.After(together):
		case <-r.Context().Done():
			return
		}
	}
}

func send(w io.Writer, control *http.ResponseController, text string) bool {
	_ = control.SetWriteDeadline(time.Now().Add(patience)) // else the write itself fails
	_, err := io.WriteString(w, text)
	return err == nil && control.Flush() == nil
}

// read reads a small request.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 32<<10))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func (s *Site) vote(w http.ResponseWriter, r *http.Request) {
	var v struct {
		Poll   int    `json:"poll"`
		Option string `json:"option"`
	}
	if err := read(w, r, &v); err != nil {
		s.Fail(w, r, http.StatusBadRequest, unreadable.Error())
		return
	}
	switch err := s.Room.vote(phone(r), v.Poll, v.Option); {
	case errors.Is(err, errTooFast):
		w.Header().Set("Retry-After", "1")
		s.Fail(w, r, http.StatusTooManyRequests, err.Error())
	case errors.Is(err, errNotHere):
		s.Fail(w, r, http.StatusNotFound, err.Error())
	case err != nil:
		s.Fail(w, r, http.StatusConflict, err.Error())
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// Entrance is where the class joins.
type Entrance struct {
	Code      string   `json:"code"`
	Addresses []string `json:"addresses"` // such as http://192.0.2.7:8080/join/ABC234
	Reachable bool     `json:"reachable"` // from other machines
}

// trainer carries out what the trainer does with the room.
func (s *Site) trainer(w http.ResponseWriter, r *http.Request) {
	var err error
	switch r.PathValue("do") {
	case "open":
		s.open(w, r)
		return
	case "close":
		s.Room.Close()
	case "show":
		var shown Shown
		if err = unreadable; read(w, r, &shown) == nil {
			err = s.Room.show(shown)
		}
	case "ask":
		var p Poll
		if err = unreadable; read(w, r, &p) == nil {
			err = s.Room.ask(p)
		}
	case "reveal":
		s.Room.reveal()
	case "end":
		s.Room.end()
	default:
		err = errUnknown
	}
	if err != nil {
		s.Fail(w, r, http.StatusBadRequest, err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Site) open(w http.ResponseWriter, r *http.Request) {
	code := s.Room.Open()
	hosts, reachable := s.Hosts(r)
	e := Entrance{Code: code, Reachable: reachable, Addresses: []string{}}
	for _, host := range hosts {
		e.Addresses = append(e.Addresses, "http://"+host+studentPath+code)
	}
	text, err := json.Marshal(e)
	if err != nil {
		s.Fail(w, r, http.StatusInternalServerError, unreadable.Error())
		return
	}
	s.Send(w, r, "application/json", text)
}

// code draws the QR code of one of the addresses.
func (s *Site) code(w http.ResponseWriter, r *http.Request) {
	code := s.Room.codeOf()
	hosts, _ := s.Hosts(r)
	for _, host := range hosts {
		if code != "" && host == r.URL.Query().Get("host") {
			if drawing, err := drawQR("http://" + host + studentPath + code); err == nil {
				s.Send(w, r, "image/svg+xml", drawing)
				return
			}
		}
	}
	s.Fail(w, r, http.StatusNotFound, errNotHere.Error())
}
