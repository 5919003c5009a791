"""The state of the dyads of a block, and what patient and therapist tend to when they meet."""

import math

import numpy as np

from .forms import bounded, logistic, logit
from .people import fluctuation

FIELDS = (
    # who
    "row", "seat",
    # alliance, hope, symptoms; severity, level and natural are proportions of 27 points
    "trust", "goals", "tasks", "bond", "usual", "shift", "hope", "stress", "severity", "level", "natural",
    # the open rupture; intensity 0: none
    "intensity", "peak", "confrontation", "onset", "recognised",
    "trust_before", "goals_before", "tasks_before", "bond_before",
    # time and counts
    "met", "number", "week", "gap", "named", "reviews", "missed", "away", "agreed", "ruptures", "resolved",
    # what could be seen, and what the session leaves to the time after it
    "phq9_intake", "phq9", "exploration", "time", "strain", "celebrated", "repaired",
    # constants of the patient
    "intake", "leniency", "relief", "shown", "bond_rate", "confronts", "effort_pace", "coupling", "open",
    # constants of the dyad
    "mismatch", "chemistry", "genuine", "bond_odds", "tasks_odds", "goals_odds", "bond_end", "tasks_end", "goals_end",
    "empathy", "unmoved", "rupture_odds", "recognition", "repair", "technique", "relationship", "depth", "effort",
    "effect", "perspective", "rater", "unmet")


class Dyads:
    """A matrix whose named rows are vectors over the dyads in treatment."""

    def __init__(self, n):
        self._matrix = np.zeros((len(FIELDS), n))
        self.n = n
        self._bind()

    def _bind(self):
        for name, values in zip(FIELDS, self._matrix):
            setattr(self, name, values[:self.n])

    def drop(self, ended):
        """Lets the dyads with these indices go; the last ones take their columns."""
        n = self.n - len(ended)
        stays = np.ones(self.n, bool)
        stays[ended] = False
        self._matrix[:, np.flatnonzero(~stays[:n])] = self._matrix[:, n + np.flatnonzero(stays[n:])]
        self.n = n
        self._bind()

    def alliance(self):
        a = self.bond + self.tasks
        a += self.goals
        a /= 3.0
        return a

    def safety(self):
        y = self.trust + self.bond
        y *= 0.5
        y *= 1.0 - self.intensity
        return y

    def progress(self):
        """The share of the intake severity that is gone; where worse, of the room above that is filled."""
        gone = self.intake - self.severity
        room = np.where(gone < 0.0, 1.0 - self.intake, self.intake)
        gone /= room
        return gone


def initial_trust(p, who, i):
    return logistic(p.trust.start + p.trust.expectation * who["expectations"][i]
                    - p.trust.avoidance * who["attachment_avoidance"][i])


def initial_goals(p, who, d, i):
    first = p.bond.first * p.goals.chemistry * d.chemistry[i]
    return logistic(p.goals.start + p.goals.expectation * who["expectations"][_rows(d, i)] + first)


def initial_bond(p, who, d, i):
    above = d.bond_odds[i] - p.bond.level
    return logistic(p.bond.start + p.bond.extraversion * who["extraversion"][_rows(d, i)] + p.bond.first * above)


def initial_tasks(p, d, i):
    return logistic(p.tasks.start + p.bond.first * p.tasks.chemistry * d.chemistry[i])


def _rows(d, i):
    return d.row[i].astype(np.int64)


def begin(p, rng, who, therapists, seat):
    """The dyads of these patients and the therapists in whose seats they sit, at intake."""
    d = Dyads(len(seat))
    everyone = slice(None)
    d.row[:], d.seat[:] = np.arange(d.n), seat
    d.trust[:] = initial_trust(p, who, everyone)
    d.agreed[:] = p.care.sessions
    if p.care.plan:
        wished = np.floor(p.care.plan * np.exp(p.care.plan_spread * rng.standard_normal(d.n)))
        d.agreed[:] = np.minimum(p.care.sessions, np.maximum(1.0, wished))
    d.hope[:] = logistic(p.hope.start + p.hope.expectation * who["expectations"])
    begin_symptoms(p, d, who)
    d.leniency[:] = who["leniency"]
    d.relief[:] = p.reciprocal.symptoms * who["symptoms_to_alliance"]
    d.shown[:] = p.trust.disclosure * who["disclosure"] + p.trust.extraversion * who["extraversion"] - 0.5 * p.trust.reciprocity
    faster = np.exp(p.agreeableness.strength * 2.0 * bounded(0.5 * p.agreeableness.pace * who["agreeableness"]))
    d.bond_rate[:] = p.bond.strength * (1.0 - np.exp(-p.bond.rate * faster))
    d.confronts[:] = logistic(p.rupture.confrontation - p.rupture.agreeable * who["agreeableness"]
                              + p.rupture.anxious * who["attachment_anxiety"])
    d.effort_pace[:] = p.effort.strength * p.effort.symptoms * (
        1.0 + bounded(p.effort.conscientious * who["conscientiousness"]))
    d.coupling[:] = who["alliance_to_symptoms"]
    d.open[:] = 1.0 + bounded(p.exploration.openness * who["openness"])
    meet(p, rng, d, who, therapists, everyone)
    d.goals[:], d.tasks[:] = initial_goals(p, who, d, everyone), initial_tasks(p, d, everyone)
    d.bond[:] = initial_bond(p, who, d, everyone)
    d.usual[:] = d.alliance()
    return d


def begin_symptoms(p, d, who):
    d.intake[:] = d.level[:] = who["severity"]
    d.stress[:] = who["stress"]
    d.severity[:] = d.level + fluctuation(p.stress, d.level, d.stress)
    usual = math.log(p.natural.usual / (27.0 - p.natural.usual))
    lasting = (1.0 - p.natural.passing) * (logit(d.intake) - usual)
    d.natural[:] = logistic(usual + lasting - p.natural.recovery - p.natural.spread * who["natural_course"]
                            + p.natural.neuroticism * who["neuroticism"])


def meet(p, rng, d, who, therapists, i):
    """Puts dyads i before the therapists of their seats."""
    row = d.row[i].astype(np.int64)
    t = {name: values[d.seat[i].astype(np.int64)] for name, values in therapists.items()}
    d.met[i], d.named[i], d.reviews[i] = 0.0, 0.0, 0.0
    perspective, whole, alone = rng.standard_normal((3, len(row)))
    d.perspective[i], d.rater[i] = perspective, p.wai_therapist.leniency * t["leniency"]
    d.chemistry[i] = whole
    d.genuine[i] = 1.0 + bounded(p.trust.genuineness * t["genuineness"])
    d.empathy[i] = e = logistic(p.empathy.base + p.empathy.skill * t["empathy"])
    d.goals_odds[i] = (p.goals.level + p.goals.competence * t["competence"] + p.goals.flexibility * t["flexibility"]
                       + p.goals.expectation * who["expectations"][row] + p.goals.chemistry * whole)
    d.tasks_odds[i] = p.tasks.level + p.tasks.competence * t["competence"] + p.tasks.chemistry * whole
    xi = p.bond.shared * whole + np.sqrt(1.0 - p.bond.shared**2) * alone
    d.bond_odds[i] = (p.bond.level + p.bond.warmth * t["warmth"] + p.bond.genuineness * t["genuineness"]
                      + p.bond.empathy * (2.0 * e - 1.0) + p.bond.effect * t["effect"]
                      - p.bond.avoidance * who["attachment_avoidance"][row]
                      - p.bond.anxiety * who["attachment_anxiety"][row] + p.bond.chemistry * xi)
    delta = t["directiveness"] - who["preferred_directiveness"][row]
    d.mismatch[i] = (p.match.strength * (1.0 - np.exp(-0.5 * delta**2))
                     * (1.0 - logistic(p.match.adapt * (t["flexibility"] - p.match.threshold))))
    _approach(p, d, t, i)
    if p.population.preference_share:
        prefers = who["prefers"][row]
        d.unmet[i] = np.where(prefers == 0, 0.0, np.where((prefers == 1) == t["cbt"], -0.5, 0.5))
    d.rupture_odds[i] += (p.rupture.base - p.rupture.skill * t["repair_skill"]
                          + p.rupture.anxiety * who["attachment_anxiety"][row] + 0.5 * (p.rupture.alliance + p.rupture.trust))
    _skills(p, d, t, i)
    tend(p, d, i)
    tend_goals(p, d, i)


def _approach(p, d, t, i):
    def weight(name):
        return np.where(t["cbt"], getattr(p.approach.cbt, name), getattr(p.approach.psychodynamic, name))
    c = logistic(p.technique.level + p.technique.skill * t["competence"])
    d.technique[i] = p.technique.strength * p.technique.symptoms * weight("technique") * c
    d.relationship[i] = d.coupling[i] * weight("relationship") * (1.0 + p.reciprocal.compensation * (1.0 - c)**3)
    d.depth[i] = p.exploration.strength * p.exploration.symptoms * weight("exploration")
    d.effort[i] = d.effort_pace[i] * weight("effort")
    d.rupture_odds[i] = weight("rupture")


def _skills(p, d, t, i):
    d.effect[i] = p.therapist.symptoms * t["effect"]
    # a move is made where u (1 + exp(-own) unmoved) < strength
    d.unmoved[i] = np.exp(-p.practice.sensitive * 0.5 * (t["empathy"] + t["flexibility"]))
    d.recognition[i] = (p.recognition.base + p.recognition.empathy * t["empathy"]
                        + p.recognition.skill * t["repair_skill"])
    d.repair[i] = (p.repair.base + p.repair.skill * t["repair_skill"] + p.repair.flexibility * t["flexibility"]
                   - 0.5 * p.repair.trust)


def tend(p, d, i):
    """Where bond and agreement on tasks of dyads i settle."""
    d.bond_end[i] = logistic(d.bond_odds[i] - p.match.bond * d.mismatch[i])
    d.tasks_end[i] = logistic(d.tasks_odds[i] - p.match.tasks * d.mismatch[i])


def tend_goals(p, d, i):
    """Where agreement on goals of dyads i settles: higher with every review, by ever less."""
    d.goals_end[i] = logistic(d.goals_odds[i] + p.goals.fitting * (1.0 - 0.5**d.reviews[i]))


def review_goals(p, d, i):
    """The goals of dyads i are reviewed, and fit better from now on."""
    d.reviews[i] += 1.0
    tend_goals(p, d, i)


def name_difference(p, d, i):
    """The difference of styles of dyads i is named: from now on it costs less."""
    d.named[i] = 1.0
    d.mismatch[i] *= 1.0 - p.match.naming
    tend(p, d, i)
