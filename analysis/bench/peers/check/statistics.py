"""Which statistics are compared."""

import numpy as np

from . import moments

IDS = {"replication", "patient", "therapist", "session"}
CONTINUOUS_PATIENT = ("agreeableness", "attachment_avoidance", "disclosure", "natural_course", "intake_severity",
                      "alliance_to_symptoms", "symptoms_to_alliance")
CONTINUOUS_SESSION = ("true_severity", "true_bond", "true_tasks", "true_goals", "true_trust", "true_hope")
ACROSS = (1, 3, 8, 16)  # sessions in which session columns meet patient and therapist columns
COMMON = ("phq9_last", "sessions_held", "sessions_missed", "ruptures", "ruptures_resolved", "perceived_empathy",
          "perceived_regard", "perceived_genuineness", "agreeableness", "intake_severity", "response")


def compare(runs, places):
    """The results of all comparisons; places is the number of patients of a clinic."""
    clinic = [run.patients["patient"] // places for run in runs]
    results = moments.Results([int(c.max()) + 1 for c in clinic])
    cluster = [moments.clusters(c) for c in clinic]
    many = min(int(c.max()) + 1 for c in cluster) >= moments.MANY
    people = [_patient_columns(run, many) for run in runs]
    names, patients = moments.standardised(people)
    _patients(results, runs, names, patients, cluster)
    _sessions(results, runs, names, patients, cluster)
    if all(run.ruptures for run in runs):
        _ruptures(results, runs, cluster)
    if many and all(run.therapists for run in runs):
        _therapists(results, runs, places, cluster)
        chosen = [names.index(name) for name in COMMON if name in names]
        moments.common(results, "two patients of a therapist", [names[i] for i in chosen],
                       [x[:, chosen] for x in patients], [run.patients["therapist"] for run in runs], cluster)
    return results


def _patient_columns(run, with_therapists):
    """Numbers of the patients: what the table holds, each way of ending, the first therapist's traits."""
    x = {name: values for name, values in run.patients.items() if name not in IDS | {"ending", "approach", "preferred_approach"}}
    x["cbt"] = (run.patients["approach"] == "cbt").astype(float)
    for approach in ("cbt", "psychodynamic"):
        x["prefers " + approach] = np.array([p == approach for p in run.patients["preferred_approach"]], float)
    for ending in ("completed", "well_enough", "dropout"):
        x["ends " + ending] = np.array([e.endswith(ending) for e in run.patients["ending"]], float)
    if with_therapists and run.therapists:
        row = np.searchsorted(run.therapists["therapist"], run.patients["therapist"])
        for name, values in run.therapists.items():
            if name not in IDS | {"approach"}:
                x["therapist's " + name] = values[row]
    return x


def _patients(results, runs, names, patients, cluster):
    moments.products(results, "patients", (names,), patients, None, cluster)
    for name in ("phq9_screening", "phq9_entry", "phq9_intake", "phq9_last", "sessions_held", "sessions_missed", "weeks", "ruptures",
                 "ruptures_resolved", "transfers", "perceived_empathy", "perceived_regard", "perceived_genuineness"):
        moments.shares(results, "patients " + name, [run.patients[name] for run in runs], cluster)
    endings = sorted(set(runs[0].patients["ending"]) | set(runs[1].patients["ending"]))
    codes = [np.array([endings.index(e) for e in run.patients["ending"]]) for run in runs]
    moments.shares(results, f"patients ending {endings}", codes, cluster)
    for name in CONTINUOUS_PATIENT:
        moments.quantiles(results, "patients " + name, [run.patients[name] for run in runs], cluster)


def _sessions(results, runs, names, patients, cluster):
    of_row = [c[run.sessions["patient"]] for run, c in zip(runs, cluster)]
    columns = [name for name in runs[0].sessions if name not in IDS]
    for name in columns:
        if name in CONTINUOUS_SESSION:
            moments.quantiles(results, "sessions " + name, [run.sessions[name] for run in runs], of_row, parts=50)
        else:
            moments.shares(results, "sessions " + name, [run.sessions[name] for run in runs], of_row)
    number = [run.sessions["session"] for run in runs]
    before = None
    for t in range(1, min(int(n.max()) for n in number) + 1):
        held = [np.flatnonzero(n == t) for n in number]
        cells = [{name: run.sessions[name][i] for name in columns} for run, i in zip(runs, held)]
        own = [c[i] for c, i in zip(of_row, held)]
        now, x = moments.standardised(cells)
        moments.products(results, f"session {t}", (now,), x, None, own)
        for name in columns:
            moments.shares(results, f"session {t} no {name}", [np.isnan(c[name]).astype(float) for c in cells], own)
            if name in CONTINUOUS_SESSION:
                moments.quantiles(results, f"session {t} {name}", [c[name] for c in cells], own)
        who = [run.sessions["patient"][i] for run, i in zip(runs, held)]
        if before:
            _lag(results, f"session {t} after {t - 1}", before, (now, x, who), cluster)
        if t in ACROSS:
            moments.products(results, f"patients, session {t}", (names, now), [p[w] for p, w in zip(patients, who)], x, own)
        before = now, x, who


def _lag(results, label, before, after, cluster):
    """Each column of a session with each of the session before, of the same patients."""
    (old_names, old, old_who), (new_names, new, who) = before, after
    aligned = [x[np.searchsorted(w0, w1)] for x, w0, w1 in zip(old, old_who, who)]
    moments.products(results, label, (old_names, new_names), aligned, new, [c[w] for c, w in zip(cluster, who)])


def _ruptures(results, runs, cluster):
    cells, own = [], []
    for run, c in zip(runs, cluster):
        x = {name: values for name, values in run.ruptures.items() if name not in IDS | {"kind"}}
        x["confrontation"] = (run.ruptures["kind"] == "confrontation").astype(float)
        x["until recognised"] = x["session_recognised"] - x["session_onset"]
        x["until resolved"] = x["session_resolved"] - x["session_onset"]
        cells.append(x)
        own.append(c[run.ruptures["patient"]])
    names, x = moments.standardised(cells)
    moments.products(results, "ruptures", (names,), x, None, own)
    for name in ("session_onset", "until recognised", "until resolved", "confrontation"):
        moments.shares(results, "ruptures " + name, [c[name] for c in cells], own)
    moments.quantiles(results, "ruptures intensity", [c["intensity"] for c in cells], own, parts=50)


def _therapists(results, runs, places, cluster):
    cells, own = [], []
    for run, c in zip(runs, cluster):
        x = {name: values for name, values in run.therapists.items() if name not in IDS | {"approach"}}
        x["cbt"] = (run.therapists["approach"] == "cbt").astype(float)
        cells.append(x)
        first = np.cumsum(x["caseload"]) - x["caseload"]  # the first patient of each
        own.append(c[first.astype(int)])
    names, x = moments.standardised(cells)
    moments.products(results, "therapists", (names,), x, None, own)
    moments.shares(results, "therapists caseload", [c["caseload"] for c in cells], own)
    for name in names:
        if name not in ("caseload", "cbt"):
            moments.quantiles(results, "therapists " + name, [c[name] for c in cells], own)
