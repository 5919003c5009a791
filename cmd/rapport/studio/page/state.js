// Everything that the page shows follows from its address: the cast, the seed,
// the branches with their moves, and where one looks.

import { catalogue, isInside } from "./engine.js";
import { firstLanguage, languages } from "./words.js";

export const fresh = () => ({
  view: "home", lang: firstLanguage(),
  lesson: "", step: 0, // the lesson that is held, and where it stands
  patient: { vignette: "guarded", traits: {} }, therapist: { vignette: "typical", traits: {} },
  approach: "cbt", perWeek: 1, sessions: 16, taper: 0, seed: 297,
  run: null, // {replication, patient} of the run that is looked at
  branches: [], // {scenario, parent, at, played, moves: {session: [move]}, name}
  current: 0, at: 0, // which branch, which session
  truth: true, guessing: false, guesses: [], // {branch, session, rupture, helps}
  compare: [0, 0], facet: "bond",
  embed: false, // shown inside another page: without head and foot
  strange: [], // of the address, what is not understood
});

export const firstBranch = (scenario = "") => ({ scenario, parent: -1, at: 0, played: 0, moves: {}, name: "" });

// apart lets two branches be compared, not one with itself, where there are two.
export const apart = ([a, b], branches) => [a, a === b && branches.length > 1 ? Number(a === 0) : b];

// VIEW_NAMES are the views that there are here: some need a run, or phones that can reach it.
const VIEW_NAMES = ["home", "lesson", "handout", "cast", "session", "compare", "lives", "share", ...(catalogue.has_run ? ["run"] : []), ...(isInside() ? [] : ["class"])];

const whole = (text, low, high, otherwise) => {
  const n = Number(text);
  return Number.isInteger(n) && n >= low && n <= high ? n : otherwise;
};

function readTraits(text, traits) {
  const out = {};
  for (const part of (text || "").split(",")) {
    const [key, value] = part.split(":");
    const trait = traits.find((t) => t.key === key);
    if (trait && Number.isFinite(Number(value))) out[key] = Math.min(trait.max, Math.max(trait.min, Number(value)));
  }
  return out;
}

function readBranch(text, i) {
  const [scenario, numbers, moves, name] = text.split("~");
  const [parent, at, played] = (numbers || "").split(".");
  const b = { scenario, parent: whole(parent, -1, i - 1, -1), at: whole(at, 0, 1000, 0), played: whole(played, 0, 1000, 0), moves: {}, name: (name || "").slice(0, 40) };
  for (const part of (moves || "").split(",")) {
    const [session, names] = part.split(":");
    const known = (names || "").split("!").filter((n) => catalogue.moves.some((m) => m.key === n));
    if (whole(session, 1, 1000, 0) && known.length) b.moves[session] = known;
  }
  return b;
}

const USUAL = { truth: "1", guess: "0", embed: "0", w: "0", facet: "bond" }; // what an address need not say

// strange are the parts of an address that are not understood: those that an address of what was
// read from it does not say as well.
function strange(pairs, s) {
  const said = new Map();
  for (const pair of write(s).slice(1).split("&")) {
    const [key, value] = [pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1))];
    said.set(key, [...(said.get(key) || []), value]);
  }
  // however its numbers, its moves and its end are written
  const plain = (v) => v.replace(/\d+\.\d+/g, (n) => String(Number(n))).split("~").map((part) => part.split(",").sort().join()).join("~").replace(/~+$/, "");
  const same = (a, b) => plain(a) === plain(b) || (a.trim() !== "" && Number(a) === Number(b));
  return pairs.filter(([key, value]) => {
    const there = (said.get(key) || [USUAL[key]]).filter((v) => v !== undefined);
    return value !== "" && !there.some((v) => same(v, value));
  }).map(([key, value]) => `${key}=${value}`);
}

// parse reads an address (what follows the #). What it does not understand, it
// leaves at its default, and names it.
export function parse(hash) {
  const s = fresh(), get = new Map(), branches = [], guesses = [], pairs = [];
  for (const pair of hash.replace(/^#/, "").split("&")) {
    const cut = pair.indexOf("=");
    if (cut < 0) continue;
    let value = "";
    try { value = decodeURIComponent(pair.slice(cut + 1)); } catch { continue; }
    const key = pair.slice(0, cut);
    pairs.push([key, value]);
    if (key === "b") branches.push(value);
    else if (key === "g") guesses.push(value);
    else get.set(key, value);
  }
  const known = (list, key, otherwise) => (list.some((v) => v.key === get.get(key)) ? get.get(key) : otherwise);
  s.view = VIEW_NAMES.includes(get.get("v")) ? get.get("v") : catalogue.has_run ? "run" : catalogue.lesson ? "lesson" : "home";
  if (languages.includes(get.get("l"))) s.lang = get.get("l");
  s.lesson = known(catalogue.lessons.map((l) => ({ key: l.name })), "lesson", get.has("v") ? "" : catalogue.lesson);
  s.step = whole(get.get("step"), 0, 99, 0);
  s.patient = { vignette: known(catalogue.patients, "p", s.patient.vignette), traits: readTraits(get.get("pt"), catalogue.patient_traits) };
  s.therapist = { vignette: known(catalogue.therapists, "t", s.therapist.vignette), traits: readTraits(get.get("tt"), catalogue.therapist_traits) };
  if (["cbt", "psychodynamic"].includes(get.get("a"))) s.approach = get.get("a");
  const per = Number(get.get("f"));
  if (per >= 0.25 && per <= 5) s.perWeek = per;
  s.sessions = whole(get.get("n"), 1, catalogue.limits.sessions, s.sessions);
  s.taper = whole(get.get("w"), 0, catalogue.limits.sessions, s.taper);
  s.seed = whole(get.get("seed"), 0, catalogue.limits.seed, s.seed);
  if (get.has("run")) {
    const [replication, patient] = get.get("run").split(".");
    s.run = { replication: whole(replication, 0, 1e9, 0), patient: whole(patient, 0, 1e12, 0) };
  }
  s.branches = branches.slice(0, catalogue.limits.branches).map(readBranch);
  s.current = whole(get.get("c"), 0, Math.max(0, s.branches.length - 1), 0);
  s.at = whole(get.get("s"), 0, 1000, 0);
  s.truth = get.get("truth") !== "0";
  s.guessing = get.get("guess") === "1";
  s.embed = get.get("embed") === "1";
  for (const text of guesses.slice(0, 400)) {
    const [branch, session, rupture, helps] = text.split(".");
    if (["none", "withdrawal", "confrontation"].includes(rupture)) {
      s.guesses.push({ branch: whole(branch, 0, 100, 0), session: whole(session, 1, 1000, 1), rupture, helps: helps || "" });
    }
  }
  const pair = (get.get("cmp") || "").split(".");
  const last = Math.max(0, s.branches.length - 1);
  s.compare = [whole(pair[0], 0, last, 0), whole(pair[1], 0, last, last)];
  if (["bond", "tasks", "goals", "trust"].includes(get.get("facet"))) s.facet = get.get("facet");
  if (!s.branches.length && ["session", "compare", "lives"].includes(s.view)) s.view = "cast";
  if (!s.lesson && ["lesson", "handout"].includes(s.view)) s.view = "home";
  s.strange = strange(pairs, s);
  return s;
}

const writeTraits = (traits) => Object.entries(traits).map(([k, v]) => `${k}:${v}`).join(",");
const code = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",");

// write is the address of a state; parse reads it back.
export function write(s) {
  const out = [`v=${s.view}`];
  const add = (key, value) => out.push(`${key}=${code(String(value))}`);
  add("l", s.lang);
  if (s.lesson) { add("lesson", s.lesson); add("step", s.step); }
  if (s.run) add("run", `${s.run.replication}.${s.run.patient}`);
  else {
    add("p", s.patient.vignette);
    if (Object.keys(s.patient.traits).length) add("pt", writeTraits(s.patient.traits));
    add("t", s.therapist.vignette);
    if (Object.keys(s.therapist.traits).length) add("tt", writeTraits(s.therapist.traits));
    add("a", s.approach); add("f", s.perWeek); add("n", s.sessions);
    if (s.taper) add("w", s.taper);
    add("seed", s.seed);
  }
  for (const b of s.branches) {
    const moves = Object.entries(b.moves).map(([session, names]) => `${session}:${names.join("!")}`).join(",");
    add("b", `${b.scenario}~${b.parent}.${b.at}.${b.played}~${moves}${b.name ? "~" + b.name.replaceAll("~", "") : ""}`);
  }
  if (s.branches.length) { add("c", s.current); add("s", s.at); }
  if (!s.truth) add("truth", 0);
  if (s.guessing) add("guess", 1);
  if (s.embed) add("embed", 1);
  for (const g of s.guesses) add("g", `${g.branch}.${g.session}.${g.rupture}.${g.helps}`);
  if (s.branches.length > 1) add("cmp", s.compare.join("."));
  if (s.facet !== "bond") add("facet", s.facet);
  return "#" + out.join("&");
}

// request is what the engine is asked about a state.
export function request(s, more = {}) {
  const cast = {
    patient: s.patient, therapist: s.therapist, approach: s.approach, per_week: s.perWeek,
    sessions: s.sessions, taper: s.taper, seed: s.seed,
  };
  if (s.run) cast.run = s.run;
  const branches = s.branches.map((b) => ({ scenario: b.scenario, parent: b.parent, at: b.at, moves: b.moves, played: b.played }));
  return { cast, branches, language: s.lang, ...more };
}
