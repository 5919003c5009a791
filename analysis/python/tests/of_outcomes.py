"""The outcomes that `compare` has, from the tables of a run."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from world import World


def first(scores: pd.Series, holds: Callable[[int, float], bool]) -> float:
    """The first week at which it holds."""
    return next((w for w, x in scores.items() if holds(w, x)), math.nan)


def relapsed(lowest: float, x: float) -> bool:
    return x >= 10 and x - lowest >= 6


def to_relapse(scores: pd.Series, since: float, until: int) -> float:
    later = scores[(scores.index >= since) & (scores.index <= until)]
    return first(later, lambda w, x: relapsed(later[later.index < w].min(), x))


def by_week(w: World, weeks: Sequence[int], primary: int) -> dict[str, pd.Series]:
    entry, at = w.p["phq9_entry"].astype(float), w.everybody
    responded = at.mul(2).le(entry, axis=0)
    out: dict[str, pd.Series] = {}
    for week in weeks:
        before = [other for other in weeks if other < week]
        lowest = at[before].where(responded[before]).min(axis=1)
        out[f"phq9_week_{week}"] = at[week]
        out[f"response_week_{week}"] = responded[week]
        out[f"remission_week_{week}"] = at[week] < 5
        out[f"relapse_week_{week}"] = (at[week] >= 10) & (at[week] - lowest >= 6)
    out[f"reliable_improvement_week_{primary}"] = entry - at[primary] >= 6
    out[f"reliable_deterioration_week_{primary}"] = at[primary] - entry >= 6
    return out


def times(w: World, primary: int, until: int) -> dict[str, pd.Series]:
    entry, at, rows = w.p["phq9_entry"].astype(float), w.everybody, w.p.index
    well, relapse, remission = {}, {}, {}
    for i in rows:
        scores = at.loc[i]
        begin = first(scores, lambda _, x, i=i: 2 * x <= entry[i])
        end = to_relapse(scores, begin, until)
        well[i] = 0 if math.isnan(begin) else (until if math.isnan(end) else end) - begin
        end = to_relapse(scores, primary, until)
        relapse[i] = (until if math.isnan(end) else end) - primary
        if 2 * scores[primary] > entry[i]:
            relapse[i] = math.nan
        begin = first(scores, lambda _, x: x < 5)
        remission[i] = math.nan if entry[i] < 5 else (until if math.isnan(begin) else begin)
    left = w.p["weeks"].astype(float).clip(upper=until).where(w.left, until)
    of = {"well": well, "to_relapse": relapse, "to_remission": remission, "to_leaving": left}
    return {f"weeks_{name}_{until}": pd.Series(x) for name, x in of.items()}


def by_session(w: World) -> dict[str, pd.Series]:
    last = w.s.dropna(subset=["wai_patient"]).groupby("id")["wai_patient"].last()
    facets = w.s[["true_bond", "true_tasks", "true_goals"]].astype(float).mean(axis=1)
    true = w.s.assign(x=facets)
    count = w.p["ruptures"].astype(float)
    return {
        "phq9_last": w.last,
        "response": 2 * w.last <= w.intake,
        "remission": w.last < 5,
        "reliable_improvement": w.better >= 6,
        "reliable_deterioration": w.better <= -6,
        "dropout": w.left,
        "sessions_held": w.held,
        "weeks": w.p["weeks"],
        "wai_patient_5": w.wai[5],
        "wai_patient_end": last,
        "true_alliance_5": true[true["session"] == 5].set_index("id")["x"],
        "true_alliance_end": true.groupby("id")["x"].last(),
        "ruptures": count,
        "resolved_share": w.p["ruptures_resolved"].astype(float) / count.where(count > 0),
    }
