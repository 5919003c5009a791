// Two branches side by side. The luck is the same, so the difference is the moves'.

import { catalogue } from "./engine.js";
import { FACETS, facetName, fixed, fold, h, letterOf, signed, table } from "./dom.js";
import { ALONE, courseChart, courseHost, courseTable, lanesOf } from "./chart.js";
import { whoBar } from "./session.js";
import { branchTitle, endText } from "./tree.js";
import { t } from "./words.js";

function chooser(app, side) {
  const s = app.state, id = `compare-${side}`;
  return h("label", { class: "field", for: id }, h("span", null, t(side ? "compare.second" : "compare.first")),
    h("select", { id, onchange: (e) => { const pair = [...s.compare]; pair[side] = Number(e.target.value); app.set({ compare: pair }); } },
      s.branches.map((b, i) => h("option", { value: i, selected: i === s.compare[side] }, `${letterOf(i)}: ${branchTitle(b, i, catalogue.moves)}`))));
}

// eitherWaits says whether one of the two is a waiting list, whose assessments stand beside sessions.
const eitherWaits = (...views) => views.some((v) => v.therapist === "none");

// largest is the greatest difference of a value, and its session.
function largest(a, b, n, value, decimals) {
  let most = null;
  for (let i = 0; i < n; i++) {
    const x = value(a.sessions[i]), y = value(b.sessions[i]);
    if (x !== null && y !== null && (most === null || Math.abs(y - x) > Math.abs(most.by))) most = { by: y - x, at: i + 1 };
  }
  return most === null || Math.abs(most.by) < 0.5 * 10 ** -decimals ? t("compare.none") : t(eitherWaits(a, b) ? "wait.at" : "compare.at", { value: signed(most.by, decimals), session: most.at });
}

function differences(a, b, names, truth) {
  const n = Math.min(a.sessions.length, b.sessions.length);
  if (!n) return h("p", null, t("compare.hold_first"));
  const x = a.sessions[n - 1], y = b.sessions[n - 1], rows = x.week === y.week ? [] : [[t("run.week"), fixed(x.week, 1), fixed(y.week, 1), signed(y.week - x.week, 1), ""]];
  const row = (name, value, decimals) => {
    const both = value(x) !== null && value(y) !== null;
    rows.push([name, fixed(value(x), decimals), fixed(value(y), decimals), both ? signed(value(y) - value(x), decimals) : "–", largest(a, b, n, value, decimals)]);
  };
  if (truth) {
    if (a.therapist !== "none" && b.therapist !== "none") for (const facet of FACETS) row(facetName(facet), (s) => s.true[facet], 3);
    row(t("compare.severity"), (s) => s.true.severity, 1);
  }
  row("PHQ-9", (s) => s.phq9, 0);
  const count = (v, test) => v.sessions.filter((s) => s.rupture && test(s.rupture)).length;
  if (truth) {
    const began = [count(a, (r) => r.began), count(b, (r) => r.began)], mended = [count(a, (r) => r.resolved), count(b, (r) => r.resolved)];
    rows.push([t("compare.ruptures"), ...began, signed(began[1] - began[0], 0), ""], [t("compare.repaired"), ...mended, signed(mended[1] - mended[0], 0), ""]);
  }
  const answered = (v) => v.sessions.findLast((s) => s.phq9 !== null)?.phq9 ?? null, ends = [answered(a), answered(b)];
  rows.push([t("compare.last"), fixed(ends[0], 0), fixed(ends[1], 0), ends.includes(null) ? "–" : signed(ends[1] - ends[0], 0), ""]);
  rows.push([t("compare.ends"), a.ended ? endText(a.ending) : t("compare.not_yet"), b.ended ? endText(b.ending) : t("compare.not_yet"), "", ""]);
  return table(t(eitherWaits(a, b) ? "wait.after" : "compare.after", { session: n }), ["", `#${names[0]}`, `#${names[1]}`, `#${t("compare.difference")}`, `#${t("compare.largest")}`], rows);
}

// compareView is the page of two branches.
export function compareView(app) {
  const s = app.state, pair = s.compare.map((i) => app.data.branches[i]), names = s.compare.map(letterOf);
  if (s.branches.length < 2) {
    return [whoBar(app, t("compare.title")), h("section", { class: "card" }, h("p", null, t("compare.one")),
      h("button", { class: "button main", onclick: () => app.set({ view: "session" }) }, t("class.go")))];
  }
  const scenarios = s.branches[s.compare[0]].scenario !== s.branches[s.compare[1]].scenario; // of a run: they need not be the same up to a session
  const lanes = lanesOf(pair, s.truth), planned = Math.max(...pair.map((v) => v.planned));
  return [
    whoBar(app, t("compare.title")),
    h("div", { class: "card two sides noprint" }, chooser(app, 0), chooser(app, 1)),
    h("div", { class: "two twins" }, pair.map((v, side) => {
      const host = courseHost(app, (width) => courseChart({ views: [{ ...v, planned }], current: 0, at: 0, truth: s.truth, width, lanes, room: ALONE }), planned, 0, t("branch.letter", { letter: names[side] }));
      return h("section", { class: "card", "aria-label": t("branch.letter", { letter: names[side] }) }, h("h2", null, h("span", { class: "letter" }, names[side]), " ", branchTitle(s.branches[s.compare[side]], s.compare[side], catalogue.moves)), host,
        v.outcome ? h("p", { class: "told" }, s.truth ? v.outcome.text : v.outcome.seen) : null,
        fold(app, `table-${side}`, t("chart.as_table"), courseTable(v, s.truth, t("branch.sessions", { letter: names[side] }))));
    })),
    h("section", { class: "card" }, h("h2", null, t(scenarios ? "compare.differs" : "compare.changed")), differences(pair[0], pair[1], names, s.truth),
      h("p", { class: "small muted" }, t(scenarios ? "compare.note_run" : "compare.note"), scenarios && app.overview?.apart ? ` ${t("run.pick_but")}` : "")),
  ];
}
