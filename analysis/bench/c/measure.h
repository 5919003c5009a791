/* What instruments see, as in sim/measure.go. */
#ifndef MEASURE_H
#define MEASURE_H

#include "pass.h"
#include "rows.h"

enum ending { IN_TREATMENT, COMPLETED, WELL_ENDED, DROPPED_OUT };

/* course is one patient's whole treatment. */
typedef struct {
	dyad dyad;
	noise before, now;
	const therapist *clinic;
	int64_t clinic_size, seated, assigned, replication;
	luck luck;
	enum ending ending;
	uint32_t prescribed;
	double agreed, planned;
	happened last;
	rupture left;
	int missed, ruptures, resolved, transfers;
	uint32_t waited; /* weeks before session 1, whole ones and the last */
	int entry; /* PHQ-9 in week 0 */
	double perceived[3];
} course;

static inline int phq9_score(const model *m, double s, double error)
{
	return grid(28, s / (s + (1 - s) * exp(-m->phq9_error * error)));
}

/* symptom_error is the error of the PHQ-9 before a session: that of week 0 before session 1
 * after a wait, since the entry has had that of session 1. */
static inline double symptom_error(const course *c)
{
	if (c->waited == 0 || c->dyad.session > 0)
		return normal(&c->now, PHQ9_ERROR);
	noise entry;
	noise_at(&entry, c->luck, WEEKS);
	return normal(&entry, ASSESSMENT_ERROR);
}

/* ask_symptoms takes the PHQ-9 before a session. */
static inline void ask_symptoms(const model *restrict m, course *restrict c, session_row *restrict row, bool intake)
{
	dyad *d = &c->dyad;
	const noise *n = &c->now;
	double s = d->severity / PHQ9_MAX;
	row->severity = (float)d->severity;
	row->phq9 = -1;
	if (!intake && uniform(n, PHQ9_MISSING) < logistic(m->phq9_missing + m->phq9_missing_severity * s))
		return;
	int score = phq9_score(m, s, symptom_error(c));
	row->phq9 = d->seen.phq9 = score;
	if (intake) {
		d->seen.phq9_intake = score;
		if (c->waited == 0)
			c->entry = score;
	}
}

static inline double view(const model *m, const patient *p, double facet, double occasion)
{
	return m->wai_level + m->wai_slope * (facet - 0.5) + m->wai_leniency * p->leniency + m->wai_occasion * occasion;
}

static inline int four_items(double y) { return 4 + grid(17, logistic(y)); }

/* patient_rates takes the patient's scales and report of a rupture. */
static inline void patient_rates(const model *m, course *c, session_row *row, double goals, double tasks, double bond)
{
	dyad *d = &c->dyad;
	const noise *n = &c->now;
	row->wai_patient = row->wai_goals = row->wai_tasks = row->wai_bond = row->calpas = 0;
	row->rupture_patient = -1;
	if (uniform(n, WAI_MISSING) < logistic(m->wai_missing - m->wai_missing_alliance * (alliance(d) - 0.5)))
		return;
	int g = four_items(goals + m->wai_error * normal(n, WAI_GOALS_ERROR));
	int k = four_items(tasks + m->wai_error * normal(n, WAI_TASKS_ERROR));
	int b = four_items(bond + m->wai_error * normal(n, WAI_BOND_ERROR));
	row->wai_goals = (float)g / 4, row->wai_tasks = (float)k / 4, row->wai_bond = (float)b / 4;
	row->wai_patient = (float)(g + k + b) / 12;
	double y = m->calpas_level + m->calpas_slope * ((goals + tasks + bond) / 3) + m->calpas_error * normal(n, CALPAS_ERROR);
	row->calpas = (float)(24 + grid(145, logistic(y))) / 24;
	row->rupture_patient = uniform(n, RUPTURE_PATIENT_REPORT) <
	                       logistic(m->reports_patient + m->reports_patient_slope * c->last.intensity -
	                                m->reports_patient_leniency * d->patient->leniency);
	d->seen.wai_before = d->seen.wai;
	d->seen.wai = row->wai_patient;
}

static inline void therapist_rates(const model *m, course *c, session_row *row, double patients)
{
	dyad *d = &c->dyad;
	const noise *n = &c->now;
	row->wai_therapist = 0, row->rupture_therapist = -1;
	if (uniform(n, WAI_THERAPIST_MISSING) < logistic(m->wai_therapist_missing))
		return;
	double v = patients - m->wai_level - m->wai_slope * (alliance(d) - 0.5);
	double own = 1 / (1 + (d->met - 1) / m->wai_therapist_pace);
	double y = m->wai_therapist_level + m->wai_therapist_slope * (alliance(d) - 0.5) +
	           m->wai_therapist_leniency * d->therapist->leniency + m->wai_therapist_own * own * d->tend.perspective +
	           m->wai_therapist_converge * (1 - own) * v + m->wai_therapist_progress * seen_progress(d) +
	           m->wai_therapist_error * normal(n, WAI_THERAPIST_ERROR);
	row->wai_therapist = (float)(12 + grid(49, logistic(y))) / 12;
	double x = m->reports_therapist + m->reports_therapist_slope * c->last.intensity;
	if (c->last.recognised)
		x += m->reports_seen;
	row->rupture_therapist = uniform(n, RUPTURE_THERAPIST_REPORT) < logistic(x);
}

static inline void observer_rates(const model *m, course *c, session_row *row)
{
	double y = m->wai_observer_level + m->wai_observer_slope * (alliance(&c->dyad) - 0.5) +
	           m->wai_observer_error * normal(&c->now, WAI_OBSERVER_ERROR);
	row->wai_observer = (float)(12 + grid(49, logistic(y))) / 12;
	row->rupture_observer = uniform(&c->now, RUPTURE_OBSERVER_REPORT) <
	                        logistic(m->reports_observer + m->reports_observer_slope * c->last.intensity);
}

static double perceived(const model *m, const dyad *d, double trait, double weight, double error)
{
	double y = m->perceived_level + m->perceived_trait * trait +
	           weight * m->perceived_relationship * (alliance(d) - 0.5) +
	           m->perceived_leniency * d->patient->leniency + m->perceived_error * error;
	return (16 + grid(65, logistic(y))) / 16.0;
}

/* ask_alliance takes the ratings after a session and fills the rest of its row. */
static inline void ask_alliance(const model *restrict m, course *restrict c, session_row *restrict row)
{
	dyad *d = &c->dyad;
	const noise *n = &c->now;
	row->replication = (int32_t)c->replication, row->patient = d->patient->id, row->therapist = d->therapist->id;
	row->session = d->session, row->week = (float)d->week;
	row->bond = (float)d->bond, row->tasks = (float)d->tasks, row->goals = (float)d->goals;
	row->trust = (float)d->trust, row->hope = (float)d->hope;
	row->rupture = c->last.intensity > 0;
	double occasion = normal(n, WAI_OCCASION);
	double goals = view(m, d->patient, d->goals, occasion);
	double tasks = view(m, d->patient, d->tasks, occasion);
	double bond = view(m, d->patient, d->bond, occasion) + m->wai_bond_level;
	patient_rates(m, c, row, goals, tasks, bond);
	therapist_rates(m, c, row, (goals + tasks + bond) / 3);
	observer_rates(m, c, row);
	if (d->session == 3) {
		const therapist *t = d->therapist;
		c->perceived[0] = perceived(m, d, t->empathy, 1, normal(n, PERCEIVED_EMPATHY_ERROR));
		c->perceived[1] = perceived(m, d, t->warmth, m->perceived_spread, normal(n, PERCEIVED_REGARD_ERROR));
		c->perceived[2] = perceived(m, d, t->genuineness, m->perceived_spread, normal(n, PERCEIVED_GENUINENESS_ERROR));
	}
}

#endif
