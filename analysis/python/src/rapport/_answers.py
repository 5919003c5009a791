"""What the program is asked, beside runs: sizes of trials, sensitivity, scorecards, fits."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapport import _child, _study
from rapport._binary import PathLike, at_home, call, find, word
from rapport._found import Calibration, Claims, Power, Scorecard, Sensitivity
from rapport._names import several
from rapport._scores import scorecard
from rapport.errors import CheckFailed, InputError, in_python

Flags = Mapping[str, object]

_REPEATED = {"set", "table", "column"}  # flags that are given once for each value


def power(  # noqa: PLR0913 - flags that all such verbs have, by name
    study: PathLike | Mapping[str, Any],
    *,
    compare: Sequence[str] = (),
    out: PathLike | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool | None = None,
    binary: PathLike | None = None,
    **flags: object,
) -> Power:
    """Simulates trials until it is known how large one must be to find an effect.

    Args:
        study: as for rapport.run.
        compare: the scenarios of the arms; by default the study's first.
        out: a folder to keep figures and trials in; by default none is kept.
        resume: continue what the folder holds.
        force: replace what the folder holds.
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program.
        flags: every other flag of `rapport power`, with underscores: `outcome="response"`,
            `sizes=[200, 400]`, `trials=2000`, `power=.9`, `detect="within"`.

    Example:
        >>> answer = rapport.power("evidence", compare=["waitlist", "routine-care"])  # doctest: +SKIP
        >>> answer.needed, answer.interval                                           # doctest: +SKIP

    """  # noqa: E501 - an example in one line
    flags = {"compare": several(compare) or None, **flags}
    with _study.as_argument(study) as argument:
        way = _Way(out, resume, force, progress, binary)
        return Power(*way.ask(["power", argument], flags, "power.json"))


def sensitivity(  # noqa: PLR0913 - flags that all such verbs have, by name
    study: PathLike | Mapping[str, Any],
    *,
    out: PathLike | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool | None = None,
    binary: PathLike | None = None,
    **flags: object,
) -> Sensitivity:
    """Varies parameters over their ranges and tells which ones an answer depends on.

    Args:
        study: as for rapport.run.
        out: a folder to keep evaluations in, to be resumed; by default none is kept.
        resume: continue what the folder holds.
        force: replace what the folder holds.
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program.
        flags: every other flag of `rapport sensitivity`: `method="sobol"`, `samples=64`,
            `parameters=["dropout.alliance"]`, `scenario="trained"`, `against="as-usual"`.

    """
    with _study.as_argument(study) as argument:
        way = _Way(out, resume, force, progress, binary)
        return Sensitivity(*way.ask(["sensitivity", argument], flags, "sensitivity.json"))


def validate(
    run: PathLike | None = None,
    *,
    tables: Mapping[str, PathLike] | PathLike | None = None,
    progress: bool | None = None,
    binary: PathLike | None = None,
    **flags: object,
) -> Scorecard:
    """Holds the model, a run, or tables of one's own against findings.

    A finding that is missed is an answer here, not an error: see `Scorecard.missed`.

    Args:
        run: a run's folder; by default the shipped evidence study is simulated.
        tables: a table of sessions, or table → file, to score in place of a run.
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program.
        flags: every other flag of `rapport validate`: `patients=5000`, `seed=2`,
            `evidence="mine.csv"`, `held_out=True` for findings that had no part in the
            fit, `missing=[-99]`.

    """
    if flags.get("claims"):
        raise InputError("claims: they are no findings", hint="rapport.claims() tries them")
    for other in ("patterns", "plausible", "estimators"):
        if flags.get(other):
            hint = f'rapport.call("validate", "--{other}", …) returns what the program says'
            raise InputError(f"{other}: asks for no scorecard", hint=hint)
    if tables is not None:
        given = tables if isinstance(tables, Mapping) else {"sessions": tables}
        flags["table"] = [f"{name}={_file(file, 'tables')}" for name, file in given.items()]
    line = ["validate", *([word(at_home(run))] if run is not None else [])]
    with _child.bar("validate", show=progress) as bar:
        text = _tolerant([find(binary), *line, *_arguments(flags), "--json"], bar)
    return Scorecard(json.loads(text), scorecard(json.loads(text)), None)


def claims(
    *, progress: bool | None = None, binary: PathLike | None = None, **flags: object
) -> Claims:
    """Tries the claims of the theory, each by a twin experiment of its own.

    A claim that is not visible is an answer here, not an error: see `Claims.not_visible`.

    Args:
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program.
        flags: `patients=5000`, `seed=2`.

    """
    with _child.bar("claims", show=progress) as bar:
        text = _tolerant([find(binary), "validate", "--claims", *_arguments(flags), "--json"], bar)
    data = json.loads(text)
    verdicts = Counter(claim["verdict"] for claim in data["claims"])
    words = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    return Claims(data, f"{len(data['claims'])} claims: {words}", None)


def calibrate(  # noqa: PLR0913 - flags that all such verbs have, by name
    *,
    data: PathLike | None = None,
    out: PathLike | None = None,
    resume: bool = False,
    force: bool = False,
    progress: bool | None = None,
    binary: PathLike | None = None,
    **flags: object,
) -> Calibration:
    """Fits parameters to the findings that ship, to others, or to a table of one's own.

    Args:
        data: a table of one's own: one row per patient and session, or one per patient.
        out: a folder to keep the record in, to be resumed; by default none is kept.
        resume: continue what the folder holds.
        force: replace what the folder holds.
        progress: show a progress bar; by default in notebooks and terminals.
        binary: the program.
        flags: every other flag of `rapport calibrate`: `params=["rupture.base"]`,
            `patients=2000`, `column=["alliance=srs"]`, `alliance_range=[0, 40]`.

    """
    if flags.get("plausible"):
        hint = 'rapport.call("calibrate", "--plausible", "64", "--out", …) writes plausible.json'
        raise InputError("plausible: a search for sets fits no values", hint=hint)
    flags = {"data": data if data is None else _file(data, "data"), **flags}
    way = _Way(out, resume, force, progress, binary)
    return Calibration(*way.ask(["calibrate"], flags, "calibration.json"))


def table(file: PathLike, *, binary: PathLike | None = None, **flags: object) -> str:
    """How a table of one's own is understood, before anything is computed; `print` it.

    Args:
        file: CSV of any kind, or Parquet.
        binary: the program.
        flags: `decimal=","`, `encoding="windows-1250"`, `missing=[-99, 999]`.

    """
    said = call("table", word(_file(file, "file")), *_arguments(flags), binary=binary)
    return re.sub("^note: .*$", lambda note: in_python(note[0]), said, flags=re.MULTILINE)


def _file(path: PathLike, name: str) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise InputError(
            f"{name}: want the path of a file, not {type(path).__name__}",
            hint="write_csv(file), or to_csv(file, index=False) of pandas, makes a file of a frame",
        )
    return at_home(path)


@dataclass(frozen=True)
class _Way:
    """How a verb that writes a folder is carried out."""

    out: PathLike | None
    resume: bool
    force: bool
    progress: bool | None
    binary: PathLike | None

    def ask(
        self, line: Sequence[str], flags: Flags, document: str
    ) -> tuple[dict[str, Any], str, Path | None]:
        """Runs the verb; without `out`, in a folder that is removed after.

        Returns:
            The document that it writes, what it prints, and the folder.

        """
        with tempfile.TemporaryDirectory(prefix="rapport-") as scratch:
            folder = at_home(self.out) if self.out is not None else Path(scratch, "answer")
            command = [find(self.binary), *line, *_arguments(flags), "--out", str(folder)]
            command += ["--resume"] * self.resume + ["--force"] * self.force
            with _child.bar(line[0], show=self.progress) as bar:
                text = _tolerant(command, bar)
            data = json.loads((folder / document).read_text(encoding="utf-8"))
            if self.out is not None:
                return data, in_python(text), folder
            return data, in_python(_without_files(text, scratch, document)), None


def _without_files(text: str, folder: str, document: str) -> str:
    """What is printed but for the lines that name files, of a folder that is removed."""
    lines = [
        line.removesuffix("; all outcomes:")
        for line in text.splitlines()
        if folder not in line and not line.lstrip().startswith(f"{document} (")
    ]
    return "\n".join(lines).rstrip()


def _tolerant(command: Sequence[str], bar: _child.Bar | None) -> str:
    """What the program prints, also where the answer is "no" (exit status 1)."""
    try:
        return _child.run(command, bar)
    except CheckFailed as error:
        if not error.output:
            raise
        return error.output


def _arguments(flags: Flags) -> list[str]:
    """Flags of the program: underscores become hyphens, lists are joined by commas."""
    line: list[str] = []
    for name, value in flags.items():
        flag = "--" + name.strip("_").replace("_", "-")
        match _plain(value):
            case None | False:
                pass
            case True:
                line.append(f"{flag}=true")  # of a flag that wants a number the next is no value
            case dict() as named:
                line += [f"{flag}={key}={_word(name, inner)}" for key, inner in named.items()]
            case list() as values if name in _REPEATED:
                line += [f"{flag}={_word(name, inner)}" for inner in values]
            case plain:
                line.append(f"{flag}={_word(name, plain)}")
    return line


def _plain(value: object) -> object:
    """What stands for several values as a list or a dict, a number of NumPy as a number."""
    if isinstance(value, Mapping):
        return dict(value)
    many = isinstance(value, Iterable) and not isinstance(value, str | os.PathLike)
    return several(value) if many else getattr(value, "tolist", lambda: value)()


def _word(name: str, value: object) -> str:
    match _plain(value):
        case list() as values:
            return ",".join(_word(name, inner) for inner in values)
        case os.PathLike() | str() as text:
            return str(at_home(text)) if str(text).startswith("~") else str(text)
        case int() | float() as number:
            return str(number)
    raise InputError(f"{name}: want text, a number or a list, not {type(value).__name__}")
