package studio

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rapport/cmd/rapport/studio/engine"
)

// Tools of the browser tests that .ci/studio brings along.
const (
	envAxe      = "RAPPORT_STUDIO_AXE"      // axe.min.js, which checks accessibility
	envPictures = "RAPPORT_STUDIO_PICTURES" // a folder for a picture of every view
	envSingle   = "RAPPORT_STUDIO_SINGLE"   // the single file; empty: not tested
	envAll      = "RAPPORT_STUDIO_ALL"      // set: the browser tests are carried out at all
)

// views are the views of a course with a fork, by name.
func views(t *testing.T) map[string]string {
	dyad := fmt.Sprintf("&p=guarded&t=flexible-expert&seed=%d&b=~-1.0.16~2:validate&b=~0.4.16~2:validate,4:push_technique&c=1&s=5&cmp=0.1", firstLasting(t))
	all := map[string]string{"begin": "#v=session&b=~-1.0.0~"}
	for _, v := range []string{"cast", "session", "compare", "lives", "share"} {
		all[v] = "#v=" + v + dyad
	}
	all["home"], all["lesson"], all["step"] = "#v=home", "#v=lesson&lesson=repaired-confrontation", "#v=session&lesson=repaired-confrontation&step=2"+dyad
	all["handout"] = "#v=handout&lesson=unnoticed-withdrawal"
	all["traits"] = "#v=cast&pt=agreeableness:1" + dyad
	all["long"] = "#v=session&n=60&f=2&a=psychodynamic&p=lasting&b=~-1.0.60~&s=2"
	all["hidden"] = "#v=session&truth=0&guess=1" + dyad
	return all
}

// drawn waits until what a view computes later is there.
func (p *tab) drawn(view string) {
	p.t.Helper()
	if view == "handout" {
		p.until(`document.querySelectorAll(".sheet svg.chart").length === 1`)
	}
	if view == "traits" {
		p.until(`document.querySelectorAll("#preview-patient svg.chart").length === 3`)
	}
	if view == "lives" {
		p.until(`document.getElementById("shares") !== null`)
	}
}

// Does every view fit phone and laptop (where pictures are asked for, also tablet
// and projector, each in light and dark), with words for every chart and control?
func TestBrowserViewsFit(t *testing.T) {
	t.Parallel()
	type look struct {
		width, height int64
		dark          bool
	}
	looks := []look{{320, 640, true}, {1366, 768, false}} // the narrow one in Spanish, whose words are longer
	if os.Getenv(envPictures) != "" {
		looks = []look{{360, 740, false}, {360, 740, true}, {768, 1024, false}, {768, 1024, true}, {1366, 768, false}, {1366, 768, true}, {1920, 1080, false}, {1920, 1080, true}}
	}
	together := []string{"begin", "session", "step", "hidden"} // where chart, text and choice stand together
	p := newTab(t)
	address := served(t, Options{})
	for _, l := range looks {
		p.size(l.width, l.height, l.dark)
		p.open(address)
		for name, at := range views(t) {
			if l.width == 320 {
				at += "&l=es"
			}
			p.visit(address + at)
			p.drawn(name)
			if below := p.eval(belowTheFold); l.width > 1080 && slices.Contains(together, name) && below != "" {
				t.Errorf("%s at %d by %d: not in the window with the rest: %s", name, l.width, l.height, below)
			}
			if over := p.eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); over != "0" {
				t.Errorf("%s at %d px is %s px too wide", name, l.width, over)
			}
			if got := p.eval(`document.documentElement.dataset.theme`); (got == "dark") != l.dark {
				t.Errorf("%s: the page is %s", name, got)
			}
			p.picture(fmt.Sprintf("%s-%d-%s.png", name, l.width, map[bool]string{true: "dark", false: "light"}[l.dark]))
			p.named(name)
		}
	}
}

// picture keeps the view where a folder for pictures is given.
func (p *tab) picture(name string) {
	p.t.Helper()
	dir := os.Getenv(envPictures)
	if dir == "" {
		return
	}
	var png []byte
	p.do(chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(dir, name), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// named demands words for every chart and control of the view that is open.
func (p *tab) named(view string) {
	p.t.Helper()
	for what, expression := range map[string]string{
		"charts without words":    `[...document.querySelectorAll("svg.chart")].filter((c) => c.getAttribute("role") !== "img" || !c.getAttribute("aria-label")).length || ""`,
		"controls without a name": `[...document.querySelectorAll("button, input, select")].filter((e) => !(e.innerText || e.getAttribute("aria-label") || (e.labels && e.labels.length) || "").toString().trim()).map((e) => e.id || e.className).join()`,
		"ids that stand twice":    `[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i).join()`,
	} {
		if found := p.eval(expression); found != "" {
			p.t.Errorf("%s: %s: %s", view, what, found)
		}
	}
	if view != "begin" && p.eval(`document.querySelectorAll("svg.chart").length > 0 && document.querySelectorAll("table").length === 0`) == "true" {
		p.t.Errorf("%s: a chart without a table", view)
	}
}

// Does axe-core find no fault, WCAG 2.2 AA included, in any view, on a laptop in the light and
// on a phone in the dark?
func TestBrowserAccessibility(t *testing.T) {
	t.Parallel()
	axe, p := axeCore(t), newTab(t)
	address := served(t, Options{})
	for _, l := range []struct {
		width int64
		dark  bool
	}{{1366, false}, {390, true}} { // not each width in each: axe-core takes a second or two
		p.size(l.width, 900, l.dark)
		p.open(address)
		for name, at := range views(t) {
			p.visit(address + at)
			p.drawn(name)
			p.accessible(axe, fmt.Sprintf("%s at %d px, dark %v", name, l.width, l.dark))
			if name == "session" {
				p.tick(".reason")
				p.until(`document.getElementById("dialog").open`)
				p.accessible(axe, fmt.Sprintf("a mechanism at %d px, dark %v", l.width, l.dark))
			}
		}
	}
}

// Does axe-core find no fault in any step of any lesson, on a laptop and on a phone in the
// dark in turn?
func TestBrowserLessonsAreAccessible(t *testing.T) {
	t.Parallel()
	axe, p := axeCore(t), newTab(t)
	address := served(t, Options{})
	p.size(1440, 900, false)
	p.open(address)
	steps := 0
	for _, card := range engine.LessonCards(nil) {
		p.visit(address + "#v=lesson&l=en&lesson=" + card.Name)
		p.until(`document.getElementById("lesson-begin") !== null`)
		p.accessible(axe, card.Name+": its page")
		p.press("#lesson-begin")
		for step := 1; ; step++ {
			p.until(settled)
			width := []int64{1440, 390}[steps%2]
			p.size(width, 900, width == 390)
			p.accessible(axe, fmt.Sprintf("%s, step %d at %d px", card.Name, step, width))
			steps++
			if p.eval(`document.getElementById("step-next") === null`) == "true" {
				break
			}
			p.press("#step-next")
		}
	}
	t.Logf("%d steps of %d lessons", steps, len(engine.LessonCards(nil)))
}

// settled says that nothing of a lesson's step is still computed.
const settled = `document.getElementById("lesson") !== null && document.querySelector(".feedback:not(#feedback)") === null && (!location.hash.includes("v=lives") || document.getElementById("shares") !== null)`

// axeCore is the script that checks accessibility.
func axeCore(t *testing.T) string {
	t.Helper()
	file := os.Getenv(envAxe)
	if file == "" {
		t.Skip("axe-core is not here: .ci/studio brings it along")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// accessible runs axe-core on what is shown.
func (p *tab) accessible(axe, what string) {
	p.t.Helper()
	if p.eval("typeof axe") == "undefined" {
		p.do(chromedp.Evaluate(axe+";undefined", nil))
	}
	p.await(`const r = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
		window.axeFound = JSON.stringify(r.violations.map((v) => [v.id, v.help, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0]?.message || ""))]));`)
	if found := p.eval("window.axeFound"); found != "[]" {
		p.t.Errorf("%s: %s", what, found)
	}
}

// Does the single file show, from a disk and without a network, what the server
// shows?
func TestBrowserSingleFile(t *testing.T) {
	t.Parallel()
	file := os.Getenv(envSingle)
	if file == "" {
		t.Skip("the single file is not here: .ci/studio builds it")
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the single file has %.1f MB", float64(info.Size())/1e6)
	address := served(t, Options{})
	server, disk := newTab(t), newTab(t)
	server.size(1366, 900, false)
	disk.size(1366, 900, false)
	disk.offline()
	for name, at := range views(t) {
		if name == "share" { // it says where it is
			continue
		}
		server.open(address + at) // anew: what an earlier view has left could differ
		disk.open("file://" + file + at)
		server.drawn(name)
		disk.drawn(name)
		if a, b := server.state(), disk.state(); a != b {
			t.Errorf("%s: the file shows another page than the server: %s", name, firstDifference(a, b))
		}
	}
	// It steps and forks.
	disk.open("file://" + file + views(t)["begin"])
	disk.press("#forward")
	disk.press("#first")
	disk.tick("#move-validate")
	disk.press("#hold")
	disk.shows("leaves A in session 1", "validates feelings")
	// It holds a lesson to its end.
	disk.open("file://" + file + "#v=lesson&l=en&lesson=unnoticed-withdrawal")
	for disk.press("#lesson-begin"); disk.eval(`document.getElementById("step-next") !== null`) == "true"; disk.press("#step-next") {
		disk.until(settled)
	}
	disk.until(settled)
	if disk.eval(`document.getElementById("debrief") !== null`) != "true" {
		t.Errorf("the file does not hold a lesson to its debrief: %.300s", disk.textNow())
	}
	// The whole answer, beyond the digits that are shown.
	text := strings.ReplaceAll(goodRequest, `"played":6`, `"played":16`)
	_, _, want := asked(t, "POST", address+"api/course", text, nil)
	got := disk.eval(fmt.Sprintf(`new TextDecoder().decode(rapport("course", %q).body)`, text))
	var a, b any
	if json.Unmarshal([]byte(want), &a) != nil || json.Unmarshal([]byte(got), &b) != nil {
		t.Fatal("an answer is no JSON")
	}
	if at := apart(a, b); at != "" {
		t.Errorf("the file computes other numbers than the server: %s", at)
	}
	// A link to the class, which a file does not have, leads to the first screen.
	disk.open("file://" + file + "#v=class&l=en")
	disk.shows("What would you like to do?", "v=class")
}

// offline cuts the tab off.
func (p *tab) offline() {
	p.t.Helper()
	p.do(chromedp.ActionFunc(cutOff))
}

// apart is where two documents differ by more than the last digits of a float
// that another processor's exponential function may give; empty: nowhere.
func apart(a, b any) string {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return fmt.Sprintf("%v and %v", a, b)
		}
		for k := range x {
			if at := apart(x[k], y[k]); at != "" {
				return k + "." + at
			}
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return fmt.Sprintf("%v and %v", a, b)
		}
		for i := range x {
			if at := apart(x[i], y[i]); at != "" {
				return fmt.Sprintf("%d.%s", i, at)
			}
		}
	case float64:
		y, ok := b.(float64)
		if !ok || x-y > 1e-6 || y-x > 1e-6 {
			return fmt.Sprintf("%v and %v", a, b)
		}
	default:
		if a != b {
			return fmt.Sprintf("%v and %v", a, b)
		}
	}
	return ""
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("%q and %q", a[max(0, i-60):min(len(a), i+60)], b[max(0, i-60):min(len(b), i+60)])
		}
	}
	return fmt.Sprintf("%d and %d characters", len(a), len(b))
}

// Have the two long courses that are compared, each in a place that moves sideways, names of their own?
func TestBrowserLongCoursesHaveNames(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + "#v=compare&l=en&p=guarded&t=rupture-trained&a=cbt&f=1&n=60&seed=77&b=~-1.0.4~&b=~0.3.4~3:validate&c=1&s=4&cmp=0.1")
	p.until(`document.querySelectorAll(".course-host .chart").length === 2`)
	if got := p.eval(`[...document.querySelectorAll(".course-host[role=region]")].map((x) => x.getAttribute("aria-label")).join("; ")`); got != "Branch A: Chart, can be moved sideways; Branch B: Chart, can be moved sideways" {
		t.Errorf("the places are called %q", got)
	}
}
