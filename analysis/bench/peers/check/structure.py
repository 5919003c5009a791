"""What must hold in every row of a run, whatever the luck."""

import numpy as np


def faults(run, reference):
    """What is wrong with a run, as sentences; reference has the columns that are wanted."""
    found = []
    for table, schema in reference.schemas.items():
        if schema and run.schemas[table] and run.schemas[table] != schema:
            found.append(f"{table}: columns are {run.schemas[table]}, want {schema}")
    p, s, r = run.patients, run.sessions, run.ruptures
    if not np.array_equal(p["patient"], np.arange(run.size)):
        found.append("patients: want each patient once, in order")
        return found
    _same(found, "therapist of the first session", s["therapist"][s["session"] == 1], p["therapist"])
    order = s["patient"].astype(np.int64) * 4096 + s["session"]
    if not (np.diff(order) > 0).all():
        found.append("sessions: want them sorted by patient and session")
    rows = np.bincount(s["patient"], minlength=run.size)
    if (p["ending"] != "waiting").all():
        _same(found, "sessions_held and the rows of sessions", p["sessions_held"], rows)
        _same(found, "wai_patient and the mean of its scales", np.nan_to_num(s["wai_patient"]), np.nan_to_num(
            (s["wai_patient_goals"] + s["wai_patient_tasks"] + s["wai_patient_bond"]) / 3.0), 1e-6)
    last = np.cumsum(rows) - 1
    _same(found, "weeks and the week of the last session", p["weeks"], s["week"][last])
    _same(found, "phq9_intake and the first phq9", p["phq9_intake"], s["phq9"][last - rows + 1])
    answered = np.flatnonzero(~np.isnan(s["phq9"]))
    final = answered[np.searchsorted(s["patient"][answered], np.arange(run.size), side="right") - 1]
    _same(found, "phq9_last and the last phq9 answered", p["phq9_last"], s["phq9"][final])
    if r:
        _ruptures(found, run, r, p)
    return found


def _ruptures(found, run, r, p):
    _same(found, "ruptures and their rows", p["ruptures"], np.bincount(r["patient"], minlength=run.size))
    _same(found, "ruptures_resolved and their rows", p["ruptures_resolved"],
          np.bincount(r["patient"], weights=r["resolved"], minlength=run.size))
    _same(found, "recognised and session_recognised", r["recognised"], ~np.isnan(r["session_recognised"]))
    _same(found, "resolved and session_resolved", r["resolved"], ~np.isnan(r["session_resolved"]))
    if (r["session_recognised"] < r["session_onset"]).any() or (r["session_resolved"] < r["session_recognised"]).any():
        found.append("ruptures: onset, recognition and resolution out of order")


def _same(found, what, a, b, tolerance=0.0):
    if len(a) != len(b) or not (np.abs(np.asarray(a, float) - np.asarray(b, float)) <= tolerance).all():
        found.append(f"{what} differ")
