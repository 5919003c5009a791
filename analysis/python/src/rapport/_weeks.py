"""Everybody at the same weeks since entry, and the mark of what rests on the last session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rapport.errors import InputError

if TYPE_CHECKING:
    from rapport._run import Run

# As the program has them: see the help of `rapport compare`.
_ENDS_ALIKE = 0.5  # weeks between last sessions of two scenarios, by mean and deviation
_REMISSION_BELOW = 5
_RELAPSE_FROM, _RELAPSE_RISE = 10, 6

_COURSE = ["scenario", "replication", "patient"]


def phq9() -> pl.Expr:
    """The PHQ-9 of everybody at an assessment.

    Where somebody did not answer, it is the score that latent severity gives; null where
    the study records no truth.
    """
    given = (pl.col("true_severity") * 28 / 27).floor().clip(upper_bound=27)
    return pl.coalesce(pl.col("phq9").cast(pl.Float64), given.cast(pl.Float64))


def whole(run: Run) -> None:
    """Refuses a shard, which would be taken for the study.

    Raises:
        InputError: the run is one shard of several.

    """
    shard = run.manifest["shard"]
    if shard["count"] > 1:
        raise InputError(
            f"{run.path} is shard {shard['index']} of {shard['count']} (counted from 0): "
            "it holds some of the patients, and others of each scenario",
            hint="join the shards with rapport.call('merge', …) first",
        )


def asked(run: Run) -> bool:
    """Whether the study asks everybody at weeks."""
    return run.rows.get("assessments", 0) > 0


def primary(manifest: dict[str, Any]) -> int | None:
    """The week of the last assessment within the planned treatment of the baseline."""
    first = manifest["scenarios"][0]
    weeks: list[int] = first.get("assessment_weeks") or []
    if not weeks:
        return None
    of = {parameter["name"]: parameter["value"] for parameter in first["parameters"]}
    planned = _planned(of) + 1e-9  # more than adding up gaps rounds
    return max((week for week in weeks if week <= planned), default=weeks[0])


def _planned(of: dict[str, float]) -> float:
    """The weeks from entry to the end of the planned treatment, by its parameters."""
    per = of.get("care.sessions_per_week", 0)
    if per <= 0:
        return 0
    if of.get("care.treatment", 0) == 0:
        return of["care.waiting_list_weeks"]
    sessions, tapers = of["care.sessions"], of.get("care.taper_from", 0)
    further = max(0, sessions - tapers + 1) if tapers > 0 else 0  # apart, as the taper has them
    return of["care.waiting_weeks"] + (sessions - further) / per + further * of["care.taper_gap"]


def by_week(run: Run) -> pl.DataFrame:
    """The table of Run.by_week."""
    return with_known(run).drop("known")


def with_known(run: Run) -> pl.DataFrame:
    """The same, with whether the score of everybody is `known` at the week."""
    whole(run)
    if not asked(run):
        raise InputError(f"the study of {run.path} asks nobody at weeks")
    entry = run._held_lazy.patients([*_COURSE, "phq9_entry"])
    frame = run._held_lazy.assessments().join(entry, on=_COURSE).with_columns(score=phq9())
    responded = (2 * pl.col("score") <= pl.col("phq9_entry")) & (pl.col("phq9_entry") > 0)
    best = pl.when(responded).then(pl.col("score")).cum_min().forward_fill()
    frame = frame.sort([*_COURSE, "week"]).with_columns(
        responded=responded,
        before=best.shift(1).over(_COURSE),
    )
    ill = (pl.col("score") >= _RELAPSE_FROM) & (pl.col("score") - pl.col("before") >= _RELAPSE_RISE)
    half = 1.959964 * pl.col("score").std() / pl.col("score").count().sqrt()
    means = frame.group_by("scenario", "week").agg(
        known=pl.col("score").is_not_null().all(),
        patients=pl.len(),
        answered=pl.col("phq9").is_not_null().mean(),
        waiting=(pl.col("phase") == "waiting").mean(),
        treatment=(pl.col("phase") == "treatment").mean(),
        ended=(pl.col("phase") == "ended").mean(),
        phq9=pl.col("score").mean(),
        phq9_sd=pl.col("score").std(),
        phq9_low=pl.col("score").mean() - half,
        phq9_high=pl.col("score").mean() + half,
        response=pl.col("responded").mean(),
        remission=(pl.col("score") < _REMISSION_BELOW).mean(),
        responded_before=pl.col("before").is_not_null().mean(),
        relapse=ill.fill_null(value=False).mean(),
    )
    order = pl.col("scenario").cast(pl.String).cast(pl.Enum(run.scenarios))
    return means.sort(order, "week").collect()


def mark(run: Run, concerned: str) -> str | None:
    """Says in words that courses end at different times, and what that concerns."""
    at = pl.col("weeks").cast(pl.Float64)
    weeks = run._held_lazy.patients(["scenario", "weeks"]).group_by("scenario")
    ends = weeks.agg(mean=at.mean(), sd=at.std().fill_null(0)).collect()
    mean, sd = ends["mean"].sort().to_list(), ends["sd"].sort().to_list()
    spread = ""
    if mean[-1] - mean[0] < _ENDS_ALIKE:
        if sd[-1] - sd[0] < _ENDS_ALIKE:
            return None
        spread = f", with standard deviations of {sd[0]:.1f} to {sd[-1]:.1f} weeks"
    return (
        f"courses end at different times, on average in week {mean[0]:.1f} to {mean[-1]:.1f}"
        f"{spread}: {concerned} compare patients at different times"
    )
