package studio

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Does a trainer who opens two studios to a class, in one browser, stay let in by both?
func TestTwoStudiosOfOneBrowser(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar} // as browsers do, it keeps cookies by host, whatever the port
	first, second := served(t, Options{Addr: "0.0.0.0:0"}), served(t, Options{Addr: "0.0.0.0:0"})
	for _, at := range []string{first, second, strings.SplitN(first, "?", 2)[0], strings.SplitN(second, "?", 2)[0]} {
		reply, err := client.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		_ = reply.Body.Close()
		if reply.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", at, reply.StatusCode)
		}
	}
}

// drivenLine puts a line of the test's own in place of the browser's, which hears of the
// studio all the same: window.line is the last one that was opened.
const drivenLine = `window.lines = 0; window.EventSource = class {
	static CLOSED = 2;
	constructor(at) { const real = new Real(at); Object.assign(this, { real, readyState: 1 }); real.onmessage = (e) => this.onmessage(e); window.line = this; window.lines++; }
	close() { this.real.close(); this.readyState = 2; }
	addEventListener(...heard) { this.real.addEventListener(...heard); }
}; 0`

// Is the trainer told that the line to the studio is lost, that the class was closed by
// another page, and where phones find a machine that has joined another network; do keys go on
// from what was asked, and does a second click on what the class wants do nothing?
func TestBrowserTrainerLosesTheLine(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	address := served(t, Options{})
	p.open(address + "#v=class&l=en")
	p.do(chromedp.Evaluate("window.Real = EventSource; "+drivenLine, nil))
	p.tick("#class-open")
	p.until(`document.getElementById("qr") !== null`)
	student := newPhone(t, "http://"+p.eval(`document.querySelector(".address").innerText`))
	p.do(chromedp.Evaluate(fmt.Sprintf(`location.hash = "#v=session&l=en&p=guarded&b=~-1.0.2~&s=2&seed=%d"`, firstLasting(t)), nil))
	p.until(`document.getElementById("ask-move") !== null`)
	p.do(chromedp.Evaluate(`document.getElementById("ask-move").focus()`, nil), chromedp.KeyEvent(kb.Enter))
	p.until(`document.getElementById("reveal") !== null`)
	if at := p.eval("document.activeElement.id"); at != "reveal" {
		t.Errorf("once it is asked, keys go on from #%s", at)
	}
	if status, err := student.vote(1, "validate"); err != nil || status != http.StatusNoContent {
		t.Fatalf("a vote: %d %v", status, err)
	}
	p.until(`document.getElementById("go-on") !== null`)

	p.do(chromedp.Evaluate(`line.readyState = 0; line.onerror()`, nil))
	p.until(`document.getElementById("class-panel").innerText.includes("The line is lost")`)
	p.do(chromedp.Evaluate(`line.readyState = 1; line.onmessage({ data: JSON.stringify({ open: true, code: document.querySelector(".code").innerText, here: 1, voted: 1, votes: { none: 0, validate: 1 }, poll: { id: 1, kind: "move", session: 3, options: ["none", "validate"] }, revealed: false }) })`, nil))
	p.until(`!document.getElementById("class-panel").innerText.includes("The line is lost")`)

	p.do(chromedp.Evaluate(`document.getElementById("go-on").click(); document.getElementById("go-on").click()`, nil))
	p.until(`document.getElementById("session-title")?.innerText.startsWith("Session 3") && document.getElementById("ask-move") !== null`)
	if got := p.eval(`location.hash.includes("3:validate") + " " + document.querySelectorAll(".moves input:checked").length`); got != "true 0" {
		t.Errorf("after two clicks: %s", got)
	}
	p.until(`document.querySelectorAll("#feedback .feedback-row").length > 0`) // nothing is asked of the studio any more when it ends

	p.do(chromedp.Evaluate(`{
		const real = fetch, now = Date.now;
		Date.now = () => now() + 60_000;
		window.fetch = async (at, asked) => {
			const reply = await real(at, asked);
			if (!at.endsWith("class/open")) return reply;
			const e = await reply.json();
			return new Response(JSON.stringify({ ...e, addresses: [...e.addresses, "http://192.0.2.9:8080/join/" + e.code] }));
		};
	} 0`, nil))
	p.press("#nav-class")
	p.until(`document.querySelectorAll("#class-host option").length === 2`)
	p.press("#nav-session")
	p.until(`document.getElementById("class-panel") !== null`)

	if status, _, text := asked(t, "POST", address+"class/close", "{}", nil); status != http.StatusNoContent {
		t.Fatalf("it is not closed: %d %s", status, text)
	}
	p.until(`document.getElementById("class-panel").innerText.includes("The class is over")`)
	if n := p.eval(`document.querySelectorAll("#class-panel button").length`); n != "0" {
		t.Errorf("%s buttons are left of a class that is over", n)
	}
	p.press("#nav-class")
	p.until(`document.getElementById("class-open") !== null && document.getElementById("main").innerText.includes("The class is over")`)
}

// Does a phone say that a vote counts only when it does, send one choice after the other, so
// that the last is what counts, keep what is wrong with its question, and listen anew when
// it wakes up, and when the studio has not been heard for long?
func TestBrowserPhoneOnASlowLine(t *testing.T) {
	t.Parallel()
	join, trainer := opened(t)
	student, other := newTab(t), newTab(t)
	student.size(390, 844, false)
	trainer("ask", `{"kind":"move","session":3,"options":["none","validate","check_in"]}`)
	student.open(join)
	student.until(`document.getElementById("vote-none") !== null`)
	student.do(chromedp.Evaluate(`const answers = [], real = fetch; window.fetch = (...asked) => new Promise((done, fail) => answers.push({ body: asked[1].body, on: () => done(real(...asked)), lost: () => fail(new TypeError("gone")) })); 0`, nil))
	student.tick("#vote-validate")
	student.until(`answers.length === 1 && document.getElementById("content").innerText.includes("Sending")`)
	if got := student.eval(`document.getElementById("content").innerText.includes("Your vote counts")`); got != "false" {
		t.Error("a vote that has not arrived is said to count")
	}
	student.tick("#vote-none")
	student.tick("#vote-check_in")
	if n := student.eval("answers.length"); n != "1" {
		t.Errorf("%s votes are on their way at once", n)
	}
	student.do(chromedp.Evaluate("answers[0].on()", nil))
	student.until("answers.length === 2")
	student.do(chromedp.Evaluate("answers[1].on()", nil))
	student.until(`document.getElementById("content").innerText.includes("Your vote counts") && document.getElementById("say").innerText.startsWith("Counted: Check in")`)
	if got := student.eval(`answers.length + " " + document.querySelector("[aria-pressed=true]").id`); got != "2 vote-check_in" {
		t.Errorf("of three choices the phone sent, and shows: %s", got)
	}
	student.tick("#vote-none")
	student.until("answers.length === 3")
	student.do(chromedp.Evaluate("answers[2].lost()", nil))
	student.until(`document.getElementById("content").innerText.includes("did not arrive")`)
	if got := student.eval(`document.querySelector("[aria-pressed=true]").id`); got != "vote-check_in" {
		t.Errorf("where a vote does not arrive the phone shows %s", got)
	}
	trainer("ask", `{"kind":"guess","session":3,"options":["none","withdrawal"]}`)
	student.until(`document.getElementById("vote-withdrawal") !== null`)
	if got := student.eval(`document.getElementById("content").innerText.includes("did not arrive")`); got != "false" {
		t.Error("what was wrong with a vote stands under the next question")
	}
	other.open(join)
	other.do(chromedp.Evaluate("window.Real = EventSource; "+drivenLine, nil))
	for i, wakes := range []string{`dispatchEvent(new Event("online"))`, `document.dispatchEvent(new Event("visibilitychange"))`} {
		other.do(chromedp.Evaluate(wakes, nil))
		if n := other.eval("lines"); n != fmt.Sprint(i+1) {
			t.Errorf("after %s the phone has opened %s lines", wakes, n)
		}
	}
	other.until(`document.getElementById("vote-withdrawal") !== null`)
	other.do(chromedp.Evaluate(`window.setTimeout = (f, ms) => { window.later = ms; window.again = f; }; line.real.dispatchEvent(new Event("here")); 0`, nil))
	if after := other.eval("String(later)"); after != "50000" {
		t.Errorf("once the studio is heard, the phone waits %s ms for its next word", after)
	}
	if n := other.eval("(again(), lines)"); n != "3" {
		t.Errorf("when nothing more is heard, the phone has opened %s lines in all", n)
	}
}
