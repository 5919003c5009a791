// Who meets whom.

import { catalogue } from "./engine.js";
import { fixed, h, signed } from "./dom.js";
import { face } from "./faces.js";
import { firstBranch } from "./state.js";
import { t } from "./words.js";

export const person = (list, key) => list.find((v) => v.key === key) || list[0];
const FREQUENCIES = [0.5, 1, 2, 3];

// tapers says whether a session every two weeks is rarer than so many a week.
const tapers = (perWeek) => perWeek > 0.5;

export const frequencyText = (f) => (FREQUENCIES.includes(f) ? t(`cast.per.${f}`) : t("cast.per", { n: f }));

// castText is the cast in a line.
export function castText(s) {
  const p = person(catalogue.patients, s.patient.vignette), d = person(catalogue.therapists, s.therapist.vignette);
  const changed = (x) => (Object.keys(x.traits).length ? ` (${t("cast.changed")})` : "");
  return { patient: p, therapist: d, pair: t("cast.and", { patient: p.name + changed(s.patient), therapist: d.name + changed(s.therapist) }),
    how: t("cast.how", { approach: t(`cast.${s.approach}`), often: frequencyText(s.perWeek), n: s.sessions, luck: s.seed }) };
}

function people(legend, kind, list, chosen, set) {
  return h("fieldset", null, h("legend", null, legend), h("div", { class: "people" }, list.map((v) =>
    h("label", { class: "person" },
      h("input", { type: "radio", name: kind, id: `${kind}-${v.key}`, value: v.key, checked: v.key === chosen, onchange: () => set(v.key), "aria-describedby": `${kind}-${v.key}-text` }),
      face(v.name), h("strong", null, v.name), h("span", { class: "title" }, t(`${kind}.${v.key}.title`)), h("p", { class: "portrait", id: `${kind}-${v.key}-text` }, t(`${kind}.${v.key}.portrait`))))));
}

function sliders(kind, traits, vignette, who, change, moving) {
  return h("div", { class: "sliders" }, traits.map((trait) => {
    const value = who.traits[trait.key] ?? vignette.traits[trait.key] ?? trait.typical;
    const id = `${kind}-trait-${trait.key}`, words = `trait.${kind}.${trait.key}`;
    const say = (v) => (trait.key === "severity" ? t("cast.points", { n: fixed(v, v % 1 ? 1 : 0) }) : v === 0 ? t("cast.typical") : t("cast.sd", { n: signed(v, 1) }));
    const out = h("output", { for: id }, say(value));
    return h("div", { class: "slider" }, h("label", { for: id }, t(`${words}.name`), out),
      h("input", { type: "range", id, min: trait.min, max: trait.max, step: trait.step, value, "aria-valuetext": say(value), "aria-describedby": id + "-ends",
        oninput: (e) => { out.textContent = say(Number(e.target.value)); e.target.setAttribute("aria-valuetext", out.textContent); moving(trait.key, Number(e.target.value)); },
        onchange: (e) => change(trait.key, Number(e.target.value)) }),
      h("div", { class: "ends", id: id + "-ends" }, h("span", null, t(`${words}.low`)), h("span", null, t(`${words}.high`))));
  }));
}

// recast lets other people meet: what was held is gone, and a lesson, which speaks of its own two.
const recast = (app, change) => app.set({ ...change, branches: [], guesses: [], lesson: "", step: 0 });

function fineTune(kind, title, traits, vignette, who, app) {
  const set = (next) => recast(app, { [kind]: { vignette: who.vignette, traits: next } });
  const changed = Object.keys(who.traits).length > 0, host = h("div", { class: "preview", id: `preview-${kind}` });
  const show = (next) => app.preview(host, { ...app.state, run: null, [kind]: { vignette: who.vignette, traits: next } });
  return h("details", { open: app.opened[kind] || changed, ontoggle: (e) => { app.opened[kind] = e.target.open; if (e.target.open) show(who.traits); } },
    h("summary", null, t("cast.traits", { name: title })),
    h("p", { class: "small muted" }, t("cast.traits_text")),
    h("div", { class: "tune" }, h("div", null, sliders(kind, traits, vignette, who, (key, value) => set({ ...who.traits, [key]: value }), (key, value) => show({ ...who.traits, [key]: value })),
      changed ? h("p", null, h("button", { class: "button quiet", onclick: () => set({}) }, t("cast.back"))) : null), host));
}

function setup(s, app) {
  const segment = (value, text) => h("label", null, h("input", { type: "radio", name: "approach", id: `approach-${value}`, checked: s.approach === value, onchange: () => recast(app, { approach: value }) }), h("span", null, text));
  const number = (id, label, value, low, high, set) => h("label", { class: "field", for: id }, h("span", null, label),
    h("input", { type: "number", id, value, min: low, max: high, step: 1, onchange: (e) => { const n = Math.round(Number(e.target.value)); if (n >= low && n <= high) set(n); else e.target.value = value; } }));
  return h("fieldset", null, h("legend", null, t("cast.setup")), h("div", { class: "row" },
    h("div", { class: "field", role: "group", "aria-label": t("cast.approach") }, h("span", null, t("cast.approach")), h("div", { class: "segments" }, segment("cbt", t("cast.cbt")), segment("psychodynamic", t("cast.psychodynamic_short")))),
    h("label", { class: "field", for: "frequency" }, h("span", null, t("cast.often")), h("select", { id: "frequency", onchange: (e) => { const perWeek = Number(e.target.value); recast(app, { perWeek, taper: tapers(perWeek) ? s.taper : 0 }); } },
      FREQUENCIES.map((v) => h("option", { value: v, selected: v === s.perWeek }, frequencyText(v))))),
    number("sessions", t("cast.planned"), s.sessions, 4, catalogue.limits.sessions, (n) => recast(app, { sessions: n, taper: 0 })),
    number("seed", t("cast.luck"), s.seed, 0, catalogue.limits.seed, (n) => recast(app, { seed: n })),
    h("div", { class: "field" }, h("span", null, "\u00a0"), h("button", { class: "button", id: "dice", onclick: () => recast(app, { seed: 1 + Math.floor(Math.random() * 9999) }) }, t("cast.dice")))),
    h("p", null, h("label", { class: "switch", for: "taper" }, h("input", { type: "checkbox", role: "switch", id: "taper", checked: s.taper > 0 && tapers(s.perWeek), disabled: !tapers(s.perWeek), onchange: (e) => recast(app, { taper: e.target.checked ? Math.max(1, s.sessions - 4) : 0 }) }), t("cast.taper"))),
    h("p", { class: "small muted" }, t("cast.luck_text")));
}

// castView is the page on which patient and therapist are chosen.
export function castView(app) {
  const s = app.state, c = castText(s);
  const begin = () => app.set({ run: null, branches: s.branches.length && !s.run ? s.branches : [firstBranch()], current: s.run ? 0 : s.current, at: s.run ? 0 : s.at, guesses: s.run ? [] : s.guesses, view: "session" });
  return [
    h("h1", null, t("cast.title")),
    h("p", { class: "lead" }, t("cast.lead")),
    people(t("cast.patient"), "patient", catalogue.patients, s.patient.vignette, (key) => recast(app, { patient: { vignette: key, traits: {} } })),
    fineTune("patient", c.patient.name, catalogue.patient_traits, c.patient, s.patient, app),
    people(t("cast.therapist"), "therapist", catalogue.therapists, s.therapist.vignette, (key) => recast(app, { therapist: { vignette: key, traits: {} } })),
    fineTune("therapist", c.therapist.name, catalogue.therapist_traits, c.therapist, s.therapist, app),
    setup(s, app),
    h("div", { class: "begin", role: "group", "aria-label": t("cast.cast") }, h("div", { class: "pair" }, face(c.patient.name), face(c.therapist.name)), h("p", null, h("strong", null, c.pair), " – ", t("home.meets", { patient: t(`patient.${c.patient.key}.title`), therapist: t(`therapist.${c.therapist.key}.title`) }), h("br"), h("span", { class: "small muted" }, c.how)),
      h("button", { class: "button main", id: "begin", onclick: begin }, s.branches.length && !s.run ? t("cast.resume") : t("cast.begin"))),
  ];
}
