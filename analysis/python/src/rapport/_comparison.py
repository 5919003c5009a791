"""What `rapport compare` says, as rows."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from rapport._binary import PathLike, call, word
from rapport._names import several

_EFFECT: dict[str, Any] = {
    "baseline": pl.String,
    "scenario": pl.String,
    "outcome": pl.String,
    "label": pl.String,
    "unit": pl.String,
    "better": pl.Int64,
    "week": pl.Int64,
    "until": pl.Int64,
    "twins": pl.Int64,
    "mean_baseline": pl.Float64,
    "mean_scenario": pl.Float64,
    "difference": pl.Float64,
    "difference_se": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "difference_rough": pl.Boolean,
    "standardised": pl.Float64,
    "standardised_se": pl.Float64,
    "standardised_low": pl.Float64,
    "standardised_high": pl.Float64,
    "nnt": pl.String,
    "trial_n": pl.Int64,
    "trial_power": pl.Float64,
    "trial_n80": pl.Float64,
    "saving": pl.Float64,
    "mark": pl.String,
    "warnings": pl.List(pl.String),
}

_SUBGROUP: dict[str, Any] = {
    "baseline": pl.String,
    "scenario": pl.String,
    "outcome": pl.String,
    "trait": pl.String,
    "third": pl.String,
    "third_from": pl.Float64,
    "third_to": pl.Float64,
    "twins": pl.Int64,
    "mean_baseline": pl.Float64,
    "mean_scenario": pl.Float64,
    "difference": pl.Float64,
    "difference_se": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "difference_rough": pl.Boolean,
    "interaction_f": pl.Float64,
    "interaction_p": pl.Float64,
    "interaction_p_adjusted": pl.Float64,
}


_ENDS = ("", "_se", "_low", "_high")
_PARTS = ("first", "second", "difference", "share")
_STRATEGY: dict[str, Any] = {
    "scenario": pl.String,
    "outcome": pl.String,
    "strategy": pl.String,
    "followed": pl.Int64,
    "n80": pl.Float64,
} | {part + end: pl.Float64 for part in ("mean", "difference") for end in _ENDS}
_CONTRAST: dict[str, Any] = {
    "contrast": pl.String,
    "through": pl.Boolean,
    "outcome": pl.String,
} | {part + end: pl.Float64 for part in _PARTS for end in _ENDS}

_OBSERVED: dict[str, Any] = {
    "baseline": pl.String,
    "scenario": pl.String,
    "week": pl.Int64,
    "answered_baseline": pl.Float64,
    "answered_scenario": pl.Float64,
    "complete_cases": pl.Float64,
    "last_value_carried_forward": pl.Float64,
    "mixed_model": pl.Float64,
    "truth": pl.Float64,
}

_SETS: dict[str, Any] = {
    "contrast": pl.String,
    "outcome": pl.String,
    "label": pl.String,
    "sets": pl.Int64,
    "shipped": pl.Float64,
    "median": pl.Float64,
    "low_90": pl.Float64,
    "high_90": pl.Float64,
    "same_sign": pl.Float64,
    "other_sign_at_most": pl.Float64,
    "monte_carlo_se": pl.Float64,
    "open_sd": pl.Float64,
    "verdict": pl.String,
    "depends_on": pl.String,
    "settled_by": pl.List(pl.String),
    "words": pl.String,
    "values": pl.List(pl.Float64),
}


def arguments(
    run: Path,
    baseline: str | None,
    scenarios: Sequence[str],
    by: Sequence[str] = (),
    trial_n: int | None = None,
) -> list[str]:
    """The command line of a comparison, without the program."""
    line = ["compare", word(run)]
    if trial_n is not None:
        line += ["--trial-n", str(trial_n)]
    if baseline is not None:
        line += ["--baseline", baseline]
    for scenario in several(scenarios):
        line += ["--scenario", str(scenario)]
    for trait in by:
        line += [word for name in several(trait) for word in ("--by", str(name))]
    return line


def effects(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per scenario and outcome."""
    said = json.loads(call(*line, "--json", binary=binary))
    rows = [
        _effect(effect)
        | {"baseline": said["baseline"], "scenario": c["scenario"], "warnings": c["warnings"]}
        for c in said["comparisons"]
        for effect in c["outcomes"]
    ]
    return pl.DataFrame(rows, schema=_EFFECT)


def observed(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per scenario and week at which everybody was asked."""
    said = json.loads(call(*line, "--observed", "--json", binary=binary))
    rows = [
        {"baseline": c["baseline"], "scenario": c["scenario"]} | week
        for c in said
        for week in c["weeks"]
    ]
    return pl.DataFrame(rows, schema=_OBSERVED)


def strategies(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per scenario that randomises, outcome and strategy."""
    said = json.loads(call(*line, "--json", binary=binary))
    rows = [
        {"scenario": s["scenario"], "outcome": o["outcome"]["name"], "strategy": x["name"]}
        | {"followed": x["followed"], "n80": x["patients_for_80_percent"]}
        | _estimate("mean", x["mean"])
        | _estimate("difference", x["difference"])
        for s in said.get("strategies") or []
        for o in s["outcomes"]
        for x in o["strategies"]
    ]
    return pl.DataFrame(rows, schema=_STRATEGY)


def contrasts(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per contrast of the study and outcome."""
    said = json.loads(call(*line, "--json", binary=binary))
    rows = [
        {"contrast": c["name"], "through": c["through"], "outcome": e["outcome"]["name"]}
        | {name: value for part in _PARTS for name, value in _estimate(part, e[part]).items()}
        for c in said.get("contrasts") or []
        for e in c["outcomes"]
    ]
    return pl.DataFrame(rows, schema=_CONTRAST)


def sets(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per contrast and outcome of a run under plausible sets."""
    said = json.loads(call(*line, "--json", binary=binary))
    rows = [
        {name: value for name, value in one.items() if name in _SETS}
        | {
            "outcome": one["outcome"]["name"],
            "label": one["outcome"]["label"],
            "sets": len(one["values"]),
            "shipped": one["shipped"]["value"],
            "depends_on": (one["depends_on"] or {}).get("parameter"),
            "settled_by": [finding["text"] for finding in one["settled_by"]],
            # JSON has 1 for 1.0, from which Polars would take the list for whole numbers.
            "values": [None if value is None else float(value) for value in one["values"]],
        }
        for one in said.get("plausible") or []
    ]
    return pl.DataFrame(rows, schema=_SETS)


def subgroups(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per scenario, outcome, trait and third of the trait."""
    said = json.loads(call(*line, "--json", binary=binary))
    rows = [
        row | {"baseline": said["baseline"], "scenario": c["scenario"]}
        for c in said["comparisons"]
        for group in c["subgroups"]
        for row in _thirds(group)
    ]
    return pl.DataFrame(rows, schema=_SUBGROUP)


def twins(line: Sequence[str], binary: PathLike | None) -> pl.DataFrame:
    """One row per scenario, replication and patient."""
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        file = Path(folder, "twins.parquet")
        call(*line, "--parquet", file, binary=binary)
        return pl.read_parquet(file, memory_map=False)


def _estimate(name: str, estimate: dict[str, Any]) -> dict[str, Any]:
    ends = {f"{name}_{end}": estimate[end] for end in ("se", "low", "high")}
    return {name: estimate["value"]} | ends


def _difference(of: dict[str, Any]) -> dict[str, Any]:
    rough = of["difference"].get("rough", False)
    return _estimate("difference", of["difference"]) | {"difference_rough": rough}


def _effect(effect: dict[str, Any]) -> dict[str, Any]:
    outcome, trial = effect["outcome"], effect["trial"]
    row = {
        "outcome": outcome["name"],
        "label": outcome["label"],
        "unit": outcome["unit"],
        "better": outcome["better"],
        "week": outcome.get("week"),
        "until": outcome.get("until"),
        "twins": effect["twins"],
        "mean_baseline": effect["mean_baseline"],
        "mean_scenario": effect["mean_scenario"],
        "nnt": effect["nnt"]["words"] if "nnt" in effect else None,
        "trial_n": trial["n_per_arm"],
        "trial_power": trial["power"],
        "trial_n80": trial["n_per_arm_for_80_percent"],
        "saving": effect["saving"],
        "mark": effect.get("mark"),
    }
    return row | _difference(effect) | _estimate("standardised", effect["standardised"])


def _thirds(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for third in group["thirds"]:
        yield {
            "outcome": group["outcome"],
            "trait": group["trait"],
            "third": third["name"],
            "third_from": third["from"],
            "third_to": third["to"],
            "twins": third["twins"],
            "mean_baseline": third["mean_baseline"],
            "mean_scenario": third["mean_scenario"],
            "interaction_f": group["interaction"]["f"],
            "interaction_p": group["interaction"]["p"],
            "interaction_p_adjusted": group["interaction"]["p_adjusted"],
        } | _difference(third)
