"""The time between two sessions: what the last one gave is worked through, life goes on."""

import numpy as np

from .forms import bounded, logistic, odds, proportion, turn
from .people import fluctuation


class Gap:
    """What depends on the time between two sessions alone, for each number of missed
    sessions (0 to 3), without and with a break."""

    def __init__(self, p, planned):
        missed, broken = np.arange(8) % 4, np.arange(8) // 4
        self.weeks = planned * (1 + missed) + p.transition.break_weeks * broken
        self.presence = (1.0 + p.care.forgetting) / (1.0 + p.care.forgetting * self.weeks)
        self.persistence = p.stress.persistence**self.weeks
        self.innovation = np.sqrt(1.0 - self.persistence**2)
        self.drift = p.natural.strength * (1.0 - np.exp(-p.natural.pace * self.weeks))


def absent(p, rng, d):
    """Missed sessions and breaks before the next session, as an index into Gap."""
    x = d.alliance()
    x -= 0.5
    x *= -p.attendance.alliance
    x += p.attendance.stress * d.stress
    x += p.attendance.base
    chance = p.attendance.strength * logistic(x)
    code = (4 * (rng.random(d.n) < p.transition.break_probability)).astype(np.int8)
    away = np.flatnonzero(rng.random(d.n) < chance)
    for _ in range(3):
        code[away] += 1
        away = away[rng.random(len(away)) < chance[away]]
    d.away[:] = code % 4
    d.missed += d.away
    return code


def pass_time(p, d, gap, code, shock, t):
    """Lets the time after session t (0: none yet) pass; code points into gap."""
    weeks = gap.weeks.take(code)
    if t > 0:
        _treat(p, d, gap.presence.take(code), t)
    way = gap.drift.take(code)
    d.level += way * (d.natural - d.level)
    persistence = gap.persistence.take(code)
    shock = shock * gap.innovation.take(code)
    mark = bounded(p.stress.mark * shock + p.stress.burden * d.stress * way)
    mark *= p.stress.strength * d.level
    mark *= 1.0 - d.level
    d.level += mark
    if t > 0:
        soothed = d.safety()
        soothed -= p.stress.unsafe
        soothed *= p.stress.soothing
        soothed *= 1.0 - persistence
        shock -= soothed
    d.stress *= persistence
    d.stress += shock
    np.add(d.level, fluctuation(p.stress, d.level, d.stress), out=d.severity)
    d.week += weeks
    d.gap[:] = weeks


def _treat(p, d, presence, t):
    """Works through session t. Most drives only ever lower severity."""
    dose = presence / (1.0 + p.care.waning * (t - 1))
    work = presence / (1.0 + p.care.working * (t - 1))
    level, total = odds(d.level), np.zeros(d.n)

    u = d.technique * np.sqrt(d.tasks)
    u *= d.time
    u *= work
    level /= 1.0 + u
    total -= u

    a = d.alliance()
    a -= p.reciprocal.reference
    a *= p.reciprocal.alliance
    a *= dose
    a += p.reciprocal.state * d.shift
    a *= d.relationship
    np.negative(a, out=a)
    turn(level, a)
    total += a

    hope = p.hope.symptoms / t * d.hope
    hope *= dose
    hope += p.hope.savour * d.celebrated
    for u in (d.depth * d.exploration * work, p.hope.strength * hope, d.effort * d.goals * d.hope * work):
        level /= 1.0 + u
        total -= u

    u = -dose * d.effect
    turn(level, u)
    total += u

    i = np.flatnonzero(d.intensity)
    u = p.rupture.distress * d.intensity[i] * np.where(d.recognised[i] > 0, 1.0 - p.rupture.relief, 1.0)
    level[i] *= 1.0 + u
    total[i] += u

    i = np.flatnonzero(d.repaired)
    u = p.repair.strength * p.repair.relief * d.repaired[i]
    level[i] /= 1.0 + u
    total[i] -= u
    i = np.flatnonzero(d.strain)
    u = p.transition.distress * d.strain[i]
    level[i] *= 1.0 + u
    total[i] += u
    d.level[:] = proportion(level)

    total *= p.natural.lasting
    natural = odds(d.natural)
    turn(natural, total)
    d.natural[:] = proportion(natural)
