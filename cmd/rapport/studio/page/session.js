// The sessions, one by one: step, choose, fork, and why.

import { catalogue } from "./engine.js";
import { capital, fixed, fold, h, icon, letterOf, table } from "./dom.js";
import { castText } from "./cast.js";
import { courseChart, courseHost, courseTable, legend, numbered } from "./chart.js";
import { face } from "./faces.js";
import { feedback } from "./feedback.js";
import { guessForm, guessResult, scoreCard } from "./guess.js";
import { apart } from "./state.js";
import { tree } from "./tree.js";
import { whyPanel } from "./why.js";
import { count, t } from "./words.js";

const offered = catalogue.moves.filter((m) => m.offered);
const moveName = (key) => t(`move_name.${key}`);

// whoBar names the people of the course.
export function whoBar(app, title) {
  const s = app.state;
  if (s.run) {
    return h("div", { class: "who" }, h("div", null, h("h1", null, title || t("session.of_run", { patient: s.run.patient })),
      h("p", null, title ? t("share.run", s.run) : t("session.scenario", { replication: s.run.replication, letter: letterOf(s.current), scenario: s.branches[s.current].scenario }))),
      h("button", { class: "button noprint", onclick: () => app.set({ view: "run" }) }, t("session.another")));
  }
  const c = castText(s);
  return h("div", { class: "who" }, h("div", { class: "pair" }, face(c.patient.name), face(c.therapist.name)),
    h("div", null, h("h1", null, title || c.pair), h("p", null, `${t("home.meets", { patient: t(`patient.${c.patient.key}.title`), therapist: t(`therapist.${c.therapist.key}.title`) })}. ${capital(c.how)}.`)),
    h("button", { class: "button noprint", onclick: () => app.set({ view: "cast" }) }, t("session.recast")));
}

const yesNo = (v) => t(v === null || v === undefined ? "reports.not_answered" : v ? "reports.yes" : "reports.no");

function reports(session, truth, waiting) {
  const is = session.true, p = session.patient;
  const columns = ["", `#${t("reports.reported")}`, `#${t("reports.true")}`], none = t("reports.not_answered");
  if (waiting) return table(t("reports.beside"), columns, [[t("reports.phq9"), session.phq9 ?? none, truth ? fixed(is.severity, 1) : t("reports.hidden")]]);
  const rows = [
    [t("reports.phq9"), session.phq9 ?? none, fixed(is.severity, 1)],
    ...["bond", "tasks", "goals"].map((x) => [t(`reports.${x}`), p ? fixed(p[x], 2) : none, fixed(is[x])]),
    ...["therapist", "observer"].map((x) => [t(`reports.${x}`), session.reported[x] === null ? none : fixed(session.reported[x], 2), fixed((is.bond + is.tasks + is.goals) / 3)]),
    ...["patient", "therapist", "observer"].map((x) => [t(`reports.rupture_${x}`), yesNo(session.reported[`rupture_${x}`]), yesNo(Boolean(session.rupture))]),
  ];
  return table(t(truth ? "reports.title" : "reports.only"), truth ? columns : columns.slice(0, 2), rows.map((r) => (truth ? r : r.slice(0, 2))));
}

// OUTSIDE are the events that could be seen without knowing the truth.
const OUTSIDE = ["rule", "missed", "break", "change", "taper", "ended"];

// seen is what could be seen of a session from outside.
function seen(session) {
  const said = session.marks.filter((m) => m.kind !== "rule" && OUTSIDE.includes(m.kind)).map((m) => capital(m.text) + (m.text.endsWith(".") ? "" : "."));
  if (session.chosen.length) said.unshift(t("session.chosen", { moves: session.chosen.map(moveName).join(", ").toLowerCase() }));
  const who = ["patient", "therapist", "observer"].filter((x) => session.reported[`rupture_${x}`]);
  if (who.length) said.push(t("session.reported", { who: who.map((x) => t(`chart.${x}`)).join(", ") }));
  return said.join(" ") || t("session.nothing");
}

// toldCard says what happened in the session at hand.
function toldCard(app, view, session) {
  const s = app.state;
  if (!session) {
    const waits = view.therapist === "none";
    return h("section", { class: "card held", id: "told", tabindex: "-1" }, h("h2", null, t(waits ? "wait.before" : "session.before")),
      h("p", { class: "told" }, t(s.truth && !waits ? "session.brings" : "session.unsaid")),
      waits ? null : h("p", null, t("session.first")));
  }
  const tags = session.marks.filter((m) => !["ending", "rule"].includes(m.kind) && (s.truth || OUTSIDE.includes(m.kind)));
  return h("section", { class: "card held", id: "told", tabindex: "-1", "aria-labelledby": "session-title" },
    h("h2", { id: "session-title" }, numbered(view, session.n), h("span", { class: "muted small" }, "  " + t("session.week", { week: fixed(session.week, Number.isInteger(session.week) ? 0 : 1) }))),
    tags.length ? h("p", null, tags.map((m) => h("span", { class: `tag ${m.kind}` }, m.text.replace(/\.$/, "")))) : null,
    session.decided.map((text) => h("p", { class: "note decided" }, text)),
    h("p", { class: "told" }, s.truth ? session.told : seen(session)),
    feedback(app, session),
    scene(app, session),
    s.lesson && !s.truth ? null : guessResult(app, session.n)); // a lesson reveals in its own time
}

// toldText is what is said of the session at hand to those who hear the page.
export function toldText(app) {
  const s = app.state, view = app.data.branches[s.current], session = view?.sessions[s.at - 1];
  if (!session) return t(view?.therapist === "none" ? "wait.before" : "session.before");
  return `${numbered(view, session.n)}. ${s.truth ? session.told : seen(session)}`;
}

// scene is what the two say, with what an observer would code where the truth is
// shown. With the truth hidden it stays away: it would tell what happened.
function scene(app, session) {
  const s = app.state;
  if (!s.truth || !session.scene.length) return null;
  const names = s.run ? { patient: capital(t("chart.patient")), therapist: capital(t("chart.therapist")) } : { patient: castText(s).patient.name, therapist: castText(s).therapist.name };
  return h("figure", { class: "scene" }, h("figcaption", null, t("session.scene")), session.scene.map((turn, i) => [turn.care ? h("small", { class: "care" }, turn.care) : null,
    h("p", { class: turn.who }, h("b", null, session.scene[i - 1]?.who === turn.who ? h("span", { class: "unseen" }, names[turn.who]) : names[turn.who]), h("span", { class: "unseen" }, ": "), h("q", null, turn.text),
      turn.marker ? h("small", null, `${t("handout.marker")} ${turn.marker}`) : null, turn.strategy ? h("small", null, `${t("handout.strategy")} ${turn.strategy}`) : null)]));
}

// whyCard holds what was reported in the session, and why it moved.
function whyCard(app, view, session) {
  const s = app.state;
  if (!session) return null;
  return h("section", { class: "card reasons", "aria-label": t("session.numbers", { session: numbered(view, session.n) }) },
    reports(session, s.truth, view.therapist === "none"),
    s.truth && session.why.length ? whyPanel(session) : view.therapist === "none" ? null
      : h("div", { class: "note" }, h("p", null, t(session.why.length ? "session.hidden" : "session.unmoved"))));
}

function moveCard(app, view) {
  const s = app.state, b = s.branches[s.current], next = s.at + 1, forking = s.at < b.played;
  if (view.therapist === "none") {
    return view.ended ? h("section", { class: "card choose" }, h("h2", null, t("session.waiting")), h("p", { class: "told" }, s.truth ? view.outcome.text : view.outcome.seen), h("p", null, t("session.untreated"))) : null;
  }
  if (!forking && view.ended) {
    return h("section", { class: "card choose" }, h("h2", null, t("session.ended")), h("p", { class: "told" }, s.truth ? view.outcome.text : view.outcome.seen),
      h("p", null, t("session.go_back")),
      h("div", { class: "row" }, h("button", { class: "button", id: "to-lives", onclick: () => app.set({ view: "lives" }) }, t("session.live", { lives: count(1000) })),
        s.branches.length > 1 ? h("button", { class: "button", id: "end-compare", onclick: () => app.set({ view: "compare", compare: apart([b.parent < 0 ? 0 : b.parent, s.current], s.branches) }) }, t("session.compare")) : null),
      scoreCard(app));
  }
  const had = b.moves[next] || [];
  return h("section", { class: "card choose noprint", "aria-labelledby": "move-title" },
    h("div", { class: "head" }, h("h2", { id: "move-title" }, t(forking ? "session.leave" : "session.what", { session: next })),
      h("button", { class: "button main", id: "hold", onclick: () => app.hold() }, "")),
    h("p", { class: "small muted" }, forking
      ? t("session.was_held", { session: next, how: had.length ? t("session.with", { moves: had.map(moveName).join(", ").toLowerCase() }) : t("branch.root") })
      : t("session.besides")),
    h("div", { class: "moves", role: "group", "aria-labelledby": "move-title" }, offered.map((m) =>
      h("label", { class: "move", title: t(`move_meaning.${m.key}`) }, h("input", { type: "checkbox", id: `move-${m.key}`, checked: app.pending.has(m.key),
        onchange: (e) => { if (e.target.checked) app.pending.add(m.key); else app.pending.delete(m.key); app.nameButton(); }, "aria-describedby": `move-${m.key}-text` }),
        h("b", null, moveName(m.key)), h("span", { id: `move-${m.key}-text` }, t(`move_meaning.${m.key}`))))));
}

// forwardText says what the large button does: what is ticked is never lost.
export function forwardText(app) {
  const s = app.state, b = s.branches[s.current], view = app.data.branches[s.current], n = app.pending.size;
  if (s.at >= b.played && view.ended) return t(view.therapist === "none" ? "session.wait_ended" : "session.ended");
  const how = n === 0 ? "" : " " + (n === 1 ? t("session.with", { moves: moveName([...app.pending][0]) }) : t("session.with_moves", { n }));
  if (s.at < b.played && n === 0) return numbered(view, s.at + 1);
  return t(s.at < b.played ? "session.anew" : "session.hold", { n: s.at + 1 }) + how;
}

function transport(app, view) {
  const s = app.state, b = s.branches[s.current];
  const to = (at) => app.set({ at });
  return h("div", { class: "transport noprint", role: "group", "aria-label": t("session.steps") },
    h("button", { class: "button", id: "first", disabled: s.at === 0, onclick: () => to(0), "aria-label": t("session.to_intake") }, icon("first")),
    h("button", { class: "button", id: "back", disabled: s.at === 0, onclick: () => to(s.at - 1) }, icon("back"), t("session.back")),
    h("button", { class: "button main", id: "forward", disabled: s.at >= b.played && view.ended, onclick: () => (s.at < b.played && !app.pending.size ? to(s.at + 1) : app.hold()) },
      h("span", null, forwardText(app)), icon("next")),
    h("button", { class: "button", id: "play-out", disabled: view.ended && s.at >= b.played, onclick: () => app.playOut() }, t("session.to_end"), icon("last")));
}

// branchesText says what the branches have in common.
function branchesText(s) {
  if (s.branches.length === 1) return t("branch.one");
  const doing = s.branches.every((b) => b.scenario === s.branches[0].scenario) ? "branch.many" : "branch.many_run";
  return `${t(doing)} ${t(s.truth ? "branch.signs" : "branch.signs_hidden")}`;
}

// sessionView is the page of one course; guides, such as the step of a lesson, stand
// above what is told.
export function sessionView(app, guides) {
  const s = app.state, view = app.data.branches[s.current];
  const session = view.sessions[s.at - 1];
  const views = app.data.branches.map((v, i) => ({ ...v, leaves: s.branches[i].at }));
  const planned = Math.max(...views.map((v) => Math.max(v.planned, v.sessions.length)));
  const guessing = s.guessing && s.at >= s.branches[s.current].played && !view.ended && view.therapist !== "none";
  const host = courseHost(app, (width) => courseChart({ views, current: s.current, at: s.at, truth: s.truth, width, pick: (n) => app.set({ at: n }) }), planned, s.at);
  return [
    whoBar(app),
    h("div", { class: "stage" },
      h("div", { class: "side" }, guides, guessing ? guessForm(app) : null, toldCard(app, view, session)),
      h("section", { class: "card course", "aria-label": t("session.course") }, host, transport(app, view)),
      moveCard(app, view),
      h("div", { class: "below" },
        h("section", { class: "card key" },
          fold(app, "legend", t("session.key"), legend(view, s.truth, views.length > 1)),
          view.sessions.length ? fold(app, "table", t("chart.as_table"), courseTable(view, s.truth, t("branch.sessions", { letter: letterOf(s.current) }))) : null),
        h("section", { class: "card tree" }, h("h2", null, t("branch.branches")),
          views.length === 1 && view.therapist === "none" ? null : h("p", { class: "small muted" }, branchesText(s)),
          tree(app, catalogue.moves, (i) => app.set({ current: i, at: Math.min(s.at || s.branches[i].played, s.branches[i].played) })),
          s.branches.length > 1 ? h("p", { class: "row" }, h("button", { class: "button", id: "to-compare", onclick: () => app.set({ view: "compare", compare: [0, s.current || 1] }) }, t("compare.title"))) : null)),
      h("div", { class: "beside" }, whyCard(app, view, session),
        s.guesses.length && !view.ended ? h("section", { class: "card score" }, scoreCard(app)) : null)),
  ];
}

// seenCourse is what could be seen from outside of the sessions told so far: with the
// truth shown or not, a phone gets none of it.
function seenCourse(view, at) {
  if (at === 0 || view.sessions.length === 0) return null;
  const sessions = view.sessions.slice(0, at).map((x) => ({ n: x.n, phq9: x.phq9, alliance: x.patient ? x.patient.mean : null }));
  return { planned: Math.max(view.planned, sessions.at(-1).n), sessions };
}

// shownToClass is what the phones of a class show beside a vote.
export function shownToClass(app) {
  const s = app.state, view = app.data.branches[s.current], session = view.sessions[s.at - 1], step = s.lesson && app.lesson?.reply.steps[s.step];
  const told = !session || s.view !== "session" ? "" : s.truth ? session.told : seen(session);
  const course = seenCourse(view, s.at);
  if (step) return { title: step.title, text: [step.say, s.truth ? told : ""].filter(Boolean).join(" "), questions: step.questions, course };
  return { title: s.run ? "" : castText(s).pair, text: told, questions: [], course };
}
