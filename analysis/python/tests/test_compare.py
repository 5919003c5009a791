"""What `compare` prints once more, by nothing but what analysis/twins/COMPARE.md says of it."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import itertools
import json
import math
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from of_outcomes import by_session, by_week, times
from of_twins import Twins, single
from scipy import stats
from world import World

import rapport

if TYPE_CHECKING:
    from pathlib import Path

WEEKS, PRIMARY = (6, 14, 20, 26), 14
STUDY = {
    "question": "Do the numbers mean what their definitions say?",
    "seed": 5,
    "assessments": {"weeks": list(WEEKS)},
    "scenarios": [
        {"name": "usual"},
        {"name": "trained", "set": {"population.therapist_repair_skill_mean": 1}},
    ],
}


def agree(told: dict, value: float, low: float, high: float, name: str) -> None:
    for key, x in (("value", value), ("low", low), ("high", high)):
        y = told.get(key)
        assert (y is None and math.isnan(x)) or y == pytest.approx(x, rel=1e-6, abs=1e-9), (
            f"{name}, {key}: {x}"
        )


LARGE = {"caseload_min": 60, "caseload_max": 200}


@pytest.mark.parametrize(("replications", "caseloads"), [(1, {}), (1, LARGE), (10, {})])
def test_every_number_by_its_definition(
    replications: int, caseloads: dict[str, int], binary: str, tmp_path: Path
) -> None:
    study = STUDY | {
        "replications": replications,
        "population": {"patients": 640 // replications} | caseloads,
    }
    run = rapport.run(study, out=tmp_path / "run", binary=binary)
    line = [binary, "compare", str(run.path), "--json"]
    said = json.loads(subprocess.run(line, capture_output=True, check=True, text=True).stdout)
    (told,) = said["comparisons"]
    worlds = [World(run, name) for name in ("usual", "trained")]
    values = [
        by_week(w, WEEKS, PRIMARY) | times(w, PRIMARY, WEEKS[-1]) | by_session(w) for w in worlds
    ]
    assert {o["outcome"]["name"] for o in told["outcomes"]} == set(values[0])

    cluster = worlds[0].therapist
    if replications >= 10:
        cluster = pd.Series(cluster.index.str.split("-").str[0], cluster.index)
    assert told["clusters"] == cluster.nunique()
    for o in told["outcomes"]:
        name, is_binary = o["outcome"]["name"], o["outcome"]["binary"]
        a, b = (v[name] for v in values)
        t = Twins(a, b, cluster)
        assert o["twins"] == t.n, name
        assert o["mean_baseline"] == pytest.approx(t.a.mean()), name
        assert o["mean_scenario"] == pytest.approx(t.b.mean()), name
        se, low, high = t.difference(binary=is_binary)
        assert o["difference"]["se"] == pytest.approx(se, rel=1e-6, abs=1e-12), name
        agree(o["difference"], t.d.mean(), low, high, name)
        assert o["difference"].get("rough", False) == (is_binary and t.k < 5), name
        if is_binary:
            agree(o["standardised"], *t.cohen_h(low, high), f"h of {name}")
        else:
            d, _, low_d, high_d = t.cohen_d()
            agree(o["standardised"], d, low_d, high_d, f"d of {name}")
        if is_binary and t.k >= 5 and t.d.mean():
            assert o["nnt"]["value"] == pytest.approx(1 / abs(t.d.mean())), name
            ends = sorted(1 / abs(x) if x else math.inf for x in (low, high))
            assert sorted((o["nnt"]["low"], o["nnt"]["high"])) == pytest.approx(ends), name
            assert o["nnt"]["crosses"] == (low <= 0 <= high), name
        v = sum(single(x, worlds[0].therapist, len(cluster)) for x in (a, b))
        if v == 0:
            assert o["trial"]["power"] is None, name
            continue
        apart = abs(b.astype(float).mean() - a.astype(float).mean())
        z, norm = apart / math.sqrt(v / 100), stats.norm
        power = norm.cdf(z - norm.ppf(0.975)) + norm.cdf(-z - norm.ppf(0.975))
        assert o["trial"]["power"] == pytest.approx(power), name
        if apart > 0:
            needed = (norm.ppf(0.975) + norm.ppf(0.8)) ** 2 * v / apart**2
            assert o["trial"]["n_per_arm_for_80_percent"] == pytest.approx(needed, abs=1), name
        if t.k:
            assert o["saving"] == pytest.approx(t.saving(), rel=1e-6), name
    binary_ones = {o["outcome"]["name"] for o in told["outcomes"] if o["outcome"]["binary"]}
    of_whom(told["subgroups"], worlds[0].p, values, cluster, binary_ones)


def outcome_of(row: dict) -> str:
    return str(row["outcome"])


def of_whom(
    told: list[dict],
    p: pd.DataFrame,
    values: list[dict],
    cluster: pd.Series,
    binary: set[str],
) -> None:
    by_outcome = itertools.groupby(sorted(told, key=outcome_of), outcome_of)
    for outcome, rows in by_outcome:
        tests, expected = [], []
        for row in rows:
            trait = p[row["trait"]].astype(float)
            whole = Twins(values[0][outcome], values[1][outcome], cluster)
            ordered = np.sort(trait[whole.d.index].to_numpy())
            cuts = [ordered[math.ceil(len(ordered) * k / 3) - 1] for k in (1, 2)]
            third = np.searchsorted(cuts, trait[whole.d.index].to_numpy())
            u, means, fine = [], [], True
            for k, group in enumerate(row["thirds"]):
                inside = whole.d.index[third == k]
                t = Twins(values[0][outcome][inside], values[1][outcome][inside], cluster)
                assert group["twins"] == t.n
                _, low, high = t.difference(binary=outcome in binary)
                agree(group["difference"], t.d.mean(), low, high, f"{outcome}, {row['trait']}")
                u.append(t.u().groupby(t.of).sum())
                means.append(t.d.mean())
                fine &= not math.isnan(low) and t.k >= 5
            frame = pd.concat(u, axis=1).fillna(0.0)
            g = len(frame)
            if not fine or g < 8:
                assert row["interaction"]["p"] is None
                continue
            v = g / (g - 1) * frame.T.to_numpy() @ frame.to_numpy()
            c = np.array([[-1, 1, 0], [-1, 0, 1]])
            cd = c @ np.array(means)
            f = cd @ np.linalg.solve(c @ v @ c.T, cd) / 2 * (g - 2) / (g - 1)
            tests.append(row["interaction"])
            expected.append(stats.f.sf(f, 2, g - 2))
            assert row["interaction"]["f"] == pytest.approx(f, rel=1e-6)
            assert row["interaction"]["p"] == pytest.approx(expected[-1], rel=1e-6)
        highest = 0.0
        for i, at in enumerate(np.argsort(expected)):
            highest = max(highest, min(1, expected[at] * (len(expected) - i)))
            assert tests[at]["p_adjusted"] == pytest.approx(highest, rel=1e-6)
            assert tests[at]["tested"] == len(tests)
