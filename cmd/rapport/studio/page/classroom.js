// A class that votes by phone: the trainer's side.

import { catalogue, failed, isInside, refused } from "./engine.js";
import { capital, h, letterOf, svg } from "./dom.js";
import { t } from "./words.js";

const room = {
  view: null, entrance: null, host: "", source: null, shared: "",
  lost: false, gone: false, // the line to the studio; the class, and not by this page
  going: false, // on with what the class wants
};

// classOpen says whether a class is open here.
export const classOpen = () => Boolean(room.view?.open);

async function send(what, body = {}) {
  const response = await fetch("class/" + what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => { throw failed("", "gone"); });
  if (!response.ok) throw await refused(response);
  return response;
}

const keep = (open) => { try { if (open) sessionStorage.setItem("rapport-class", "1"); else sessionStorage.removeItem("rapport-class"); } catch { /* a private window keeps nothing */ } };

// A browser ends the lines of a page that is left, as when it is loaded anew, before the page
// is gone: that a line ends then says nothing of the class.
let leaving = false;
addEventListener("beforeunload", () => { leaving = true; });

// attend listens to the class.
function attend(app) {
  if (room.source) return;
  const source = new EventSource("class/events");
  room.source = source;
  source.onmessage = (e) => {
    room.view = JSON.parse(e.data);
    room.lost = false;
    if (!room.view.open) return goneHome(app);
    if (room.entrance.code !== room.view.code) return openClass(app).then(app.again, app.fail); // another page of the trainer opened another class
    refreshClass(app);
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      if (!leaving) return goneHome(app);
      leaving = false; // should the page stay after all
      room.source = null;
      return attend(app);
    }
    if (!room.lost) { room.lost = true; refreshClass(app); }
  };
}

// forget leaves nothing of the class on this page.
function forget() {
  keep(false);
  room.source?.close();
  Object.assign(room, { source: null, view: null, entrance: null, shared: "", lost: false });
}

// goneHome says that the class is over though this page has not closed it.
function goneHome(app) {
  forget();
  room.gone = true;
  app.again();
}

// rejoinClass goes on with a class that was open when the page was loaded anew.
export async function rejoinClass(app) {
  let open = null;
  try { open = sessionStorage.getItem("rapport-class"); } catch { /* nothing kept */ }
  if (open && !isInside()) await openClass(app);
}

async function openClass(app) {
  room.entrance = await (await send("open")).json();
  const hosts = room.entrance.addresses.map((a) => new URL(a).host);
  if (!hosts.includes(room.host)) room.host = hosts[0];
  Object.assign(room, { gone: false, seen: Date.now() });
  keep(true);
  attend(app);
}

async function closeClass(app) {
  room.source.close(); // that it ends is no news here
  room.source = null;
  try { await send("close"); } catch (error) { attend(app); throw error; }
  forget();
}

// refreshClass redraws what shows the class, and nothing else.
function refreshClass(app) {
  for (const [id, make] of [["class-panel", classPanel], ["class-here", classHere]]) {
    const old = document.getElementById(id);
    if (!old) continue;
    const had = document.activeElement, within = old.contains(had), fresh = make(app);
    if (fresh) old.replaceWith(fresh); else app.again();
    // keys go on from where they were; of a button that is gone, from what takes its place
    if (within) (document.getElementById(had.id) || fresh?.querySelector("button"))?.focus({ preventScroll: true });
  }
  if (!document.getElementById("class-panel") && classOpen()) app.again();
}

// shareWithClass tells the class what the trainer shows, whenever that changes.
export function shareWithClass(app, shown) {
  const text = JSON.stringify(shown);
  if (!classOpen() || text === room.shared) return;
  room.shared = text;
  send("show", shown).catch((error) => { room.shared = ""; app.fail(error); });
}

const optionName = (poll, option) => (poll.kind === "guess" ? (option === "none" ? t("phone.no_rupture") : capital(t(`kind.${option}`))) : t(`move_name.${option}`));

// outcome is what the class wants: the options that have most votes, one or several that are
// tied, and a pair to go on with as branches where no third has as many votes as its second.
function outcome() {
  const { poll, votes } = room.view, ranked = [...poll.options].sort((a, b) => votes[b] - votes[a]), [first, second, third] = ranked;
  const clear = votes[second] > 0 && !(votes[second] === votes[third]);
  return { lead: ranked.filter((o) => votes[o] > 0 && votes[o] === votes[first]), pair: poll.kind === "move" && clear ? [first, second] : null };
}

function bars() {
  const v = room.view, most = Math.max(1, ...Object.values(v.votes));
  return h("ul", { class: v.poll.options.length > 4 ? "tally many" : "tally", id: "tally" }, v.poll.options.map((o) => h("li", null, h("span", null, optionName(v.poll, o)),
    svg("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("rect", { x: 0, y: 2, width: (100 * v.votes[o]) / most, height: 10, fill: "var(--accent)" })),
    h("span", { class: "num" }, v.votes[o]))));
}

const classHere = () => h("p", { id: "class-here", class: "big" }, t("class.here", { n: room.view?.here || 0 }));

const gone = () => (room.gone ? h("p", { class: "note", role: "alert" }, t("class.gone")) : null);

// classPanel stands beside the course: it asks the class and shows its votes.
export function classPanel(app) {
  if (room.gone) return h("section", { class: "card class-panel", id: "class-panel", "aria-label": t("class.title") }, gone());
  if (!classOpen()) return null;
  const v = room.view, s = app.state, branch = s.branches[s.current], shown = app.data.branches[s.current];
  const next = s.at + 1, over = !branch || !shown || (shown.ended && s.at >= shown.sessions.length) || shown.therapist === "none";
  const act = (what, body) => () => send(what, body).catch((error) => app.fail(error));
  const button = (id, text, onclick, main) => h("button", { class: main ? "button main" : "button", id, onclick }, text);
  const ticked = [...app.pending], offered = catalogue.moves.filter((m) => m.offered).map((m) => m.key);
  const moves = ticked.length > 1 ? ticked : offered;
  const ask = over ? [] : [
    branch.played > s.at ? null : button("ask-guess", t("class.ask_guess"), act("ask", { kind: "guess", session: next, options: ["none", "withdrawal", "confrontation"] })),
    button("ask-move", t("class.ask_move"), act("ask", { kind: "move", session: next, options: ["none", ...moves] }))];
  const after = () => {
    const { lead, pair } = outcome(), name = (option) => optionName(v.poll, option), tied = lead.length > 1;
    const on = lead.length > 3 ? [] : lead.map((option, i) => button(i ? `go-on-${option}` : "go-on", t("class.go_on", { option: name(option) }), () => once(() => goOn(app, option)), v.revealed && !tied));
    return [v.revealed ? null : button("reveal", t("class.reveal"), act("reveal"), true),
      v.poll.session !== next ? null : [on,
        pair ? button("go-both", t("class.both", { first: name(pair[0]), second: name(pair[1]) }), () => once(() => goBoth(app, ...pair))) : null,
        tied ? button("ask-again", t("class.tied", { n: lead.length }), act("ask", { kind: v.poll.kind, session: next, options: v.poll.options.filter((o) => lead.includes(o)) })) : null],
      button("poll-end", t("class.end"), act("end"))];
  };
  const code = h("span", { class: "code" }, v.code), title = (text) => h("h2", { id: "class-title" }, text);
  const asked = () => [title(t(v.poll.kind === "guess" ? "phone.guess" : "phone.move", { session: v.poll.session })), h("span", { class: "muted", role: "status" }, t("class.voted", { n: v.voted, here: v.here }))];
  return h("section", { class: "card class-panel", id: "class-panel", "aria-labelledby": "class-title" },
    h("div", { class: "row" }, v.poll ? asked() : [title(t("class.title")), h("span", { class: "muted" }, t("class.here", { n: v.here }))], code),
    room.lost ? h("p", { class: "note", role: "alert" }, t("phone.lost")) : null,
    v.poll ? bars() : null,
    h("div", { class: "row noprint" }, v.poll ? after() : ask));
}

// once does what takes a while, whatever is pressed meanwhile.
async function once(what) {
  if (room.going) return;
  room.going = true;
  try { await what(); } finally { room.going = false; }
}

// goOn holds the next session as the class has voted.
async function goOn(app, option) {
  const { kind } = room.view.poll;
  await send("reveal").catch(() => null);
  if (kind === "guess") {
    app.state.guessing = true;
    app.guess = { ...app.guess, rupture: option };
  } else {
    app.pending.clear();
    if (option !== "none") app.pending.add(option);
  }
  await app.hold();
  await send("end").catch(() => null);
}

// goBoth holds the next session twice, in a branch each.
async function goBoth(app, first, second) {
  const s = app.state, from = s.current, at = s.at;
  await send("reveal").catch(() => null);
  for (const option of [first, second]) {
    if (option !== first) await app.set({ current: from, at });
    app.pending.clear();
    if (option !== "none") app.pending.add(option);
    if (option !== first || app.pending.size || s.branches[from].played === at) await app.hold();
  }
  await app.set({ compare: [from, app.state.current] });
  await send("end").catch(() => null);
}

// classView is the page by which a class comes in.
export function classView(app) {
  const e = room.entrance;
  if (!e) {
    return [h("h1", null, t("class.title")), h("p", { class: "lead" }, t("class.lead")), gone(),
      h("section", { class: "card" }, h("p", null, t("class.private")), h("button", { class: "button main", id: "class-open", onclick: () => app.busy(() => openClass(app)) }, t("class.open")))];
  }
  if (Date.now() - room.seen > 2000) openClass(app).then(() => { if (JSON.stringify(room.entrance) !== JSON.stringify(e)) app.again(); }, app.fail); // this machine may have joined another network since
  const address = e.addresses.find((a) => new URL(a).host === room.host);
  return [h("h1", null, t("class.join")),
    h("section", { class: "card entrance" }, h("img", { id: "qr", src: `class/qr?host=${encodeURIComponent(room.host)}`, alt: t("class.qr", { address }), width: 320, height: 320 }),
      h("div", null, h("p", { class: "muted" }, t("class.scan")), h("p", { class: "big address" }, address.replace("http://", "")), h("p", null, t("class.code"), " ", h("strong", { class: "code big", id: "class-code" }, e.code)), classHere(),
        e.reachable ? null : h("p", { class: "note" }, t("class.loopback"), " ", h("code", null, "rapport studio --addr 0.0.0.0:8080")),
        e.addresses.length > 1 ? h("label", { class: "field", for: "class-host" }, h("span", null, t("class.network")), h("select", { id: "class-host", onchange: (x) => { room.host = x.target.value; app.render(false); } },
          e.addresses.map((a) => h("option", { value: new URL(a).host, selected: new URL(a).host === room.host }, new URL(a).host)))) : null,
        h("p", { class: "row" }, h("button", { class: "button main", id: "class-go", onclick: () => app.set({ view: app.state.branches.length ? "session" : "home" }) }, t("class.go")),
          h("button", { class: "button", id: "class-close", onclick: () => app.busy(() => closeClass(app)) }, t("class.close"))), h("p", { class: "small muted" }, t("class.private"))))];
}
