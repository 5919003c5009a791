// A finished run: scenarios compared, and its patients with their twins.

import { tickText, ticksOver } from "./axis.js";
import { catalogue } from "./engine.js";
import { fixed, fold, h, percent, svg, table } from "./dom.js";
import { openCard } from "./open.js";
import { firstBranch } from "./state.js";
import { count, t } from "./words.js";

const COLOURS = ["var(--bond)", "var(--trust)", "var(--goals)", "var(--tasks)", "var(--phq9)", "var(--rupture)", "var(--repair)", "var(--muted)"];
const DASHES = [null, "8 4", "2 4", "10 3 2 3"];
const dash = (i) => DASHES[(i + Math.floor(i / 8)) % 4]; // with eight colours, 32 lines that differ

// fitting shortens a name of bold letters to a width; the whole of it stands in the text beside it.
const fitting = (name, width) => (name.length * 7.2 > width ? `${name.slice(0, Math.floor(width / 7.2) - 1)}…` : name);

// lineChart draws a line per scenario: points are [x, y] by scenario, marks those x that
// have a number where there is room.
function lineChart({ scenarios, points, marks, ticks, name, x: across, width }) {
  const height = Math.round(Math.min(300, Math.max(200, width * 0.5))), left = 38, right = 16, top = 26, bottom = 44;
  const first = Math.min(...marks), last = Math.max(first + 1, ...marks), low = ticks[0], high = ticks.at(-1);
  const x = (v) => left + ((v - first) / (last - first)) * (width - left - right), y = (v) => top + (1 - (v - low) / (high - low)) * (height - top - bottom);
  let free = Infinity;
  const shown = marks.toReversed().filter((m) => m === first || (free - x(m) >= 24 && x(m) - x(first) >= 24 && ((free = x(m)), true)));
  const end = (p) => (p.length ? t("run.from_to", { first: fixed(p[0][1], 1), last: fixed(p.at(-1)[1], 1) }) : "–");
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${name}, ${across}: ` + scenarios.map((s, i) => `${s.name} ${end(points[i])}`).join("; ") },
    svg("text", { x: left, y: 13, class: "strong" }, fitting(name, width - left)),
    ticks.map((v) => [svg("line", { x1: left, x2: width - right, y1: y(v), y2: y(v), stroke: v === 0 && low < 0 ? "var(--muted)" : "var(--line)" }), svg("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, tickText(v, ticks))]),
    marks.map((m) => svg("line", { x1: x(m), x2: x(m), y1: height - bottom, y2: height - bottom + 4, stroke: "var(--muted)" })),
    shown.map((m) => svg("text", { x: x(m), y: height - bottom + 17, "text-anchor": "middle" }, m)),
    svg("text", { x: (left + width - right) / 2, y: height - 8, "text-anchor": "middle" }, across),
    scenarios.map((s, i) => svg("path", { d: points[i].map(([a, b], k) => `${k ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join(""), fill: "none", stroke: COLOURS[i % 8], "stroke-width": 2.4, "stroke-dasharray": dash(i) })));
}

// sessionChart draws the means of those who reached a session.
function sessionChart(scenarios, key, ticks, name, width) {
  const points = scenarios.map((s) => s.by_session.filter((r) => r[key] > 0).map((r) => [r.n, r[key]]));
  const last = Math.max(2, ...scenarios.flatMap((s) => s.by_session.map((r) => r.n)));
  return lineChart({ scenarios, points, marks: Array.from({ length: last }, (_, i) => i + 1), ticks, name, x: t("run.session"), width });
}

// weekChart draws everybody by week: the mean, or the difference from the first
// scenario, on a scale of its own.
function weekChart(scenarios, key, name, width) {
  const points = scenarios.map((s) => s.by_week.map((r) => [r.week, r[key]])), all = points.flat().map(([, v]) => v);
  const low = Math.min(...all), ticks = ticksOver(low, Math.max(...all, low + 0.1));
  return lineChart({ scenarios, points, marks: [...new Set(points.flat().map(([w]) => w))].sort((a, b) => a - b), ticks, name, x: t("run.week"), width });
}

// stay tells how many are still in treatment at some sessions: what the curves by
// session rest on.
function stay(scenarios) {
  const treated = scenarios.filter((s) => s.therapy), last = Math.max(0, ...treated.flatMap((s) => s.by_session.map((r) => r.n)));
  const step = Math.max(1, Math.ceil(last / 8)), at = Array.from({ length: Math.ceil(last / step) }, (_, i) => 1 + i * step);
  if (!last) return null;
  return table(t("run.still"), [t("run.scenario"), ...at.map((n) => `#${n}`)], treated.map((s) => [s.name, ...at.map((n) => count(s.by_session.find((r) => r.n === n)?.held || 0))]));
}

// openPatient shows a patient with its twins in every scenario.
function openPatient(app, run, replication, patient) {
  const branches = run.scenarios.slice(0, catalogue.limits.branches).map((s) => ({ ...firstBranch(s.name), played: 1000 }));
  app.set({ lesson: "", step: 0, run: { replication, patient }, branches, current: 0, at: 1000, guesses: [], view: "session", compare: [0, Math.min(1, branches.length - 1)] });
}

function picker(app, run) {
  const number = (id, label, most) => h("label", { class: "field", for: id }, h("span", null, label), h("input", { type: "number", id, min: 0, max: most, step: 1, value: 0 }));
  const open = () => {
    const value = (id) => Number(document.getElementById(id)?.value || 0);
    openPatient(app, run, value("pick-replication"), value("pick-patient"));
  };
  return h("section", { class: "card" }, h("h2", null, t("run.pick")),
    h("p", { class: "muted noprint" }, t("run.pick_text"), run.apart ? ` ${t("run.pick_but")}` : ""),
    h("form", { class: "row noprint", onsubmit: (e) => { e.preventDefault(); open(); } }, number("pick-patient", t("run.patient_to", { last: run.patients - 1 }), run.patients - 1), run.replications > 1 ? number("pick-replication", t("run.replication_to", { last: run.replications - 1 }), run.replications - 1) : null,
      h("div", { class: "field" }, h("span", null, "\u00a0"), h("button", { class: "button main", id: "open-patient" }, t("run.show")))),
    run.notable.length ? [h("h3", null, t("run.notable")), h("p", { class: "small muted" }, t("run.looked", { courses: count(run.looked) })),
      h("ul", { class: "branches" }, run.notable.map((n) => h("li", null, h("button", { class: "branch", onclick: () => openPatient(app, run, n.replication, n.patient) }, h("span", { class: "num course-id" }, t(run.replications > 1 ? "run.patient_of" : "run.patient", { patient: n.patient, replication: n.replication })), h("span", { class: "small" }, t(`run.why_${n.why}`, { entry: n.entry, lasts: n.lasts.join(t("run.or")), ruptures: n.ruptures, repaired: n.repaired })), h("span", { "aria-hidden": "true" }, "→")))))] : null);
}

// runView is the page of the run.
export function runView(app) {
  const run = app.overview;
  if (!run) return [h("h1", null, t("run.none")), h("p", null, t("run.none_text"), " ", h("code", null, "rapport studio RUN"))];
  const host = (make) => { const at = h("div", null); app.draw(at, make); return at; };
  const weeks = run.scenarios.some((s) => s.by_week.length), several = run.scenarios.length > 1, first = run.scenarios[0].name;
  const byWeek = weeks ? [host((width) => weekChart(run.scenarios, "phq9", t(run.answered ? "run.answered_mean" : "run.everybody_mean"), width)),
    several ? host((width) => weekChart(run.scenarios, "difference", t("run.difference", { scenario: first }), width)) : null] : [];
  const severe = run.scenarios.some((s) => s.by_session.some((r) => r.phq9 > 20));
  const bySession = [host((width) => sessionChart(run.scenarios, "phq9", severe ? [0, 9, 18, 27] : [0, 5, 10, 15, 20], t("run.phq9_mean"), width)),
    run.scenarios.some((s) => s.by_session.some((r) => r.wai > 0)) ? host((width) => sessionChart(run.scenarios, "wai", [1, 2, 3, 4, 5], t("run.wai_mean"), width)) : null]; // nobody rates it on a waiting list
  const at = (s) => s.by_week.find((r) => r.week === run.primary_week), week = run.primary_week, asked = week > 0;
  const legend = () => h("ul", { class: "legend", "aria-label": t("run.scenarios") }, run.scenarios.map((s, i) => h("li", null, svg("svg", { viewBox: "-10 -8 20 16", "aria-hidden": "true" }, svg("path", { d: "M-9 0H9", stroke: COLOURS[i % 8], "stroke-width": 3, "stroke-dasharray": dash(i) })), s.name)));
  return [
    h("h1", null, run.title || run.name), h("p", { class: "lead" }, run.question),
    h("p", { class: "small muted" }, [t("run.n_scenarios", { n: run.scenarios.length }), t("run.n_patients", { n: run.patients, patients: count(run.patients) }), t("run.n_replications", { n: run.replications }), t("run.seed", { seed: run.seed })].join(", ") + ". " + (several ? t(run.apart ? "run.same_but" : "run.same") : "")),
    weeks ? h("section", { class: "card" }, h("h2", null, t(run.answered ? "run.weeks" : "run.everybody")),
      h("p", { class: "small muted" }, t(run.answered ? "run.answered" : "run.entered") + (several ? ` ${t(run.answered || run.apart ? "run.below_means" : "run.below", { scenario: first })}` : "")),
      h("div", { class: "two" }, byWeek), legend()) : null,
    h("section", { class: "card" }, h("h2", null, t("run.outcome")),
      table(t("run.scenarios"), [t("run.scenario"), ...["patients", "sessions", "entry", ...(asked ? ["phq9_week", "remission_week"] : []), "dropout", "well_enough", "ruptures", "repaired", "last", "response", "remission"].map((key) => `#${t(`run.column_${key}`, { week })}`)],
        run.scenarios.map((s) => [s.name, count(s.patients), fixed(s.held, 1), fixed(s.entry, 1), ...(asked ? [fixed(at(s)?.phq9, 1), at(s) ? percent(at(s).remission) : "–"] : []),
          s.therapy ? percent(s.dropout) : "–", s.therapy ? percent(s.well_enough) : "–", s.therapy ? fixed(s.ruptures, 2) : "–", s.therapy ? percent(s.resolved) : "–", fixed(s.last, 1), percent(s.response), percent(s.remission)])),
      run.ends_apart ? h("p", { class: "small muted" }, t(run.ends_apart.spread ? "run.apart_spread" : "run.apart", Object.fromEntries(["first", "last", "narrow", "wide"].map((key) => [key, fixed(run.ends_apart[key], 1)])))) : null,
      run.scenarios.some((s) => s.description || s.does.length) ? fold(app, "stand", t("run.stand_for"), h("ul", { class: "refs" }, run.scenarios.map((s) => h("li", null, h("strong", null, s.name), s.description ? `: ${s.description}` : "", s.does.length ? h("ul", null, s.does.map((text) => h("li", null, text))) : null)))) : null),
    openCard(run, host),
    h("section", { class: "card" }, h("h2", null, t("run.by_session")),
      h("p", { class: "small muted" }, t("run.flatters")),
      h("div", { class: "two" }, bySession), legend(), stay(run.scenarios)),
    picker(app, run),
  ];
}
