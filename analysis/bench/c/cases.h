/* Who is simulated: read from a file that the Go engine writes, so that both
 * start from the same people and the same luck. */
#ifndef CASES_H
#define CASES_H

#include <stddef.h>

#include "parameters.h"
#include "people.h"

/* one_case is read as it lies here. */
typedef struct {
	int64_t replication;
	luck luck;
	patient patient;
	int64_t clinic, clinic_size, assigned; /* first therapist of the clinic, how many, which of them */
} one_case;

typedef struct {
	model model;
	uint64_t prescribed; /* moves demanded in every session */
	therapist *therapists;
	one_case *cases;
	size_t therapist_count, case_count;
} cases;

/* read_cases reads a file of cases, or ends the program saying what is wrong. */
void read_cases(const char *path, cases *all);

#endif
