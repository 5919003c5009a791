"""Names that are not there, told all at once with the nearest that are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from rapport.errors import InputError


def several(values: Any) -> list[Any]:  # noqa: ANN401 - what a hurried hand gives
    """Values as a list: of a single name or number a list of one, not the letters of a name."""
    if values is None:
        return []
    if hasattr(values, "tolist"):  # a column of pandas, an array or a number of NumPy
        values = values.tolist()
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    return list(values)


def nearest(name: str, there: Iterable[str]) -> str:
    """The words "; did you mean …?", or nothing where no name is near."""
    folded = {other.lower().replace("_", ""): other for other in there}
    near = get_close_matches(str(name).lower().replace("_", ""), folded, n=1, cutoff=0.65)
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


def chosen(wanted: str | Sequence[str], there: Sequence[str], noun: str, of: str) -> list[str]:
    """The wanted names, a single one as a list.

    Raises:
        InputError: some are not there, or are said twice: each is told.

    """
    names = several(wanted)
    faults = []
    for i, name in enumerate(names):
        if not isinstance(name, str):
            faults.append(f"{noun}s of {of}: want names, got {name!r}")
        elif name not in there:
            faults.append(f"{of} has no {noun} {name!r}{nearest(name, there)}")
        elif name in names[:i]:
            faults.append(f"{noun} {name!r} of {of}: said twice")
    if faults:
        raise InputError(*faults, hint=f"there are {', '.join(there)}")
    return names
