// Many lives: the same two people and moves under other lucks.

import { ask, catalogue } from "./engine.js";
import { announce, capital, FACETS, facetColour, facetName, fixed, fold, h, letterOf, percent, signed, svg, table } from "./dom.js";
import { request } from "./state.js";
import { whoBar } from "./session.js";
import { branchTitle } from "./tree.js";
import { count, point, t } from "./words.js";

const SHARES = [["dropout", "var(--rupture)"], ["response", "var(--repair)"], ["remission", "var(--repair)"],
  ["worse", "var(--rupture)"], ["unrepaired", "var(--rupture)"], ["open", "var(--rupture)"], ["well_enough", "var(--accent)"]];

// fanChart is the fan of one value: bands of 90 and 50 of 100 lives, the middle,
// and the life at hand.
export function fanChart(life, key, own, planned, width, name) {
  const height = Math.round(Math.min(282, Math.max(182, width * 0.5))), left = 36, right = 14, top = 24, bottom = 42;
  const most = key === "phq9" ? 27 : 1;
  const x = (n) => left + (n / planned) * (width - left - right), y = (v) => top + (1 - v / most) * (height - top - bottom);
  const rows = life.sessions.filter((r) => r.fan[key]);
  const band = (low, high, opacity) => svg("path", { d: rows.map((r, i) => `${i ? "L" : "M"}${x(r.n)} ${y(r.fan[key][high])}`).join("") + [...rows].reverse().map((r) => `L${x(r.n)} ${y(r.fan[key][low])}`).join("") + "Z", fill: facetColour(key), opacity });
  const line = (points, extra) => svg("path", { d: points.map(([n, v], i) => `${i ? "L" : "M"}${x(n)} ${y(v)}`).join(""), fill: "none", ...extra });
  const ticks = most === 27 ? [0, 5, 10, 15, 20, 27] : [0, 0.5, 1];
  const every = planned > 20 ? 5 : planned > 10 && width < 500 ? 4 : 2;
  const first = rows[0]?.fan[key][2], last = rows.at(-1)?.fan[key];
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": t("lives.fan", { name, first: fixed(first, 2), last: fixed(last?.[2], 2), low: fixed(last?.[0], 2), high: fixed(last?.[4], 2) }) },
    svg("text", { x: left, y: 12, class: "strong" }, name),
    ticks.map((v) => [svg("line", { x1: left, x2: width - right, y1: y(v), y2: y(v), stroke: "var(--line)" }), svg("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, point(String(v)))]),
    Array.from({ length: planned }, (_, i) => i + 1).filter((n) => n === 1 || n % every === 0).map((n) => svg("text", { x: x(n), y: height - bottom + 22, "text-anchor": "middle" }, n)), svg("text", { x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" }, t("chart.session")),
    rows.length ? [band(0, 4, 0.16), band(1, 3, 0.28), line(rows.map((r) => [r.n, r.fan[key][2]]), { stroke: facetColour(key), "stroke-width": 2.6 })] : null,
    own.length ? line(own, { stroke: "var(--ink)", "stroke-width": 1.6, "stroke-dasharray": "1 4", "stroke-linecap": "round" }) : null);
}

const ownLine = (view, key) => view.sessions.map((s) => [s.n, key === "phq9" ? s.phq9 : s.true[key]]).filter(([, v]) => v !== null);

function shareBars(lives, letters) {
  const bar = (share, colour) => svg("svg", { viewBox: "0 0 100 18", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { x: 0, y: 4, width: 100, height: 10, fill: "var(--sunk)" }), svg("rect", { x: 0, y: 4, width: 100 * share.value, height: 10, fill: colour }),
    svg("path", { d: `M${100 * share.low} 9H${100 * share.high}`, stroke: "var(--ink)", "stroke-width": 1.4, "vector-effect": "non-scaling-stroke" }));
  return SHARES.map(([key, colour]) => h("div", null, lives.map((life, i) => h("div", { class: "share-bar" },
    h("span", null, i === 0 ? t(`lives.${key}`) : ""), bar(life.shares[key], colour),
    h("span", { class: "num" }, `${lives.length > 1 ? letters[i] + " " : ""}${percent(life.shares[key].value)} `, h("span", { class: "muted small" }, `(${Math.round(100 * life.shares[key].low)}–${Math.round(100 * life.shares[key].high)})`))))));
}

function lifeCard(app, life, i, lived) {
  const s = app.state, view = app.data.branches[i], planned = Math.max(view.planned, life.sessions.length);
  const left = h("div", null), right = h("div", null);
  app.draw(left, (width) => fanChart(life, s.facet, s.truth ? ownLine(view, s.facet) : [], planned, width, t("chart.facet_true", { facet: facetName(s.facet) })));
  app.draw(right, (width) => fanChart(life, "phq9", ownLine(view, "phq9"), planned, width, t("chart.phq9")));
  return h("section", { class: "card", "aria-label": t("branch.letter", { letter: letterOf(i) }) },
    h("h2", null, h("span", { class: "letter" }, letterOf(i)), " ", branchTitle(s.branches[i], i, catalogue.moves)),
    h("div", { class: "two" }, left, right),
    h("p", { class: "small muted" }, t("lives.note", { held: fixed(life.held.value, 1), last: fixed(life.phq9_last.value, 1), low: fixed(life.phq9_last.low, 1), high: fixed(life.phq9_last.high, 1) })),
    fold(app, `fans-${i}`, t("lives.table"), table(t("lives.table_of", { letter: letterOf(i), lives: count(lived) }), [t("chart.session"), `#${t("lives.still")}`, `#${t(`facet.${s.facet}`)} 5 %`, `#${t("lives.middle")}`, "#95 %", "#PHQ-9 5 %", `#${t("lives.middle")}`, "#95 %"],
      life.sessions.map((r) => [r.n, r.held, ...[0, 2, 4].map((q) => fixed(r.fan[s.facet]?.[q])), ...[0, 2, 4].map((q) => fixed(r.fan.phq9?.[q], 0))]))));
}

// forest draws an interval around zero.
const forest = (m, most) => svg("svg", { viewBox: "-50 0 100 16", width: "130", height: 16, "aria-hidden": "true" },
  svg("line", { x1: 0, x2: 0, y1: 0, y2: 16, stroke: "var(--strong)" }),
  svg("line", { x1: (48 * m.low) / most, x2: (48 * m.high) / most, y1: 8, y2: 8, stroke: "var(--ink)", "stroke-width": 1.6 }),
  svg("circle", { cx: (48 * m.value) / most, cy: 8, r: 3.4, fill: m.high < 0 ? "var(--repair)" : m.low > 0 ? "var(--rupture)" : "var(--muted)" }));

function adviceCard(app) {
  const s = app.state, a = app.advice, view = app.data.branches[s.current];
  const next = Math.min(s.at, view.sessions.length) + 1;
  const over = view.ended && s.at >= view.sessions.length;
  const name = (key) => (key ? t(`move_name.${key}`) : capital(t("branch.root")));
  const run = async () => {
    const branches = request(s).branches.map((b, i) => (i === s.current ? { ...b, played: Math.min(s.at, view.sessions.length) } : b));
    await app.busy(async () => { app.advice = { for: app.key(), reply: await ask("advice", { ...request(s), branches, branch: s.current }) }; announce(app.advice.reply.text); });
  };
  const shown = a && a.for === app.key() ? a.reply : null;
  const most = shown ? Math.max(0.01, ...shown.moves.flatMap((m) => [Math.abs(m.severity.low), Math.abs(m.severity.high)])) : 1;
  const interval = (m, d, f = 1) => (m.low === 0 && m.high === 0 ? "0" : `${signed(f * m.value, d)} (${t("lives.to", { low: signed(f * m.low, d), high: signed(f * m.high, d) })})`);
  return h("section", { class: "card", "aria-labelledby": "advice-title" }, h("h2", { id: "advice-title" }, t(over ? "lives.which" : "lives.which_in", { session: next })),
    over ? h("p", null, t("lives.at_end", { letter: letterOf(s.current) }))
      : [h("p", null, t("lives.every", { letter: letterOf(s.current), last: next - 1, session: next })),
        h("p", { class: "row" }, h("button", { class: "button main", id: "advise", onclick: run }, t("lives.try")))],
    shown ? [h("div", { class: "note", id: "advice-text" }, h("p", null, shown.text), h("p", { class: "small" }, t("lives.invented"))),
      table(t("lives.against"), [t("lives.move_in", { session: shown.at }), t("lives.severity"), `#${t("lives.points")}`, `#${t("lives.alliance")}`, `#${t("lives.open_later")}`, `#${t("lives.dropout_points")}`],
        shown.moves.map((m) => [m.move === shown.best && m.move ? h("strong", null, name(m.move)) : name(m.move), forest(m.severity, most), m.move ? interval(m.severity, 2) : "0", m.move ? interval(m.alliance, 3) : "0", m.move ? interval(m.open, 1, 100) : "0", m.move ? interval(m.dropout, 1, 100) : "0"]))] : null);
}

// livedBranches are the numbers of the branches that can be lived through again:
// a waiting list has no sessions.
export const livedBranches = (app) => app.data.branches.flatMap((v, i) => (v.therapist === "none" ? [] : [i]));

// livesRequest asks for the lives of these branches.
export const livesRequest = (app) => {
  const all = request(app.state);
  return { ...all, count: app.count, branches: livedBranches(app).map((i) => ({ ...all.branches[i], parent: -1 })) };
};

// livesView is the page of many lives.
export function livesView(app) {
  const s = app.state, lives = app.lives && app.lives.for === app.key("lives") ? app.lives.reply : null;
  const segment = (facet) => h("label", null, h("input", { type: "radio", name: "facet", id: `facet-${facet}`, checked: s.facet === facet, onchange: () => app.set({ facet }) }), h("span", null, facetName(facet)));
  const lived = livedBranches(app);
  if (!s.truth) return [whoBar(app, t("nav.lives")), h("section", { class: "card" }, h("p", null, t("lives.hidden")))];
  if (!lived.length) return [whoBar(app, t("nav.lives")), h("section", { class: "card" }, h("p", null, t("lives.waiting")))];
  if (!lives) app.liveAll();
  return [
    whoBar(app, t("nav.lives")),
    h("p", { class: "lead" }, t("lives.lead")),
    h("div", { class: "card row noprint" }, h("div", { class: "field", role: "group", "aria-label": t("lives.facet") }, h("span", null, t("lives.facet")), h("div", { class: "segments" }, FACETS.map(segment))),
      h("label", { class: "field", for: "count" }, h("span", null, t("lives.lives")), h("select", { id: "count", onchange: (e) => { app.count = Number(e.target.value); app.render(); } }, [100, 300, 1000, 5000].map((n) => h("option", { value: n, selected: n === app.count }, count(n)))))),
    lives ? [h("section", { class: "card", id: "shares" }, h("h2", null, t("lives.becomes", { lives: count(lives.count) })), shareBars(lives.branches, lived.map(letterOf)), h("p", { class: "small muted" }, t("lives.shares"))),
      lives.branches.map((life, k) => lifeCard(app, life, lived[k], lives.count))] : h("p", null, t("lives.living")),
    lived.includes(s.current) ? adviceCard(app) : null,
  ];
}
