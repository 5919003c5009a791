// The first screen: a lesson, an example, or a cast of one's own.

import { catalogue } from "./engine.js";
import { h } from "./dom.js";
import { face } from "./faces.js";
import { openLesson } from "./lesson.js";
import { firstBranch } from "./state.js";
import { said, t } from "./words.js";

// EXAMPLES are pairs that show much, by whatever luck.
const EXAMPLES = [["sceptical", "clear-guide", "cbt", 640], ["anxious", "warm-novice", "cbt", 5], ["independent", "skilled-stiff", "cbt", 3], ["seeking", "quiet-listener", "psychodynamic", 8]];

const named = (list, key) => list.find((v) => v.key === key);

function lessonCard(app, l) {
  return h("li", null, h("button", { class: "pick", id: `lesson-${l.name}`, onclick: () => openLesson(app, l.name) },
    h("strong", null, said(l.title)), h("span", null, said(l.summary)), h("span", { class: "small muted" }, t("lesson.minutes", { n: l.minutes }))));
}

function exampleCard(app, [patient, therapist, approach, seed]) {
  const p = named(catalogue.patients, patient), d = named(catalogue.therapists, therapist);
  const open = () => app.set({ lesson: "", run: null, patient: { vignette: patient, traits: {} }, therapist: { vignette: therapist, traits: {} }, approach, seed,
    perWeek: 1, sessions: 16, taper: 0, branches: [firstBranch()], current: 0, at: 0, guesses: [], view: "session" });
  return h("li", null, h("button", { class: "pick", id: `example-${patient}`, onclick: open }, h("span", { class: "pair" }, face(p.name), face(d.name)),
    h("strong", null, t("cast.and", { patient: p.name, therapist: d.name })), h("span", null, t("home.meets", { patient: t(`patient.${patient}.title`), therapist: t(`therapist.${therapist}.title`) }))));
}

// homeView is the first screen.
export function homeView(app) {
  return [
    h("h1", null, t("home.title")), h("p", { class: "lead" }, t("home.lead")),
    h("section", { class: "card" }, h("h2", null, t("home.lesson")), h("p", { class: "muted" }, t("home.lesson_text")), h("ul", { class: "picks" }, catalogue.lessons.map((l) => lessonCard(app, l)))),
    h("section", { class: "card" }, h("h2", null, t("home.example")), h("p", { class: "muted" }, t("home.example_text")), h("ul", { class: "picks" }, EXAMPLES.map((x) => exampleCard(app, x)))),
    h("section", { class: "card" }, h("h2", null, t("home.own")), h("p", { class: "muted" }, t("home.own_text")), h("button", { class: "button main", id: "to-cast", onclick: () => app.set({ lesson: "", view: "cast" }) }, t("home.own_button"))),
  ];
}
