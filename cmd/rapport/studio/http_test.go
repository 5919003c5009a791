package studio

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"

	"rapport/cmd/rapport/studio/engine"
)

const goodRequest = `{"cast":{"patient":{"vignette":"trusting"},"therapist":{"vignette":"typical"},"approach":"cbt","per_week":1,"sessions":16,"seed":5},"branches":[{"parent":-1,"moves":{"2":["validate"]},"played":6}],"count":50}`

// served is a studio on a free port of this machine, until the test ends.
func served(t *testing.T, o Options) (address string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	said := &lines{told: make(chan string, 8)}
	o.Printer, o.times = said, &unhurried
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the studio ended with %v", err)
		}
	})
	select {
	case text := <-said.told:
		return regexp.MustCompile(`http://\S+`).FindString(text)
	case err := <-done:
		done <- nil
		t.Fatalf("the studio did not start: %v", err)
	}
	return ""
}

// lines hands on what is printed.
type lines struct{ told chan string }

func (l *lines) Write(b []byte) (int, error) {
	l.told <- string(b)
	return len(b), nil
}

// asked is one request; change may alter it before it is sent.
func asked(t *testing.T, method, address, body string, change func(*http.Request)) (status int, head http.Header, text string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	all, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, reply.Header, string(all)
}

// Is the page served with a policy that allows its own files alone?
func TestPageIsServed(t *testing.T) {
	address := served(t, Options{})
	status, head, text := asked(t, "GET", address, "", nil)
	if status != http.StatusOK || !strings.Contains(text, `src="assets/main.js"`) {
		t.Fatalf("%d: %.200s", status, text)
	}
	if p := head.Get("Content-Security-Policy"); p != policy || strings.Contains(p, "unsafe") {
		t.Errorf("Content-Security-Policy: %s", p)
	}
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(text, -1) {
		if !strings.Contains(script, "application/json") && !strings.Contains(script, "src=") {
			t.Errorf("inline script: %s", script)
		}
	}
	if regexp.MustCompile(`\son[a-z]+=|\sstyle=`).MatchString(text) {
		t.Error("the page has inline handlers or styles, which its policy forbids")
	}
	entries, err := fs.ReadDir(page(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		status, head, _ := asked(t, "GET", address+"assets/"+e.Name(), "", nil)
		if want := e.Name() != "index.html"; (status == http.StatusOK) != want {
			t.Errorf("%s: %d", e.Name(), status)
		}
		if path.Ext(e.Name()) == ".js" && !strings.HasPrefix(head.Get("Content-Type"), "text/javascript") {
			t.Errorf("%s: %s", e.Name(), head.Get("Content-Type"))
		}
	}
}

// May the pages of one origin embed the studio where the trainer says so, and none else?
func TestEmbedding(t *testing.T) {
	_, head, _ := asked(t, "GET", served(t, Options{Embed: "https://moodle.example"}), "", nil)
	if p := head.Get("Content-Security-Policy"); !strings.HasSuffix(p, "frame-ancestors https://moodle.example") || !strings.HasPrefix(p, "default-src 'none'; script-src 'self';") {
		t.Errorf("Content-Security-Policy: %s", p)
	}
	_, head, _ = asked(t, "GET", served(t, Options{}), "", nil)
	if p := head.Get("Content-Security-Policy"); !strings.HasSuffix(p, "frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy: %s", p)
	}
}

// Does the server answer what the engine answers?
func TestServerAnswersAsTheEngine(t *testing.T) {
	address := served(t, Options{})
	for _, op := range engine.Operations() {
		want, wrong := engine.New(nil).Answer(context.Background(), op, []byte(goodRequest))
		status, head, text := asked(t, "POST", address+"api/"+op, goodRequest, nil)
		if wrong != nil {
			if status != http.StatusBadRequest || !strings.Contains(text, "error") {
				t.Errorf("%s: %d %s, want %v", op, status, text, wrong)
			}
			continue
		}
		if status != http.StatusOK || text != string(want.Body) || head.Get("X-File-Name") != want.Name {
			t.Errorf("%s: %d with %d bytes, want %d bytes", op, status, len(text), len(want.Body))
		}
	}
}

// Is everything refused that does not come from the page, with a word?
func TestGuard(t *testing.T) {
	address := served(t, Options{})
	set := func(key, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(key, value) }
	}
	for _, c := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"foreign host", "GET", "", "", func(r *http.Request) { r.Host = "rebound.example" }, http.StatusMisdirectedRequest},
		{"foreign host, right port", "GET", "", "", func(r *http.Request) { r.Host = "rebound.example:" + r.URL.Port() }, http.StatusMisdirectedRequest},
		{"own host, wrong port", "GET", "", "", func(r *http.Request) { r.Host = "127.0.0.1:1" }, http.StatusMisdirectedRequest},
		{"localhost", "GET", "", "", func(r *http.Request) { r.Host = "localhost:" + r.URL.Port() }, http.StatusOK},
		{"foreign origin", "POST", "api/course", goodRequest, set("Origin", "http://elsewhere.example"), http.StatusForbidden},
		{"no origin to speak of", "POST", "api/course", goodRequest, set("Origin", "null"), http.StatusForbidden},
		{"foreign origin reads", "GET", "", "", set("Origin", "http://elsewhere.example"), http.StatusForbidden},
		{"cross-site", "POST", "api/course", goodRequest, set("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		{"own origin", "POST", "api/course", goodRequest, func(r *http.Request) { r.Header.Set("Origin", "http://"+r.Host) }, http.StatusOK},
		{"a form", "POST", "api/course", goodRequest, set("Content-Type", "text/plain"), http.StatusUnsupportedMediaType},
		{"reading an operation", "GET", "api/course", "", nil, http.StatusNotFound},
		{"unknown operation", "POST", "api/dance", goodRequest, nil, http.StatusBadRequest},
		{"unknown file", "GET", "assets/page.go", "", nil, http.StatusNotFound},
		{"a file above", "GET", "assets/%2e%2e%2fpage.go", "", nil, http.StatusNotFound},
		{"unknown page", "GET", "etc/passwd", "", nil, http.StatusNotFound},
		{"malformed", "POST", "api/course", "{", nil, http.StatusBadRequest},
		{"absurd fan", "POST", "api/lives", strings.Replace(goodRequest, `"count":50`, `"count":1000000000`, 1), nil, http.StatusBadRequest},
		{"huge", "POST", "api/course", strings.Repeat(" ", engine.MaxRequest+1), nil, http.StatusRequestEntityTooLarge},
		{"huge head", "GET", "", "", set("X-Much", strings.Repeat("x", 64<<10)), http.StatusRequestHeaderFieldsTooLarge},
		{"nested", "POST", "api/course", strings.Repeat("[", 60_000), nil, http.StatusBadRequest},
	} {
		status, _, text := asked(t, c.method, address+c.path, c.body, c.change)
		if status != c.want {
			t.Errorf("%s: %d, want %d: %.120s", c.name, status, c.want, text)
		}
		var said struct{ Error string }
		if status >= 400 && status != http.StatusRequestHeaderFieldsTooLarge && (json.Unmarshal([]byte(text), &said) != nil || said.Error == "") {
			t.Errorf("%s: no word on what is wrong: %.120s", c.name, text)
		}
	}
}

// Do 50 pages at once all get the same right answer, or a word to wait?
func TestManyPagesAtOnce(t *testing.T) {
	address := served(t, Options{})
	request := strings.Replace(goodRequest, `"count":50`, `"count":10`, 1)
	_, _, want := asked(t, "POST", address+"api/lives", request, nil)
	var group sync.WaitGroup
	var fault sync.Map
	for i := range 50 {
		group.Go(func() {
			for range 3 {
				reply, err := http.Post(address+"api/lives", "application/json", strings.NewReader(request))
				if err != nil {
					fault.Store(i, err)
					return
				}
				text, err := io.ReadAll(reply.Body)
				_ = reply.Body.Close()
				if err != nil || reply.StatusCode == http.StatusOK && string(text) != want || reply.StatusCode != http.StatusOK && reply.StatusCode != http.StatusServiceUnavailable {
					fault.Store(i, fmt.Errorf("%d %.80s %w", reply.StatusCode, text, err))
				}
			}
		})
	}
	group.Wait()
	fault.Range(func(page, err any) bool { t.Errorf("page %v: %v", page, err); return true })
	if status, _, _ := asked(t, "POST", address+"api/course", goodRequest, nil); status != http.StatusOK {
		t.Errorf("afterwards the studio answers %d", status)
	}
}

// Is a line of waiting requests that is too long turned away?
func TestFullQueueIsTurnedAway(t *testing.T) {
	h := newLane(1, 1)
	leave, ok := h.enter(context.Background())
	if !ok {
		t.Fatal("the first was turned away")
	}
	if _, ok := h.enter(context.Background()); ok {
		t.Error("the second was let in over the bound")
	}
	leave()
	if _, ok := h.enter(context.Background()); !ok {
		t.Error("a place that was left cannot be taken")
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	h.queue = make(chan struct{}, 2)
	if _, ok := h.enter(gone); ok {
		t.Error("a page that has gone got the processor")
	}
}

// Does a studio that others can reach ask for its token, and for nothing more?
func TestTokenIsAskedElsewhere(t *testing.T) {
	address := served(t, Options{Addr: "0.0.0.0:0"})
	bare, token, ok := strings.Cut(address, "?token=")
	if !ok || len(token) < 20 {
		t.Fatalf("the address %s has no token", address)
	}
	for name, at := range map[string]string{"no token": bare, "wrong token": bare + "?token=" + strings.Repeat("A", len(token)), "token elsewhere": bare + "assets/main.js?token=" + token} {
		if status, _, _ := asked(t, "GET", at, "", nil); status != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _, _ := asked(t, "POST", bare+"api/course", goodRequest, nil); status != http.StatusUnauthorized {
		t.Errorf("an operation without token: %d", status)
	}
	if status, _, _ := asked(t, "GET", address, "", func(r *http.Request) { r.Host = "rebound.example:" + r.URL.Port() }); status != http.StatusMisdirectedRequest {
		t.Errorf("a foreign host name with the token: %d", status)
	}
	_, head, _ := asked(t, "GET", address, "", nil)
	if c := head.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") {
		t.Errorf("cookie: %s", c)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar}
	reply, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(reply.Body)
	_ = reply.Body.Close()
	if reply.StatusCode != http.StatusOK || strings.Contains(reply.Request.URL.String(), token) || !bytes.Contains(text, []byte("catalogue")) {
		t.Errorf("with the token: %d at %s", reply.StatusCode, reply.Request.URL)
	}
}

// Is an address that cannot be had refused, and the browser opened at the right one?
func TestServeSaysWhatIsWrong(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	if err := Serve(context.Background(), Options{Addr: taken.Addr().String()}); err == nil || !strings.Contains(err.Error(), "listen at") {
		t.Errorf("a port that is taken: %v", err)
	}
	opened := make(chan string, 1)
	address := served(t, Options{Open: func(at string) error { opened <- at; return fmt.Errorf("no browser here") }})
	if at := <-opened; at != address {
		t.Errorf("opened %s, printed %s", at, address)
	}
}

// Does a browser that asks for a page that is not there, or without the token, get a page
// that says so in its language, and a script the name of the fault?
func TestFaultsAreTold(t *testing.T) {
	bare, _, _ := strings.Cut(served(t, Options{Addr: "0.0.0.0:0"}), "?token=")
	for _, c := range []struct{ path, languages, want string }{
		{"join/WRONG2", "es-MX,es;q=0.9,en;q=0.8", "no hay ninguna clase abierta con este código"},
		{"join/WRONG2", "fr,en-GB;q=0.8", "no class with this code is open"},
		{"", "es", "el estudio pide la clave"},
		{"", "", "asks for the token"},
	} {
		_, head, text := asked(t, "GET", bare+c.path, "", func(r *http.Request) {
			r.Header.Set("Accept", "text/html,*/*;q=0.8")
			r.Header.Set("Accept-Language", c.languages)
		})
		if !strings.HasPrefix(head.Get("Content-Type"), "text/html") || !strings.Contains(text, c.want) {
			t.Errorf("%q for %q: %s %q", c.path, c.languages, head.Get("Content-Type"), text)
		}
	}
	if _, head, text := asked(t, "GET", bare+"join/WRONG2", "", nil); head.Get("Content-Type") != "application/json" || !strings.Contains(text, `"fault":"class_over"`) {
		t.Errorf("a script gets %s %s", head.Get("Content-Type"), text)
	}
}
