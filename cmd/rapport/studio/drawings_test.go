package studio

import (
	"fmt"
	"strings"
	"testing"
)

// Do the drawings of a course say what its sessions say? Each patient is drawn with
// all therapists to the end, as the therapist would and with a fork, over three lucks: an
// open rupture is shaded, and nothing else is; and no difference is called none where the
// two end apart.
func TestBrowserDrawingsDoNotContradict(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	p.open(served(t, Options{}))
	p.await(drawn)
	if wrong := p.eval(`window.drawn.wrong.slice(0, 5).join("\n")`); wrong != "" {
		t.Error(wrong)
	}
	seen := p.eval(`JSON.stringify(window.drawn.seen)`)
	t.Log(seen)
	if strings.Contains(seen, ":0") {
		t.Errorf("some could not have been seen: %s", seen)
	}
}

// drawn draws courses in the page and keeps in window.drawn what was seen and what is wrong.
const drawn = `
const { ask, catalogue } = await import("./assets/engine.js"), { courseChart } = await import("./assets/chart.js");
const { compareView } = await import("./assets/compare.js"), { fresh, firstBranch, request } = await import("./assets/state.js"), { t } = await import("./assets/words.js");
const seen = { sessions: 0, open: 0, mended: 0, compared: 0, none: 0 }, wrong = [];
const shaded = (view) => {
	const picture = courseChart({ views: [view], current: 0, at: 0, truth: true, width: 900, pick: () => {} });
	const starts = [...picture.querySelectorAll('rect[fill="var(--shade)"]')].map((r) => Number(r.getAttribute("x")));
	const all = [...picture.querySelectorAll('rect[cursor="pointer"]')].map((r) => Number(r.getAttribute("x")) + Number(r.getAttribute("width")) / 2);
	return view.sessions.map((s, i) => starts.some((x) => Math.abs(x - all[i]) < 1));
};
const about = (s) => [s.patient.vignette, s.therapist.vignette, s.seed].join(" ");
for (let luck = 1; luck <= 3; luck++) {
	for (const p of catalogue.patients) for (const d of catalogue.therapists) {
		const s = { ...fresh(), lang: "en", patient: { vignette: p.key, traits: {} }, therapist: { vignette: d.key, traits: {} }, seed: luck, current: 1, compare: [0, 1],
			branches: [{ ...firstBranch(), played: 16 }, { ...firstBranch(), parent: 0, at: 3, played: 16, moves: { 3: ["check_in"] } }] };
		const data = await ask("course", request(s));
		for (const view of data.branches) {
			const is = shaded(view);
			view.sessions.forEach((session, i) => {
				const open = session.marks.every((m) => !["repaired", "faded"].includes(m.kind)) && session.rupture !== null;
				seen.sessions++; seen.open += open; seen.mended += session.marks.some((m) => m.kind === "repaired");
				if (open !== is[i]) wrong.push(about(s) + ", session " + session.n + (open ? " is not shaded: " : " is shaded: ") + session.told);
			});
		}
		const page = document.createElement("div");
		page.append(...compareView({ state: s, data, opened: {}, draw() {}, set() {} }).flat(Infinity).filter(Boolean));
		const rows = Object.fromEntries([...page.querySelectorAll("section:last-child tbody tr")].map((r) => [r.cells[0].innerText || r.cells[0].textContent, [...r.cells].map((c) => c.textContent)]));
		const [a, b] = data.branches, phq = rows["PHQ-9"], last = rows[t("compare.last")];
		seen.compared++;
		for (const r of Object.values(rows)) {
			const none = r[4] === t("compare.none");
			seen.none += none;
			if (none && r[3] !== "±0" && r[3] !== "–") wrong.push(about(s) + ": none, and " + r.join(" | "));
		}
		const far = Math.abs(Number(last[1]) - Number(last[2])) > 0, known = a.sessions.length === b.sessions.length && [a, b].every((v) => v.sessions.at(-1).phq9 !== null);
		if (known && far && (phq[4] === t("compare.none") || phq[3] === "±0")) wrong.push(about(s) + ": " + phq.join(" | ") + " over " + last.join(" | "));
	}
}
window.drawn = { seen, wrong };
`

// Are the numbers of every chart written as the language does, with a figure before the decimal comma?
func TestBrowserNumbersOfChartsAreSpanish(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 900, false)
	p.open(served(t, Options{}) + fmt.Sprintf("#v=session&l=es&p=guarded&b=~-1.0.4~&s=4&seed=%d", firstLasting(t)))
	p.until(`document.querySelectorAll("svg.chart text").length > 20`)
	if all := p.eval(`[...document.querySelectorAll("svg.chart text")].map((x) => x.textContent).filter((x) => /^[,.]|\d\.\d/.test(x) || x === "0,25").join(" ")`); all != "0,25" {
		t.Errorf("numbers of the axis: %s", all)
	}
}

// Do the words of the bands stand apart in windows of every size, where little room is left
// for the chart, too, and does a name of one long word push nothing off a phone?
func TestBrowserWordsStandApart(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1366, 768, false)
	p.open(served(t, Options{}))
	for _, size := range [][2]int64{{1366, 768}, {1920, 1080}, {390, 844}} {
		p.size(size[0], size[1], false)
		for _, view := range []string{"session", "compare"} {
			p.visit(fmt.Sprintf("%s#v=%s&l=en&p=sceptical&t=clear-guide&seed=640&b=~-1.0.9~&b=~0.3.9~3:validate~%s&c=1&s=7&cmp=0.1", p.base, view, strings.Repeat("Schifffahrt", 4)))
			p.until(`document.querySelectorAll("svg.chart text").length > 20`)
			over := p.eval(`(() => {
				const bands = ["minimal", "mild", "moderate", "mod. severe", "mod. sev.", "severe"];
				const boxes = [...document.querySelectorAll("svg.chart")].map((c) => [...c.querySelectorAll("text")].filter((x) => bands.includes(x.textContent)).map((x) => [x.textContent, x.getBoundingClientRect()]));
				return boxes.flatMap((all) => all.slice(1).map(([name, box], i) => box.bottom - all[i][1].top > 1 ? name : "")).filter(Boolean).join();
			})()`)
			if over != "" {
				t.Errorf("%s at %d×%d: words of the bands lie on each other: %s", view, size[0], size[1], over)
			}
			if fits := p.eval(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, size[0])); fits != "true" {
				t.Errorf("%s at %d×%d: the page is wider than the window", view, size[0], size[1])
			}
		}
	}
}

// Where the therapist left the questionnaire unanswered, do both lines of it say so?
func TestBrowserNoAnswerIsToldAsSuch(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1000) {
		v := courseOf(t, fmt.Sprintf(`{"cast":{"patient":{"vignette":"guarded"},"therapist":{"vignette":"typical"},"approach":"cbt","per_week":1,"sessions":16,"seed":%d},"branches":[{"parent":-1,"played":1}]}`, seed))
		if v.Sessions[0].ByOther.Therapist != nil {
			continue
		}
		p := newTab(t)
		p.size(1366, 900, false)
		p.open(served(t, Options{}) + fmt.Sprintf("#v=session&l=en&p=guarded&t=typical&seed=%d&b=~-1.0.1~&s=1", seed))
		if said := p.eval(`[...document.querySelectorAll(".reasons tbody tr")].filter((r) => r.cells[0].innerText.includes("therapist")).map((r) => r.cells[1].innerText).join()`); said != "not answered,not answered" {
			t.Errorf("of the therapist's answers is said: %s", said)
		}
		return
	}
	t.Fatal("the therapist answers in a thousand lucks")
}

// Do the charts of two branches stand side by side where one has a title of two lines?
func TestBrowserComparedChartsStandSideBySide(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1024, 768, false)
	p.open(served(t, Options{}) + fmt.Sprintf("#v=compare&l=es&p=guarded&seed=%d&b=~-1.0.3~&b=~0.1.3~1:validate&cmp=0.1", firstLasting(t)))
	if tops := p.eval(`[...new Set([...document.querySelectorAll(".two svg.chart")].map((x) => Math.round(x.getBoundingClientRect().top)))].join()`); strings.Contains(tops, ",") || tops == "" {
		t.Errorf("the charts begin at %s", tops)
	}
}
