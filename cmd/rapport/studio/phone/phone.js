// The page of a student's phone: what the trainer shares, a vote, and how the class
// voted once that is revealed.

const words = JSON.parse(document.getElementById("words").textContent);
const spoken = navigator.languages.map((l) => l.slice(0, 2)).find((l) => words[l]) || "en";
document.documentElement.lang = spoken;

function t(key, places = {}) {
  const phrase = words[spoken][key] ?? words.en[key] ?? key;
  const text = typeof phrase === "string" ? phrase : places.n === 1 ? phrase.one : phrase.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== false));
  return node;
}

const place = location.pathname.replace(/\/$/, "");
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
dark.addEventListener("change", paint);
paint();

// optionText names an option of a poll.
function optionText(poll, option) {
  if (poll.kind === "guess") return option === "none" ? t("phone.no_rupture") : t(`kind.${option}`).replace(/^./, (c) => c.toUpperCase());
  return t(`move_name.${option}`);
}

let fault = "", lost = false, view = null;
let wanted = null, sending = false; // the choice that is on its way

// send asks the studio to count a vote; one that hangs is given up.
async function send(poll, option) {
  const patience = new AbortController(), end = setTimeout(() => patience.abort(), 10_000);
  try {
    return await fetch(place + "/vote", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ poll: poll.id, option }), signal: patience.signal });
  } catch { return null; } finally { clearTimeout(end); }
}

// vote sends one choice after the other, so that the last one is what counts, and says that
// it counts when the studio has said so.
async function vote(poll, option) {
  wanted = { poll, option };
  fault = "";
  draw();
  if (sending) return;
  sending = true;
  while (wanted) {
    const now = wanted, response = await send(now.poll, now.option);
    if (wanted !== now) continue; // another choice meanwhile
    wanted = null;
    if (view.poll?.id !== now.poll.id) continue;
    if (response?.ok || (!response && view.mine === now.option)) { view.mine = now.option; say(t("phone.counted", { option: optionText(now.poll, now.option) })); }
    else fault = t(response?.status === 429 ? "phone.too_fast" : response ? "phone.not_counted" : "phone.not_sent");
    draw();
  }
  sending = false;
}

const say = (text) => { document.getElementById("say").textContent = text; };

const question = (poll) => t(poll.kind === "guess" ? "phone.guess" : "phone.move", { session: poll.session });
const counted = (poll) => poll.options.reduce((sum, o) => sum + (view.votes?.[o] || 0), 0);

// tell says what is new to those who hear the page: a question, or how the class voted.
function tell(before) {
  const poll = view.poll;
  if (!view.open || !before) return;
  if (poll && poll.id !== before.poll?.id) say(question(poll));
  else if (poll && view.votes && !before.votes) say(`${t("phone.revealed", { n: counted(poll) })} ${poll.options.map((o) => `${optionText(poll, o)}: ${view.votes[o]}`).join("; ")}`);
}

function ballot(poll) {
  const all = counted(poll), coming = wanted?.poll.id === poll.id, mine = coming ? wanted.option : view.mine;
  const one = (option) => {
    const share = view.votes && all ? view.votes[option] / all : 0;
    return h("li", null, h("button", { class: "vote", id: `vote-${option}`, "aria-pressed": String(mine === option), disabled: view.votes ? "" : null, onclick: () => vote(poll, option) },
      h("span", null, optionText(poll, option)), view.votes ? h("span", { class: "num" }, `${view.votes[option]}`) : null,
      view.votes ? h("meter", { min: 0, max: 1, value: share, "aria-label": t("phone.share", { n: view.votes[option], of: all }) }) : null));
  };
  return h("section", { class: "card", "aria-labelledby": "poll-title" }, h("h2", { id: "poll-title" }, question(poll)),
    h("ul", { class: "votes" }, poll.options.map(one)),
    h("p", { class: "small muted" }, view.votes ? t("phone.revealed", { n: all }) : coming ? t("phone.sending") : view.mine ? t("phone.voted") : t("phone.once")),
    fault ? h("p", { role: "alert" }, fault) : null);
}

const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity));
  return node;
}

// panel is one line over the sessions, with its axis.
function panel(course, of, title, low, high, ticks, top, height, colour) {
  const left = 26, right = 348, x = (n) => left + ((n - 0.5) / course.planned) * (right - left), y = (v) => top + height - ((v - low) / (high - low)) * height;
  const held = course.sessions.filter((s) => s[of] !== null), at = (s) => `${x(s.n).toFixed(1)} ${y(s[of]).toFixed(1)}`;
  return [shape("text", { x: 0, y: top - 12, class: "strong" }, title),
    ticks.map((v) => [shape("line", { x1: left, x2: right, y1: y(v), y2: y(v), stroke: "var(--line)" }), shape("text", { x: left - 7, y: y(v) + 4, "text-anchor": "end" }, v)]),
    shape("path", { d: held.map((s, i) => (i ? "L" : "M") + at(s)).join(""), fill: "none", stroke: colour, "stroke-width": 2 }),
    held.map((s) => shape("circle", { cx: x(s.n), cy: y(s[of]), r: 3.4, fill: colour }))];
}

// courseChart is what has been told of the course, as it could be seen from outside.
function courseChart(course) {
  const first = course.sessions.find((s) => s.phq9 !== null), last = course.sessions.findLast((s) => s.phq9 !== null), n = course.sessions.at(-1).n;
  const every = course.planned > 30 ? 10 : course.planned > 12 ? 4 : 2, numbers = Array.from({ length: Math.floor(course.planned / every) }, (_, i) => every * (i + 1));
  return h("section", { class: "card", id: "course", "aria-labelledby": "course-title" }, h("h2", { id: "course-title" }, t("phone.course")),
    shape("svg", { class: "chart", viewBox: "0 0 360 252", role: "img", "aria-label": t("phone.chart", { n, first: first ? first.phq9 : "–", last: last ? last.phq9 : "–" }) },
      panel(course, "alliance", t("phone.alliance"), 1, 5, [1, 3, 5], 26, 76, "var(--ink)"), panel(course, "phq9", t("phone.symptoms"), 0, 27, [0, 10, 20], 140, 76, "var(--phq9)"),
      numbers.map((k) => shape("text", { x: 26 + ((k - 0.5) / course.planned) * 322, y: 234, "text-anchor": "middle" }, k)), shape("text", { x: 187, y: 249, "text-anchor": "middle" }, t("phone.session"))));
}

function draw() {
  const focus = document.activeElement?.id, content = document.getElementById("content");
  if (!view?.open) {
    document.getElementById("title").textContent = t(view ? "phone.over" : "phone.joining");
    content.replaceChildren(...(lost && !view ? [h("p", { class: "note", role: "alert" }, t("phone.lost"))] : []));
  } else {
    const s = view.shown;
    document.getElementById("title").textContent = s.title || t("phone.welcome");
    content.replaceChildren(...[lost ? h("p", { class: "note", role: "alert" }, t("phone.lost")) : null, s.text ? h("p", { class: "told" }, s.text) : null, view.poll ? ballot(view.poll) : null,
      s.course ? courseChart(s.course) : null,
      s.questions?.length ? h("section", { class: "card" }, h("h2", null, t("phone.think")), h("ul", null, s.questions.map((q) => h("li", null, q)))) : null,
      !view.poll ? h("p", { class: "muted" }, t("phone.wait")) : null].filter(Boolean));
  }
  document.getElementById("note").textContent = t("phone.nothing_kept");
  if (focus) document.getElementById(focus)?.focus();
  document.body.dataset.ready = "1";
}

let events = null, deaf = 0;

// A studio with nothing new says every twenty seconds that it is there. Where it is not
// heard for longer, the line has gone without a word, as in a crowded network.
function heard() {
  clearTimeout(deaf);
  deaf = setTimeout(listen, 50_000);
}

// listen hears what is new; again where the line may have gone.
function listen() {
  events?.close();
  events = new EventSource(place + "/events");
  heard();
  events.addEventListener("here", heard);
  events.onmessage = (e) => {
    const before = view;
    heard();
    lost = false;
    view = JSON.parse(e.data);
    // a vote whose answer was lost may count all the same, and one that is revealed cannot be tried again
    if (view.poll?.id !== before?.poll?.id || view.mine !== before?.mine || view.votes) fault = "";
    draw();
    tell(before);
    if (!view.open) over();
  };
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) { view = { open: false }; over(); }
    else if (lost) return; // said, and not again at every try
    lost = true;
    draw();
  };
}

// over listens no more to a class that has ended.
function over() {
  events.close();
  clearTimeout(deaf);
}

listen();
addEventListener("online", listen); // another network
document.addEventListener("visibilitychange", () => { if (!document.hidden) listen(); }); // a phone that slept
draw();
