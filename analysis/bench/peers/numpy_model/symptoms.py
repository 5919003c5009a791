"""The time between two sessions: what the last one gave is worked through, life goes on."""

import numpy as np

from .forms import drive, logistic, lower, share
from .people import fluctuation


class Gap:
    """What depends on the time between two sessions alone, for each number of missed
    sessions (0 to 3), without and with a break."""

    def __init__(self, p, planned):
        missed, broken = np.arange(8) % 4, np.arange(8) // 4
        self.weeks = planned * (1 + missed) + p.transition.break_weeks * broken
        self.dose = self.weeks * (1.0 + p.care.half_time) / (self.weeks + p.care.half_time)
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
    d.missed += code % 4
    return code


def pass_time(p, d, gap, code, shock, t):
    """Lets the time after session t (0: none yet) pass; code points into gap."""
    weeks = gap.weeks.take(code)
    if t > 0:
        _treat(p, d, gap.dose.take(code), t)
    drift = d.natural - d.level
    drift *= gap.drift.take(code)
    d.level += drift
    persistence = gap.persistence.take(code)
    shock = shock * gap.innovation.take(code)
    drive(d.level, p.stress.strength * p.stress.mark * shock)
    if t > 0:
        soothed = d.safety()
        soothed -= 0.5
        soothed *= p.stress.soothing
        soothed *= 1.0 - persistence
        shock -= soothed
    d.stress *= persistence
    d.stress += shock
    np.add(d.level, fluctuation(p.stress, d.level, d.stress), out=d.severity)
    d.week += weeks
    d.gap[:] = weeks


def _treat(p, d, dose, t):
    """Works through session t. Most drives only ever lower severity."""
    a = d.alliance()
    level, total = d.level, np.zeros(d.n)

    u = p.technique.compensation * a
    u *= 1.0 - d.competence
    u += d.competence
    u *= d.tasks
    u *= d.time
    u *= d.technique
    u *= dose
    lower(level, u)
    total -= u

    a -= p.reciprocal.reference
    a *= d.relationship
    a *= dose
    np.negative(a, out=a)
    drive(level, a)
    total += a

    for u in (d.depth * d.exploration, p.hope.strength * p.hope.symptoms * 2.0 / (1.0 + t) * d.hope,
              d.effort * d.goals * d.hope):
        u *= dose
        lower(level, u)
        total -= u

    u = -dose * d.effect
    drive(level, u)
    total += u

    i = np.flatnonzero(d.intensity)
    u = p.rupture.distress * d.intensity[i] * np.where(d.recognised[i] > 0, 1.0 - p.rupture.relief, 1.0)
    level[i] += (1.0 - level[i]) * share(u)
    total[i] += u

    total *= p.natural.lasting
    drive(d.natural, total)
