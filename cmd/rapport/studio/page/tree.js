// The branches as a tree: each row a branch, leaving its parent where another
// move was made.

import { h, letterOf, svg } from "./dom.js";

const ENDS = { completed: "as planned", well_enough: "well enough", dropout: "dropout", waiting: "wait ends" };
export const endText = (ending) => (ending || "").startsWith("transferred_then_") ? "transferred, then " + endText(ending.slice(17)) : ENDS[ending] || ending;

// branchTitle says in a line what a branch is.
export function branchTitle(b, i, moves) {
  const named = (names) => names.map((n) => moves.find((m) => m.key === n)?.name.toLowerCase() || n).join(", ");
  const own = Object.entries(b.moves).filter(([session]) => b.parent < 0 || Number(session) >= b.at);
  const root = b.scenario || "as this therapist would";
  if (b.parent < 0) return [...(b.scenario || !own.length ? [root] : []), ...own.map(([n, names]) => `session ${n}: ${named(names)}`)].join("; ");
  const here = b.moves[b.at] ? named(b.moves[b.at]) : "as this therapist would";
  return [`leaves ${letterOf(b.parent)} in session ${b.at}: ${here}`, ...own.filter(([n]) => Number(n) > b.at).map(([n, names]) => `session ${n}: ${named(names)}`)].join("; ");
}

function rowDrawing(b, view, planned) {
  const x = (n) => 6 + (n / planned) * 188, from = b.parent < 0 ? 0 : b.at - 1, to = view ? view.sessions.length : b.played;
  return svg("svg", { viewBox: "0 0 200 22", width: "100%", height: 22, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("line", { x1: x(0), x2: x(planned), y1: 11, y2: 11, stroke: "var(--line)", "stroke-width": 1.5 }),
    b.parent >= 0 ? svg("path", { d: `M${x(from)} 0 V11`, stroke: "var(--strong)", fill: "none", "stroke-width": 1.5 }) : null,
    svg("line", { x1: x(from), x2: x(to), y1: 11, y2: 11, stroke: "var(--accent)", "stroke-width": 3 }),
    Object.keys(b.moves).map(Number).filter((n) => n > from && n <= to).map((n) => svg("ellipse", { cx: x(n), cy: 11, rx: 2.2, ry: 5, fill: "var(--accent)" })),
    view ? view.sessions.filter((s) => s.n > from && s.rupture && s.rupture.began).map((s) => svg("rect", { x: x(s.n) - 1, width: 2, y: 2, height: 18, fill: "var(--rupture)" })) : null,
    view && view.ended ? svg("rect", { x: x(to) - 1, width: 2.5, y: 4, height: 14, fill: "var(--ink)" }) : null);
}

// tree lists the branches; the one at hand is pressed.
export function tree(branches, views, current, truth, moves, choose) {
  const planned = Math.max(1, ...views.map((v) => v.planned));
  return h("ul", { class: "branches", "aria-label": "Branches" }, branches.map((b, i) => {
    const v = views[i];
    const shown = truth ? v : { ...v, sessions: v.sessions.map((s) => ({ ...s, rupture: null })) };
    return h("li", null, h("button", { class: "branch", id: `branch-${i}`, "aria-pressed": String(i === current), onclick: () => choose(i) },
      h("span", { class: "letter" }, letterOf(i)),
      h("span", null, h("span", { class: "small" }, branchTitle(b, i, moves)), rowDrawing(b, shown, planned)),
      h("span", { class: "small muted num" }, v.ended ? endText(v.ending) : `${v.sessions.length} of ${v.planned}`)));
  }));
}
