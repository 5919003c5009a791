"""Finding the program and calling it."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import TypeAlias

from rapport.errors import BinaryNotFound, InputError, from_output

PathLike: TypeAlias = str | os.PathLike[str]

_NAMES = ("rapport", "rapport.exe")
_VERSION_WORDS = 2  # at least: rapport 0.2.0


def at_home(path: PathLike) -> Path:
    """The path; ~ at its beginning is the home folder, as in a shell."""
    if not os.fspath(path):  # Path("") is the working folder
        raise InputError("want a path, got an empty text")
    return Path(os.path.expanduser(os.fspath(path)))  # noqa: PTH111 - of nobody's home, as it is


def word(path: PathLike) -> str:
    """The path as a word of a command line: ./-x, since -x would be a flag."""
    text = os.fspath(path)
    return f".{os.sep}{text}" if text.startswith("-") else text


def find(binary: PathLike | None = None) -> str:
    """The path of the program: the one given, the one that came with the wheel, or the PATH's.

    There is no environment variable for it: the program refuses variables beginning
    with RAPPORT_ that it does not know, so that a misspelt one is told.

    Raises:
        BinaryNotFound: there is none, or it is of another version than this package, so
            that what it prints could be misread.

    """
    if binary is not None:
        path = at_home(binary)
        if not (path.is_file() and os.access(path, os.X_OK)):
            hint = "give binary= the path of rapport"
            raise BinaryNotFound(f"{path} is not a program", hint=hint)
        return _fitting(str(path.resolve()))
    found = _of_the_wheel() or shutil.which("rapport")
    if found is None:
        raise BinaryNotFound(
            "the program rapport is neither in this package nor on the PATH",
            hint="install a wheel that carries it (pip install rapport-sim); or, in a clone of "
            "rapport, go install ./cmd/rapport and put the folder $(go env GOPATH)/bin on the "
            "PATH; or give binary=",
        )
    return _fitting(found)


def _of_the_wheel() -> str | None:
    """The program that was installed with this package, if it was."""
    try:
        package = distribution("rapport-sim")
    except PackageNotFoundError:
        return None
    # `pip install --target DIR` puts it into DIR/bin, and notes ../../bin all the same.
    places = [str(package.locate_file(f"bin/{name}")) for name in _NAMES]
    places += [
        str(file.locate())
        for file in package.files or ()
        if file.name in _NAMES and file.parent.name.lower() in {"bin", "scripts"}
    ]
    paths = (Path(place).resolve() for place in places)
    return next((str(path) for path in paths if path.is_file()), None)


@functools.cache
def _fitting(program: str) -> str:
    """The program, if package and program are of one version."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False)
    except OSError as error:  # for another system, or no program at all
        hint = "give binary= the path of rapport"
        raise BinaryNotFound(f"{program} cannot be run: {error.strerror}", hint=hint) from error
    words = said.stdout.decode(errors="replace").split()
    if said.returncode != 0 or words[:1] != ["rapport"] or len(words) < _VERSION_WORDS:
        raise BinaryNotFound(f"{program} is not the program rapport", hint="give binary= its path")
    if words[1] != version("rapport-sim"):
        raise BinaryNotFound(
            f"{program} is rapport {words[1]}, and this package is for {version('rapport-sim')}",
            hint=f"pip install 'rapport-sim=={words[1]}', or install the program of this version",
        )
    return program


def call(*arguments: PathLike | float, binary: PathLike | None = None) -> str:
    """Calls any verb of the program and returns what it prints.

    Example:
        >>> print(rapport.call("params", "rupture", "--assumed"))  # doctest: +SKIP

    Raises:
        Error: what the program refused or could not do, in its own words.

    """
    words = (str(word) if isinstance(word, int | float) else os.fspath(word) for word in arguments)
    command = [find(binary), *words]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        said = (stream.decode(errors="replace") for stream in (done.stderr, done.stdout))
        raise from_output(done.returncode, *said)
    return done.stdout.decode()
