package studio

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The browser tests drive a real Chromium. They are skipped, with a word, where
// there is none; .ci/studio installs it.

// chromium is the path of a browser, empty where there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// tab is a page in a browser, with all that it complained of and asked for.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // errors on the console, exceptions, failed requests
	asked  []string // addresses of requests

	saved chan string // a download that is whole
}

// newTab opens a tab of a browser of its own. When the test ends, nothing may
// have gone wrong in it, and no request may have left the machine.
func newTab(t *testing.T) *tab {
	t.Helper()
	path := chromium()
	switch {
	case testing.Short():
		t.Skip("browser tests are left out of short runs")
	case path == "":
		t.Skip("no Chromium here: apt-get install chromium, or run .ci/studio")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true))
	all, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(all, chromedp.WithErrorf(t.Logf)) // such as events newer than the library
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)                 // a browser that hangs must not hang the tests
	p := &tab{t: t, ctx: ctx, saved: make(chan string, 16)}
	chromedp.ListenTarget(ctx, p.listen)
	t.Cleanup(func() {
		p.verdict()
		cancel()
		_ = chromedp.Cancel(ctx) // the browser may have gone already
		closeTab()
		stop()
	})
	p.do(log.Enable(), network.Enable())
	return p
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
		if e.Entry.Level == log.LevelError {
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
		shown := p.textNow()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.t.Fatalf("%v\nshown: %.600s\nfaults: %v", err, shown, p.faults)
	}
}

// textNow is what stands on the page, for messages.
func (p *tab) textNow() (text string) {
	_ = chromedp.Run(p.ctx, chromedp.Evaluate(`document.body ? document.getElementById("main").innerText : ""`, &text))
	return text
}

// open loads an address and waits until the page is drawn.
func (p *tab) open(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(address), chromedp.WaitVisible("body[data-ready]", chromedp.ByQuery))
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

// press clicks an element and waits until the page has been drawn again.
func (p *tab) press(selector string) {
	p.t.Helper()
	turn := p.eval("String(document.body.dataset.ready)")
	p.do(chromedp.WaitEnabled(selector, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).click()", selector), nil),
		chromedp.Poll(fmt.Sprintf("document.body.dataset.ready !== %q", turn), nil))
}

// tick clicks an element that changes no state of the address.
func (p *tab) tick(selector string) {
	p.t.Helper()
	p.do(chromedp.WaitReady(selector, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).click()", selector), nil))
}

// eval is the value of an expression as text.
func (p *tab) eval(expression string) string {
	p.t.Helper()
	var text string
	p.do(chromedp.Evaluate("String("+expression+")", &text))
	return text
}

// until waits for an expression to hold.
func (p *tab) until(expression string) {
	p.t.Helper()
	p.do(chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(60*time.Second)))
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
