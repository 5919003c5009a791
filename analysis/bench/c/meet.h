/* The start of a dyad and what it tends to, as in sim/meet.go. */
#ifndef MEET_H
#define MEET_H

#include "dyad.h"

static inline double empathic_response(const model *m, const therapist *t, double further)
{
	return logistic(m->empathy_base + m->empathy_skill * t->empathy + further);
}

static inline double fluctuation(const model *m, double level, double stress)
{
	double l = level / PHQ9_MAX;
	return m->stress_strength * PHQ9_MAX * l * (1 - l) * bounded(m->stress_symptoms * stress);
}

static inline double initial_trust(const model *m, const patient *p)
{
	return logistic(m->trust_start + m->trust_expectation * p->expectations - m->trust_avoidance * p->avoidance);
}

static inline double initial_bond(const model *m, const dyad *d)
{
	return logistic(m->bond_start + m->bond_extraversion * d->patient->extraversion + m->bond_first * d->tend.bond_above);
}

static inline double initial_goals(const model *m, const dyad *d)
{
	return logistic(m->goals_start + m->goals_expectation * d->patient->expectations +
	                m->bond_first * m->goals_chemistry * d->chemistry);
}

static inline double initial_tasks(const model *m, const dyad *d)
{
	return logistic(m->tasks_start + m->bond_first * m->tasks_chemistry * d->chemistry);
}

static inline double mismatch(const model *m, const patient *p, const therapist *t, bool named)
{
	double delta = t->directiveness - p->preferred_directiveness;
	double x = m->match_strength * (1 - exp(-0.5 * delta * delta)) *
	           (1 - logistic(m->match_adapt * (t->flexibility - m->match_threshold)));
	return named ? x * (1 - m->match_naming) : x;
}

static inline double bond_rate(const model *m, double factor)
{
	return m->bond_strength * (1 - exp(-m->bond_rate * factor));
}

/* goals_tendency is where agreement on goals settles after the reviews so far. */
static inline double goals_tendency(const model *m, const dyad *d)
{
	const therapist *t = d->therapist;
	double x = m->goals_level + m->goals_competence * t->competence + m->goals_flexibility * t->flexibility +
	           m->goals_expectation * d->patient->expectations + m->goals_chemistry * d->chemistry;
	return logistic(x + m->goals_fitting * (1 - exp2(-d->reviews)));
}

static void tend(const model *m, dyad *d)
{
	const patient *p = d->patient;
	const therapist *t = d->therapist;
	tendencies *w = &d->tend;
	w->empathy = empathic_response(m, t, 0);
	w->genuine = 1 + bounded(m->trust_genuineness * t->genuineness);
	w->open = 1 + bounded(m->exploration_openness * p->openness);
	w->mismatch = mismatch(m, p, t, d->named);
	w->goals = goals_tendency(m, d);
	double x = m->tasks_level + m->tasks_competence * t->competence + m->tasks_chemistry * d->chemistry;
	w->tasks_matched = logistic(x);
	w->tasks = logistic(x - m->match_tasks * w->mismatch);
	double xi = m->bond_shared * d->chemistry + sqrt(1 - m->bond_shared * m->bond_shared) * d->bond_chemistry;
	w->bond_above = m->bond_warmth * t->warmth + m->bond_genuineness * t->genuineness +
	                m->bond_empathy * (2 * w->empathy - 1) + m->bond_effect * t->effect - m->bond_avoidance * p->avoidance -
	                m->bond_anxiety * p->anxiety + m->bond_chemistry * xi;
	x = m->bond_level + w->bond_above;
	w->bond_matched = logistic(x);
	w->bond = logistic(x - m->match_bond * w->mismatch);
	w->bond_rate_typical = bond_rate(m, 1);
	w->bond_rate = bond_rate(m, exp(m->agreeableness_strength * 2 * bounded(m->agreeableness_pace * p->agreeableness / 2)));
	w->rupture = m->rupture_base - m->rupture_skill * t->repair_skill + m->rupture_mismatch * w->mismatch + m->rupture_anxiety * p->anxiety +
	             (t->cbt ? m->approach_cbt_rupture : m->approach_psychodynamic_rupture);
	w->competence = logistic(m->technique_level + m->technique_skill * t->competence);
	double lacking = 1 - w->competence;
	w->carries = 1 + m->reciprocal_compensation * lacking * lacking * lacking;
}

static void meet(const model *m, dyad *d, const therapist *t, const noise *n)
{
	d->therapist = t;
	d->met = 0;
	d->named = false;
	d->reviews = 0;
	d->tend.perspective = normal(n, THERAPIST_PERSPECTIVE + d->number);
	d->chemistry = normal(n, CHEMISTRY + d->number);
	d->bond_chemistry = normal(n, BOND_CHEMISTRY + d->number);
	tend(m, d);
}

/* begin makes the dyad at intake; n is the luck before treatment. */
static void begin(const model *m, dyad *d, const patient *p, const therapist *t, const noise *n)
{
	*d = (dyad){.patient = p, .stress = p->stress_at_intake, .level = p->intake_severity};
	d->hope = logistic(m->hope_start + m->hope_expectation * p->expectations);
	d->fluctuation = fluctuation(m, d->level, d->stress);
	d->severity = d->level + d->fluctuation;
	double usual = logit(m->natural_usual / PHQ9_MAX);
	double lasting = (1 - m->natural_passing) * (logit(p->intake_severity / PHQ9_MAX) - usual);
	d->natural_level = PHQ9_MAX * logistic(usual + lasting - m->natural_recovery -
	                                       m->natural_spread * p->natural_course +
	                                       m->natural_neuroticism * p->neuroticism);
	meet(m, d, t, n);
	d->trust = initial_trust(m, p);
	d->goals = initial_goals(m, d);
	d->tasks = initial_tasks(m, d);
	d->bond = initial_bond(m, d);
	d->usual = alliance(d);
}

static void change_therapist(const model *m, dyad *d, const therapist *t, const noise *n)
{
	d->number++;
	meet(m, d, t, n);
	d->trust += (1 - m->transfer_keep_trust) * smaller(0, initial_trust(m, d->patient) - d->trust);
	d->bond += (1 - m->transfer_keep_bond) * smaller(0, initial_bond(m, d) - d->bond);
	d->goals += (1 - m->transfer_keep_work) * smaller(0, initial_goals(m, d) - d->goals);
	d->tasks += (1 - m->transfer_keep_work) * smaller(0, initial_tasks(m, d) - d->tasks);
	d->rupture = (rupture){0};
	d->usual = alliance(d);
}

#endif
