"""The rows of a block: session by session in, sorted Arrow tables out."""

import numpy as np
import pyarrow as pa

from .ending import ENDINGS

KINDS = ("withdrawal", "confrontation")
APPROACHES = ("psychodynamic", "cbt", "none")
PREFERRED = ("cbt", "psychodynamic")
WAI_MISSING = ("wai_patient", "wai_patient_goals", "wai_patient_tasks", "wai_patient_bond", "calpas_patient", "rupture_patient")


class Rows:
    """Collects what a block of n patients reports, from patient first and therapist first_therapist on."""

    def __init__(self, n, first, first_therapist):
        self.n, self.first, self.first_therapist = n, first, first_therapist
        self.sessions, self.ruptures = [], []
        self.patients = {name: np.zeros(n) for name in (
            "phq9_entry", "phq9_last", "phq9_intake", "sessions_held", "sessions_missed", "weeks", "ruptures", "ruptures_resolved",
            "transfers", "ending")}
        self.perceived = np.full((3, n), np.nan)

    def enter(self, d, score):
        """The PHQ-9 of the dyads in week 0."""
        self.patients["phq9_entry"][d.row.astype(np.int64)] = score

    def session(self, row, columns):
        """One session of the patients of these rows; floats are kept in single precision."""
        kept = {"row": row.astype(np.int32)}
        for name, values in columns.items():
            kept[name] = values.astype(np.float32) if values.dtype == np.float64 else values
        self.sessions.append(kept)

    def rupture(self, d, i, resolved):
        """Ruptures of the dyads i that are over, resolved in that session or never (0)."""
        if len(i):
            self.ruptures.append(np.stack([
                d.row[i], d.seat[i], d.onset[i], d.confrontation[i], d.peak[i], d.recognised[i],
                np.full(len(i), float(resolved))]))

    def end(self, d, i, how, t):
        """Treatment of the dyads i ends after session t."""
        row, x = d.row[i].astype(np.int64), self.patients
        x["phq9_intake"][row], x["phq9_last"][row] = d.phq9_intake[i], d.phq9[i]
        x["sessions_held"][row], x["sessions_missed"][row], x["weeks"][row] = t, d.missed[i], d.week[i]
        x["ruptures"][row], x["ruptures_resolved"][row] = d.ruptures[i], d.resolved[i]
        x["transfers"][row], x["ending"][row] = d.number[i], how

    def session_table(self, table):
        """Sorted by patient and session: each row's place follows from how many the patients before hold."""
        held = np.bincount(np.concatenate([s["row"] for s in self.sessions]), minlength=self.n)
        start = np.cumsum(held) - held
        places = [start[s["row"]] + t for t, s in enumerate(self.sessions)]
        total = int(held.sum())

        def column(name):
            whole = np.empty(total, self.sessions[0][name].dtype)
            for place, s in zip(places, self.sessions):
                whole[place] = s[name]
            return whole

        x = {name: column(name) for name in self.sessions[0] if name != "row"}
        x["replication"] = np.zeros(total, np.int32)
        x["patient"] = np.repeat(np.arange(self.first, self.first + self.n), held)
        x["session"] = (np.arange(total) - np.repeat(start - 1, held)).astype(np.int32)
        waiting = "therapist" not in x
        x["therapist"] = np.full(total, -1) if waiting else self.first_therapist + x["therapist"].astype(np.int64)
        valid = {"phq9": ~x.pop("phq9_missing")}
        if not waiting:
            answered, rated = ~x.pop("wai_missing"), ~x.pop("wai_therapist_missing")
            valid.update(dict.fromkeys(WAI_MISSING, answered))
            valid.update(wai_therapist=rated, rupture_therapist=rated)
        return arrow(table, x, valid, total)

    def rupture_table(self, table):
        x = np.concatenate(self.ruptures, axis=1) if self.ruptures else np.zeros((7, 0))
        row, seat, onset, kind, peak, recognised, resolved = x[:, np.lexsort((x[2], x[0]))]
        columns = {
            "replication": np.zeros(len(row)), "patient": self.first + row, "therapist": self.first_therapist + seat,
            "session_onset": onset, "kind": labels(kind, KINDS), "intensity": peak,
            "recognised": recognised > 0, "session_recognised": recognised,
            "resolved": resolved > 0, "session_resolved": resolved}
        valid = {"session_recognised": recognised > 0, "session_resolved": resolved > 0}
        return arrow(table, columns, valid, len(row))

    def patient_table(self, table, who, seat, therapists):
        """seat is the therapist at intake of each patient, or None on a waiting list."""
        x = {name: values for name, values in who.items() if name not in ("severity", "leniency", "stress", "screening", "prefers")}
        x.update({name: values for name, values in self.patients.items() if name != "ending"})
        x["replication"], x["patient"] = np.zeros(self.n), np.arange(self.first, self.first + self.n)
        x["intake_severity"], x["phq9_screening"] = 27.0 * who["severity"], who["screening"]
        if seat is None:
            x["therapist"], x["approach"] = np.full(self.n, -1), labels(np.full(self.n, 2), APPROACHES)
        else:
            x["therapist"] = self.first_therapist + seat
            x["approach"] = labels(therapists["cbt"][seat], APPROACHES)
        x["ending"] = labels(self.patients["ending"], ENDINGS)
        intake, last = x["phq9_intake"], x["phq9_last"]
        x["response"], x["remission"] = (intake > 0) & (2.0 * last <= intake), last < 5
        x["reliable_improvement"], x["reliable_deterioration"] = intake - last >= 6, last - intake >= 6
        names = ("perceived_empathy", "perceived_regard", "perceived_genuineness")
        x.update(zip(names, self.perceived))
        valid = dict.fromkeys(names, ~np.isnan(self.perceived[0]))
        if "prefers" in who:
            prefers, some = who["prefers"], who["prefers"] > 0
            x["preferred_approach"] = labels(prefers - 1, PREFERRED, some)
            if seat is not None:
                x["preference_met"], valid["preference_met"] = (prefers == 1) == therapists["cbt"][seat], some
        return arrow(table, x, valid, self.n)

    def therapist_table(self, table, therapists, places):
        """The therapists whose first place is one of the block's; places are their caseloads' first."""
        n = int(np.searchsorted(places, self.n))
        x = {name: values[:n] for name, values in therapists.items()}
        x["replication"], x["therapist"] = np.zeros(n), np.arange(self.first_therapist, self.first_therapist + n)
        x["approach"], x["therapist_effect"] = labels(x["cbt"], APPROACHES), x["effect"]
        return arrow(table, x, {}, n)


def labels(codes, names, valid=None):
    codes = pa.array(codes.astype(np.int8), mask=None if valid is None else ~valid)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names))


def arrow(table, columns, valid, n):
    """The columns of a table that there are, as Arrow; the others are all null."""
    arrays = []
    for field in table.schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(n, field.type))
        elif isinstance(values, pa.Array):
            arrays.append(values)
        else:
            arrays.append(_array(field.type, values, valid.get(field.name)))
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _array(kind, values, valid):
    """An Arrow array over the memory of a NumPy array, null where not valid."""
    if kind == pa.bool_():
        data = np.packbits(values, bitorder="little")
    else:
        data = np.ascontiguousarray(values, dtype=kind.to_pandas_dtype())
    mask = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [mask, pa.py_buffer(data)])
