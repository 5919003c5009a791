"""Running studies: the same bytes as in a shell, and dicts as studies."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polars as pl
import pytest
from conftest import digests

import rapport
from rapport._study import name_of, plain, to_yaml

STUDY = {
    "question": "Does warmth help?",
    "population": {"patients": 60, "severity_mean": 17},
    "scenarios": [
        {"name": "usual"},
        {"name": "warm", "set": {"population.therapist_warmth_mean": 1}},
    ],
}


def shell(binary: str, *arguments: str) -> None:
    subprocess.run([binary, *arguments], check=True, capture_output=True)


def test_writes_what_the_program_writes_in_a_shell(binary: str) -> None:
    shell(binary, "run", "waitlist", "--patients", "150", "--seed", "7", "--set", "care.sessions=9",
          "--out", "shell", "--workers", "1")  # fmt: skip
    run = rapport.run(
        "waitlist", patients=150, seed=7, set={"care.sessions": 9}, out="python", workers=2
    )
    assert digests(run.path) == digests(Path("shell"))
    assert run.manifest["files"] == rapport.open("shell").manifest["files"]


def test_default_folder_is_that_of_the_shell(binary: str) -> None:
    shell(binary, "run", "waitlist", "--patients", "20", "--seed", "3")
    with pytest.raises(rapport.InputError, match="holds a run already"):
        rapport.run("waitlist", patients=21, seed=3)
    assert rapport.run("waitlist", patients=20, seed=3, resume=True).path == Path(
        "runs/waitlist-seed3"
    )


def test_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    run = rapport.run("waitlist", patients=20, out="~/runs/first")
    assert run.path == home / "runs" / "first"
    assert rapport.open("~/runs/first").rows == run.rows
    assert run.report("~/page.html") == home / "page.html"
    assert (run.export("~/export") / "long.csv").is_file()
    assert "patient" in rapport.table("~/export/long.csv")
    (home / "mine.yaml").write_text("question: q\nscenarios: [{name: a}]\n")
    assert rapport.run("~/mine.yaml", patients=5).scenarios == ["a"]
    assert not list(tmp_path.glob("~*"))


def test_a_run_is_found_from_another_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = rapport.run("waitlist", patients=20, out="runs/first")
    seen = run.lazy.sessions().collect()
    assert run.path == Path("runs/first")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert run.path == tmp_path / "runs" / "first"
    assert run.sessions().equals(seen)
    assert run.pandas.sessions().shape == seen.shape
    assert run.study["title"]
    assert run.summary().height == 1
    assert "Patient 1 " in run.replay(1)
    monkeypatch.chdir(tmp_path)
    assert run.path == Path("runs/first")


def test_a_run_is_given_as_its_folder() -> None:
    run = rapport.run("routine-care", patients=200, out="first")
    assert rapport.open(run).rows == run.rows
    assert rapport.validate(run).findings.height > 0
    assert rapport.call("verify", run)


def test_a_cell_can_be_run_twice() -> None:
    first = rapport.run("waitlist", patients=20)
    before = {file: file.stat().st_mtime_ns for file in first.path.rglob("*") if file.is_file()}
    assert rapport.run("waitlist", patients=20).path == first.path
    assert {file: file.stat().st_mtime_ns for file in before} == before
    next(first.path.glob("patients/*/*.parquet")).write_bytes(b"changed")
    with pytest.raises(rapport.InputError, match="not as it was written") as caught:
        rapport.run("waitlist", patients=20)
    assert "resume=True" in caught.value.hint
    assert rapport.run("waitlist", patients=20, resume=True).patients().height == 20


def test_default_folder_of_a_file(binary: str) -> None:
    Path("My study.2.yaml").write_text(to_yaml(STUDY))
    shell(binary, "run", "My study.2.yaml")
    made = rapport.run("My study.2.yaml")
    assert [folder.name for folder in Path("runs").iterdir()] == [made.path.name]


@pytest.mark.parametrize("name", ["---.yaml", ".yaml", "A_b-9.yml"])
def test_names_of_files_are_those_of_the_program(binary: str, name: str) -> None:
    Path(name).write_text(to_yaml(STUDY))
    shell(binary, "run", f"./{name}")
    assert Path("runs", f"{name_of(name)}-seed1").is_dir()


def test_paths_that_begin_as_flags_are_paths(tmp_path: Path) -> None:
    Path("-study.yaml").write_text(to_yaml(STUDY))
    run = rapport.run("-study.yaml", out="-x")
    run.verify()
    assert run.compare().height > 0
    assert "session 1" in run.replay(0)
    assert run.report("-page.html").is_file()
    assert (run.export("-export") / "long.csv").is_file()
    assert "sessions" in rapport.table(tmp_path / "-export" / "long.csv")
    with pytest.raises(rapport.InputError, match="there is no study"):
        rapport.run("--help")


def test_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_OUT", "said")
    assert rapport.run("waitlist", patients=20).path == Path("said")


def test_dict_is_a_study() -> None:
    run = rapport.run(STUDY, out="dict")
    assert run.scenarios == ["usual", "warm"]
    assert run.study["population"]["patients"] == 60
    again = rapport.run(run.study, out="again")
    assert digests(again.path) == digests(run.path)


def test_dict_holds_the_same_object_twice() -> None:
    warm = {"population.therapist_warmth_mean": 1}
    scenarios = [{"name": "one", "set": warm}, {"name": "two", "set": warm}]
    run = rapport.run({**STUDY, "scenarios": scenarios}, out="twice")
    one, two = (run.patients().filter(pl.col("scenario") == name) for name in ("one", "two"))
    assert one.drop("scenario").equals(two.drop("scenario"))


def test_files_that_a_dict_names_are_found(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mood.yaml").write_text(
        "name: mood\ntitle: A mood\nconstruct: severity\nhigh: ill\nrange: [0, 10]\n"
        "mean: 5\nsd: 2\ncorrelation: 0.5\n"
    )
    (tmp_path / "points.csv").write_text("dropout.base\n-4\n-3\n")
    study = {
        **STUDY,
        "instruments": ["ors", "mine/mood.yaml"],
        "design": {"kind": "table", "file": tmp_path / "points.csv"},
    }
    run = rapport.run(study, out="named")
    assert set(run.scores()["instrument"].unique()) == {"ors", "mood"}
    assert run.design()["dropout.base"].unique().sort().to_list() == [-4, -3]
    assert study["instruments"] == ["ors", "mine/mood.yaml"]
    with Path("mine/mood.yaml").open("a") as file:
        file.write("hgih: ill\n")
    with pytest.raises(rapport.InputError, match=r"^mine/mood\.yaml:9:1: hgih: unknown key"):
        rapport.run(study, out="no")
    with pytest.raises(rapport.InputError, match=r"nothing\.yaml.* cannot be read"):
        rapport.run({**STUDY, "instruments": ["nothing.yaml"]}, out="no")


def test_numbers_of_numpy_are_numbers() -> None:
    np = pytest.importorskip("numpy")
    grid = {"a": np.float64(0.1), "b": np.int64(3), "c": np.array([1, 2]), "d": np.bool_(1)}
    assert plain(grid) == {"a": 0.1, "b": 3, "c": [1, 2], "d": True}
    assert [type(value) for value in plain(grid).values()] == [float, int, list, bool]
    assert plain({"e": pl.Series([1, None])}) == {"e": [1, None]}
    run = rapport.run("waitlist", patients=20, set={"care.sessions": np.int64(5)}, out="numpy")
    assert run.study["set"]["care.sessions"] == 5


def test_values_reach_the_model_as_they_are() -> None:
    run = rapport.run("routine-care", patients=5, set={"dropout.alliance": 1e-5}, out="small")
    assert run.study["set"]["dropout.alliance"] == 1e-5


def test_what_a_study_cannot_hold_is_named() -> None:
    with pytest.raises(rapport.InputError, match=r"study\.population\.patients: .* complex"):
        rapport.run({"population": {"patients": 1j}})


def test_seed_of_64_bits() -> None:
    run = rapport.run("waitlist", patients=5, seed=2**64 - 1, out="large")
    assert run.seed == 2**64 - 1


def test_bucket_is_refused() -> None:
    with pytest.raises(rapport.InputError, match="bucket"):
        rapport.run("waitlist", out="s3://bucket/run")


def test_scenarios_on_and_off_stay_words() -> None:
    run = rapport.run(
        {
            "question": "no",
            "population": {"patients": 5},
            "scenarios": [{"name": "off"}, {"name": "on"}],
        },
        out="words",
    )
    assert [s["name"] for s in run.study["scenarios"]] == ["off", "on"]
    assert run.study["question"] == "no"
    again = rapport.run(run.study, seed=2, out="words-again")
    assert [s["name"] for s in again.study["scenarios"]] == ["off", "on"]
