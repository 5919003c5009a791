"""Forms that saturate, elementwise."""

import math

import numpy as np


def logistic(x):
    y = np.negative(x)
    np.exp(y, out=y)
    y += 1.0
    return np.reciprocal(y, out=y)


def logistic_of(x):
    """logistic of a single number."""
    return 1.0 / (1.0 + math.exp(-x))


def logit(p):
    return np.log(p / (1.0 - p))


def bounded(x):
    """x / (1 + |x|)."""
    y = np.abs(x)
    y += 1.0
    return np.divide(x, y, out=y)


def share(u):
    """The part of a distance that a rate u >= 0 closes."""
    return u / (1.0 + u)


def drive(x, u):
    """Moves the proportions x, in place, by a drive u of either sign."""
    q = bounded(u)
    way = np.subtract(u > 0.0, x)
    way *= np.abs(q, out=q)
    x += way


def odds(x):
    return x / (1.0 - x)


def proportion(o):
    """The inverse of odds, in place."""
    o /= 1.0 + o
    return o


def turn(o, u):
    """Turns the odds o, in place, by a drive u of either sign."""
    factor = np.abs(u)
    factor += 1.0
    np.divide(o, factor, out=o, where=u < 0.0)
    np.multiply(o, factor, out=o, where=u > 0.0)


def lowered(x, u):
    """The proportions x after the drive -u, u >= 0."""
    return x / (1.0 + u)


def raise_(x, u):
    """The proportions x after the drive u >= 0."""
    return x + (1.0 - x) * share(u)
