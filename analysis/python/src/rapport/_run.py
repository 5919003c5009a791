"""A run on disk."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import yaml

from rapport import _comparison, _plot, _weeks
from rapport._answers import validate
from rapport._binary import PathLike, at_home, call, word
from rapport._found import Scorecard
from rapport._names import several
from rapport._tables import HeldLazyTables, LazyTables, PandasTables, PolarsTables, dictionary
from rapport.errors import CheckFailed, InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_SCHEMA = 3  # of the rows, as `rapport schema --json` tells it


_SEAL = re.compile(rb'(?s)(.*"seal": ")([0-9a-f]{64})(.*)')


def _damaged(path: Path, why: str) -> CheckFailed:
    return CheckFailed(
        f"{path / 'manifest.json'} is damaged: {why}",
        hint="the call that made the run, with resume=True, mends it",
    )


def _broken(manifest: bytes) -> bool:
    """Whether the manifest is not as it was written: its seal is the SHA-256 of all else."""
    sealed = _SEAL.fullmatch(manifest)
    if sealed is None:  # of an earlier version
        return False
    return sha256(sealed[1] + sealed[3]).hexdigest().encode() != sealed[2]


class Run(PolarsTables):
    """A run on disk: its tables, its manifest, and what the program can say of it.

    `run.sessions()` is a Polars data frame; `run.lazy.sessions()` a Polars lazy frame, of
    which only what is asked for is read; `run.pandas.sessions()` a pandas data frame.

    Attributes:
        path: the folder; in full once the working folder is another one than before.
        lazy: the same tables as Polars lazy frames.
        pandas: the same tables as pandas data frames (pip install 'rapport-sim[pandas]').

    """

    def __init__(self, path: PathLike, *, binary: PathLike | None = None) -> None:
        self._locate(at_home(path))
        if not self.path.is_dir():
            what = "is no folder" if self.path.exists() else "is not there"
            raise InputError(
                f"{self.path} {what}: a run is a folder",
                hint="rapport.run(…) writes one to runs/STUDY-seedN, unless out= says where",
            )
        if not (self.path / "manifest.json").is_file():
            raise InputError(
                f"{self.path} is not a whole run: it has no manifest.json",
                hint="the manifest is written last; rapport.run(…, resume=True) goes on",
            )
        if not isinstance(self.manifest.get("files"), list):
            raise _damaged(self.path, "it lists no files")
        if (rows := self.manifest.get("schema_version")) != _SCHEMA:
            raise InputError(
                f"{self.path}: its rows are of schema {rows}, this package reads {_SCHEMA}",
                hint=f"rapport.run({str(self.path / 'study.yaml')!r}, …) makes the run again",
            )
        kept = self.path, self.scenarios, self.manifest["files"]
        super().__init__(*kept)
        self._binary = binary
        self.lazy = LazyTables(*kept)
        self._held_lazy = HeldLazyTables(*kept)
        self.pandas = PandasTables(*kept)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was planned, done and written, with the SHA-256 of every file."""
        text = (self.path / "manifest.json").read_bytes()
        try:
            told = json.loads(text.decode())
        except ValueError:  # no JSON, or no text
            told = None
        if not isinstance(told, dict):
            raise _damaged(self.path, "it is no manifest of a run")
        if _broken(text):
            raise _damaged(self.path, "it does not have the SHA-256 of its seal")
        return told

    @property
    def study(self) -> dict[str, Any]:
        """The resolved study; `rapport.run(run.study, …)` repeats or varies the run."""
        return dict(yaml.safe_load(self.manifest["study"]))

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return int(self.manifest["seed"])

    @property
    def scenarios(self) -> list[str]:
        """The names of the scenarios, the baseline first; not those under plausible sets."""
        return [
            scenario["name"]
            for scenario in self.manifest["scenarios"]
            if not ((at := scenario.get("design")) and at.get("plausible") and at["point"])
        ]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return dict(self.manifest["rows"])

    def summary(self) -> pl.DataFrame:
        """One row per scenario, in the study's order: what became of its patients.

        Returns:
            Patients; the shares that completed, ended early because well enough, and left
            (`dropout`), each also after a change of therapist; mean sessions held and PHQ-9
            at intake. Where the study asks
            everybody at weeks, the primary outcome: mean PHQ-9, response and remission of
            everybody at `primary_week`, the last within the planned treatment, and the
            PHQ-9 at the last week of all (null where the study records no truth that
            would stand for missing answers). Then what stood at the last session of each:
            `phq9_last`, `response`, `remission`, with the mean week of that session
            (`weeks`). `mark` says in words where courses end at different times, so that
            these three compare patients at different times; null where they do not.

        Raises:
            InputError: the run is one shard of several.

        """
        _weeks.whole(self)
        frame = self._held_lazy.patients()
        ending = pl.col("ending").cast(pl.String).str.strip_prefix("transferred_then_")
        held = frame.group_by("scenario", maintain_order=True).agg(
            patients=pl.len(),
            completed=(ending == "completed").mean(),
            well_enough=(ending == "well_enough").mean(),
            dropout=(ending == "dropout").mean(),
            sessions=pl.col("sessions_held").mean(),
            phq9_intake=pl.col("phq9_intake").mean(),
        )
        last = frame.group_by("scenario").agg(
            phq9_last=pl.col("phq9_last").mean(),
            response=pl.col("response").mean(),
            remission=pl.col("remission").mean(),
            weeks=pl.col("weeks").cast(pl.Float64).mean(),
        )
        if _weeks.asked(self):
            for week in self._weeks_told():
                held = held.join(week, on="scenario", how="left", maintain_order="left")
        held = held.join(last, on="scenario", how="left", maintain_order="left")
        words = _weeks.mark(self, "phq9_last, response and remission")
        return held.with_columns(mark=pl.lit(words, dtype=pl.String)).collect()

    def _weeks_told(self) -> list[pl.LazyFrame]:
        """What the summary tells of the primary week, and of the last of all."""
        week = _weeks.with_known(self).lazy()
        told = ["phq9", "response", "remission"]
        week = week.with_columns(pl.when("known").then(pl.col(told)))
        primary = week.filter(pl.col("week") == _weeks.primary(self.manifest)).select(
            "scenario",
            primary_week="week",
            phq9_primary_week="phq9",
            response_primary_week="response",
            remission_primary_week="remission",
        )
        last = week.filter(pl.col("week") == pl.col("week").max())
        return [primary, last.select("scenario", last_week="week", phq9_last_week="phq9")]

    def by_week(self) -> pl.DataFrame:
        """One row per scenario and week at which the study asks everybody.

        Everybody who entered is in every row, whether waiting, in treatment, finished or
        gone; of those who did not answer, the PHQ-9 is the one that latent severity gives (where
        the study records no truth, means and shares are of those who answered).
        For the answers as a trial has them see `assessments()`; for the differences of
        twins by week, the rows of `compare()` with a `week`.

        Returns:
            Patients; the shares that `answered`, and that are `waiting`, in `treatment`
            and `ended`; mean PHQ-9 with its standard deviation and 95 % interval (patients
            taken as independent); the shares of all in response and in remission; of all,
            those who responded at an earlier week, and those of them who are ill again
            (`relapse`: a PHQ-9 of 10 or more, and at least 6 above the lowest since).

        Raises:
            InputError: the study asks nobody at weeks.

        """
        return _weeks.by_week(self)

    def plot(self, column: str = "phq9", *, by: str | None = None) -> Figure:
        """Draws how a column's mean develops, a line to a scenario, as a Matplotlib figure.

        More than eight scenarios, such as the points of a design, have no intervals; more
        than 48 no names.

        Args:
            column: of the table: a score such as "phq9" or "wai_patient".
            by: "week" for everybody who entered, asked at the study's weeks, whatever
                became of them, and for the PHQ-9 at entry, too; "session" for those still
                in treatment, with their number beneath, because a curve of those who stay
                flatters. Where courses end at different times, that is said below. By
                default "week" for the PHQ-9 where the run has assessments, else
                "session".

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
        weeks: int | Sequence[int] = (),
    ) -> pl.DataFrame:
        """Every scenario against the baseline, twin by twin: one row per scenario and outcome.

        Args:
            baseline: the scenario to compare with; by default the study's first.
            scenarios: these alone; by default all others.
            trial_n: patients per arm of a single trial, for `trial_power`.
            weeks: up to which times to events are counted; by default the last at which
                everybody is asked.

        Returns:
            Means, the mean difference of twins with its 95 % interval (`difference`,
            `difference_low`, `difference_high`; `difference_rough` where too few twins differ
            for the interval to be relied on), the standardised difference, the number
            needed to treat in words (`nnt`), the chance that a trial of `trial_n` per arm
            would show it and the `trial_n80` that one would need, and how many times
            fewer patients the twins needed than independent samples (`saving`). `better`
            is 1 where more of the outcome is better and -1 where less is; `week` is that
            at which everybody was asked, null for outcomes by session, and `until` that up
            to which a time is counted: mean weeks to leaving, to remission, well after a
            response, to relapse. `mark` says in
            words where an outcome does not compare like with like: one that rests on the
            last session, where courses end at different times, or a relapse, where more
            or others respond before.

        """
        line = _comparison.arguments(self.path, baseline, scenarios, (), trial_n)
        if told := several(weeks):
            line += ["--weeks", ",".join(str(week) for week in told)]
        return _comparison.effects(line, self._binary)

    def subgroups(
        self,
        *by: str,
        baseline: str | None = None,
        scenarios: Sequence[str] = (),
    ) -> pl.DataFrame:
        """The differences by thirds of traits or by groups, with the test of the interaction.

        `difference_rough` is true where too few twins of a third differ for its interval to
        be relied on.

        Args:
            by: traits of patients or therapists, or labels such as `preference_met`; by
                default those of `rapport compare`.
            baseline: the scenario to compare with; by default the study's first.
            scenarios: these alone; by default all others.

        """
        line = _comparison.arguments(self.path, baseline, scenarios, by)
        return _comparison.subgroups(line, self._binary)

    def observed(
        self, *, baseline: str | None = None, scenarios: Sequence[str] = ()
    ) -> pl.DataFrame:
        """The difference in PHQ-9 by week as a trial with missing answers finds it.

        Args:
            baseline: the scenario to compare with; by default the study's first.
            scenarios: these alone; by default all others.

        Returns:
            One row per scenario and week at which everybody was asked: which share of the
            patients `answered_baseline` and `answered_scenario`, the difference in points by
            `complete_cases`, with the `last_value_carried_forward`, and by a `mixed_model` for
            repeated measures, and the `truth` of everybody: each of them less the truth is its
            bias.

        """
        line = _comparison.arguments(self.path, baseline, scenarios)
        return _comparison.observed(line, self._binary)

    def strategies(self) -> pl.DataFrame:
        """The strategies that scenarios contain which randomise at decision points (SMART).

        One row per scenario, outcome and strategy: `mean` if everybody followed it, from
        the `followed` patients who did, weighted by the inverse of the probability of
        their arms; `difference` from the first strategy; `n80`, how many patients the whole
        trial needs to show it with a probability of 80 %. The arms are in `decisions`.
        """
        line = _comparison.arguments(self.path, None, ())
        return _comparison.strategies(line, self._binary)

    def contrasts(self) -> pl.DataFrame:
        """The contrasts that the study states, one row per contrast and outcome.

        `first` and `second` are the two differences, `difference` is the first less the
        second, and `share` what part of the first goes `through` paths, where the contrast
        blocks them.
        """
        line = _comparison.arguments(self.path, None, ())
        return _comparison.contrasts(line, self._binary)

    def plausible(
        self,
        *,
        baseline: str | None = None,
        sets: PathLike | None = None,
    ) -> pl.DataFrame:
        """What the evidence leaves open: every contrast over the plausible sets of the run.

        The run must be under sets: `rapport.run(study, plausible=64)`. `plot_plausible`
        draws it.

        Args:
            baseline: the scenario to compare with; by default the study's first.
            sets: the record of a search of one's own that the sets are from, as in
                `rapport.run(study, plausible_from=sets)`.

        Returns:
            One row per contrast and outcome: the answer under the `shipped` values; over
            the sets its `median`, the middle 90 % (`low_90`, `high_90`), and the share with
            the `same_sign`; what luck moves (`monte_carlo_se`), and what the sets disagree on
            beyond (`open_sd`); the `verdict`, the parameter it `depends_on`, the findings that
            would settle it (`settled_by`), all of it in `words`, and the `values` under each
            set. Where all sets have one sign, at most `other_sign_at_most` of all such sets
            have the other. Ranges are the least that is open: a search for sets is stopped
            before it has gone as far as the evidence would let it. No row where the run is
            under no sets.

        """
        line = _comparison.arguments(self.path, baseline, ())
        if sets is not None:
            line += ["--plausible-from", str(at_home(sets))]
        return _comparison.sets(line, self._binary)

    def plot_plausible(self, outcome: str | None = None, *, baseline: str | None = None) -> Figure:
        """Draws every contrast on an outcome under each plausible set, as a Matplotlib figure.

        Args:
            outcome: a name such as "phq9_last"; by default the first outcome of `plausible`.
            baseline: the scenario to compare with; by default the study's first.

        Raises:
            InputError: the run is under no plausible sets, or has no such outcome.
            Error: Matplotlib is not installed (pip install 'rapport-sim[plot]').

        """
        return _plot.plausible(self.plausible(baseline=baseline), outcome)

    def twins(self, *, baseline: str | None = None, scenarios: Sequence[str] = ()) -> pl.DataFrame:
        """All twins: one row per scenario, replication and patient, with both outcomes.

        For every outcome there are `…_baseline`, `…_scenario` and `…_difference`, which
        is the patient's own effect; `parts_at` is the first session that differs.
        """
        line = _comparison.arguments(self.path, baseline, scenarios)
        return _comparison.twins(line, self._binary)

    def replay(
        self,
        patient: int,
        *,
        replication: int = 0,
        scenario: str | None = None,
        sessions: str | int | Sequence[int] = "all",
        ledger: bool = True,
    ) -> str:
        """One course told in clinical words; `print` it.

        Args:
            patient: the patient's id.
            replication: which replication.
            scenario: by default the study's first.
            sessions: which to tell, such as "1-3,7" or [1, 2, 7].
            ledger: whether to tell what moved the alliance and the symptoms.

        """
        told = ",".join(str(session) for session in several(sessions))
        line = ["replay", word(self.path), "--patient", str(patient), "--sessions", told]
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
            call("verify", word(self.path), "--json", binary=self._binary)
        except CheckFailed as error:
            said = json.loads(error.output)
            raise CheckFailed(*said["faults"], hint=error.hint, status=error.status) from None

    def report(self, file: PathLike) -> Path:
        """Writes the run as one HTML page that opens offline, and returns its path."""
        page = at_home(file)
        call("report", word(self.path), "--out", page, binary=self._binary)
        return page

    def export(  # noqa: PLR0913 - the flags of `rapport export`, all by name
        self,
        out: PathLike,
        *,
        shape: str = "long",
        programs: Sequence[str] = ("csv",),
        scenarios: Sequence[str] = (),
        measures: Sequence[str] = (),
        waves: str | int | Sequence[int] = (),
        missing: int | None = None,
        latent: bool = False,
        force: bool = False,
    ) -> Path:
        """Writes the run as files for other programs, with codebook; returns their folder.

        Args:
            out: the folder to write.
            shape: "long" (a row per session, for multilevel models), "waves" (a column
                per score and session, for cross-lagged panel models), "gains" (for R's
                suddengains), "weeks" (a column per score and week, everybody), or a table of
                the run.
            programs: any of "csv", "spss", "stata", "mplus".
            scenarios: these alone; by default all.
            measures: the scores of "waves" and "gains", such as ["phq9", "ors"]; by default
                "phq9" and "wai_patient".
            waves: the sessions of "waves" and "gains", such as "1-8" or [1, 4, 8]; by default
                all.
            missing: the number that stands where one is missing; by default an empty cell.
            latent: add the latent values, which no study measures, beside the scores.
            force: replace the export in the folder.

        """
        line = ["export", word(self.path), "--as", shape]
        line += ["--for", ",".join(map(str, several(programs)))]
        for scenario in several(scenarios):
            line += ["--scenario", str(scenario)]
        if scores := several(measures):
            line += ["--measures", ",".join(map(str, scores))]
        if sessions := several(waves):
            line += ["--waves", ",".join(map(str, sessions))]
        if missing is not None:
            line.append(f"--missing={missing}")
        line += ["--latent"] * latent + ["--force"] * force
        folder = at_home(out)
        call(*line, "--out", folder, binary=self._binary)
        return folder

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        title = f"{escape(str(self.path))}, seed {self.seed}"
        try:
            shown = self.summary().with_columns(pl.selectors.float().round(2))
        except InputError as shard:
            return f"<p><b>{title}</b></p><p>{escape(str(shard))}</p>"
        words = shown["mark"].first()
        mark = f"<p>{escape(words)}</p>" if isinstance(words, str) else ""
        return f"<p><b>{title}</b></p>{shown.drop('mark')._repr_html_()}{mark}"

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        rows = ", ".join(f"{count:,} {table}" for table, count in self.rows.items())
        return f"<Run {self.path}: {', '.join(self.scenarios)}; {rows}>"
