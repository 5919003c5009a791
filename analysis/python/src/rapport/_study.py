"""Studies as the program takes them: a name, a file, or a dict that becomes a file."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from rapport._binary import PathLike, at_home, word
from rapport.errors import Error, InputError


class _Plain(yaml.SafeDumper):
    """Writes YAML without anchors, which studies refuse."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - as the base class has it
        return True


def plain(value: Any, path: str = "study") -> Any:  # noqa: ANN401 - anything that YAML can hold
    """The value with nothing in it but dicts, lists, text, numbers, booleans and None.

    Numbers of NumPy become numbers; what is no value of a study is told with its place.
    """
    for listed in ("tolist", "to_list"):  # of NumPy a scalar or an array; a column of Polars
        if hasattr(value, listed):
            value = getattr(value, listed)()
    match value:
        case None | bool() | str() | int() | float():
            return value
        case os.PathLike():
            return os.fspath(value)
        case Mapping():
            return {str(key): plain(inner, f"{path}.{key}") for key, inner in value.items()}
        case list() | tuple() | range():
            return [plain(inner, f"{path}[{i}]") for i, inner in enumerate(value)]
    raise InputError(f"{path}: a study cannot hold {type(value).__name__}")


def to_yaml(study: Mapping[str, Any], folder: Path | None = None) -> str:
    """The study file of a dict, its keys in the order in which they were given.

    Files that the dict names are copied into the folder, where there is one: the program
    looks for them beside the study.
    """
    told = plain(study)
    if folder is not None:
        _bring(told, folder)
    return yaml.dump(told, Dumper=_Plain, sort_keys=False, allow_unicode=True)


def _bring(study: dict[str, Any], folder: Path) -> None:
    """Copies the files that a study names: of instruments, of points, of plausible sets."""

    def brought(name: object) -> object:
        if not (isinstance(name, str) and name and at_home(name).is_file()):
            return name  # a name of an instrument, or a fault that the program tells
        path = Path(name)
        inside = not path.is_absolute() and ".." not in path.parts and path.parts[0] != "~"
        beside = path if inside else Path(path.name)  # as messages will name it
        while (folder / beside).exists() or beside == Path("study.yaml"):
            beside = Path("other") / beside
        (folder / beside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(at_home(name), folder / beside)
        return beside.as_posix()

    instruments = study.get("instruments")
    if isinstance(instruments, list):
        study["instruments"] = [brought(name) for name in instruments]
    for key in ("design", "plausible"):
        part = study.get(key)
        if isinstance(part, dict) and "file" in part:
            part["file"] = brought(part["file"])


def name_of(study: PathLike | Mapping[str, Any]) -> str:
    """What the program would call folders of runs of this study."""
    if isinstance(study, Mapping):
        return "study"
    base = Path(study).name
    stem = base.rpartition(".")[0] if "." in base else base
    name = re.sub(r"[^a-z0-9_-]", "-", stem.lower())
    return name if name.strip("-") else "study"


@contextlib.contextmanager
def as_argument(study: PathLike | Mapping[str, Any]) -> Iterator[str]:
    """What the program is given for the study; of a dict, a file that is removed after.

    Errors name a fault of a dict by its keys: lines of such a file mean nothing to anyone.
    """
    if not isinstance(study, Mapping | str | os.PathLike):
        raise InputError(f"study: want a name, a file or a dict, not {type(study).__name__}")
    if not isinstance(study, Mapping):
        yield word(at_home(study) if os.fspath(study).startswith("~") else study)
        return
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        file = Path(folder, "study.yaml")
        file.write_text(to_yaml(study, Path(folder)), encoding="utf-8", newline="\n")
        try:
            yield str(file)
        except Error as error:
            place = re.compile(rf"^{re.escape(str(file))}:\d+:\d+: ")
            faults = (place.sub("", x).replace(str(file), "the study") for x in error.faults)
            raise type(error)(*faults, hint=error.hint, status=error.status) from None


def overrides(
    patients: int | None,
    replications: int | None,
    seed: int | None,
    values: Mapping[str, float | str] | None,
) -> list[str]:
    """The flags that change a study for one run."""
    flags: list[str] = []
    named = (("--patients", patients), ("--replications", replications), ("--seed", seed))
    for flag, number in named:
        if number is not None:
            flags += [flag, str(number)]
    if not (values is None or hasattr(values, "items")):
        raise InputError(f"set: want a dict of parameter → value, not {type(values).__name__}")
    for parameter, value in ({} if values is None else values).items():
        flags += ["--set", f"{parameter}={plain(value, parameter)}"]
    return flags
