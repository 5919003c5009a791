"""Tables as the readers have them, and the dictionary."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import assert_type

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import rapport
from rapport._names import nearest

TABLES = ["patients", "sessions", "assessments", "ruptures", "therapists"]


@pytest.mark.parametrize("table", TABLES)
def test_polars(trained: rapport.Run, table: str) -> None:
    by = pl.col("scenario").cast(pl.Enum(trained.scenarios))
    whole = pl.read_parquet(trained.path / table, hive_partitioning=True)
    expected = whole.sort(by, maintain_order=True)
    frame = getattr(trained, table)()
    assert_frame_equal(frame, expected)
    assert frame.height == trained.rows[table]
    assert frame["scenario"].unique(maintain_order=True).to_list() == trained.scenarios
    assert_frame_equal(getattr(trained.lazy, table)().collect(), expected)


@pytest.mark.parametrize("table", TABLES)
def test_pandas(trained: rapport.Run, table: str) -> None:
    whole = pd.read_parquet(trained.path / table)
    whole["scenario"] = whole["scenario"].cat.set_categories(trained.scenarios)
    expected = whole.sort_values("scenario", kind="stable", ignore_index=True)
    frame = getattr(trained.pandas, table)()
    pd.testing.assert_frame_equal(frame, expected)
    assert len(frame) == trained.rows[table]


@pytest.mark.parametrize("name", ["seed=1/scenario=b", "[draft] a*?", "a%20b#c"])
def test_the_name_of_the_folder_changes_nothing(trained: rapport.Run, name: str) -> None:
    shutil.copytree(trained.path, name)
    run = rapport.open(name)
    columns = ["phq9", "scenario"]
    for table in TABLES:
        assert_frame_equal(run.table(table), trained.table(table))
        assert_frame_equal(run.lazy.table(table).collect(), trained.table(table))
        pd.testing.assert_frame_equal(run.pandas.table(table), trained.pandas.table(table))
    assert_frame_equal(run.sessions(columns), trained.sessions(columns))
    assert_frame_equal(run.lazy.sessions(columns).collect(), trained.sessions(columns))
    pd.testing.assert_frame_equal(run.pandas.sessions(columns), trained.pandas.sessions(columns))
    assert run.schema().equals(trained.schema())
    assert_frame_equal(run.by_week(), trained.by_week())
    assert_frame_equal(run.twins(), trained.twins())


def test_kinds_of_frames_are_known_to_the_type_checker(trained: rapport.Run) -> None:
    assert isinstance(assert_type(trained.sessions(), pl.DataFrame), pl.DataFrame)
    assert isinstance(assert_type(trained.lazy.sessions(), pl.LazyFrame), pl.LazyFrame)
    assert isinstance(assert_type(trained.pandas.sessions(), pd.DataFrame), pd.DataFrame)


def test_columns_alone(trained: rapport.Run) -> None:
    wanted = ["phq9", "patient", "scenario"]
    assert trained.sessions(wanted).columns == wanted
    assert trained.lazy.sessions(wanted).collect().columns == wanted
    assert list(trained.pandas.sessions(wanted).columns) == wanted


def test_one_column_alone(trained: rapport.Run) -> None:
    assert trained.sessions("phq9").columns == ["phq9"]


@pytest.mark.parametrize("table", TABLES)
def test_columns_that_are_not_there(trained: rapport.Run, table: str) -> None:
    wrong = ["Scenario", "patiennt", "replication", "replication", "zzzzz", 3]
    for tables in (trained, trained.lazy, trained.pandas):
        with pytest.raises(rapport.InputError) as caught:
            tables.table(table, wrong)  # type: ignore[arg-type] # what a hurried hand writes
        first, *others = caught.value.faults
        assert first == f"the table {table} has no column 'Scenario'; did you mean 'scenario'?"
        if table != "therapists":
            assert "has no column 'patiennt'; did you mean 'patient'?" in others[0]
        assert others[1:] == [
            f"column 'replication' of the table {table}: said twice",
            f"the table {table} has no column 'zzzzz'",
            f"columns of the table {table}: want names, got 3",
        ]
        assert caught.value.hint.startswith("there are scenario, ")


def test_names_that_are_near_and_those_that_are_not() -> None:
    there = ["true_bond", "phq9"]
    assert nearest("bond", there) == "; did you mean 'true_bond'?"
    assert nearest("tired", there) == ""


def test_a_table_that_is_misspelt(trained: rapport.Run) -> None:
    with pytest.raises(rapport.InputError, match="did you mean 'sessions'") as caught:
        trained.table("sesions")
    assert "there are assessments, patients, ruptures" in caught.value.hint
    with pytest.raises(rapport.InputError, match="has no table None"):
        trained.table(None)  # type: ignore[arg-type]


def test_ledger_that_was_not_recorded(trained: rapport.Run) -> None:
    for tables in (trained, trained.lazy, trained.pandas):
        with pytest.raises(rapport.InputError, match="no table 'ledger'") as caught:
            tables.ledger()
        assert "record: {ledger: true}" in caught.value.hint


def test_files_that_are_lost_or_cut_short_are_told(trained: rapport.Run, tmp_path: Path) -> None:
    shutil.copytree(trained.path, tmp_path / "copy")
    run = rapport.open("copy")
    file = Path("copy/sessions/scenario=trained/part-00000.parquet")
    with file.open("r+b") as cut:
        cut.truncate(1000)
    shutil.rmtree("copy/sessions/scenario=as-usual")
    for tables in (run, run.lazy, run.pandas):
        with pytest.raises(rapport.CheckFailed) as caught:
            tables.sessions()
        lost, damaged = caught.value.faults
        assert lost == "copy/sessions/scenario=as-usual/part-00000.parquet: is lost"
        assert damaged.startswith(f"{file}: is damaged: ")
        assert damaged.endswith(" bytes were written, found 1000")
        assert tables.patients() is not None


def flip(file: Path, at: int) -> None:
    """Changes one bit of a file."""
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_a_flipped_bit_makes_no_other_number(trained: rapport.Run, tmp_path: Path) -> None:
    shutil.copytree(trained.path, tmp_path / "copy")
    run = rapport.open("copy")
    want = run.lazy.assessments().collect()
    file = Path("copy/assessments/scenario=trained/part-00000.parquet")
    for at in range(10, file.stat().st_size, file.stat().st_size // 5):
        flip(file, at)
        for read in (run.assessments, run.pandas.assessments, run.by_week, run.summary, run.plot):
            with pytest.raises(rapport.CheckFailed, match="SHA-256") as caught:
                read()
            assert caught.value.faults[0].startswith(f"{file}: is damaged")
        flip(file, at)
    assert run.assessments().equals(want)


def test_what_a_changed_manifest_says_is_not_taken(trained: rapport.Run, tmp_path: Path) -> None:
    shutil.copytree(trained.path, tmp_path / "copy")
    seed = rapport.open("copy").seed
    file = Path("copy/manifest.json")
    flip(file, file.read_bytes().index(b'"seed": ') + len('"seed": '))
    with pytest.raises(rapport.CheckFailed, match="seal") as caught:
        rapport.open("copy")
    assert "resume=True" in caught.value.hint
    run = rapport.run("repair-training", patients=120, replications=1, out="copy", resume=True)
    assert run.seed == seed
    Path("copy/study.yaml").write_text("question: another?\n")
    assert run.study == trained.study


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\x00\xff"])
def test_a_manifest_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(rapport.CheckFailed, match=r"manifest\.json is damaged"):
        rapport.open(tmp_path)


@pytest.mark.parametrize("name", ["..", "nothing", "", "sessions/scenario=trained"])
def test_no_such_table(trained: rapport.Run, name: str) -> None:
    with pytest.raises(rapport.InputError, match="no table"):
        trained.table(name)


def test_recorded_ledger_and_items() -> None:
    study = {
        "question": "What is recorded?",
        "population": {"patients": 6},
        "scenarios": [{"name": "only"}],
        "record": {"ledger": True, "items": True},
    }
    run = rapport.run(study, out="recorded")
    ledger = run.ledger()
    assert ledger.height == run.rows["ledger"] > 0
    assert set(ledger["facet"].unique()) == {"bond", "tasks", "goals", "trust", "severity"}
    assert run.items().height == run.rows["items"] > 0


def test_decisions() -> None:
    arms = [{"arm": "stay"}, {"arm": "twice", "do": {"sessions_per_week": 2}}]
    rule = {"name": "point", "sessions": 2, "randomise": arms}
    study = {
        "question": "What is decided?",
        "population": {"patients": 20},
        "scenarios": [{"name": "usual"}, {"name": "trial", "rules": [rule]}],
    }
    decisions = rapport.run(study, out="decided").decisions()
    assert set(decisions["scenario"].unique()) == {"trial"}
    assert set(decisions["arm"].unique()) == {"stay", "twice"}


def test_design() -> None:
    study = {
        "question": "What is recorded?",
        "population": {"patients": 5},
        "design": {
            "kind": "grid",
            "parameters": {"rupture.base": {"from": -2, "to": 0, "levels": 3}},
        },
    }
    run = rapport.run(study, out="design")
    design = run.design()
    assert design["rupture.base"].to_list() == [-2, -1, 0]
    assert set(design["scenario"]) == set(run.sessions()["scenario"])
    assert_frame_equal(run.lazy.design().collect(), design)
    assert run.pandas.design()["scenario"].tolist() == design["scenario"].to_list()


def test_no_design(trained: rapport.Run) -> None:
    with pytest.raises(rapport.InputError, match="no design"):
        trained.design()


def test_dictionary_explains_every_column(trained: rapport.Run) -> None:
    schema = trained.schema()
    for table in TABLES:
        told = schema.filter(pl.col("table") == table)
        there = set(getattr(trained, table)().columns) - {"scenario"}
        assert set(told["column"]) == there
    assert schema.null_count().select(pl.sum_horizontal(pl.all())).item() == 0
    assert schema["description"].str.len_chars().min() != 0


def test_nulls_are_where_the_dictionary_allows_them(trained: rapport.Run) -> None:
    schema = trained.schema()
    for table in TABLES:
        frame = getattr(trained, table)()
        never = schema.filter((pl.col("table") == table) & ~pl.col("nullable"))["column"]
        assert frame.select(never).null_count().sum_horizontal().item() == 0
    assert trained.sessions()["phq9"].null_count() > 0
