"""What the therapist does in a session, and how the alliance of one patient grows."""

from math import exp, sqrt

from .forms import bounded, logistic, share, toward


def meet(a, therapist):
    """Puts a therapist before the patient."""
    gauss = a.random.gauss
    a.therapist, a.met, a.named, a.reviews = therapist, 0, False, 0
    a.perspective, a.chemistry, a.bond_chemistry = gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0)


def mismatch(a):
    m, t = a.model.p.match, a.therapist
    delta = t.directiveness - a.preferred_directiveness
    x = m.strength * (1.0 - exp(-0.5 * delta * delta)) * (1.0 - logistic(m.adapt * (t.flexibility - m.threshold)))
    return x * (1.0 - m.naming) if a.named else x


def strain(a):
    """The strain of a transition in this session."""
    x, tau = a.model.p.transition, 0.0
    if a.session > 1 and a.gap >= 1 + x.break_weeks:
        tau = x.break_strain
    if a.on_last:
        tau = max(tau, x.ending_strain)
    if a.transfers > 0 and a.met <= x.new_sessions:
        tau = max(tau, x.new_strain)
    return x.strength * tau


def unprompted(a, tau):
    """The moves that the therapist makes in this session, a set of words."""
    own, t, random = a.model.p.practice, a.therapist, a.random.random
    sensitive = own.sensitive * 0.5 * (t.empathy + t.flexibility)
    moves = set()

    def perhaps(move, base):
        if random() < own.strength * logistic(base + sensitive):
            moves.add(move)

    if a.met <= own.explain_until:
        perhaps("explain", own.own_explain)
    if a.session > a.model.p.phases.early and not a.on_last:
        perhaps("review", own.own_review)
        perhaps("check in", own.own_check_in)
    if tau > 0.0:
        perhaps("acknowledge", own.own_acknowledge)
    if a.session > 1 and a.phq9_intake > 0 and a.seen_progress >= own.celebrate_from:
        perhaps("celebrate", own.own_celebrate)
    if not a.named and a.met > 1 and mismatch(a) > own.name_above:
        perhaps("name", own.own_naming)
    return moves


def grow(a, moves):
    """Trust, goals, tasks and bond grow; gives back the vulnerability shown."""
    p, t = a.model.p, a.therapist
    e = logistic(p.empathy.base + p.empathy.skill * t.empathy)
    v = logistic(p.trust.disclosure * a.disclosure + p.trust.extraversion * a.extraversion
                 + p.trust.reciprocity * (a.trust - 0.5))
    a.trust += toward(a.trust, -p.trust.strength * p.trust.consistency * a.away)
    genuine = 1.0 + bounded(p.trust.genuineness * t.genuineness)
    a.trust += p.trust.strength * (1.0 - a.trust) * p.trust.growth * v * e * genuine / max(1.0, a.gap)
    _grow_goals(a, moves)
    m = mismatch(a)
    end = logistic(p.tasks.level + p.tasks.competence * t.competence + p.tasks.chemistry * a.chemistry - p.match.tasks * m)
    rate = p.tasks.strength * share(p.tasks.rate * (1.0 + p.tasks.explain if "explain" in moves else 1.0))
    a.tasks += rate * (end + p.tasks.goals * (a.goals - 0.5) * end * (1.0 - end) - a.tasks)
    b = p.bond
    end = logistic(b.level + bond_above(a) - p.match.bond * m)
    faster = exp(p.agreeableness.strength * 2.0 * bounded(0.5 * p.agreeableness.pace * a.agreeableness))
    rate = b.strength * (1.0 - exp(-b.rate * faster))
    a.bond += rate * (end + b.trust * (a.trust - 0.5) * end * (1.0 - end) - a.bond)
    if "check in" in moves:
        a.bond += toward(a.bond, p.practice.warming)
    if "review" in moves:
        a.goals += p.goals.strength * toward(a.goals, p.goals.renewed)
    return v


def bond_above(a):
    """The log-odds by which the bond of the two tends above that of an average dyad, without mismatch."""
    p, b, t = a.model.p, a.model.p.bond, a.therapist
    e = logistic(p.empathy.base + p.empathy.skill * t.empathy)
    xi = b.shared * a.chemistry + sqrt(1.0 - b.shared * b.shared) * a.bond_chemistry
    return (b.warmth * t.warmth + b.genuineness * t.genuineness + b.empathy * (2.0 * e - 1.0) + b.effect * t.effect
            - b.avoidance * a.attachment_avoidance - b.anxiety * a.attachment_anxiety + b.chemistry * xi)


def _grow_goals(a, moves):
    g, t = a.model.p.goals, a.therapist
    if "review" in moves:
        a.reviews += 1
    end = logistic(g.level + g.competence * t.competence + g.flexibility * t.flexibility
                   + g.expectation * a.expectations + g.chemistry * a.chemistry + g.fitting * (1.0 - 0.5**a.reviews))
    rate = g.rate * (1.0 + g.review) if "review" in moves else g.rate
    a.goals += g.strength * share(rate) * (end - a.goals)


def be_moved(a):
    """Symptoms, the felt strain and chance move the alliance."""
    p, gauss = a.model.p, a.random.gauss
    u = p.reciprocal.symptoms * a.symptoms_to_alliance * (a.intake - a.severity)
    a.bond += toward(a.bond, u)
    a.tasks += toward(a.tasks, u)
    a.goals += toward(a.goals, u)
    u = -p.transition.cost * a.strain
    a.bond += toward(a.bond, u)
    a.tasks += toward(a.tasks, u)
    common = p.chance.common * gauss(0.0, 1.0)
    a.bond += a.bond * (1.0 - a.bond) * bounded(common + p.chance.own * gauss(0.0, 1.0))
    a.tasks += a.tasks * (1.0 - a.tasks) * bounded(common + p.chance.own * gauss(0.0, 1.0))
    a.goals += a.goals * (1.0 - a.goals) * bounded(common + p.chance.own * gauss(0.0, 1.0))


def leave(a, moves, v):
    """Hope changes; depth of exploration and time for technique are set for the time to come."""
    p, t, progress = a.model.p, a.session, a.progress
    u = p.hope.early * logistic(p.empathy.base + p.empathy.skill * a.therapist.empathy) / t + p.hope.progress * progress
    u += p.hope.ownership * (a.goals - 0.5)
    a.shift = a.alliance - a.usual
    a.usual += p.reciprocal.habit * a.shift
    if "explain" in moves:
        u += p.hope.explain / t
    if "celebrate" in moves:
        u += p.hope.celebrate * max(0.0, progress)
    a.hope += toward(a.hope, p.hope.strength * u)
    a.celebrated = max(0.0, progress) if "celebrate" in moves else 0.0
    a.time = 1.0 / (1.0 + p.practice.cost * len(moves))
    closed = logistic(p.exploration.arousal * (a.stress - p.exploration.threshold))
    carried = (a.bond * a.unbroken)**4
    carried /= carried + p.exploration.safe**4
    a.explored = v * carried * (1.0 + bounded(p.exploration.openness * a.openness)) * (1.0 - closed) * a.time
