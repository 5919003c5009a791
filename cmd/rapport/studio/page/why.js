// Why it moved: sentences, and a signed bar for each mechanism.

import { catalogue } from "./engine.js";
import { facetColour, facetName, fixed, h, showDialog, signed, svg, table } from "./dom.js";
import { point, t } from "./words.js";

const mechanism = (key) => catalogue.mechanisms.find((m) => m.key === key);

// sourceItem is a publication or finding.
const sourceItem = (key) => {
  const s = catalogue.sources.find((x) => x.key === key);
  if (!s) return h("li", null, key);
  return h("li", null, h("strong", null, s.key), ": ", s.reference, s.doi ? h("span", { class: "muted" }, ` doi:${s.doi}`) : null, h("div", { class: "muted" }, t(`source.${key}`)));
};

// explain opens a mechanism: what it means, its parameters, what it rests on.
export function explain(key) {
  const m = mechanism(key);
  showDialog(t(`mechanism.${key}.title`), h("p", null, t(`mechanism.${key}.meaning`)),
    h("p", { class: "small muted" }, t("why.file", { file: m.file })),
    m.sources.length ? [h("h3", null, t("why.rests")), h("ul", { class: "refs" }, m.sources.map(sourceItem))] : h("p", { class: "small" }, m.key === "chance" || m.key === "start" ? "" : t("why.assumed")),
    m.parameters.length ? h("details", null, h("summary", null, t("why.parameters", { n: m.parameters.length })),
      table(t("why.parameters_of", { name: t(`mechanism.${key}.title`) }), [t("why.parameter"), `#${t("why.value")}`, t("why.unit"), t("why.grade"), t("why.meaning")], m.parameters.map((p) => [h("code", null, p.name), point(String(p.value)).replace("-", "−"), t(`unit.${p.unit}`), t(`grade.${p.grade}`), t(`parameter.${p.name}`) + (p.source ? ` (${p.source})` : "")]))) : null);
}

// bar is a signed bar around a middle line; most is the greatest change shown.
function bar(change, most, colour) {
  const w = 48 * Math.min(1, Math.abs(change) / most);
  return svg("svg", { viewBox: "0 0 100 16", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { x: change < 0 ? 50 - w : 50, y: 3, width: Math.max(0.6, w), height: 10, rx: 1.5, fill: colour, opacity: change < 0 ? 0.55 : 1 }),
    svg("line", { x1: 50, x2: 50, y1: 0, y2: 16, stroke: "var(--strong)", "stroke-width": 0.8 }));
}

const digits = (facet) => (facet === "severity" ? 1 : 3);

// whyFacet is how one facet moved.
function whyFacet(v, most) {
  const d = digits(v.facet), change = v.after - v.before;
  return h("section", { class: "facet" },
    h("h3", null, h("span", null, h("span", { class: "swatch", tint: facetColour(v.facet) }), facetName(v.facet)),
      h("span", { class: "num" }, `${fixed(v.before, d === 1 ? 1 : 2)} → ${fixed(v.after, d === 1 ? 1 : 2)} (${signed(change, d === 1 ? 1 : 2)})`)),
    v.by.filter((r) => Math.abs(r.change) >= (d === 1 ? 0.05 : 0.0005)).map((r) =>
      h("button", { class: "reason", onclick: () => explain(r.mechanism), title: t("why.open", { name: t(`mechanism.${r.mechanism}.title`) }) },
        h("span", null, r.text), bar(r.change, most, facetColour(v.facet)), h("span", { class: "num" }, signed(r.change, d)))));
}

// whyPanel explains one session.
export function whyPanel(session) {
  const most = (severity) => Math.max(0.001, ...session.why.filter((v) => (v.facet === "severity") === severity).flatMap((v) => v.by.map((r) => Math.abs(r.change))));
  return h("div", { class: "why" },
    h("h2", null, t("why.title")),
    h("p", null, session.short),
    session.why.map((v) => whyFacet(v, most(v.facet === "severity"))),
    h("p", { class: "small muted" }, t("why.note")));
}
