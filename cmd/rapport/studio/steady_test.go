package studio

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The first dyad of the page after four sessions of a luck that lasts, as the class
// guesses where guessing says so.
func steadyCourse(t *testing.T, guessing string) string {
	return fmt.Sprintf("#v=session&l=en&p=guarded&b=~-1.0.4~&s=4&seed=%d%s", firstLasting(t), guessing)
}

// Is every step told to those who hear the page, does the focus stay where keys go on
// from, and does what was opened stay open?
func TestBrowserKeysAreNotLost(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + steadyCourse(t, ""))
	p.tick(".key details:last-child summary")
	p.until(`document.querySelectorAll(".key details[open]").length === 2`)
	p.do(chromedp.Evaluate(`document.getElementById("back").focus()`, nil))
	for n := 3; n >= 0; n-- {
		p.do(chromedp.KeyEvent(kb.Enter))
		if n > 0 {
			p.until(fmt.Sprintf(`document.getElementById("say").innerText.startsWith("Session %d.")`, n))
		}
	}
	p.until(`document.getElementById("say").innerText === "Before the first session"`)
	if at := p.eval("document.activeElement.id"); at != "told" {
		t.Errorf("where there is no way back the focus is on #%s", at)
	}
	if n := p.eval(`document.querySelectorAll(".key details[open]").length`); n != "2" {
		t.Errorf("after five steps %s of two parts are open", n)
	}
	p.do(chromedp.Evaluate(`document.querySelector(".who .button").focus()`, nil)) // it has no name
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.until(`document.getElementById("say").innerText.startsWith("Session 1.")`)
	if at := p.eval("document.activeElement.innerText"); at != "Change the cast" {
		t.Errorf("the focus went from a button without a name to %q", at)
	}
	p.press("#truth")
	p.press("#forward")
	p.until(`document.getElementById("say").innerText.startsWith("Session 2.")`)
	if said := p.eval(`document.getElementById("say").innerText`); said != p.eval(`"Session 2. " + document.querySelector(".held .told").innerText`) {
		t.Errorf("with the truth hidden it is said %q", said)
	}
}

// Does a click while the studio still computes hold no session that nobody saw, and does
// the page go back to what it shows where no answer comes?
func TestBrowserWaitsForTheStudio(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + steadyCourse(t, "&guess=1"))
	at := func() string {
		return p.eval(`location.hash.match(/&s=\d+/)[0] + " " + document.getElementById("session-title").innerText.slice(0, 9) + " " + (location.hash.match(/&g=/g) || []).length`)
	}
	p.do(chromedp.Evaluate(`const answers = [], real = fetch; window.fetch = (...asked) => new Promise((done, fail) => answers.push({ on: () => done(real(...asked)), lost: () => fail(new TypeError("gone")) })); 0`, nil))
	p.tick("#guess-none")
	p.tick("#move-validate")
	for range 3 {
		p.do(chromedp.Evaluate(`document.getElementById("forward").click()`, nil))
	}
	p.until(`answers.length === 1`)
	if got := p.eval(`document.getElementById("main").className`); !strings.Contains(got, "busy") {
		t.Error("nothing shows that the studio computes")
	}
	p.do(chromedp.Evaluate(`window.scrollTo(0, document.body.scrollHeight); answers[0].lost()`, nil))
	p.until(`document.getElementById("fault") !== null`)
	if got := p.eval(`document.getElementById("fault").getBoundingClientRect().top >= document.querySelector(".top").getBoundingClientRect().bottom`); got != "true" {
		t.Error("what went wrong is told where somebody far below does not see it")
	}
	if got := at(); got != "&s=4 Session 4 0" {
		t.Errorf("where no answer came the page stands at %s", got)
	}
	p.until(`document.getElementById("guess-none").checked && document.getElementById("move-validate").checked && !document.getElementById("hold").disabled`)
	p.do(chromedp.Evaluate(`window.fetch = real; document.getElementById("forward").click()`, nil))
	p.until(`document.getElementById("session-title").innerText.startsWith("Session 5")`)
	if got := at(); got != "&s=5 Session 5 1" || p.eval(`document.getElementById("fault") === null`) != "true" {
		t.Errorf("once it answers again the page stands at %s", got)
	}
}

// Is said what is not understood in an address, whoever wrote it, and is nothing said of one
// that the studio itself has written, or that is written otherwise?
func TestBrowserStrangeAddresses(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}))
	for address, want := range map[string]string{
		"#v=cast&l=en&p=sceptikal&t=clear-guide":                                      "p=sceptikal",
		"#v=session&l=en&n=99999&b=~-1.0.2~2:chekin&s=2":                              "n=99999, b=~-1.0.2~2:chekin",
		"#v=cast&l=en&colour=red&truth=1&facet=bond&seed=007":                         "colour=red",
		"#v=session&l=en&f=1.0&pt=severity:18.50&b=~-1.0.3~3:check_in,2:validate&s=3": "",
		"#v=run&l=en":                   "v=run", // no run is looked at here
		"#v=lesson&l=en&lesson=no-such": "v=lesson, lesson=no-such",
	} {
		p.visit(p.base + address)
		p.until(`document.body.dataset.ready && document.querySelector("main h1, main h2") !== null`)
		if got := p.eval(`document.getElementById("strange")?.innerText ?? ""`); want == "" && got != "" || !strings.HasSuffix(strings.TrimSuffix(got, "."), want) {
			t.Errorf("%s: it is said %q, want %q", address, got, want)
		}
		written := p.eval("location.hash")
		p.visit(p.base + written)
		if got := p.eval(`document.getElementById("strange")?.innerText ?? ""`); got != "" {
			t.Errorf("%s: of its own address it says %q", written, got)
		}
	}
}

// Is what has the focus never hidden behind the head of the page or the bar by which a course
// begins, in windows of every height?
func TestBrowserFocusIsNotCovered(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 768, false)
	p.open(served(t, Options{}))
	for _, size := range [][2]int64{{1366, 768}, {960, 540}, {390, 844}} {
		p.size(size[0], size[1], false)
		p.visit(p.base + "#v=cast&l=en&p=sceptical&t=clear-guide")
		p.do(chromedp.Evaluate(`for (const d of document.querySelectorAll("details")) d.open = true; document.getElementById("main").focus()`, nil))
		p.until(`document.querySelectorAll("#preview-patient svg.chart, #preview-therapist svg.chart").length >= 3 && document.querySelector("[aria-busy]") === null`)
		reached := 0
		for range 60 {
			p.do(chromedp.KeyEvent(kb.Tab))
			at := p.eval(`(() => {
				const a = document.activeElement, box = a.getBoundingClientRect(), bars = [".top", ".begin"].map((q) => document.querySelector(q)).filter((x) => !x.contains(a) && getComputedStyle(x).position === "sticky");
				return document.getElementById("main").contains(a) ? (bars.some((x) => box.top >= x.getBoundingClientRect().top && box.bottom <= x.getBoundingClientRect().bottom) ? "covered: " : "seen: ") + (a.id || a.innerText) : "";
			})()`)
			if strings.HasPrefix(at, "covered") {
				t.Errorf("%d×%d: %s", size[0], size[1], at)
			}
			if at != "" {
				reached++
			}
		}
		if reached < 25 {
			t.Errorf("%d×%d: only %d were reached", size[0], size[1], reached)
		}
	}
}
