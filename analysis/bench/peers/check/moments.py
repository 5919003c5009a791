"""Ratios of sums over independent clusters, and how far those of two runs lie apart.

Of each statistic a cluster c has a numerator N and a denominator D; the run's value is
sum N / sum D. Where both runs have the same distribution, with r the ratio over both, the
residuals N - r D have mean zero and a variance v for each clinic of the cluster, and

    z = (r1 - r2) / sqrt(v (k1 / (sum1 D)^2 + k2 / (sum2 D)^2))

is nearly standard normal, k being the number of clinics of a run.
"""

import numpy as np

MANY = 100  # clusters of a run from which on it can speak about therapists
LEAST = 25  # expected cases in each run, below which a share is not compared
ROUNDING = 1e-9  # values as near as this are equal
LEAST_PRODUCTS = 500  # rows in each run, below which products are not compared


class Results:
    """Labels, values in both runs and z of everything that was compared."""

    def __init__(self, clinics):
        self.clinics = clinics  # of both runs
        self.labels, self.first, self.second, self.z = [], [], [], []

    def add(self, labels, sums, least=1.0):
        """sums are, for each run, numerators and denominators of shape (clusters, statistics).
        Statistics with an expected numerator or denominator below least in a run are left out."""
        (n1, d1), (n2, d2), (k1, k2) = *sums, self.clinics
        s1, s2, w1, w2 = n1.sum(0), n2.sum(0), d1.sum(0), d2.sum(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            r = (s1 + s2) / (w1 + w2)
            v = (np.square(n1 - r * d1).sum(0) + np.square(n2 - r * d2).sum(0)) / (k1 + k2 - 1)
            apart = s1 / w1 - s2 / w2
            z = apart / np.sqrt(v * (k1 / w1**2 + k2 / w2**2))
            z[np.abs(apart) < ROUNDING] = 0.0
            use = np.isfinite(z) & (np.minimum(w1, w2) >= least)
            self.first.extend((s1 / w1)[use])
            self.second.extend((s2 / w2)[use])
        self.z.extend(z[use])
        self.labels.extend(label for label, used in zip(labels, use) if used)


def clusters(clinic, most=1000):
    """Clusters of whole neighbouring clinics, at most so many, from the clinic of each patient."""
    k = int(clinic.max()) + 1
    return clinic * min(k, most) // k


def shares(results, label, columns, cluster):
    """The share of each value of a column, null included; columns and cluster of both runs."""
    filled = [np.nan_to_num(c.astype(float), nan=-99.0) for c in columns]
    values = np.unique(np.concatenate(filled))
    labels = [f"{label} = {'null' if v == -99.0 else format(v, '.4g')}" for v in values]
    counts = []
    for column, c in zip(filled, cluster):
        k, m = int(c.max()) + 1, len(values)
        cells = np.bincount(c * m + np.searchsorted(values, column), minlength=k * m).reshape(k, m)
        counts.append((cells.astype(float), np.repeat(cells.sum(1, keepdims=True), m, axis=1).astype(float)))
    (n1, d1), (n2, d2) = counts
    rate = (n1.sum(0) + n2.sum(0)) / (d1.sum(0) + d2.sum(0))
    often = np.minimum(rate, 1.0 - rate) * min(d1[:, 0].sum(), d2[:, 0].sum()) >= LEAST
    results.add(np.array(labels, object)[often], [(n[:, often], d[:, often]) for n, d in counts])


def quantiles(results, label, columns, cluster, parts=10):
    """The share of a continuous column in each of so many parts, which are equal over both runs."""
    if all(np.isnan(c).all() for c in columns):
        return
    edges = np.nanquantile(np.concatenate(columns), np.arange(1, parts) / parts)
    binned = [np.where(np.isnan(c), np.nan, np.searchsorted(edges, c)) for c in columns]
    shares(results, label + " in part", binned, cluster)


def standardised(columns, rare=LEAST):
    """Columns of both runs with mean 0 and SD 1 over both, without those that do not vary enough."""
    kept = []
    for name in columns[0]:
        x = [c[name].astype(float) for c in columns]
        both = np.concatenate(x)
        seen = both[~np.isnan(both)]
        if len(seen) == 0 or seen.std() == 0:
            continue
        values, counts = np.unique(seen[:100000], return_counts=True)
        share = counts.max() / counts.sum()
        smaller = min(np.count_nonzero(~np.isnan(c)) for c in x)
        if len(values) < 50 and (1.0 - share) * smaller < 4 * rare:
            continue
        kept.append((name, [(c - seen.mean()) / seen.std() for c in x]))
    return [name for name, _ in kept], [
        np.stack([x[run] for _, x in kept], axis=1) if kept else np.empty((len(next(iter(columns[run].values()))), 0))
        for run in (0, 1)]


def products(results, label, names, a, b, cluster):
    """Means of the products of the columns of a with those of b, of both runs; with a constant
    before them, so that means, variances and covariances are all there. b None: a with itself."""
    left = ["1"] + names[0]
    right = left if b is None else ["1"] + names[1]
    pairs = [(i, j) for i in range(len(left)) for j in range(len(right)) if (i, j) != (0, 0) and (b is not None or i <= j)]
    rows, columns = np.array([p[0] for p in pairs], int), np.array([p[1] for p in pairs], int)
    sums = [_segment_products(a[run], a[run] if b is None else b[run], cluster[run], rows, columns) for run in (0, 1)]
    results.add([f"{label}: {left[i]} x {right[j]}" for i, j in pairs], sums, LEAST_PRODUCTS)


def _segment_products(a, b, cluster, rows, columns):
    a, b = (np.concatenate([np.ones((len(x), 1)), x], axis=1) for x in (a, b))
    has_a, has_b = (~np.isnan(x) for x in (a, b))
    a, b = np.where(has_a, a, 0.0), np.where(has_b, b, 0.0)
    has_a, has_b = has_a.astype(float), has_b.astype(float)
    k = int(cluster.max()) + 1
    edges = np.searchsorted(cluster, np.arange(k + 1))
    n, d = np.empty((k, len(rows))), np.empty((k, len(rows)))
    for c in range(k):
        part = slice(edges[c], edges[c + 1])
        n[c] = (a[part].T @ b[part])[rows, columns]
        d[c] = (has_a[part].T @ has_b[part])[rows, columns]
    return n, d


def common(results, label, names, a, therapist, cluster):
    """What two patients of one therapist have in common: the mean product over such pairs."""
    sums = []
    for run in (0, 1):
        x, k = a[run], int(cluster[run].max()) + 1
        has = (~np.isnan(x)).astype(float)
        x = np.nan_to_num(x)
        starts = np.flatnonzero(np.r_[True, np.diff(therapist[run]) != 0])
        total, squares, count = (np.add.reduceat(y, starts, axis=0) for y in (x, x * x, has))
        n, d = np.zeros((k, x.shape[1])), np.zeros((k, x.shape[1]))
        np.add.at(n, cluster[run][starts], total**2 - squares)
        np.add.at(d, cluster[run][starts], count * (count - 1.0))
        sums.append((n, d))
    results.add([f"{label}: {name}" for name in names], sums)
