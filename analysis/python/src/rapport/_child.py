"""The program as a child process: its progress as a bar, and a clean end on Ctrl-C."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from rapport.errors import from_output

if TYPE_CHECKING:
    from types import TracebackType

# Such as "43 %, 860,000 of 2,000,000 courses, 12 s left".
_PROGRESS = re.compile(r"\d+ %, ([\d,]+) of ([\d,]+) courses")
_KEPT = 64_000  # characters of standard error that are kept for the error message


class Bar(Protocol):
    """A progress bar over courses."""

    def advance(self, done: int, total: int) -> None:
        """Shows that so many courses are written."""


class _TqdmBar:
    """A bar of tqdm: in a notebook a widget, in a terminal a line."""

    def __init__(self, description: str) -> None:
        from tqdm.auto import tqdm  # noqa: PLC0415 - looks for a notebook when it is imported

        self._bar = tqdm(desc=description, unit=" courses", unit_scale=True, leave=False, delay=0.1)

    def advance(self, done: int, total: int) -> None:
        self._bar.total, self._bar.n = total, done
        self._bar.refresh()

    def __enter__(self) -> _TqdmBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


def in_notebook() -> bool:
    """Whether this is a kernel with a front end, where widgets can be shown."""
    from tqdm.auto import tqdm  # noqa: PLC0415 - looks for a notebook when it is imported

    return any(base.__name__ == "tqdm_notebook" for base in tqdm.__mro__)


def bar(description: str, *, show: bool | None) -> contextlib.AbstractContextManager[Bar | None]:
    """A progress bar, or None where none is wanted.

    With show = None it is wanted in notebooks and in terminals.
    """
    if show is None:
        show = sys.stderr.isatty() or in_notebook()
    return _TqdmBar(description) if show else contextlib.nullcontext()


def run(command: Sequence[str], progress: Bar | None) -> None:
    """Runs the program to its end and moves the bar.

    On KeyboardInterrupt the program is asked to end, as by Ctrl-C in a terminal but by
    SIGTERM, which is not ignored in the background, and waited for: it writes the blocks
    that are whole. A second one ends it at once.

    Raises:
        Error: what the program refused or could not do, in its own words.

    """
    tell = _teller(progress)
    with _stderr(terminal=progress is not None) as (reading, writing):
        environment = {**os.environ, "TERM": "xterm"} if progress else None
        child = subprocess.Popen(
            command if progress else [*command, "--quiet"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=writing,
            env=environment,
            # Ctrl-C in a terminal goes to all processes of a group: in a session of its
            # own the program hears it from here alone, once.
            start_new_session=True,
        )
        os.close(writing)
        text = ""
        try:
            for chunk in _chunks(reading):
                text = (text + chunk)[-_KEPT:]
                tell(text)
            status = child.wait()
        except BaseException:
            _stop(child, reading)
            raise
    if status != 0:
        raise from_output(status, text)


def _teller(progress: Bar | None) -> Callable[[str], None]:
    """A function that moves the bar to the last progress in the text."""

    def tell(text: str) -> None:
        told = _PROGRESS.findall(text[-2000:])
        if progress and told:
            done, total = (int(number.replace(",", "")) for number in told[-1])
            progress.advance(done, total)

    return tell


@contextlib.contextmanager
def _stderr(*, terminal: bool) -> Iterator[tuple[int, int]]:
    """Both ends for the child's standard error; the caller closes the writing one.

    The program tells its progress to terminals ten times a second and elsewhere every
    half minute, so it is given a terminal where a bar is to be moved.
    """
    reading, writing = os.openpty() if terminal else os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)


def _chunks(reading: int) -> Iterator[str]:
    """What comes, as it comes, to the end."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    while True:
        try:
            data = os.read(reading, 65_536)
        except OSError:  # a terminal whose other end is closed
            return
        if not data:
            return
        yield decoder.decode(data)


def _stop(child: subprocess.Popen[bytes], reading: int) -> None:
    """Asks the program to end and waits for it; at a second Ctrl-C, ends it."""
    try:
        child.terminate()
        for _ in _chunks(reading):  # so that it never waits for a reader
            pass
        child.wait()
    except BaseException:
        child.kill()
        child.wait()
        raise
