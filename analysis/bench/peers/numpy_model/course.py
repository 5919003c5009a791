"""The schedule: a block of patients from intake to the end of treatment.

For each session, as in section 3 of sim/ODD.md: the time before it passes; the PHQ-9 is
answered; moves are made; the alliance grows, is moved, may rupture and be repaired; hope
changes; the three raters rate; treatment ends or goes on.
"""

import numpy as np

from . import alliance, ending, ratings, symptoms
from .dyad import Dyads, begin, begin_symptoms
from .people import phq9_score
from .rows import Rows
from .rupture import close, repair, rupture


def simulate(p, people, rng, first, n):
    """The Arrow tables' makers for patients first to first + n, which fill whole clinics but for the last ones."""
    who = people.patients(rng, n)
    if not p.care.treatment:
        rows = Rows(n, first, 0)
        _wait(p, rng, who, rows)
        return who, None, rows, None
    clinics = -(-n // people.clinic_places)
    therapists = people.therapists(rng, clinics)
    seat = np.repeat(np.arange(len(therapists["cbt"])), therapists["caseload"])[:n]
    rows = Rows(n, first, first // people.clinic_places * people.clinic_therapists)
    _treat(p, rng, who, therapists, people.clinic_therapists, seat, rows)
    return who, therapists, rows, seat


def _treat(p, rng, who, therapists, per_clinic, seat, rows):
    d = begin(p, rng, who, therapists, seat)
    noise = np.empty((13, d.n))  # standard normal numbers of a session
    waits = p.care.waiting_weeks > 0
    if waits:
        rows.enter(d, phq9_score(p.phq9, d.severity, rng.standard_normal(d.n)))
    t = 0
    while d.n:
        z = noise.reshape(-1)[:13 * d.n].reshape(13, d.n)
        rng.standard_normal(out=z)
        planned = _arrive(p, rng, d, z[0], t)
        t += 1
        d.met += 1.0
        score, missing = ratings.ask_symptoms(p, rng, d, z[1], t == 1)
        if t == 1 and not waits:
            rows.enter(d, score)
        m = alliance.unprompted(p, rng, d, t, planned)
        v = alliance.grow(p, d, m)
        alliance.be_moved(p, d, m, *z[2:6])
        r = rupture(p, rng, d, m, t)
        repair(p, rng, d, m, r, t, rows)
        progress = alliance.leave(p, d, m, v, t)
        row = ratings.ask_alliance(p, rng, d, r, z[6:])
        row.update(phq9=score, phq9_missing=missing, **_state(d), true_rupture=r.intensity > 0)
        rows.session(d.row, row)
        if t == 3:
            rows.perceived[:, d.row.astype(np.int64)] = ratings.ask_perceived(p, rng, d, therapists)
        ended, how = ending.endings(p, rng, d, t, progress)
        if t < p.care.sessions:
            ending.transfer(p, rng, d, who, therapists, per_clinic, ended, rows)
        how = np.where(d.number[ended] > 0, how + ending.AFTER_TRANSFER, how)
        close(d, ended, rows)
        rows.end(d, ended, how, t)
        d.drop(ended)


def _arrive(p, rng, d, shock, t):
    """The time between session t (0: none yet) and the next passes; gives the gap that was planned."""
    if t == 0:
        passed = 0.0
        while passed < p.care.waiting_weeks:
            step = min(1.0, p.care.waiting_weeks - passed)
            symptoms.pass_time(p, d, symptoms.Gap(p, step), np.zeros(d.n, np.int8), rng.standard_normal(d.n), t)
            passed += step
        d.gap[:] = 0.0
        return 0.0
    tapered = p.care.taper_from > 0 and t >= p.care.taper_from
    planned = p.care.taper_gap if tapered else 1.0 / p.care.sessions_per_week
    symptoms.pass_time(p, d, symptoms.Gap(p, planned), symptoms.absent(p, rng, d), shock, t)
    return planned


def _state(d):
    """The latent state after a session; severity is that before it."""
    return {"week": d.week, "therapist": d.seat.astype(np.int32), "true_severity": 27.0 * d.severity,
            "true_bond": d.bond, "true_tasks": d.tasks, "true_goals": d.goals, "true_trust": d.trust,
            "true_hope": d.hope}


def _wait(p, rng, who, rows):
    """Waiting without treatment, assessed every week from intake."""
    d = Dyads(len(who["severity"]))
    d.row[:] = np.arange(d.n)
    begin_symptoms(p, d, who)
    gap, code = symptoms.Gap(p, 1.0), np.zeros(d.n, np.int8)
    for week in range(int(p.care.waiting_list_weeks) + 1):
        shock, error = rng.standard_normal((2, d.n))
        if week > 0:
            symptoms.pass_time(p, d, gap, code, shock, 0)
        score, missing = ratings.ask_symptoms(p, rng, d, error, week == 0)
        if week == 0:
            rows.enter(d, score)
        rows.session(d.row, {"week": d.week, "phq9": score, "phq9_missing": missing, "true_severity": 27.0 * d.severity})
    rows.end(d, slice(None), ending.WAITING, 0)
