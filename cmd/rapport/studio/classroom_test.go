package studio

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"rapport/cmd/rapport/studio/class"
)

// envClass makes the class of [TestHundredStudents] last as long as it says, such as
// 10m; by hand, to see the slowest answer and the memory.
const envClass = "RAPPORT_STUDIO_CLASS"

// phone is a student's browser.
type phone struct {
	client http.Client
	join   string // address of the class
}

func newPhone(t *testing.T, join string) *phone {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{client: http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}, join: join}
	t.Cleanup(p.client.CloseIdleConnections)
	reply, err := p.client.Get(join)
	if err != nil || reply.StatusCode != http.StatusOK {
		t.Fatalf("the phone is not let in: %v %v", reply, err)
	}
	_, _ = io.Copy(io.Discard, reply.Body)
	_ = reply.Body.Close()
	return p
}

// events calls each for every message until the context ends or each says so.
func (p *phone) events(ctx context.Context, each func(class.StudentView) bool) error {
	r, err := http.NewRequestWithContext(ctx, "GET", p.join+"/events", nil)
	if err != nil {
		return err
	}
	reply, err := p.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = reply.Body.Close() }()
	lines := bufio.NewScanner(reply.Body)
	for lines.Scan() {
		if lines.Text() == "event: here" { // nothing new
			lines.Scan()
		} else if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var v class.StudentView
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				return err
			}
			if !each(v) {
				return nil
			}
		}
	}
	return lines.Err()
}

// vote sends a vote and returns the status.
func (p *phone) vote(poll int, option string) (int, error) {
	reply, err := p.client.Post(p.join+"/vote", "application/json", strings.NewReader(fmt.Sprintf(`{"poll":%d,"option":%q}`, poll, option)))
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, reply.Body)
	return reply.StatusCode, reply.Body.Close()
}

// opened is a studio with an open class: its address with a slash, the class's
// address, and what the trainer does.
func opened(t *testing.T) (join string, trainer func(do, body string)) {
	t.Helper()
	address := served(t, Options{})
	trainer = func(do, body string) {
		t.Helper()
		if status, _, text := asked(t, "POST", address+"class/"+do, body, nil); status >= 300 {
			t.Fatalf("%s %s: %d %s", do, body, status, text)
		}
	}
	_, _, text := asked(t, "POST", address+"class/open", "{}", nil)
	var e class.Entrance
	if err := json.Unmarshal([]byte(text), &e); err != nil || len(e.Addresses) == 0 || e.Reachable {
		t.Fatalf("the class opens with %s", text)
	}
	return e.Addresses[0], trainer
}

// Do a hundred students who come, vote and leave as they like see every question
// and the result, with every answer in time?
func TestHundredStudents(t *testing.T) {
	join, trainer := opened(t)
	lasting := time.Duration(0)
	if text := os.Getenv(envClass); text != "" {
		var err error
		if lasting, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	const students = 100
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	news := make(chan struct{}, 1)
	var took []time.Duration
	seen, revealed := map[int]int{}, map[int]int{}
	var group sync.WaitGroup
	for i := range students {
		p, luck := newPhone(t, join), rand.New(rand.NewPCG(21, uint64(i)))
		group.Go(func() {
			last, known := 0, 0
			for ctx.Err() == nil { // leaves now and then, and comes back
				err := p.events(ctx, func(v class.StudentView) bool {
					if v.Poll != nil && v.Poll.ID != last {
						last = v.Poll.ID
						start := time.Now()
						status, err := p.vote(last, v.Poll.Options[luck.IntN(len(v.Poll.Options))])
						mu.Lock()
						took = append(took, time.Since(start))
						seen[last]++
						mu.Unlock()
						if err != nil && ctx.Err() == nil || err == nil && status != http.StatusNoContent && status != http.StatusConflict {
							t.Errorf("a vote: %d %v", status, err)
						}
					}
					if v.Votes != nil && v.Poll.ID != known {
						known = v.Poll.ID
						mu.Lock()
						revealed[known]++
						mu.Unlock()
					}
					select {
					case news <- struct{}{}:
					default:
					}
					return v.Open && luck.IntN(6) > 0
				})
				if err != nil && ctx.Err() == nil {
					t.Errorf("the line of student %d: %v", i, err)
					return
				}
			}
		})
	}
	all := func(of map[int]int, round int) func() bool {
		return func() bool { mu.Lock(); defer mu.Unlock(); return of[round] == students }
	}
	begun, rounds := time.Now(), 0
	for round := 1; round <= 3 || time.Since(begun) < lasting; round++ {
		trainer("ask", `{"kind":"move","session":3,"options":["none","validate","check_in"]}`)
		waitFor(t, news, all(seen, round), "every student sees question %d", round)
		trainer("reveal", "{}")
		waitFor(t, news, all(revealed, round), "every student sees result %d", round)
		if rounds = round; lasting > 0 {
			time.Sleep(2 * time.Second) // a class by hand takes its time
		}
	}
	trainer("close", "{}")
	cancel()
	group.Wait()
	slices.Sort(took)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%d rounds, %d votes in %s: middle %s, 99 of 100 within %s, slowest %s; heap %d MB, from the system %d MB (students included)", rounds, len(took),
		time.Since(begun).Round(time.Second), took[len(took)/2], took[len(took)*99/100], took[len(took)-1], memory.HeapInuse>>20, memory.Sys>>20)
}

// waitFor waits for news until something holds, as long as a machine that is busy
// may take.
func waitFor(t *testing.T, news <-chan struct{}, holds func() bool, what string, args ...any) {
	t.Helper()
	ctx, cancel := whileTestsLast(t, t.Context(), 20*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-news:
		case <-ctx.Done():
			t.Fatalf("not to the end of the tests: "+what, args...)
		}
	}
}

// Does a class meet its own page alone, and the trainer's routes ask for the token?
func TestClassIsGuarded(t *testing.T) {
	address := served(t, Options{Addr: "0.0.0.0:0"})
	bare, token, _ := strings.Cut(address, "?token=")
	asTrainer := func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: (&guard{port: r.URL.Port()}).cookie(), Value: token})
	}
	status, _, text := asked(t, "POST", bare+"class/open", "{}", asTrainer)
	var e class.Entrance
	if err := json.Unmarshal([]byte(text), &e); status != http.StatusOK || err != nil || !e.Reachable {
		t.Fatalf("the trainer opens: %d %s", status, text)
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "join/" + e.Code, 200}, {"GET", "join/" + strings.ToLower(e.Code), 303}, {"GET", "phone/phone.js", 200}, {"GET", "phone/studio.css", 200},
		{"GET", "join/WRONG2", 404}, {"GET", "join/" + e.Code + "/events", 404}, {"POST", "join/" + e.Code + "/vote", 404},
		{"GET", "phone/main.js", 404}, {"GET", "phone/index.html", 404}, {"GET", "", 401}, {"GET", "assets/main.js", 401}, {"POST", "api/course", 401},
		{"POST", "class/ask", 401}, {"POST", "class/close", 401}, {"GET", "class/events", 401}, {"GET", "class/qr", 401},
	} {
		status, _, text := asked(t, c.method, bare+c.path, `{"poll":1,"option":"none"}`, nil)
		if status != c.want {
			t.Errorf("%s %s: %d, want %d: %.80s", c.method, c.path, status, c.want, text)
		}
	}
	for body, do := range map[string]string{"{": "ask", `{"kind":"move","options":["a"]}`: "ask", `{"text":1}`: "show", "{}": "dance"} {
		if status, _, _ := asked(t, "POST", bare+"class/"+do, body, asTrainer); status != http.StatusBadRequest {
			t.Errorf("%s %s: %d", do, body, status)
		}
	}
	status, head, text := asked(t, "GET", bare+"class/qr?host="+strings.TrimPrefix(strings.SplitN(e.Addresses[0], "/join", 2)[0], "http://"), "", asTrainer)
	if status != http.StatusOK || head.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(text, "<svg") {
		t.Errorf("the QR code: %d %.60s", status, text)
	}
	if status, _, _ := asked(t, "GET", bare+"class/qr?host=elsewhere.example", "", asTrainer); status != http.StatusNotFound {
		t.Errorf("a QR code to elsewhere: %d", status)
	}
}

// Is a tie shown as one: may the trainer go on with each of those tied, or ask again among
// them, and are two branches offered only where the votes name two?
func TestBrowserClassTied(t *testing.T) {
	t.Parallel()
	trainer := newTab(t)
	trainer.size(1440, 900, false)
	trainer.open(served(t, Options{}) + "#v=class&l=en")
	trainer.tick("#class-open")
	trainer.until(`document.getElementById("qr") !== null`)
	join := "http://" + trainer.eval(`document.querySelector(".address").innerText`)
	phones := []*phone{newPhone(t, join), newPhone(t, join), newPhone(t, join)}
	voted := func(poll int, votes ...string) {
		t.Helper()
		for i, option := range votes {
			if status, err := phones[i].vote(poll, option); err != nil || status != http.StatusNoContent {
				t.Fatalf("a vote: %d %v", status, err)
			}
		}
		trainer.until(fmt.Sprintf(`document.getElementById("class-panel").innerText.includes("%d vote")`, len(votes)))
	}
	offered := func() string {
		return trainer.eval(`[...document.querySelectorAll("#class-panel button")].map((b) => b.id).filter((id) => /^(go|ask)-/.test(id)).join()`)
	}
	trainer.do(chromedp.Evaluate(fmt.Sprintf(`location.hash = "#v=session&l=en&p=guarded&b=~-1.0.2~&s=2&seed=%d"`, firstLasting(t)), nil))
	trainer.until(`document.getElementById("ask-move") !== null`)
	trainer.tick("#move-validate")
	trainer.tick("#move-check_in")
	trainer.tick("#ask-move")
	trainer.until(`document.getElementById("reveal") !== null`)
	voted(1, "none", "validate", "check_in")
	if got := offered(); got != "go-on,go-on-validate,go-on-check_in,ask-again" {
		t.Errorf("of three that are tied it is offered: %s", got)
	}
	trainer.tick("#ask-again")
	trainer.until(`document.getElementById("class-panel").innerText.includes("0 votes")`)
	voted(2, "validate", "check_in")
	if got := offered(); got != "go-on,go-on-check_in,go-both,ask-again" {
		t.Errorf("of two that are tied it is offered: %s", got)
	}
	trainer.tick("#go-on-check_in")
	trainer.until(`document.getElementById("session-title")?.innerText.startsWith("Session 3")`)
	if at := trainer.eval("location.hash"); !strings.Contains(at, "3:check_in") {
		t.Errorf("the second of those tied leads to %s", at)
	}
	trainer.press("#nav-class")
	trainer.tick("#class-close")
	trainer.until(`document.getElementById("class-open") !== null`)
}

// Is a vote that counts not said to be lost, where its answer alone was, as when the trainer's laptop slept meanwhile?
func TestBrowserALostAnswerIsNoLostVote(t *testing.T) {
	t.Parallel()
	join, trainer := opened(t)
	trainer("ask", `{"kind":"guess","session":3,"options":["none","withdrawal"]}`)
	student := newTab(t)
	student.size(390, 844, false)
	student.open(join)
	student.until(`document.getElementById("vote-none") !== null`)
	student.do(chromedp.Evaluate(`{ const real = fetch; window.fetch = (...asked) => real(...asked).then(() => { throw new Error("lost"); }); }`, nil))
	student.tick("#vote-none")
	student.until(`document.getElementById("content").innerText.includes("Your vote counts") && document.querySelector("[role=alert]") === null`)
}

// Does a class stay open to the trainer whose page is loaded anew?
func TestBrowserClassLoadedAnew(t *testing.T) {
	t.Parallel()
	trainer := newTab(t)
	trainer.size(1440, 900, false)
	trainer.open(served(t, Options{}) + "#v=class&l=en")
	trainer.tick("#class-open")
	trainer.until(`document.getElementById("class-code") !== null`)
	code := trainer.eval(`document.getElementById("class-code").innerText`)
	for range 2 {
		trainer.do(chromedp.Reload())
		trainer.until(`document.body.dataset.ready && document.getElementById("class-open") === null && document.getElementById("class-code") !== null`)
		if now := trainer.eval(`document.getElementById("class-code").innerText`); now != code {
			t.Errorf("the class %s is %s after the page was loaded anew", code, now)
		}
	}
}
