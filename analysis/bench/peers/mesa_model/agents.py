"""The agents."""

from math import exp

import mesa

from . import alliance, ending, ratings, symptoms
from .forms import logistic, logit
from .rupture import rupture


class TherapistAgent(mesa.Agent):
    """A therapist: traits and caseload; therapists of one clinic know each other."""

    def __init__(self, model, number, traits, caseload, clinic):
        super().__init__(model)
        self.number, self.caseload, self.clinic = number, caseload, clinic
        for name, value in traits.items():
            setattr(self, name, value)
        self.cbt = self.random.random() < model.p.approach.cbt_share
        self.weights = model.p.approach.cbt if self.cbt else model.p.approach.psychodynamic
        clinic.append(self)


class PatientAgent(mesa.Agent):
    """A patient with the state of the dyad. Steps every week; holds a session when one is due."""

    def __init__(self, model, number, traits, therapist):
        super().__init__(model)
        self.number = number
        for name, value in traits.items():
            setattr(self, name, value)
        p = model.p
        self.assigned, self.due, self.week, self.gap = therapist, 0, 0, 0
        self.session = self.missed = self.ruptures = self.resolved = self.transfers = 0
        self.rupture, self.perceived, self.strain = None, {}, 0.0
        self.time = self.explored = self.celebrated = self.repaired = self.shift = 0.0
        self.away = 0
        self.agreed = p.care.sessions
        if p.care.plan:
            wished = int(p.care.plan * exp(p.care.plan_spread * self.random.gauss(0.0, 1.0)))
            self.agreed = min(p.care.sessions, max(1, wished))
        alliance.meet(self, therapist)
        self.trust, self.goals = ending.initial_trust(self), ending.initial_goals(self)
        self.tasks, self.bond = ending.initial_tasks(self), ending.initial_bond(self)
        self.usual = self.alliance
        self.hope = logistic(p.hope.start + p.hope.expectation * self.expectations)
        self.level = self.intake
        self.severity = self.level + symptoms.fluctuation(p, self.level, self.stress)
        usual = logit(p.natural.usual / 27.0)
        lasting = (1.0 - p.natural.passing) * (logit(self.intake) - usual)
        self.natural = logistic(usual + lasting - p.natural.recovery - p.natural.spread * self.natural_course
                                + p.natural.neuroticism * self.neuroticism)

    @property
    def alliance(self):
        return (self.bond + self.tasks + self.goals) / 3.0

    @property
    def unbroken(self):
        """What an open rupture leaves of the relationship, as a share."""
        return 1.0 - self.rupture.intensity if self.rupture else 1.0

    @property
    def safety(self):
        return 0.5 * (self.trust + self.bond) * self.unbroken

    @property
    def progress(self):
        gone = self.intake - self.severity
        return gone / (1.0 - self.intake) if gone < 0.0 else gone / self.intake

    @property
    def seen_progress(self):
        return (self.phq9_intake - self.phq9) / self.phq9_intake if self.phq9_intake > 0 else 0.0

    @property
    def lingering(self):
        """The intensity of an open rupture that still costs: less where recognised."""
        if not self.rupture:
            return 0.0
        return self.rupture.intensity * (1.0 - self.model.p.rupture.relief if self.rupture.recognised else 1.0)

    @property
    def on_last(self):
        return self.session > self.agreed - self.model.p.phases.ending

    def step(self):
        if self.model.week < self.due:
            return
        if self.session > 0:
            symptoms.pass_time(self, self.model.week - self.week)
        self.hold_session()
        how = ending.ending(self)
        if how:
            self.end(how)
            return
        ending.perhaps_transfer(self)
        self.due = self.model.week + symptoms.weeks_until_next(self)

    def hold_session(self):
        self.session += 1
        self.met += 1
        row = {"phq9": ratings.ask_symptoms(self)}
        tau = alliance.strain(self)
        moves = alliance.unprompted(self, tau)
        self.strain = tau * (1.0 - self.model.p.transition.acknowledged) if "acknowledge" in moves else tau
        if "name" in moves:
            self.named = True
        v = alliance.grow(self, moves)
        alliance.be_moved(self)
        intensity, recognised = rupture(self, moves)
        alliance.leave(self, moves, v)
        row.update(ratings.ask_alliance(self, intensity, recognised))
        if self.session == 3:
            self.perceived = ratings.ask_perceived(self)
        self.model.note_session(self, row, intensity > 0.0)

    def close_rupture(self, resolved=False):
        self.model.note_rupture(self, self.rupture, resolved)
        self.rupture = None

    def end(self, how):
        if self.rupture:
            self.close_rupture()
        self.model.note_patient(self, "transferred_then_" + how if self.transfers else how)
        self.remove()
