"""Who the patients and therapists of a block are."""

import numpy as np

from .forms import bounded, logistic

PATIENT_TRAITS = (
    "agreeableness", "neuroticism", "extraversion", "conscientiousness", "openness", "attachment_avoidance",
    "attachment_anxiety", "disclosure", "expectations", "preferred_directiveness", "natural_course",
    "severity", "leniency", "alliance_to_symptoms", "symptoms_to_alliance")
THERAPIST_TRAITS = (
    "warmth", "empathy", "genuineness", "flexibility", "repair_skill", "competence", "effect",
    "directiveness", "leniency")
OWN_SCALE = ("severity", "leniency", "alliance_to_symptoms", "symptoms_to_alliance")  # no mean and SD to set


class People:
    """A population made ready: draws patients and therapists of any number."""

    def __init__(self, p):
        self.p, q = p, p.population
        self.patient_factor = factor(q, PATIENT_TRAITS, "correlation_")
        self.therapist_factor = factor(q, THERAPIST_TRAITS, "therapist_correlation_")
        self.mu, self.sigma = logit_normal(q.severity_mean / 27.0, q.severity_sd / 27.0)
        self.pair_places = int(q.caseload_min + q.caseload_max)
        self.clinic_therapists = 2 * int(q.clinic_pairs)
        self.clinic_places = int(q.clinic_pairs) * self.pair_places

    def patients(self, rng, n):
        """n patients, a dict of columns; where there is a screening, all have passed it."""
        drawn = self._candidates(rng, n)
        while self.p.population.screening_phq9 > 0:
            failed = np.flatnonzero(drawn["screening"] < self.p.population.screening_phq9)
            if len(failed) == 0:
                break
            for name, values in self._candidates(rng, len(failed)).items():
                drawn[name][failed] = values
        return drawn

    def _candidates(self, rng, n):
        p, q = self.p, self.p.population
        z = self.patient_factor @ rng.standard_normal((len(PATIENT_TRAITS), n))
        x = dict(zip(PATIENT_TRAITS, z))
        for name in PATIENT_TRAITS:
            if name not in OWN_SCALE:
                x[name] = getattr(q, name + "_mean") + getattr(q, name + "_sd") * x[name]
        x["severity"] = logistic(self.mu + self.sigma * x["severity"])
        for name in ("alliance_to_symptoms", "symptoms_to_alliance"):
            spread = getattr(q, name + "_spread")
            x[name] = np.exp(spread * x[name] - 0.5 * spread**2)  # of mean 1
        if q.preference_share:
            u = rng.random(n)  # 0 prefers no approach, 1 CBT, 2 psychodynamic therapy
            x["prefers"] = np.where(u < q.preference_share, np.where(u < q.preference_share * q.preference_cbt, 1, 2), 0)
        stress, error, later = rng.standard_normal((3, n))
        s = x["severity"] + fluctuation(p.stress, x["severity"], stress)
        x["screening"] = phq9_score(p.phq9, s, error)
        rho = p.stress.persistence ** q.screening_weeks
        x["stress"] = rho * stress + np.sqrt(1.0 - rho**2) * later
        return x

    def therapists(self, rng, clinics):
        """The therapists of so many clinics, a dict of columns."""
        q, n = self.p.population, clinics * self.clinic_therapists
        z = self.therapist_factor @ rng.standard_normal((len(THERAPIST_TRAITS), n))
        x = dict(zip(THERAPIST_TRAITS, z))
        for name in THERAPIST_TRAITS[:-1]:
            x[name] = getattr(q, f"therapist_{name}_mean") + getattr(q, f"therapist_{name}_sd") * x[name]
        x["cbt"] = rng.random(n) < self.p.approach.cbt_share
        size = rng.integers(int(q.caseload_min), int(q.caseload_max), n // 2, endpoint=True)
        x["caseload"] = np.stack([size, self.pair_places - size], axis=1).ravel()
        return x


def fluctuation(stress, level, x):
    """What life stress x adds to a slow level of severity."""
    return stress.strength * level * (1.0 - level) * bounded(stress.symptoms * x)


def phq9_score(phq9, s, error):
    """Totals 0 to 27 for severities s and standard normal errors."""
    other = np.exp(-phq9.error * error)
    other *= 1.0 - s
    other += s
    return (28.0 * s / other).astype(np.int32)


def factor(q, names, prefix):
    """The lower Cholesky factor of the correlations of these traits."""
    c = np.eye(len(names))
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            c[i, j] = c[j, i] = getattr(q, f"{prefix}{a}_{b}", c[i, j])
    return np.linalg.cholesky(c)


def logit_normal(mean, sd):
    """mu and sigma such that logistic(mu + sigma z) has this mean and standard deviation."""
    z, w = np.polynomial.hermite_e.hermegauss(120)
    w = w / w.sum()
    slope = mean * (1.0 - mean)
    mu, sigma = np.log(mean / (1.0 - mean)), sd / slope
    for _ in range(1000):
        x = logistic(mu + sigma * z)
        m = w @ x
        s = np.sqrt(w @ (x - m) ** 2)
        mu, sigma = mu + (mean - m) / slope, sigma * sd / s
        if abs(m - mean) + abs(s - sd) < 1e-12:
            break
    return mu, sigma
