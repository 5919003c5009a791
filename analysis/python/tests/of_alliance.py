"""Estimators of the alliance, as ESTIMATORS.md defines them."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from world import World, apart, between, r


def by_therapist(w: World, x: pd.Series, least: int) -> float:
    groups = [g for _, g in x.dropna().groupby(w.therapist) if len(g) >= least]
    v, within = between(groups)
    return v / (v + within)


def alliance_outcome(w: World, adjust: str, alliance: pd.DataFrame | None = None) -> float:
    early = (w.wai if alliance is None else alliance)[[3, 4]].mean(axis=1)
    who = early.notna() & (w.held >= 4)
    x, on = early[who], w.intake[who]
    if adjust == "raw":
        return r(x, w.better[who])
    if adjust == "last":
        return r(x, -w.last[who])
    if adjust == "partial":
        slope, level = np.polyfit(on, x, 1)
        return r(x - level - slope * on, w.residual(who))
    return r(x, w.residual(who))


def within_effect(w: World, alliance: pd.DataFrame) -> float:
    return cross_lag(w, to_symptoms=True, alliance=alliance)


def cross_lag(w: World, *, to_symptoms: bool, alliance: pd.DataFrame | None = None) -> float:
    a, s = (w.wai if alliance is None else alliance).loc[:, 1:7], w.phq9.loc[:, 1:7]
    who = (a.notna().sum(axis=1) >= 3) & (s.notna().sum(axis=1) >= 3)
    a, s = (x[who].sub(x[who].mean(axis=1), axis=0) for x in (a, s))
    a, s = a - a.mean(), s - s.mean()
    if to_symptoms:  # s(t+1) on a(t), s(t)
        y, x, z = s.iloc[:, 1:], a.iloc[:, :-1], s.iloc[:, :-1]
    else:  # a(t) on s(t), a(t-1)
        y, x, z = a.iloc[:, 1:], s.iloc[:, 1:], a.iloc[:, :-1]
    rows = np.column_stack([m.to_numpy().ravel() for m in (y, x, z)])
    rows = rows[~np.isnan(rows).any(axis=1)]
    design = np.column_stack([np.ones(len(rows)), rows[:, 1:]])
    beta = np.linalg.lstsq(design, rows[:, 0], rcond=None)[0][1]
    return float(beta * rows[:, 1].std() / rows[:, 0].std())


def pattern(w: World, wanted: str) -> float:
    rows = [row.dropna().to_numpy(float) for _, row in w.wai.iterrows()]
    rows = [row for row in rows if len(row) >= 4]
    squares = sum(((row - row.mean()) ** 2).sum() for row in rows)
    drop = math.sqrt(squares / sum(len(row) - 1 for row in rows))

    def of(row: np.ndarray) -> str:
        state, level = "none", math.nan
        for k in range(1, len(row)):
            if state == "unrepaired":
                state = "repaired" if row[k] >= level else state
            elif row[k] <= row[:k].mean() - drop:
                state, level = "unrepaired", row[:k].mean()
        return state

    return float(np.mean([of(row) == wanted for row in rows]))


def criterion_ruptures(w: World) -> float:
    scores = w.by_session("calpas_patient").loc[:, 1:10]
    sd = np.nanstd(scores.to_numpy(), ddof=1)
    rows = [row.dropna().to_numpy(float) for _, row in scores.iterrows()]
    return float(np.mean([(np.diff(row) <= -sd).any() for row in rows if len(row) >= 2]))


def v_shapes(w: World) -> float:
    scores = w.by_session("calpas_patient").loc[:, 1:16]
    sd, out = np.nanstd(scores.to_numpy(), ddof=1), []
    for _, row in scores.iterrows():
        x = row.dropna()
        for k in range(1, len(x)):
            fall = x.iloc[k - 1] - x.iloc[k]
            later = x[(x.index > x.index[k]) & (x.index <= x.index[k] + 3)]
            if fall >= sd and len(later):
                out.append(bool((later >= x.iloc[k] + 0.75 * fall).any()))
                break
    return float(np.mean(out))


def rupture_kinds(w: World) -> float:
    change = w.wai.diff(axis=1)
    onsets = set(zip(w.ruptures["id"], w.ruptures["session_onset"], strict=True))
    began = pd.DataFrame(
        {k: [(i, k) in onsets for i in w.wai.index] for k in w.wai}, index=w.wai.index
    )
    calm = ~began & ~began.shift(axis=1, fill_value=False)
    usual = change.where(calm).mean()
    above = change - usual

    def effect(kind: str) -> float:
        of = w.ruptures[
            (w.ruptures["kind"].astype(str) == kind) & (w.ruptures["session_onset"] > 1)
        ]
        return float(
            np.nanmean([above.at[i, k] for i, k in zip(of["id"], of["session_onset"], strict=True)])
        )

    return effect("withdrawal") - effect("confrontation")


def recognition_effect(w: World) -> float:
    after: dict[bool, list[float]] = {True: [], False: []}
    u = w.ruptures
    for i, k, at in zip(u["id"], u["session_onset"], u["session_recognised"], strict=True):
        x = w.wai.get(k + 1, pd.Series(dtype=float)).get(i, math.nan)
        if not math.isnan(x):
            after[bool(at == k)].append(x)
    return float(np.mean(after[True]) - np.mean(after[False]))


def transfer_drop(w: World) -> float:
    out = []
    for _, rows in w.s.groupby("id"):
        new = (rows["therapist"] != rows["therapist"].iloc[0]).to_numpy()
        if new.any():
            at = int(new.argmax())
            before = rows["wai_patient"].iloc[max(0, at - 2) : at].mean()
            out.append(before - rows["wai_patient"].iloc[at : at + 2].mean())
    return float(np.nanmean(np.array(out, float)))


def slopes(w: World, last: int, least: int) -> pd.Series:
    rows = {i: x.dropna() for i, x in w.wai.loc[:, :last].iterrows()}
    return pd.Series(
        {
            i: np.polyfit(x.index.to_numpy(float), x, 1)[0]
            for i, x in rows.items()
            if len(x) >= least
        }
    )


def slope_by_outcome(w: World) -> float:
    of = slopes(w, 100, 4)
    responded = ((w.intake > 0) & (2 * w.last <= w.intake))[of.index]
    planned = ~w.left[of.index]
    return float(of[planned & responded].mean() - of[planned & ~responded].mean())


def subscales(w: World, session: int) -> pd.DataFrame:
    names = ["goals", "tasks", "bond"]
    return pd.DataFrame({k: w.by_session(f"wai_patient_{k}")[session] for k in names}).dropna()


def bond_apart(w: World) -> float:
    c = subscales(w, 3).corr()
    return float(c.at["goals", "tasks"] - max(c.at["goals", "bond"], c.at["tasks", "bond"]))


def growth_share(w: World) -> float:
    x = w.by_session("wai_patient_bond")[[1, 4, 10]].dropna().mean()
    return float((x[4] - x[1]) / (x[10] - x[1]))


def both_strong(w: World) -> float:
    x = pd.DataFrame(
        {k: w.by_session(f"wai_{k}")[[3, 4]].mean(axis=1) for k in ("patient", "therapist")}
    ).dropna()
    high = x > x.median()
    better = w.residual(w.p.index.isin(x.index))
    return apart(better[high.all(axis=1)], better[high.sum(axis=1) == 1])


def averaging_gain(w: World) -> float:
    few, many = w.wai[3], w.wai.loc[:, 1:5].mean(axis=1)
    who = few.notna() & many.notna() & (w.held >= 5)
    return r(many[who], w.residual(who)) - r(few[who], w.residual(who))


def over_approach(w: World) -> float:
    cbt = (w.p["approach"].astype(str) == "cbt").astype(float)
    return alliance_outcome(w, "residual") - abs(r(cbt, w.residual()))


def patient_share(w: World) -> float:
    rows = [x.dropna() for _, x in w.wai.loc[:, 3:9].iterrows()]
    v, within = between(x for x in rows if len(x) >= 2)
    return v / (v + within)


def perceived_outcome(w: World) -> float:
    who = w.p["perceived_empathy"].notna()
    return r(w.p["perceived_empathy"][who].astype(float), w.residual(who))


def repair_outcome(w: World) -> float:
    who = w.p["ruptures"] > 0
    return r((w.p["ruptures_resolved"] / w.p["ruptures"])[who], w.residual(who))


def rater_difference(w: World) -> float:
    x = pd.DataFrame({"a": w.wai[3], "b": w.by_session("wai_therapist")[3]}).dropna()
    return float((x["a"] - x["b"]).mean() / math.sqrt(x.var().mean()))


def convergence(w: World) -> float:
    both = {
        k: pd.DataFrame({"a": w.wai[k], "b": w.by_session("wai_therapist")[k]}) for k in (2, 10)
    }
    who = both[2].notna().all(axis=1) & both[10].notna().all(axis=1)
    early, late = (r(both[k]["a"][who], both[k]["b"][who]) for k in (2, 10))
    return late - early


def standardised(y: pd.Series, *x: pd.Series) -> np.ndarray:
    """The slopes of y on all x, every one of them in standard deviations."""
    rows = np.column_stack([np.asarray(v, float) for v in (y, *x)])
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    return np.linalg.lstsq(rows[:, 1:], rows[:, 0], rcond=None)[0]


def agreeableness_path(w: World) -> float:
    mp, mt = w.wai[[3, 4]].mean(axis=1), w.by_session("wai_therapist")[[3, 4]].mean(axis=1)
    who = mp.notna() & mt.notna()
    a, mp, mt = (x[who].astype(float) for x in (w.p["agreeableness"], mp, mt))
    return float(standardised(mp, a)[0] * standardised(w.residual(who), a, mp, mt)[1])


def view_gain(w: World, level: str) -> float:
    therapist = w.by_session("wai_therapist")
    if level == "within":
        return within_effect(w, therapist) - within_effect(w, w.wai)
    return alliance_outcome(w, "residual") - alliance_outcome(w, "residual", therapist)


SCALES = {"wai": [4, 4, 4], "calpas": [6, 6, 6, 6]}


def scales(w: World, instrument: str) -> list[pd.DataFrame]:
    """The items of an instrument in session 3, scale by scale."""
    counts = SCALES[instrument]
    columns = [f"{instrument}_{k + 1}" for k in range(sum(counts))]
    rows = w.items[w.items["session"] == 3][columns].dropna().astype(float)
    ends = np.cumsum(counts)
    return [rows[columns[end - n : end]] for n, end in zip(counts, ends, strict=True)]


def alpha(x: pd.DataFrame) -> float:
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var().sum() / x.sum(axis=1).var()))


def scale_alpha(w: World, instrument: str) -> float:
    return float(np.mean([alpha(x) for x in scales(w, instrument)]))


def scale_r(w: World, instrument: str) -> float:
    c = pd.concat([x.mean(axis=1) for x in scales(w, instrument)], axis=1).corr().to_numpy()
    return float(c[np.triu_indices(len(c), 1)].mean())


def apart_of_twins(a: pd.Series, b: pd.Series) -> float:
    """The difference of those who have both, in standard deviations of patients."""
    both = pd.DataFrame({"a": a, "b": b}).astype(float).dropna()
    spread = math.sqrt((both["a"].var() + both["b"].var()) / 2)
    return float((both["a"] - both["b"]).mean() / spread)


def ownership(w: World) -> pd.Series:
    return (w.by_session("true_goals") * w.by_session("true_hope"))[3]


def report_order(routine: World, cbt: World, psychodynamic: World) -> float:
    def share(w: World, rater: str) -> float:
        return float(w.s[f"rupture_{rater}"].dropna().astype(float).mean())

    raters = ("patient", "therapist", "observer")
    patient, therapist, observer = (share(routine, rater) for rater in raters)
    fewer = [share(psychodynamic, rater) - share(cbt, rater) for rater in raters]
    return min(therapist - patient, observer - therapist, *fewer)
