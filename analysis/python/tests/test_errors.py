"""What the program refuses becomes an exception with its words."""

from __future__ import annotations

import json
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from conftest import script

import rapport
from rapport import _binary, _child
from rapport.errors import from_output, in_python


def test_misspelt_keys_are_told_with_the_nearest_names() -> None:
    study = {
        "question": "Is it told?",
        "population": {"patientss": 5, "severity_mean": 99},
        "scenarios": [{"name": "a", "set": {"rupture.bas": 1}}],
    }
    with pytest.raises(rapport.InputError) as caught:
        rapport.run(study, out="never")
    error = caught.value
    assert error.status == 2
    assert len(error.faults) == 3
    assert 'did you mean "patients"?' in error.faults[0]
    assert "want 4 to 23 (points)" in error.faults[1]
    assert 'did you mean "rupture.base"?' in error.faults[2]
    assert [fault.split(" ")[0].rstrip(":") for fault in error.faults] == [
        "population.patientss",
        "population.severity_mean",
        "scenarios[0].set.rupture.bas",
    ]
    assert not Path("never").exists()


def test_misspelt_parameter_in_set() -> None:
    with pytest.raises(rapport.InputError, match=r'did you mean "dropout\.alliance"'):
        rapport.run("waitlist", set={"dropout.aliance": 1})


def test_unknown_study() -> None:
    with pytest.raises(rapport.InputError, match="waitlst") as caught:
        rapport.run("waitlst")
    assert caught.value.hint
    assert caught.value.hint in str(caught.value)


def test_existing_folder_is_kept(trained: rapport.Run) -> None:
    before = (trained.path / "manifest.json").read_bytes()
    with pytest.raises(rapport.InputError, match="holds a run already") as caught:
        rapport.run("waitlist", out=trained.path)
    assert "force=True" in caught.value.hint
    assert "--" not in str(caught.value)
    assert (trained.path / "manifest.json").read_bytes() == before


def test_folder_that_cannot_be_written() -> None:
    Path("file").write_text("")
    with pytest.raises(rapport.Error) as caught:
        rapport.run("waitlist", patients=5, out="file/run")
    assert caught.value.status in {2, 3}
    assert "file" in caught.value.message


def test_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(_binary, "_of_the_wheel", lambda: None)
    with pytest.raises(rapport.BinaryNotFound, match="nor on the PATH") as caught:
        rapport.run("waitlist")
    assert "go install" in caught.value.hint
    assert caught.value.status is None


def test_program_of_a_folder_of_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pip install --target` puts scripts beside the packages, and notes another place."""
    folder = tmp_path / "lib" / "packages"
    noted = folder / "rapport_sim-9.dist-info"
    noted.mkdir(parents=True)
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: rapport-sim\nVersion: 9\n")
    (noted / "RECORD").write_text("../../bin/rapport,,\n")
    for place in (tmp_path / "bin", folder / "bin"):  # the first is of somebody else
        place.mkdir()
        script(str(place / "rapport"), "echo rapport 9")
    of_folder = PathDistribution(noted)
    monkeypatch.setattr(_binary, "distribution", lambda _: of_folder)
    assert _binary._of_the_wheel() == str((folder / "bin" / "rapport").resolve())
    (folder / "bin" / "rapport").unlink()
    assert _binary._of_the_wheel() == str((tmp_path / "bin" / "rapport").resolve())


def test_no_program_where_it_was_said_to_be() -> None:
    Path("data").write_text("not a program")
    for path in ("data", "nothing"):
        with pytest.raises(rapport.BinaryNotFound, match=path):
            rapport.studies(binary=path)


def test_run_of_another_version(trained: rapport.Run, tmp_path: Path) -> None:
    text = (trained.path / "manifest.json").read_text()
    now = json.loads(text)["schema_version"]
    text = text.replace(f'"schema_version": {now}', '"schema_version": 1')
    (tmp_path / "manifest.json").write_text(text.replace('"seal"', '"before_seals"'))
    with pytest.raises(rapport.InputError, match="rows are of schema 1, this package") as caught:
        rapport.Run(tmp_path)
    assert "makes the run again" in str(caught.value)


def test_program_of_another_version(program: str) -> None:
    (path,) = script(program, "echo rapport 0.0.9")
    with pytest.raises(rapport.BinaryNotFound, match=r"is rapport 0\.0\.9, and this package is"):
        rapport.studies(binary=path)
    for other in ("echo another program", "echo rapport"):
        (path,) = script(f"{program}-{len(other)}", other)
        with pytest.raises(rapport.BinaryNotFound, match="is not the program rapport"):
            rapport.studies(binary=path)


def test_a_file_that_is_no_program(program: str) -> None:
    Path(program).write_bytes(b"\x7fELF of another processor")
    Path(program).chmod(0o755)
    with pytest.raises(rapport.BinaryNotFound, match="cannot be run: Exec format error"):
        rapport.studies(binary=program)


def test_an_empty_path_is_not_the_working_folder() -> None:
    with pytest.raises(rapport.InputError, match="want a path, got an empty text"):
        rapport.run("waitlist", patients=5, out="")
    assert not list(Path().iterdir())


def test_flags_are_told_as_arguments() -> None:
    assert in_python("choose another folder with --out, or replace the run with --force") == (
        "choose another folder with out=, or replace the run with force=True"
    )
    assert in_python("--trial-n: want 2 or more") == "trial_n=: want 2 or more"
    assert in_python("divide it with --shard i/n") == "divide it with --shard i/n"
    assert in_python("rapport power --help lists the flags") == (
        'rapport.call("power", "--help") lists the flags'
    )
    assert in_python("rapport --help lists what there is") == (
        'rapport.call("--help") lists what there is'
    )
    assert in_python("a --- b -- c") == "a --- b -- c"
    assert in_python("--lucks 5 tells more") == "lucks=5 tells more"
    assert in_python("if it is, say --missing=-99") == "if it is, say missing=-99"
    assert in_python('perhaps --column alliance=wai, or --column symptoms="PHQ 9"') == (
        'perhaps column={"alliance": "wai"}, or column={"symptoms": "PHQ 9"}'
    )
    assert in_python("--column = x: want name=COLUMN") == "column=x: want name=COLUMN"
    assert in_python("find more with rapport calibrate --plausible, or --sets") == (
        'find more with rapport.call("calibrate", "--plausible"), or sets='
    )
    assert in_python("an unfinished one is continued with rapport run --resume") == (
        "an unfinished one is continued with rapport.run(…, resume=True)"
    )
    assert in_python("rapport run RUN/study.yaml makes the run again") == (
        'rapport.run("RUN/study.yaml", …) makes the run again'
    )
    assert in_python("rapport verify says it; the same command with --resume mends it") == (
        "run.verify() says it; the same call with resume=True mends it"
    )
    assert in_python("rapport studies lists those") == "rapport.studies() lists those"


def test_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(rapport.InputError, match=r"no manifest\.json"):
        rapport.open(tmp_path)
    with pytest.raises(rapport.InputError, match=r"^nowhere is not there: a run is a folder"):
        rapport.open("nowhere")
    Path("study.yaml").write_text("question: is this a run?\n")
    with pytest.raises(rapport.InputError, match=r"^study\.yaml is no folder"):
        rapport.open("study.yaml")


def test_wrong_variable_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_SEEED", "1")
    with pytest.raises(rapport.InputError, match="RAPPORT_SEEED"):
        rapport.run("waitlist", out="run")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (1, rapport.CheckFailed),
        (2, rapport.InputError),
        (3, rapport.RunFailed),
        (130, rapport.Interrupted),
        (143, rapport.Interrupted),
        (-15, rapport.Interrupted),
    ],
)
def test_kinds_by_exit_status(status: int, kind: type[rapport.Error]) -> None:
    error = from_output(status, "rapport: error: first\nrapport: error: second\nrapport: hint: h\n")
    assert type(error) is kind
    assert (error.faults, error.hint) == (("first", "second"), "h")
    assert error.status == (143 if status < 0 else status)


def test_words_behind_a_progress_line() -> None:
    error = from_output(3, "\r━━·· 43 %, 1 of 2 courses\x1b[K\r\x1b[Krapport: error: disk full\r\n")
    assert error.faults == ("disk full",)


def test_program_that_says_nothing() -> None:
    assert from_output(7, "").faults == ("exit status 7",)
    assert from_output(-9, "").faults == ("the program was ended by signal 9",)
    assert from_output(2, "panic: x\n").faults == ("panic: x",)


def test_much_on_standard_error_keeps_its_end(program: str) -> None:
    line = script(program, "head -c 300000 /dev/zero | tr '\\0' x >&2; echo >&2\n"
                  "echo 'rapport: error: the end' >&2; exit 3")  # fmt: skip
    with pytest.raises(rapport.RunFailed, match=r"^the end$"):
        _child.run(line, None)
