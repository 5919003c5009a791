package studio

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rapport/cmd/rapport/studio/engine"
	"rapport/cmd/rapport/studio/lesson"
)

// ownLesson is a lesson of a trainer's own with these steps.
func ownLesson(t *testing.T, steps ...string) *lesson.Lesson {
	t.Helper()
	text := `title: "<img src=x onerror=alert(1)> درس </script> ` + strings.Repeat("Donaudampfschifffahrt", 6) + `"
summary: "هذا الدرس قصير ` + strings.Repeat("x", 90) + `"
minutes: 5
goals: [To see]
cast: {patient: sceptical, therapist: clear-guide}
find: {rupture: any, from: 3}
debrief: [Think]
sheet: [Prepare]
steps:
` + strings.Join(steps, "\n")
	l, err := lesson.Parse("own.yaml", []byte(text), engine.LessonKnown())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Is a lesson of one's own, in whatever script and with whatever markup and words, shown as
// it is written, within window and phone, and do phones follow it into every view?
func TestBrowserOwnLesson(t *testing.T) {
	t.Parallel()
	p, student := newTab(t), newTab(t)
	long := "https://example.org/" + strings.Repeat("withoutanyblank", 9)
	address := served(t, Options{Lesson: ownLesson(t,
		`  - {at: rupture, title: "<b>ماذا</b>", say: "`+long+`", questions: ["`+long+`"]}`,
		"  - {at: rupture, title: Anew, say: Look, try: explore_rupture, truth: true}",
		"  - {at: end, title: Side by side, say: Both, view: compare, branch: B, truth: true}",
		"  - {at: end, title: Again and again, say: Many, view: lives, branch: B, truth: true, questions: [What else]}")})
	student.size(320, 640, false)
	fits := func(who *tab, where string) {
		t.Helper()
		if wide := who.eval(`document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth + " of " + innerWidth : ""`); wide != "" {
			t.Errorf("%s is wider than the window: %s", where, wide)
		}
	}
	p.size(1024, 768, false)
	p.open(address + "#v=class&l=en")
	p.tick("#class-open")
	p.until(`document.getElementById("qr") !== null`)
	student.open("http://" + p.eval(`document.querySelector(".address").innerText`))
	for _, view := range []string{"home", "lesson", "handout"} {
		p.do(chromedp.Evaluate(fmt.Sprintf(`location.hash = "#v=%s&l=en&lesson=own"`, view), nil))
		p.until(fmt.Sprintf(`document.querySelector({ home: "#lesson-own", lesson: "#lesson-begin", handout: ".sheet svg.chart" }[%q]) !== null`, view))
		for _, width := range []int64{1024, 320} {
			p.size(width, 768, false)
			fits(p, fmt.Sprintf("%s at %d", view, width))
		}
	}
	p.do(chromedp.Evaluate(`location.hash = "#v=lesson&l=en&lesson=own"`, nil))
	p.tick("#lesson-begin")
	student.until(`document.getElementById("title").innerText === "<b>ماذا</b>"`)
	fits(p, "a step")
	fits(student, "a step on a phone")
	p.press("#step-next")
	student.until(`document.getElementById("title").innerText === "Anew"`)
	for _, step := range []string{"Side by side Both", "Again and again Many"} {
		p.press("#step-next")
		student.until(fmt.Sprintf(`document.getElementById("title").innerText + " " + document.querySelector(".told").innerText === %q`, step))
	}
	student.until(`document.getElementById("content").innerText.includes("What else")`)
	if n := p.eval(`document.querySelectorAll("main img:not(#qr), main script").length`); n != "0" {
		t.Errorf("%s elements are made of a title", n)
	}
}

// Has a lesson that stands at no session a handout all the same?
func TestBrowserHandoutWithoutASession(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1024, 768, false)
	p.open(served(t, Options{Lesson: ownLesson(t, "  - {at: intake, title: Who, say: Look, questions: [Who is it]}", "  - {at: end, title: Many, say: Look, view: lives}")}) + "#v=handout&l=en&lesson=own")
	p.until(`document.querySelectorAll(".sheet").length === 2`)
	p.shows("Who is it", "What I take along")
}

// Does a lesson, which speaks of its own two people, not stand over others?
func TestBrowserALessonEndsWithItsCast(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + "#v=lesson&l=en&lesson=ending-well")
	p.press("#lesson-begin")
	p.until(`document.getElementById("lesson") !== null`)
	p.press("#nav-cast")
	p.press("#begin")
	p.until(`document.getElementById("lesson") !== null`) // who only looks at the cast stays in it
	p.press("#nav-cast")
	p.tick("#patient-independent")
	p.until(`location.hash.includes("p=independent")`)
	p.press("#begin")
	p.shows("Ruth and Robin")
	if p.eval(`document.getElementById("lesson") === null`) != "true" {
		t.Errorf("over Ruth stands the lesson: %s", p.eval(`document.getElementById("lesson").innerText`))
	}
}

// Does the browser's way back lead to the step before, and forward again?
func TestBrowserBackIsTheStepBefore(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.open(served(t, Options{}) + "#v=lesson&l=en&lesson=ending-well")
	p.press("#lesson-begin")
	p.shows("Four sessions are left")
	p.press("#step-next")
	p.shows("Guess the next session")
	for _, to := range []struct{ way, shows string }{{"back", "Four sessions are left"}, {"forward", "Guess the next session"}, {"back", "Four sessions are left"}} {
		p.do(chromedp.Evaluate("history."+to.way+"()", nil))
		p.until(fmt.Sprintf(`document.getElementById("step-title")?.innerText === %q`, to.shows))
	}
}

// Does who comes back to a guess find it as it was made, and does it count once?
func TestBrowserAGuessIsFoundAgain(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.open(served(t, Options{}) + "#v=lesson&l=en&lesson=ending-well")
	p.press("#lesson-begin")
	p.press("#step-next")
	p.shows("Guess the next session")
	p.tick("#guess-withdrawal")
	for _, way := range []string{"#step-next", "#step-back"} {
		p.press(way)
		p.until(settled)
	}
	p.until(`document.getElementById("guess-withdrawal")?.checked === true`)
	p.press("#hold")
	p.until(`document.getElementById("guess-withdrawal")?.checked === false`) // the next session is asked for
	if n := p.eval(`(location.hash.match(/[&]g=/g) || []).length`); n != "1" {
		t.Errorf("one guess is %s guesses: %s", n, p.eval("location.hash"))
	}
}
