// Package population makes the people of a study and simulates them: patients
// and therapists from the distributions of their traits, clinics and caseloads,
// who is treated by whom, and the courses of a block of patients ([Simulation]).
// It touches no file.
package population
