"""Differences, intervals and effect sizes of twins, by the formulas of COMPARE.md."""

# mypy: ignore-errors
# (pandas' stubs take a label for one of twenty types, so that each sum over labels is an error)

from __future__ import annotations

import math

import pandas as pd
from scipy import stats


def tango(gained: float, lost: float, n: float, point: float) -> tuple[float, float]:
    """The differences at which the score for paired proportions is the point, on both sides."""

    def score(delta: float) -> float:
        b = -gained - lost + (2 * n - gained + lost) * delta
        c = -lost * delta * (1 - delta)
        q = (math.sqrt(max(0, b * b - 8 * n * c)) - b) / (4 * n)
        return (gained - lost - n * delta) / math.sqrt(n * (2 * q + delta * (1 - delta)))

    def where(low: float, high: float, value: float) -> float:
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > value else (low, middle)
        return low

    here = (gained - lost) / n
    return where(-1, here, point), where(here, 1, -point)


class Twins:
    """The values of an outcome under both scenarios, and the clusters."""

    def __init__(self, a: pd.Series, b: pd.Series, cluster: pd.Series) -> None:
        both = pd.DataFrame({"a": a, "b": b}).astype(float).dropna()
        self.a, self.b, self.of = both["a"], both["b"], cluster[both.index]
        self.d, self.n = self.b - self.a, len(both)
        self.k = int((self.d != 0).sum())

    def sums(self, u: pd.Series) -> pd.Series:
        return u.groupby(self.of).sum()

    def variance(self, u: pd.Series) -> float:
        g = self.sums(u)
        return len(g) / (len(g) - 1) * float((g**2).sum())

    def degrees(self) -> float:
        w = self.of.value_counts() / self.n
        if len(w) >= 10 and w.max() < 0.2:
            return len(w) - 1
        a = w**2 / (1 - w)
        return 1 / ((w**2).sum() + a.sum() ** 2 - (a**2).sum())

    def tied(self, u: pd.Series) -> bool:
        """Twins differ, and clusters by the same."""
        return self.d.nunique() > 1 and self.variance(u) < 1e-24

    def interval(self, value: float, u: pd.Series) -> tuple[float, float, float]:
        if self.tied(u):
            return math.nan, math.nan, math.nan
        g, se, df = self.sums(u), math.sqrt(self.variance(u)), self.degrees()
        if self.k < min(5, (self.n + 1) // 2):
            return se, math.nan, math.nan
        half = stats.t.ppf(0.975, df) * se
        if self.k < 100 and 2 * self.k < self.n:
            if len(g) >= 8:
                fourths = 3 * len(g) / (len(g) + 2) * (g**2).sum() ** 2 / (g**4).sum() - 2
                df = math.floor(max(1, min(df, fourths)))
            half = stats.t.ppf(0.975, df) * se * math.sqrt(1 + 2 / self.k)
        return se, value - half, value + half

    def share(self) -> tuple[float, float, float]:
        gained, lost = int((self.d > 0).sum()), int((self.d < 0).sum())
        if self.tied(self.u()):
            return math.nan, math.nan, math.nan
        v, alone = self.variance(self.u()), (gained + lost - self.n * self.d.mean() ** 2)
        f, point = 1.0, stats.norm.ppf(0.975)
        if alone > 0 and v > 0:
            f, point = v / (alone / self.n**2), stats.t.ppf(0.975, self.degrees())
        return math.sqrt(v), *tango(gained / f, lost / f, self.n / f, point)

    def u(self) -> pd.Series:
        return (self.d - self.d.mean()) / self.n

    def difference(self, *, binary: bool) -> tuple[float, float, float]:
        return self.share() if binary else self.interval(self.d.mean(), self.u())

    def cohen_d(self) -> tuple[float, float, float, float]:
        s2 = (self.a.var() + self.b.var()) / 2
        s, mean = math.sqrt(s2), self.d.mean()
        spread = ((self.a - self.a.mean()) ** 2 + (self.b - self.b.mean()) ** 2) / 2
        u = ((self.d - mean) / s - mean / (2 * s**3) * (spread - s2)) / self.n
        return mean / s, *self.interval(mean / s, u)

    def cohen_h(self, low: float, high: float) -> tuple[float, float, float]:
        middle = (self.a.mean() + self.b.mean()) / 2

        def h(diff: float) -> float:
            a, b = (
                2 * math.asin(math.sqrt(min(1, max(0, x))))
                for x in (middle - diff / 2, middle + diff / 2)
            )
            return b - a

        return h(self.d.mean()), h(low), h(high)

    def saving(self) -> float:
        apart = sum(self.variance((x - x.mean()) / self.n) for x in (self.a, self.b))
        return apart / self.variance(self.u())


def single(x: pd.Series, therapist: pd.Series, patients: int) -> float:
    """v: the variance of a mean of one patient in an arm of a trial."""
    x = x.astype(float).dropna()
    groups = [g for _, g in x.groupby(therapist[x.index])]
    replication = x.index.str.split("-").str[0]
    r, k, n = len(set(replication)), len(groups), len(x)
    total = sum(((g - g.mean()) ** 2).sum() for _, g in x.groupby(replication))
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    usual = (n - sum(len(g) ** 2 for g in groups) / n * r) / (k - r)
    between, inside = (total - within) / (k - r), within / (n - k)
    rho = max(0, (between - inside) / (between + (usual - 1) * inside)) if within else 0
    return x.var() * (1 + (n / k - 1) * rho) / (n / patients)


class Contrast(Twins):
    """Two differences, x and y, of the same patients; of paths with the share of the first."""

    def __init__(self, x: pd.Series, y: pd.Series, cluster: pd.Series) -> None:
        super().__init__(y, x, cluster)
        self.k = int((self.d.abs() > 1e-6).sum())  # not what only rounding leaves
        self.x, self.y = self.b, self.a

    def share(self) -> tuple[float, float, float]:
        """The share, and Fieller's interval with as many errors as the delta method's has."""
        whole, through = self.x.mean(), self.d.mean()
        share = through / whole
        u = ((self.d - share * self.x) / whole) / self.n
        differ = min(int((self.y != 0).sum()), self.k)
        t = stats.t.ppf(0.975, self.degrees())
        if differ < 100 and 2 * differ < self.n:
            g = self.sums(u)
            fourths = 3 * len(g) / (len(g) + 2) * (g**2).sum() ** 2 / (g**4).sum() - 2
            df = math.floor(max(1, min(self.degrees(), fourths)))
            t = stats.t.ppf(0.975, df) * math.sqrt(1 + 2 / differ)
        ux, ud = self.sums((self.x - whole) / self.n), self.sums(self.u())
        scale = len(ux) / (len(ux) - 1)
        vxx, vdd, vxd = (scale * float((p * q).sum()) for p, q in ((ux, ux), (ud, ud), (ud, ux)))
        square, product = whole**2 - t**2 * vxx, through * whole - t**2 * vxd
        root = math.sqrt(product**2 - square * (through**2 - t**2 * vdd))
        return share, (product - root) / square, (product + root) / square


def wilson(p: float, n: float, t: float) -> tuple[float, float]:
    """The score interval of a share."""
    middle, half = p + t**2 / (2 * n), t * math.sqrt(p * (1 - p) / n + t**2 / (4 * n**2))
    return (middle - half) / (1 + t**2 / n), (middle + half) / (1 + t**2 / n)
