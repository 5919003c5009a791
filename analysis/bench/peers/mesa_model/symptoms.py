"""The time between two sessions, for one patient."""

from math import exp, sqrt

from .forms import bounded, logistic, odds, proportion, turned


def fluctuation(p, level, stress):
    return p.stress.strength * level * (1.0 - level) * bounded(p.stress.symptoms * stress)


def weeks_until_next(a):
    """Weeks from this session to the next, with breaks and missed sessions."""
    p, random = a.model.p, a.random.random
    gap = 1
    if random() < p.transition.break_probability:
        gap += int(p.transition.break_weeks)
    chance = p.attendance.strength * logistic(
        p.attendance.base + p.attendance.stress * a.stress - p.attendance.alliance * (a.alliance - 0.5))
    a.away = 0
    for _ in range(3):
        if random() >= chance:
            break
        a.missed += 1
        a.away += 1
        gap += 1
    return gap


def pass_time(a, weeks):
    """Lets the weeks since the last session pass."""
    p = a.model.p
    presence = (1.0 + p.care.forgetting) / (1.0 + p.care.forgetting * weeks)
    before = a.session - 1
    _treat(a, presence / (1.0 + p.care.waning * before), presence / (1.0 + p.care.working * before))
    drift = p.natural.strength * (1.0 - exp(-p.natural.pace * weeks))
    a.level += drift * (a.natural - a.level)
    memory = p.stress.persistence**weeks
    shock = sqrt(1.0 - memory * memory) * a.random.gauss(0.0, 1.0)
    mark = bounded(p.stress.mark * shock + p.stress.burden * a.stress * drift)
    a.level += p.stress.strength * a.level * (1.0 - a.level) * mark
    a.stress = memory * a.stress + shock - (1.0 - memory) * p.stress.soothing * (a.safety - p.stress.unsafe)
    a.severity = a.level + fluctuation(p, a.level, a.stress)
    a.week += weeks
    a.gap = weeks


def _treat(a, dose, work):
    """Works through what the last session gave; technique, exploration and effort have a dose of their own."""
    p, t, w = a.model.p, a.therapist, a.therapist.weights
    c = logistic(p.technique.level + p.technique.skill * t.competence)
    carries = 1.0 + p.reciprocal.compensation * (1.0 - c)**3
    drives = [
        -p.technique.strength * p.technique.symptoms * w.technique * c * sqrt(a.tasks) * a.time * work,
        -w.relationship * a.alliance_to_symptoms * carries
        * (p.reciprocal.alliance * (a.alliance - p.reciprocal.reference) * dose + p.reciprocal.state * a.shift),
        -p.exploration.strength * p.exploration.symptoms * w.exploration * a.explored * work,
        -p.hope.strength * (p.hope.symptoms * a.hope / a.session * dose + p.hope.savour * a.celebrated),
        -p.effort.strength * p.effort.symptoms * w.effort * a.goals * a.hope
        * (1.0 + bounded(p.effort.conscientious * a.conscientiousness)) * work,
        -p.therapist.symptoms * t.effect * dose,
        p.rupture.distress * a.lingering,
        -p.repair.strength * p.repair.relief * a.repaired,
        p.transition.distress * a.strain,
    ]
    level = odds(a.level)
    for u in drives:
        level = turned(level, u)
    a.level = proportion(level)
    a.natural = proportion(turned(odds(a.natural), p.natural.lasting * sum(drives)))
