"""What the therapist does in a session, and how the alliance grows."""

import numpy as np

from .dyad import name_difference, review_goals
from .forms import bounded, drive, logistic, lowered, raise_, share


class Moves:
    """Who makes which move unprompted, and the strain of a transition that is felt."""

    def __init__(self, n):
        self.explains, self.reviews, self.checks, self.celebrates = (np.zeros(n, bool) for _ in range(4))
        self.number = np.zeros(n)
        self.strain = None
        self.strained = None  # indices of those under strain


def unprompted(p, rng, d, t, planned):
    """The moves of session t."""
    m, own = Moves(d.n), p.practice

    def does(i, base):
        """Which of the dyads i make the move, as indices."""
        made = i[rng.random(len(i)) * (1.0 + np.exp(-base) * d.unmoved[i]) < own.strength]
        m.number[made] += 1.0
        return made

    everyone = np.arange(d.n)
    young = everyone if t <= own.explain_until else np.flatnonzero((d.met <= own.explain_until) & (d.number > 0))
    m.explains[does(young, own.own_explain)] = True
    if t > p.phases.early:
        middle = np.flatnonzero(t <= d.agreed - p.phases.ending)
        fitted = does(middle, own.own_review)
        m.reviews[fitted] = True
        review_goals(p, d, fitted)
        m.checks[does(middle, own.own_check_in)] = True
    m.strain, m.strained = _strain(p, d, t, planned)
    spoken = does(m.strained, own.own_acknowledge)
    m.strain[spoken] *= 1.0 - p.transition.acknowledged
    d.strain[:] = m.strain
    if t > 1:
        better = np.flatnonzero((d.phq9_intake - d.phq9 >= own.celebrate_from * d.phq9_intake) & (d.phq9_intake > 0))
        m.celebrates[does(better, own.own_celebrate)] = True
    unnamed = np.flatnonzero((d.mismatch > own.name_above) & (d.named == 0) & (d.met > 1))
    name_difference(p, d, does(unnamed, own.own_naming))
    return m


def _strain(p, d, t, planned):
    """The strain of transitions in session t, and who is under it."""
    x = p.transition
    tau = np.zeros(d.n)
    if t > 1:
        tau[d.gap >= planned + x.break_weeks] = x.break_strain
    whole = 0.0
    if p.care.taper_from > 0 and t == p.care.taper_from + 1:
        whole = x.taper_strain
    if whole > 0:
        np.maximum(tau, whole, out=tau)
    last = np.flatnonzero(t > d.agreed - p.phases.ending)
    tau[last] = np.maximum(tau[last], x.ending_strain)
    new = np.flatnonzero((d.number > 0) & (d.met <= x.new_sessions))
    tau[new] = np.maximum(tau[new], x.new_strain)
    tau *= x.strength
    return tau, np.flatnonzero(tau)


def grow(p, d, m):
    """Trust, goals, tasks and bond grow; gives back the vulnerability shown."""
    v = p.trust.reciprocity * d.trust
    v += d.shown
    v = logistic(v)
    i = np.flatnonzero(d.away)
    d.trust[i] = lowered(d.trust[i], p.trust.strength * p.trust.consistency * d.away[i])
    u = 1.0 - d.trust
    u *= v
    u *= d.empathy
    u *= d.genuine
    u *= p.trust.strength * p.trust.growth
    u /= np.maximum(1.0, d.gap)
    d.trust += u

    way = d.goals_end - d.goals
    way *= np.where(m.reviews, share(p.goals.rate * (1.0 + p.goals.review)), share(p.goals.rate))
    way *= p.goals.strength
    d.goals += way

    _approach_end(d.tasks, d.tasks_end, p.tasks.goals, d.goals, p.tasks.strength * np.where(
        m.explains, share(p.tasks.rate * (1.0 + p.tasks.explain)), share(p.tasks.rate)))
    _approach_end(d.bond, d.bond_end, p.bond.trust, d.trust, d.bond_rate)

    i = np.flatnonzero(m.checks)
    d.bond[i] = raise_(d.bond[i], p.practice.warming)
    i = np.flatnonzero(m.reviews)
    d.goals[i] += p.goals.strength * (1.0 - d.goals[i]) * share(p.goals.renewed)
    return v


def _approach_end(x, end, weight, by, rate):
    """Moves x by its rate toward end + weight (by - 1/2) end (1 - end)."""
    target = by - 0.5
    target *= weight
    target *= 1.0 - end
    target += 1.0
    target *= end
    target -= x
    target *= rate
    x += target


def be_moved(p, d, m, common, bond, tasks, goals):
    """Symptoms, the strain of transitions and chance (standard normal) move the alliance."""
    u = d.intake - d.severity
    u *= d.relief
    for x in (d.bond, d.tasks, d.goals):
        drive(x, u)
    i = m.strained
    u = p.transition.cost * m.strain[i]
    d.bond[i] /= 1.0 + u
    d.tasks[i] /= 1.0 + u
    common = p.chance.common * common
    for x, own in ((d.bond, bond), (d.tasks, tasks), (d.goals, goals)):
        u = p.chance.own * own
        u += common
        u = bounded(u)
        u *= x
        u *= 1.0 - x
        x += u


def leave(p, d, m, v, t):
    """Hope changes; depth of exploration and time for technique are set for the time to come."""
    progress = d.progress()
    np.subtract(d.alliance(), d.usual, out=d.shift)
    d.usual += p.reciprocal.habit * d.shift
    u = p.hope.progress * progress
    u += p.hope.ownership * (d.goals - 0.5)
    u += p.hope.early / t * d.empathy
    u += np.where(m.explains, p.hope.explain / t, 0.0)
    u += np.where(m.celebrates, p.hope.celebrate, 0.0) * np.maximum(0.0, progress)
    u *= p.hope.strength
    drive(d.hope, u)
    d.celebrated[:] = np.where(m.celebrates, np.maximum(0.0, progress), 0.0)
    np.divide(1.0, 1.0 + p.practice.cost * m.number, out=d.time)
    x = d.stress - p.exploration.threshold
    x *= -p.exploration.arousal
    x = logistic(x)
    y = (d.bond * (1.0 - d.intensity))**4
    x *= y / (y + p.exploration.safe**4)
    x *= d.open
    x *= v
    x *= d.time
    d.exploration[:] = x
    return progress
