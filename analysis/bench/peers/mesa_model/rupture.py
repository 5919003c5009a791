"""Ruptures of one patient and therapist: onset, lingering, recognition, repair."""

from dataclasses import dataclass

from .alliance import mismatch
from .forms import logistic, toward


@dataclass
class Rupture:
    """An open rupture."""

    confrontation: bool
    intensity: float
    onset: int
    therapist: int
    before: tuple  # trust, bond, tasks, goals just before it
    peak: float = 0.0
    recognised: int = 0


def rupture(a, moves):
    """An open rupture lingers, one may begin or deepen, and be repaired. Gives the greatest
    intensity in this session (0: none) and whether it is recognised."""
    p, greatest = a.model.p, 0.0
    a.repaired = 0.0
    if a.rupture:
        greatest = a.rupture.intensity
        u = -p.rupture.linger * a.lingering
        a.bond += toward(a.bond, u)
        a.trust += toward(a.trust, u)
        a.rupture.intensity *= 1.0 - p.rupture.fade
    risk = (p.rupture.base + p.rupture.mismatch * mismatch(a) + p.rupture.stress * a.stress + p.rupture.strain * a.strain
            + p.rupture.alliance * (0.5 - a.alliance) - p.rupture.trust * (a.trust - 0.5)
            - p.rupture.skill * a.therapist.repair_skill + p.rupture.anxiety * a.attachment_anxiety
            + a.therapist.weights.rupture)
    formed = a.met**2 / (a.met**2 + p.rupture.forming**2)
    if a.random.random() < p.rupture.strength * formed * logistic(risk):
        _strike(a)
        greatest = max(greatest, a.rupture.intensity)
    recognised = bool(a.rupture) and _repair(a, moves)
    return greatest, recognised


def _strike(a):
    p, random = a.model.p.rupture, a.random.random
    strength = 1.0 - (1.0 - random()) ** (1.0 / p.smallness)
    if a.rupture:
        a.rupture.intensity += toward(a.rupture.intensity, strength)
    else:
        confronts = random() < logistic(p.confrontation - p.agreeable * a.agreeableness + p.anxious * a.attachment_anxiety)
        a.rupture = Rupture(confronts, strength, a.session, a.therapist.number, (a.trust, a.bond, a.tasks, a.goals))
        a.ruptures += 1
    a.rupture.peak = max(a.rupture.peak, a.rupture.intensity)
    k = strength * (p.cost_confrontation if a.rupture.confrontation else 1.0)
    a.trust += toward(a.trust, -p.cost_trust * k)
    a.bond += toward(a.bond, -p.cost_bond * k)
    a.tasks += toward(a.tasks, -p.cost_tasks * k)
    a.goals += toward(a.goals, -p.cost_goals * k)


def _repair(a, moves):
    """Whether the open rupture is recognised; it may be resolved, or forgotten where small."""
    p, t, r = a.model.p, a.therapist, a.rupture
    if not r.recognised:
        x = (p.recognition.base + p.recognition.empathy * t.empathy + p.recognition.skill * t.repair_skill
             + p.recognition.intensity * r.intensity)
        if not r.confrontation:
            x -= p.recognition.withdrawal
        if "check in" in moves:
            x += p.recognition.check_in
        if a.random.random() < logistic(x):
            r.recognised = a.session
    x = (p.repair.base + p.repair.skill * t.repair_skill + p.repair.flexibility * t.flexibility
         + p.repair.trust * (a.trust - 0.5) - p.repair.intensity * r.intensity)
    if r.recognised and a.random.random() < p.repair.strength * logistic(x):
        _resolve(a, r)
    elif r.intensity < p.rupture.forgotten:
        a.close_rupture()
    return r.recognised > 0


def _resolve(a, r):
    p = a.model.p.repair
    trust, bond, tasks, goals = r.before
    high = max(a.trust, trust)
    a.trust = high + toward(high, p.gain * r.peak)
    a.bond += p.restore * max(0.0, bond - a.bond)
    a.tasks += p.restore * max(0.0, tasks - a.tasks)
    a.goals += p.restore * max(0.0, goals - a.goals)
    a.resolved += 1
    a.repaired = r.peak
    a.close_rupture(resolved=True)
