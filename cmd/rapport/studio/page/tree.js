// The branches as a tree: each row a branch, leaving its parent where another
// move was made.

import { h, letterOf, svg } from "./dom.js";
import { t } from "./words.js";

export const endText = (ending) => (ending || "").startsWith("transferred_then_") ? t("end.transferred", { then: endText(ending.slice(17)) }) : ending ? t(`end.${ending}`) : "";

// branchTitle says in a line what a branch is.
export function branchTitle(b, i, moves) {
  if (b.name) return b.name;
  const named = (names) => names.map((n) => t(`move_name.${n}`).toLowerCase()).join(", ");
  const own = Object.entries(b.moves).filter(([session]) => b.parent < 0 || Number(session) >= b.at);
  const root = b.scenario || t("branch.root");
  if (b.parent < 0) return [...(b.scenario || !own.length ? [root] : []), ...own.map(([n, names]) => t("branch.session", { session: n, moves: named(names) }))].join("; ");
  const here = b.moves[b.at] ? named(b.moves[b.at]) : t("branch.root");
  return [t("branch.leaves", { parent: letterOf(b.parent), session: b.at, moves: here }), ...own.filter(([n]) => Number(n) > b.at).map(([n, names]) => t("branch.session", { session: n, moves: named(names) }))].join("; ");
}

// drawing is the tree: a line for each branch, which leaves its parent's line
// before the session in which it parts. Diamonds are moves, red bars ruptures.
function drawing(branches, views, current, truth, width, choose) {
  const planned = Math.max(1, ...views.map((v) => v.planned)), row = 30, left = 14, right = 40;
  const x = (n) => left + (n / planned) * (width - left - right), y = (i) => 16 + i * row;
  const start = (b) => (b.parent < 0 ? 0 : b.at - 1);
  const marks = (b, v, i) => [
    Object.keys(b.moves).map(Number).filter((n) => n > start(b) && n <= v.sessions.length).map((n) => svg("path", { d: `M${x(n)} ${y(i) - 6}l6 6l-6 6l-6 -6z`, fill: "var(--accent)" })),
    truth ? v.sessions.filter((s) => s.n > start(b) && s.rupture && s.rupture.began).map((s) => svg("path", { d: `M${x(s.n)} ${y(i) - 8}v16`, stroke: "var(--rupture)", "stroke-width": 2.6 })) : null,
    v.ended ? svg("circle", { cx: x(v.sessions.length), cy: y(i), r: 4.5, fill: "var(--ink)" }) : null,
  ];
  const parts = branches.map((b, i) => {
    const v = views[i], from = x(start(b)), to = x(v.sessions.length), here = i === current;
    const bend = b.parent < 0 ? `M${from} ${y(i)}` : `M${from} ${y(b.parent)}V${y(i) - 9}q0 9 9 9`;
    return svg("g", null,
      svg("path", { d: `${bend}H${Math.max(to, from + 9)}`, fill: "none", stroke: here ? "var(--accent)" : "var(--strong)", "stroke-width": here ? 3.4 : 2, opacity: here ? 1 : 0.75 }),
      marks(b, v, i), svg("text", { x: width - right + 12, y: y(i) + 4, class: here ? "strong" : null }, letterOf(i)));
  });
  const rows = branches.map((b, i) => svg("rect", { x: 0, width, y: y(i) - row / 2, height: row, fill: "transparent", cursor: "pointer", onclick: () => choose(i) }));
  const words = branches.map((b, i) => (b.parent < 0 ? t("branch.begins", { letter: letterOf(i) }) : t("branch.parts", { letter: letterOf(i), parent: letterOf(b.parent), session: b.at })));
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${16 + branches.length * row}`, width, height: 16 + branches.length * row, role: "img", "aria-label": t("branch.tree", { list: words.join(", ") }) }, parts, rows);
}

// tree draws the branches and lists them; the one at hand is pressed.
export function tree(app, moves, choose) {
  const { branches, current, truth } = app.state, views = app.data.branches, host = h("div", null);
  if (branches.length > 1) app.draw(host, (width) => drawing(branches, views, current, truth, width, choose));
  return [host, h("ul", { class: "branches", "aria-label": t("branch.branches") }, branches.map((b, i) =>
    h("li", null, h("button", { class: "branch", id: `branch-${i}`, "aria-pressed": String(i === current), onclick: () => choose(i) },
      h("span", { class: "letter" }, letterOf(i)), h("span", { class: "small" }, branchTitle(b, i, moves)),
      h("span", { class: "small muted num" }, views[i].ended ? endText(views[i].ending) : t("branch.of", { k: views[i].sessions.length, planned: views[i].planned }))),
      branches.length > 1 && i === current ? h("div", { class: "row branch-tools noprint" },
        h("label", { class: "field", for: "branch-name" }, h("span", null, t("branch.name", { letter: letterOf(i) })), h("input", { type: "text", id: "branch-name", maxlength: 40, value: b.name, onchange: (e) => app.rename(i, e.target.value.trim()) })),
        h("button", { class: "button", id: "branch-remove", onclick: () => app.prune(i) }, t("branch.remove", { letter: letterOf(i) }))) : null)))];
}
