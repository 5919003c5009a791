// The page: it keeps the state in the address, asks the engine, and draws.

import { ask, catalogue, failed, isInside } from "./engine.js";
import { announce, h, letterOf, toggle } from "./dom.js";
import { castView } from "./cast.js";
import { classPanel, classView, rejoinClass, shareWithClass } from "./classroom.js";
import { handoutView, loadHandout } from "./handout.js";
import { homeView } from "./home.js";
import { lessonBar, lessonView, loadLesson } from "./lesson.js";
import { compareView } from "./compare.js";
import { livesRequest, livesView } from "./lives.js";
import { previews } from "./preview.js";
import { runView } from "./run.js";
import { forwardText, sessionView, shownToClass } from "./session.js";
import { shareView } from "./share.js";
import { parse, request, write } from "./state.js";
import { faultText, languages, speak, t } from "./words.js";

const VIEWS = { home: homeView, cast: castView, session: sessionView, compare: compareView, lives: livesView, share: shareView };
if (catalogue.has_run) VIEWS.run = runView;
if (!isInside()) VIEWS.class = classView;
const LESSONS = { lesson: lessonView, handout: handoutView }; // views of a lesson, which the first screen leads to

const app = {
  state: parse(location.hash), data: { branches: [] }, overview: null,
  pending: new Set(), guess: { rupture: "", helps: "" }, scores: new Map(),
  lives: null, advice: null, count: 1000, opened: { legend: matchMedia("(min-width: 701px)").matches }, charts: [], turn: 0,
};

app.preview = previews();

// key tells what an answer was computed for.
app.key = (what) => JSON.stringify([request(app.state), what === "lives" ? app.count : [app.state.current, app.state.at]]);

// draw puts a chart into a host, and again whenever its width changes.
app.draw = (host, make) => app.charts.push({ host, make, width: 0 });
const widths = new ResizeObserver(() => drawCharts());
function drawCharts() {
  for (const c of app.charts) {
    const width = Math.max(280, Math.round(c.host.clientWidth));
    if (c.host.isConnected && width !== c.width) { c.width = width; c.host.replaceChildren(c.make(width)); }
  }
}

// set changes the state, writes the address, and shows what follows.
app.set = (change) => {
  const view = app.state.view;
  Object.assign(app.state, change);
  history[app.state.view === view ? "replaceState" : "pushState"](null, "", write(app.state));
  return app.refresh(app.state.view !== view);
};

// refresh asks the engine for the branches and renders.
app.refresh = async (moved) => {
  const turn = ++app.turn, s = app.state;
  app.loading = true;
  try {
    speak(s.lang);
    await loadLesson(app);
    await loadHandout(app);
    if (turn !== app.turn) return;
    if (s.branches.length) {
      const data = await ask("course", request(s));
      if (turn !== app.turn) return;
      app.data = data;
      settle();
    }
    if (catalogue.has_run) {
      const overview = await ask("run", { language: s.lang });
      if (turn !== app.turn) return;
      app.overview = overview;
    }
    app.loading = false;
    app.render(moved);
    scoreGuesses();
  } catch (error) { app.fail(error); }
};

// settle lets the state keep to what was played: a course may end early.
function settle() {
  const s = app.state;
  s.branches.forEach((b, i) => { b.played = Math.min(b.played, app.data.branches[i].sessions.length); });
  s.at = Math.min(s.at, s.branches[s.current].played);
  history.replaceState(null, "", write(s));
}

app.render = (moved) => {
  const focus = document.activeElement?.id, main = document.getElementById("main"), s = app.state;
  const scroll = moved ? 0 : window.scrollY;
  app.charts = [];
  const view = VIEWS[s.view] || LESSONS[s.view];
  const shown = s.view === "session" ? sessionView(app, [lessonBar(app), classPanel(app)]) : [["compare", "lives"].includes(s.view) ? lessonBar(app) : null, view(app)];
  main.replaceChildren(...shown.flat(Infinity).filter(Boolean));
  renderFrame(); // its height is what the charts leave room for
  widths.disconnect();
  drawCharts();
  for (const c of app.charts) widths.observe(c.host);
  app.nameButton();
  window.scrollTo(0, scroll);
  if (moved) main.focus({ preventScroll: true });
  else if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  document.body.classList.toggle("embedded", s.embed);
  document.title = `${VIEWS[s.view] ? t(`nav.${s.view}`) : app.lesson?.reply.title || t("lesson.title")} – rapport studio`;
  if (s.view === "session") shareWithClass(shownToClass(app));
  document.body.dataset.ready = String(app.turn);
};

function renderFrame() {
  document.getElementById("skip").textContent = t("nav.skip");
  document.getElementById("nav").setAttribute("aria-label", t("nav.views"));
  document.getElementById("switches").setAttribute("aria-label", t("nav.settings"));
  document.querySelector(".foot p").textContent = t("nav.foot");
  const s = app.state;
  const needs = { session: true, compare: true, lives: true }, waiting = waits(s);
  document.getElementById("nav").replaceChildren(...Object.keys(VIEWS).map((key) =>
    h("button", { id: `nav-${key}`, "aria-current": s.view === key || (key === "home" && LESSONS[s.view]) ? "page" : null, disabled: needs[key] && (!s.branches.length || (waiting && key !== "session")), title: waiting && needs[key] ? t("guess.title") : null, onclick: () => app.set({ view: key }) }, t(`nav.${key}`))));
  const nav = document.getElementById("nav"), current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - 40;
  document.getElementById("switches").replaceChildren(
    h("select", { id: "language", class: "language", "aria-label": t("nav.language"), onchange: (e) => app.set({ lang: e.target.value }) }, languages.map((l) => h("option", { value: l, selected: l === s.lang, lang: l }, catalogue.languages[l].language))),
    toggle("truth", t("nav.truth"), s.truth, (on) => app.set({ truth: on })),
    toggle("guessing", t("guess.first"), s.guessing, (on) => app.set({ guessing: on })),
    toggle("dark", t("nav.dark"), document.documentElement.dataset.theme === "dark", (on) => theme(on ? "dark" : "light")));
}

// nameButton says on the button what holding the session would do.
app.nameButton = () => {
  const button = document.getElementById("hold"), s = app.state, b = s.branches[s.current];
  if (!button || !b) return;
  const forking = s.at < b.played, n = app.pending.size, waiting = waits(s);
  const how = n === 0 ? t("branch.root") : t("hold.moves", { n });
  button.textContent = waiting ? t("hold.guess") : t(forking ? "hold.fork" : "hold.hold", { how });
  button.disabled = waiting;
  const forward = document.getElementById("forward");
  if (!forward) return;
  forward.querySelector("span").textContent = forwardText(app);
  if (!forking && !app.data.branches[s.current].ended) forward.disabled = waiting;
  document.getElementById("play-out").disabled = waiting || (app.data.branches[s.current].ended && !forking);
};

// waits says whether the class must guess before anything goes on.
function waits(s) {
  const b = s.branches[s.current], view = app.data.branches[s.current];
  return Boolean(s.guessing && b && view && s.at >= b.played && !view.ended && view.therapist !== "none" && !app.guess.rupture);
}

// sameUntil says whether two branches have the same moves up to a session.
function sameUntil(a, b, last) {
  const upTo = (moves) => JSON.stringify(Object.entries(moves).filter(([n, names]) => Number(n) <= last && names.length).map(([n, names]) => [Number(n), [...names].sort()]).sort((x, y) => x[0] - y[0]));
  return a.scenario === b.scenario && upTo(a.moves) === upTo(b.moves);
}

// hold plays the next session with the moves chosen, or forks where one was held
// already.
app.hold = async () => {
  const s = app.state, b = s.branches[s.current], next = s.at + 1, moves = [...app.pending];
  if (s.at < b.played) {
    if (s.branches.length >= catalogue.limits.branches) return app.fail(failed(t("branch.limit", { n: catalogue.limits.branches })));
    const before = Object.fromEntries(Object.entries(b.moves).filter(([session]) => Number(session) <= s.at));
    if (moves.length) before[next] = moves;
    const made = { scenario: b.scenario, parent: s.current, at: next, played: next, moves: before, name: "" };
    const there = s.branches.findIndex((x) => x.played >= next && sameUntil(x, made, next));
    app.pending.clear();
    if (there >= 0) { // the same branch is not made twice
      await app.set({ current: there, at: next });
      announce(t("branch.there", { letter: letterOf(there), session: next }));
      return;
    }
    const branches = [...s.branches, made];
    await app.set({ branches, current: branches.length - 1, at: next, compare: [s.current, branches.length - 1] });
  } else {
    const guesses = s.guessing && app.guess.rupture ? [...s.guesses, { branch: s.current, session: next, ...app.guess }] : s.guesses;
    app.guess = { rupture: "", helps: "" };
    app.pending.clear();
    if (moves.length) b.moves[next] = moves;
    b.played = next;
    await app.set({ at: next, branches: s.branches, guesses });
  }
  const held = app.data.branches[app.state.current]?.sessions.at(-1);
  if (held) announce(`${t("session.n", { n: held.n })}. ${app.state.truth ? held.told : ""}`);
};

// playOut goes on to the end as this therapist would.
app.playOut = async () => {
  if (app.pending.size) await app.hold();
  const s = app.state, b = s.branches[s.current];
  b.played = 1000;
  return app.set({ branches: s.branches, at: 1000 });
};

// prune removes a branch; those that left it now leave the one that it left.
app.prune = (gone) => {
  const s = app.state, lost = s.branches[gone], heir = lost.parent >= 0 ? lost.parent : s.branches.findIndex((b) => b.parent === gone);
  const moved = (i) => (i > gone ? i - 1 : i);
  const branches = s.branches.map((b, i) => {
    if (b.parent === gone) return i === heir ? { ...b, parent: -1, at: 0 } : { ...b, parent: heir, at: Math.min(b.at, lost.parent >= 0 ? lost.at : s.branches[heir].at) };
    return { ...b };
  }).filter((_, i) => i !== gone).map((b) => ({ ...b, parent: moved(b.parent) }));
  const current = s.current === gone ? moved(Math.max(0, heir)) : moved(s.current);
  return app.set({ branches, current, at: Math.min(s.at, branches[current].played), guesses: s.guesses.filter((g) => g.branch !== gone).map((g) => ({ ...g, branch: moved(g.branch) })), compare: s.compare.map((i) => (i === gone ? current : moved(i))) });
};

// rename gives a branch a name of the trainer's own.
app.rename = (i, name) => app.set({ branches: app.state.branches.map((b, k) => (k === i ? { ...b, name } : b)) });

// scoreGuesses lets the engine score what has been guessed and revealed.
async function scoreGuesses() {
  const s = app.state, turn = app.turn;
  for (const g of s.guesses) {
    const b = s.branches[g.branch], key = `${g.branch}.${g.session}`;
    if (!b || g.session > b.played || app.scores.get(key)?.for === JSON.stringify([b.moves, request(s).cast])) continue;
    const branches = request(s).branches.map((x, i) => (i === g.branch ? { ...x, played: g.session - 1 } : x));
    try {
      const reply = await ask("guess", { ...request(s), branches, branch: g.branch, guess: { rupture: g.rupture, helps: g.helps } });
      app.scores.set(key, { ...reply, for: JSON.stringify([b.moves, request(s).cast]) });
    } catch { continue; }
    if (turn !== app.turn) return;
    app.render(false);
  }
}

// liveAll lives every branch many times.
app.liveAll = async () => {
  const key = app.key("lives");
  if (app.living === key) return;
  app.living = key;
  try { app.lives = { for: key, reply: await ask("lives", livesRequest(app)) }; } catch (error) { app.fail(error); return; } finally { app.living = null; }
  if (key === app.key("lives") && app.state.view === "lives") app.render(false);
};

// busy dims the page while something is made, and says what goes wrong.
app.busy = async (make) => {
  const main = document.getElementById("main");
  main.classList.add("busy");
  try { await make(); app.render(false); } catch (error) { app.fail(error); } finally { main.classList.remove("busy"); }
};

// again shows what has come in since, unless what it belongs to is still on its way.
app.again = () => { if (!app.loading) app.render(false); };

app.fail = (error) => {
  app.loading = false;
  const main = document.getElementById("main");
  document.getElementById("fault")?.remove();
  main.prepend(h("div", { class: "note wrong", id: "fault", role: "alert" }, h("p", null, t("page.fault", { message: faultText(error) }))));
  renderFrame();
  document.body.dataset.ready = String(app.turn);
};

app.flash = (id, text) => {
  const button = document.getElementById(id);
  if (button) button.textContent = text;
};

function theme(name, keep = true) {
  document.documentElement.dataset.theme = name;
  try { if (keep) localStorage.setItem("rapport-theme", name); } catch { /* a private window keeps nothing */ }
  renderFrame();
}

function firstTheme() {
  let kept = null;
  try { kept = localStorage.getItem("rapport-theme"); } catch { /* nothing kept */ }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.documentElement.dataset.theme = kept || (dark.matches ? "dark" : "light");
  dark.addEventListener("change", (e) => theme(e.matches ? "dark" : "light", false));
  let before = null; // paper is light
  addEventListener("beforeprint", () => { before = document.documentElement.dataset.theme; document.documentElement.dataset.theme = "light"; });
  addEventListener("afterprint", () => { document.documentElement.dataset.theme = before || "light"; });
}

// Arrow keys step, unless the focus is on something that uses them.
addEventListener("keydown", (e) => {
  if (e.altKey || e.ctrlKey || e.metaKey || app.state.view !== "session" || document.getElementById("dialog").open) return;
  if (e.target.closest?.("input, select, textarea, summary, .scroll")) return;
  const id = { ArrowLeft: "back", ArrowRight: "forward", Home: "first" }[e.key], button = id && document.getElementById(id);
  if (button && !button.disabled) { e.preventDefault(); button.click(); }
});
addEventListener("popstate", () => { app.state = parse(location.hash); app.pending.clear(); app.refresh(true); });
document.getElementById("skip").addEventListener("click", (e) => { e.preventDefault(); document.getElementById("main").focus(); });

firstTheme();
app.refresh(false).then(() => rejoinClass(app)).catch(app.fail);
