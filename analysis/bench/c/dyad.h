/* The state of a dyad between two sessions, as in sim/dyad.go. */
#ifndef DYAD_H
#define DYAD_H

#include "noise.h"
#include "parameters.h"
#include "people.h"

#define PHQ9_MAX 27.0
#define ROUNDING 1e-5 /* of a difference of two item means, as in sim/service.go */

enum kind { WITHDRAWAL, CONFRONTATION };

typedef struct {
	bool open;
	enum kind kind;
	double intensity, peak;
	int onset, recognised;
	int64_t therapist;
	double trust_before, bond_before, tasks_before, goals_before;
} rupture;

/* tendencies are worked out when the two meet and when a difference is named; that of
 * goals also when they are reviewed. */
typedef struct {
	double bond, bond_matched, bond_above, tasks, tasks_matched, goals, bond_rate, bond_rate_typical;
	double empathy, genuine, open, mismatch, rupture, competence, carries, perspective;
} tendencies;

typedef struct {
	const patient *patient;
	const therapist *therapist;
	double trust, goals, tasks, bond, hope, usual, shift, stress;
	double severity, level, fluctuation, natural_level;
	rupture rupture;
	int session, met, number, reviews;
	double week, gap, strain;
	bool named;
	struct { int phq9_intake, phq9, missed; double wai, wai_before; bool on_last; } seen;
	struct { double exploration, technique, celebrated, repaired, feedback; } work;
	double chemistry, bond_chemistry;
	tendencies tend;
	struct { double weeks, persistence, innovation, presence, drift; } last;
} dyad;

static inline double logistic(double x) { return 1 / (1 + exp(-x)); }
static inline double logit(double p) { return log(p / (1 - p)); }
static inline double bounded(double x) { return x / (1 + fabs(x)); }
static inline double share(double u) { return u / (1 + u); }
static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

static inline double toward(double x, double u)
{
	return u > 0 ? (1 - x) * u / (1 + u) : x * u / (1 - u);
}

static inline double turn(double x, double u)
{
	return x * (1 - x) * u / (1 + fabs(u) * (u < 0 ? 1 - x : x));
}

static inline int grid(int n, double p)
{
	int step = (int)(n * p);
	return step < n - 1 ? step : n - 1;
}

static inline double alliance(const dyad *d) { return (d->bond + d->tasks + d->goals) / 3; }

static inline double safety(const dyad *d)
{
	return 0.5 * (d->trust + d->bond) * (1 - d->rupture.intensity);
}

static inline double progress(const dyad *d)
{
	double intake = d->patient->intake_severity, gone = intake - d->severity;
	return gone < 0 ? gone / (PHQ9_MAX - intake) : gone / intake;
}

#endif
