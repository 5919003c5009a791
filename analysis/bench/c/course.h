/* A patient's whole treatment, as in sim/course.go: therapy without recorded
 * items, ledger or scenario's actions. */
#ifndef COURSE_H
#define COURSE_H

#include "cases.h"
#include "measure.h"

static void start(const model *m, course *c, const cases *all, const one_case *who)
{
	*c = (course){.clinic = all->therapists + who->clinic, .clinic_size = who->clinic_size, .seated = who->assigned,
	              .assigned = who->assigned, .replication = who->replication, .luck = who->luck,
	              .prescribed = (uint32_t)all->prescribed};
	noise_at(&c->before, c->luck, 0);
	begin(m, &c->dyad, &who->patient, c->clinic + c->seated, &c->before);
	c->agreed = m->care_sessions;
	if (m->care_plan != 0)
		c->agreed = smaller(m->care_sessions,
		                    larger(1, floor(m->care_plan * exp(m->care_plan_spread * normal(&c->before, AGREED_SESSIONS)))));
}

/* await lets the wait before session 1 pass, week by week, with the luck of a waiting list. */
static void await(const model *m, course *c)
{
	dyad *d = &c->dyad;
	double entered = d->severity, eased = 0;
	if (m->care_waiting_weeks > 0)
		c->entry = phq9_score(m, entered / PHQ9_MAX, normal(&c->now, PHQ9_ERROR));
	for (uint32_t week = 1; d->week < m->care_waiting_weeks; week++) {
		noise n;
		c->waited = week;
		noise_at(&n, c->luck, week + 1);
		double weeks = smaller(week, m->care_waiting_weeks) - d->week;
		gap(m, d, weeks);
		eased += d->last.drift * (d->natural_level - d->level);
		pass(m, d, &n, weeks);
	}
	if (d->week > 0) {
		double brought = d->severity - entered - eased;
		d->severity = entered + eased;
		d->severity += brought;
	}
	d->gap = 0;
}

/* arrive lets the time before the session pass: the wait before the first, the
 * planned gap, breaks and missed sessions before the others. */
static inline void arrive(const model *m, course *c)
{
	static const unsigned misses[] = {SESSION_MISSED, SESSION_MISSED_AGAIN, SESSION_MISSED_THRICE};
	dyad *d = &c->dyad;
	if (d->session == 0) {
		await(m, c);
		return;
	}
	double weeks = c->planned;
	if (m->transition_break_probability > 0 && uniform(&c->now, BREAK_PLANNED) < m->transition_break_probability)
		weeks += m->transition_break_weeks;
	double p = m->attendance_strength * logistic(m->attendance_base + m->attendance_stress * d->stress -
	                                             m->attendance_alliance * (alliance(d) - 0.5));
	d->seen.missed = 0;
	for (int i = 0; i < 3 && uniform(&c->now, misses[i]) < p; i++) {
		d->seen.missed++;
		weeks += c->planned;
	}
	c->missed += d->seen.missed;
	if (c->waited == 0) {
		pass(m, d, &c->now, weeks);
		return;
	}
	noise life;
	noise_at(&life, c->luck, (uint32_t)d->session + 1 + c->waited);
	pass(m, d, &life, weeks);
}

static void rupture_closed(const course *c, const rupture *r, bool resolved, rows *out)
{
	out->ruptures[out->rupture_count++] = (rupture_row){
		.replication = (int32_t)c->replication, .patient = c->dyad.patient->id, .therapist = r->therapist,
		.onset = r->onset, .kind = (int8_t)r->kind, .intensity = (float)r->peak, .recognised = r->recognised > 0,
		.resolved = resolved, .session_recognised = (int16_t)r->recognised,
		.session_resolved = (int16_t)(resolved ? c->dyad.session : 0)};
}

static inline void count(course *c, rows *out)
{
	c->ruptures += c->last.began;
	c->resolved += c->last.resolved;
	if (c->last.resolved || c->last.forgotten)
		rupture_closed(c, &c->last.closed, c->last.resolved, out);
}

static void transfer(const model *m, course *c)
{
	if (c->clinic_size < 2 || c->transfers >= 30)
		return;
	c->transfers++;
	c->left = c->dyad.rupture;
	c->seated = (c->seated + 1) % c->clinic_size;
	change_therapist(m, &c->dyad, c->clinic + c->seated, &c->before);
}

static bool needs_transfer(const model *m, course *c)
{
	dyad *d = &c->dyad;
	if (c->last.moves & CHANGE_THERAPIST)
		return true;
	if (c->last.moves & PROPOSE_TRANSFER && d->bond < m->transfer_accept)
		return true;
	if (d->met < m->transfer_after || d->bond >= m->transfer_threshold ||
	    uniform(&c->now, TRANSFER_RAISED) >=
	            m->transfer_strength * logistic(m->transfer_raise + m->transfer_disclosure * d->patient->disclosure))
		return false;
	if (uniform(&c->now, TRANSFER_ANSWERED) < logistic(m->transfer_answer + m->transfer_flexibility * d->therapist->flexibility)) {
		d->named = true;
		tend(m, d);
		d->bond += toward(d->bond, m->transfer_mend);
		return false;
	}
	return true;
}

static inline double leaving(const model *m, const dyad *d)
{
	double felt = alliance(d) + m->dropout_view * d->patient->leniency - m->dropout_reference;
	double odds = m->dropout_base + m->dropout_early / d->session - m->dropout_alliance * felt +
	              m->dropout_rupture * d->rupture.intensity - m->dropout_progress * progress(d);
	if (d->patient->prefers != 0)
		odds += m->dropout_preference * ((d->patient->prefers == 1) == (d->therapist->cbt != 0) ? -0.5 : 0.5);
	return m->dropout_strength * logistic(odds);
}

static inline double well_enough(const model *m, const dyad *d)
{
	if (d->session < m->well_enough_minimum)
		return 0;
	return m->well_enough_chance * logistic(m->well_enough_slope * (progress(d) - m->well_enough_enough) -
	                                        m->well_enough_burden * d->severity / PHQ9_MAX);
}

/* finish decides whether treatment ends or another therapist takes over. */
static inline void finish(const model *m, course *c)
{
	const dyad *d = &c->dyad;
	double p;
	if (d->session >= c->agreed)
		c->ending = COMPLETED;
	else if (uniform(&c->now, DROPOUT_CHOICE) < leaving(m, d))
		c->ending = DROPPED_OUT;
	else if ((p = well_enough(m, d)) > 0 && uniform(&c->now, WELL_ENOUGH_ENDING) < p)
		c->ending = WELL_ENDED;
	else if (needs_transfer(m, c))
		transfer(m, c);
}

/* next holds the next session and says whether treatment goes on. */
static inline bool next(const model *restrict m, course *restrict c, rows *restrict out)
{
	dyad *d = &c->dyad;
	noise_at(&c->now, c->luck, (uint32_t)d->session + 1);
	arrive(m, c);
	d->seen.on_last = d->session + m->phases_ending >= c->agreed;
	session_row *row = &out->sessions[out->session_count++];
	ask_symptoms(m, c, row, d->session == 0);
	hold(m, d, &c->now, c->prescribed, c->planned, &c->last);
	ask_alliance(m, c, row);
	count(c, out);
	c->planned = m->care_taper_from > 0 && d->session >= m->care_taper_from ? m->care_taper_gap : 1 / m->care_sessions_per_week;
	finish(m, c);
	if (c->ending != IN_TREATMENT)
		c->left = d->rupture;
	if (c->left.open) {
		rupture_closed(c, &c->left, false, out);
		c->left = (rupture){0};
	}
	return c->ending == IN_TREATMENT;
}

static void conclude(const course *c, rows *out)
{
	const dyad *d = &c->dyad;
	const patient *p = d->patient;
	int intake = d->seen.phq9_intake, last = d->seen.phq9;
	out->patients[out->patient_count++] = (patient_row){
		.replication = (int32_t)c->replication, .patient = p->id, .therapist = c->clinic[c->assigned].id,
		.cbt = (int8_t)c->clinic[c->assigned].cbt, .ending = (int8_t)c->ending,
		.traits = {(float)p->agreeableness, (float)p->neuroticism, (float)p->extraversion, (float)p->conscientiousness,
		           (float)p->openness, (float)p->avoidance, (float)p->anxiety, (float)p->disclosure,
		           (float)p->expectations, (float)p->preferred_directiveness},
		.intake_severity = (float)p->intake_severity, .natural_course = (float)p->natural_course,
		.alliance_to_symptoms = (float)p->alliance_to_symptoms, .symptoms_to_alliance = (float)p->symptoms_to_alliance,
		.screening = (int32_t)p->screening, .phq9_entry = c->entry, .phq9_intake = intake, .phq9_last = last,
		.perceived = {(float)c->perceived[0], (float)c->perceived[1], (float)c->perceived[2]},
		.held = d->session, .missed = c->missed, .weeks = (float)d->week,
		.ruptures = c->ruptures, .resolved = c->resolved, .transfers = c->transfers,
		.response = intake > 0 && 2 * last <= intake, .remission = last < 5,
		.improved = intake - last >= 6, .deteriorated = last - intake >= 6};
}

#endif
