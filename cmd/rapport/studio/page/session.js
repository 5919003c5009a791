// The sessions, one by one: step, choose, fork, and why.

import { catalogue } from "./engine.js";
import { capital, fixed, h, icon, letterOf, table } from "./dom.js";
import { castText } from "./cast.js";
import { courseChart, courseHost, courseTable, legend } from "./chart.js";
import { face } from "./faces.js";
import { feedback } from "./feedback.js";
import { guessForm, guessResult, scoreCard } from "./guess.js";
import { tree } from "./tree.js";
import { whyPanel } from "./why.js";

const offered = catalogue.moves.filter((m) => m.offered);
const moveName = (key) => catalogue.moves.find((m) => m.key === key)?.name || key;

// whoBar names the people of the course.
export function whoBar(app, title) {
  const s = app.state;
  if (s.run) {
    return h("div", { class: "who" }, h("div", null, h("h1", null, title || `Patient ${s.run.patient} of the run`),
      h("p", null, `replication ${s.run.replication}; branch ${letterOf(s.current)}: scenario ${s.branches[s.current].scenario}`)),
      h("button", { class: "button noprint", onclick: () => app.set({ view: "run" }) }, "Another patient"));
  }
  const c = castText(s);
  return h("div", { class: "who" }, h("div", { class: "pair" }, face(c.patient.name), face(c.therapist.name)),
    h("div", null, h("h1", null, title || c.pair), h("p", null, `${c.patient.title} – ${c.therapist.title.toLowerCase()}. ${capital(c.how)}.`)),
    h("button", { class: "button noprint", onclick: () => app.set({ view: "cast" }) }, "Change the cast"));
}

const yesNo = (v) => (v === null || v === undefined ? "not asked" : v ? "yes" : "no");

function reports(session, truth, waiting) {
  const t = session.true, p = session.patient;
  if (waiting) return table("Reported beside true", ["", "#reported", "#true"], [["Depression (PHQ-9)", session.phq9 ?? "not answered", truth ? fixed(t.severity, 1) : "hidden"]]);
  const rows = [
    ["Depression (PHQ-9)", session.phq9 ?? "not answered", fixed(t.severity, 1)],
    ["Bond, patient (1–5)", p ? fixed(p.bond, 2) : "not answered", fixed(t.bond)],
    ["Tasks, patient", p ? fixed(p.tasks, 2) : "not answered", fixed(t.tasks)],
    ["Goals, patient", p ? fixed(p.goals, 2) : "not answered", fixed(t.goals)],
    ["Alliance, therapist", fixed(session.reported.therapist, 2), fixed((t.bond + t.tasks + t.goals) / 3)],
    ["Alliance, observer", fixed(session.reported.observer, 2), fixed((t.bond + t.tasks + t.goals) / 3)],
    ["Rupture, patient says", yesNo(session.reported.rupture_patient), session.rupture ? "yes" : "no"],
    ["Rupture, therapist says", yesNo(session.reported.rupture_therapist), session.rupture ? "yes" : "no"],
    ["Rupture, observer says", yesNo(session.reported.rupture_observer), session.rupture ? "yes" : "no"],
  ];
  return table(truth ? "Reported beside true (true: 0 to 1, severity in points)" : "What is reported", truth ? ["", "#reported", "#true"] : ["", "#reported"], rows.map((r) => (truth ? r : r.slice(0, 2))));
}

// OUTSIDE are the events that could be seen without knowing the truth.
const OUTSIDE = ["missed", "break", "change", "taper", "ended"];

// seen is what could be seen of a session from outside.
function seen(session) {
  const said = session.marks.filter((m) => OUTSIDE.includes(m.kind)).map((m) => capital(m.text) + (m.text.endsWith(".") ? "" : "."));
  if (session.chosen.length) said.unshift(`Chosen: ${session.chosen.map(moveName).join(", ").toLowerCase()}.`);
  return said.join(" ") || "Seen from outside: nothing special.";
}

// toldCard says what happened in the session at hand.
function toldCard(app, view, session) {
  const s = app.state;
  if (!session) {
    return h("section", { class: "card held" }, h("h2", null, "Before the first session"),
      h("p", { class: "told" }, s.truth ? "The chart shows what the patient brings: trust, a first bond, and how far both agree on goals and tasks, before a word has been said." : "Nothing has been asked or said yet."),
      h("p", null, "Choose what the therapist does besides what this therapist would do anyway, and hold the first session."));
  }
  const tags = session.marks.filter((m) => m.kind !== "ending" && (s.truth || OUTSIDE.includes(m.kind)));
  return h("section", { class: "card held", "aria-labelledby": "session-title" },
    h("h2", { id: "session-title" }, `Session ${session.n}`, h("span", { class: "muted small" }, `  week ${fixed(session.week, Number.isInteger(session.week) ? 0 : 1)}`)),
    tags.length ? h("p", null, tags.map((m) => h("span", { class: `tag ${m.kind}` }, m.text.replace(/\.$/, "")))) : null,
    h("p", { class: "told" }, s.truth ? session.told : seen(session)),
    feedback(app, session),
    scene(app, session),
    s.lesson && !s.truth ? null : guessResult(app, session.n)); // a lesson reveals in its own time
}

// scene is what the two say, with what an observer would code where the truth is
// shown. With the truth hidden it stays away: it would tell what happened.
function scene(app, session) {
  const s = app.state;
  if (!s.truth || !session.scene.length) return null;
  const names = s.run ? { patient: "Patient", therapist: "Therapist" } : { patient: castText(s).patient.name, therapist: castText(s).therapist.name };
  return h("figure", { class: "scene" }, h("figcaption", null, "As it could have sounded"), session.scene.map((turn) =>
    h("p", { class: turn.who }, h("b", null, names[turn.who]), h("span", { class: "unseen" }, ": "), h("q", null, turn.text),
      turn.marker ? h("small", null, `marker: ${turn.marker}`) : null, turn.strategy ? h("small", null, `strategy: ${turn.strategy}`) : null)));
}

// whyCard holds what was reported in the session, and why it moved.
function whyCard(app, view, session) {
  const s = app.state;
  if (!session) return null;
  return h("section", { class: "card reasons", "aria-label": `Session ${session.n} in numbers` },
    reports(session, s.truth, view.therapist === "none"),
    s.truth && session.why.length ? whyPanel(session) : view.therapist === "none" ? null
      : h("div", { class: "note" }, h("p", null, session.why.length ? "The truth is hidden. What do you think has happened, and why? Then switch the truth on." : "Nothing moved the alliance here.")));
}

function moveCard(app, view) {
  const s = app.state, b = s.branches[s.current], next = s.at + 1, forking = s.at < b.played;
  if (view.therapist === "none") {
    return view.ended ? h("section", { class: "card choose" }, h("h2", null, "A waiting list"), h("p", { class: "told" }, s.truth ? view.outcome.text : view.outcome.seen), h("p", null, "Nobody treats this patient here: what changes is the natural course, life, and measurement.")) : null;
  }
  if (!forking && view.ended) {
    return h("section", { class: "card choose" }, h("h2", null, "Treatment has ended"), h("p", { class: "told" }, s.truth ? view.outcome.text : view.outcome.seen),
      h("p", null, "Go back to any session and leave it with another move: it has the same luck, so the difference is the move's."),
      h("div", { class: "row" }, h("button", { class: "button", id: "to-lives", onclick: () => app.set({ view: "lives" }) }, "Live it 1,000 times"),
        s.branches.length > 1 ? h("button", { class: "button", onclick: () => app.set({ view: "compare", compare: [b.parent < 0 ? 0 : b.parent, s.current] }) }, "Compare branches") : null),
      scoreCard(app));
  }
  const had = b.moves[next] || [];
  return h("section", { class: "card choose noprint", "aria-labelledby": "move-title" },
    h("div", { class: "head" }, h("h2", { id: "move-title" }, forking ? `Leave here: another session ${next}` : `What does the therapist do in session ${next}?`),
      h("button", { class: "button main", id: "hold", onclick: () => app.hold() }, "")),
    h("p", { class: "small muted" }, forking
      ? `Session ${next} was held ${had.length ? "with: " + had.map(moveName).join(", ").toLowerCase() : "as this therapist would"}. Another choice begins a new branch with the same luck.`
      : "Besides what this therapist does unprompted. Each move takes some time from the session. Choose none, one or several."),
    s.guessing && !forking ? guessForm(app) : null,
    h("div", { class: "moves", role: "group", "aria-labelledby": "move-title" }, offered.map((m) =>
      h("label", { class: "move", title: m.meaning }, h("input", { type: "checkbox", id: `move-${m.key}`, checked: app.pending.has(m.key),
        onchange: (e) => { if (e.target.checked) app.pending.add(m.key); else app.pending.delete(m.key); app.nameButton(); }, "aria-describedby": `move-${m.key}-text` }),
        h("b", null, m.name), h("span", { id: `move-${m.key}-text` }, m.meaning)))));
}

// forwardText says what the large button does: what is ticked is never lost.
export function forwardText(app) {
  const s = app.state, b = s.branches[s.current], view = app.data.branches[s.current], n = app.pending.size;
  if (s.at >= b.played && view.ended) return view.therapist === "none" ? "The wait has ended" : "Treatment has ended";
  const how = n === 0 ? "" : n === 1 ? ` with: ${moveName([...app.pending][0])}` : ` with ${n} moves`;
  return s.at < b.played ? (n ? `Session ${s.at + 1} anew${how}` : `Session ${s.at + 1}`) : `Hold session ${s.at + 1}${how}`;
}

function transport(app, view) {
  const s = app.state, b = s.branches[s.current];
  const to = (at) => app.set({ at });
  return h("div", { class: "transport noprint", role: "group", "aria-label": "Step through the sessions" },
    h("button", { class: "button", id: "first", disabled: s.at === 0, onclick: () => to(0), "aria-label": "To intake" }, icon("first")),
    h("button", { class: "button", id: "back", disabled: s.at === 0, onclick: () => to(s.at - 1) }, icon("back"), "Back"),
    h("button", { class: "button main", id: "forward", disabled: s.at >= b.played && view.ended, onclick: () => (s.at < b.played && !app.pending.size ? to(s.at + 1) : app.hold()) },
      h("span", null, forwardText(app)), icon("next")),
    h("button", { class: "button", id: "play-out", disabled: view.ended && s.at >= b.played, onclick: () => app.playOut() }, "To the end", icon("last")));
}

// sessionView is the page of one course.
export function sessionView(app) {
  const s = app.state, view = app.data.branches[s.current];
  const session = view.sessions[s.at - 1];
  const views = app.data.branches.map((v, i) => ({ ...v, leaves: s.branches[i].at }));
  const planned = Math.max(...views.map((v) => Math.max(v.planned, v.sessions.length)));
  const host = courseHost(app, (width) => courseChart({ views, current: s.current, at: s.at, truth: s.truth, width, pick: (n) => app.set({ at: n }) }), planned, s.at);
  return [
    whoBar(app),
    h("div", { class: "stage" },
      toldCard(app, view, session),
      h("section", { class: "card course", "aria-label": "Course" }, host, transport(app, view)),
      moveCard(app, view),
      h("div", { class: "below" },
        h("section", { class: "card key" },
          h("details", { open: app.opened.legend, ontoggle: (e) => { app.opened.legend = e.target.open; } }, h("summary", null, "What the lines and signs mean"), legend(view, s.truth, views.length > 1)),
          view.sessions.length ? h("details", null, h("summary", null, "The chart as a table"), courseTable(view, s.truth, `Branch ${letterOf(s.current)}, session by session`)) : null),
        h("section", { class: "card tree" }, h("h2", null, "Branches"),
          h("p", { class: "small muted" }, views.length > 1 ? `The same luck holds in every branch, so what differs is the move's doing. Diamonds are chosen moves${s.truth ? ", red bars ruptures" : ""}.` : "Leave any session with another move, and a second branch begins here."),
          tree(app, catalogue.moves, (i) => app.set({ current: i, at: Math.min(s.at || s.branches[i].played, s.branches[i].played) })),
          s.branches.length > 1 ? h("p", { class: "row" }, h("button", { class: "button", id: "to-compare", onclick: () => app.set({ view: "compare", compare: [0, s.current || 1] }) }, "Compare two branches")) : null)),
      h("div", { class: "beside" }, whyCard(app, view, session),
        s.guesses.length && !view.ended ? h("section", { class: "card score" }, scoreCard(app)) : null)),
  ];
}

// shownToClass is what the phones of a class show beside a vote.
export function shownToClass(app) {
  const s = app.state, view = app.data.branches[s.current], session = view.sessions[s.at - 1], step = s.lesson && app.lesson?.reply.steps[s.step];
  const told = !session ? "" : s.truth ? session.told : seen(session);
  if (step) return { title: step.title, text: [step.say, s.truth ? told : ""].filter(Boolean).join(" "), questions: step.questions };
  return { title: s.run ? "" : castText(s).pair, text: told, questions: [] };
}
