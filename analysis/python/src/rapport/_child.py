"""The program as a child process: its progress as a bar, and a clean end on Ctrl-C."""

from __future__ import annotations

import contextlib
import io
import re
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol

from rapport.errors import from_output

if TYPE_CHECKING:
    from types import TracebackType

# Such as "43 %, 860,000 of 2,000,000 courses, 12 s left".
_PROGRESS = re.compile(r"([\d,]+) of ([\d,]+) ([a-z]+)")
# The program tells its progress in any case, bar or not: where this process is killed, as when
# a kernel is restarted, nobody reads the next line, and the program ends, too. On Windows,
# where Ctrl-C is not heard while a line is waited for, one comes soon.
_TELLING = ("--progress", "lines")
_KEPT = 64_000  # characters of standard error that are kept for the error message


class Bar(Protocol):
    """A progress bar."""

    def advance(self, done: int, total: int, what: str) -> None:
        """Shows that so many of them are done: courses, trials, evaluations, rows."""


class _TqdmBar:
    """A bar of tqdm: in a notebook a widget, in a terminal a line."""

    def __init__(self, description: str) -> None:
        self._bar = _tqdm()(desc=description, unit="", unit_scale=True, leave=False, delay=0.1)

    def advance(self, done: int, total: int, what: str) -> None:
        self._bar.total, self._bar.n, self._bar.unit = total, done, f" {what}"
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


def _tqdm() -> Any:  # noqa: ANN401 - one of two classes
    """The class of bars that fits, without tqdm's warning where ipywidgets is not installed."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")
        from tqdm.auto import tqdm  # noqa: PLC0415 - looks for a notebook when it is imported
    return tqdm


def in_notebook() -> bool:
    """Whether this is a kernel with a front end, where widgets can be shown."""
    return any(base.__name__ == "tqdm_notebook" for base in _tqdm().__mro__)


def bar(description: str, *, show: bool | None) -> contextlib.AbstractContextManager[Bar | None]:
    """A progress bar, or None where none is wanted.

    With show = None it is wanted in notebooks and in terminals.
    """
    if show is None:
        show = sys.stderr.isatty() or in_notebook()
    return _TqdmBar(description) if show else contextlib.nullcontext()


def run(command: Sequence[str], progress: Bar | None) -> str:
    """Runs the program to its end, moves the bar, and returns what the program printed.

    On KeyboardInterrupt the program is asked to end, as by Ctrl-C in a terminal, and
    waited for: it writes what is whole. A second one ends it at once.

    Raises:
        Error: what the program refused or could not do, in its own words.

    """
    tell = _teller(progress)
    _hear()
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen(
            [*command, *_TELLING],
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.PIPE,
            **_alone(),
        )
        text = ""
        try:
            with io.TextIOWrapper(_pipe(child), encoding="utf-8", errors="replace") as said:
                for line in said:
                    text = (text + line)[-_KEPT:]
                    tell(line)
            status = child.wait()
        except BaseException:
            _stop(child)
            raise
        printed.seek(0)
        output = printed.read().decode()
    if status != 0:
        raise from_output(status, text, output)
    return output


def _teller(progress: Bar | None) -> Callable[[str], None]:
    """A function that moves the bar to the progress in a line."""

    def tell(line: str) -> None:
        told = _PROGRESS.search(line)
        if progress and told and line.startswith("rapport: "):
            done, total = (int(number.replace(",", "")) for number in told.groups()[:2])
            progress.advance(done, total, told[3])

    return tell


def _pipe(child: subprocess.Popen[bytes]) -> IO[bytes]:
    """The reading end of the child's standard error, whose closing is the caller's."""
    if child.stderr is None:  # it was asked for
        raise AssertionError
    return child.stderr


def _alone() -> dict[str, Any]:
    """How the child is started so that Ctrl-C reaches it from here alone, once.

    Ctrl-C in a terminal goes to all processes of a group.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _hear() -> None:
    """Makes Ctrl-C end what Python waits for, as without Polars.

    Importing Polars puts a handler in place after which system calls go on: a Ctrl-C would
    be heard when the program is done.
    """
    if sys.platform != "win32":
        signal.siginterrupt(signal.SIGINT, True)  # noqa: FBT003 - as the function has it


def _ask_to_end(child: subprocess.Popen[bytes]) -> None:
    """Asks as Ctrl-C would, by SIGTERM, which is not ignored in the background.

    On Windows by Ctrl-Break, which a console passes on. Where there is none (a server, a
    windowed program), the child is ended at once: what it wrote can be resumed all the same.
    """
    if sys.platform != "win32":
        child.terminate()
        return
    try:
        child.send_signal(signal.CTRL_BREAK_EVENT)
    except OSError:
        child.kill()


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Asks the program to end and waits for it; at a second Ctrl-C, ends it."""
    try:
        _ask_to_end(child)
        child.wait()
    except BaseException:
        child.kill()
        child.wait()
        raise
