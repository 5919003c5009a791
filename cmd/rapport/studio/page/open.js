// What the plausible sets of a run leave open: a dot for each set, and a verdict.

import { tickText, ticksOver } from "./axis.js";
import { h, percent, signed, svg, table } from "./dom.js";
import { t } from "./words.js";

// openChart draws one contrast: the sets as dots, the middle 90 % of them as a bar, and the
// shipped values as a triangle, beside no difference. All contrasts have one axis.
function openChart(o, ticks, width) {
  const height = 76, foot = 52, left = 22, right = 22, low = ticks[0], span = ticks.at(-1) - low;
  const x = (v) => left + ((v - low) / span) * (width - left - right);
  const words = t("run.open_chart", { contrast: o.contrast, low: signed(o.low), high: signed(o.high), shipped: signed(o.shipped) });
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words },
    ticks.map((v) => [svg("line", { x1: x(v), x2: x(v), y1: foot, y2: foot + 4, stroke: "var(--muted)" }), svg("text", { x: x(v), y: foot + 18, "text-anchor": "middle" }, tickText(v, ticks))]),
    svg("line", { x1: x(low), x2: x(ticks.at(-1)), y1: foot, y2: foot, stroke: "var(--line)" }),
    svg("rect", { x: x(o.low), y: 24, width: Math.max(1, x(o.high) - x(o.low)), height: 22, fill: "var(--line)" }),
    svg("line", { x1: x(0), x2: x(0), y1: 6, y2: foot, stroke: "var(--muted)" }),
    o.values.map((v, i) => svg("circle", { cx: x(v).toFixed(1), cy: 28 + 4 * (i % 4), r: 2.6, fill: "var(--bond)" })),
    svg("path", { d: `M${x(o.shipped).toFixed(1)} 8l6 11h-12z`, fill: "var(--ink)" }));
}

// openCard tells of every contrast what holds in all sets; nothing where the run has none.
export function openCard(run, host) {
  const open = run.open || [];
  if (!open.length) return null;
  const all = [0, ...open.flatMap((o) => [...o.values, o.shipped])], ticks = ticksOver(Math.min(...all), Math.max(...all));
  const verdict = (o) => t(`run.open_${o.verdict}`, { sets: o.sets, on: o.on });
  return h("section", { class: "card", id: "run-open" }, h("h2", null, t("run.open")),
    h("p", { class: "small muted" }, t("run.open_text", { sets: open[0].sets, outcome: open[0].outcome })),
    open.map((o) => [h("h3", null, `${o.contrast}: ${verdict(o)}`), host((width) => openChart(o, ticks, width))]),
    table(t("run.open"), [t("run.open_contrast"), ...["shipped", "median", "range", "sign"].map((key) => `#${t(`run.open_${key}`)}`), t("run.open_verdict")],
      open.map((o) => [o.contrast, signed(o.shipped), signed(o.median), t("run.from_to", { first: signed(o.low), last: signed(o.high) }), o.same_sign === null ? "–" : percent(o.same_sign), verdict(o)])));
}
