// What makes branches: holding a session, leaving one for another move, taking a branch away.

import { catalogue, failed } from "./engine.js";
import { announce, letterOf } from "./dom.js";
import { guessed } from "./guess.js";
import { apart } from "./state.js";
import { t } from "./words.js";

// sameUntil says whether two branches have the same moves up to a session.
function sameUntil(a, b, last) {
  const upTo = (moves) => JSON.stringify(Object.entries(moves).filter(([n, names]) => Number(n) <= last && names.length).map(([n, names]) => [Number(n), [...names].sort()]).sort((x, y) => x[0] - y[0]));
  return a.scenario === b.scenario && upTo(a.moves) === upTo(b.moves);
}

// branching lets the page hold sessions and fork.
export function branching(app) {
  // take gives the moves that were chosen and the guess, and leaves none, unless the page
  // cannot go on.
  app.take = () => {
    app.taken = { pending: app.pending, guess: app.guess };
    Object.assign(app, { pending: new Set(), guess: { rupture: "", helps: "" } });
    return { moves: [...app.taken.pending], guess: app.taken.guess };
  };

  // hold plays the next session with the moves chosen, or forks where one was held
  // already.
  app.hold = async () => {
    const s = app.state, b = s.branches[s.current], next = s.at + 1, forks = s.at < b.played;
    if (app.loading) return; // what is shown is not yet what was asked for
    if (forks && s.branches.length >= catalogue.limits.branches) return app.fail(failed(t("branch.limit", { n: catalogue.limits.branches })));
    const guesses = guessed(app), { moves } = app.take();
    if (forks) {
      const before = Object.fromEntries(Object.entries(b.moves).filter(([session]) => Number(session) <= s.at));
      if (moves.length) before[next] = moves;
      const made = { scenario: b.scenario, parent: s.current, at: next, played: next, moves: before, name: "" };
      const there = s.branches.findIndex((x) => x.played >= next && sameUntil(x, made, next));
      if (there >= 0) { // the same branch is not made twice
        await app.set({ current: there, at: next });
        announce(t("branch.there", { letter: letterOf(there), session: next }));
        return;
      }
      const branches = [...s.branches, made];
      await app.set({ branches, current: branches.length - 1, at: next, compare: [s.current, branches.length - 1] });
    } else {
      if (moves.length) b.moves[next] = moves;
      b.played = next;
      await app.set({ at: next, branches: s.branches, guesses });
    }
  };

  // playOut goes on to the end as this therapist would.
  app.playOut = async () => {
    if (app.loading) return;
    if (app.pending.size) await app.hold();
    const s = app.state, b = s.branches[s.current];
    b.played = 1000;
    return app.set({ branches: s.branches, at: 1000 });
  };

  // prune removes a branch; those that left it now leave the one that it left.
  app.prune = (gone) => {
    const s = app.state, lost = s.branches[gone], heir = lost.parent >= 0 ? lost.parent : s.branches.findIndex((b) => b.parent === gone);
    const moved = (i) => (i > gone ? i - 1 : i);
    const branches = s.branches.map((b, i) => {
      if (b.parent === gone) return i === heir ? { ...b, parent: -1, at: 0 } : { ...b, parent: heir, at: Math.min(b.at, lost.parent >= 0 ? lost.at : s.branches[heir].at) };
      return { ...b };
    }).filter((_, i) => i !== gone).map((b) => ({ ...b, parent: moved(b.parent) }));
    const current = s.current === gone ? moved(Math.max(0, heir)) : moved(s.current);
    return app.set({ branches, current, at: Math.min(s.at, branches[current].played), guesses: s.guesses.filter((g) => g.branch !== gone).map((g) => ({ ...g, branch: moved(g.branch) })), compare: apart(s.compare.map((i) => (i === gone ? current : moved(i))), branches) });
  };

  // rename gives a branch a name of the trainer's own.
  app.rename = (i, name) => app.set({ branches: app.state.branches.map((b, k) => (k === i ? { ...b, name } : b)) });
}
