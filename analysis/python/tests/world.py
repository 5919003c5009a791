"""One scenario of a run as its tables say it, and what several estimators are made of."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import rapport


class World:
    """One scenario of a run, a row to a patient; sessions and weeks stand side by side."""

    def __init__(self, run: rapport.Run, name: str) -> None:
        self.run, self.name = run, name
        self.p = self.table("patients").set_index("id")
        self.s = self.table("sessions").sort_values(["id", "session"])
        self.a = self.table("assessments").sort_values(["id", "week"])
        self.intake, self.last = (
            self.p["phq9_intake"].astype(float),
            self.p["phq9_last"].astype(float),
        )
        self.better = self.intake - self.last
        self.left = self.p["ending"].astype(str).str.endswith("dropout")
        self.held = self.p["sessions_held"].astype(int)
        self.therapist = self.p["replication"].astype(str) + "-" + self.p["therapist"].astype(str)

    def table(self, of: str) -> pd.DataFrame:
        rows: pd.DataFrame = getattr(self.run.pandas, of)()
        rows = rows[rows["scenario"].astype(str) == self.name].copy()
        rows["id"] = rows["replication"].astype(str) + "-" + rows["patient"].astype(str)
        return rows

    @cached_property
    def ruptures(self) -> pd.DataFrame:
        return self.table("ruptures")

    @cached_property
    def items(self) -> pd.DataFrame:
        return self.table("items")

    def only(self, who: pd.Series) -> World:
        """These patients alone, as far as their own table tells of them."""
        some = object.__new__(World)
        some.__dict__.update(
            {k: v for k, v in self.__dict__.items() if not isinstance(v, pd.Series)}
        )
        some.p = self.p[who]
        for name in ("intake", "last", "better", "left", "held", "therapist"):
            setattr(some, name, getattr(self, name)[who])
        return some

    def by_session(self, score: str) -> pd.DataFrame:
        wide = self.s.pivot_table(index="id", columns="session", values=score, dropna=False)
        return wide.astype(float).reindex(self.p.index)

    @cached_property
    def wai(self) -> pd.DataFrame:
        return self.by_session("wai_patient")

    @cached_property
    def phq9(self) -> pd.DataFrame:
        return self.by_session("phq9")

    @cached_property
    def weeks(self) -> pd.DataFrame:
        return self.by_session("week")

    @cached_property
    def at_week(self) -> pd.DataFrame:
        return (
            self.a.pivot_table(index="id", columns="week", values="phq9")
            .astype(float)
            .reindex(self.p.index)
        )

    @cached_property
    def everybody(self) -> pd.DataFrame:
        """The answers at weeks, and where there is none the score that latent severity gives."""
        given = self.a["phq9"].astype(float)
        stands_in = np.minimum(np.floor(self.a["true_severity"].astype(float) * 28 / 27), 27)
        rows = self.a.assign(x=given.fillna(stands_in))
        return rows.pivot_table(index="id", columns="week", values="x").reindex(self.p.index)

    def answers(self, least: int) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """Each patient's answered sessions and scores, of those with so many."""
        rows = [(i, r.dropna()) for i, r in self.phq9.iterrows()]
        return [
            (str(i), r.index.to_numpy(float), r.to_numpy(float)) for i, r in rows if len(r) >= least
        ]

    def residual(self, who: pd.Series | None = None) -> pd.Series:
        """Improvement less what its regression on intake says, of these patients."""
        b, x = (self.better, self.intake) if who is None else (self.better[who], self.intake[who])
        slope, level = np.polyfit(x, b, 1)
        return b - level - slope * x


def r(x: Sequence[float] | pd.Series, y: Sequence[float] | pd.Series) -> float:
    both = pd.DataFrame({"x": np.asarray(x, float), "y": np.asarray(y, float)}).dropna()
    return float(np.corrcoef(both["x"], both["y"])[0, 1])


def apart(a: pd.Series, b: pd.Series) -> float:
    """The difference of two means in pooled standard deviations."""
    pooled = ((len(a) - 1) * a.var() + (len(b) - 1) * b.var()) / (len(a) + len(b) - 2)
    return float((a.mean() - b.mean()) / math.sqrt(pooled))


def between(groups: Iterable[pd.Series]) -> tuple[float, float]:
    """Variance between and within groups: one-way random effects."""
    all_of = [g.to_numpy(float) for g in groups]
    n = np.array([len(g) for g in all_of])
    level = np.concatenate(all_of).mean()
    ms_between = sum(len(g) * (g.mean() - level) ** 2 for g in all_of) / (len(n) - 1)
    ms_within = sum(((g - g.mean()) ** 2).sum() for g in all_of) / (n.sum() - len(n))
    usual = (n.sum() - (n**2).sum() / n.sum()) / (len(n) - 1)
    return (ms_between - ms_within) / usual, ms_within


def rss(x: np.ndarray, y: np.ndarray) -> float:
    return float(((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2).sum())


def near(w: World, week: float, within: float) -> pd.Series:
    """The answer nearest to so many weeks after session 1."""
    off = (w.weeks.sub(w.weeks[1], axis=0) - week).abs().where(w.phq9.notna())
    off[1] = math.nan
    who = off.min(axis=1) <= within
    return pd.Series({i: w.phq9.at[i, off.loc[i].idxmin()] for i in off.index[who]}).reindex(
        w.p.index
    )
