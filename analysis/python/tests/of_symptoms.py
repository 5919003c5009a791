"""Estimators of symptoms, leaving and relapse, as ESTIMATORS.md defines them."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from world import World, apart, between, r, rss

T95 = {2: 4.302653, 3: 3.182446, 4: 2.776445}  # quantiles of Student's t, two-sided 5 %


def sudden_gain(w: World) -> float:
    def has(row: np.ndarray) -> bool:
        for t in range(1, len(row) - 1):
            fall = row[t] - row[t + 1]
            if not (fall >= 6 and fall >= 0.25 * row[t]):
                continue
            b, a = row[max(t - 2, 0) : t + 1], row[t + 1 : t + 4]
            b, a = b[~np.isnan(b)], a[~np.isnan(a)]
            if min(len(a), len(b)) < 2:
                continue
            df = len(a) + len(b) - 2
            pooled = (a.var(ddof=1) * (len(a) - 1) + b.var(ddof=1) * (len(b) - 1)) / df
            if b.mean() - a.mean() > T95[df] * math.sqrt(pooled * (1 / len(a) + 1 / len(b))):
                return True
        return False

    rows = [row.to_numpy(float)[: w.held[i]] for i, row in w.phq9.iterrows()]
    return float(np.mean([has(row) for row in rows if (~np.isnan(row)).sum() >= 4]))


def weekly_change(w: World) -> float:
    x, t = w.phq9.to_numpy(), w.weeks.to_numpy()
    days = 7 * np.diff(t, axis=1)[:, 1:]
    change = np.diff(x, axis=1)[:, 1:]  # intake left out
    pair = (days >= 5) & (days <= 9) & ~np.isnan(change)
    return float(change[pair].std(ddof=1) / w.intake[pair.any(axis=1)].std())


def autocorrelation(w: World) -> float:
    who = w.phq9.notna().sum(axis=1) >= 2
    e = w.phq9[who].sub(w.phq9[who].mean(axis=1), axis=0).to_numpy()
    now, before = e[:, 1:], e[:, :-1]
    pair = ~np.isnan(now) & ~np.isnan(before)
    return float((now[pair] * before[pair]).sum() / (before[pair] ** 2).sum())


def improved(w: World, session: int) -> float:
    so_far = w.phq9.loc[:, :session].ffill(axis=1)[session]
    x = so_far.where(w.held >= session, w.last)
    return float(((w.intake - x >= 6) | (x < 10))[x.notna()].mean())


def early_response(w: World) -> float:
    x = w.phq9.loc[:, 2:4].ffill(axis=1)[4][w.held >= 4].dropna()
    early = w.intake[x.index] - x >= 0.3 * w.intake[x.index]
    rest, quick = w.last[x.index][~early], w.last[x.index][early]
    return (1 - 3 / (4 * (len(x) - 2) - 1)) * apart(rest, quick)


def early_share(w: World) -> float:
    rows = w.answers(5)
    ids = [i for i, _, _ in rows]
    mean = w.intake[ids].mean()
    return float((mean - np.mean([y[4] for _, _, y in rows])) / (mean - w.last[ids].mean()))


def curve_scatter(w: World) -> float:
    rows = w.answers(5)
    squares = sum(rss(np.log(t + 1), y) for _, t, y in rows)
    return float(
        math.sqrt(squares / sum(len(y) - 2 for _, _, y in rows))
        / w.intake[[i for i, _, _ in rows]].std()
    )


def log_curve(w: World) -> float:
    rows = [(t, y) for i, t, y in w.answers(4) if w.held[i] >= 5]
    return 1 - sum(rss(np.log(t), y) for t, y in rows) / sum(rss(t, y) for t, y in rows)


def items_at_intake(w: World) -> pd.DataFrame:
    first = w.items[w.items["session"] == 1]
    return first[[f"phq9_{k}" for k in range(1, 10)]].dropna().astype(float)


def item_total(w: World) -> float:
    x = items_at_intake(w)
    rest = {k: r(x[f"phq9_{k}"], x.sum(axis=1) - x[f"phq9_{k}"]) for k in (2, 9)}
    return rest[2] - rest[9]


def session_gain(w: World) -> float:
    x = pd.get_dummies(w.p["ending"].astype(str), drop_first=True).astype(float)
    x = x.assign(held=w.held.astype(float), intake=w.intake, y=w.better)
    x -= x.groupby(w.therapist).transform("mean")
    names = ["held", *(c for c in x if c not in {"held", "y"})]
    return float(np.linalg.lstsq(x[names].to_numpy(), x["y"].to_numpy(), rcond=None)[0][0])


def leaver_difference(w: World) -> float:
    total, weight = 0.0, 0
    for k in w.phq9:
        x = w.phq9[k]
        gone, on = x[w.left & (w.held == k)].dropna(), x[w.held > k].dropna()
        if len(gone) and len(on):
            total, weight = total + len(gone) * (gone.mean() - on.mean()), weight + len(gone)
    return float(total / weight / w.intake.std())


def recovery_by_length(w: World) -> float:
    who = ~w.left & (w.intake >= 10)
    recovered = ((w.better >= 6) & (w.last < 10))[who].groupby(w.held[who])
    shares = recovered.mean()[recovered.size() >= 10]
    return r(shares.index.to_numpy(float), shares)


def life_table(w: World, session: int) -> float:
    stays = 1.0
    for t in range(1, session + 1):
        stays *= 1 - ((w.held == t) & w.left).sum() / (w.held >= t).sum()
    return 1 - stays


def dropout_by_therapist(w: World) -> float:
    groups = [g.astype(float) for _, g in w.left.groupby(w.therapist) if len(g) >= 5]
    p = pd.concat(groups).mean()
    v = max(between(groups)[0], 0) / (p * (1 - p)) ** 2
    return float(v / (v + math.pi**2 / 3))


def relapses(w: World, *, lasting: bool = False, responders: bool = True) -> pd.Series:
    """Weeks after treatment to a relapse, infinite without, of those well at the end and asked."""
    well = ~w.left & (w.last < 10)
    if responders:
        well &= (w.intake > 0) & (2 * w.last <= w.intake)
    out = {}
    for i, row in w.at_week[well].iterrows():
        after = row.dropna()
        after.index = after.index - float(w.p["weeks"][i])
        after = after[(after.index > 0) & (after.index <= 52)]
        ill = (after >= 10) & (after - w.last[i] >= 6)
        if lasting:
            ill &= ill.shift(fill_value=False)
        if len(after):
            out[i] = ill.idxmax() if ill.any() else math.inf
    return pd.Series(out)


def relapse_early(w: World) -> float:
    when = relapses(w)
    return float((when[np.isfinite(when)] <= 26).mean())


def relapse_hazards(w: World) -> float:
    when = relapses(w)
    residual = w.last[when.index] >= 5
    shares = [np.isfinite(when[who]).mean() for who in (residual, ~residual)]
    return math.log(1 - shares[0]) / math.log(1 - shares[1])


def weeks_to_remission(w: World) -> float:
    first = (w.everybody < 5).idxmax(axis=1).where((w.everybody < 5).any(axis=1), 52)
    return float(first[w.p["phq9_entry"] >= 5].mean())


def weeks_well(w: World) -> float:
    def of(i: str, row: pd.Series) -> float:
        entry, lowest, since = w.p["phq9_entry"][i], math.inf, 0.0
        for week, x in row.items():
            if math.isinf(lowest):
                if entry > 0 and 2 * x <= entry:
                    lowest, since = x, float(str(week))
            elif x >= 10 and x - lowest >= 6:
                return float(str(week)) - since
            else:
                lowest = min(lowest, x)
        return 0 if math.isinf(lowest) else 52 - since

    return float(np.mean([of(str(i), row) for i, row in w.everybody.iterrows()]))


def odds_of_response(w: World) -> float:
    x = w.at_week[52].dropna()
    entry = w.p["phq9_entry"][x.index]
    share = ((entry > 0) & (2 * x <= entry)).mean()
    return float(share / (1 - share))


def reliable(w: World, kind: str) -> float:
    who = (w.held >= 2) & (w.intake >= 10)
    fell = w.better[who]
    if kind == "deterioration":
        return float((fell <= -6).mean())
    recovered = w.last[who] < 10 if kind == "recovery" else True
    return float(((fell >= 6) & recovered).mean())


def clinical_change(w: World) -> float:
    threshold = 1.96 * w.intake.std() * math.sqrt(2 * (1 - 0.84))
    return float(((w.better > threshold) & (w.last < 10) & (w.intake >= 10)).mean())


def change_by_gap(w: World) -> float:
    out = []
    for (_, x), (_, t) in zip(w.phq9.iterrows(), w.weeks.iterrows(), strict=True):
        there = x.notna().to_numpy()
        score, week = x.to_numpy()[there], t.to_numpy()[there]
        days = 7 * (week[None, :] - week[:, None])
        first, second = np.nonzero((days >= 4) & (days <= 10))
        out.append(score[second] - score[first])
    return float(np.concatenate(out).std(ddof=1) / w.intake.std())


def dropouts_later(w: World) -> float:
    later = w.last - w.at_week[52]
    who = (w.p["weeks"] < 52) & later.notna()
    return float(later[who & w.left].mean() - later[who & ~w.left].mean())


def early_rise(w: World) -> float:
    x = w.phq9.loc[:, 2:3].dropna(how="all")
    return float(x.gt(w.intake[x.index], axis=0).any(axis=1).mean())


def pace_and_length(w: World) -> float:
    x = w.phq9.loc[:, 2:4].ffill(axis=1)[4][(w.held >= 4) & ~w.left].dropna()
    return r(w.intake[x.index] - x, w.held[x.index])


def residual_relapse(w: World) -> float:
    when = relapses(w)
    return r(w.last[when.index], np.isfinite(when).astype(float))


def assessed_apart(a: World, b: World, week: int) -> float:
    return apart(b.at_week[week].dropna(), a.at_week[week].dropna())


def contrast_of_low(a: World, b: World, below: float) -> float:
    """The contrast of those whose early alliance in the second scenario is low."""
    early = b.wai[[3, 4]].mean(axis=1)
    x, y = a.last[early < below], b.last[early < below]
    return float((y - x).mean() / math.sqrt((x.var() + y.var()) / 2))
