"""The tables of a run as frames of one kind: Polars, Polars lazily, or pandas."""

from __future__ import annotations

import functools
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import polars as pl

from rapport._names import chosen, nearest
from rapport.errors import CheckFailed, Error, InputError

if TYPE_CHECKING:
    import pandas as pd

Frame = TypeVar("Frame")

# Recorded only where a study asks for them, and how it asks.
ON_REQUEST = {
    "ledger": "record: {ledger: true}",
    "items": "record: {items: true}",
    "decisions": "rules in a scenario",
    "scores": "instruments: [ors]",
    "answers": "instruments: [bdi2] and record: {items: true}",
}


class Tables(ABC, Generic[Frame]):
    """The tables of a run. Every column is told by `Run.schema()`; missing is null.

    `scenario` is a column of every table, and rows come in the study's order: the
    baseline first. A patient or therapist with the same id is the
    same person in every scenario: join on replication and patient to compare twins.

    A file that is not as it was written is refused: Polars and pyarrow read one that is
    damaged, and give other numbers.
    """

    _held = True  # every file is held against its SHA-256, once

    def __init__(
        self, path: Path, order: Sequence[str], written: Sequence[Mapping[str, Any]]
    ) -> None:
        self._locate(path)
        self._order = order
        self._written = written  # what the manifest tells of every file

    def _locate(self, path: Path) -> None:
        self._given, self._full = path, path.absolute()

    @property
    def path(self) -> Path:
        """The folder as it was given, or in full where the working folder is another one now."""
        return self._given if self._given.absolute() == self._full else self._full

    @abstractmethod
    def _read(self, files: list[Path], columns: list[str] | None) -> Frame:
        """Reads one table, file by file."""

    @abstractmethod
    def _make(self, frame: pl.DataFrame) -> Frame:
        """Turns what was computed into this kind of frame."""

    def table(self, name: str, columns: Sequence[str] | None = None) -> Frame:
        """A table by its name; with columns, these alone, in this order.

        Raises:
            InputError: the run has no such table, or the table no such columns.
            CheckFailed: a file of the table is lost, or not as it was written.

        """
        tables = sorted({file["table"] for file in self._written})
        if name not in tables:
            near = "" if name in ON_REQUEST else nearest(name, [*tables, *ON_REQUEST])
            hint = f"there are {', '.join(tables)}"
            if name in ON_REQUEST:
                hint = f"a study records it with {ON_REQUEST[name]}"
            raise InputError(f"{self.path} has no table {name!r}{near}", hint=hint)
        files = self._parts(name)
        if columns is None:
            return self._read(files, None)
        first = pl.scan_parquet(files[0], hive_partitioning=False, glob=False)
        there = ["scenario", *first.collect_schema()]
        return self._read(files, chosen(columns, there, "column", f"the table {name}"))

    def _parts(self, table: str) -> list[Path]:
        """The files of a table, in the study's order, each as it was written."""
        place = {scenario: i for i, scenario in enumerate(self._order)}
        parts = [f for f in self._written if f["table"] == table and f["scenario"] in place]
        parts.sort(key=lambda part: (place[part["scenario"]], part["path"]))
        faults = []
        for part in parts:
            file = self.path / part["path"]
            if not file.is_file():
                faults.append(f"{file}: is lost")
            elif (size := file.stat().st_size) != part["bytes"]:
                faults.append(
                    f"{file}: is damaged: {part['bytes']} bytes were written, found {size}"
                )
            elif self._held and _sha256(file.absolute(), file.stat().st_mtime_ns) != part["sha256"]:
                faults.append(f"{file}: is damaged: it is not what was written (SHA-256)")
        if faults:
            hint = (
                "verify() reads every file; rapport.run(…, resume=True) writes again what is lost"
            )
            raise CheckFailed(*faults, hint=hint)
        if not parts:
            raise InputError(f"{self.path} holds no files of {table} of the run's scenarios")
        return [self.path / part["path"] for part in parts]

    def patients(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per replication and patient: traits, how treatment went, outcome."""
        return self.table("patients", columns)

    def sessions(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per session held: scores, reports, and the latent values `true_…`."""
        return self.table("sessions", columns)

    def assessments(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per patient and week at which the study asks everybody."""
        return self.table("assessments", columns)

    def ruptures(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per rupture: kind, intensity, when noticed, when repaired."""
        return self.table("ruptures", columns)

    def therapists(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per replication and therapist: traits and caseload."""
        return self.table("therapists", columns)

    def ledger(self, columns: Sequence[str] | None = None) -> Frame:
        """What moved each facet in each session, by mechanism, where the study records it."""
        return self.table("ledger", columns)

    def items(self, columns: Sequence[str] | None = None) -> Frame:
        """Single answers to the instruments, where the study records them."""
        return self.table("items", columns)

    def decisions(self, columns: Sequence[str] | None = None) -> Frame:
        """Each time that a rule acted, with the arm where it randomised."""
        return self.table("decisions", columns)

    def scores(self, columns: Sequence[str] | None = None) -> Frame:
        """One row per answered questionnaire of an instrument that the study names.

        `high` says whether a high score is "well" or "ill".
        """
        return self.table("scores", columns)

    def answers(self, columns: Sequence[str] | None = None) -> Frame:
        """Single answers of those instruments, where the study records items."""
        return self.table("answers", columns)

    def design(self) -> Frame:
        """The points of a study with a design, one row per scenario.

        Raises:
            InputError: the study has no design.

        """
        file = self.path / "design.csv"
        if not file.is_file():
            raise InputError(f"the study of {self.path} has no design")
        return self._make(pl.read_csv(file, infer_schema_length=None))


class PolarsTables(Tables[pl.DataFrame]):
    """The tables as Polars data frames."""

    def _read(self, files: list[Path], columns: list[str] | None) -> pl.DataFrame:
        if _keys_elsewhere(files):
            frame = _one_by_one(files)
            return (frame if columns is None else frame.select(columns)).collect()
        return pl.read_parquet(files, columns=columns, hive_partitioning=True, glob=False)

    def _make(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame


class LazyTables(Tables[pl.LazyFrame]):
    """The tables as Polars lazy frames: nothing is read before `collect()`.

    Nor is what is read held against its SHA-256, for which files are read whole: of a run
    that was copied or has lain long, `Run.verify()` does so.
    """

    _held = False

    def _read(self, files: list[Path], columns: list[str] | None) -> pl.LazyFrame:
        if _keys_elsewhere(files):
            frame = _one_by_one(files)
        else:
            frame = pl.scan_parquet(files, hive_partitioning=True, glob=False)
        return frame if columns is None else frame.select(columns)

    def _make(self, frame: pl.DataFrame) -> pl.LazyFrame:
        return frame.lazy()


class HeldLazyTables(LazyTables):
    """The same, of files that are as they were written."""

    _held = True


class PandasTables(Tables["pd.DataFrame"]):
    """The tables as pandas data frames, read by pyarrow.

    Whole numbers that can be missing become floats, as pandas has it, unless
    `dtype_backend="pyarrow"` is asked for in `pandas.read_parquet` itself.
    """

    def _read(self, files: list[Path], columns: list[str] | None) -> pd.DataFrame:
        read, names = _pandas().read_parquet, [str(file) for file in files]
        frame: pd.DataFrame
        if _keys_elsewhere(files):
            frame = self._one_by_one(files)
            return frame if columns is None else frame[columns]
        frame = read(names, columns=columns, engine="pyarrow", partitioning="hive")
        if "scenario" in frame:
            frame["scenario"] = frame["scenario"].cat.set_categories(list(self._order))
        return frame

    def _one_by_one(self, files: list[Path]) -> pd.DataFrame:
        pandas, order = _pandas(), list(self._order)
        frames = []
        for file in files:
            part = pandas.read_parquet(str(file), engine="pyarrow", partitioning=None)
            of = pandas.Categorical([_scenario(file)] * len(part), order)
            frames.append(part.assign(scenario=of))
        whole: pd.DataFrame = pandas.concat(frames, ignore_index=True)
        return whole

    def _make(self, frame: pl.DataFrame) -> pd.DataFrame:
        _pandas()
        return frame.to_pandas()


@functools.lru_cache(maxsize=65_536)
def _sha256(file: Path, changed: int) -> str:  # noqa: ARG001 - of a file changed then
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _keys_elsewhere(files: list[Path]) -> bool:
    """Whether another folder of the path, such as seed=1, would be taken for a column."""
    return any("=" in part for part in files[0].parts[:-2])


def _scenario(file: Path) -> str:
    return file.parent.name.removeprefix("scenario=")


def _one_by_one(files: list[Path]) -> pl.LazyFrame:
    """The files with their scenarios, where the path says more than these."""
    return pl.concat(
        pl.scan_parquet(file, hive_partitioning=False, glob=False).with_columns(
            scenario=pl.lit(_scenario(file))
        )
        for file in files
    )


def _pandas() -> Any:  # noqa: ANN401 - a module, which is optional
    try:
        import pandas as pd  # noqa: PLC0415 - optional
        import pyarrow  # noqa: F401, PLC0415 - optional
    except ImportError as error:
        raise Error(
            f"{error.name} is not installed", hint="pip install 'rapport-sim[pandas]'"
        ) from error
    return pd


def dictionary(folder: Path) -> pl.DataFrame:
    """The data dictionary of the tables in a run, out of the metadata of their files."""
    rows: list[dict[str, Any]] = []
    for table in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        part = next(table.glob("scenario=*/*.parquet"), None)
        if part is None:
            continue
        columns = json.loads(pl.read_parquet_metadata(part)["rapport.dictionary"])
        rows += [{"table": table.name, **column} for column in columns]
    wanted = ("table", "name", "type", "unit", "range", "nullable", "description")
    return pl.DataFrame(rows).select(wanted).rename({"name": "column"})
