// Guess first: the class predicts, then the session is revealed and scored.

import { catalogue } from "./engine.js";
import { capital, fold, h } from "./dom.js";
import { t } from "./words.js";

// guessed are the guesses with the one that stands in the form: it is not lost where the
// trainer goes on without holding the session, and counts once where the class comes back.
export function guessed(app) {
  const s = app.state, next = s.at + 1, others = s.guesses.filter((g) => g.branch !== s.current || g.session !== next);
  return s.guessing && app.guess.rupture ? [...others, { branch: s.current, session: next, ...app.guess }] : s.guesses;
}

// guessForm asks for a prediction of the next session.
export function guessForm(app) {
  const g = app.guess;
  const choice = (value, text) => h("label", null, h("input", { type: "radio", name: "guess-rupture", id: `guess-${value}`, checked: g.rupture === value, onchange: () => { g.rupture = value; app.nameButton(); } }), h("span", null, text));
  return h("section", { class: "card guess noprint", "aria-label": t("guess.first") },
    h("h2", null, t("guess.first")), h("p", { class: "small" }, t("guess.waits")),
    h("div", { class: "row" },
      h("div", { class: "field", role: "group", "aria-label": t("guess.question") }, h("span", null, t("guess.question")),
        h("div", { class: "segments" }, choice("none", t("guess.no")), choice("withdrawal", capital(t("kind.withdrawal"))), choice("confrontation", capital(t("kind.confrontation"))))),
      h("label", { class: "field", for: "guess-helps" }, h("span", null, t("guess.helps")),
        h("select", { id: "guess-helps", onchange: (e) => { g.helps = e.target.value; } }, h("option", { value: "", selected: g.helps === "" }, t("guess.unsaid")), h("option", { value: "none", selected: g.helps === "none" }, t("guess.none_particular")),
          catalogue.moves.filter((m) => m.offered).map((m) => h("option", { value: m.key, selected: g.helps === m.key }, t(`move_name.${m.key}`)))))));
}

const scoreOf = (app, branch, session) => app.scores.get(`${branch}.${session}`);

// guessResult is how the guess of a session did.
export function guessResult(app, session) {
  const g = app.state.guesses.find((x) => x.branch === app.state.current && x.session === session);
  if (!g) return null;
  const score = scoreOf(app, g.branch, session);
  if (!score) return h("div", { class: "note" }, h("p", null, t("guess.scoring")));
  return h("div", { class: "note", id: "guess-result" }, h("h3", null, t("guess.result", { k: score.points, n: score.of })), score.lines.map((line) => h("p", null, line)));
}

// scoreCard sums the guesses up.
export function scoreCard(app) {
  const list = app.state.guesses.map((g) => ({ g, score: scoreOf(app, g.branch, g.session) })).filter((x) => x.score);
  if (!list.length) return null;
  const points = list.reduce((sum, x) => sum + x.score.points, 0), of = list.reduce((sum, x) => sum + x.score.of, 0);
  return h("div", { id: "score" }, h("h2", null, t("guess.score", { k: points, of })),
    h("p", { class: "small muted" }, t("guess.rule")),
    fold(app, "guesses", t("guess.every"), h("ol", null, list.map((x) => h("li", null, h("strong", null, t("guess.line", { session: x.g.session, k: x.score.points, of: x.score.of }), " "), x.score.lines.join(" "))))));
}
