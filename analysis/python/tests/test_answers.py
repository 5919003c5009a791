"""What the program says of a run, and what it lists."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import rapport


def test_compare_is_what_the_program_says(trained: rapport.Run, binary: str) -> None:
    line = [binary, "compare", str(trained.path), "--json", "--trial-n", "50"]
    said = json.loads(subprocess.run(line, check=True, capture_output=True).stdout)
    frame = trained.compare(trial_n=50)
    pairs = [(c, e) for c in said["comparisons"] for e in c["outcomes"]]
    assert frame.height == len(pairs)
    for row, (comparison, effect) in zip(frame.iter_rows(named=True), pairs, strict=True):
        assert row["baseline"] == said["baseline"] == trained.scenarios[0]
        assert row["scenario"] == comparison["scenario"]
        assert row["outcome"] == effect["outcome"]["name"]
        for end, name in (
            ("value", "difference"),
            ("se", "difference_se"),
            ("low", "difference_low"),
        ):
            assert row[name] == effect["difference"][end]
        assert row["difference_rough"] == effect["difference"].get("rough", False)
        assert row["standardised_se"] == effect["standardised"]["se"]
        assert row["standardised_high"] == effect["standardised"]["high"]
        assert row["nnt"] == (effect["nnt"]["words"] if "nnt" in effect else None)
        assert (row["trial_n"], row["trial_power"]) == (50, effect["trial"]["power"])
        assert row["warnings"] == comparison["warnings"]


def test_compare_some(trained: rapport.Run) -> None:
    frame = trained.compare(baseline="trained", scenarios=["as-usual"])
    assert frame["baseline"].unique().to_list() == ["trained"]
    assert frame["scenario"].unique().to_list() == ["as-usual"]
    with pytest.raises(rapport.InputError, match="trainedd"):
        trained.compare(baseline="trainedd")


def test_a_single_name_is_one_name_and_columns_are_lists(trained: rapport.Run) -> None:
    for one in (
        "trained",
        ["trained"],
        ("trained",),
        pd.Series(["trained"]),
        pl.Series(["trained"]),
    ):
        frame = trained.compare(scenarios=one)  # type: ignore[arg-type] # as frames give them
        assert frame["scenario"].unique().to_list() == ["trained"]
    assert trained.twins(scenarios="trained").height == 120
    for weeks in (16, [16], np.array([16]), pl.Series([16]), range(16, 17)):
        frame = trained.compare(weeks=weeks)  # type: ignore[arg-type] # as frames give them
        assert 16 in frame["until"].to_list()
    by = trained.subgroups(["disclosure", "openness"])  # type: ignore[arg-type]
    assert by["trait"].unique(maintain_order=True).to_list() == ["disclosure", "openness"]
    folder = trained.export("for-spss", programs="spss", scenarios="trained")
    assert (folder / "long.sps").is_file()
    assert trained.replay(1, sessions=[1, 2]) == trained.replay(1, sessions="1,2")
    assert trained.replay(1, sessions=1) == trained.replay(1, sessions="1")
    told = rapport.call("replay", trained, "--patient", 1, "--sessions", 1, "--ledger=true")
    assert told == trained.replay(1, sessions=1)
    sizes = np.array([40, 60])
    found = rapport.power(
        "routine-care", compare="routine-care", detect="within", sizes=sizes, trials=20
    )
    assert found.trials["size"].unique().sort().to_list() == [40, 60]


def test_what_is_no_flag_or_no_mapping_is_named() -> None:
    with pytest.raises(
        rapport.InputError, match="sizes: want text, a number or a list, not object"
    ):
        rapport.power("routine-care", sizes=object())
    for ask in (
        lambda: rapport.table(pd.DataFrame({"a": [1]})),  # type: ignore[arg-type]
        lambda: rapport.calibrate(data=pl.DataFrame({"a": [1]})),  # type: ignore[arg-type]
        lambda: rapport.validate(tables=pd.DataFrame({"a": [1]})),  # type: ignore[arg-type]
    ):
        with pytest.raises(rapport.InputError, match="want the path of a file, not DataFrame"):
            ask()
    with pytest.raises(
        rapport.InputError, match="study: want a name, a file or a dict, not NoneType"
    ):
        rapport.run(None)  # type: ignore[arg-type]
    with pytest.raises(rapport.InputError, match="trials=true: want a whole number"):
        rapport.power("routine-care", trials=True, sizes=[40])
    with pytest.raises(rapport.InputError, match="set: want a dict of parameter → value, not list"):
        rapport.run("waitlist", set=["dropout.base"])  # type: ignore[arg-type]


def test_an_export_is_replaced_as_its_refusal_says(trained: rapport.Run) -> None:
    trained.export("twice")
    with pytest.raises(rapport.InputError) as caught:
        trained.export("twice")
    assert "force=True" in caught.value.hint
    assert trained.export("twice", scenarios="trained", force=True) == Path("twice")


def test_twins_are_the_patients_of_both_scenarios(trained: rapport.Run) -> None:
    twins = trained.twins(scenarios=["trained"])
    assert twins.height == 120
    by = ["replication", "patient"]
    last = trained.patients(["scenario", *by, "phq9_last"])
    usual = last.filter(pl.col("scenario") == "as-usual")
    other = last.filter(pl.col("scenario") == "trained")
    own = usual.join(other, on=by, suffix="_other").with_columns(
        difference=(pl.col("phq9_last_other") - pl.col("phq9_last")).cast(pl.Float64)
    )
    both = own.join(twins.with_columns(pl.col("replication").cast(pl.Int32)), on=by)
    assert both["difference"].equals(both["phq9_last_difference"], null_equal=True)
    effects = trained.compare(scenarios=["trained"])
    effect = effects.filter(pl.col("outcome") == "phq9_last").row(0, named=True)
    assert effect["difference"] == pytest.approx(both["difference"].mean(), rel=1e-9)


def test_strategies_contrasts_and_scores_by_name(trained: rapport.Run) -> None:
    study = {
        "question": "Which way?",
        "population": {"patients": 200},
        "assessments": {"weeks": [8]},
        "instruments": ["ors"],
        "scenarios": [
            {"name": "usual"},
            {"name": "short", "set": {"care.sessions": 4}},
            {
                "name": "trial",
                "rules": [
                    {
                        "name": "point",
                        "sessions": 3,
                        "randomise": [
                            {"arm": "stay"},
                            {"arm": "twice", "do": {"sessions_per_week": 2}},
                        ],
                    }
                ],
            },
        ],
        "contrasts": [
            {"name": "cost", "difference": ["short", "usual"], "minus": ["trial", "usual"]}
        ],
    }
    run = rapport.run(study, out="ways")
    ways = run.strategies()
    assert ways["scenario"].unique().to_list() == ["trial"]
    last = ways.filter(pl.col("outcome") == "ors_week_8")
    assert last["strategy"].to_list() == ["point=stay", "point=twice"]
    assert last["difference"][0] is None
    assert last["difference"][1] == pytest.approx(last["mean"][1] - last["mean"][0])
    arms = run.decisions(["patient", "arm"])
    assert set(arms["arm"].unique()) == {"stay", "twice"}
    cost = run.contrasts().filter(pl.col("outcome") == "ors_last").row(0, named=True)
    assert cost["difference"] == pytest.approx(cost["first"] - cost["second"])
    assert cost["contrast"] == "cost"
    assert not cost["through"]
    ors = run.compare(scenarios=["short"]).filter(pl.col("outcome") == "ors_last")
    assert ors["better"].to_list() == [1]
    assert run.scores(["high"])["high"].unique().to_list() == ["well"]
    assert trained.strategies().height == 0


def test_what_the_evidence_leaves_open(trained: rapport.Run) -> None:
    study = {
        "question": "Does technique help?",
        "population": {"patients": 100},
        "plausible": {
            "sets": 12,
            "columns": ["rupture.base"],
            "rows": [[-2 - i / 10] for i in range(12)],
        },
        "scenarios": [{"name": "usual"}, {"name": "none", "set": {"care.sessions": 1}}],
    }
    run = rapport.run(study, out="open")
    assert run.scenarios == ["usual", "none"]
    row = run.plausible().filter(pl.col("outcome") == "sessions_held").row(0, named=True)
    assert row["contrast"] == "none minus usual"
    assert row["verdict"] == "holds in all sets"
    assert "holds in all 12 sets" in row["words"]
    assert row["same_sign"] == 1
    assert row["other_sign_at_most"] == pytest.approx(1 - 0.05 ** (1 / 12))
    assert len(row["values"]) == row["sets"] == 12
    assert min(row["values"]) <= row["low_90"] <= row["median"] <= row["high_90"]
    figure = run.plot_plausible("sessions_held")
    assert "none minus usual" in figure.axes[0].get_yticklabels()[0].get_text()
    figure.draw_without_rendering()
    label = figure.axes[0].xaxis.label.get_window_extent()
    assert figure.bbox.x0 <= label.x0 < label.x1 <= figure.bbox.x1  # all of it is seen
    with pytest.raises(rapport.InputError, match="no outcome 'phq'"):
        run.plot_plausible("phq")
    again = rapport.run(study, plausible=0, out="shipped-alone")
    assert again.plausible().is_empty()
    assert trained.plausible().is_empty()
    with pytest.raises(rapport.InputError, match="under no plausible sets"):
        trained.plot_plausible()


def test_plausible_sets_that_ship_and_of_a_file() -> None:
    run = rapport.run(
        "waiting-for-therapy", patients=20, replications=1, plausible=2, out="shipped"
    )
    assert run.plausible()["sets"].unique().to_list() == [2]
    assert run.patients().height == 20 * len(run.scenarios)
    with pytest.raises(rapport.InputError, match="plausible_from"):
        rapport.run("waiting-for-therapy", plausible=2, plausible_from="none.json")


def test_subgroups(trained: rapport.Run) -> None:
    frame = trained.subgroups("neuroticism", scenarios=["trained"])
    assert frame["trait"].unique().to_list() == ["neuroticism"]
    last = frame.filter(pl.col("outcome") == "phq9_last")
    assert last.height == 3
    assert last["twins"].sum() == 120
    assert last["third_from"].is_sorted()
    assert set(frame["difference_rough"]) == {False, True}  # of shares alone, few twins differ
    assert not last["difference_rough"].any()
    with pytest.raises(rapport.InputError, match="neuroticsm"):
        trained.subgroups("neuroticsm")


def test_observed(trained: rapport.Run) -> None:
    frame = trained.observed(scenarios=["trained"])
    assert frame["week"].to_list() == [4, 8, 12, 16, 26, 52]
    assert frame["scenario"].unique().to_list() == ["trained"]
    assert frame["answered_baseline"].is_between(0.3, 0.99).all()
    told = trained.compare(scenarios=["trained"]).filter(pl.col("outcome") == "phq9_week_16")
    truth = frame.filter(pl.col("week") == 16)["truth"].item()
    assert told["difference"].item() == pytest.approx(truth)
    with pytest.raises(rapport.InputError, match="trianed"):
        trained.observed(scenarios=["trianed"])


def test_nothing_to_compare_with() -> None:
    run = rapport.run("waitlist", patients=10, set={}, out="alone")
    if len(run.scenarios) > 1:
        run = rapport.run("routine-care", patients=10, out="single")
    with pytest.raises(rapport.InputError, match="nothing to compare"):
        run.compare()


def test_replay(trained: rapport.Run) -> None:
    text = trained.replay(7, scenario="trained", sessions="1-2")
    assert text.startswith("Patient 7 in scenario trained")
    assert text.rstrip().endswith("The run holds exactly these rows.")
    assert "session 3" not in text
    with pytest.raises(rapport.InputError, match="patients 0 to 119"):
        trained.replay(120)


def test_verify_names_what_is_damaged() -> None:
    run = rapport.run("waitlist", patients=50, out="damaged")
    run.verify()
    part = next(run.path.glob("sessions/*/*.parquet"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(rapport.CheckFailed) as caught:
        run.verify()
    assert caught.value.status == 1
    assert any(part.name in fault and "sessions" in fault for fault in caught.value.faults)


def test_export(trained: rapport.Run) -> None:
    folder = trained.export("long", scenarios=["trained"])
    assert (folder / "codebook.csv").is_file()
    data = next(file for file in folder.glob("*.csv") if file.name != "codebook.csv")
    sessions = trained.sessions().filter(pl.col("scenario") == "trained")
    assert pl.read_csv(data, infer_schema_length=None).height == sessions.height
    with pytest.raises(rapport.InputError, match="lnog"):
        trained.export("other", shape="lnog")


def test_an_export_has_the_waves_scores_and_code_that_are_asked_for(trained: rapport.Run) -> None:
    ways: list[str | Sequence[int]] = ["1-2", [1, 2], range(1, 3)]
    for i, waves in enumerate(ways):
        folder = trained.export(
            f"panel{i}", shape="waves", measures=["wai_therapist"], waves=waves, missing=-999
        )
        panel = pl.read_csv(folder / "waves.csv", infer_schema_length=None)
        scores = [name for name in panel.columns if name.startswith("wai_")]
        assert scores == ["wai_therapist_1", "wai_therapist_2"]
        assert "phq9_1" not in panel.columns
        assert (panel["wai_therapist_2"] == -999).any()
        assert panel["wai_therapist_2"].null_count() == 0
    with pytest.raises(rapport.InputError, match='waves "8-1"'):
        trained.export("none", shape="waves", waves="8-1")


def test_report(trained: rapport.Run) -> None:
    page = trained.report("page.html")
    assert page == Path("page.html")
    assert "<html" in page.read_text()


def test_repr_tells_what_it_is(trained: rapport.Run) -> None:
    assert "as-usual" in repr(trained)
    assert f"{trained.rows['sessions']:,} sessions" in repr(trained)


def test_studies() -> None:
    frame = rapport.studies()
    assert frame.columns == ["name", "title", "question"]
    assert "routine-care" in frame["name"].to_list()


def test_params() -> None:
    everything = rapport.params()
    ruptures = rapport.params("rupture")
    assert 0 < ruptures.height < everything.height
    assert everything["value"].is_between(everything["min"], everything["max"]).all()
    assert rapport.params(assumed=True)["grade"].unique().to_list() == ["Assumed"]
    assert everything["choices"].drop_nulls().len() > 0
    with pytest.raises(rapport.InputError, match="xyzzy"):
        rapport.params("xyzzy")


def test_call_is_every_other_verb() -> None:
    assert rapport.call("version").startswith("rapport ")
    with pytest.raises(rapport.InputError, match='unknown command "rnu"'):
        rapport.call("rnu")


def test_what_a_scorecard_passes_over_in_a_table_is_told(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    rows = [
        f"{patient},{session},{13 - session},1" for patient in range(30) for session in range(1, 5)
    ]
    file.write_text("\n".join(["patient,session,phq9,mood", *rows]))
    words = 'note: sessions: ignored, as no column of a run: "mood"'
    assert words in rapport.validate(tables=file).text
