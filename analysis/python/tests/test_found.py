"""What the program finds out: the same numbers as its documents, typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import assert_type

import polars as pl
import pytest

import rapport
from rapport import _weeks

LENGTHS = ["eight", "sixteen"]


@pytest.fixture(scope="module")
def sized(binary: str, tmp_path_factory: pytest.TempPathFactory) -> rapport.Power:
    out = tmp_path_factory.mktemp("power") / "sized"
    return rapport.power("length-of-treatment", compare=LENGTHS, sizes=[40, 80], trials=20,
                         out=out, binary=binary)  # fmt: skip


def test_power(sized: rapport.Power) -> None:
    assert sized.path is not None
    assert sized.data == json.loads((sized.path / "power.json").read_text())
    asked = sized.trials.filter(pl.col("stage") == "asked")
    assert asked["size"].to_list() == [40, 80]
    assert asked["trials"].to_list() == [20, 20]
    assert sized.needed is None  # sizes were given: none was searched
    assert sized.interval == (None, None)
    assert "20" in str(sized)
    assert "<pre>" in sized._repr_html_()


def test_power_of_a_dict_keeps_nothing() -> None:
    study = {
        "question": "Does warmth help?",
        "scenarios": [
            {"name": "usual"},
            {"name": "warm", "set": {"population.therapist_warmth_mean": 1}},
        ],
    }
    answer = rapport.power(study, compare=["usual", "warm"], sizes=[40], trials=20)
    assert answer.path is None
    assert list(Path().iterdir()) == []
    assert "/tmp" not in answer.text  # noqa: S108 - a folder that is gone
    assert "power.json" not in answer.text


def test_sensitivity() -> None:
    answer = assert_type(
        rapport.sensitivity("waitlist", parameters=["natural.spread"], samples=4),
        rapport.Sensitivity,
    )
    row = answer.effects.filter(pl.col("outcome") == "phq9_last").row(0, named=True)
    assert row["parameter"] == "natural.spread"
    said = next(o for o in answer.data["outcomes"] if o["outcome"] == "phq9_last")["morris"][0]
    assert row["mu_star"] == said["mu_star"]["value"]
    assert row["sigma"] == said["sigma"]
    assert "--" not in answer.text
    assert not answer.text.endswith(":")


def test_scorecard_of_the_model_and_of_a_run() -> None:
    card = rapport.validate(patients=300)
    assert card.findings.height == len(card.data["scorecard"]["findings"])
    assert len(card.missed) == card.data["scorecard"]["missed"]
    told = repr(card).splitlines()
    assert told[0].startswith(f"{card.data['scorecard']['met']} of ")
    assert [line.split()[:2] for line in told[1:]] == [["missed:", name] for name in card.missed]
    page = card._repr_html_()
    assert page.count("<tr>") == card.findings.height + 1
    run = rapport.run("routine-care", patients=200, out="routine")
    assert assert_type(run.validate(), rapport.Scorecard).findings.height > 0


def test_claims() -> None:
    found = assert_type(rapport.claims(patients=200), rapport.Claims)
    assert found.tried.height == len(found.data["claims"])
    assert len(found.not_visible) == found.data["failed"] > 0
    assert repr(found).startswith(f"{found.tried.height} claims: ")
    assert found._repr_html_().count("<tr>") == found.tried.height + 1


@pytest.mark.parametrize("other", ["claims", "patterns", "plausible", "estimators"])
def test_what_is_no_scorecard(other: str) -> None:
    with pytest.raises(rapport.InputError) as caught:
        rapport.validate(**{other: 2})  # type: ignore[arg-type] # one of many flags
    assert "rapport.c" in caught.value.hint


def test_scorecard_of_a_table(trained: rapport.Run) -> None:
    usual = trained.sessions().filter(pl.col("scenario") == "as-usual").drop("scenario")
    Path("sessions.csv").write_text(usual.write_csv())
    card = rapport.validate(tables="sessions.csv")
    assert set(card.findings["verdict"]) <= {
        "inside", "holds", "missed", "cannot tell", "not testable", "met", "note", "skipped"
    }  # fmt: skip


def test_calibration() -> None:
    answer = rapport.calibrate(params=["rupture.base"], patients=200, descents=1, generations=0,
                               polishes=0)  # fmt: skip
    assert list(answer.values) == ["rupture.base"]
    row = answer.parameters.row(0, named=True)
    assert row["min"] <= row["final"] <= row["max"]


def test_calibration_to_a_table(trained: rapport.Run) -> None:
    usual = trained.sessions().filter(pl.col("scenario") == "as-usual")
    usual.select("patient", "session", "wai_patient", symptoms="phq9").rename(
        {"wai_patient": "alliance"}
    ).write_csv("mine.csv")
    answer = rapport.calibrate(data="mine.csv", params=["rupture.base"], patients=120, descents=1,
                               generations=0, polishes=0)  # fmt: skip
    assert list(answer.values) == answer.parameters["name"].to_list() == ["rupture.base"]
    assert answer.compared.height > 3
    with pytest.raises(rapport.InputError, match="fits no values"):
        rapport.calibrate(plausible=2)


def test_table_is_understood() -> None:
    Path("mine.csv").write_text("id;session;phq9\n1;1;12\n1;2;11,5\n")
    text = rapport.table("mine.csv", decimal=",")
    assert "phq9" in text
    with pytest.raises(rapport.InputError):
        rapport.table("nothing.csv")


def test_misspelt_flags_are_refused(sized: rapport.Power) -> None:
    with pytest.raises(rapport.InputError, match="trails"):
        rapport.power("waitlist", trails=3)
    with pytest.raises(rapport.Error, match="want text, a number or a list"):
        rapport.power("waitlist", trials=object())
    assert sized.path is not None
    with pytest.raises(rapport.InputError, match="holds") as caught:
        rapport.power("length-of-treatment", compare=LENGTHS, sizes=[40], trials=20, out=sized.path)
    assert "force=True" in str(caught.value)


def test_a_summary_counts_what_the_program_counts(binary: str) -> None:
    """Endings after a change of therapist are in it, and the primary week of a tapered plan."""
    moved = {"transfer.threshold": 0.6, "transfer.raise": 2, "transfer.answer": -2}
    study = {
        "question": "q",
        "population": {"patients": 100},
        "scenarios": [
            {"name": "tapered", "set": {"care.taper_from": 6, "care.taper_gap": 4} | moved},
            {"name": "usual"},
        ],
    }
    run = rapport.run(study, out="run", binary=binary)
    text = rapport.call("run", "run/study.yaml", "--out", "run", "--json", binary=binary)
    for row, said in zip(run.summary().to_dicts(), json.loads(text)["scenarios"], strict=True):
        for ending in ("completed", "well_enough", "dropout"):
            labels = (ending, f"transferred_then_{ending}")
            count = sum(said["endings"].get(label, 0) for label in labels)
            assert row[ending] == count / 100, (row["scenario"], ending)
        assert row["primary_week"] == said["primary_week"] == 26
    assert run.compare()["week"][0] == 26


def test_summary_is_in_the_order_of_the_study(trained: rapport.Run) -> None:
    frame = trained.summary()
    assert frame["scenario"].to_list() == trained.scenarios
    patients = trained.patients().filter(pl.col("scenario") == trained.scenarios[0])
    row = frame.row(0, named=True)
    assert row["patients"] == patients.height
    assert row["dropout"] == pytest.approx(patients["ending"].str.ends_with("dropout").mean())
    assert row["phq9_last"] == pytest.approx(patients["phq9_last"].mean())
    week = trained.assessments()["week"].max()
    assert row["last_week"] == week
    effects = trained.compare().filter(pl.col("outcome") == f"phq9_week_{row['primary_week']}")
    assert row["phq9_primary_week"] == pytest.approx(effects["mean_baseline"][0])
    assert trained.path.name in trained._repr_html_()


PLANS = [
    {},
    {"care.taper_from": 9, "care.taper_gap": 3},  # to week 32
    {"care.taper_from": 9, "care.taper_gap": 1.4, "care.sessions": 24},  # to week 30.4
    {"care.sessions_per_week": 2, "care.taper_from": 15, "care.taper_gap": 1},
    {"care.waiting_weeks": 10, "care.sessions_per_week": 3, "care.sessions": 18},
    {"care.treatment": "none", "care.waiting_list_weeks": 13},
]


@pytest.mark.parametrize("plan", PLANS)
def test_the_primary_week_is_the_program_s(
    plan: dict[str, float | str], tmp_path: Path, binary: str
) -> None:
    run = rapport.run("routine-care", patients=4, set=plan, out=tmp_path / "plan", binary=binary)
    line = ["run", "routine-care", "--patients", "4", "--out", str(run.path), "--json"]
    line += [word for name, value in plan.items() for word in ("--set", f"{name}={value}")]
    said = json.loads(rapport.call(*line, binary=binary))
    assert run.summary()["primary_week"][0] == said["scenarios"][0]["primary_week"]


def test_a_shard_is_not_told_as_the_study(tmp_path: Path, binary: str) -> None:
    folder = tmp_path / "shard"
    line = ["--patients", "9000", "--quiet", "--shard", "1/2", "--out", str(folder)]
    rapport.call("run", "waitlist", *line, binary=binary)
    run = rapport.open(folder)
    assert run.patients().height < 9000
    for told in (run.summary, run.by_week, run.plot):
        with pytest.raises(rapport.InputError, match="is shard 1 of 2") as caught:
            told()
        assert "merge" in caught.value.hint
    assert "is shard 1 of 2" in run._repr_html_()


def test_by_week_is_what_compare_says(trained: rapport.Run) -> None:
    frame = trained.by_week()
    weeks = trained.assessments()["week"].unique().sort().to_list()
    assert frame["week"].to_list() == weeks * len(trained.scenarios)
    assert frame["scenario"].unique(maintain_order=True).to_list() == trained.scenarios
    told = trained.compare(scenarios=["trained"])
    for outcome in ("phq9", "response", "remission", "relapse"):
        for name, column in ((trained.scenarios[0], "mean_baseline"), ("trained", "mean_scenario")):
            for row in frame.filter(pl.col("scenario") == name).iter_rows(named=True):
                effect = told.filter(pl.col("outcome") == f"{outcome}_week_{row['week']}")
                assert row[outcome] == pytest.approx(effect[column][0]), (outcome, row["week"])
    assert (frame["waiting"] + frame["treatment"] + frame["ended"]).to_list() == pytest.approx(
        [1.0] * frame.height
    )


def test_what_rests_on_the_last_session_is_marked() -> None:
    study = {
        "question": "Does twice a week help?",
        "population": {"patients": 80},
        "scenarios": [{"name": "weekly"}, {"name": "twice", "set": {"care.sessions_per_week": 2}}],
    }
    run = rapport.run(study, out="apart")
    words = "courses end at different times, on average in week"
    assert run.summary()["mark"].str.starts_with(words).to_list() == [True, True]
    assert words in run._repr_html_()
    assert words in run.plot(by="session").get_supxlabel().replace("\n", " ")
    assert run.plot(by="week").get_supxlabel() == ""
    effects = run.compare(weeks=[26])
    marked = effects.filter(pl.col("mark").str.contains("rests on the last session"))
    assert "response" in marked["outcome"].to_list()
    assert marked["week"].null_count() == marked.height
    times = effects.filter(pl.col("outcome").str.contains("^weeks_to_.*_26$"))
    assert times["until"].to_list() == [26] * times.height > []
    with pytest.raises(rapport.InputError, match="nobody was assessed at week 27"):
        run.compare(weeks=[27])
    alike = {**study, "scenarios": [{"name": "weekly"}, {"name": "same"}]}
    same = rapport.run(alike, out="alike")
    assert same.summary()["mark"].to_list() == [None, None]
    assert same.compare()["mark"].null_count() == same.compare().height
    assert "different times" not in same._repr_html_()


def test_ends_that_spread_are_marked(trained: rapport.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Courses that end together, and one by one, at the same time on average."""
    run = rapport.Run(trained.path)
    weeks = [("together", 8.0), ("together", 8.0), ("one by one", 4.0), ("one by one", 12.0)]
    frame = pl.LazyFrame(weeks, schema=["scenario", "weeks"], orient="row")
    monkeypatch.setattr(run._held_lazy, "patients", frame.select)
    spread = "in week 8.0 to 8.0, with standard deviations of 0.0 to 5.7 weeks: what"
    assert spread in str(_weeks.mark(run, "what"))


@pytest.mark.parametrize(
    ("column", "by", "axes"), [("phq9", None, 1), ("wai_patient", None, 2), ("phq9", "session", 2)]
)
def test_plot(trained: rapport.Run, column: str, by: str | None, axes: int) -> None:
    figure = trained.plot(column, by=by)
    assert len(figure.axes) == axes
    top = figure.axes[0]
    assert [line.get_label() for line in top.get_lines()] == trained.scenarios
    if by is None and column == "phq9":
        told = trained.by_week().filter(pl.col("scenario") == trained.scenarios[0])["phq9"]
        entry = trained.patients().filter(scenario=trained.scenarios[0])["phq9_entry"].mean()
        drawn = top.get_lines()[0].get_ydata().tolist()  # type: ignore[union-attr]
        assert drawn == pytest.approx([entry, *told.to_list()])
        assert top.get_title(loc="left").endswith("everybody who entered")
    else:
        assert all(tick == round(tick) for tick in figure.axes[-1].get_xticks())
    with pytest.raises(rapport.InputError, match="no number 'nothing'"):
        trained.plot("nothing")
    with pytest.raises(rapport.InputError, match=r"no number 'wai_patient' by week\n") as caught:
        trained.plot("wai_patient", by="week")
    assert caught.value.hint == "there are phq9, true_severity"
    with pytest.raises(rapport.InputError, match="no number 'patient'"):
        trained.plot("patient")
    with pytest.raises(rapport.InputError, match="want 'week' or 'session'"):
        trained.plot(by="year")


def test_a_long_legend_covers_no_curve() -> None:
    names = [f"therapists-of-the-clinic-number-{i:02}" for i in range(12)]
    study = {
        "question": "Can all be told apart?",
        "population": {"patients": 20},
        "scenarios": [{"name": name} for name in names],
    }
    figure = rapport.run(study, out="many").plot()
    figure.draw_without_rendering()
    top, legend = figure.axes[0], figure.legends[0]
    assert top.get_legend() is None
    assert [text.get_text() for text in legend.get_texts()] == names
    assert not legend.get_window_extent().overlaps(top.get_window_extent())


def test_mild_symptoms_and_a_taper_are_told_as_compare_tells_them() -> None:
    study = {
        "question": "When is tapered treatment judged, and who responds from nothing?",
        "population": {"patients": 150, "severity_mean": 4, "severity_sd": 3},
        "set": {"care.sessions": 12, "care.taper_from": 8, "care.taper_gap": 2},
        "scenarios": [{"name": "usual"}, {"name": "more", "set": {"population.training": 1}}],
    }
    run = rapport.run(study, out="mild")
    assert (run.patients()["phq9_entry"] == 0).sum() > 5
    effects = run.compare()
    assert run.summary()["primary_week"][0] == 16  # sessions 8 to 12 are two weeks apart
    assert effects["outcome"][0] == "phq9_week_16"
    weeks = run.by_week().filter(pl.col("scenario") == "usual")
    for week, relapse in weeks.select("week", "relapse").iter_rows():
        said = effects.filter(pl.col("outcome") == f"relapse_week_{week}")["mean_baseline"]
        assert relapse == pytest.approx(said[0])


def test_nobody_is_asked_at_weeks() -> None:
    study = {
        "question": "What is there without weeks?",
        "population": {"patients": 20},
        "assessments": {"weeks": []},
        "scenarios": [{"name": "usual"}, {"name": "other"}],
    }
    run = rapport.run(study, out="without")
    for ask in (run.by_week, lambda: run.plot(by="week")):
        with pytest.raises(rapport.InputError, match="asks nobody at weeks"):
            ask()
    assert "primary_week" not in run.summary().columns
    assert len(run.plot().axes) == 2  # by session


def test_scores_without_the_truth_are_those_of_who_answered() -> None:
    study = {
        "question": "What is there without the truth?",
        "population": {"patients": 60},
        "record": {"truth": "none"},
        "scenarios": [{"name": "usual"}],
    }
    run = rapport.run(study, out="without")
    answered = run.assessments().group_by("week").agg(pl.col("phq9").mean()).sort("week")
    assert run.assessments()["phq9"].null_count() > 0
    assert run.by_week()["phq9"].to_list() == pytest.approx(answered["phq9"].to_list())
    assert run.plot().axes[0].get_title(loc="left").endswith("those who answered")
    told = ["phq9", "response", "remission"]
    of_everybody = run.summary().select(*(f"{name}_primary_week" for name in told))
    assert of_everybody.row(0) == (None, None, None)
    assert run.summary()["phq9_last_week"].item() is None
    with_truth = rapport.run({**study, "record": {"truth": "exact"}}, out="with")
    assert with_truth.summary()["phq9_primary_week"].item() is not None
    with pytest.raises(rapport.InputError, match="'true_severity' by week has no value"):
        run.plot("true_severity")


@pytest.mark.parametrize("points", [20, 60])
def test_plot_of_many_scenarios_can_be_read(points: int) -> None:
    study = {
        "question": "Does it hang on leaving?",
        "population": {"patients": 10},
        "design": {
            "kind": "grid",
            "parameters": {"dropout.base": {"from": -5, "to": -3, "levels": points}},
        },
        "scenarios": [{"name": "usual"}],
    }
    run = rapport.run(study, out="many")
    for by in ("week", "session"):
        figure = run.plot(by=by)
        figure.draw_without_rendering()  # a layout that cannot be is a warning: an error
        assert figure.axes[0].get_title("left").startswith(f"Means of {points} scenarios, ")
        for legend in figure.legends:
            frame = legend.get_window_extent()
            assert figure.bbox.x0 <= frame.x0 < frame.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= frame.y0 < frame.y1 <= figure.bbox.y1
            assert figure.axes[0].bbox.x1 < frame.x0
        assert len(figure.legends) == (points == 20)


def test_power_tells_what_missing_answers_do() -> None:
    answer = rapport.power("length-of-treatment", compare=LENGTHS, outcome="phq9_week_16",
                           sizes=[40], trials=20)  # fmt: skip
    ways = answer.missing_answers
    assert ways["way"].to_list()[-1] == "nobody missing (the truth)"
    assert "mmrm" in ways["estimator"].to_list()
    assert ways["bias"].to_list()[-1] == 0
    assert "missing_answers" not in answer.trials.columns
