// The chart of a course: the alliance above, what happened in the middle,
// symptoms below, all over the sessions.

import { FACETS, facetColour, facetName, fixed, h, letterOf, svg, table } from "./dom.js";
import { sign, signKinds, signText } from "./marks.js";
import { point, t } from "./words.js";

const LANE = 22; // height of a row of marks

// numbered is a session by its number; on a waiting list nobody holds one, and each is an assessment.
export const numbered = (view, n) => t(view.therapist === "none" ? "wait.n" : "session.n", { n });

export const paper = { is: false, width: 660, room: 170 }; // what is drawn goes onto paper: A4 within its margins
export const ALONE = 1000; // the room of a chart that leaves none for a choice below it

// frame works out where everything stands for a width; most is the height of the two fields,
// where the window does not say it.
export function frame(width, planned, lanes, most) {
  const wide = width >= 560;
  const left = wide ? 62 : 46, right = wide ? 104 : 50;
  // Beside the told text, the chart leaves room for the next choice below it.
  const letter = parseFloat(getComputedStyle(document.documentElement).fontSize), head = document.querySelector(".top").offsetHeight;
  const low = matchMedia("(max-height: 820px)").matches; // where the page draws itself together
  const below = head + (low ? 316 : 368) + 14 * letter + LANE * (lanes - 2); // of a window: all but the two fields
  const top = 26, room = most || (paper.is ? paper.room : innerWidth >= 1080 ? Math.max(low ? 180 : 210, innerHeight - below) : ALONE);
  const alliance = Math.round(Math.min(420, Math.max(200, width * 0.42), room * 0.64));
  const laneTop = top + alliance + 14, phqTop = laneTop + lanes * LANE + 24;
  const phq = Math.round(Math.min(240, Math.max(130, width * 0.24), room * 0.36));
  const x = (n) => left + 8 + (n / Math.max(1, planned)) * (width - left - right - 16);
  return {
    wide, left, right, width, planned, top, alliance, laneTop, phqTop, phq, lanes, x,
    ya: (v) => top + (1 - v) * alliance, yp: (v) => phqTop + (1 - v / 27) * phq,
    height: phqTop + phq + 40, end: width - right,
  };
}

const path = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

const allianceLine = (f, view, facet, from = 0) =>
  path([[0, view.intake[facet]], ...view.sessions.map((s) => [s.n, s.true[facet]])].filter(([n]) => n >= from).map(([n, v]) => [f.x(n), f.ya(v)]));

// allianceTitle names both scales where there is room for it.
function allianceTitle(f, truth) {
  const both = t("chart.both");
  return !truth ? t("chart.reported") : 7 * both.length <= f.width - f.left ? both : t("chart.true");
}

// axes, grid and words of the chart; waits: of a waiting list.
function ground(f, at, truth, waits) {
  const out = [];
  const step = f.planned > 30 ? 5 : f.planned > 20 || !f.wide ? 4 : f.planned > 12 ? 2 : 1;
  for (let n = step === 1 ? 1 : 0; n <= f.planned; n += step) {
    if (n === 0) continue;
    out.push(svg("text", { x: f.x(n), y: f.height - 20, "text-anchor": "middle", class: n === at ? "strong" : null }, n));
  }
  out.push(svg("text", { x: f.x(0), y: f.height - 20, "text-anchor": "middle" }, t("chart.intake")), svg("text", { x: (f.left + f.end) / 2, y: f.height - 3, "text-anchor": "middle" }, t(waits ? "wait.number" : "chart.session")));
  for (const v of [0, 0.25, 0.5, 0.75, 1]) {
    out.push(svg("line", { x1: f.left, x2: f.end, y1: f.ya(v), y2: f.ya(v), stroke: "var(--line)", "stroke-width": v === 0 ? 1.4 : 0.8 }),
      svg("text", { x: f.left - 7, y: f.ya(v) + 4, "text-anchor": "end" }, 1 + 4 * v),
      truth ? svg("text", { x: f.left - 20, y: f.ya(v) + 4, "text-anchor": "end", fill: "var(--bond)", class: "direct" }, point(String(v))) : "");
  }
  const bands = [[0, 5, t("chart.minimal")], [5, 10, t("chart.mild")], [10, 15, t("chart.moderate")], [15, 20, t(f.wide ? "chart.moderately" : "chart.moderately_short")], [20, 27, t("chart.severe")]];
  bands.forEach(([low, high, word], i) => {
    out.push(svg("rect", { x: f.left, width: f.end - f.left, y: f.yp(high), height: f.yp(low) - f.yp(high), fill: i % 2 ? "transparent" : "var(--sunk)" }),
      svg("text", { x: f.left - 7, y: f.yp(low) + 4, "text-anchor": "end" }, low));
    out.push(svg("text", { x: f.wide ? f.end + 8 : f.end + 46, y: (f.yp(low) + f.yp(high)) / 2 + 4, "text-anchor": f.wide ? null : "end", class: f.wide && f.phq >= 75 ? null : "band" }, word));
  });
  out.push(svg("text", { x: f.left, y: f.top - 11, class: "strong" }, allianceTitle(f, truth)), svg("text", { x: f.left, y: f.phqTop - 8, class: "strong" }, t("chart.depression")));
  return svg("g", null, out);
}

// openRuptures shades the time in which a rupture is left open.
function openRuptures(f, view) {
  const out = [];
  for (const s of view.sessions) {
    if (!s.rupture || s.rupture.resolved || s.rupture.forgotten) continue;
    const from = f.x(s.n); // it is open from this session to the next
    out.push(svg("rect", { x: from, width: Math.min(f.end, f.x(s.n + 1)) - from, y: f.top, height: f.alliance, fill: "var(--shade)" }));
  }
  return out;
}

// eventRows puts the marks of a view into the rows of the lane.
function eventRows(view, truth) {
  const hidden = new Set(["withdrawal", "confrontation", "recognised", "repaired", "faded"]);
  return view.sessions.map((s) => {
    const row = s.marks.filter((m) => truth || !hidden.has(m.kind)).filter((m) => m.kind !== "ending" || s.n === view.planned - 2);
    if (!truth && (s.reported.rupture_patient || s.reported.rupture_therapist || s.reported.rupture_observer)) {
      const by = ["patient", "therapist", "observer"].filter((who) => s.reported[`rupture_${who}`]);
      row.push({ kind: "reported", text: t("chart.reported_by", { who: by.map((who) => t(`chart.${who}`)).join(", ") }) });
    }
    if (s.chosen.length) row.push({ kind: "move", text: t("chart.chosen", { moves: s.chosen.map((m) => t(`move_name.${m}`)).join(", ") }) });
    return { n: s.n, row };
  });
}

export const lanesOf = (views, truth) =>
  Math.max(2, ...views.flatMap((v) => (v ? eventRows(v, truth).map((r) => r.row.length) : [0])));

// labels writes names at the ends of lines, kept apart and within the field.
function labels(f, items) {
  items.sort((a, b) => a.y - b.y);
  for (let i = 1; i < items.length; i++) items[i].y = Math.max(items[i].y, items[i - 1].y + 15);
  for (let i = items.length - 1, low = f.top + f.alliance; i >= 0; i--, low -= 15) items[i].y = Math.min(items[i].y, low);
  return items.map((l) => svg("text", { x: l.x + 9, y: l.y + 4, fill: l.colour, "font-weight": 600, class: "direct" }, l.text));
}

function reportedMarks(f, view, truth) {
  const out = [], line = [];
  const scale = (v) => (v - 1) / 4;
  for (const s of view.sessions) {
    const x = f.x(s.n);
    if (s.reported.observer !== null) out.push(svg("path", { d: `M${x - 3} ${f.ya(scale(s.reported.observer))}l3 -3.6l3 3.6l-3 3.6z`, fill: "none", stroke: "var(--muted)", opacity: 0.75 }));
    if (s.reported.therapist !== null) out.push(svg("path", { d: `M${x - 3.6} ${f.ya(scale(s.reported.therapist)) + 3}h7.2l-3.6 -6.6z`, fill: "none", stroke: "var(--muted)", opacity: 0.75 }));
    if (s.patient) {
      line.push([x, f.ya(scale(s.patient.mean))]);
      out.push(svg("circle", { cx: x, cy: f.ya(scale(s.patient.mean)), r: 3.8, fill: "var(--surface)", stroke: "var(--ink)", "stroke-width": 1.5 }));
    }
  }
  if (!truth) out.unshift(svg("path", { d: path(line), fill: "none", stroke: "var(--ink)", "stroke-width": 1.4, opacity: 0.6 }));
  return out;
}

function symptomMarks(f, view, truth) {
  const answered = view.sessions.filter((s) => s.phq9 !== null);
  const out = [svg("path", { d: path(answered.map((s) => [f.x(s.n), f.yp(s.phq9)])), fill: "none", stroke: "var(--phq9)", "stroke-width": 2 })];
  if (truth) {
    out.push(svg("path", { d: path(view.sessions.map((s) => [f.x(s.n), f.yp(s.true.severity)])), fill: "none", stroke: "var(--phq9)", "stroke-width": 1.6, "stroke-dasharray": "2 4", "stroke-linecap": "round" }));
  }
  for (const s of answered) out.push(svg("circle", { cx: f.x(s.n), cy: f.yp(s.phq9), r: 3.8, fill: "var(--phq9)" }));
  return out;
}

function ghosts(f, views, current, truth) {
  const named = []; // where letters stand already
  return views.flatMap((view, i) => {
    if (i === current || !view || !view.sessions.length) return [];
    const from = Math.max(0, (view.leaves || 1) - 1), last = view.sessions.at(-1);
    const faint = { fill: "none", "stroke-width": 1.6, opacity: 0.38, "stroke-dasharray": "5 4" };
    const out = truth && view.therapist !== "none" ? FACETS.map((facet) => svg("path", { d: allianceLine(f, view, facet, from), stroke: facetColour(facet), ...faint })) : [];
    out.push(svg("path", { d: path(view.sessions.filter((s) => s.n >= from && s.phq9 !== null).map((s) => [f.x(s.n), f.yp(s.phq9)])), stroke: "var(--phq9)", ...faint }));
    if (last.n > from) {
      const at = { x: f.x(last.n), y: f.yp(last.phq9 ?? last.true.severity) - 9 };
      while (named.some((o) => Math.abs(o.x - at.x) < 10 && Math.abs(o.y - at.y) < 12)) {
        at.x -= 11;
        if (at.x < f.left + 6) Object.assign(at, { x: f.x(last.n), y: at.y - 12 }); // not over the numbers of the axis
      }
      named.push(at);
      out.push(svg("text", { ...at, "text-anchor": "middle", opacity: 0.9 }, letterOf(i)));
    }
    return out;
  });
}

// chartWidth is the width that so many sessions need: on a phone, a long course is
// wider than the screen and can be moved sideways.
export const chartWidth = (width, planned) => Math.max(width, planned * 9 + 90);

// courseHost is the place of a course's chart; name is the branch, where there are several places.
export function courseHost(app, make, planned, at = 0, name = "") {
  const host = h("div", { class: "course-host" });
  app.draw(host, (width) => {
    const moves = chartWidth(width, planned) > width;
    host.tabIndex = moves ? 0 : -1;
    host.setAttribute("role", moves ? "region" : "presentation");
    if (moves) {
      host.setAttribute("aria-label", [name, t("chart.sideways")].filter(Boolean).join(": "));
      requestAnimationFrame(() => { host.scrollLeft = (at / planned) * chartWidth(width, planned) - width / 2; });
    }
    return make(width);
  });
  return host;
}

// courseChart draws the branch `current` of the views, the others as ghosts.
export function courseChart({ views, current, at, truth, width, pick, lanes, room }) {
  const view = views[current];
  const planned = Math.max(...views.map((v) => Math.max(v.planned, v.sessions.length)));
  const f = frame(chartWidth(width, planned), planned, lanes || lanesOf([view], truth), room);
  const last = view.sessions.at(-1);
  const waits = view.therapist === "none", parts = [ground(f, at, truth && !waits, waits)];
  if (truth) parts.push(openRuptures(f, view));
  if (at > 0) parts.push(svg("rect", { x: f.x(at) - 1, width: 2, y: f.top, height: f.phqTop + f.phq - f.top, fill: "var(--accent)", opacity: 0.5 }));
  parts.push(ghosts(f, views, current, truth));
  if (truth && view.therapist !== "none") {
    for (const facet of FACETS) {
      parts.push(svg("path", { d: allianceLine(f, view, facet), fill: "none", stroke: facetColour(facet), "stroke-width": 2.6, "stroke-linejoin": "round" }));
      if (!last) parts.push(svg("circle", { cx: f.x(0), cy: f.ya(view.intake[facet]), r: 4, fill: facetColour(facet) }));
    }
    parts.push(labels(f, FACETS.map((facet) => ({ x: f.x(last ? last.n : 0), y: f.ya(last ? last.true[facet] : view.intake[facet]), text: facetName(facet), colour: facetColour(facet) }))));
  }
  parts.push(reportedMarks(f, view, truth), symptomMarks(f, view, truth));
  for (const { n, row } of eventRows(view, truth)) {
    row.forEach((m, i) => parts.push(sign(m.kind, f.x(n), f.laneTop + 11 + i * LANE, t("chart.mark", { n, text: m.text }), Math.min(1, (f.x(1) - f.x(0)) / 17))));
  }
  if (pick) {
    const half = (f.x(1) - f.x(0)) / 2;
    for (const s of view.sessions) {
      parts.push(svg("rect", { x: f.x(s.n) - half, width: 2 * half, y: 0, height: f.height, fill: "transparent", cursor: "pointer", onclick: () => pick(s.n) }, svg("title", null, numbered(view, s.n))));
    }
  }
  return svg("svg", { class: f.width > width ? "chart draw wide" : "chart draw", viewBox: `0 0 ${f.width} ${f.height}`, width: f.width, height: f.height, role: "img", "aria-label": describe(view, truth) }, parts);
}

// describe is the chart in words.
export function describe(view, truth) {
  const last = view.sessions.at(-1);
  if (!last) return t("chart.empty");
  const first = view.sessions.find((s) => s.phq9 !== null), end = view.sessions.findLast((s) => s.phq9 !== null);
  let text = t(view.therapist === "none" ? "wait.words" : "chart.words", { n: view.sessions.length, first: first ? first.phq9 : "–", last: end ? end.phq9 : "–" });
  if (truth && view.therapist !== "none") {
    text += " " + FACETS.map((x) => t("chart.from_to", { facet: facetName(x), first: fixed(view.intake[x]), last: fixed(last.true[x]) })).join(", ") + ".";
    const began = view.sessions.filter((s) => s.rupture && s.rupture.began);
    text += " " + (began.length ? t("chart.began", { list: began.map((s) => `${s.n} (${t(`kind.${s.rupture.kind}`)})`).join(", ") }) : t("chart.no_rupture"));
  }
  return `${text} ${t("chart.table_below")}`;
}

// courseTable is the chart as a table. A waiting list has no alliance, and nothing happens in it.
export function courseTable(view, truth, caption) {
  const severity = truth ? [`#${t("facet.severity")}`] : [];
  if (view.therapist === "none") return table(caption, [t("wait.number"), "#PHQ-9", ...severity], view.sessions.map((s) => [s.n, s.phq9 ?? "–", ...(truth ? [fixed(s.true.severity, 1)] : [])]));
  const columns = [t("chart.session"), "#PHQ-9", `#${t("chart.patient")} (WAI-SR)`, `#${t("chart.therapist")}`, `#${t("chart.observer")}`];
  if (truth) columns.push(...FACETS.map((x) => `#${t(`facet.${x}`)}`));
  columns.push(...severity, t("chart.happened"));
  return table(caption, columns, view.sessions.map((s) => [
    s.n, s.phq9 ?? "–", s.patient ? fixed(s.patient.mean, 1) : "–", fixed(s.reported.therapist, 1), fixed(s.reported.observer, 1),
    ...(truth ? [...FACETS.map((x) => fixed(s.true[x])), fixed(s.true.severity, 1)] : []),
    eventRows({ ...view, sessions: [s] }, truth)[0].row.map((m) => m.text).join("; ") || "–"]));
}

// legend explains lines and signs; only signs that occur.
export function legend(view, truth, others) {
  const item = (shape, text) => h("li", null, svg("svg", { viewBox: "-10 -8 20 16", "aria-hidden": "true" }, shape), text);
  const kinds = new Set(eventRows(view, truth).flatMap((r) => r.row.map((m) => m.kind)));
  const line = (attributes) => svg("path", { d: "M-9 0H9", fill: "none", "stroke-width": 2.2, ...attributes });
  const hollow = (d) => svg("path", { d, fill: "none", stroke: "var(--muted)", "stroke-width": 1.4 });
  return h("ul", { class: "legend", "aria-label": t("chart.legend") },
    view.therapist === "none" ? null : [truth ? FACETS.map((x) => item(line({ stroke: facetColour(x) }), t("chart.facet_true", { facet: facetName(x) }))) : null,
      item(svg("circle", { r: 4, fill: "none", stroke: "var(--ink)", "stroke-width": 1.6 }), t("chart.by_patient")),
      item(hollow("M-4.6 4h9.2l-4.6 -8.4z"), t("chart.by_therapist")), item(hollow("M-4 0l4 -4.8l4 4.8l-4 4.8z"), t("chart.by_observer"))],
    item([line({ stroke: "var(--phq9)" }), svg("circle", { r: 4, fill: "var(--phq9)" })], t("chart.phq9")),
    truth ? item(line({ stroke: "var(--phq9)", "stroke-dasharray": "2 4", "stroke-linecap": "round" }), t("chart.severity_true")) : null,
    truth && view.sessions.some((s) => s.rupture && !s.rupture.resolved && !s.rupture.forgotten) ? item(svg("rect", { x: -8, y: -7, width: 16, height: 14, fill: "var(--shade)" }), t("chart.left_open")) : null,
    signKinds.filter((k) => kinds.has(k)).map((k) => item(sign(k, 0, 0), signText(k))),
    others ? item(line({ stroke: "var(--muted)", "stroke-dasharray": "5 4", opacity: 0.6 }), t("chart.others")) : null);
}
