// Small helpers to write elements. Every text goes in as text, never as markup.

import { point, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "checked" || name === "value" || name === "disabled" || name === "open") node[name] = value;
    else if (name === "tint") node.style.setProperty("background", value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return node;
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

export const signed = (v, decimals = 2) => {
  const text = Math.abs(v).toFixed(decimals);
  return Number(text) === 0 ? "±0" : (v < 0 ? "−" : "+") + point(text);
};
export const fixed = (v, decimals = 2) => (v === null || v === undefined ? "–" : point(v.toFixed(decimals)));
export const percent = (v) => `${Math.round(100 * v)} %`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const letterOf = (i) => String.fromCharCode(65 + i);

export const FACETS = ["bond", "tasks", "goals", "trust"];
export const facetColour = (facet) => `var(--${facet === "severity" ? "phq9" : facet})`;
export const facetName = (facet) => ({ severity: t("page.symptoms"), phq9: "PHQ-9" }[facet] || capital(t(`facet.${facet}`)));

const ICONS = { next: "M4 2 13 8 4 14Z", back: "M12 2 3 8 12 14Z", first: "M13 2 5 8 13 14ZM3 2h2v12H3Z", last: "M3 2 11 8 3 14ZM11 2h2v12h-2Z", close: "M3.5 2 8 6.5 12.5 2 14 3.5 9.5 8 14 12.5 12.5 14 8 9.5 3.5 14 2 12.5 6.5 8 2 3.5Z" };
export const icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

// announce tells a screen reader what has changed.
export function announce(text) {
  const say = document.getElementById("say");
  if (say) say.textContent = text;
}

// table is a table with a caption; a column that begins with "#" holds numbers.
export function table(caption, columns, rows) {
  const numeric = columns.map((c) => c.startsWith("#"));
  return h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
    h("table", null, h("caption", null, caption),
      h("thead", null, h("tr", null, columns.map((c, i) => h(c ? "th" : "td", { scope: c ? "col" : null, class: numeric[i] ? "num" : null }, c.replace("#", ""))))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, i) =>
        i === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: numeric[i] ? "num" : null }, cell)))))));
}

// fold is a part that opens, and stays as the reader left it when the page is drawn anew.
export const fold = (app, key, title, ...content) =>
  h("details", { open: Boolean(app.opened[key]), ontoggle: (e) => { app.opened[key] = e.target.open; } }, h("summary", null, title), content);

// toggle is a switch with its label.
export const toggle = (id, label, on, change) =>
  h("label", { class: "switch", for: id }, h("input", { type: "checkbox", role: "switch", id, checked: on, onchange: (e) => change(e.target.checked) }), label);

// save hands a file to the browser.
export function save(name, type, bytes) {
  const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// show opens the dialog.
export function showDialog(title, ...content) {
  const dialog = document.getElementById("dialog");
  dialog.replaceChildren(
    h("div", { class: "row" }, h("h2", { id: "dialog-title" }, title), h("button", { class: "button", onclick: () => dialog.close(), "aria-label": t("page.close") }, icon("close"))),
    ...content.flat(Infinity).filter(Boolean));
  dialog.showModal();
}
