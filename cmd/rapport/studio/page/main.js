// The page: it keeps the state in the address, asks the engine, and draws.

import { ask, catalogue, isInside } from "./engine.js";
import { branching } from "./branches.js";
import { announce, h, toggle } from "./dom.js";
import { castView } from "./cast.js";
import { paper } from "./chart.js";
import { classPanel, classView, rejoinClass, shareWithClass } from "./classroom.js";
import { handoutView, loadHandout } from "./handout.js";
import { homeView } from "./home.js";
import { lessonBar, lessonView, loadLesson } from "./lesson.js";
import { compareView } from "./compare.js";
import { livesRequest, livesView } from "./lives.js";
import { previews } from "./preview.js";
import { runView } from "./run.js";
import { forwardText, sessionView, shownToClass, toldText } from "./session.js";
import { shareView } from "./share.js";
import { parse, request, write } from "./state.js";
import { count, faultText, languages, speak, t } from "./words.js";

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
branching(app);

// key tells what an answer was computed for.
app.key = (what) => JSON.stringify([request(app.state), what === "lives" ? app.count : [app.state.current, app.state.at]]);

// draw puts a chart into a host, and again whenever its width changes.
app.draw = (host, make) => app.charts.push({ host, make, width: 0 });
const widths = new ResizeObserver(() => drawCharts());
function drawCharts() {
  for (const c of app.charts) {
    const width = Math.max(280, Math.round(Math.min(c.host.clientWidth, paper.is ? paper.width : Infinity)));
    if (c.host.isConnected && width !== c.width) { c.width = width; c.host.replaceChildren(c.make(width)); }
  }
}

// set changes the state, writes the address, and shows what follows. The browser's way back leads
// through views and steps of a lesson.
app.set = async (change) => {
  const view = app.state.view, before = place(), page = leaf();
  Object.assign(app.state, { strange: [] }, change);
  history[leaf() === page ? "replaceState" : "pushState"](null, "", write(app.state));
  await app.refresh(app.state.view !== view);
  if (view === "session" && app.state.view === view && place() !== before) announce(toldText(app));
};

const leaf = () => `${app.state.view} ${app.state.lesson} ${app.state.step}`;

// place is the session of a branch that is shown.
const place = () => `${app.state.current}.${app.state.at}`;

// refresh asks the engine for the branches and renders.
app.refresh = async (moved) => {
  const turn = ++app.turn, s = app.state;
  app.loading = true;
  document.getElementById("main").classList.add("busy");
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
    if (s.strange.length) history.replaceState(null, "", write(s)); // the address says what is shown
    app.render(moved);
    scoreGuesses();
  } catch (error) {
    if (turn !== app.turn) return;
    undo();
    app.fail(error);
  }
};

// undo goes back to what is shown, choices and guess included, where what was asked for did
// not come: the next click does what its button says.
function undo() {
  if (!app.shown) return;
  app.state = structuredClone(app.shown);
  Object.assign(app, app.taken);
  history.replaceState(null, "", write(app.state));
  speak(app.state.lang);
  app.render(false);
}

// settle lets the state keep to what was played: a course may end early.
function settle() {
  const s = app.state;
  s.branches.forEach((b, i) => { b.played = Math.min(b.played, app.data.branches[i].sessions.length); });
  s.at = Math.min(s.at, s.branches[s.current].played);
  history.replaceState(null, "", write(s));
}

app.render = (moved) => {
  const refocus = focusKept(), main = document.getElementById("main"), s = app.state;
  const scroll = moved ? 0 : window.scrollY;
  app.charts = [];
  const view = VIEWS[s.view] || LESSONS[s.view];
  const shown = s.view === "session" ? sessionView(app, [lessonBar(app), classPanel(app)]) : [["compare", "lives"].includes(s.view) ? lessonBar(app) : null, view(app)];
  const strange = s.strange.length ? h("div", { class: "note", id: "strange", role: "status" }, h("p", null, t("page.strange", { parts: s.strange.join(", ") }))) : null;
  main.replaceChildren(...[strange, shown].flat(Infinity).filter(Boolean));
  renderFrame(); // its height is what the charts leave room for
  widths.disconnect();
  drawCharts();
  for (const c of app.charts) widths.observe(c.host);
  app.nameButton();
  window.scrollTo(0, scroll);
  if (moved) main.focus({ preventScroll: true });
  else refocus();
  document.body.classList.toggle("embedded", s.embed);
  document.title = `${VIEWS[s.view] ? t(`nav.${s.view}`) : app.lesson?.reply.title || t("lesson.title")} – rapport studio`;
  if (s.view === "session" || (s.lesson && ["compare", "lives"].includes(s.view))) shareWithClass(app, shownToClass(app));
  main.classList.remove("busy");
  Object.assign(app, { shown: structuredClone(s), taken: null });
  document.body.dataset.ready = String(app.turn);
};

// focusKept notes what has the focus, and returns what gives it back in a page drawn anew: to the
// same id, or else to what has the same words in the same place among its like. Where that is
// gone or cannot be pressed any more, what is told gets it, so that keys go on from there.
function focusKept() {
  const had = document.activeElement, main = document.getElementById("main");
  if (had === main || !(had.id || main.contains(had))) return () => {};
  const like = () => [...main.querySelectorAll(had.tagName)].filter((x) => x.textContent === had.textContent), nth = like().indexOf(had);
  return () => {
    const now = had.id ? document.getElementById(had.id) : like()[nth];
    const to = !now || (now.disabled && main.contains(now)) ? document.getElementById("told") || main : now;
    to.focus({ preventScroll: true });
  };
}

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

// scoreGuesses lets the engine score what has been guessed and revealed.
async function scoreGuesses() {
  const s = app.state, turn = app.turn;
  for (const g of s.guesses) {
    const b = s.branches[g.branch], key = `${g.branch}.${g.session}`;
    if (!b || g.session > b.played) continue;
    const all = request(s), branches = all.branches.map((x, i) => (i === g.branch ? { ...x, played: g.session - 1 } : x));
    const asked = { ...all, branches, branch: g.branch, guess: { rupture: g.rupture, helps: g.helps } }, scored = JSON.stringify([asked.guess, b.moves, all.cast, all.language]);
    if (app.scores.get(key)?.for === scored) continue;
    try {
      const reply = await ask("guess", asked);
      app.scores.set(key, { ...reply, for: scored });
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
  if (key === app.key("lives") && app.state.view === "lives") {
    app.render(false);
    announce(t("lives.becomes", { lives: count(app.lives.reply.count) }));
  }
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
  main.classList.remove("busy");
  document.getElementById("fault")?.remove();
  const told = h("div", { class: "note wrong", id: "fault", role: "alert" }, h("p", null, t("page.fault", { message: faultText(error) })));
  main.prepend(told);
  renderFrame();
  told.scrollIntoView({ block: "nearest" }); // whoever pressed a button far below would look in vain
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
  const onto = (is) => { paper.is = is; for (const c of app.charts) c.width = 0; drawCharts(); }; // else words made for a window are too small to read
  addEventListener("beforeprint", () => { before = document.documentElement.dataset.theme; document.documentElement.dataset.theme = "light"; onto(true); });
  addEventListener("afterprint", () => { document.documentElement.dataset.theme = before || "light"; onto(false); });
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
