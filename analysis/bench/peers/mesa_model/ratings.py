"""What one patient, the therapist and an observer report."""

from math import exp

from .forms import logistic


def phq9_score(p, severity, error):
    return int(28.0 * severity / (severity + (1.0 - severity) * exp(-p.phq9.error * error)))


def ask_symptoms(a):
    """The PHQ-9 before a session; always answered at intake."""
    p = a.model.p
    if a.session > 1 and a.random.random() < logistic(p.phq9.missing + p.phq9.missing_severity * a.severity):
        return None
    a.phq9 = phq9_score(p, a.severity, a.random.gauss(0.0, 1.0))
    if a.session == 1:
        a.phq9_intake = a.phq9
    return a.phq9


def ask_alliance(a, intensity, recognised):
    """Ratings and reports after a session, a dictionary; those not answered are not in it."""
    p, gauss, random = a.model.p, a.random.gauss, a.random.random
    row = {}
    own = p.wai.leniency * a.leniency + p.wai.occasion * gauss(0.0, 1.0)
    if random() >= logistic(p.wai.missing - p.wai.missing_alliance * (a.alliance - 0.5)):
        _patient(a, own, row)
        row["rupture_patient"] = random() < logistic(
            p.reports.patient + p.reports.patient_slope * intensity - p.reports.patient_leniency * a.leniency)
    q = p.wai_therapist
    if random() >= logistic(q.missing):
        c = 1.0 / (1.0 + (a.met - 1) / q.pace)
        y = (q.level + q.slope * (a.alliance - 0.5) + q.leniency * a.therapist.leniency + q.own * c * a.perspective
             + q.converge * (1.0 - c) * (own + p.wai.bond_level / 3.0) + q.progress * a.seen_progress + q.error * gauss(0.0, 1.0))
        row["wai_therapist"] = (12 + int(49 * logistic(y))) / 12
        row["rupture_therapist"] = random() < logistic(
            p.reports.therapist + p.reports.therapist_slope * intensity + (p.reports.seen if recognised else 0.0))
    q = p.wai_observer
    y = q.level + q.slope * (a.alliance - 0.5) + q.error * gauss(0.0, 1.0)
    row["wai_observer"] = (12 + int(49 * logistic(y))) / 12
    row["rupture_observer"] = random() < logistic(p.reports.observer + p.reports.observer_slope * intensity)
    return row


def _patient(a, own, row):
    p, gauss = a.model.p, a.random.gauss
    views, total = [], 0
    for name, facet, level in (("goals", a.goals, 0.0), ("tasks", a.tasks, 0.0), ("bond", a.bond, p.wai.bond_level)):
        view = p.wai.level + level + p.wai.slope * (facet - 0.5) + own
        items = 4 + int(17 * logistic(view + p.wai.error * gauss(0.0, 1.0)))
        row["wai_patient_" + name] = items / 4
        views.append(view)
        total += items
    row["wai_patient"] = total / 12
    y = p.calpas.level + p.calpas.slope * sum(views) / 3.0 + p.calpas.error * gauss(0.0, 1.0)
    row["calpas_patient"] = (24 + int(145 * logistic(y))) / 24


def ask_perceived(a):
    """The patient's report on the therapist after session 3, a dictionary."""
    q, t = a.model.p.perceived, a.therapist
    row = {}
    for name, trait, weight in (("empathy", t.empathy, 1.0), ("regard", t.warmth, q.spread),
                                ("genuineness", t.genuineness, q.spread)):
        y = (q.level + q.trait * trait + weight * q.relationship * (a.alliance - 0.5) + q.leniency * a.leniency
             + q.error * a.random.gauss(0.0, 1.0))
        row["perceived_" + name] = (16 + int(65 * logistic(y))) / 16
    return row
