package studio

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// The browser tests drive a real Chromium. .ci/studio installs it and walks them all;
// elsewhere they are skipped, with a word, for they take as long as all other tests.

// chromium is the path of a browser, empty where there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// theBrowser is the one browser of all tests: starting one takes seconds. Each test
// has a context of its own in it, with its own cookies, as a private window has.
var theBrowser struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if theBrowser.stop != nil {
		theBrowser.stop()
	}
	os.Exit(status)
}

// unhurried are the times of a studio in tests: nothing fails for coming late, on
// however slow a machine.
var unhurried = times{answer: time.Hour, header: time.Hour, body: time.Hour}

// whileTestsLast is a context that ends some time before all tests have to, so that it
// is told what a test waits for in vain.
func whileTestsLast(t *testing.T, parent context.Context, before time.Duration) (context.Context, context.CancelFunc) {
	if end, ok := t.Deadline(); ok {
		return context.WithDeadline(parent, end.Add(-before))
	}
	return context.WithCancel(parent)
}

func startBrowser(path string) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.WSURLReadTimeout(unhurried.answer))
	all, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(all, chromedp.WithErrorf(func(string, ...any) {}), // it complains of events newer than itself
		chromedp.WithBrowserOption(chromedp.WithDialTimeout(unhurried.answer)))
	theBrowser.ctx, theBrowser.err = ctx, chromedp.Run(ctx)
	theBrowser.stop = func() {
		_ = chromedp.Cancel(ctx) // it may have gone already
		closeBrowser()
		stop()
	}
}

// tab is a page in a browser, with all that it complained of and asked for.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // errors on the console, exceptions, failed requests
	asked  []string // addresses of requests

	saved chan string // a download that is whole
	base  string      // what is loaded, without its place in the page

	alone cdp.BrowserContextID // the private window
}

// newTab opens a tab that shares nothing with the others. When the test ends,
// nothing may have gone wrong in it, and no request may have left the machine.
func newTab(t *testing.T) *tab {
	t.Helper()
	path := chromium()
	switch {
	case os.Getenv(envAll) == "":
		t.Skip("walked by .ci/studio: set " + envAll + "=1 for that")
	case path == "":
		t.Fatal("no Chromium here: apt-get install chromium, or run .ci/studio")
	}
	theBrowser.once.Do(func() { startBrowser(path) })
	if theBrowser.err != nil {
		t.Fatalf("the browser does not start: %v", theBrowser.err)
	}
	window, page := newWindow(t)
	ctx, _ := chromedp.NewContext(theBrowser.ctx, chromedp.WithTargetID(page))
	ctx, cancel := whileTestsLast(t, ctx, 20*time.Second) // a browser that hangs must not hang the tests
	p := &tab{t: t, ctx: ctx, saved: make(chan string, 16), alone: window}
	chromedp.ListenTarget(ctx, p.listen)
	chromedp.ListenBrowser(ctx, p.listen)
	t.Cleanup(func() {
		p.verdict()
		cancel()
		if err := inBrowser(target.DisposeBrowserContext(window)); err != nil {
			t.Errorf("the window does not close: %v", err)
		}
	})
	p.do(log.Enable(), network.Enable())
	return p
}

// newWindow opens an empty private window. chromedp's own way asks for a tab of a
// window that is not there.
func newWindow(t *testing.T) (window cdp.BrowserContextID, page target.ID) {
	t.Helper()
	err := inBrowser(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		if window, err = target.CreateBrowserContext().Do(ctx); err != nil {
			return err
		}
		page, err = target.CreateTarget("about:blank").WithBrowserContextID(window).WithNewWindow(true).Do(ctx)
		return err
	}))
	if err != nil {
		t.Fatalf("no new window: %v", err)
	}
	return window, page
}

// inBrowser asks the browser itself for something, not one of its pages.
func inBrowser(action chromedp.Action) error {
	return action.Do(cdp.WithExecutor(theBrowser.ctx, chromedp.FromContext(theBrowser.ctx).Browser))
}

func (p *tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			p.faults = append(p.faults, fmt.Sprintf("console: %s %s", e.Args[0].Value, e.Args[0].Description))
		}
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, "exception: "+e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		// A studio that a test ends first leaves pages that call it again, as they should.
		calls := strings.HasSuffix(e.Entry.URL, "/events") && strings.Contains(e.Entry.Text, "ERR_CONNECTION_REFUSED")
		if e.Entry.Level == log.LevelError && !calls {
			p.faults = append(p.faults, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *browser.EventDownloadProgress:
		if e.State == browser.DownloadProgressStateCompleted {
			p.saved <- e.GUID
		}
	case *network.EventRequestWillBeSent:
		p.asked = append(p.asked, e.Request.URL)
	}
}

// verdict reports what went wrong in the tab.
func (p *tab) verdict() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("in the browser: %s", f)
	}
	for _, text := range p.asked {
		at, err := url.Parse(text)
		if err != nil || !slices.Contains([]string{"127.0.0.1", ""}, at.Hostname()) {
			p.t.Errorf("a request left the machine: %s", text)
		}
	}
}

func (p *tab) do(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.failed(err)
	}
}

// failed ends the test with what stands on the page.
func (p *tab) failed(err error) {
	p.t.Helper()
	shown := p.textNow()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.t.Fatalf("%v\nshown: %.600s\nfaults: %v", err, shown, p.faults)
}

// textNow is what stands on the page, for messages.
func (p *tab) textNow() (text string) {
	_ = chromedp.Run(p.ctx, chromedp.Evaluate(`document.body ? document.getElementById("main").innerText : ""`, &text))
	return text
}

// open loads an address and waits until the page is drawn.
func (p *tab) open(address string) {
	p.t.Helper()
	if p.base != "" { // another place in the same page would load nothing
		p.do(chromedp.Navigate("about:blank"))
	}
	p.base, _, _ = strings.Cut(address, "#")
	p.do(chromedp.Navigate(address))
	p.until(`document.body?.dataset.ready`)
}

// visit shows another place of the page that is loaded, as its links do; one that
// is not loaded is opened.
func (p *tab) visit(address string) {
	p.t.Helper()
	base, place, _ := strings.Cut(address, "#")
	if base != p.base {
		p.open(address)
		return
	}
	p.act(fmt.Sprintf(`history.pushState(null, "", %q); dispatchEvent(new PopStateEvent("popstate"))`, "#"+place))
}

// size is the window, and whether the page should be dark.
func (p *tab) size(width, height int64, dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	p.do(emulation.SetDeviceMetricsOverride(width, height, 1, width < 700),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// cutOff takes the network away.
func cutOff(ctx context.Context) error {
	return network.EmulateNetworkConditions(true, 0, 0, 0).Do(ctx)
}

// act does something by which the page is drawn anew, and waits for that.
func (p *tab) act(script string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`{ const turn = document.body.dataset.ready; %s; await holds(() => document.body.dataset.ready !== turn); }`, script))
}

// press clicks an element and waits until the page has been drawn again.
func (p *tab) press(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector(%q)?.matches(":enabled")`, selector))
	p.act(fmt.Sprintf("document.querySelector(%q).click()", selector))
}

// tick clicks an element that changes no state of the address.
func (p *tab) tick(selector string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`const element = () => document.querySelector(%q); await holds(element); element().click();`, selector))
}

// choose gives a field a value, as one who types or picks it.
func (p *tab) choose(id, value string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`const element = () => document.getElementById(%q); await holds(element);
		element().value = %q; element().dispatchEvent(new Event("change"));`, id, value))
}

// eval is the value of an expression as text.
func (p *tab) eval(expression string) string {
	p.t.Helper()
	var text string
	p.do(chromedp.Evaluate("String("+expression+")", &text))
	return text
}

// until waits for an expression to hold: it is looked at whenever the page changes.
func (p *tab) until(expression string) {
	p.t.Helper()
	p.await(fmt.Sprintf("await holds(() => %s);", expression))
}

// holds waits, inside the page, until something is so.
const holds = `const holds = (so) => new Promise((done) => {
	const look = () => { let is = false; try { is = so(); } catch { /* what it asks about is not there yet */ } if (is) { watch.disconnect(); document.removeEventListener("load", look, true); done(); } };
	const watch = new MutationObserver(look);
	watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
	document.addEventListener("load", look, true);
	look();
});`

// await runs a script that may wait.
func (p *tab) await(script string) {
	p.t.Helper()
	ctx, cancel := whileTestsLast(p.t, p.ctx, 40*time.Second) // what the page shows then is still told
	defer cancel()
	wait := func(r *runtime.EvaluateParams) *runtime.EvaluateParams { return r.WithAwaitPromise(true) }
	if err := chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf("(async () => { %s %s })()", holds, script), nil, wait)); err != nil {
		p.failed(fmt.Errorf("%s: %w", script, err))
	}
}

// shows demands that some text stands on the page.
func (p *tab) shows(texts ...string) {
	p.t.Helper()
	shown := p.eval(`document.getElementById("main").innerText`)
	for _, text := range texts {
		if !strings.Contains(strings.ToLower(shown), strings.ToLower(text)) {
			p.t.Errorf("the page does not show %q: %.400s", text, shown)
		}
	}
}

// state is all that can be seen, and the drawing of the charts.
func (p *tab) state() string {
	p.t.Helper()
	return p.eval(`document.getElementById("main").innerText + [...document.querySelectorAll("svg.chart")].map((c) => c.outerHTML).join("")`)
}
