/* One session and the time between two, as in sim/session.go. */
#ifndef SESSION_H
#define SESSION_H

#include "moves.h"

typedef struct {
	uint32_t moves;
	bool began, recognised, resolved, forgotten;
	double intensity;
	enum kind kind;
	rupture closed;
} happened;

static inline double lingering(const model *m, const rupture *r)
{
	return r->recognised > 0 ? r->intensity * (1 - m->rupture_relief) : r->intensity;
}

static inline void may_rupture(const model *m, dyad *d, const noise *n, uint32_t moves, happened *h)
{
	rupture *r = &d->rupture;
	if (r->open) {
		double u = -m->rupture_linger * lingering(m, r);
		d->bond += toward(d->bond, u);
		d->trust += toward(d->trust, u);
		h->intensity = r->intensity, h->kind = r->kind;
		r->intensity *= 1 - m->rupture_fade;
	}
	double met = (double)(d->met * d->met);
	double p = m->rupture_strength * met / (met + m->rupture_forming * m->rupture_forming) *
	           logistic(d->tend.rupture + m->rupture_stress * d->stress + m->rupture_strain * d->strain +
	                    m->rupture_alliance * (0.5 - alliance(d)) - m->rupture_trust * (d->trust - 0.5) + (moves & PUSH_TECHNIQUE ? m->practice_friction : 0));
	if (uniform(n, RUPTURE_ONSET) >= p)
		return;
	double i = 1 - pow(1 - uniform(n, RUPTURE_INTENSITY), 1 / m->rupture_smallness);
	if (r->open) {
		r->intensity += toward(r->intensity, i);
	} else {
		double x = m->rupture_confrontation - m->rupture_agreeable * d->patient->agreeableness +
		           m->rupture_anxious * d->patient->anxiety;
		*r = (rupture){.open = true, .intensity = i, .onset = d->session, .therapist = d->therapist->id,
		               .kind = uniform(n, RUPTURE_KIND) < logistic(x) ? CONFRONTATION : WITHDRAWAL,
		               .trust_before = d->trust, .bond_before = d->bond,
		               .tasks_before = d->tasks, .goals_before = d->goals};
		h->began = true;
	}
	r->peak = larger(r->peak, r->intensity);
	h->intensity = larger(h->intensity, r->intensity), h->kind = r->kind;
	double k = i * (r->kind == CONFRONTATION ? m->rupture_cost_confrontation : 1);
	d->trust += toward(d->trust, -m->rupture_cost_trust * k);
	d->bond += toward(d->bond, -m->rupture_cost_bond * k);
	d->tasks += toward(d->tasks, -m->rupture_cost_tasks * k);
	d->goals += toward(d->goals, -m->rupture_cost_goals * k);
}

static inline double recognition(const model *m, const dyad *d, uint32_t moves, bool trouble)
{
	double x = m->recognition_base + m->recognition_empathy * d->therapist->empathy +
	           m->recognition_skill * d->therapist->repair_skill + m->recognition_intensity * d->rupture.intensity;
	if (d->rupture.kind == WITHDRAWAL)
		x -= m->recognition_withdrawal;
	if (moves & CHECK_IN)
		x += m->recognition_check_in;
	if (moves & EXPLORE_RUPTURE)
		x += m->recognition_explore;
	if (moves & SUPERVISION)
		x += m->recognition_supervised;
	if (moves & FEEDBACK && trouble)
		x += m->recognition_feedback;
	return logistic(x);
}

static inline double repairing(const model *m, const dyad *d, uint32_t moves)
{
	double x = m->repair_base + m->repair_skill * d->therapist->repair_skill +
	           m->repair_flexibility * d->therapist->flexibility + m->repair_trust * (d->trust - 0.5) -
	           m->repair_intensity * d->rupture.intensity;
	if (moves & EXPLORE_RUPTURE)
		x += m->repair_explore;
	if (moves & SUPERVISION)
		x += m->repair_supervised;
	return m->repair_strength * logistic(x);
}

static inline void may_repair(const model *m, dyad *d, const noise *n, uint32_t moves, bool trouble, happened *h)
{
	rupture *r = &d->rupture;
	if (!r->open)
		return;
	if (r->recognised == 0 && uniform(n, RUPTURE_RECOGNISED) < recognition(m, d, moves, trouble))
		r->recognised = d->session;
	h->recognised = r->recognised > 0;
	if (h->recognised && uniform(n, RUPTURE_REPAIRED) < repairing(m, d, moves)) {
		double high = larger(d->trust, r->trust_before);
		d->trust += high + toward(high, m->repair_gain * r->peak) - d->trust;
		d->bond += m->repair_restore * larger(0, r->bond_before - d->bond);
		d->tasks += m->repair_restore * larger(0, r->tasks_before - d->tasks);
		d->goals += m->repair_restore * larger(0, r->goals_before - d->goals);
		h->resolved = true, h->closed = *r;
		d->work.repaired = r->peak;
		*r = (rupture){0};
	} else if (r->intensity < m->rupture_forgotten) {
		h->forgotten = true, h->closed = *r;
		*r = (rupture){0};
	}
}

static inline double bond_target(const model *m, const dyad *d, double b0)
{
	return b0 + m->bond_trust * (d->trust - 0.5) * b0 * (1 - b0);
}

static inline double tasks_target(const model *m, const dyad *d, double k0)
{
	return k0 + m->tasks_goals * (d->goals - 0.5) * k0 * (1 - k0);
}

/* grow moves the alliance toward what this dyad tends to. */
static inline void grow(const model *m, dyad *d, uint32_t moves, double v, double e)
{
	const tendencies *w = &d->tend;
	if (d->seen.missed > 0)
		d->trust += toward(d->trust, -m->trust_strength * m->trust_consistency * d->seen.missed);
	d->trust += m->trust_strength * (1 - d->trust) * m->trust_growth * v * e * w->genuine / larger(1, d->gap);
	double rate = moves & GOAL_REVIEW ? m->goals_rate * (1 + m->goals_review) : m->goals_rate;
	d->goals += m->goals_strength * share(rate) * (w->goals - d->goals);
	rate = m->tasks_strength * share(moves & EXPLAIN_TREATMENT ? m->tasks_rate * (1 + m->tasks_explain) : m->tasks_rate);
	double agreed = rate * (tasks_target(m, d, w->tasks_matched) - d->tasks);
	d->tasks += agreed + rate * (tasks_target(m, d, w->tasks) - tasks_target(m, d, w->tasks_matched));
	double target = bond_target(m, d, w->bond_matched);
	d->bond += w->bond_rate * (target - d->bond) + w->bond_rate * (bond_target(m, d, w->bond) - target);
}

/* stir moves it by symptoms, transitions and chance. */
static inline void stir(const model *m, dyad *d, const noise *n)
{
	double u = m->reciprocal_symptoms * d->patient->symptoms_to_alliance *
	           (d->patient->intake_severity - d->severity) / PHQ9_MAX;
	d->bond += toward(d->bond, u);
	d->tasks += toward(d->tasks, u);
	d->goals += toward(d->goals, u);
	if (d->strain > 0) {
		u = -m->transition_cost * d->strain;
		d->bond += toward(d->bond, u);
		d->tasks += toward(d->tasks, u);
	}
	double common = m->chance_common * normal(n, SESSION_CHANCE), own = m->chance_own;
	d->bond += d->bond * (1 - d->bond) * bounded(common + own * normal(n, BOND_CHANCE));
	d->tasks += d->tasks * (1 - d->tasks) * bounded(common + own * normal(n, TASKS_CHANCE));
	d->goals += d->goals * (1 - d->goals) * bounded(common + own * normal(n, GOALS_CHANCE));
}

static inline double hope_drive(const model *m, const dyad *d, double e, uint32_t moves)
{
	double t = d->session, p = progress(d);
	double u = m->hope_early * e / t + m->hope_progress * p + m->hope_ownership * (d->goals - 0.5);
	if (moves & EXPLAIN_TREATMENT)
		u += m->hope_explain / t;
	if (moves & CELEBRATE_PROGRESS)
		u += m->hope_celebrate * larger(0, p);
	return m->hope_strength * u;
}

/* hold holds one session. */
static inline void hold(const model *restrict m, dyad *restrict d, const noise *restrict n, uint32_t prescribed,
                        double planned, happened *restrict h)
{
	d->session++, d->met++;
	double tau = strain(m, d, planned);
	uint32_t moves = prescribed | unprompted(m, d, tau, n);
	bool trouble = shows_trouble(m, d);
	d->strain = moves & ACKNOWLEDGE_TRANSITION ? tau * (1 - m->transition_acknowledged) : tau;
	if (moves & NAME_DIFFERENCE && !d->named) {
		d->named = true;
		tend(m, d);
	}
	if (moves & GOAL_REVIEW) {
		d->reviews++;
		d->tend.goals = goals_tendency(m, d);
	}
	double e = moves & VALIDATE ? empathic_response(m, d->therapist, m->empathy_validate) : d->tend.empathy;
	double time = share_left(m, moves);
	double v = logistic(m->trust_disclosure * d->patient->disclosure +
	                    m->trust_extraversion * d->patient->extraversion + m->trust_reciprocity * (d->trust - 0.5));
	grow(m, d, moves, v, e);
	act(m, d, moves, e, trouble);
	stir(m, d, n);
	*h = (happened){.moves = moves};
	d->work.repaired = 0;
	may_rupture(m, d, n, moves, h);
	may_repair(m, d, n, moves, trouble, h);
	d->shift = alliance(d) - d->usual;
	d->usual += m->reciprocal_habit * d->shift;
	d->hope += toward(d->hope, hope_drive(m, d, e, moves));
	d->work.celebrated = moves & CELEBRATE_PROGRESS ? larger(0, progress(d)) : 0;
	double carried = d->bond * (1 - d->rupture.intensity), half = m->exploration_safe * m->exploration_safe;
	carried *= carried;
	d->work.exploration = v * (carried * carried / (carried * carried + half * half)) * d->tend.open *
	                      (1 - logistic(m->exploration_arousal * (d->stress - m->exploration_threshold))) * time;
	d->work.technique = moves & PUSH_TECHNIQUE ? time * (1 + m->technique_push) : time;
	d->work.feedback = 0;
	if (moves & FEEDBACK)
		d->work.feedback = m->feedback_strength * (trouble ? m->feedback_sharpen + m->feedback_trouble : m->feedback_sharpen);
}

#endif
