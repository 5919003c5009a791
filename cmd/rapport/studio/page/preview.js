// What a trait does, while its slider moves: the course with this luck, and a fan of
// many.

import { ask } from "./engine.js";
import { facetName, h } from "./dom.js";
import { courseChart, courseTable } from "./chart.js";
import { fanChart } from "./lives.js";
import { firstBranch, request } from "./state.js";
import { faultText, t } from "./words.js";

const LUCKS = 200;

// previews draws one state after the other into a host, and skips those that a newer
// one has overtaken.
export function previews() {
  let wanted = null, drawing = false;
  return async (host, state) => {
    wanted = [host, state];
    if (drawing) return;
    drawing = true;
    while (wanted) {
      const [to, s] = wanted;
      wanted = null;
      to.setAttribute("aria-busy", "true");
      try { await draw(to, s); } catch (error) { to.replaceChildren(h("p", { role: "alert" }, t("page.fault", { message: faultText(error) }))); }
      to.removeAttribute("aria-busy");
    }
    drawing = false;
  };
}

async function draw(host, s) {
  const asked = { ...request(s), branches: [{ ...firstBranch(), played: 1000, name: undefined }] };
  const [course, lives] = await Promise.all([ask("course", asked), s.truth ? ask("lives", { ...asked, count: LUCKS }) : null]);
  const view = course.branches[0], width = Math.max(280, host.clientWidth);
  const own = (key) => view.sessions.map((x) => [x.n, key === "phq9" ? x.phq9 : x.true[key]]).filter(([, v]) => v !== null);
  host.replaceChildren(
    courseChart({ views: [view], current: 0, at: 0, truth: s.truth, width, room: 300 }),
    h("p", { class: "small" }, s.truth ? view.outcome.text : view.outcome.seen),
    ...(lives ? [fanChart(lives.branches[0], "bond", own("bond"), view.planned, width, t("chart.facet_true", { facet: facetName("bond") })), fanChart(lives.branches[0], "phq9", own("phq9"), view.planned, width, t("chart.phq9")),
      h("p", { class: "small muted" }, t("preview.note", { n: LUCKS }))] : []),
    h("details", null, h("summary", null, t("chart.as_table")), courseTable(view, s.truth, t("preview.table"))));
}
