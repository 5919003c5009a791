"""What can go wrong, as exceptions that carry the program's own words."""

from __future__ import annotations

import re

_LINE = re.compile(r"^rapport: (error|hint): (.*)$")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

# Flags of the program, as this package's functions have them.
_SWITCHES = {"resume", "force", "identify", "claims", "known"}
_FLAG = re.compile(r"--([a-z]+(?:-[a-z]+)*)(?![\w-])( = (?=\S)|=| (?=\d))?")

# Verbs of the program, as this package has them.
_VERBS = {
    "params": "rapport.params()",
    "studies": "rapport.studies()",
    "schema": "run.schema()",
    "verify": "run.verify()",
    "compare": "run.compare()",
    "replay": "run.replay()",
}
_VERB = re.compile(rf"\brapport ({'|'.join(_VERBS)})\b(?! -)")
_RESUME = re.compile(r"\brapport run --resume\b")
_AGAIN = re.compile(r"\brapport run (\S+\.yaml)")
_NAMED = re.compile(r'--(column|set) ([A-Za-z_.]+)="?((?<=")[^"]*|[^ ,;:()"]+)"?')
_CALL = re.compile(r"\brapport ((?:[a-z]+ )?--[a-z-]+)")


class Error(Exception):
    """Something that rapport refused or could not do.

    Attributes:
        faults: every message, each one line, without "rapport: error:".
        hint: what to do about it; empty where there is nothing to say.
        status: the exit status of the program; None where it was not called.
        output: what the program printed before it ended.

    """

    def __init__(
        self, *faults: str, hint: str = "", status: int | None = None, output: str = ""
    ) -> None:
        self.faults = faults
        self.hint = hint
        self.status = status
        self.output = output
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """All faults, one to a line."""
        return "\n".join(self.faults)

    def __str__(self) -> str:
        return self.message + (f"\nhint: {self.hint}" if self.hint else "")


class BinaryNotFound(Error):  # noqa: N818 - reads as what happened
    """The program `rapport` is not where it was looked for."""


class CheckFailed(Error):  # noqa: N818 - reads as what happened
    """A check failed: a run is damaged, a finding missed, a replay differs (exit status 1)."""


class InputError(Error):
    """A study, a parameter, a folder or an argument is wrong; nothing was written (status 2)."""


class RunFailed(Error):  # noqa: N818 - reads as what happened
    """The run could not be finished, written or read; what is complete is kept (exit status 3)."""


class Interrupted(Error):  # noqa: N818 - reads as what happened
    """The program was stopped by a signal; `resume=True` goes on (exit status 129, 130 or 143)."""


_BY_STATUS: dict[int, type[Error]] = {
    1: CheckFailed,
    2: InputError,
    3: RunFailed,
    129: Interrupted,
    130: Interrupted,
    143: Interrupted,
}


def in_python(words: str) -> str:
    """What the program says, with its flags as arguments: "with --out" becomes "with out=".

    --shard, of which this package has nothing, stays as it is; a verb with a flag is a call.
    """

    def argument(flag: re.Match[str]) -> str:
        if flag[1] == "shard":
            return flag[0]
        name = flag[1].replace("-", "_")
        return f"{name}=True" if flag[1] in _SWITCHES else f"{name}="

    words = words.replace("the same command with --", "the same call with --")
    words = _VERB.sub(lambda verb: _VERBS[verb[1]], words)
    words = _RESUME.sub("rapport.run(…, resume=True)", words)
    words = _AGAIN.sub(r'rapport.run("\1", …)', words)
    words = _NAMED.sub(r'\1={"\2": "\3"}', words)
    parts = _CALL.split(words)  # words, call, words, …; flags of calls stay as they are
    told = _FLAG.sub(argument, parts[0])
    for called, rest in zip(parts[1::2], parts[2::2], strict=True):
        quoted = ", ".join(f'"{word}"' for word in called.split())
        told += f"rapport.call({quoted})" + _FLAG.sub(argument, rest)
    return told


def from_output(status: int, text: str, output: str = "") -> Error:
    """The exception for what the program wrote to standard error (and output) before it ended.

    A negative status is a signal that ended the program, as the subprocess module
    reports it.
    """
    faults: list[str] = []
    hint = ""
    lines = re.split(r"[\r\n]+", _ESCAPES.sub("\n", text))
    for match in filter(None, map(_LINE.match, lines)):
        if match[1] == "error":
            faults.append(in_python(match[2]))
        else:
            hint = in_python(match[2])
    if status < 0:
        status = 128 - status
        faults = faults or [f"the program was ended by signal {status - 128}"]
    if not faults:
        faults = [line for line in lines if line.strip()][-20:] or [f"exit status {status}"]
    return _BY_STATUS.get(status, Error)(*faults, hint=hint, status=status, output=output)
