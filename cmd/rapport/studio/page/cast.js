// Who meets whom.

import { catalogue } from "./engine.js";
import { h, signed } from "./dom.js";
import { face } from "./faces.js";
import { firstBranch } from "./state.js";

export const person = (list, key) => list.find((v) => v.key === key) || list[0];
const FREQUENCIES = [[0.5, "every two weeks"], [1, "once a week"], [2, "twice a week"], [3, "three times a week"]];

export const frequencyText = (f) => (FREQUENCIES.find(([v]) => v === f) || [f, `${f} times a week`])[1];

// castText is the cast in a line.
export function castText(s) {
  const p = person(catalogue.patients, s.patient.vignette), t = person(catalogue.therapists, s.therapist.vignette);
  const changed = (x) => (Object.keys(x.traits).length ? " (changed)" : "");
  return { patient: p, therapist: t, pair: `${p.name}${changed(s.patient)} and ${t.name}${changed(s.therapist)}`,
    how: `${s.approach === "cbt" ? "CBT" : "psychodynamic therapy"}, ${frequencyText(s.perWeek)}, ${s.sessions} sessions planned, luck ${s.seed}` };
}

function people(legend, kind, list, chosen, set) {
  return h("fieldset", null, h("legend", null, legend), h("div", { class: "people" }, list.map((v) =>
    h("label", { class: "person" },
      h("input", { type: "radio", name: kind, id: `${kind}-${v.key}`, value: v.key, checked: v.key === chosen, onchange: () => set(v.key), "aria-describedby": `${kind}-${v.key}-text` }),
      face(v.name), h("strong", null, v.name), h("span", { class: "title" }, v.title), h("p", { class: "portrait", id: `${kind}-${v.key}-text` }, v.portrait)))));
}

function sliders(kind, traits, vignette, who, change) {
  return h("div", { class: "sliders" }, traits.map((t) => {
    const value = who.traits[t.key] ?? vignette.traits[t.key] ?? t.typical;
    const id = `${kind}-trait-${t.key}`;
    const say = (v) => (t.key === "severity" ? `${v} points` : v === 0 ? "typical" : `${signed(v, 1)} SD`);
    const out = h("output", { for: id }, say(value));
    return h("div", { class: "slider" }, h("label", { for: id }, t.name, out),
      h("input", { type: "range", id, min: t.min, max: t.max, step: t.step, value, "aria-valuetext": say(value), "aria-describedby": id + "-ends",
        oninput: (e) => { out.textContent = say(Number(e.target.value)); e.target.setAttribute("aria-valuetext", out.textContent); },
        onchange: (e) => change(t.key, Number(e.target.value)) }),
      h("div", { class: "ends", id: id + "-ends" }, h("span", null, t.low), h("span", null, t.high)));
  }));
}

function fineTune(kind, title, traits, vignette, who, app) {
  const set = (next) => app.set({ [kind]: { vignette: who.vignette, traits: next }, branches: [], guesses: [] });
  const changed = Object.keys(who.traits).length > 0;
  return h("details", { open: app.opened[kind] || changed, ontoggle: (e) => { app.opened[kind] = e.target.open; } },
    h("summary", null, `Set ${title}'s traits yourself`),
    h("p", { class: "small muted" }, "In standard deviations among people in routine care: 0 is typical, +1 is more than five in six people have."),
    sliders(kind, traits, vignette, who, (key, value) => set({ ...who.traits, [key]: value })),
    changed ? h("p", null, h("button", { class: "button quiet", onclick: () => set({}) }, "Back to the vignette")) : null);
}

function setup(s, app) {
  const recast = (change) => app.set({ ...change, branches: [], guesses: [] });
  const segment = (value, text) => h("label", null, h("input", { type: "radio", name: "approach", id: `approach-${value}`, checked: s.approach === value, onchange: () => recast({ approach: value }) }), h("span", null, text));
  const number = (id, label, value, low, high, set) => h("label", { class: "field", for: id }, h("span", null, label),
    h("input", { type: "number", id, value, min: low, max: high, step: 1, onchange: (e) => { const n = Math.round(Number(e.target.value)); if (n >= low && n <= high) set(n); else e.target.value = value; } }));
  return h("fieldset", null, h("legend", null, "How, and with which luck"), h("div", { class: "row" },
    h("div", { class: "field", role: "group", "aria-label": "Approach" }, h("span", null, "approach"), h("div", { class: "segments" }, segment("cbt", "CBT"), segment("psychodynamic", "Psychodynamic"))),
    h("label", { class: "field", for: "frequency" }, h("span", null, "how often"), h("select", { id: "frequency", onchange: (e) => recast({ perWeek: Number(e.target.value) }) },
      FREQUENCIES.map(([v, text]) => h("option", { value: v, selected: v === s.perWeek }, text)))),
    number("sessions", "sessions planned", s.sessions, 4, catalogue.limits.sessions, (n) => recast({ sessions: n, taper: 0 })),
    number("seed", "luck (seed)", s.seed, 0, catalogue.limits.seed, (n) => recast({ seed: n })),
    h("div", { class: "field" }, h("span", null, "\u00a0"), h("button", { class: "button", id: "dice", onclick: () => recast({ seed: 1 + Math.floor(Math.random() * 9999) }) }, "Another luck"))),
    h("p", null, h("label", { class: "switch", for: "taper" }, h("input", { type: "checkbox", role: "switch", id: "taper", checked: s.taper > 0, onchange: (e) => recast({ taper: e.target.checked ? Math.max(1, s.sessions - 4) : 0 }) }), "the last sessions every two weeks only")),
    h("p", { class: "small muted" }, "Luck is a number that fixes what no trait explains: chance events, whether a rupture happens, how the two take to each other. The same number gives the same chances, in every branch and with any cast."));
}

// castView is the page on which patient and therapist are chosen.
export function castView(app) {
  const s = app.state, c = castText(s);
  const begin = () => app.set({ run: null, branches: s.branches.length && !s.run ? s.branches : [firstBranch()], current: s.run ? 0 : s.current, at: s.run ? 0 : s.at, guesses: s.run ? [] : s.guesses, view: "session" });
  return [
    h("h1", null, "Who meets whom?"),
    h("p", { class: "lead" }, "Choose a patient and a therapist. Then hold their sessions one by one, see how the alliance forms, breaks and mends, and try what another move would have done."),
    people("The patient", "patient", catalogue.patients, s.patient.vignette, (key) => app.set({ patient: { vignette: key, traits: {} }, branches: [], guesses: [] })),
    fineTune("patient", c.patient.name, catalogue.patient_traits, c.patient, s.patient, app),
    people("The therapist", "therapist", catalogue.therapists, s.therapist.vignette, (key) => app.set({ therapist: { vignette: key, traits: {} }, branches: [], guesses: [] })),
    fineTune("therapist", c.therapist.name, catalogue.therapist_traits, c.therapist, s.therapist, app),
    setup(s, app),
    h("div", { class: "begin", role: "group", "aria-label": "The cast" }, h("div", { class: "pair" }, face(c.patient.name), face(c.therapist.name)), h("p", null, h("strong", null, c.pair), ` – ${c.patient.title.toLowerCase()} meets ${c.therapist.title.toLowerCase()}`, h("br"), h("span", { class: "small muted" }, c.how)),
      h("button", { class: "button main", id: "begin", onclick: begin }, s.branches.length && !s.run ? "Back to the sessions" : "Begin")),
  ];
}
