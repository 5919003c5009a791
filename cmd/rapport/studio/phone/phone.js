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

async function vote(poll, option) {
  const before = view.mine;
  view.mine = option;
  fault = "";
  draw();
  const response = await fetch(place + "/vote", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ poll: poll.id, option }) }).catch(() => null);
  if (response?.ok) { say(t("phone.counted", { option: optionText(poll, option) })); return; }
  if (view.mine === option) view.mine = before;
  fault = t(response?.status === 429 ? "phone.too_fast" : "phone.not_counted");
  draw();
}

const say = (text) => { document.getElementById("say").textContent = text; };

function ballot(poll) {
  const all = poll.options.reduce((sum, o) => sum + (view.votes?.[o] || 0), 0);
  const one = (option) => {
    const share = view.votes && all ? view.votes[option] / all : 0;
    return h("li", null, h("button", { class: "vote", id: `vote-${option}`, "aria-pressed": String(view.mine === option), disabled: view.votes ? "" : null, onclick: () => vote(poll, option) },
      h("span", null, optionText(poll, option)), view.votes ? h("span", { class: "num" }, `${view.votes[option]}`) : null,
      view.votes ? h("meter", { min: 0, max: 1, value: share, "aria-label": t("phone.share", { n: view.votes[option], of: all }) }) : null));
  };
  return h("section", { class: "card", "aria-labelledby": "poll-title" }, h("h2", { id: "poll-title" }, t(poll.kind === "guess" ? "phone.guess" : "phone.move", { session: poll.session })),
    h("ul", { class: "votes" }, poll.options.map(one)),
    h("p", { class: "small muted" }, view.votes ? t("phone.revealed", { n: all }) : view.mine ? t("phone.voted") : t("phone.once")),
    fault ? h("p", { role: "alert" }, fault) : null);
}

function draw() {
  const focus = document.activeElement?.id, content = document.getElementById("content");
  if (!view?.open) {
    document.getElementById("title").textContent = t(view ? "phone.over" : "phone.joining");
    content.replaceChildren();
  } else {
    const s = view.shown;
    document.getElementById("title").textContent = s.title || t("phone.welcome");
    content.replaceChildren(...[lost ? h("p", { class: "note", role: "alert" }, t("phone.lost")) : null, s.text ? h("p", { class: "told" }, s.text) : null, view.poll ? ballot(view.poll) : null,
      s.questions?.length ? h("section", { class: "card" }, h("h2", null, t("phone.think")), h("ul", null, s.questions.map((q) => h("li", null, q)))) : null,
      !view.poll ? h("p", { class: "muted" }, t("phone.wait")) : null].filter(Boolean));
  }
  document.getElementById("note").textContent = t("phone.nothing_kept");
  if (focus) document.getElementById(focus)?.focus();
  document.body.dataset.ready = "1";
}

const events = new EventSource(place + "/events");
events.onmessage = (e) => { lost = false; view = { ...JSON.parse(e.data) }; draw(); if (!view.open) events.close(); };
events.onerror = () => {
  lost = true;
  if (events.readyState === EventSource.CLOSED) view = { open: false };
  draw();
};
draw();
