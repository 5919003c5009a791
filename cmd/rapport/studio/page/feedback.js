// Feedback at once: what a chosen move does here over many lucks, against carrying
// on as this therapist would and against the best of the others.

import { ask } from "./engine.js";
import { h, signed, svg } from "./dom.js";
import { request } from "./state.js";
import { speaks, t } from "./words.js";

const results = new Map(); // by question: what the engine answered; null while it computes, "none" where it did not

// question asks for every move in the session at hand, and for those chosen together; up to
// there the branch is as it is.
function question(app, { n, chosen }) {
  const s = app.state, all = request(s), b = all.branches[s.current];
  const moves = Object.fromEntries(Object.entries(b.moves).filter(([session]) => Number(session) < n));
  return { ...all, branches: [{ ...b, parent: -1, at: 0, moves, played: n - 1 }], branch: 0, together: chosen };
}

// compared is one row of the small picture: an interval around carrying on.
const compared = (m, most, name) => h("div", { class: "feedback-row" }, h("span", null, name),
  svg("svg", { viewBox: "-50 0 100 16", width: 150, height: 16, "aria-hidden": "true" },
    svg("line", { x1: 0, x2: 0, y1: 0, y2: 16, stroke: "var(--strong)" }),
    svg("line", { x1: (48 * m.low) / most, x2: (48 * m.high) / most, y1: 8, y2: 8, stroke: "var(--ink)", "stroke-width": 1.6 }),
    svg("circle", { cx: (48 * m.value) / most, cy: 8, r: 3.4, fill: m.high < 0 ? "var(--repair)" : m.low > 0 ? "var(--rupture)" : "var(--muted)" })),
  h("span", { class: "num" }, signed(m.value, 2)));

const verdictOn = (m) => t(m.high < 0 ? "feedback.eases" : m.low > 0 ? "feedback.worse" : "feedback.same");

// quoted are moves by their names, joined as the language does: by the word for "and" that
// goes before the name itself.
const quoted = (moves) => new Intl.ListFormat(speaks()).formatToParts(moves.map((m) => t(`move_name.${m}`)))
  .map(({ type, value }) => (type === "element" ? t("feedback.quoted", { move: value }) : value)).join("");

// shown are the rows of the small picture: what was chosen, of several each alone, and the
// best of the others.
function shown(reply, mine) {
  const parts = mine.move.split("+"), alone = parts.length > 1 ? reply.moves.filter((m) => parts.includes(m.move)) : [];
  const best = reply.moves.find((m) => m.move && m !== mine);
  return { best, rows: [mine, ...alone, ...(alone.includes(best) ? [] : [best])] };
}

function judged(reply, mine) {
  const moves = mine.move.split("+"), several = moves.length > 1, { best, rows } = shown(reply, mine);
  const place = mine.severity.value <= best.severity.value ? "best" : mine.among ? "among" : "better";
  const beside = t(`feedback.${place}${several ? "_single" : ""}`, { move: t(`move_name.${best.move}`), value: signed(best.severity.value, 2) });
  const most = Math.max(0.01, ...rows.flatMap((m) => [Math.abs(m.severity.low), Math.abs(m.severity.high)]));
  const row = (m) => compared(m.severity, most, m.move.split("+").map((move) => t(`move_name.${move}`)).join(" + "));
  return h("div", { class: "note feedback", id: "feedback" },
    h("p", null, t(several ? "feedback.text_several" : "feedback.text", { lucks: reply.count, moves: quoted(moves), session: reply.at, verdict: verdictOn(mine.severity), value: signed(mine.severity.value, 2), beside })),
    rows.map(row),
    h("p", { class: "small muted" }, reply.open ? t("feedback.open") : t("feedback.odds", { all: Math.round(100 * (reply.rupture.withdrawal + reply.rupture.confrontation)) }), " ", t("feedback.note")));
}

// feedback is the sentence and the picture for a session in which moves were
// chosen; it tells of other lucks, so that one dramatic course teaches nothing.
export function feedback(app, session) {
  if (!app.state.truth || !session.chosen.length) return null;
  const asked = question(app, session), key = JSON.stringify(asked);
  if (!results.has(key)) {
    results.set(key, null);
    ask("advice", asked).then((reply) => { results.set(key, reply); app.again(); }).catch(() => { results.set(key, "none"); app.again(); });
  }
  const reply = results.get(key);
  if (!reply) return h("div", { class: "note feedback" }, h("p", null, t("feedback.trying")));
  if (reply === "none") {
    const anew = () => { results.delete(key); app.again(); };
    return h("div", { class: "note feedback" }, h("p", null, t("feedback.none"), " ", h("button", { class: "link", id: "feedback-anew", onclick: anew }, t("feedback.anew"))));
  }
  return judged(reply, reply.moves.find((m) => m.move === session.chosen.join("+")));
}
