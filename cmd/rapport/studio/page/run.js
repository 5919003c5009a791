// A finished run: scenarios compared, and its patients with their twins.

import { catalogue } from "./engine.js";
import { fixed, h, percent, svg, table } from "./dom.js";
import { firstBranch } from "./state.js";

const COLOURS = ["var(--bond)", "var(--trust)", "var(--goals)", "var(--tasks)", "var(--phq9)", "var(--rupture)", "var(--repair)", "var(--muted)"];
const DASHES = [null, "8 4", "2 4", "10 3 2 3"];
const dash = (i) => DASHES[(i + Math.floor(i / 8)) % 4]; // with eight colours, 32 lines that differ

// meanChart draws the scenarios' means by session.
function meanChart(scenarios, key, low, high, name, width) {
  const height = Math.round(Math.min(300, Math.max(190, width * 0.5))), left = 34, right = 16, top = 26, bottom = 30;
  const last = Math.max(2, ...scenarios.flatMap((s) => s.by_session.map((r) => r.n)));
  const x = (n) => left + ((n - 1) / (last - 1)) * (width - left - right), y = (v) => top + (1 - (v - low) / (high - low)) * (height - top - bottom);
  const ticks = key === "phq9" ? [0, 5, 10, 15, 20] : [1, 2, 3, 4, 5];
  const every = Math.ceil(last / 10);
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${name} by session: ` + scenarios.map((s) => `${s.name} from ${fixed(s.by_session[0]?.[key], 1)} to ${fixed(s.by_session.at(-1)?.[key], 1)}`).join("; ") },
    svg("text", { x: left, y: 13, class: "strong" }, name),
    ticks.map((v) => [svg("line", { x1: left, x2: width - right, y1: y(v), y2: y(v), stroke: "var(--line)" }), svg("text", { x: left - 6, y: y(v) + 4, "text-anchor": "end" }, v)]),
    Array.from({ length: last }, (_, i) => i + 1).filter((n) => n === 1 || n % every === 0).map((n) => svg("text", { x: x(n), y: height - 8, "text-anchor": "middle" }, n)),
    scenarios.map((s, i) => svg("path", { d: s.by_session.filter((r) => r[key] > 0).map((r, k) => `${k ? "L" : "M"}${x(r.n)} ${y(r[key])}`).join(""), fill: "none", stroke: COLOURS[i % 8], "stroke-width": 2.4, "stroke-dasharray": dash(i) })));
}

// openPatient shows a patient with its twins in every scenario.
function openPatient(app, run, replication, patient) {
  const branches = run.scenarios.slice(0, catalogue.limits.branches).map((s) => ({ ...firstBranch(s.name), played: 1000 }));
  app.set({ run: { replication, patient }, branches, current: 0, at: 1000, guesses: [], view: "session", compare: [0, Math.min(1, branches.length - 1)] });
}

function picker(app, run) {
  const number = (id, label, most) => h("label", { class: "field", for: id }, h("span", null, label), h("input", { type: "number", id, min: 0, max: most, step: 1, value: 0 }));
  const open = () => {
    const value = (id) => Number(document.getElementById(id)?.value || 0);
    openPatient(app, run, value("pick-replication"), value("pick-patient"));
  };
  return h("section", { class: "card" }, h("h2", null, "Pick a patient"),
    h("p", { class: "muted" }, "You see the same person with the same luck in every scenario, and can leave any session with another move."),
    h("form", { class: "row", onsubmit: (e) => { e.preventDefault(); open(); } }, number("pick-patient", `patient, 0 to ${run.patients - 1}`, run.patients - 1), run.replications > 1 ? number("pick-replication", `replication, 0 to ${run.replications - 1}`, run.replications - 1) : null,
      h("div", { class: "field" }, h("span", null, "\u00a0"), h("button", { class: "button main", id: "open-patient" }, "Show this patient"))),
    run.notable.length ? [h("h3", null, "Courses worth a look"), h("p", { class: "small muted" }, `Found among the first ${run.looked.toLocaleString("en")} courses.`),
      h("ul", { class: "branches" }, run.notable.map((n) => h("li", null, h("button", { class: "branch", onclick: () => openPatient(app, run, n.replication, n.patient) }, h("span", { class: "num course-id" }, `patient ${n.patient}`), h("span", { class: "small" }, n.text), h("span", { "aria-hidden": "true" }, "→")))))] : null);
}

// runView is the page of the run.
export function runView(app) {
  const run = app.overview;
  if (!run) return [h("h1", null, "No run is open"), h("p", null, "Start the studio with the folder of a run: ", h("code", null, "rapport studio RUN"), ".")];
  const hosts = [h("div", null), h("div", null)];
  app.draw(hosts[0], (width) => meanChart(run.scenarios, "phq9", 0, 22, "PHQ-9, mean of those who answered", width));
  app.draw(hosts[1], (width) => meanChart(run.scenarios, "wai", 1, 5, "Alliance by the patient (WAI-SR), mean", width));
  return [
    h("h1", null, run.title || run.name), h("p", { class: "lead" }, run.question),
    h("p", { class: "small muted" }, `${run.scenarios.length} ${run.scenarios.length === 1 ? "scenario" : "scenarios"}, ${run.patients.toLocaleString("en")} patients, ${run.replications} ${run.replications === 1 ? "replication" : "replications"}, seed ${run.seed}. The same patients with the same luck in every scenario.`),
    h("section", { class: "card" }, h("div", { class: "two" }, hosts),
      h("ul", { class: "legend", "aria-label": "Scenarios" }, run.scenarios.map((s, i) => h("li", null, svg("svg", { viewBox: "-10 -8 20 16", "aria-hidden": "true" }, svg("path", { d: "M-9 0H9", stroke: COLOURS[i % 8], "stroke-width": 3, "stroke-dasharray": dash(i) })), s.name))),
      table("The scenarios", ["scenario", "#patients", "#sessions", "#PHQ-9 intake", "#PHQ-9 last", "#response", "#remission", "#dropout", "#well enough", "#ruptures each", "#repaired"],
        run.scenarios.map((s) => [s.name, s.patients.toLocaleString("en"), fixed(s.held, 1), fixed(s.intake, 1), fixed(s.last, 1), percent(s.response), percent(s.remission), s.therapy ? percent(s.dropout) : "–", s.therapy ? percent(s.well_enough) : "–", s.therapy ? fixed(s.ruptures, 2) : "–", s.therapy ? percent(s.resolved) : "–"])),
      run.scenarios.some((s) => s.description) ? h("details", null, h("summary", null, "What the scenarios stand for"), h("ul", null, run.scenarios.map((s) => h("li", null, h("strong", null, s.name), ": ", s.description)))) : null),
    picker(app, run),
  ];
}
