// The handout of a lesson: two pages on paper, with blanks and questions.

import { ask, catalogue } from "./engine.js";
import { capital, fold, h } from "./dom.js";
import { courseChart, courseTable, legend } from "./chart.js";
import { titleAt } from "./lesson.js";
import { speaks, t } from "./words.js";

// loadHandout fetches the two courses that the handout shows: as it stands where the
// class guesses, and the session that the lesson is about.
export async function loadHandout(app) {
  const l = app.lesson?.reply, key = app.state.lesson + speaks();
  if (app.state.view !== "handout" || !l || app.handout?.for === key) return;
  const held = l.steps.filter((s) => s.view === "session" && s.session > 0);
  const guess = held.find((s) => s.guess) || held[0] || l.steps[0], scene = held.find((s) => s.truth && s.session >= guess.session) || held.at(-1) || l.steps.at(-1);
  const course = async (step) => ({ step, view: (await ask("course", { cast: l.cast, branches: step.branches, language: speaks() })).branches[step.current] });
  app.handout = { for: key, guess: await course(guess), scene: await course(scene) };
}

const blank = (lines) => h("div", { class: "blank", "aria-hidden": "true" }, Array.from({ length: lines }, () => h("i", null)));
const asked = (steps, lines) => steps.flatMap((s) => s.questions.map((q) => [h("p", { class: "question" }, h("strong", null, q)), blank(lines)]));

function whoMeets(l) {
  const p = catalogue.patients.find((v) => v.key === l.cast.patient.vignette), d = catalogue.therapists.find((v) => v.key === l.cast.therapist.vignette);
  return [h("p", null, h("strong", null, p.name), ": ", t(`patient.${p.key}.portrait`)), h("p", null, h("strong", null, d.name), ": ", t(`therapist.${d.key}.portrait`)), [p.name, d.name]];
}

// handoutView is the two pages, on the screen as on paper.
export function handoutView(app) {
  const l = app.lesson?.reply, x = app.handout;
  if (!l || !x) return [h("p", null, t("lesson.finding"))];
  const [patient, therapist, names] = whoMeets(l), host = h("div", { class: "handout-chart" });
  const n = x.guess.step.session, planned = x.guess.view.planned, session = x.scene.view.sessions[x.scene.step.session - 1];
  app.draw(host, (width) => courseChart({ views: [x.guess.view], current: 0, at: 0, truth: false, width, room: 250 }));
  const split = l.steps.indexOf(x.scene.step), before = l.steps.slice(0, split), after = l.steps.slice(split);
  const lines = (steps) => (steps.reduce((sum, s) => sum + s.questions.length, 0) > 3 ? 1 : 2);
  const head = (page, title) => h("p", { class: "sheet-head" }, h("span", null, title), h("span", null, t("handout.page", { page })));
  // The first page is in the hands of those who guess: it does not say what happens.
  const open = titleAt(l, 0) === l.title, aims = [h("p", { class: "lead" }, l.summary), h("h2", null, t("lesson.goals")), h("ul", null, l.goals.map((g) => h("li", null, g)))];
  return [
    h("div", { class: "row noprint" }, h("button", { class: "button main", id: "print", onclick: () => print() }, t("handout.print")), h("button", { class: "button", id: "handout-back", onclick: () => app.set({ view: "lesson" }) }, t("handout.back"))),
    h("section", { class: "sheet", "aria-label": t("handout.page", { page: 1 }) }, head(1, titleAt(l, 0)),
      h("h1", null, open ? l.title : t("cast.and", { patient: names[0], therapist: names[1] })), open ? aims : null,
      patient, therapist, h("h2", null, t("handout.seen", { n, planned })), host, legend(x.guess.view, false, false),
      h("p", { class: "question" }, h("strong", null, t("phone.guess", { session: n + 1 })), " ", ["none", "withdrawal", "confrontation"].map((o) => h("span", { class: "tick" }, `☐ ${o === "none" ? t("phone.no_rupture") : capital(t(`kind.${o}`))}`)), h("span", { class: "tick" }, t("handout.because"))), blank(1),
      asked(before, lines(before))),
    h("section", { class: "sheet", "aria-label": t("handout.page", { page: 2 }) }, head(2, l.title), open ? null : aims,
      session?.scene.length ? [h("h2", null, t("handout.scene", { session: x.scene.step.session })), h("p", { class: "small" }, t("handout.scene_text")),
      h("div", { class: "scene" }, session.scene.map((turn, i) => [turn.care ? h("small", { class: "care" }, turn.care) : null, h("p", { class: turn.who }, h("b", null, session.scene[i - 1]?.who === turn.who ? "" : names[turn.who === "patient" ? 0 : 1]), h("q", null, turn.text), turn.marker ? h("small", null, t("handout.marker"), " ", h("span", { class: "gap" })) : null, turn.strategy ? h("small", null, t("handout.strategy"), " ", h("span", { class: "gap" })) : null)]))] : null,
      asked(after, lines(after)), h("h2", null, t("handout.take")), blank(3), h("p", { class: "small muted" }, t("handout.foot"))),
    h("div", { class: "noprint" }, fold(app, "table", t("chart.as_table"), courseTable(x.guess.view, false, t("handout.seen", { n, planned })))),
  ];
}
