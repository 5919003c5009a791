package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rapport/cmd/rapport/studio/engine"
)

// dramatic is the first luck with which the sceptical patient and the stiff
// therapist hold twelve sessions and rupture between the third and the eighth.
func dramatic(t *testing.T) (seed uint64, rupture engine.Session) {
	t.Helper()
	for seed := range uint64(2000) {
		v := courseOf(t, fmt.Sprintf(`{"cast":{"patient":{"vignette":"sceptical"},"therapist":{"vignette":"skilled-stiff"},"approach":"cbt","per_week":1,"sessions":16,"seed":%d},"branches":[{"parent":-1,"played":16}]}`, seed))
		if len(v.Sessions) < 12 {
			continue
		}
		for _, s := range v.Sessions[2:8] {
			if s.Rupture != nil && s.Rupture.Began {
				return seed, s
			}
		}
	}
	t.Fatal("no luck of two thousand has a long course with a rupture")
	return 0, engine.Session{}
}

// courseOf is the first branch that the engine gives.
func courseOf(t *testing.T, request string) engine.BranchView {
	t.Helper()
	reply, err := engine.New(nil).Answer(context.Background(), engine.OpCourse, []byte(request))
	if err != nil {
		t.Fatal(err)
	}
	var course engine.CourseReply
	if err := json.Unmarshal(reply.Body, &course); err != nil {
		t.Fatal(err)
	}
	return course.Branches[0]
}

// Does the whole way work: cast, step, rupture, choose, why, fork, compare, many
// lives, advice, link?
func TestBrowserJourney(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	address := served(t, Options{})
	seed, rupture := dramatic(t)
	p.size(1366, 900, false)
	p.open(address)
	p.shows("A lesson", "An example", "Your own cast")
	p.press("#to-cast")
	p.shows("Who meets whom?", "Guarded", "Flexible expert")
	p.press("#patient-sceptical")
	p.press("#therapist-skilled-stiff")
	p.choose("seed", fmt.Sprint(seed))
	p.until(fmt.Sprintf(`location.hash.includes("seed=%d&") || location.hash.endsWith("seed=%d")`, seed, seed))
	p.press("#begin")
	p.shows("Viktor and Magnus", "Before the first session")

	// Ten sessions; the rupture is met, and told with its numbers.
	for n := 1; n <= 10; n++ {
		p.press("#forward")
		p.shows(fmt.Sprintf("Session %d", n), "Why", "Bond")
		if n == rupture.Number {
			p.shows(rupture.Rupture.Kind+" rupture opens", rupture.Told)
			p.shows(strings.Replace(fmt.Sprintf("%.2f", rupture.True.Trust), "-", "−", 1))
		}
	}

	p.readWhy()

	// Fork before the rupture, and compare.
	for range 10 - rupture.Number + 1 {
		p.press("#back")
	}
	p.shows(fmt.Sprintf("Leave here: another session %d", rupture.Number))
	p.tick("#move-explore_rupture")
	p.press("#hold")
	p.shows("explores a suspected rupture", "leaves A in session "+fmt.Sprint(rupture.Number))
	p.press("#play-out")
	p.shows("Treatment has ended")
	p.press("#nav-compare")
	p.shows("What the moves changed", "difference", "leaves A in session")

	// Many lives, and what would have helped.
	p.press("#nav-lives")
	p.until(`document.getElementById("shares") !== null`)
	p.shows("dropped out", "1,000 lucks", "a rupture never repaired")
	p.press("#nav-session")
	for range 3 {
		p.press("#back")
	}
	p.press("#nav-lives")
	p.until(`document.getElementById("advise") !== null`)
	p.tick("#advise")
	p.until(`document.getElementById("advice-text") !== null`)
	p.shows("600 other lucks", "not of any real patient")

	// The link shows the identical page in another browser.
	for _, view := range []string{"session", "compare"} {
		p.press("#nav-" + view)
		link, here := p.eval("location.href"), p.state()
		other := newTab(t)
		other.size(1366, 900, false)
		other.open(link)
		if there := other.state(); there != here {
			t.Errorf("%s: the link shows another page: %d and %d characters", view, len(there), len(here))
		}
	}
}

// readWhy opens every mechanism of the session; each names its file, its
// parameters and what it rests on.
func (p *tab) readWhy() {
	p.t.Helper()
	rests := 0
	for i := range 8 {
		p.tick(fmt.Sprintf(`.why .facet:nth-of-type(%d) .reason`, 1+i%5))
		p.until(`document.getElementById("dialog").open`)
		text := p.eval(`document.getElementById("dialog").innerText`)
		if !strings.Contains(text, "sim/") || strings.Contains(text, "[object") || strings.Contains(text, "undefined") {
			p.t.Errorf("the mechanism's page says %q", text)
		}
		if p.eval(`document.querySelectorAll("#dialog .refs li").length > 0`) == "true" {
			rests++
		}
		p.tick("#dialog button")
	}
	if rests == 0 {
		p.t.Error("no mechanism names a source")
	}
}

// Can everything be reached and done by keys alone?
func TestBrowserKeyboard(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + "#v=cast&seed=" + fmt.Sprint(firstLasting(t)))
	key := func(keys ...string) {
		for _, k := range keys {
			p.do(chromedp.KeyEvent(k))
		}
	}
	to := func(id string) {
		t.Helper()
		for range 200 {
			if p.eval("document.activeElement.id") == id {
				if p.eval(`getComputedStyle(document.activeElement).outlineStyle !== "none" || document.activeElement.closest(":has(:focus-visible)") !== null`) != "true" {
					t.Errorf("#%s: the focus cannot be seen", id)
				}
				return
			}
			key(kb.Tab)
		}
		t.Fatalf("#%s cannot be reached by Tab; the focus is on #%s", id, p.eval("document.activeElement.id"))
	}
	to("skip")
	key(kb.Enter)
	if at := p.eval("document.activeElement.id"); at != "main" {
		t.Errorf("the skip link leads to #%s", at)
	}
	to("patient-guarded")
	key(kb.ArrowRight)
	p.until(`location.hash.includes("p=sceptical")`)
	to("patient-sceptical")
	key(kb.ArrowLeft)
	p.until(`location.hash.includes("p=guarded")`)
	to("begin")
	key(kb.Enter)
	p.until(`document.getElementById("forward") !== null`)
	for n := 1; n <= 3; n++ {
		key(kb.ArrowRight)
		p.until(fmt.Sprintf(`document.getElementById("session-title")?.innerText.startsWith("Session %d")`, n))
	}
	key(kb.ArrowLeft)
	p.until(`document.getElementById("session-title").innerText.startsWith("Session 2")`)
	to("move-validate")
	key(" ")
	to("hold")
	key(kb.Enter)
	p.until(`document.querySelectorAll(".branch").length === 2`)
	p.shows("leaves A in session 3")
	to("nav-compare")
	key(kb.Enter)
	p.until(`document.body.innerText.includes("What the moves changed")`)
	if at := p.eval("document.activeElement.id"); at != "main" {
		t.Errorf("after a change of view the focus is on #%s", at)
	}
}

// firstLasting is a luck with which the page's first dyad holds six sessions.
func firstLasting(t *testing.T) uint64 {
	t.Helper()
	for seed := range uint64(1000) {
		v := courseOf(t, fmt.Sprintf(`{"cast":{"patient":{"vignette":"guarded"},"therapist":{"vignette":"typical"},"approach":"cbt","per_week":1,"sessions":16,"seed":%d},"branches":[{"parent":-1,"played":16}]}`, seed))
		if len(v.Sessions) >= 6 {
			return seed
		}
	}
	t.Fatal("no luck of a thousand lasts")
	return 0
}

// Does the truth stay hidden, and is a guess asked for, kept in the address and
// scored?
func TestBrowserGuessFirst(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, true)
	p.open(served(t, Options{}) + "#v=session&p=guarded&b=~-1.0.2~&s=2&seed=" + fmt.Sprint(firstLasting(t)))
	p.press("#truth")
	p.shows("The truth is hidden")
	if text := p.eval(`document.getElementById("main").innerText`); strings.Contains(text, "Why\n") || strings.Contains(text, "rupture opens") {
		t.Errorf("the truth is told though it is hidden: %s", text)
	}
	if n := p.eval(`document.querySelectorAll("svg.chart text.direct").length`); n != "0" {
		t.Errorf("%s true curves are named though hidden", n)
	}
	p.press("#guessing")
	if p.eval(`document.getElementById("hold").disabled`) != "true" {
		t.Error("the session can be held without a guess")
	}
	p.tick("#guess-none")
	p.choose("guess-helps", "check_in")
	p.press("#hold")
	p.until(`document.getElementById("guess-result") !== null`)
	p.shows("Your guess:", "The class’s score:", "Under other lucks")
	link := p.eval("location.href")
	if !strings.Contains(link, "g=0.3.none.check_in") || !strings.Contains(link, "truth=0") {
		t.Errorf("the address does not hold the guess: %s", link)
	}
	p.open(link)
	p.until(`document.getElementById("guess-result") !== null`)
}

// Is a guess that is changed scored anew, without a move for its rupture alone, and told in the
// language that the page speaks?
func TestBrowserGuessesAreScoredAsTheyStand(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	address := served(t, Options{})
	p.open(address)
	for _, c := range []struct {
		language, guess, of string
	}{{"en", "none.", "of 1 point"}, {"en", "none.check_in", "of 2 points"}, {"es", "none.check_in", "de 2 puntos"}, {"es", "withdrawal.", "de 1 punto"}} {
		p.visit(fmt.Sprintf("%s#v=session&l=%s&p=guarded&t=typical&b=~-1.0.%d~&s=%[3]d&g=0.%[3]d.%s&seed=%[5]d", address, c.language, calm(t), c.guess, firstLasting(t)))
		p.until(fmt.Sprintf(`document.querySelector("#guess-result h3")?.innerText.includes(%q)`, c.of))
		if lines := p.eval(`document.querySelectorAll("#guess-result p").length`); lines != c.of[3:4] {
			t.Errorf("%s in %s: %s lines, %s", c.guess, c.language, lines, c.of)
		}
	}
}

// calm is a session of [firstLasting] in which no rupture begins.
func calm(t *testing.T) int {
	t.Helper()
	v := courseOf(t, fmt.Sprintf(`{"cast":{"patient":{"vignette":"guarded"},"therapist":{"vignette":"typical"},"approach":"cbt","per_week":1,"sessions":16,"seed":%d},"branches":[{"parent":-1,"played":16}]}`, firstLasting(t)))
	for _, s := range v.Sessions {
		if s.Rupture == nil {
			return s.Number
		}
	}
	t.Fatal("a rupture in every session")
	return 0
}

// Does the large button do what is ticked, in a new branch where the session was
// held already, and is the same branch not made twice? Is the move judged at once?
func TestBrowserAMoveIsNeverLost(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	p.open(served(t, Options{}) + "#v=session&p=guarded&b=~-1.0.4~&s=2&seed=" + fmt.Sprint(firstLasting(t)))
	for range 2 {
		p.tick("#move-check_in")
		p.shows("Session 3 anew with: Check in on the relationship")
		p.press("#forward")
		p.until(`document.querySelectorAll("button.branch").length === 2`)
		p.until(`document.getElementById("session-title").innerText.startsWith("Session 3")`)
		p.until(`document.getElementById("feedback") !== null`)
		p.shows("other lucks", "Check in on the relationship")
		p.press("#branch-0")
		p.until(`document.getElementById("branch-0").getAttribute("aria-pressed") === "true"`)
		p.press("#back")
		p.until(`document.getElementById("session-title").innerText.startsWith("Session 2")`)
	}
	p.press("#branch-1")
	p.until(`document.getElementById("branch-remove") !== null`)
	p.choose("branch-name", "Asked ~ in time")
	p.until(`document.getElementById("branch-1").innerText.includes("Asked ~ in time")`)
	p.open(p.eval("location.href")) // the name is in the address
	p.shows("Asked in time")
	p.until(`document.getElementById("branch-remove") !== null`)
	p.press("#branch-remove")
	p.until(`document.querySelectorAll("button.branch").length === 1`)
	// Two moves at once are judged together, beside each alone.
	for _, move := range []string{"validate", "check_in"} {
		p.tick("#move-" + move)
	}
	p.press("#forward")
	p.until(`document.querySelectorAll("#feedback .feedback-row").length >= 3`)
	p.shows("“Validate feelings” and “Check in on the relationship” together", "Validate feelings + Check in on the relationship")
}

// belowTheFold is what of the told text, the chart and the next choice a trainer
// would have to scroll to.
const belowTheFold = `[".held .told", ".stage svg.chart", ".moves", ".guess"].filter((q) => document.querySelector(q)?.getBoundingClientRect().bottom > innerHeight).join()`

// Can every lesson be opened from the first screen and walked through to its
// debrief, by keys alone, is a guess kept on the way, and are its links at the reader's
// place?
func TestBrowserLessons(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	address := served(t, Options{})
	// The page keeps the focus by name when it draws itself anew.
	enter := func(id string) {
		p.do(chromedp.Evaluate(fmt.Sprintf(`document.getElementById(%q).focus()`, id), nil), chromedp.KeyEvent(kb.Enter))
	}
	for _, card := range engine.LessonCards(nil) {
		p.open(address)
		enter("lesson-" + card.Name)
		p.until(`document.getElementById("lesson-begin") !== null`)
		p.shows(card.Title["en"], "What the class can do afterwards")
		enter("lesson-begin")
		steps, guessed := 0, 0
		for p.until(`document.getElementById("lesson") !== null`); p.eval(`document.getElementById("step-next") !== null`) == "true"; steps++ {
			p.shows(fmt.Sprintf("step %d of", steps+1))
			if p.eval(`document.getElementById("guessing").checked && (document.getElementById("main").innerText + document.title).includes(`+strconv.Quote(card.Title["en"])+`)`) == "true" {
				t.Errorf("%s, step %d: the title stands over the guess", card.Name, steps+1)
			}
			if below := p.eval(belowTheFold); below != "" {
				t.Errorf("%s, step %d: not in the window with the rest: %s", card.Name, steps+1, below)
			}
			if p.eval(`document.getElementById("guess-none") !== null`) == "true" {
				p.tick("#guess-none")
				guessed++
			}
			enter("step-next")
			p.until(fmt.Sprintf(`location.hash.includes("step=%d&") && document.getElementById("lesson")?.innerText.includes("step %d of")`, steps+1, steps+2))
		}
		if steps < 4 || p.eval(`document.getElementById("debrief") !== null`) != "true" {
			t.Errorf("%s ends after %d steps, without a debrief", card.Name, steps)
		}
		if kept := p.eval(`location.hash.split("&g=0.").length - 1`); kept != fmt.Sprint(guessed) {
			t.Errorf("%s: of %d guesses %s are kept", card.Name, guessed, kept)
		}
		here := p.eval(`document.getElementById("lesson").innerText`)
		p.open(p.eval("location.href"))
		if there := p.eval(`document.getElementById("lesson").innerText`); there != here {
			t.Errorf("%s: the link shows %q", card.Name, there)
		}
	}
}

// Has every lesson a handout of two pages with blanks and the key of its chart, in each language, and is the
// view of a session printed on two pages at the most?
func TestBrowserPrintsTwoPages(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, true)
	address := served(t, Options{})
	p.open(address)
	for _, card := range engine.LessonCards(nil) {
		for _, code := range []string{"en", "es"} {
			p.visit(address + "#v=handout&lesson=" + card.Name + "&l=" + code)
			p.until(`document.querySelectorAll(".sheet svg.chart").length === 1`)
			if n := p.eval(`document.querySelectorAll(".sheet .blank").length >= 4 && document.querySelectorAll(".sheet .legend li").length >= 4 && [...document.querySelectorAll(".sheet")].every((s) => s.scrollHeight <= 297 * 96 / 25.4)`); n != "true" {
				t.Errorf("%s in %s: blanks or the key of the chart are missing, or a sheet is too long: %s", card.Name, code, p.eval(`[...document.querySelectorAll(".sheet")].map((s) => s.scrollHeight)`))
			}
			if n := p.printed(); n != 2 {
				t.Errorf("%s in %s: %d pages", card.Name, code, n)
			}
		}
	}
	p.size(794, 1123, false) // a sheet of A4, as wide as a small tablet
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if edge := p.eval(`Math.round(parseFloat(getComputedStyle(document.querySelector(".sheet")).paddingLeft) * 25.4 / 96)`); edge != "15" {
		t.Errorf("a handout is printed %s mm from the edge of its paper", edge)
	}
	p.do(emulation.SetEmulatedMedia().WithMedia(""))
	p.visit(address + "#v=class&l=en")
	p.tick("#class-open")
	p.until(`document.getElementById("qr")?.naturalWidth > 0`)
	p.size(688, 900, false) // a page of A4 within its margins
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if millimetres := p.eval(`Math.round(document.getElementById("qr").getBoundingClientRect().width * 25.4 / 96)`); millimetres != "90" {
		t.Errorf("the code by which a class comes in is printed %s mm wide, so that it leaves the page of its heading", millimetres)
	}
	p.size(1440, 900, true)
	p.do(emulation.SetEmulatedMedia().WithMedia(""))
	p.tick("#class-close")
	p.until(`document.getElementById("class-open") !== null`)
	p.visit(address + "#v=session&l=en&p=guarded&b=~-1.0.6~&s=5&seed=" + fmt.Sprint(firstLasting(t)))
	if n := p.printed(); n > 2 {
		t.Errorf("a session is printed on %d pages", n)
	}
	p.visit(address + "#v=session&l=en&p=guarded&b=~-1.0.6~5:check_in&s=5&seed=" + fmt.Sprint(firstLasting(t)))
	p.until(`document.querySelectorAll("#feedback .feedback-row").length > 1`)
	if n := p.printed(); n > 2 {
		t.Errorf("a session in which a move was chosen is printed on %d pages", n)
	}
	// From a narrow window, whose charts are tall, the words of the chart can be read on paper, too.
	p.size(1024, 768, false)
	points := func(event string) string {
		return p.eval(fmt.Sprintf(`(() => { if (%q) dispatchEvent(new Event(%[1]q)); const b = document.querySelector(".course svg.chart").viewBox.baseVal, text = document.querySelector(".course svg.chart text");
			return Math.round(parseFloat(getComputedStyle(text).fontSize) * Math.min(1, 660 / b.width, 70 * 96 / 25.4 / b.height) * 72 / 96); })()`, event))
	}
	before := points("")
	if size := points("beforeprint"); size < "6" || len(size) > 1 {
		t.Errorf("on paper the words of the chart have %s points", size)
	}
	if after := points("afterprint"); after != before {
		t.Errorf("after printing the chart is another: %s, before %s", after, before)
	}
	if n := p.printed(); n > 2 {
		t.Errorf("from a narrow window a session is printed on %d pages", n)
	}
	p.size(1440, 900, true)
	p.press("#nav-share")
	p.press("#print")
	p.until(`location.hash.startsWith("#v=session")`)
	p.press("#nav-lives")
	p.until(`document.getElementById("advise") !== null`)
	p.tick("#advise")
	p.until(`document.getElementById("advice-text") !== null`)
	p.size(688, 900, false) // a page of A4 within its margins
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if cut := p.eval(`[...document.querySelectorAll("main table")].filter((x) => x.getClientRects().length && x.getBoundingClientRect().right > x.closest(".card").getBoundingClientRect().right).length`); cut != "0" {
		t.Errorf("of %s tables columns are cut off on paper", cut)
	}
	p.size(1440, 900, true)
	p.visit(address + "#v=compare&l=en&p=guarded&b=~-1.0.6~&b=~0.3.6~3:validate&cmp=0.1&seed=" + fmt.Sprint(firstLasting(t)))
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if n := p.eval(`[...document.querySelectorAll("details:not([open])")].map((d) => d.getClientRects().length).join()`); n != "0,0" {
		t.Errorf("what nobody can open on paper is printed: %s", n)
	}
	// No card is empty, and the chosen approach alone is printed, in ink.
	p.visit(address + "#v=lesson&l=en&lesson=unnoticed-withdrawal")
	p.until(`document.getElementById("lesson-begin") !== null`)
	if n := p.eval(`[...document.querySelectorAll("main .card")].filter((c) => c.getClientRects().length && !c.innerText.trim()).length`); n != "0" {
		t.Errorf("%s empty cards are printed", n)
	}
	p.visit(address + "#v=cast&l=en")
	if chosen := p.eval(`[...document.querySelectorAll(".segments span")].filter((x) => x.getClientRects().length).map((x) => x.innerText + (getComputedStyle(x).color === getComputedStyle(document.body).color)).join()`); chosen != "CBTtrue" {
		t.Errorf("of the approaches is printed: %s", chosen)
	}
}

// printed is how many pages the view takes on paper.
func (p *tab) printed() int {
	p.t.Helper()
	var pdf []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = browserpage.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	if dir := os.Getenv(envPictures); dir != "" {
		_ = os.WriteFile(dir+"/printed.pdf", pdf, 0o644) // the last one, to look at
	}
	return len(regexp.MustCompile(`/Type\s*/Page[^s]`).FindAll(pdf, -1))
}

// Does a link of a studio that asks for its token open, in another browser, at the
// reader's place?
func TestBrowserLinkWithToken(t *testing.T) {
	t.Parallel()
	trainer, reader := newTab(t), newTab(t)
	trainer.open(served(t, Options{Addr: "0.0.0.0:0"}) + "#v=session&l=en&p=guarded&b=~-1.0.4~&s=3&seed=" + fmt.Sprint(firstLasting(t)))
	trainer.shows("Session 3")
	trainer.press("#nav-share")
	link := trainer.eval(`document.getElementById("link").value`)
	reader.open(strings.Replace(link, "v=share", "v=session", 1))
	reader.shows("Session 3", "Tobias and Robin")
	if at := reader.eval("location.href"); strings.Contains(at, "token=") {
		t.Errorf("the token stays in the address: %s", at)
	}
}

// Are course and fan drawn anew while a slider moves, before it is let go, as the
// engine answers for its last place?
func TestBrowserSliderRedraws(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	p.open(served(t, Options{}) + "#v=cast&l=en&p=guarded&t=typical&seed=" + fmt.Sprint(firstLasting(t)))
	p.tick("details summary")
	p.until(`document.querySelectorAll("#preview-patient svg.chart").length === 3`)
	before := p.eval(`document.getElementById("preview-patient").innerHTML`)
	p.do(chromedp.Evaluate(`const slider = document.getElementById("patient-trait-attachment_avoidance"); for (const v of [1, 0, -1, -2]) { slider.value = v; slider.dispatchEvent(new Event("input")); }`, nil))
	p.until(fmt.Sprintf(`document.getElementById("preview-patient").innerHTML !== %q && document.querySelector("[aria-busy]") === null`, before))
	if said := p.eval(`slider.getAttribute("aria-valuetext")`); said != "−2.0 SD" {
		t.Errorf("the slider says %s", said)
	}
	if strings.Contains(p.eval("location.hash"), "pt=") {
		t.Error("the trait is kept before the slider is let go")
	}
	shown := p.eval(`document.querySelector("#preview-patient svg.chart").getAttribute("aria-label")`)
	p.do(chromedp.Evaluate(`slider.dispatchEvent(new Event("change"))`, nil))
	p.until(`location.hash.includes("attachment_avoidance:-2")`)
	p.until(`document.querySelectorAll("#preview-patient svg.chart").length === 3 && document.querySelector("[aria-busy]") === null`)
	if there := p.eval(`document.querySelector("#preview-patient svg.chart").getAttribute("aria-label")`); there != shown {
		t.Errorf("let go, it shows %q, before it %q", there, shown)
	}
}

// Does a phone join by its code, vote, and see the result, and does the trainer see
// votes come in and go on with them?
func TestBrowserClass(t *testing.T) {
	t.Parallel()
	trainer, student := newTab(t), newTab(t)
	trainer.size(1440, 900, false)
	student.size(390, 844, true)
	trainer.open(served(t, Options{}) + "#v=class&l=en")
	trainer.tick("#class-open")
	trainer.until(`document.getElementById("qr")?.complete && document.getElementById("qr").naturalWidth > 0`)
	join := "http://" + trainer.eval(`document.querySelector(".address").innerText`)
	trainer.do(chromedp.Evaluate(fmt.Sprintf(`location.hash = "#v=session&l=en&p=guarded&guess=1&b=~-1.0.2~&s=2&seed=%d"`, firstLasting(t)), nil))
	trainer.until(`document.getElementById("ask-move") !== null`)
	student.open(join)
	student.until(`document.getElementById("title").innerText.includes("Tobias and Robin")`)
	trainer.until(`document.getElementById("class-panel").innerText.includes("1 phone is here")`)
	// The phone draws what has been told, and has nothing of the truth behind it.
	student.until(`document.querySelectorAll("#course circle").length > 2`)
	if source := student.eval(`document.getElementById("content").innerHTML`); regexp.MustCompile(`(?i)intensity|"true"|trust|severity|rupture (opens|begins)`).MatchString(source) {
		t.Errorf("the phone knows too much: %.2000s", source)
	}
	trainer.tick("#ask-guess")
	student.until(`document.getElementById("vote-none") !== null`)
	student.until(`document.getElementById("say").innerText === "Will a rupture begin in session 3?"`)
	student.tick("#vote-none")
	trainer.until(`document.getElementById("class-panel").innerText.includes("1 vote, 1 here")`)
	trainer.inTheWindow()
	trainer.tick("#go-on")
	trainer.until(`document.getElementById("session-title")?.innerText.startsWith("Session 3") && document.getElementById("guess-result") !== null`)
	trainer.until(`document.getElementById("ask-move") !== null`)
	trainer.tick("#ask-move")
	student.until(`document.getElementById("vote-validate") !== null && !document.getElementById("vote-validate").disabled`)
	student.tick("#vote-validate")
	trainer.until(`document.getElementById("reveal") !== null && document.getElementById("class-panel").innerText.includes("1 vote, 1 here")`)
	trainer.inTheWindow()
	trainer.tick("#reveal")
	student.until(`document.querySelectorAll("meter").length > 1`)
	student.until(`document.getElementById("say").innerText.includes("Validate feelings: 1")`)
	if axe, err := os.ReadFile(os.Getenv(envAxe)); err == nil {
		student.accessible(string(axe), "the phone's page")
		trainer.accessible(string(axe), "the trainer's class")
	}
	trainer.tick("#go-on")
	trainer.until(`location.hash.includes("4:validate") || location.hash.includes("4%3Avalidate")`)
	trainer.until(`document.getElementById("ask-move") !== null`)
	trainer.press("#nav-class")
	trainer.tick("#class-close")
	student.until(`document.getElementById("title").innerText.includes("The class is over")`)
}

// inTheWindow demands that votes, the trainer's own guess, the chart and the next choice
// are seen together.
func (p *tab) inTheWindow() {
	p.t.Helper()
	if below := p.eval(`["#tally", ".guess", ".stage svg.chart", ".moves"].filter((q) => !(document.querySelector(q)?.getBoundingClientRect().bottom <= innerHeight)).join()`); below != "" {
		p.t.Errorf("not in the window while a class votes: %s", below)
	}
}

// Is a run shown, and can a patient be picked, seen in every scenario and forked?
func TestBrowserRun(t *testing.T) {
	t.Parallel()
	run, err := OpenRun(finishedRun(t))
	if err != nil {
		t.Fatal(err)
	}
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{Run: run}))
	p.shows("Does training in repair help?", "as-usual", "trained", "waiting", "Courses worth a look")
	p.choose("pick-patient", "7")
	p.press("#open-patient")
	p.shows("Patient 7 of the run", "scenario as-usual", "trained", "waiting")
	p.shows("the doing of scenarios and moves")
	p.press("#end-compare")
	p.shows("What differs", "under two scenarios", "Patient 7, replication 0")
	if pair := p.eval(`[0, 1].map((i) => document.getElementById("compare-" + i).value).join()`); pair != "0,1" {
		t.Errorf("from the end of the first scenario, branches %s are compared", pair)
	}
	p.press("#nav-session")
	p.press("#first")
	p.tick("#move-goal_review")
	p.press("#hold")
	p.shows("leaves A in session 1", "reviews the goals")
	p.press("#branch-2")
	p.shows("A waiting list", "natural course", "Assessment ")
	// Nobody holds a session there: they are assessments, in what is told, drawn and pressed.
	p.press("#forward")
	if said := p.eval(`["#told", ".course", ".reasons"].map((q) => document.querySelector(q).innerText + document.querySelector(q).getAttribute("aria-label") + [...document.querySelectorAll(q + " svg.chart title")].map((x) => x.textContent)).join(" ")`); regexp.MustCompile(`(?i)session`).MatchString(strings.ReplaceAll(said, "Step through the sessions", "")) {
		t.Errorf("a waiting list is shown with sessions: %s", said)
	}
	if heads := p.eval(`[...document.querySelectorAll(".key th[scope=col]")].map((x) => x.textContent).join()`); heads != "assessment,PHQ-9,severity" {
		t.Errorf("the table of a waiting list has the columns %s", heads)
	}
	p.press("#nav-compare")
	p.shows("What the moves changed")
	p.press("#nav-lives")
	p.until(`document.getElementById("shares") !== null`)
	p.shows("dropped out", "as-usual", "trained")
	p.press("#nav-share")
	p.shows("for every patient of the run")
}

// With the truth hidden, is a rupture that somebody reports told of, and nothing else that only
// the model knows?
func TestBrowserReportsAreSeenFromOutside(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	address := served(t, Options{})
	p.open(address)
	told, quiet := 0, 0
	for session := 1; session <= 8; session++ {
		p.visit(fmt.Sprintf("%s#v=session&l=en&truth=0&p=obliging&t=warm-novice&seed=%d&b=~-1.0.16~&s=%d", address, firstLasting(t), session))
		text := p.eval(`document.querySelector(".told").innerText`)
		reported := p.eval(`[...document.querySelectorAll(".reasons tbody tr")].filter((r) => r.cells[0].innerText.startsWith("Rupture") && r.cells[1].innerText === "yes").length > 0`) == "true"
		if said := strings.Contains(text, "A rupture is reported afterwards by: "); said != reported || said && strings.Contains(text, "nothing special") {
			t.Errorf("session %d, reported %v: %s", session, reported, text)
		}
		if reported {
			told++
		} else {
			quiet++
		}
	}
	if told == 0 || quiet == 0 {
		t.Errorf("%d sessions with a report and %d without", told, quiet)
	}
}

// Do the charts of a run hold what they show: many scenarios, with long names, of people
// severely depressed, on a phone?
func TestBrowserRunOfMany(t *testing.T) {
	t.Parallel()
	text := "question: Does it fit?\nseed: 3\npopulation: {patients: 20, severity_mean: 23, severity_sd: 1}\nscenarios:\n"
	for i := range 12 {
		text += fmt.Sprintf("  - name: therapists-trained-in-repair-for-two-years-%02d\n", i)
	}
	run, err := OpenRun(finished(t, text))
	if err != nil {
		t.Fatal(err)
	}
	p := newTab(t)
	p.size(360, 740, false)
	p.open(served(t, Options{Run: run}))
	p.shows("Courses worth a look")
	const outside = `[...document.querySelectorAll("svg.chart")].flatMap((c) => [...c.querySelectorAll("text, path")].filter((e) => {
		const b = e.getBBox(), [, , width, height] = c.getAttribute("viewBox").split(" ").map(Number), top = e.tagName === "path" ? 20 : 0;
		return b.x < -1 || b.x + b.width > width + 1 || b.y < top - 2 || b.y + b.height > height + 2;
	})).map((e) => e.textContent || e.getAttribute("d").slice(0, 60)).join("; ")`
	if out := p.eval(outside); out != "" {
		t.Errorf("beyond its chart: %s", out)
	}
	if alone := p.eval(`[...document.querySelectorAll("section.card")].filter((c) => c.querySelector("svg.chart") && !c.querySelector(".legend")).map((c) => c.innerText.slice(0, 40)).join("; ")`); alone != "" {
		t.Errorf("charts without a legend: %s", alone)
	}
	p.press("#open-patient")
	p.shows("Patient 0 of the run")
	letters := `[...document.querySelectorAll(".course-host svg.chart text")].filter((e) => /^[B-L]$/.test(e.textContent))`
	if n := p.eval(letters + ".length"); n != "11" {
		t.Errorf("%s letters of other branches, want 11", n)
	}
	if over := p.eval(letters + `.filter((e) => e.getBBox().x < 46).map((e) => e.textContent).join()`); over != "" {
		t.Errorf("letters over the numbers of the axis: %s", over)
	}
}
