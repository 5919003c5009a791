// Share: the link, the files, the printable page.

import { catalogue, download, failed, isInside } from "./engine.js";
import { announce, h, letterOf, save } from "./dom.js";
import { castText } from "./cast.js";
import { ALONE, courseChart, courseTable, legend } from "./chart.js";
import { request, write } from "./state.js";
import { branchTitle } from "./tree.js";
import { speaks, t } from "./words.js";

// resolved is a copy of a chart that stands alone: colours as they are here.
function resolved(chart) {
  const style = getComputedStyle(document.documentElement), copy = chart.cloneNode(true);
  const value = (text) => text.replace(/var\((--[a-z0-9-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    for (const a of [...node.attributes]) if (a.value.includes("var(")) node.setAttribute(a.name, value(a.value));
    if (node.tagName === "text") {
      if (!node.getAttribute("fill")) node.setAttribute("fill", value(node.classList.contains("strong") ? "var(--ink)" : "var(--muted)"));
      node.setAttribute("font-size", "12");
      node.setAttribute("font-family", "system-ui, sans-serif");
    }
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.insertBefore(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "rect"), {}), copy.firstChild);
  const ground = copy.firstChild;
  for (const [k, v] of Object.entries({ width: "100%", height: "100%", fill: value("var(--surface)") })) ground.setAttribute(k, v);
  return copy;
}

const chartOf = (app, i, width) => {
  const s = app.state, views = app.data.branches.map((v, k) => ({ ...v, leaves: s.branches[k].at }));
  return courseChart({ views, current: i, at: 0, truth: s.truth, width, room: ALONE });
};

const svgText = (app) => new XMLSerializer().serializeToString(resolved(chartOf(app, app.state.current, 1000)));

async function png(app) {
  const chart = resolved(chartOf(app, app.state.current, 1000));
  const image = new Image(), url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(chart)], { type: "image/svg+xml" }));
  await new Promise((done, refuse) => { image.onload = done; image.onerror = () => refuse(failed("", "picture")); image.src = url; });
  const canvas = h("canvas", { width: 2000, height: 2 * Number(chart.getAttribute("height")) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((done) => canvas.toBlob((blob) => blob.arrayBuffer().then(done), "image/png"));
}

const css = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((r) => r.cssText)).join("\n").replaceAll("</", "<\\/");

// onPaper makes something in the colours of paper, whatever the page's are.
function onPaper(make) {
  const root = document.documentElement, before = root.dataset.theme;
  root.dataset.theme = "light";
  try { return make(); } finally { root.dataset.theme = before; }
}

// printable is the course as a page of its own: no script, no network.
function printable(app) {
  const s = app.state, c = castText(s);
  const title = s.run ? t("share.run", { patient: s.run.patient, replication: s.run.replication }) : c.pair;
  const body = h("main", null, h("h1", null, title),
    s.run ? null : [h("p", { class: "lead" }, `${c.how}.`), h("p", null, `${c.patient.name}: ${t(`patient.${c.patient.key}.portrait`)}`), h("p", null, `${c.therapist.name}: ${t(`therapist.${c.therapist.key}.portrait`)}`)],
    s.branches.map((b, i) => {
      const v = app.data.branches[i];
      return h("section", { class: "card long" }, h("h2", null, `${t("branch.letter", { letter: letterOf(i) })}: ${branchTitle(b, i, catalogue.moves)}`), resolved(chartOf(app, i, 900)), legend(v, s.truth, s.branches.length > 1),
        v.outcome ? h("p", { class: "told" }, s.truth ? v.outcome.text : v.outcome.seen) : null, courseTable(v, s.truth, t("share.by_session")),
        s.truth ? h("ol", null, v.sessions.map((x) => h("li", null, [...x.decided, x.told].join(" "), " ", h("span", { class: "muted" }, x.short)))) : null);
    }),
    h("p", { class: "small muted" }, t("share.made")), h("p", { class: "small" }, h("code", null, location.hash)));
  return `<!doctype html><html lang="${speaks()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>rapport studio</title><style>${css()}</style></head><body>${body.outerHTML}</body></html>`;
}

// shareView is the page from which everything can be taken along.
export function shareView(app) {
  const s = app.state;
  const address = catalogue.token ? `${location.origin}/?token=${catalogue.token}${location.hash}` : location.href;
  const link = h("input", { type: "text", id: "link", readonly: true, value: address, "aria-label": t("share.link_to"), onfocus: (e) => e.target.select() });
  const copied = async () => { try { await navigator.clipboard.writeText(address); } catch { link.select(); document.execCommand("copy"); } announce(t("share.copied")); app.flash("copy", t("share.copied")); };
  const file = (id, text, make) => h("button", { class: "button", id, disabled: !s.branches.length, onclick: () => app.busy(make) }, text);
  const fromEngine = (operation) => async () => { const f = await download(operation, request(s)); save(f.name, f.type, f.body); };
  return [
    h("h1", null, t("nav.share")),
    h("section", { class: "card" }, h("h2", null, t("share.link")), h("p", null, t("share.link_text"), " ", isInside() ? t("share.link_inside") : s.run ? t("share.link_run") : t("share.link_any")), link, catalogue.token ? h("p", { class: "small muted" }, t("share.token")) : null,
      h("p", { class: "row" }, h("button", { class: "button main", id: "copy", onclick: copied }, t("share.copy")))),
    h("section", { class: "card" }, h("h2", null, t("share.embed")), h("p", null, t(isInside() ? "share.embed_file" : "share.embed_text")),
      h("p", null, h("code", { id: "embed-code" }, `<iframe src="${location.href.replace(/#.*/, "") + write({ ...s, view: s.branches.length ? "session" : "home", embed: true })}" width="100%" height="900" title="rapport studio"></iframe>`))),
    h("section", { class: "card" }, h("h2", null, t("share.numbers")),
      s.branches.length ? null : h("p", { class: "muted" }, t("share.first")),
      h("div", { class: "row" }, file("get-study", t("share.study"), fromEngine("study")), file("get-csv", t("share.csv"), fromEngine("table")), file("get-ledger", t("share.ledger"), fromEngine("ledger")), file("get-parquet", t("share.parquet"), fromEngine("parquet"))),
      h("p", { class: "small muted" }, t("share.study_text"), " ", h("code", null, "rapport run studio.yaml"), " ", t(s.run ? "share.study_run" : "share.study_one"))),
    isInside() ? null : h("section", { class: "card" }, h("h2", null, t("share.single")), h("p", null, t("share.single_text")), h("p", null, h("code", null, "go run ./cmd/rapport/studio/single studio.html"))),
    h("section", { class: "card" }, h("h2", null, t("share.picture")), h("div", { class: "row" },
      file("get-svg", t("share.svg"), async () => save("studio.svg", "image/svg+xml", svgText(app))), file("get-png", t("share.png"), async () => save("studio.png", "image/png", await png(app))),
      file("get-html", t("share.html"), async () => save("studio-course.html", "text/html", onPaper(() => printable(app)))), h("button", { class: "button", id: "print", disabled: !s.branches.length, onclick: async () => { await app.set({ view: "session" }); print(); } }, t("share.print"))),
      h("p", { class: "small muted" }, t("share.print_text"))),
  ];
}
