"""Running studies and opening runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from rapport import _child, _study
from rapport._binary import PathLike, at_home, call, find
from rapport._run import Run
from rapport.errors import InputError

Study = PathLike | Mapping[str, Any]


def run(  # noqa: PLR0913 - the flags of `rapport run`, all by name
    study: Study = "routine-care",
    *,
    out: PathLike | None = None,
    patients: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    set: Mapping[str, float | str] | None = None,  # noqa: A002 - as in studies
    plausible: int | None = None,
    plausible_from: PathLike | None = None,
    workers: int | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool | None = None,
    binary: PathLike | None = None,
) -> Run:
    """Simulates every scenario of a study and opens the run.

    The same study and seed give the same bytes as `rapport run` in a shell, for any
    number of workers. Ctrl-C, or interrupting the kernel, ends the program cleanly and
    raises KeyboardInterrupt; with `resume=True` the run then goes on where it stood.

    Args:
        study: the name of a study that ships (`rapport.studies()`), a study file, or a
            dict with the keys of a study file. Files that a dict names are looked for in
            the working folder.
        out: the folder of the run; by default runs/STUDY-seedN, as in a shell. Where it
            holds the very same run already, that is opened at once; another one is never
            overwritten unless `force` is given.
        patients: patients of one replication.
        replications: repetitions with other patients and other luck.
        seed: the seed of all luck.
        set: parameter → value in every scenario (`rapport.params()` lists them).
        plausible: run every scenario under so many plausible parameter sets, too, for
            `Run.plausible()`; 0: under none, where the study asks for some.
        plausible_from: the record of a search of one's own to take them from
            (plausible.json, which `rapport calibrate --plausible` writes).
        workers: blocks simulated at once; by default one to a core.
        resume: continue the run in the folder, or take it as it is if it is complete.
        force: replace the run in the folder.
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program; by default the one that came with this package, or the PATH's.

    Raises:
        InputError: the study, a parameter or the folder is wrong; nothing was written.
            All faults are told at once, each with its place and the nearest valid name.
        RunFailed: the run could not be finished; what is complete is kept.
        BinaryNotFound: there is no program.

    Example:
        >>> run = rapport.run("waitlist", patients=500, seed=7)     # doctest: +SKIP
        >>> run.patients().group_by("ending").len()                 # doctest: +SKIP

    """
    program = find(binary)
    changes = _study.overrides(patients, replications, seed, set)
    with _study.as_argument(study) as argument:
        folder = at_home(out) if out is not None else _folder(study, argument, changes, program)
        if str(folder).startswith("s3:"):
            raise InputError(
                "a run in a bucket cannot be opened as a folder",
                hint="run it with rapport.call('run', …, '--out', 's3://…') and scan its tables",
            )
        command = [program, "run", argument, *changes, "--out", str(folder)]
        if plausible is not None:
            command += ["--plausible", str(plausible)]
        if plausible_from is not None:
            command += ["--plausible-from", str(at_home(plausible_from))]
        if workers is not None:
            command += ["--workers", str(workers)]
        command += ["--resume"] * resume + ["--force"] * force + ["--quiet"]
        with _child.bar(folder.name, show=progress) as bar:
            _child.run(command, bar)
    return Run(folder, binary=binary)


def _folder(study: Study, argument: str, changes: list[str], program: str) -> Path:
    """Where the program would put the run: RAPPORT_OUT, or runs/STUDY-seedN."""
    if said := os.environ.get("RAPPORT_OUT"):
        return Path(said)
    resolved = yaml.safe_load(call("show", argument, "--yaml", *changes, binary=program))
    return Path("runs", f"{_study.name_of(study)}-seed{resolved['seed']}")


def open(path: PathLike, *, binary: PathLike | None = None) -> Run:  # noqa: A001 - as rapport.open
    """Opens a run on disk.

    Args:
        path: the folder of the run.
        binary: the program, for `compare`, `replay` and `verify`; by default the one that
            came with this package, or the PATH's. Tables are read without it.

    Raises:
        InputError: the folder holds no whole run.
        CheckFailed: its manifest is damaged.

    """
    return Run(path, binary=binary)
