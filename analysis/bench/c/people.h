/* Patients, therapists and the addresses of their luck, as in sim/dyad.go and
 * sim/luck/noise.go. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include <stdint.h>

/* luck is the address of a person in one replication. */
typedef struct { uint64_t key, low, high; } luck;

/* patient and therapist are read from the file of cases as they lie here: fields
 * of eight bytes, no holes. */
typedef struct {
	int64_t id;
	double agreeableness, neuroticism, extraversion, conscientiousness, openness;
	double avoidance, anxiety, disclosure, expectations, preferred_directiveness;
	double natural_course, leniency, intake_severity, alliance_to_symptoms, symptoms_to_alliance;
	double stress_at_intake;
	int64_t screening;
	int64_t prefers; /* 0 no approach, 1 CBT, 2 psychodynamic */
} patient;

typedef struct {
	int64_t id, cbt;
	double warmth, empathy, genuineness, flexibility, repair_skill, competence, effect, directiveness, leniency;
	int64_t caseload;
} therapist;

#endif
