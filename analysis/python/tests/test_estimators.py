"""Estimators once more, in pandas, by nothing but what ESTIMATORS.md says of them.

The program computes findings in Go. Here the same values come from the Parquet files of one run
with waits, changes of therapist, missing answers and two replications, by the words of the page.
"""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import of_alliance as alliance
import of_symptoms as symptoms
import pytest
from of_twins import wilson
from scipy import stats
from world import World, apart, near, r, rss

import rapport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


STUDY = {
    "question": "Do the numbers mean what their definitions say?",
    "seed": 11,
    "replications": 2,
    "population": {"patients": 700},
    "record": {"items": True},
    "scenarios": [
        {
            "name": "first",
            "set": {"care.waiting_weeks": 3},
            "rules": [
                {
                    "name": "change",
                    "sessions": {"from": 6},
                    "when": {"score": "phq9", "improved_less_than": 2},
                    "do": {"therapist": "random"},
                }
            ],
        },
        {"name": "second", "set": {"care.sessions": 8}},
    ],
}


OF_ONE: dict[str, Callable[[World], float]] = {
    "alliance_outcome_r": lambda w: alliance.alliance_outcome(w, "residual"),
    "alliance_outcome_r adjust=partial": lambda w: alliance.alliance_outcome(w, "partial"),
    "alliance_outcome_r adjust=raw": lambda w: alliance.alliance_outcome(w, "raw"),
    "alliance_outcome_r adjust=last": lambda w: alliance.alliance_outcome(w, "last"),
    "alliance_pattern_share pattern=none": lambda w: alliance.pattern(w, "none"),
    "alliance_pattern_share pattern=repaired": lambda w: alliance.pattern(w, "repaired"),
    "alliance_slope": lambda w: float(alliance.slopes(w, 7, 3).mean()),
    "assessed_mean week=16": lambda w: float(w.at_week[16].mean()),
    "averaging_gain": alliance.averaging_gain,
    "bond_apart": alliance.bond_apart,
    "both_strong_d": alliance.both_strong,
    "couplings_r": lambda w: r(w.p["alliance_to_symptoms"], w.p["symptoms_to_alliance"]),
    "criterion_rupture_share": alliance.criterion_ruptures,
    "cross_lag": lambda w: alliance.cross_lag(w, to_symptoms=True),
    "cross_lag direction=symptoms_to_alliance": lambda w: alliance.cross_lag(w, to_symptoms=False),
    "curve_scatter": symptoms.curve_scatter,
    "distribution session=5 measure=wai_observer": lambda w: float(
        w.by_session("wai_observer")[5].mean()
    ),
    "dropout_alliance_d": lambda w: apart(
        *(w.wai[[1, 2]].mean(axis=1)[x].dropna() for x in (~w.left, w.left))
    ),
    "dropout_by_session": lambda w: symptoms.life_table(w, 8),
    "dropout_early_share": lambda w: float((w.held[w.left] <= 6).mean()),
    "dropout_share": lambda w: float(w.left.mean()),
    "early_response_g": symptoms.early_response,
    "early_share": symptoms.early_share,
    "first_factor": lambda w: min(
        float(np.linalg.eigvalsh(alliance.subscales(w, k).corr())[-1]) / 3 for k in (1, 5, 10)
    ),
    "growth_share": alliance.growth_share,
    "improved_share": lambda w: symptoms.improved(w, 8),
    "intake_mean": lambda w: float(w.intake.mean()),
    "intake_outcome_r": lambda w: r(w.intake, w.last),
    "item_r": lambda w: float((symptoms.items_at_intake(w).corr().to_numpy().sum() - 9) / 72),
    "item_total": symptoms.item_total,
    "leaver_difference": symptoms.leaver_difference,
    "log_curve": symptoms.log_curve,
    "log_curve_share": lambda w: float(
        np.mean([rss(np.log(t + 1), y) < rss(t, y) for _, t, y in w.answers(8)])
    ),
    "missed_share": lambda w: float(
        w.p["sessions_missed"].sum() / (w.p["sessions_missed"] + w.held).sum()
    ),
    "pre_post_d": lambda w: float(w.better.mean() / w.intake.std()),
    "rater_agreement_r": lambda w: r(w.wai[3], w.by_session("wai_therapist")[3]),
    "recognition_effect": alliance.recognition_effect,
    "recovery_length_r": symptoms.recovery_by_length,
    "relapse_early_share": symptoms.relapse_early,
    "relapse_hazard_ratio": symptoms.relapse_hazards,
    "relapse_share": lambda w: float(np.isfinite(symptoms.relapses(w)).mean()),
    "relapse_share at=two well=below": lambda w: float(
        np.isfinite(symptoms.relapses(w, lasting=True, responders=False)).mean()
    ),
    "resolved_share": lambda w: float(w.ruptures["resolved"].mean()),
    "restricted_weeks event=leaving": lambda w: float(
        w.p["weeks"].where(w.left, 52).clip(upper=52).mean()
    ),
    "restricted_weeks event=remission": symptoms.weeks_to_remission,
    "restricted_weeks event=well": symptoms.weeks_well,
    "rupture_kinds": alliance.rupture_kinds,
    "rupture_prevalence": lambda w: float(w.s["rupture_patient"].dropna().astype(float).mean()),
    "session_gain": symptoms.session_gain,
    "single_session_share": lambda w: float((w.held == 1).mean()),
    "slope_by_outcome": alliance.slope_by_outcome,
    "sudden_gain_share": symptoms.sudden_gain,
    "symptom_autocorrelation": symptoms.autocorrelation,
    "test_retest_r": lambda w: r(w.phq9[1], near(w, 2, 0.5)),
    "therapist_alliance_share": lambda w: alliance.by_therapist(w, w.wai.mean(axis=1), 10),
    "therapist_dropout_share": symptoms.dropout_by_therapist,
    "therapist_share min_patients=15": lambda w: alliance.by_therapist(
        w, w.last - np.polyval(np.polyfit(w.intake, w.last, 1), w.intake), 15
    ),
    "trait_alliance_r trait=agreeableness": lambda w: r(
        w.p["agreeableness"], w.wai.loc[:, 1:4].mean(axis=1)
    ),
    "trait_dropout_r": lambda w: r(w.intake, w.left.astype(float)),
    "trait_outcome_r trait=neuroticism": lambda w: r(w.p["neuroticism"], w.residual()),
    "transfer_drop": alliance.transfer_drop,
    "v_shape_share": alliance.v_shapes,
    "wave_r": lambda w: r(w.intake, near(w, 9, 1)),
    "weekly_change": symptoms.weekly_change,
    "well_share week=16": lambda w: float((w.at_week[16].dropna() < 10).mean()),
    "alliance_over_approach": alliance.over_approach,
    "change_by_gap": symptoms.change_by_gap,
    "clinical_change_share": symptoms.clinical_change,
    "dropouts_later": symptoms.dropouts_later,
    "early_rise_share": symptoms.early_rise,
    "improvement_length_r": symptoms.pace_and_length,
    "last_skewness": lambda w: float(w.last.skew()),
    "patient_share": alliance.patient_share,
    "perceived_outcome_r": alliance.perceived_outcome,
    "rater_convergence": alliance.convergence,
    "rater_difference_d": alliance.rater_difference,
    "reliable_change_share kind=deterioration": lambda w: symptoms.reliable(w, "deterioration"),
    "reliable_change_share kind=improvement": lambda w: symptoms.reliable(w, "improvement"),
    "reliable_change_share kind=recovery": lambda w: symptoms.reliable(w, "recovery"),
    "repair_outcome_r": alliance.repair_outcome,
    "residual_relapse_r": symptoms.residual_relapse,
    "response_share": lambda w: float(((w.intake > 0) & (2 * w.last <= w.intake)).mean()),
    "spread_ratio": lambda w: float(w.last[w.held >= 2].std() / w.intake[w.held >= 2].std()),
    "trait_matrix": lambda w: r(w.p["neuroticism"], w.intake),
    "agreeableness_path": alliance.agreeableness_path,
    "ceiling": lambda w: float(w.wai[3].skew()),
    "scale_alpha": lambda w: alliance.scale_alpha(w, "calpas"),
    "scale_alpha instrument=wai": lambda w: alliance.scale_alpha(w, "wai"),
    "scale_r": lambda w: alliance.scale_r(w, "calpas"),
    "view_gain": lambda w: alliance.view_gain(w, "between"),
    "view_gain level=within": lambda w: alliance.view_gain(w, "within"),
}


OF_TWO: dict[str, Callable[[World, World], float]] = {
    "assessed_difference week=16": lambda a, b: apart(
        b.at_week[16].dropna(), a.at_week[16].dropna()
    ),
    "contrast_d": lambda a, b: float(
        (b.last - a.last).mean() / math.sqrt((a.last.var() + b.last.var()) / 2)
    ),
    "response_odds_ratio": lambda a, b: symptoms.odds_of_response(a) / symptoms.odds_of_response(b),
    "restricted_weeks_difference event=well": lambda a, b: (
        symptoms.weeks_well(a) - symptoms.weeks_well(b)
    ),
    "alliance_contrast_d": lambda a, b: alliance.apart_of_twins(a.wai[3], b.wai[3]),
    "contrast_low_d": lambda a, b: symptoms.contrast_of_low(a, b, 3.5),
    "difference_fades week=12 later=26": lambda a, b: (
        symptoms.assessed_apart(a, b, 12) - symptoms.assessed_apart(a, b, 26)
    ),
    "ownership_d": lambda a, b: alliance.apart_of_twins(
        alliance.ownership(a), alliance.ownership(b)
    ),
    "variance_ratio": lambda a, b: float(a.at_week[16].var() / b.at_week[16].var()),
}


# Of which scenarios, and what of these.
OF_MORE: dict[str, tuple[str, Callable[[World, World], float]]] = {
    "rupture_report_order": (
        "first second first",
        lambda a, b: alliance.report_order(a, b, a),
    ),
    "interaction_d": (
        "first second second first",
        lambda a, b: 2 * OF_TWO["contrast_d"](a, b),
    ),
}


class Told(NamedTuple):
    """What the program says of a run, and the two scenarios of the run."""

    values: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    first: World
    second: World


@pytest.fixture(scope="module")
def told(binary: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("estimators")
    run = rapport.run(STUDY, out=folder / "run", binary=binary)
    with (folder / "asked.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "finding", "scenarios", "kind", "published", "estimator", "arguments"])
        asked = [*((k, "first") for k in OF_ONE), *((k, "first second") for k in OF_TWO)]
        asked += [(k, scenarios) for k, (scenarios, _) in OF_MORE.items()]
        for number, (one, scenarios) in enumerate(asked):
            name, _, arguments = one.partition(" ")
            rows.writerow([f"Q{number}", one, scenarios, "note", "", name, arguments])
    card = rapport.validate(folder / "run", evidence=folder / "asked.csv", binary=binary)
    rows = card.findings.to_dicts()
    values = {row["finding"]: row["value"] for row in rows}
    intervals = {row["finding"]: (row["low"], row["high"]) for row in rows}
    return Told(values, intervals, World(run, "first"), World(run, "second"))


@pytest.mark.parametrize("asked", OF_ONE)
def test_what_is_said_of_one_scenario(told: Told, asked: str) -> None:
    assert told.values[asked] == pytest.approx(OF_ONE[asked](told.first), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("asked", OF_TWO)
def test_what_is_said_of_two_scenarios(told: Told, asked: str) -> None:
    here = OF_TWO[asked](told.first, told.second)
    assert told.values[asked] == pytest.approx(here, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("asked", OF_MORE)
def test_what_is_said_of_more_scenarios(told: Told, asked: str) -> None:
    here = OF_MORE[asked][1](told.first, told.second)
    assert told.values[asked] == pytest.approx(here, rel=1e-5, abs=1e-7)


def test_no_estimator_is_left_out(binary: str) -> None:
    listed = json.loads(rapport.call("validate", "--estimators", "--json", binary=binary))
    names = {e["name"] for e in (listed["estimators"] if isinstance(listed, dict) else listed)}
    assert names == {asked.partition(" ")[0] for asked in (*OF_ONE, *OF_TWO, *OF_MORE)}


def jackknifed(w: World, of: Callable[[World], float]) -> tuple[float, float]:
    """The standard error by groups of caseloads left out in turn, and its degrees of freedom."""
    order = {key: i for i, key in enumerate(dict.fromkeys(w.therapist))}
    group = w.therapist.map(order) % 32
    values = np.array([of(w.only(group != g)) for g in sorted(set(group))])
    n = len(values)
    return math.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()), n - 1


def test_intervals_by_groups_of_caseloads(told: Told) -> None:
    for asked in ("intake_mean", "dropout_share", "intake_outcome_r"):
        value = told.values[asked]
        se, df = jackknifed(told.first, OF_ONE[asked])
        t = float(stats.t.ppf(0.975, df))
        expected = value - t * se, value + t * se
        if asked == "dropout_share":
            expected = wilson(value, value * (1 - value) / se**2, t)
        elif asked == "intake_outcome_r":
            z, half = math.atanh(value), t * se / (1 - value**2)
            expected = math.tanh(z - half), math.tanh(z + half)
        assert told.intervals[asked] == pytest.approx(expected, rel=1e-5)
