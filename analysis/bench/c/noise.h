/* Addressed luck: Philox2x64-10 and Doornik's ziggurat, the same words at the
 * same addresses as sim/luck/noise.go. */
#ifndef NOISE_H
#define NOISE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "people.h"

/* Decisions in a session, as in sim/luck/decision.go. */
enum decision {
	STRESS_SHOCK, PHQ9_ERROR, SESSION_CHANCE, BOND_CHANCE, TASKS_CHANCE, GOALS_CHANCE, RUPTURE_ONSET,
	DROPOUT_CHOICE, WAI_OCCASION, WAI_GOALS_ERROR, WAI_TASKS_ERROR, WAI_BOND_ERROR, WAI_THERAPIST_ERROR,
	WAI_OBSERVER_ERROR, CALPAS_ERROR, RUPTURE_PATIENT_REPORT, RUPTURE_THERAPIST_REPORT,
	RUPTURE_OBSERVER_REPORT, PHQ9_MISSING, WAI_MISSING, WAI_THERAPIST_MISSING, SESSION_MISSED,
	OFTEN, /* decisions below are made ready together, those from here on drawn on demand */
	SESSION_MISSED_AGAIN = OFTEN, SESSION_MISSED_THRICE, BREAK_PLANNED, RUPTURE_KIND, RUPTURE_INTENSITY,
	RUPTURE_RECOGNISED, RUPTURE_REPAIRED, WELL_ENOUGH_ENDING, OWN_CHECK_IN, OWN_ACKNOWLEDGEMENT,
	OWN_CELEBRATION, OWN_NAMING, TRANSFER_RAISED, TRANSFER_ANSWERED, PERCEIVED_EMPATHY_ERROR,
	PERCEIVED_REGARD_ERROR, PERCEIVED_GENUINENESS_ERROR, OWN_EXPLANATION, OWN_GOAL_REVIEW,
	/* before treatment */
	CHEMISTRY = 64, THERAPIST_PERSPECTIVE = 96, BOND_CHEMISTRY = 128, AGREED_SESSIONS = 51,
	/* at a week */
	ASSESSMENT_ERROR = 66,
};

#define WEEKS 0x40000000u /* address of week 0 */

/* noise is the luck of a person at a session. */
typedef struct { uint64_t key, low, high, words[OFTEN]; } noise;

typedef struct { uint64_t a, b; } pair;

static inline pair philox(uint64_t c0, uint64_t c1, uint64_t key)
{
	for (int round = 0; round < 10; round++) {
		unsigned __int128 product = (unsigned __int128)0xD2B74407B1CE6E93u * c0;
		c0 = (uint64_t)(product >> 64) ^ key ^ c1;
		c1 = (uint64_t)product;
		key += 0x9E3779B97F4A7C15u;
	}
	return (pair){c0, c1};
}

static inline void noise_at(noise *n, luck l, uint32_t session)
{
	n->key = l.key, n->low = l.low, n->high = l.high | session;
	for (unsigned d = 0; d < OFTEN; d += 2) {
		pair p = philox(n->low | (uint64_t)(d >> 1) << 42, n->high, n->key);
		n->words[d] = p.a, n->words[d + 1] = p.b;
	}
}

static inline uint64_t word(const noise *n, unsigned d, uint64_t again)
{
	if (d < OFTEN && again == 0)
		return n->words[d];
	pair p = philox(n->low | ((d >> 1) | again << 10) << 42, n->high, n->key);
	return d & 1 ? p.b : p.a;
}

static inline double to_uniform(uint64_t w) { return ((double)(w >> 12) + 0.5) * 0x1p-52; }

static inline double uniform(const noise *n, unsigned d) { return to_uniform(word(n, d, 0)); }

#define ZIG_R 3.442619855899
#define ZIG_V 9.91256303526217e-3

static double zig_x[129], zig_ratio[128];

static void ziggurat(void)
{
	double f = exp(-0.5 * ZIG_R * ZIG_R);
	zig_x[0] = ZIG_V / f, zig_x[1] = ZIG_R;
	for (int i = 2; i < 128; i++) {
		zig_x[i] = sqrt(-2 * log(ZIG_V / zig_x[i - 1] + f));
		f = exp(-0.5 * zig_x[i] * zig_x[i]);
	}
	for (int i = 0; i < 128; i++)
		zig_ratio[i] = zig_x[i + 1] / zig_x[i];
}

static __attribute__((noinline)) double tail(const noise *n, unsigned d, uint64_t again, bool negative)
{
	for (;; again += 2) {
		double x = log(to_uniform(word(n, d, again))) / ZIG_R;
		double y = log(to_uniform(word(n, d, again + 1)));
		if (-2 * y >= x * x)
			return negative ? x - ZIG_R : ZIG_R - x;
	}
}

/* beyond goes on where the first word of a normal did not settle it. */
static __attribute__((noinline)) double beyond(const noise *n, unsigned d)
{
	for (uint64_t again = 0;; again += 2) {
		uint64_t w = word(n, d, again);
		unsigned layer = w & 127;
		double u = 2 * to_uniform(w) - 1;
		if (fabs(u) < zig_ratio[layer])
			return u * zig_x[layer];
		if (layer == 0)
			return tail(n, d, again + 1, u < 0);
		double x = u * zig_x[layer];
		double f0 = exp(-0.5 * (zig_x[layer] * zig_x[layer] - x * x));
		double f1 = exp(-0.5 * (zig_x[layer + 1] * zig_x[layer + 1] - x * x));
		if (f1 + to_uniform(word(n, d, again + 1)) * (f0 - f1) < 1)
			return x;
	}
}

static inline double normal(const noise *n, unsigned d)
{
	uint64_t w = word(n, d, 0);
	unsigned layer = w & 127;
	double u = 2 * to_uniform(w) - 1;
	if (fabs(u) < zig_ratio[layer])
		return u * zig_x[layer];
	return beyond(n, d);
}

#endif
