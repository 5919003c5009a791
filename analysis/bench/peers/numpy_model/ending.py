"""How treatment ends, or goes on with another therapist."""

import numpy as np

from .dyad import initial_bond, initial_goals, initial_tasks, initial_trust, meet, name_difference
from .forms import logistic, raise_
from .rupture import close

ENDINGS = ("completed", "well_enough", "dropout", "waiting", "transferred_then_completed",
           "transferred_then_well_enough", "transferred_then_dropout")
COMPLETED, WELL_ENOUGH, DROPOUT, WAITING, AFTER_TRANSFER = 0, 1, 2, 3, 4


def endings(p, rng, d, t, progress):
    """Who ends after session t, as indices, and how."""
    done = t >= d.agreed
    q = p.dropout
    x = d.alliance()
    x += q.view * d.leniency
    x -= q.reference
    x *= -q.alliance
    x += q.rupture * d.intensity
    x -= q.progress * progress
    x += q.base + q.early / t
    if p.population.preference_share:
        x += q.preference * d.unmet
    drops = rng.random(d.n) < q.strength * logistic(x)
    well = np.zeros(d.n, bool)
    if t >= p.well_enough.minimum:
        y = logistic(p.well_enough.slope * (progress - p.well_enough.enough) - p.well_enough.burden * d.severity)
        well = rng.random(d.n) < p.well_enough.chance * y
    ended = np.flatnonzero(done | drops | well)
    return ended, np.where(done[ended], COMPLETED, np.where(drops[ended], DROPOUT, WELL_ENOUGH))


def transfer(p, rng, d, who, therapists, per_clinic, ending, rows):
    """Patients who found no connection raise it; the therapist's answer mends it, or a colleague takes over."""
    q = p.transfer
    i = np.flatnonzero((d.met >= q.after) & (d.bond < q.threshold))
    i = i[~np.isin(i, ending)]
    disclosure = who["disclosure"][d.row[i].astype(np.int64)]
    i = i[rng.random(len(i)) < q.strength * logistic(getattr(q, "raise") + q.disclosure * disclosure)]
    flexibility = therapists["flexibility"][d.seat[i].astype(np.int64)]
    mended = rng.random(len(i)) < logistic(q.answer + q.flexibility * flexibility)
    good = i[mended]
    name_difference(p, d, good[d.named[good] == 0])
    d.bond[good] = raise_(d.bond[good], q.mend)
    if per_clinic > 1:
        _next_therapist(p, rng, d, who, therapists, per_clinic, i[~mended], rows)


def _next_therapist(p, rng, d, who, therapists, per_clinic, i, rows):
    q, row = p.transfer, d.row[i].astype(np.int64)
    close(d, i, rows)
    clinic = d.seat[i] // per_clinic
    d.seat[i] = clinic * per_clinic + (d.seat[i] + 1) % per_clinic
    d.number[i] += 1.0
    meet(p, rng, d, who, therapists, i)
    for x, first, keep in ((d.trust, initial_trust(p, who, row), q.keep_trust),
                           (d.bond, initial_bond(p, who, d, i), q.keep_bond),
                           (d.goals, initial_goals(p, who, d, i), q.keep_work),
                           (d.tasks, initial_tasks(p, d, i), q.keep_work)):
        x[i] -= (1.0 - keep) * np.maximum(0.0, x[i] - first)
    d.usual[i] = (d.bond[i] + d.tasks[i] + d.goals[i]) / 3.0
