"""Finding the program and calling it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TypeAlias

from rapport.errors import BinaryNotFound, from_output

PathLike: TypeAlias = str | os.PathLike[str]


def find(binary: PathLike | None = None) -> str:
    """The path of the program: the one given, or `rapport` on the PATH.

    There is no environment variable for it: the program refuses variables beginning
    with RAPPORT_ that it does not know, so that a misspelt one is told.
    """
    if binary is None:
        found = shutil.which("rapport")
        if found is None:
            raise BinaryNotFound(
                "the program rapport is not on the PATH",
                hint="in a clone of rapport: go install ./cmd/rapport, and put the folder "
                "$(go env GOPATH)/bin on the PATH; or give binary=",
            )
        return found
    path = Path(binary).expanduser()
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise BinaryNotFound(f"{path} is not a program", hint="give binary= the path of rapport")
    return str(path.resolve())


def call(*arguments: PathLike, binary: PathLike | None = None) -> str:
    """Calls any verb of the program and returns what it prints.

    Example:
        >>> print(rapport.call("params", "rupture", "--assumed"))  # doctest: +SKIP

    Raises:
        Error: what the program refused or could not do, in its own words.

    """
    command = [find(binary), *(os.fspath(argument) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        said = (stream.decode(errors="replace") for stream in (done.stderr, done.stdout))
        raise from_output(done.returncode, *said)
    return done.stdout.decode()
