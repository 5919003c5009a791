"""Curves of a run."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import polars as pl

from rapport import _weeks
from rapport._names import nearest
from rapport.errors import Error, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from rapport._run import Run

# Colours that readers with any colour vision tell apart (Okabe & Ito 2008), without yellow,
# which is too faint for a line; more scenarios differ by their dashes.
_COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]
_DASHES = ["-", "--", "-.", ":"]

_VERDICTS = {"holds in all sets": "#009E73", "depends on": "#D55E00", "left open": "#CC79A7"}

_BANDS = 8  # lines at most that have their intervals and their names within the axes
_NAMED = 48  # lines at most that have their names, beside the axes

_KEYS = {"replication", "patient", "therapist", "session", "week"}  # no mean of these is anything

_NAMES = {
    "phq9": "PHQ-9 (0 to 27; low is well)",
    "wai_patient": "alliance, WAI-SR by the patient (1 to 5)",
    "wai_therapist": "alliance, WAI-SR by the therapist (1 to 5)",
    "wai_observer": "alliance, WAI-SR by an observer (1 to 5)",
}


def course(run: Run, column: str, by: str | None) -> Figure:
    """The figure of Run.plot."""
    _weeks.whole(run)
    weekly = _weeks.asked(run) and column in {"phq9", "true_severity"}
    by = by or ("week" if weekly else "session")
    if by not in {"week", "session"}:
        raise InputError(f"by = {by!r}: want 'week' or 'session'")
    if by == "week" and not _weeks.asked(run):
        raise InputError(f"the study of {run.path} asks nobody at weeks", hint="by='session'")
    frame = run._held_lazy.assessments() if by == "week" else run._held_lazy.sessions()
    known = frame.collect_schema()
    numbers = sorted(n for n, kind in known.items() if kind.is_numeric() and n not in _KEYS)
    if column not in numbers:
        near = nearest(column, numbers)
        hint = f"there are {', '.join(numbers)}"
        raise InputError(f"no number {column!r} by {by}{near}", hint=hint)
    if by == "week" and column == "phq9":
        asked = frame.select("scenario", "week", phq9=_weeks.phq9())
        entry = run._held_lazy.patients().select("scenario", week=0, phq9="phq9_entry")
        frame = pl.concat([entry, asked], how="vertical_relaxed")
    means = _means(frame, column, by)
    if means["mean"].null_count() == means.height:
        raise InputError(f"{column!r} by {by} has no value: the run does not record it")
    return _draw(run, means, column, by)


def plausible(sets: pl.DataFrame, outcome: str | None) -> Figure:
    """The figure of Run.plot_plausible: a dot for each set, the shipped values as a triangle."""
    if sets.is_empty():
        hint = "rapport.run(study, plausible=64) runs it under sets"
        raise InputError("the run is under no plausible sets", hint=hint)
    known = sets["outcome"].unique(maintain_order=True).to_list()
    if outcome is not None and outcome not in known:
        hint = f"there are {', '.join(known)}"
        raise InputError(f"no outcome {outcome!r}{nearest(outcome, known)}", hint=hint)
    rows = sets.filter(pl.col("outcome") == (outcome or known[0]))
    plt = _pyplot()
    figure, axes = plt.subplots(figsize=(7, 1.4 + 0.7 * rows.height), layout="constrained")
    for place, row in enumerate(rows.iter_rows(named=True)):
        values = [value for value in row["values"] if value is not None]
        colour = _VERDICTS.get(row["verdict"], "#666666")
        levels = [place + 0.06 * (i % 5) for i in range(len(values))]
        axes.plot([row["low_90"], row["high_90"]], [place + 0.12] * 2, color="#cccccc", linewidth=9)
        axes.plot(values, levels, "o", color=colour, markersize=3)
        axes.plot(row["shipped"], place - 0.15, "^", color="black", markersize=6)
    labels = [f"{row['contrast']}\n{row['verdict']}" for row in rows.iter_rows(named=True)]
    axes.set_yticks(range(rows.height), labels)
    axes.set_ylim(rows.height - 0.5, -0.5)
    axes.axvline(0, color="black", linewidth=0.8)
    what = f"difference in {rows['label'][0]}"
    axes.set_xlabel(f"{what}\n▲ shipped values, bar: 90 % of the sets")
    axes.spines[["top", "right"]].set_visible(False)
    return _closed(plt, figure)


def _means(frame: pl.LazyFrame, column: str, by: str) -> pl.DataFrame:
    """Mean, half of its 95 % interval and number, by scenario and time."""
    half = 1.96 * pl.col(column).std() / pl.col(column).count().sqrt()
    grouped = frame.group_by("scenario", by, maintain_order=True)
    means = grouped.agg(
        mean=pl.col(column).mean(), half=half, answers=pl.col(column).count(), n=pl.len()
    )
    return means.sort(by).collect()


def _draw(run: Run, means: pl.DataFrame, column: str, by: str) -> Figure:
    plt = _pyplot()
    staying = by == "session"
    ratios = {"height_ratios": [3, 1]} if staying else {}
    rows = _legend_above(run.scenarios)
    height = (4.6 if staying else 4) + 0.22 * rows
    figure, axes = plt.subplots(
        1 + staying, 1, sharex=True, squeeze=False, figsize=(7, height),
        layout="constrained", gridspec_kw=ratios,
    )  # fmt: skip
    for i, scenario in enumerate(run.scenarios):
        line = means.filter(pl.col("scenario") == scenario)
        look = {"color": _COLOURS[i % 7], "linestyle": _DASHES[i // 7 % 4], "label": scenario}
        top = axes[0][0]
        top.plot(line[by], line["mean"], marker="o", markersize=3.5, **look)
        if len(run.scenarios) <= _BANDS:
            low, high = line["mean"] - line["half"], line["mean"] + line["half"]
            top.fill_between(line[by], low, high, color=look["color"], alpha=0.15, linewidth=0)
        if staying:
            axes[1][0].plot(line[by], line["n"], **look)
    all_answered = (means["answers"] == means["n"]).all()
    _label(axes, column, by, len(run.scenarios), all_answered=all_answered)
    _name(figure, axes[0][0], run.scenarios, rows)
    if by == "week":
        axes[0][0].set_xticks(means[by].unique().sort().to_list())
    elif words := _weeks.mark(run, "sessions of one number"):
        figure.supxlabel(textwrap.fill(words, 95), fontsize="small", x=0.01, ha="left")
    return _closed(plt, figure)


def _legend_above(scenarios: Sequence[str]) -> int:
    """The lines of a legend above the curves, which it would cover; 0 where it fits elsewhere."""
    if len(scenarios) > _BANDS or (len(scenarios) <= 6 and max(map(len, scenarios)) <= 30):  # noqa: PLR2004 - by eye
        return 0
    return (len(scenarios) + 1) // 2


def _name(figure: Figure, top: Axes, scenarios: Sequence[str], rows: int) -> None:
    """Names the curves: within the axes, in rows above them, or beside them where they are many."""
    if len(scenarios) <= _BANDS and not rows:
        top.legend(frameon=False)
        return
    if len(scenarios) > _NAMED:
        return
    handles, _ = top.get_legend_handles_labels()
    look: dict[str, Any] = {"handles": handles, "frameon": False, "fontsize": "small"}
    if rows:
        figure.legend(loc="outside upper left", ncols=2, **look)
        return
    columns = -(-len(scenarios) // 16)
    figure.set_figwidth(7 + columns * max(1.6, 0.08 * max(map(len, scenarios))))
    figure.legend(loc="outside right upper", ncols=columns, **look)


def _label(axes: Any, column: str, by: str, lines: int, *, all_answered: bool) -> None:  # noqa: ANN401 - an array of axes
    top: Axes = axes[0][0]
    top.set_ylabel(_NAMES.get(column, column))
    entered = "everybody who entered" if all_answered else "those who answered"
    who = entered if by == "week" else "those still in treatment"
    what = "Mean and 95 % interval" if lines <= _BANDS else f"Means of {lines} scenarios"
    top.set_title(f"{what}, {who}", loc="left", fontsize="medium")
    if by == "session":
        axes[-1][0].locator_params(axis="x", integer=True)
        axes[1][0].set_ylabel("patients")
        axes[1][0].set_ylim(bottom=0)
    axes[-1][0].set_xlabel("weeks since entry" if by == "week" else "session")
    for row in axes:
        row[0].spines[["top", "right"]].set_visible(False)


def _closed(plt: Any, figure: Figure) -> Figure:  # noqa: ANN401 - a module, which is optional
    """The figure, which a notebook shows once, as what the cell returns."""
    plt.close(figure)
    return figure


def _pyplot() -> Any:  # noqa: ANN401 - a module, which is optional
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - optional
    except ImportError as error:
        hint = "pip install 'rapport-sim[plot]'"
        raise Error("matplotlib is not installed", hint=hint) from error
    return plt
