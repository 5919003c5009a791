"""Simulates the model in Mesa and writes the run with pyarrow: python -m peers.mesa_run --help."""

import multiprocessing

import pyarrow as pa

from . import measured, tables
from .mesa_model.model import RapportModel
from .numpy_model.people import People

SORTED = {"patients": [("patient", "ascending")], "sessions": [("patient", "ascending"), ("session", "ascending")],
          "ruptures": [("patient", "ascending"), ("session_onset", "ascending")], "therapists": [("therapist", "ascending")]}


def work(given, p, scenario, schemas, worker):
    """One worker's contiguous share of the clinics, as one Mesa model."""
    share, size = measured.Share(), People(p).clinic_places
    clinics = -(-given.patients // size)
    first, end = (size * (clinics * w // given.workers) for w in (worker, worker + 1))
    end = min(end, given.patients)
    if first >= end:
        return share
    with measured.Stopwatch(share, "simulate_seconds"):
        model = RapportModel(p, schemas, given.seed * 1000 + worker, end - first, first)
        while model.running:
            model.step()
    with measured.Stopwatch(share, "write_seconds"):
        _write(given, scenario, schemas, worker, model, share)
    share.peak_rss_bytes = measured.peak_rss()
    return share


def _write(given, scenario, schemas, worker, model, share):
    run = tables.Run(given.out, scenario, worker, schemas) if given.out else None
    for name, table in schemas.items():
        rows = pa.Table.from_pydict(model.datacollector.tables[name], schema=table.plain).sort_by(SORTED[name])
        share.rows[name] = len(rows)
        if run:
            run.write(name, rows.cast(table.schema))
    if run:
        run.close()
        share.bytes = run.bytes


def refuse(_, p):
    whole = p.transition.break_weeks == int(p.transition.break_weeks)
    if not (p.care.treatment and p.care.sessions_per_week == 1 and whole) or p.care.taper_from or p.care.waiting_weeks:
        raise measured.parameters.WrongInput("the Mesa model steps by weeks: it wants weekly therapy without taper or wait")


def shares(given, p, scenario, schemas):
    """All workers' shares; one worker is this process."""
    if given.workers == 1:
        return [work(given, p, scenario, schemas, 0)]
    with multiprocessing.get_context("fork").Pool(given.workers) as pool:
        return pool.starmap(work, [(given, p, scenario, schemas, w) for w in range(given.workers)], chunksize=1)


if __name__ == "__main__":
    measured.main("mesa", measured.arguments("mesa"), ("mesa", "numpy", "pyarrow"), refuse, shares)
