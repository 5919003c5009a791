"""What can be run and what can be set."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from rapport._binary import PathLike, call

_PARAMETER: dict[str, Any] = {
    "name": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "min": pl.Float64,
    "max": pl.Float64,
    "grade": pl.String,
    "source": pl.List(pl.String),
    "meaning": pl.String,
    "choices": pl.List(pl.String),
}


def studies(*, binary: PathLike | None = None) -> pl.DataFrame:
    """The studies that ship: name, title, question."""
    return pl.DataFrame(json.loads(call("studies", "--json", binary=binary)))


def params(
    containing: str = "", *, assumed: bool = False, binary: PathLike | None = None
) -> pl.DataFrame:
    """The parameters of model and population: value, unit, range, grade, source, meaning.

    Args:
        containing: keeps those whose name or meaning, or the title of whose mechanism,
            contains this.
        assumed: keeps those that are guesses.
        binary: the program; by default the one that came with this package, or the PATH's.

    Returns:
        One row per parameter. Of a choice, `choices` has the labels of the values 0, 1, …

    Raises:
        InputError: no parameter has that in its name or meaning.

    """
    line = ["params", *([containing] if containing else []), *["--assumed"] * assumed, "--json"]
    return pl.DataFrame(json.loads(call(*line, binary=binary)), schema=_PARAMETER)
