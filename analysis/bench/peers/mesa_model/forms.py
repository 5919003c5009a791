"""Forms that saturate, of single numbers."""

from math import exp, log


def logistic(x):
    return 1.0 / (1.0 + exp(-x))


def logit(p):
    return log(p / (1.0 - p))


def bounded(x):
    return x / (1.0 + abs(x))


def share(u):
    return u / (1.0 + u)


def toward(x, u):
    """The change of a proportion x under a drive u."""
    return (1.0 - x) * u / (1.0 + u) if u > 0.0 else x * u / (1.0 - u)


def odds(x):
    return x / (1.0 - x)


def proportion(o):
    """The inverse of odds."""
    return o / (1.0 + o)


def turned(o, u):
    """The odds o after a drive u."""
    return o * (1.0 + u) if u > 0.0 else o / (1.0 - u)
