/* The rows that a course leaves, as in sim/record. Missing scores are -1, missing
 * reports too; missing means are 0, as in the engine. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
	int64_t patient, therapist;
	int32_t replication, session;
	float week;
	int32_t phq9;
	float wai_patient, wai_goals, wai_tasks, wai_bond, wai_therapist, wai_observer, calpas;
	float severity, bond, tasks, goals, trust, hope;
	int8_t rupture_patient, rupture_therapist, rupture_observer, rupture;
} session_row;

typedef struct {
	int64_t patient, therapist;
	int32_t replication;
	int8_t cbt, ending, response, remission, improved, deteriorated;
	float traits[10], intake_severity, natural_course, alliance_to_symptoms, symptoms_to_alliance;
	int32_t screening, phq9_entry, phq9_intake, phq9_last;
	float perceived[3];
	int32_t held, missed;
	float weeks;
	int32_t ruptures, resolved, transfers;
} patient_row;

typedef struct {
	int64_t patient, therapist;
	int32_t replication, onset;
	float intensity;
	int16_t session_recognised, session_resolved;
	int8_t kind, recognised, resolved;
} rupture_row;

/* rows has room for whatever the courses of a block can leave. */
typedef struct {
	session_row *sessions;
	patient_row *patients;
	rupture_row *ruptures;
	size_t session_count, patient_count, rupture_count;
} rows;

#endif
