"""Simulates the model in NumPy and writes the run with pyarrow: python -m peers.numpy_run --help."""

import multiprocessing

import numpy as np

from . import measured, tables
from .numpy_model.course import simulate
from .numpy_model.people import People

BLOCK = 19200  # patients simulated together: the fastest of 1200 to 40800, where calls cost little and the state still caches


def work(given, p, scenario, schemas, worker):
    """One worker's contiguous share of the blocks. A block's luck hangs on the seed and its number alone."""
    people, share = People(p), measured.Share()
    size = max(1, given.block // people.clinic_places) * people.clinic_places
    blocks = -(-given.patients // size)
    run = tables.Run(given.out, scenario, worker, schemas) if given.out else None
    for block in range(blocks * worker // given.workers, blocks * (worker + 1) // given.workers):
        first = block * size
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([given.seed, block])))
        with measured.Stopwatch(share, "simulate_seconds"):
            made = _tables(simulate(p, people, rng, first, min(size, given.patients - first)), schemas)
        with measured.Stopwatch(share, "write_seconds"):
            for name, rows in made.items():
                share.rows[name] += len(rows)
                if run:
                    run.write(name, rows)
    if run:
        with measured.Stopwatch(share, "write_seconds"):
            run.close()
        share.bytes = run.bytes
    share.peak_rss_bytes = measured.peak_rss()
    return share


def _tables(simulated, schemas):
    who, therapists, rows, seat = simulated
    made = {
        "patients": rows.patient_table(schemas["patients"], who, seat, therapists),
        "sessions": rows.session_table(schemas["sessions"]),
        "ruptures": rows.rupture_table(schemas["ruptures"]),
    }
    if therapists:
        places = np.cumsum(therapists["caseload"]) - therapists["caseload"]
        made["therapists"] = rows.therapist_table(schemas["therapists"], therapists, places)
    return made


def refuse(given, _):
    if given.block < 1:
        raise measured.parameters.WrongInput("--block must be at least 1")


def shares(given, p, scenario, schemas):
    """All workers' shares; one worker is this process."""
    if given.workers == 1:
        return [work(given, p, scenario, schemas, 0)]
    with multiprocessing.get_context("fork").Pool(given.workers) as pool:
        return pool.starmap(work, [(given, p, scenario, schemas, w) for w in range(given.workers)], chunksize=1)


if __name__ == "__main__":
    measured.main("numpy", measured.arguments("numpy", BLOCK), ("numpy", "pyarrow"), refuse, shares)
