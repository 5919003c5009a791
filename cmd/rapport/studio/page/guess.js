// Guess first: the class predicts, then the session is revealed and scored.

import { catalogue } from "./engine.js";
import { h } from "./dom.js";

// guessForm asks for a prediction of the next session.
export function guessForm(app) {
  const g = app.guess;
  const choice = (value, text) => h("label", null, h("input", { type: "radio", name: "guess-rupture", id: `guess-${value}`, checked: g.rupture === value, onchange: () => { g.rupture = value; app.nameButton(); } }), h("span", null, text));
  return h("div", { class: "note", role: "group", "aria-label": "Guess first" },
    h("h3", null, "Guess first"), h("p", { class: "small" }, "Until the class has said whether a rupture begins, the session waits, and so does all that would give it away."),
    h("div", { class: "row" },
      h("div", { class: "field", role: "group", "aria-label": "Will a rupture begin?" }, h("span", null, "Will a rupture begin in this session?"),
        h("div", { class: "segments" }, choice("none", "No"), choice("withdrawal", "Withdrawal"), choice("confrontation", "Confrontation"))),
      h("label", { class: "field", for: "guess-helps" }, h("span", null, "Which move helps most here?"),
        h("select", { id: "guess-helps", onchange: (e) => { g.helps = e.target.value; } }, h("option", { value: "", selected: g.helps === "" }, "none in particular"),
          catalogue.moves.filter((m) => m.offered).map((m) => h("option", { value: m.key, selected: g.helps === m.key }, m.name))))));
}

const scoreOf = (app, branch, session) => app.scores.get(`${branch}.${session}`);

// guessResult is how the guess of a session did.
export function guessResult(app, session) {
  const g = app.state.guesses.find((x) => x.branch === app.state.current && x.session === session);
  if (!g) return null;
  const score = scoreOf(app, g.branch, session);
  if (!score) return h("div", { class: "note" }, h("p", null, "Scoring the guess …"));
  return h("div", { class: "note", id: "guess-result" }, h("h3", null, `Your guess: ${score.points} of ${score.of} points`), score.lines.map((line) => h("p", null, line)));
}

// scoreCard sums the guesses up.
export function scoreCard(app) {
  const list = app.state.guesses.map((g) => ({ g, score: scoreOf(app, g.branch, g.session) })).filter((x) => x.score);
  if (!list.length) return null;
  const points = list.reduce((sum, x) => sum + x.score.points, 0), of = list.reduce((sum, x) => sum + x.score.of, 0);
  return h("div", { id: "score" }, h("h2", null, `The class's score: ${points} of ${of}`),
    h("p", { class: "small muted" }, "A point for whether a rupture begins, one for its kind where it does, one for a move that is among the best. One session is one draw: a good guess can be wrong."),
    h("details", null, h("summary", null, "Every guess, explained"), h("ol", null, list.map((x) => h("li", null, h("strong", null, `Session ${x.g.session}: ${x.score.points} of ${x.score.of}. `), x.score.lines.join(" "))))));
}
