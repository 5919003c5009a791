"""How the treatment of one patient ends, or goes on with another therapist."""

from .alliance import bond_above, meet
from .forms import logistic, toward


def ending(a):
    """How treatment ends after this session, or None."""
    p, random = a.model.p, a.random.random
    if a.session >= a.agreed:
        return "completed"
    q = p.dropout
    x = (q.base + q.early / a.session - q.alliance * (a.alliance + q.view * a.leniency - q.reference)
         + q.rupture * (a.rupture.intensity if a.rupture else 0.0) - q.progress * a.progress)
    if a.prefers:
        x += q.preference * (-0.5 if (a.prefers == 1) == a.therapist.cbt else 0.5)
    if random() < q.strength * logistic(x):
        return "dropout"
    q = p.well_enough
    if a.session >= q.minimum and random() < q.chance * logistic(
            q.slope * (a.progress - q.enough) - q.burden * a.severity):
        return "well_enough"
    return None


def initial_trust(a):
    q = a.model.p.trust
    return logistic(q.start + q.expectation * a.expectations - q.avoidance * a.attachment_avoidance)


def initial_goals(a):
    q = a.model.p.goals
    return logistic(q.start + q.expectation * a.expectations + a.model.p.bond.first * q.chemistry * a.chemistry)


def initial_tasks(a):
    q = a.model.p.tasks
    return logistic(q.start + a.model.p.bond.first * q.chemistry * a.chemistry)


def initial_bond(a):
    q = a.model.p.bond
    return logistic(q.start + q.extraversion * a.extraversion + q.first * bond_above(a))


def perhaps_transfer(a):
    """Where no connection has formed, the patient may raise it, and a colleague take over."""
    q, random = a.model.p.transfer, a.random.random
    if a.met < q.after or a.bond >= q.threshold:
        return
    if random() >= q.strength * logistic(getattr(q, "raise") + q.disclosure * a.disclosure):
        return
    if random() < logistic(q.answer + q.flexibility * a.therapist.flexibility):
        a.named = True
        a.bond += toward(a.bond, q.mend)
    elif len(a.therapist.clinic) > 1:
        _change_therapist(a)


def _change_therapist(a):
    q, clinic = a.model.p.transfer, a.therapist.clinic
    if a.rupture:
        a.close_rupture()
    a.transfers += 1
    meet(a, clinic[(clinic.index(a.therapist) + 1) % len(clinic)])
    a.trust -= (1.0 - q.keep_trust) * max(0.0, a.trust - initial_trust(a))
    a.bond -= (1.0 - q.keep_bond) * max(0.0, a.bond - initial_bond(a))
    a.goals -= (1.0 - q.keep_work) * max(0.0, a.goals - initial_goals(a))
    a.tasks -= (1.0 - q.keep_work) * max(0.0, a.tasks - initial_tasks(a))
    a.usual = a.alliance
