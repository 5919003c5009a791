"""Contrasts, strategies and what a trial observes once more, by the words of COMPARE.md."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import json
import math
import subprocess

import numpy as np
import pandas as pd
import pytest
from of_outcomes import by_session, by_week
from of_twins import Contrast, Twins, wilson
from scipy import stats
from world import World

import rapport

WEEKS, PRIMARY = (6, 14, 26), 14
SKILLED = {"population.therapist_repair_skill_mean": 1}
TWICE = {"sessions_per_week": 2}
STUDY = {
    "question": "Do contrasts and strategies mean what their definitions say?",
    "seed": 9,
    "population": {"patients": 600},
    "assessments": {"weeks": list(WEEKS)},
    "scenarios": [
        {"name": "usual"},
        {"name": "trained", "set": SKILLED},
        {"name": "usual-blocked", "set": {"repair.gain": 0}},
        {"name": "trained-blocked", "set": SKILLED | {"repair.gain": 0}},
        {
            "name": "trial",
            "rules": [
                {
                    "name": "first",
                    "sessions": 5,
                    "when": {"score": "phq9", "improved_less_than": 5},
                    "randomise": [
                        {"arm": "go-on", "share": 0.25},
                        {"arm": "twice", "share": 0.75, "do": TWICE},
                    ],
                }
            ],
        },
    ],
    "contrasts": [
        {
            "name": "by-repair",
            "difference": ["trained", "usual"],
            "through": ["trained-blocked", "usual-blocked"],
        }
    ],
}


@pytest.fixture(scope="module")
def several(binary: str, tmp_path_factory: pytest.TempPathFactory) -> rapport.Run:
    return rapport.run(STUDY, out=tmp_path_factory.mktemp("runs") / "several", binary=binary)


def compared(run: rapport.Run, binary: str, *more: str) -> dict:
    line = [binary, "compare", str(run.path), "--json", *more]
    return json.loads(subprocess.run(line, capture_output=True, check=True, text=True).stdout)


def outcomes(run: rapport.Run, name: str) -> dict[str, pd.Series]:
    w = World(run, name)
    return by_week(w, WEEKS, PRIMARY) | by_session(w)


def agree(told: dict, *values: float, name: str = "") -> None:
    for key, x in zip(("value", "low", "high"), values, strict=True):
        y = told.get(key)
        assert (y is None and math.isnan(x)) or y == pytest.approx(x, rel=1e-6, abs=1e-9), name


def test_contrasts_by_their_definition(several: rapport.Run, binary: str) -> None:
    (told,) = compared(several, binary)["contrasts"]
    scenarios = ("usual", "trained", "usual-blocked", "trained-blocked")
    under = [outcomes(several, name) for name in scenarios]
    cluster = World(several, "usual").therapist
    shares = 0
    for o in told["outcomes"]:
        name, binary_one = o["outcome"]["name"], o["outcome"]["binary"]
        if name not in under[0]:  # times to events
            continue
        every = pd.DataFrame({s: v[name] for s, v in zip(scenarios, under, strict=True)})
        every = every.astype(float).dropna()
        first = Twins(every["usual"], every["trained"], cluster)
        second = Twins(every["usual-blocked"], every["trained-blocked"], cluster)
        for part, t in ((o["first"], first), (o["second"], second)):
            _, low, high = t.difference(binary=binary_one)
            agree(part, t.d.mean(), low, high, name=name)
        both = Contrast(first.d, second.d, cluster)
        se, low, high = both.interval(both.d.mean(), both.u())
        agree(o["difference"], both.d.mean(), low, high, name=name)
        assert o["difference"]["se"] == pytest.approx(se, rel=1e-6)
        if o["first"]["low"] is None or o["first"]["low"] <= 0 <= o["first"]["high"]:
            assert o["share"]["value"] is None
        elif o["share"]["low"] is not None:
            agree(o["share"], *both.share(), name=name)
            shares += 1
    assert shares >= 3


def test_strategies_by_their_definition(several: rapport.Run, binary: str) -> None:
    (told,) = compared(several, binary)["strategies"]
    w, values = World(several, "trial"), outcomes(several, "trial")
    decisions = w.table("decisions").set_index("id")
    arm, odds = (decisions[c].reindex(w.p.index) for c in ("arm", "probability"))
    for o in told["outcomes"]:
        name = o["outcome"]["name"]
        if name not in values:
            continue
        y = values[name].reindex(w.p.index).astype(float).dropna()
        groups, before = w.therapist[y.index], None
        for s in o["strategies"]:
            follows = arm.isna() | (arm.astype(object) == s["name"].removeprefix("first="))
            weight = (1 / odds.astype(float)).where(arm.notna(), 1)[y.index] * follows[y.index]
            assert s["followed"] == int((weight > 0).sum())
            mean = (weight * y).sum() / weight.sum()
            u = weight * (y - mean) / weight.sum()
            t = Twins(y, y, groups)
            point, se = stats.t.ppf(0.975, t.degrees()), math.sqrt(t.variance(u))
            low, high = mean - point * se, mean + point * se
            if o["outcome"]["binary"] and se > 1e-12:
                low, high = wilson(mean, mean * (1 - mean) / se**2, point)
            if se > 1e-12:
                agree(s["mean"], mean, low, high)
            if before is not None:
                apart, error = mean - before[0], math.sqrt(t.variance(u - before[1]))
                if error > 1e-12:
                    agree(s["difference"], apart, apart - point * error, apart + point * error)
                    reach = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
                    needed = math.ceil(len(w.p) * (reach * error / apart) ** 2)
                    assert s["patients_for_80_percent"] == pytest.approx(needed, abs=1)
            before = before or (mean, u)


def likeliest_means(x: np.ndarray) -> np.ndarray:
    """Means of a normal distribution of which some values are missing, by EM."""
    mean, cov = np.nanmean(x, axis=0), np.diag(np.nanvar(x, axis=0))
    for step in range(3000):
        total, squares = np.zeros(len(mean)), np.zeros_like(cov)
        for seen in np.unique(~np.isnan(x), axis=0):
            rows = x[(~np.isnan(x) == seen).all(axis=1)]
            b = np.linalg.solve(cov[np.ix_(seen, seen)], cov[np.ix_(seen, ~seen)])
            full = np.where(seen, rows, 0.0)
            full[:, ~seen] = mean[~seen] + (rows[:, seen] - mean[seen]) @ b
            total += full.sum(axis=0)
            squares += full.T @ full
            rest = cov[np.ix_(~seen, ~seen)] - cov[np.ix_(~seen, seen)] @ b
            squares[np.ix_(~seen, ~seen)] += len(rows) * rest
        new = total / len(x)
        cov = squares / len(x) - np.outer(new, new)
        if step > 1 and np.abs(new - mean).max() < 1e-9:
            return new
        mean = new
    return mean


def test_what_a_trial_observes_by_its_definition(several: rapport.Run, binary: str) -> None:
    told = compared(several, binary, "--observed", "--scenario", "trained")
    weeks = (told[0] if isinstance(told, list) else told)["weeks"]
    arms = []
    for name in ("usual", "trained"):
        w = World(several, name)
        given = w.at_week.astype(float)
        entry = w.p["phq9_entry"].astype(float)
        rows = pd.concat([entry, given], axis=1)
        arms.append((given, rows.ffill(axis=1), likeliest_means(rows.to_numpy()), w.everybody))
    for k, week in enumerate(weeks):
        at = week["week"]
        (a, a_carried, a_mean, a_true), (b, b_carried, b_mean, b_true) = arms
        assert week["answered_baseline"] == pytest.approx(a[at].notna().mean())
        assert week["complete_cases"] == pytest.approx(b[at].mean() - a[at].mean())
        carried = b_carried[at].mean() - a_carried[at].mean()
        assert week["last_value_carried_forward"] == pytest.approx(carried)
        assert week["mixed_model"] == pytest.approx(b_mean[k + 1] - a_mean[k + 1], abs=1e-5)
        assert week["truth"] == pytest.approx(b_true[at].mean() - a_true[at].mean())
