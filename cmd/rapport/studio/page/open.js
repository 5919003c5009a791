// What the plausible sets of a run leave open: a dot for each set, and a verdict.

import { fixed, h, percent, svg, table } from "./dom.js";
import { t } from "./words.js";

// openChart draws one contrast: the sets as dots, the middle 90 % of them as a bar, and the
// shipped values as a triangle, beside no difference.
function openChart(o, width) {
  const height = 64, left = 12, right = 12, all = [...o.values, o.shipped, 0], low = Math.min(...all), span = Math.max(...all) - low || 1;
  const x = (v) => left + ((v - low) / span) * (width - left - right);
  const words = t("run.open_chart", { contrast: o.contrast, low: fixed(o.low, 2), high: fixed(o.high, 2), shipped: fixed(o.shipped, 2) });
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words },
    svg("rect", { x: x(o.low), y: 24, width: Math.max(1, x(o.high) - x(o.low)), height: 22, fill: "var(--line)" }),
    svg("line", { x1: x(0), x2: x(0), y1: 6, y2: 56, stroke: "var(--muted)" }),
    o.values.map((v, i) => svg("circle", { cx: x(v).toFixed(1), cy: 28 + 4 * (i % 4), r: 2.6, fill: "var(--bond)" })),
    svg("path", { d: `M${x(o.shipped).toFixed(1)} 8l6 11h-12z`, fill: "var(--ink)" }));
}

// openCard tells of every contrast what holds in all sets; nothing where the run has none.
export function openCard(run, host) {
  const open = run.open || [];
  if (!open.length) return null;
  const verdict = (o) => t(`run.open_${o.verdict}`, { sets: o.sets, on: o.on });
  return h("section", { class: "card", id: "run-open" }, h("h2", null, t("run.open")),
    h("p", { class: "small muted" }, t("run.open_text", { sets: open[0].sets, outcome: open[0].outcome })),
    open.map((o) => [h("h3", null, `${o.contrast}: ${verdict(o)}`), host((width) => openChart(o, width))]),
    table(t("run.open"), [t("run.open_contrast"), ...["shipped", "median", "range", "sign"].map((key) => `#${t(`run.open_${key}`)}`), t("run.open_verdict")],
      open.map((o) => [o.contrast, fixed(o.shipped, 2), fixed(o.median, 2), t("run.from_to", { first: fixed(o.low, 2), last: fixed(o.high, 2) }), percent(o.same_sign), verdict(o)])));
}
