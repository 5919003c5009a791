"""Scorecards in words and as a table of a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from rapport.errors import in_python


def scorecard(data: Mapping[str, Any]) -> str:
    """How the findings fare, in the program's words, those that are missed, and what was noted."""
    card = data["scorecard"]
    asked = card["met"] + card["missed"] + card["cannot_tell"]
    words = f"{card['met']} of {asked} findings met, {card['missed']} missed"
    for count, meaning in (
        (card["cannot_tell"], "cannot be told at this size"),
        (card["not_testable"], "not testable"),
        (card["skipped"], "about other scenarios or columns"),
    ):
        words += f"; {count} {meaning}" if count else ""
    notes = [f"note: {in_python(note)}" for note in data.get("notes") or ()]
    return "\n".join([words, *filter(None, map(_missed, card["findings"])), *notes])


def _missed(row: Mapping[str, Any]) -> str:
    if row["verdict"] != "missed":
        return ""
    value = f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
    return f"missed: {row['id']} {row['finding']}: {value}, published {row['published']}"


def rounded(column: str) -> pl.Expr:
    """A number of three decimals as text; nothing where it is missing."""
    return pl.col(column).round(3).cast(pl.String).fill_null("")


def between(low: str, high: str) -> pl.Expr:
    """The words "0.1 to 0.3", "from 0.1", "up to 0.3", or nothing."""
    ends = pl.concat_str(rounded(low), pl.lit(" to "), rounded(high))
    return (
        pl.when(pl.col(low).is_null() & pl.col(high).is_null())
        .then(pl.lit(""))
        .when(pl.col(high).is_null())
        .then(pl.concat_str(pl.lit("from "), rounded(low)))
        .when(pl.col(low).is_null())
        .then(pl.concat_str(pl.lit("up to "), rounded(high)))
        .otherwise(ends)
    )


def opened(summary: str, rows: pl.DataFrame) -> str:
    """A table that a reader opens."""
    head = "".join(f"<th>{escape(name)}</th>" for name in rows.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in row) + "</tr>"
        for row in rows.iter_rows()
    )
    return (
        f"<details><summary>{escape(summary)}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
    )
