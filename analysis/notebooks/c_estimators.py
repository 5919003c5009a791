"""Estimators of the within-patient effect of the alliance on the next symptoms.

Each takes a Panel and returns an Estimate of the same quantity: by how many points of
PHQ-9 the symptoms before session t+1 are higher per point of WAI-SR rated after session t.
Standard errors are robust to any dependence within a patient.

All are written with NumPy, so that thousands of simulated studies take minutes; the
notebook checks them against statsmodels, linearmodels and semopy on one study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Panel:
    """Patients × waves; not-a-number where an answer is missing or treatment has ended."""

    symptoms: np.ndarray  # before the session of the wave
    alliance: np.ndarray  # after the session of the wave
    second: np.ndarray | None = None  # the alliance as somebody else rates it

    def first(self, n: int) -> Panel:
        """The first n patients."""
        second = None if self.second is None else self.second[:n]
        return Panel(self.symptoms[:n], self.alliance[:n], second)


@dataclass(frozen=True)
class Estimate:
    value: float
    se: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval."""
        return self.value - 1.96 * self.se, self.value + 1.96 * self.se


NONE = Estimate(np.nan, np.nan)


# --- regressions -----------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """One row per patient and pair of neighbouring sessions."""

    patient: np.ndarray
    wave: np.ndarray
    next_symptoms: np.ndarray
    alliance: np.ndarray
    symptoms: np.ndarray
    second: np.ndarray


def rows(p: Panel, least: int = 1) -> Rows:
    """The complete rows of patients with at least so many of them."""
    second = p.alliance if p.second is None else p.second
    table = np.stack([p.symptoms[:, 1:], p.alliance[:, :-1], p.symptoms[:, :-1], second[:, :-1]])
    complete = ~np.isnan(table).any(axis=0)
    complete &= (complete.sum(axis=1) >= least)[:, None]
    patient, wave = np.nonzero(complete)
    return Rows(np.unique(patient, return_inverse=True)[1], wave, *table[:, complete])


def residuals(columns: np.ndarray, by: np.ndarray, patient: np.ndarray) -> np.ndarray:
    """Columns less what each patient's own regression on `by` explains."""
    n, k = patient.max() + 1, by.shape[1]
    cross, target = np.zeros((n, k, k)), np.zeros((n, k, columns.shape[1]))
    np.add.at(cross, patient, by[:, :, None] * by[:, None, :])
    np.add.at(target, patient, by[:, :, None] * columns[:, None, :])
    own = np.linalg.pinv(cross, hermitian=True) @ target
    return columns - np.einsum("rk,rkc->rc", by, own[patient])


def two_stage(y: np.ndarray, x: np.ndarray, z: np.ndarray, patient: np.ndarray) -> Estimate:
    """The coefficient of the first column of x, with instruments z (z = x: least squares)."""
    bread = np.linalg.pinv(z.T @ x)
    error = y - x @ (bread @ (z.T @ y))
    scores = np.zeros((patient.max() + 1, z.shape[1]))
    np.add.at(scores, patient, z * error[:, None])
    groups = len(scores)
    variance = bread @ (scores.T @ scores) @ bread.T * groups / (groups - 1)
    return Estimate(float((bread @ (z.T @ y))[0]), float(np.sqrt(variance[0, 0])))


def waves(wave: np.ndarray, first: int) -> np.ndarray:
    """Indicators of the waves from the given one on."""
    return (wave[:, None] == np.arange(first, wave.max() + 1)).astype(float)


def pooled(p: Panel) -> Estimate:
    """Next symptoms on alliance, symptoms now and session; nothing for the patient."""
    r = rows(p)
    x = np.column_stack([r.alliance, r.symptoms, waves(r.wave, 0)])
    return two_stage(r.next_symptoms, x, x, r.patient)


def centred(p: Panel, lagged: bool = False) -> Estimate:
    """Person-mean-centred regression: the within part of the usual multilevel model."""
    r = rows(p, least=2)
    columns = [r.next_symptoms, r.alliance, waves(r.wave, 1)] + [r.symptoms] * lagged
    c = residuals(np.column_stack(columns), np.ones((len(r.wave), 1)), r.patient)
    return two_stage(c[:, 0], c[:, 1:], c[:, 1:], r.patient)


def detrended(p: Panel, instrument: bool = False) -> Estimate:
    """As centred, less each patient's own straight line over the sessions.

    With instrument the second rater's detrended rating stands as instrument for the
    patient's.
    """
    r = rows(p, least=4)
    if len(r.wave) == 0:
        return NONE
    line = np.column_stack([np.ones(len(r.wave)), r.wave])
    columns = np.column_stack([r.next_symptoms, r.alliance, r.second, waves(r.wave, 2)])
    c = residuals(columns, line, r.patient)
    x, z = np.delete(c[:, 1:], 1, axis=1), np.delete(c[:, 1:], 0, axis=1)
    return two_stage(c[:, 0], x, z if instrument else x, r.patient)


# --- dynamic panels --------------------------------------------------------------------


def dynamic(p: Panel, deeper: int = 0, system: bool = False, plain: bool = False) -> Estimate:
    """Generalised method of moments for y[t+1] = φ·y[t] + β·x[t] + patient + session.

    Arellano & Bond (1991): first differences, instrumented by the levels of symptoms and
    alliance up to two sessions before; collapsed, one step, weights for errors that are
    independent in levels. deeper: so many sessions further back, for scores with error.
    system: Blundell & Bond (1998), levels instrumented by lagged differences as well.
    plain: unit weights, which is two-stage least squares, for a check.
    """
    y, x, z, weight = moments(p, deeper, system)
    if plain:
        weight = np.einsum("nek,nel->kl", z, z)
    weight = np.linalg.pinv(weight, hermitian=True)
    zx, zy = np.einsum("nek,nep->kp", z, x), np.einsum("nek,ne->k", z, y)
    bread = np.linalg.pinv(zx.T @ weight @ zx) @ zx.T @ weight
    theta = bread @ zy
    scores = np.einsum("nek,ne->nk", z, y - x @ theta)
    variance = bread @ (scores.T @ scores) @ bread.T
    return Estimate(float(theta[1]), float(np.sqrt(variance[1, 1])))


def moments(p: Panel, deeper: int, system: bool):
    """Outcomes, regressors, instruments of the equations, and the weights' inverse."""
    s, a = p.symptoms, p.alliance
    n, last = s.shape
    ds, da = np.diff(s), np.diff(a)
    means = np.nanmean(s, axis=0), np.nanmean(a, axis=0)
    back = last - 2 - deeper  # lag distances that occur
    differences = range(2 + deeper, last)
    levels = range(2 + deeper, last) if system else range(0)
    equations = len(differences) + len(levels)
    y, ok = np.zeros((n, equations)), np.zeros((n, equations), dtype=bool)
    x = np.zeros((n, equations, 2 + equations))
    z = np.zeros((n, equations, 2 * back + 2 + equations))
    for e, t in enumerate(differences):
        fill(y, x, ok, e, ds[:, t - 1], ds[:, t - 2], da[:, t - 2])
        for k in range(t - 1 - deeper):
            at = t - 2 - deeper - k
            z[:, e, 2 * k] = np.nan_to_num(s[:, at] - means[0][at])
            z[:, e, 2 * k + 1] = np.nan_to_num(a[:, at] - means[1][at])
    for e, t in enumerate(levels, start=len(differences)):
        fill(y, x, ok, e, s[:, t], s[:, t - 1], a[:, t - 1])
        at = t - 2 - deeper
        z[:, e, 2 * back] = np.nan_to_num(ds[:, at] - np.nanmean(ds[:, at]))
        z[:, e, 2 * back + 1] = np.nan_to_num(da[:, at] - np.nanmean(da[:, at]))
    z[:, :, -equations:] = np.eye(equations)
    z *= ok[:, :, None]
    m = len(differences)
    h = np.eye(equations)
    h[:m, :m] = 2 * np.eye(m) - np.eye(m, k=1) - np.eye(m, k=-1)
    zh = np.einsum("nek,ef->nfk", z, h)
    return y, x, z, np.einsum("nfk,nfl->kl", zh, z)


def fill(y, x, ok, e, outcome, symptoms, alliance):
    """Equation e: zeros where a value is missing."""
    good = ~(np.isnan(outcome) | np.isnan(symptoms) | np.isnan(alliance))
    ok[:, e] = good
    y[good, e] = outcome[good]
    x[good, e, 0], x[good, e, 1] = symptoms[good], alliance[good]
    x[good, e, 2 + e] = 1


# --- random-intercept cross-lagged panel model -----------------------------------------


class Riclpm:
    """The covariance matrix of the model of Hamaker, Kuiper & Grasman (2015).

    Variables are symptoms of all waves, then alliance of all waves. Each is a random
    intercept plus a within-person part that follows a first-order vector autoregression
    with the same paths at all waves; variances and covariances of the residuals are free
    at each wave, means are free.
    """

    PATHS = 4  # symptoms→symptoms, alliance→symptoms, symptoms→alliance, alliance→alliance

    def __init__(self, waves: int):
        self.waves = waves
        k = 2 * waves
        self.paths = np.zeros((4, k, k))
        for t in range(1, waves):
            for path, (to, of) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
                self.paths[path, to * waves + t, of * waves + t - 1] = 1
        intercepts = [self.pattern(range(waves), range(waves), *f) for f in [(0, 0), (0, 1), (1, 1)]]
        self.between = np.array(intercepts)
        self.within = np.array([self.pattern([t], [t], *f) for t in range(waves) for f in [(0, 0), (0, 1), (1, 1)]])
        self.size = 4 + 3 + 3 * waves

    def pattern(self, first, second, f: int, g: int) -> np.ndarray:
        """Ones where variable f of the first waves meets variable g of the second."""
        m = np.zeros((2 * self.waves, 2 * self.waves))
        for i in first:
            for j in second:
                m[f * self.waves + i, g * self.waves + j] = m[g * self.waves + j, f * self.waves + i] = 1
        return m

    def implied(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The covariance matrix and its derivatives by the parameters."""
        reach = np.linalg.inv(np.eye(2 * self.waves) - np.tensordot(theta[:4], self.paths, 1))
        within = reach @ np.tensordot(theta[7:], self.within, 1) @ reach.T
        by_path = reach @ self.paths @ within
        derivatives = np.concatenate(
            [by_path + by_path.transpose(0, 2, 1), self.between, reach @ self.within @ reach.T]
        )
        return within + np.tensordot(theta[4:7], self.between, 1), derivatives

    def start(self, data: np.ndarray) -> np.ndarray:
        """Half of each variance between, half within, small paths."""
        v, w = np.nanvar(data[:, : self.waves], axis=0), np.nanvar(data[:, self.waves :], axis=0)
        wave = np.column_stack([v, 0 * v, w]) / 2
        wave[1:] *= 0.9
        return np.concatenate([[0.3, 0, 0, 0.3], [v.mean() / 2, 0, w.mean() / 2], wave.ravel()])


def riclpm(p: Panel, steps: int = 100) -> Estimate:
    """Maximum likelihood with all answers (FIML), by Fisher scoring; sandwich errors."""
    theta, variance = fit_riclpm(np.hstack([p.symptoms, p.alliance]), Riclpm(p.symptoms.shape[1]), steps)
    return Estimate(float(theta[1]), float(np.sqrt(variance[1, 1]))) if theta is not None else NONE


def fit_riclpm(data: np.ndarray, model: Riclpm, steps: int = 100):
    """Estimates and their covariance matrix; None where the search does not converge."""
    data = data[~np.isnan(data).all(axis=1)]
    seen, of = np.unique(~np.isnan(data), axis=0, return_inverse=True)
    filled, n = np.nan_to_num(data), np.bincount(of)
    theta = model.start(data)
    state = likelihood(theta, model, filled, seen, of, n)
    for _ in range(steps):
        deviance, gradient, information, _ = state
        step = np.linalg.lstsq(information, -gradient, rcond=None)[0]
        if -gradient @ step < 1e-8:
            break
        for _ in range(30):
            state = likelihood(theta + step, model, filled, seen, of, n)
            if state is not None and state[0] <= deviance:
                break
            step = step / 2
        else:
            return None, None
        theta = theta + step
    else:
        return None, None
    _, _, information, scores = likelihood(theta, model, filled, seen, of, n, casewise=True)
    bread = np.linalg.pinv(information, hermitian=True)
    return theta, bread @ (scores.T @ scores) @ bread


def likelihood(theta, model, filled, seen, of, n, casewise=False):
    """Half the deviance, its gradient, the expected information, and casewise scores.

    A missing variable is made independent of all others with variance 1, which leaves the
    likelihood of the others as it is; its row and column are then zero in `inverse`.
    """
    sigma, derivatives = model.implied(theta)
    both = seen[:, :, None] & seen[:, None, :]
    padded = np.where(both, sigma, np.eye(len(sigma)))
    try:
        root = np.linalg.cholesky(padded)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(padded) * both
    total = np.einsum("p,pij->ij", n, inverse)
    weighted = np.einsum("rij,rj->ri", inverse[of], filled)
    mean = np.linalg.solve(total, weighted.sum(axis=0))
    r = (filled - mean) * seen[of]
    w = np.einsum("rij,rj->ri", inverse[of], r)
    logdet = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    deviance = 0.5 * (n @ logdet + (r * w).sum())
    flat = derivatives.reshape(len(theta), -1)
    gradient = 0.5 * flat @ (total - w.T @ w).ravel()
    k = len(sigma)
    twice = (inverse.reshape(len(n), -1).T * n) @ inverse.reshape(len(n), -1)
    traces = twice.reshape(k, k, k, k).transpose(1, 2, 3, 0).reshape(k * k, k * k)
    information = 0.5 * flat @ traces @ flat.T  # half the traces of inverse · ∂Σ · inverse · ∂Σ
    scores = None
    if casewise:
        outer = inverse[of] - w[:, :, None] * w[:, None, :]
        scores = 0.5 * outer.reshape(len(r), -1) @ flat.T
    return deviance, gradient, information, scores
