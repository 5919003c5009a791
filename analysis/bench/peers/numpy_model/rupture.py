"""Ruptures: onset, lingering, recognition, repair."""

import numpy as np

from .forms import logistic, raise_, share


class Ruptures:
    """What ruptures there were in a session: greatest intensity (0: none) and whether recognised."""

    def __init__(self, n):
        self.intensity = np.zeros(n)
        self.recognised = np.zeros(n, bool)


def rupture(p, rng, d, m, t):
    """Lets open ruptures linger, and ruptures begin or deepen."""
    r = Ruptures(d.n)
    d.repaired[:] = 0.0
    i = np.flatnonzero(d.intensity)
    u = p.rupture.linger * d.intensity[i] * np.where(d.recognised[i] > 0, 1.0 - p.rupture.relief, 1.0)
    d.bond[i] /= 1.0 + u
    d.trust[i] /= 1.0 + u
    r.intensity[i] = d.intensity[i]
    d.intensity[i] *= 1.0 - p.rupture.fade

    x = p.rupture.stress * d.stress
    x += d.rupture_odds
    x += p.rupture.mismatch * d.mismatch
    x -= p.rupture.alliance * d.alliance()
    x -= p.rupture.trust * d.trust
    x += p.rupture.strain * m.strain
    x = logistic(x)
    x *= p.rupture.strength
    formed = d.met * d.met
    x *= formed / (formed + p.rupture.forming**2)
    i = np.flatnonzero(rng.random(d.n) < x)
    _strike(p, rng, d, i, t)
    r.intensity[i] = np.maximum(r.intensity[i], d.intensity[i])
    return r


def _strike(p, rng, d, i, t):
    """Ruptures of the dyads i begin, or deepen where one is open."""
    strength = 1.0 - (1.0 - rng.random(len(i))) ** (1.0 / p.rupture.smallness)
    is_open = d.intensity[i] > 0
    begin = i[~is_open]
    d.confrontation[begin] = rng.random(len(begin)) < d.confronts[begin]
    d.onset[begin], d.recognised[begin], d.peak[begin] = t, 0.0, 0.0
    d.trust_before[begin], d.bond_before[begin] = d.trust[begin], d.bond[begin]
    d.tasks_before[begin], d.goals_before[begin] = d.tasks[begin], d.goals[begin]
    d.ruptures[begin] += 1.0
    d.intensity[i] = np.where(is_open, raise_(d.intensity[i], strength), strength)
    d.peak[i] = np.maximum(d.peak[i], d.intensity[i])
    u = strength * np.where(d.confrontation[i] > 0, p.rupture.cost_confrontation, 1.0)
    for x, cost in ((d.trust, p.rupture.cost_trust), (d.bond, p.rupture.cost_bond),
                    (d.tasks, p.rupture.cost_tasks), (d.goals, p.rupture.cost_goals)):
        x[i] /= 1.0 + cost * u


def repair(p, rng, d, m, r, t, rows):
    """Open ruptures may be recognised and resolved; small ones are forgotten."""
    i = np.flatnonzero(d.intensity)
    hidden = i[d.recognised[i] == 0]
    x = d.recognition[hidden] + p.recognition.intensity * d.intensity[hidden]
    x -= np.where(d.confrontation[hidden] > 0, 0.0, p.recognition.withdrawal)
    x += np.where(m.checks[hidden], p.recognition.check_in, 0.0)
    d.recognised[hidden[rng.random(len(hidden)) < logistic(x)]] = t
    known = i[d.recognised[i] > 0]
    r.recognised[known] = True

    x = d.repair[known] + p.repair.trust * d.trust[known] - p.repair.intensity * d.intensity[known]
    resolved = known[rng.random(len(known)) < p.repair.strength * logistic(x)]
    high = np.maximum(d.trust[resolved], d.trust_before[resolved])
    d.trust[resolved] = high + (1.0 - high) * share(p.repair.gain * d.peak[resolved])
    for x, before in ((d.bond, d.bond_before), (d.tasks, d.tasks_before), (d.goals, d.goals_before)):
        x[resolved] += p.repair.restore * np.maximum(0.0, before[resolved] - x[resolved])
    d.resolved[resolved] += 1.0
    d.repaired[resolved] = d.peak[resolved]
    close(d, resolved, rows, resolved=t)
    forgotten = i[(d.intensity[i] > 0) & (d.intensity[i] < p.rupture.forgotten)]
    close(d, forgotten, rows)


def close(d, i, rows, resolved=0):
    """The open ruptures of dyads i are over: resolved in that session, or never (0)."""
    i = i[d.intensity[i] > 0]
    rows.rupture(d, i, resolved)
    d.intensity[i] = 0.0
