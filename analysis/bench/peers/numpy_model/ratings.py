"""Instruments: what patients, therapists and observers report."""

import numpy as np

from .forms import logistic, logistic_of
from .people import phq9_score


def item_sum(items, steps, y):
    """The sum of items from 1 up, of so many steps, for a view y in log-odds; rounding apart."""
    return items + np.minimum(steps - 1.0, np.floor(steps * logistic(y)))


def ask_symptoms(p, rng, d, error, intake):
    """The PHQ-9 before a session; always answered at intake. Gives scores and who did not answer."""
    score = phq9_score(p.phq9, d.severity, error)
    if intake:
        d.phq9_intake[:] = d.phq9[:] = score
        return score, np.zeros(d.n, bool)
    missing = rng.random(d.n) < logistic(p.phq9.missing + p.phq9.missing_severity * d.severity)
    np.copyto(d.phq9, score, where=~missing)
    return score, missing


def ask_alliance(p, rng, d, r, z):
    """Ratings and reports after a session, a dict of columns; z are seven rows of standard normals."""
    a = d.alliance()
    a -= 0.5
    row = {}
    row["wai_missing"] = rng.random(d.n) < logistic(p.wai.missing - p.wai.missing_alliance * a)
    own = p.wai.occasion * z[0]
    own += p.wai.leniency * d.leniency
    _patient(p, d, own, z, row)
    view = p.wai.slope * a
    view += own
    view += p.wai.level + p.wai.bond_level / 3.0
    y = p.calpas.slope * view
    y += p.calpas.error * z[4]
    y += p.calpas.level
    row["calpas_patient"] = item_sum(24.0, 145.0, y) / 24.0
    row["rupture_patient"] = rng.random(d.n) < logistic(
        p.reports.patient + p.reports.patient_slope * r.intensity - p.reports.patient_leniency * d.leniency)

    own += p.wai.bond_level / 3.0
    _therapist(p, rng, d, r, a, own, z[5], row)
    y = p.wai_observer.slope * a
    y += p.wai_observer.error * z[6]
    y += p.wai_observer.level
    row["wai_observer"] = item_sum(12.0, 49.0, y) / 12.0
    row["rupture_observer"] = rng.random(d.n) < logistic(p.reports.observer + p.reports.observer_slope * r.intensity)
    return row


def _patient(p, d, own, z, row):
    total = 0.0
    for name, facet, level, error in (("goals", d.goals, 0.0, z[1]), ("tasks", d.tasks, 0.0, z[2]),
                                      ("bond", d.bond, p.wai.bond_level, z[3])):
        y = facet - 0.5
        y *= p.wai.slope
        y += own
        y += p.wai.error * error
        y += p.wai.level + level
        scale = item_sum(4.0, 17.0, y)
        row["wai_patient_" + name] = scale / 4.0
        total = total + scale
    row["wai_patient"] = total / 12.0


def _therapist(p, rng, d, r, a, patients, error, row):
    """patients is what the patient's own leniency and mood add to the view of the alliance."""
    q = p.wai_therapist
    row["wai_therapist_missing"] = rng.random(d.n) < logistic_of(q.missing)
    own = 1.0 / (1.0 + (d.met - 1.0) / q.pace)
    y = q.slope * a
    y += d.rater
    y += q.own * own * d.perspective
    y += q.converge * (1.0 - own) * patients
    y += q.progress * np.where(d.phq9_intake > 0, (d.phq9_intake - d.phq9) / np.maximum(1.0, d.phq9_intake), 0.0)
    y += q.error * error
    y += q.level
    row["wai_therapist"] = item_sum(12.0, 49.0, y) / 12.0
    x = p.reports.therapist_slope * r.intensity
    x += np.where(r.recognised, p.reports.therapist + p.reports.seen, p.reports.therapist)
    row["rupture_therapist"] = rng.random(d.n) < logistic(x)


def ask_perceived(p, rng, d, therapists):
    """The patients' report on their therapists after session 3: empathy, regard, genuineness."""
    q, seat = p.perceived, d.seat.astype(np.int64)
    means = []
    for trait, weight in (("empathy", 1.0), ("warmth", q.spread), ("genuineness", q.spread)):
        y = (q.level + q.trait * therapists[trait][seat] + weight * q.relationship * (d.alliance() - 0.5)
             + q.leniency * d.leniency + q.error * rng.standard_normal(d.n))
        means.append(item_sum(16.0, 65.0, y) / 16.0)
    return means
