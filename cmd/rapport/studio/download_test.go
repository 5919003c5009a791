package studio

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"rapport/scenarios/study"
)

// download presses a button and returns the file that the browser saved.
func (p *tab) download(dir, button, name string) []byte {
	p.t.Helper()
	p.tick(button)
	select {
	case <-p.saved:
	case <-p.ctx.Done():
		p.t.Fatalf("%s saved no %s", button, name)
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

// Is every download whole, and does it stand alone?
func TestBrowserDownloads(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	dir := t.TempDir()
	address := served(t, Options{})
	p.size(1366, 900, true)
	if err := inBrowser(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithBrowserContextID(p.alone).WithDownloadPath(dir).WithEventsEnabled(true)); err != nil {
		t.Fatal(err)
	}
	p.open(address + views(t)["share"])

	plan := p.download(dir, "#get-study", "studio.yaml")
	if s, err := study.Parse("studio.yaml", plan, study.Overrides{NoEnvironment: true}); err != nil || len(s.Scenarios) != 2 {
		t.Errorf("the study: %v\n%s", err, plan)
	}
	if text := p.download(dir, "#get-csv", "studio-sessions.csv"); !bytes.HasPrefix(text, []byte("branch,replication,patient,")) {
		t.Errorf("sessions: %.80s", text)
	}
	if text := p.download(dir, "#get-ledger", "studio-ledger.csv"); !bytes.Contains(text, []byte("natural_course")) {
		t.Errorf("ledger: %.80s", text)
	}
	if text := p.download(dir, "#get-parquet", "studio-sessions.parquet"); !bytes.HasPrefix(text, []byte("PAR1")) {
		t.Errorf("Parquet: %.8q", text)
	}
	if text := p.download(dir, "#get-png", "studio.png"); !bytes.HasPrefix(text, []byte("\x89PNG\r\n")) || len(text) < 20_000 {
		t.Errorf("PNG: %d bytes, %.8q", len(text), text)
	}
	drawing := p.download(dir, "#get-svg", "studio.svg")
	if err := wellFormed(drawing); err != nil || bytes.Contains(drawing, []byte("var(")) {
		t.Errorf("SVG: %v; it must not lean on the page's colours", err)
	}
	printed := p.download(dir, "#get-html", "studio-course.html")
	for _, never := range []string{"<script", "http://", "https://", "<link"} {
		if at := bytes.Index(bytes.ReplaceAll(printed, []byte("http://www.w3.org/2000/svg"), nil), []byte(never)); at >= 0 {
			t.Errorf("the printable page holds %s: %.80s", never, printed[at:])
		}
	}
	alone := newTab(t)
	alone.size(1000, 900, false)
	alone.do(chromedp.Navigate("file://" + filepath.Join(dir, "studio-course.html")))
	if text := alone.eval("document.body.innerText"); !strings.Contains(text, "Branch B: leaves A in session 4") || !strings.Contains(text, "Tobias") {
		t.Errorf("the printable page shows %.300s", text)
	}
	alone.picture("printable.png")
	if n := alone.eval(`document.querySelectorAll("svg.chart").length + " " + (document.querySelectorAll("table").length >= 2)`); n != "2 true" {
		t.Errorf("the printable page has %s charts and tables", n)
	}
	alone.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if got := alone.eval(`[...document.querySelectorAll("section.card")].map((c) => getComputedStyle(c).breakInside).join()`); got != "auto,auto" {
		t.Errorf("branches longer than a page are kept off the first one: %s", got)
	}
}

// wellFormed reads a document to its end.
func wellFormed(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not well-formed: %w", err)
		}
	}
}
