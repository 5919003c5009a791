/* What a therapist does in a session, as in sim/practice.go. */
#ifndef MOVES_H
#define MOVES_H

#include "meet.h"

enum move {
	VALIDATE = 1, EXPLAIN_TREATMENT = 2, GOAL_REVIEW = 4, CHECK_IN = 8, NAME_DIFFERENCE = 16,
	EXPLORE_RUPTURE = 32, CELEBRATE_PROGRESS = 64, FEEDBACK = 128, ACKNOWLEDGE_TRANSITION = 256,
	PUSH_TECHNIQUE = 512, PROPOSE_TRANSFER = 1024, CHANGE_THERAPIST = 2048, SUPERVISION = 4096,
};

/* strain is that of the session about to be held, for the planned gap before it. */
static inline double strain(const model *m, const dyad *d, double planned)
{
	double tau = 0;
	if (d->session > 1 && d->gap >= planned + m->transition_break_weeks)
		tau = m->transition_break_strain;
	if (m->care_taper_from > 0 && d->session == m->care_taper_from + 1)
		tau = larger(tau, m->transition_taper_strain);
	if (d->seen.on_last)
		tau = larger(tau, m->transition_ending_strain);
	if (d->number > 0 && d->met <= m->transition_new_sessions)
		tau = larger(tau, m->transition_new_strain);
	return m->transition_strength * tau;
}

static inline bool does(const model *m, const noise *n, double base, double s, unsigned by)
{
	return uniform(n, by) < m->practice_strength * logistic(base + s);
}

static inline double seen_progress(const dyad *d)
{
	int intake = d->seen.phq9_intake;
	return intake == 0 ? 0 : (double)(intake - d->seen.phq9) / intake;
}

static inline uint32_t unprompted(const model *m, const dyad *d, double tau, const noise *n)
{
	if (m->practice_strength == 0)
		return 0;
	double s = m->practice_sensitive * 0.5 * (d->therapist->empathy + d->therapist->flexibility);
	uint32_t moves = 0;
	if (d->met <= m->practice_explain_until && does(m, n, m->practice_own_explain, s, OWN_EXPLANATION))
		moves |= EXPLAIN_TREATMENT;
	if (d->session > m->phases_early && !d->seen.on_last) {
		if (does(m, n, m->practice_own_review, s, OWN_GOAL_REVIEW))
			moves |= GOAL_REVIEW;
		if (does(m, n, m->practice_own_check_in, s, OWN_CHECK_IN))
			moves |= CHECK_IN;
	}
	if (tau > 0 && does(m, n, m->practice_own_acknowledge, s, OWN_ACKNOWLEDGEMENT))
		moves |= ACKNOWLEDGE_TRANSITION;
	if (d->session > 1 && seen_progress(d) >= m->practice_celebrate_from && does(m, n, m->practice_own_celebrate, s, OWN_CELEBRATION))
		moves |= CELEBRATE_PROGRESS;
	if (!d->named && d->met > 1 && d->tend.mismatch > m->practice_name_above && does(m, n, m->practice_own_naming, s, OWN_NAMING))
		moves |= NAME_DIFFERENCE;
	return moves;
}

static inline bool shows_trouble(const model *m, const dyad *d)
{
	return (d->session >= m->feedback_since && d->seen.phq9_intake - d->seen.phq9 < m->feedback_expected) ||
	       (d->seen.wai > 0 && d->seen.wai < m->feedback_low) ||
	       (d->seen.wai_before > 0 && d->seen.wai_before - d->seen.wai > m->feedback_drop + ROUNDING);
}

/* share_left is the share of the session that the moves leave. */
static inline double share_left(const model *m, uint32_t moves)
{
	int taking = __builtin_popcount(moves & ~(PUSH_TECHNIQUE | CHANGE_THERAPIST | SUPERVISION));
	return 1 / (1 + m->practice_cost * taking);
}

/* act lets the moves do to the alliance what they do by themselves. */
static inline void act(const model *m, dyad *d, uint32_t moves, double e, bool trouble)
{
	if (moves == 0)
		return;
	double u = 0;
	if (moves & (CHECK_IN | EXPLORE_RUPTURE))
		u += m->practice_warming;
	if (moves & PUSH_TECHNIQUE)
		u -= m->practice_cooling;
	if (moves & VALIDATE)
		u += m->bond_strength * m->bond_rate * m->bond_empathy * larger(0, e - d->tend.empathy);
	d->bond += toward(d->bond, u);
	if (moves & GOAL_REVIEW)
		d->goals += m->goals_strength * toward(d->goals, m->goals_renewed);
	if (moves & FEEDBACK && trouble)
		d->tasks += toward(d->tasks, m->feedback_strength * m->feedback_adapt);
}

#endif
