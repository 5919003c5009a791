"""A run on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from rapport import _comparison, _plot
from rapport._answers import Scorecard, validate
from rapport._binary import PathLike, call
from rapport._tables import LazyTables, PandasTables, PolarsTables, dictionary
from rapport.errors import CheckFailed, InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Run(PolarsTables):
    """A run on disk: its tables, its manifest, and what the program can say of it.

    `run.sessions()` is a Polars data frame; `run.lazy.sessions()` a Polars lazy frame, of
    which only what is asked for is read; `run.pandas.sessions()` a pandas data frame.

    Attributes:
        path: the folder.
        lazy: the same tables as Polars lazy frames.
        pandas: the same tables as pandas data frames (pip install 'rapport-sim[pandas]').

    """

    def __init__(self, path: PathLike, *, binary: PathLike | None = None) -> None:
        self.path = Path(path)
        if not (self.path / "manifest.json").is_file():
            raise InputError(
                f"{self.path} is not a whole run: it has no manifest.json",
                hint="the manifest is written last; rapport.run(…, resume=True) goes on",
            )
        super().__init__(self.path, self.scenarios)
        self._binary = binary
        self.lazy = LazyTables(self.path, self.scenarios)
        self.pandas = PandasTables(self.path, self.scenarios)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was planned, done and written, with the SHA-256 of every file."""
        text = (self.path / "manifest.json").read_text(encoding="utf-8")
        return dict(json.loads(text))

    @property
    def study(self) -> dict[str, Any]:
        """The resolved study; `rapport.run(run.study, …)` repeats or varies the run."""
        text = (self.path / "study.yaml").read_text(encoding="utf-8")
        return dict(yaml.safe_load(text))

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return int(self.manifest["seed"])

    @property
    def scenarios(self) -> list[str]:
        """The names of the scenarios, the baseline first."""
        return [scenario["name"] for scenario in self.manifest["scenarios"]]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return dict(self.manifest["rows"])

    def summary(self) -> pl.DataFrame:
        """One row per scenario, in the study's order: what became of its patients.

        Returns:
            Patients; the shares that completed, ended early because well enough, and left
            (`dropout`); of all, the shares that responded and remitted at the last score;
            mean PHQ-9 at intake and at the last score, mean sessions held; and, where the
            study asks everybody at weeks, the mean PHQ-9 at the last of them.

        """
        frame = self.lazy.patients()
        held = frame.group_by("scenario", maintain_order=True).agg(
            patients=pl.len(),
            completed=(pl.col("ending") == "completed").mean(),
            well_enough=(pl.col("ending") == "well_enough").mean(),
            dropout=(pl.col("ending") == "dropout").mean(),
            response=pl.col("response").mean(),
            remission=pl.col("remission").mean(),
            phq9_intake=pl.col("phq9_intake").mean(),
            phq9_last=pl.col("phq9_last").mean(),
            sessions=pl.col("sessions_held").mean(),
        )
        if (self.path / "assessments").is_dir():
            asked = self.lazy.assessments(["scenario", "week", "phq9"])
            last = asked.filter(pl.col("week") == pl.col("week").max())
            week = last.group_by("scenario").agg(
                pl.col("week").first().alias("last_week"),
                pl.col("phq9").mean().alias("phq9_last_week"),
            )
            held = held.join(week, on="scenario", how="left", maintain_order="left")
        return held.collect()

    def plot(self, column: str = "phq9", *, by: str | None = None) -> Figure:
        """Draws how a column's mean develops, a line to a scenario, as a Matplotlib figure.

        Args:
            column: of the table: a score such as "phq9" or "wai_patient".
            by: "week" for everybody who entered, asked at the study's weeks, whatever
                became of them; "session" for those still in treatment, with their number
                beneath, because a curve of those who stay flatters. By default "week"
                for the PHQ-9 where the run has assessments, else "session".

        Raises:
            InputError: the tables have no such column.
            Error: Matplotlib is not installed (pip install 'rapport-sim[plot]').

        """
        return _plot.course(self, column, by)

    def validate(self) -> Scorecard:
        """Holds this run against the published findings that it can answer."""
        return validate(self.path, binary=self._binary)

    def schema(self) -> pl.DataFrame:
        """The data dictionary: table, column, type, unit, range, nullable, description."""
        return dictionary(self.path)

    def compare(
        self,
        *,
        baseline: str | None = None,
        scenarios: Sequence[str] = (),
        trial_n: int = 100,
    ) -> pl.DataFrame:
        """Every scenario against the baseline, twin by twin: one row per scenario and outcome.

        Args:
            baseline: the scenario to compare with; by default the study's first.
            scenarios: these alone; by default all others.
            trial_n: patients per arm of a single trial, for `trial_power`.

        Returns:
            Means, the mean difference of twins with its 95 % interval (`difference`,
            `difference_low`, `difference_high`), the standardised difference, the number
            needed to treat in words (`nnt`), the chance that a trial of `trial_n` per arm
            would show it and the `trial_n80` that one would need, and how many times
            fewer patients the twins needed than independent samples (`saving`). `better`
            is 1 where more of the outcome is better and -1 where less is.

        """
        line = _comparison.arguments(self.path, baseline, scenarios, (), trial_n)
        return _comparison.effects(line, self._binary)

    def subgroups(
        self,
        *by: str,
        baseline: str | None = None,
        scenarios: Sequence[str] = (),
    ) -> pl.DataFrame:
        """The differences by thirds of traits, with the test of the interaction.

        Args:
            by: traits of patients or therapists; by default those of `rapport compare`.
            baseline: the scenario to compare with; by default the study's first.
            scenarios: these alone; by default all others.

        """
        line = _comparison.arguments(self.path, baseline, scenarios, by, 100)
        return _comparison.subgroups(line, self._binary)

    def twins(self, *, baseline: str | None = None, scenarios: Sequence[str] = ()) -> pl.DataFrame:
        """All twins: one row per scenario, replication and patient, with both outcomes.

        For every outcome there are `…_baseline`, `…_scenario` and `…_difference`, which
        is the patient's own effect; `parts_at` is the first session that differs.
        """
        line = _comparison.arguments(self.path, baseline, scenarios, (), 100)
        return _comparison.twins(line, self._binary)

    def replay(
        self,
        patient: int,
        *,
        replication: int = 0,
        scenario: str | None = None,
        sessions: str = "all",
        ledger: bool = True,
    ) -> str:
        """One course told in clinical words; `print` it.

        Args:
            patient: the patient's id.
            replication: which replication.
            scenario: by default the study's first.
            sessions: which to tell, such as "1-3,7".
            ledger: whether to tell what moved the alliance and the symptoms.

        """
        line = ["replay", str(self.path), "--patient", str(patient), "--sessions", sessions]
        line += ["--replication", str(replication), f"--ledger={str(ledger).lower()}"]
        if scenario is not None:
            line += ["--scenario", scenario]
        return call(*line, binary=self._binary)

    def verify(self) -> None:
        """Reads every file and holds it against the manifest.

        Raises:
            CheckFailed: the run is damaged; `faults` has what is wrong, file by file.

        """
        try:
            call("verify", self.path, "--json", binary=self._binary)
        except CheckFailed as error:
            said = json.loads(error.output)
            raise CheckFailed(*said["faults"], hint=error.hint, status=error.status) from None

    def report(self, file: PathLike) -> Path:
        """Writes the run as one HTML page that opens offline, and returns its path."""
        call("report", self.path, "--out", file, binary=self._binary)
        return Path(file)

    def export(
        self,
        out: PathLike,
        *,
        shape: str = "long",
        programs: Sequence[str] = ("csv",),
        scenarios: Sequence[str] = (),
        latent: bool = False,
    ) -> Path:
        """Writes the run as files for other programs, with codebook; returns their folder.

        Args:
            out: the folder to write.
            shape: "long" (a row per session, for multilevel models), "waves" (a column
                per score and session, for cross-lagged panel models), "gains" (for R's
                suddengains), or a table of the run.
            programs: any of "csv", "spss", "stata", "mplus".
            scenarios: these alone; by default all.
            latent: add the latent values, which no study measures, beside the scores.

        """
        line = ["export", str(self.path), "--as", shape, "--for", ",".join(programs)]
        for scenario in scenarios:
            line += ["--scenario", scenario]
        call(*line, *["--latent"] * latent, "--out", out, binary=self._binary)
        return Path(out)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        shown = self.summary().with_columns(pl.selectors.float().round(2))
        title = f"{escape(str(self.path))}, seed {self.seed}"
        return f"<p><b>{title}</b></p>{shown._repr_html_()}"

    def __repr__(self) -> str:
        rows = ", ".join(f"{count:,} {table}" for table, count in self.rows.items())
        return f"<Run {self.path}: {', '.join(self.scenarios)}; {rows}>"
