// A lesson: a story found, and its stopping points.

import { ask } from "./engine.js";
import { announce, fold, h, icon } from "./dom.js";
import { guessed } from "./guess.js";
import { apart, firstBranch } from "./state.js";
import { speaks, t } from "./words.js";

// loadLesson fetches the lesson of the state, once for each language.
export async function loadLesson(app) {
  const s = app.state, key = s.lesson + speaks();
  if (!s.lesson || app.lesson?.for === key) return;
  app.lesson = { for: key, reply: await ask("lesson", { lesson: s.lesson, language: speaks() }) };
}

// stepState is the page's state at a step of a lesson.
function stepState(reply, name, i) {
  const step = reply.steps[i], cast = reply.cast;
  const branches = step.branches.map((b) => ({ ...firstBranch(), parent: b.parent, at: b.at, moves: b.moves || {}, played: b.played }));
  return {
    lesson: name, step: i, run: null, view: step.view, branches, current: step.current, at: step.session, truth: step.truth, guessing: step.guess,
    compare: apart([0, step.current], branches), patient: { vignette: cast.patient.vignette, traits: cast.patient.traits || {} },
    therapist: { vignette: cast.therapist.vignette, traits: cast.therapist.traits || {} },
    approach: cast.approach, perWeek: cast.per_week, sessions: cast.sessions, taper: cast.taper, seed: cast.seed,
  };
}

// toStep goes to a step of the lesson at hand.
export async function toStep(app, i) {
  const guesses = guessed(app), to = stepState(app.lesson.reply, app.state.lesson, i);
  const before = guesses.find((g) => g.branch === to.current && g.session === to.at + 1);
  app.take();
  if (before) app.guess = { rupture: before.rupture, helps: before.helps }; // it was made there
  await app.set({ ...to, guesses });
  announce(t("lesson.at", { i: i + 1, of: app.lesson.reply.steps.length, title: app.lesson.reply.steps[i].title }));
}

// openLesson shows what a lesson is about.
export const openLesson = (app, name) => app.set({ lesson: name, step: 0, view: "lesson", guesses: [], run: null, branches: [] });

// untold says whether a step is one to guess at, or comes before it: till then even the
// lesson's title would tell the class what happens.
const untold = (reply, i) => reply.steps.some((step, k) => step.guess && k >= i);

// titleAt is the title of a lesson, as far as the class may know it at a step.
export const titleAt = (reply, i) => (untold(reply, i) ? t("lesson.title") : reply.title);

const list = (texts) => h("ul", null, texts.map((x) => h("li", null, x)));

// lessonView is the page of a lesson before it begins, and its trainer's sheet.
export function lessonView(app) {
  const s = app.state, l = app.lesson?.reply;
  if (!l) return [h("h1", null, t("lesson.title")), h("p", null, t("lesson.finding"))];
  return [
    h("h1", null, l.title), h("p", { class: "lead" }, l.summary),
    h("div", { class: "two" },
      h("section", { class: "card" }, h("h2", null, t("lesson.goals")), list(l.goals),
        h("p", { class: "small muted" }, t("lesson.length", { n: l.steps.length, minutes: l.minutes })),
        h("div", { class: "row" }, h("button", { class: "button main", id: "lesson-begin", onclick: () => toStep(app, 0) }, t("lesson.begin")),
          h("button", { class: "button", id: "to-handout", onclick: () => app.set({ view: "handout" }) }, t("lesson.handout")))),
      h("section", { class: "card", id: "sheet" }, fold(app, "sheet", t("lesson.sheet"), l.sheet.map((x) => h("p", null, x)),
        h("ol", null, l.steps.map((step) => h("li", null, h("strong", null, step.title), step.minutes ? ` (${t("lesson.minutes", { n: step.minutes })})` : "", step.listen ? h("p", { class: "small" }, step.listen) : null))),
        h("p", { class: "small muted" }, t("lesson.luck", { luck: l.cast.seed }))))),
  ];
}

// lessonBar stands above the course while a lesson is held.
export function lessonBar(app) {
  const s = app.state, l = app.lesson?.reply;
  if (!s.lesson || !l) return null;
  const step = l.steps[s.step], last = s.step === l.steps.length - 1;
  return h("section", { class: "card lesson", id: "lesson", "aria-labelledby": "step-title" },
    h("div", { class: "lesson-said" },
      h("p", { class: "small muted" }, h("button", { class: "link", onclick: () => app.set({ view: "lesson" }) }, titleAt(l, s.step)), ` · ${t("lesson.step", { i: s.step + 1, of: l.steps.length })}`),
      h("h2", { id: "step-title" }, step.title), h("p", null, step.say),
      last ? h("div", { id: "debrief" }, fold(app, "debrief", t("lesson.debrief"), list(l.debrief))) : null),
    h("div", { class: "lesson-asks" }, step.questions.length ? [h("h3", null, t("lesson.ask")), list(step.questions)] : null,
      step.listen ? h("div", { class: "noprint" }, fold(app, `listen-${s.lesson}-${s.step}`, t("lesson.listen"), h("p", { class: "small" }, step.listen))) : null,
      h("div", { class: "row noprint" },
        h("button", { class: "button", id: "step-back", disabled: s.step === 0, onclick: () => toStep(app, s.step - 1) }, icon("back"), t("lesson.back")),
        last ? h("button", { class: "button main", id: "lesson-leave", onclick: () => app.set({ lesson: "", step: 0, view: "home" }) }, t("lesson.leave"))
          : h("button", { class: "button main", id: "step-next", onclick: () => toStep(app, s.step + 1) }, h("span", null, t("lesson.next")), icon("next")))));
}
