"""What the program found out, beside runs: objects with tables, words and the whole document."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from rapport._scores import between, opened, rounded


class Answer:
    """What a command found out.

    Attributes:
        data: everything, as the program's JSON document says it.
        text: the program's own summary, in words.
        path: the folder with the document, figures and tables; None where none was kept.

    """

    def __init__(self, data: dict[str, Any], text: str, path: Path | None) -> None:
        self.data = data
        self.text = text
        self.path = path

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return f"<pre>{escape(self.text)}</pre>"


class Power(Answer):
    """How large a trial must be."""

    @property
    def needed(self) -> int | None:
        """The smallest size with the wanted power; None where none was searched or found."""
        found = {"found", "imprecise", "at_smallest"}
        return self.data.get("needed") if self.data["end"] in found else None

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """The 95 % interval of `needed`; None for an end that is not known."""
        low, high = self.data.get("needed_low"), self.data.get("needed_high")
        return (low or None, high or None) if self.needed else (None, None)  # 0: not known

    @property
    def trials(self) -> pl.DataFrame:
        """One row per step: size, trials, how many found the effect, power with interval."""
        rows = [
            {name: value for name, value in point.items() if name != "missing_answers"}
            for point in self.data["points"]
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    @property
    def plausible(self) -> dict[str, Any] | None:
        """What the size is worth under plausible sets; None unless asked for (`plausible=24`).

        Among it `powers` under each set, their `low_90` to `high_90` and `median`, the mean
        (`assurance`), and the share of sets under which the power is `enough`.
        """
        return self.data.get("plausible")

    @property
    def missing_answers(self) -> pl.DataFrame:
        """The same trials by each way to deal with missing answers, and with nobody missing.

        One row per size and way: effect, bias with its interval, power. Empty where the
        outcome is not one of everybody at a week.
        """
        rows = [
            {"size": point["size"], "trials": point["trials"], **way}
            for point in self.data["points"]
            for way in point.get("missing_answers", ())
        ]
        return pl.DataFrame(rows, infer_schema_length=None)


class Sensitivity(Answer):
    """Which parameters an answer depends on."""

    @property
    def effects(self) -> pl.DataFrame:
        """One row per outcome and parameter: Morris' measures or Sobol' indices."""
        rows = [
            {"outcome": outcome["outcome"], **_flat(found)}
            for outcome in self.data["outcomes"]
            for found in outcome.get("morris") or outcome.get("sobol") or ()
        ]
        return pl.DataFrame(rows, infer_schema_length=None)


class Scorecard(Answer):
    """Findings, published or one's own, beside what the model gives."""

    @property
    def findings(self) -> pl.DataFrame:
        """One row per finding: band, value, interval, verdict."""
        rows = [_flat(row) for row in self.data["scorecard"]["findings"]]
        return pl.DataFrame(rows, infer_schema_length=None)

    @property
    def missed(self) -> list[str]:
        """The ids of the findings that are missed."""
        return self.findings.filter(pl.col("verdict") == "missed")["id"].to_list()

    def _repr_html_(self) -> str:
        """What a notebook shows: the words, and all findings to open."""
        told = {
            "id": pl.col("id"),
            "finding": pl.col("finding"),
            "published": pl.col("published"),
            "accepted": between("accept_low", "accept_high"),
            "value": rounded("value"),
            "95 % interval": between("low", "high"),
            "verdict": pl.col("verdict"),
        }
        rows = self.findings.select(**told)
        return super()._repr_html_() + opened(f"all {rows.height} findings", rows)


class Claims(Answer):
    """Claims of the theory, each tried by a twin experiment of its own."""

    @property
    def tried(self) -> pl.DataFrame:
        """One row per claim: value, interval, the least that a user can see, verdict."""
        return pl.DataFrame([_flat(row) for row in self.data["claims"]], infer_schema_length=None)

    @property
    def not_visible(self) -> list[str]:
        """The ids of the claims that no user would see."""
        return self.tried.filter(pl.col("verdict") != "visible")["id"].to_list()

    def _repr_html_(self) -> str:
        """What a notebook shows: the words, and all claims to open."""
        told = {
            "id": pl.col("id"),
            "claim": pl.col("claim"),
            "value": rounded("value"),
            "95 % interval": between("low", "high"),
            "least": pl.col("least"),
            "verdict": pl.col("verdict"),
        }
        rows = self.tried.select(**told)
        return super()._repr_html_() + opened(f"all {rows.height} claims", rows)


class Calibration(Answer):
    """Parameters fitted to findings or to a table of one's own."""

    @property
    def parameters(self) -> pl.DataFrame:
        """One row per parameter: where it began and what was fitted, with unit and range."""
        return pl.DataFrame(self._fit["parameters"], infer_schema_length=None)

    @property
    def values(self) -> dict[str, float]:
        """Parameter → fitted value, for `set=` of rapport.run."""
        return {row["name"]: row["final"] for row in self._fit["parameters"]}

    @property
    def compared(self) -> pl.DataFrame:
        """One row per number of a table of one's own: in the data, simulated, apart by errors.

        Empty where findings were fitted.
        """
        return pl.DataFrame(self.data.get("compared", []), infer_schema_length=None)

    @property
    def _fit(self) -> dict[str, Any]:
        """What was fitted; of a table of one's own it stands within what is told of the table."""
        return dict(self.data.get("calibration", self.data))


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without dicts in it: {"first": {"value": 1}} becomes first, first_low, …."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            for end, inner in value.items():
                flat[name if end == "value" else f"{name}_{end}"] = inner
        elif not isinstance(value, list):
            flat[name] = value
    return flat
