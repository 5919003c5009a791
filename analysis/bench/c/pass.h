/* The time between two sessions, as in sim/session.go. */
#ifndef PASS_H
#define PASS_H

#include "session.h"

/* symptoms moves the slow level of severity by a drive and returns the drive. */
static inline double symptoms(dyad *d, double drive)
{
	double change = PHQ9_MAX * turn(d->level / PHQ9_MAX, drive);
	d->level += change;
	d->severity += change;
	return drive;
}

/* treat works through what the last session gave. */
static inline void treat(const model *m, dyad *d)
{
	const patient *p = d->patient;
	bool cbt = d->therapist->cbt;
	double present = d->last.presence * m->care_intensity, before = d->session - 1;
	double dose = present / (1 + m->care_waning * before), work = present / (1 + m->care_working * before);
	double technique = cbt ? m->approach_cbt_technique : m->approach_psychodynamic_technique;
	double relationship = cbt ? m->approach_cbt_relationship : m->approach_psychodynamic_relationship;
	double exploration = cbt ? m->approach_cbt_exploration : m->approach_psychodynamic_exploration;
	double effort = cbt ? m->approach_cbt_effort : m->approach_psychodynamic_effort;
	double u = symptoms(d, work * -m->technique_strength * m->technique_symptoms * technique * d->tend.competence * sqrt(larger(0, d->tasks)) *
	                           d->work.technique * (1 + d->work.feedback));
	u += symptoms(d, -relationship * p->alliance_to_symptoms * d->tend.carries *
	                         (m->reciprocal_alliance * dose * (alliance(d) - m->reciprocal_reference) + m->reciprocal_state * d->shift));
	u += symptoms(d, work * -m->exploration_strength * m->exploration_symptoms * exploration * d->work.exploration);
	u += symptoms(d, -m->hope_strength * (m->hope_symptoms * d->hope / d->session * dose + m->hope_savour * d->work.celebrated));
	u += symptoms(d, work * -m->effort_strength * m->effort_symptoms * effort * d->goals * d->hope *
	                     (1 + bounded(m->effort_conscientious * p->conscientiousness)));
	u += symptoms(d, dose * -m->therapist_symptoms * d->therapist->effect);
	u += symptoms(d, d->rupture.open ? m->rupture_distress * lingering(m, &d->rupture) : 0);
	u += symptoms(d, -m->repair_strength * m->repair_relief * d->work.repaired);
	u += symptoms(d, m->transition_distress * d->strain);
	d->natural_level += PHQ9_MAX * turn(d->natural_level / PHQ9_MAX, m->natural_lasting * u);
}

/* gap works out what depends on the time between two sessions alone. */
static inline void gap(const model *m, dyad *d, double weeks)
{
	if (d->last.weeks == weeks)
		return;
	double rho = pow(m->stress_persistence, weeks);
	d->last.weeks = weeks;
	d->last.persistence = rho;
	d->last.innovation = sqrt(1 - rho * rho);
	d->last.presence = (1 + m->care_forgetting) / (1 + m->care_forgetting * weeks);
	d->last.drift = m->natural_strength * (1 - exp(-m->natural_pace * weeks));
}

/* pass lets so many weeks pass; n is the luck of the session to come. */
static inline void pass(const model *restrict m, dyad *restrict d, const noise *restrict n, double weeks)
{
	gap(m, d, weeks);
	if (d->session > 0)
		treat(m, d);
	double change = d->last.drift * (d->natural_level - d->level);
	d->level += change;
	d->severity += change;
	double shock = normal(n, STRESS_SHOCK);
	double l = d->level / PHQ9_MAX;
	d->level += m->stress_strength * PHQ9_MAX * l * (1 - l) *
	            bounded(m->stress_mark * d->last.innovation * shock + m->stress_burden * d->stress * d->last.drift);
	double next = d->last.persistence * d->stress + d->last.innovation * shock;
	if (d->session > 0)
		next -= (1 - d->last.persistence) * m->stress_soothing * (safety(d) - m->stress_unsafe);
	d->stress = next;
	d->fluctuation = fluctuation(m, d->level, d->stress);
	d->severity = d->level + d->fluctuation;
	d->week += weeks;
	d->gap = weeks;
}

#endif
