"""Runs rapport, a simulation engine for the alliance in psychotherapy, from Python.

    import rapport

    run = rapport.run("repair-training", patients=500, replications=2)
    run.sessions()          # Polars; run.pandas.sessions() and run.lazy.sessions() likewise
    run.compare()           # every scenario against the first, twin by twin
    run.plot()              # everybody's mean PHQ-9 by week

    rapport.power("evidence", compare=["waitlist", "routine-care"]).needed

It is an instrument for research and teaching and never advises on a real patient.
"""

from importlib.metadata import version as _version

from rapport._answers import calibrate, claims, power, sensitivity, table, validate
from rapport._binary import call
from rapport._catalogue import params, studies
from rapport._found import Answer, Calibration, Claims, Power, Scorecard, Sensitivity
from rapport._launch import open, run  # noqa: A004 - as rapport.open
from rapport._run import Run
from rapport._tables import LazyTables, PandasTables, PolarsTables, Tables
from rapport.errors import (
    BinaryNotFound,
    CheckFailed,
    Error,
    InputError,
    Interrupted,
    RunFailed,
)

__version__ = _version("rapport-sim")

__all__ = [
    "Answer",
    "BinaryNotFound",
    "Calibration",
    "CheckFailed",
    "Claims",
    "Error",
    "InputError",
    "Interrupted",
    "LazyTables",
    "PandasTables",
    "PolarsTables",
    "Power",
    "Run",
    "RunFailed",
    "Scorecard",
    "Sensitivity",
    "Tables",
    "calibrate",
    "call",
    "claims",
    "open",
    "params",
    "power",
    "run",
    "sensitivity",
    "studies",
    "table",
    "validate",
]
