"""Progress, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from conftest import digests, script

import rapport
from rapport import _child

MANY = 150_000  # courses: enough to be told of while they last


class Recorder:
    """A bar that remembers."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int, str]] = []

    def advance(self, done: int, total: int, what: str) -> None:
        self.seen.append((done, total, what))


class Impatient(Recorder):
    """Presses Ctrl-C as soon as something is done."""

    def advance(self, done: int, total: int, what: str) -> None:
        super().advance(done, total, what)
        raise KeyboardInterrupt


def test_progress_of_the_program_moves_the_bar(binary: str) -> None:
    bar = Recorder()
    _child.run([binary, "run", "waitlist", "--patients", str(MANY), "--out", "many"], bar)
    assert bar.seen
    assert bar.seen == sorted(bar.seen)
    assert {told[1:] for told in bar.seen} == {(MANY, "courses")}
    assert all(0 <= done <= MANY for done, *_ in bar.seen)
    assert rapport.open("many").rows["patients"] == MANY


def test_progress_in_pieces(program: str) -> None:
    bar = Recorder()
    text = "printf 'rapport: 5 %%, 1,000 of 20,'; printf '000 courses, 9 s left\\n' "
    _child.run(script(program, f"({text}) >&2"), bar)
    assert bar.seen == [(1_000, 20_000, "courses")]


def test_words_that_are_no_progress(program: str) -> None:
    bar = Recorder()
    _child.run(
        script(program, "echo 'rapport: simulating 3 of my friends' >&2; echo 1 of 2 x >&2"), bar
    )
    assert bar.seen == []


def test_what_is_printed_is_returned(program: str) -> None:
    assert _child.run(script(program, "echo told >&2; echo Größe"), None) == "Größe\n"


@pytest.mark.parametrize("bar", [None, Recorder()])
def test_the_program_tells_in_lines(program: str, bar: Recorder | None) -> None:
    _child.run(script(program, 'echo "$@" > said; test ! -t 2'), bar)
    assert Path("said").read_text() == "--progress lines\n"


KILLED = f"""
import os, signal, sys
import rapport
from rapport import _child
_child._teller = lambda bar: lambda line: os.kill(os.getpid(), signal.SIGKILL)
rapport.run("routine-care", patients={3 * MANY}, out="killed", workers=1, progress=False)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no broken pipes that end who writes"
)
def test_where_python_is_killed_the_program_ends(binary: str) -> None:
    """As when a kernel is restarted: nothing goes on unseen, in a folder that it locks."""
    import fcntl  # noqa: PLC0415 - not on Windows

    env = os.environ | {"PATH": f"{Path(binary).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-c", KILLED], check=False, env=env)
    assert done.returncode == -signal.SIGKILL
    folder = os.open("killed", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # waits for the program's end
    os.close(folder)
    assert not Path("killed/manifest.json").exists()
    run = rapport.run("routine-care", patients=3 * MANY, out="killed", resume=True)
    assert run.rows["patients"] == 3 * MANY


def test_bar_of_tqdm(capsys: pytest.CaptureFixture[str]) -> None:
    with _child.bar("a study", show=True) as bar:
        assert bar is not None
        bar.advance(300, 1000, "courses")
        bar.advance(1000, 1000, "courses")
    shown = capsys.readouterr().err
    assert "a study" in shown
    assert "1.00k" in shown


def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with _child.bar("a study", show=None) as bar:
        assert bar is None
    assert capsys.readouterr().err == ""


def test_a_notebook_without_widgets_is_not_warned() -> None:
    code = """import sys, types
kernel = types.SimpleNamespace(config={"IPKernelApp": {}})
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: kernel)
sys.modules["ipykernel.zmqshell"] = types.ModuleType("zmqshell")
sys.modules["ipywidgets"] = None
from rapport import _child
assert not _child.in_notebook()"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_ends_the_program_cleanly_and_the_run_goes_on(binary: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        _child.run(
            [binary, "run", "waitlist", "--patients", str(MANY), "--out", "stopped"], Impatient()
        )
    with pytest.raises(rapport.InputError, match=r"no manifest\.json"):
        rapport.open("stopped")
    resumed = rapport.run("waitlist", patients=MANY, out="stopped", resume=True)
    undisturbed = rapport.run("waitlist", patients=MANY, out="undisturbed")
    assert digests(resumed.path) == digests(undisturbed.path)


@pytest.fixture
def _sigint() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, even where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_sigint")
def test_second_ctrl_c_ends_it_at_once(program: str) -> None:
    # The program is told to end, and makes the second Ctrl-C come instead.
    text = """trap 'kill -INT $PPID' TERM
echo 'rapport: 5 %, 1 of 20 courses' >&2
while :; do read -r line < fifo; done"""
    line = script(program, f"mkfifo fifo; echo $$ > pid; exec 3<>fifo\n{text}")
    with pytest.raises(KeyboardInterrupt):
        _child.run(line, Impatient())
    assert not Path("/proc", Path("pid").read_text().strip()).exists()


def test_ctrl_c_is_heard_while_the_program_says_nothing(program: str) -> None:
    """A script of its own is interrupted, with the handler that importing Polars leaves it."""
    script(program, "sleep 1; echo $$ > pid; exec sleep 60")  # by then it is waited for
    code = f"""import signal; signal.signal(signal.SIGINT, signal.default_int_handler)
from rapport import _child; _child.run([{program!r}], None)"""
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) as child:
        while not (pid := Path("pid").read_text() if Path("pid").exists() else ""):
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=20)
    assert said.splitlines()[-1].startswith(b"KeyboardInterrupt")
    assert not Path("/proc", pid.strip()).exists()


def test_program_ended_from_outside(program: str) -> None:
    with pytest.raises(rapport.Interrupted) as caught:
        _child.run(script(program, "kill -TERM $$"), None)
    assert caught.value.status == 143


class Console:
    """A child on Windows, with a console or without; it says what became of it."""

    def __init__(self, *, console: bool) -> None:
        self.console = console
        self.told: list[object] = []

    def send_signal(self, number: int) -> None:
        if not self.console:
            raise OSError(6, "The handle is invalid")
        self.told.append(number)

    def kill(self) -> None:
        self.told.append("killed")

    def wait(self) -> int:
        return 0


@pytest.mark.parametrize(("console", "told"), [(True, [1]), (False, ["killed"])])
def test_ctrl_c_on_windows(
    monkeypatch: pytest.MonkeyPatch, *, console: bool, told: list[object]
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(signal, "CTRL_BREAK_EVENT", 1, raising=False)
    child = Console(console=console)
    _child._stop(cast("subprocess.Popen[bytes]", child))
    assert child.told == told
