// Package export writes the tables of a run in the shapes that the programs of
// psychotherapy research expect, each with its codebook.
//
// A shape says what a row is: [Long] (one row per session, ready for multilevel
// models), [Waves] (one row per course with one column per score and session, for
// panel models), [Gains] (the same as R's suddengains wants it), or one of the
// run's own tables. A [Program] says which files are written: CSV, the same with
// an SPSS or Stata syntax file that labels it, or Mplus.
//
// [Write] reads the run once, course by course: memory does not grow with the
// number of patients. The folder appears whole or not at all, and holds beside
// the data a codebook and a description of the run that they come from.
//
// # Ids
//
// The ids of a run count from zero within a replication. A file of several
// scenarios and replications needs ids that are its own: course_id is another in
// every row of patients, person_id is the same person under every scenario, and
// therapist_id is one therapist. They depend on the run alone, not on which of its
// scenarios are exported. (The therapist_id of a shard may differ from that of the
// whole run, whose therapists it does not know.)
//
// # Missing
//
// Missing is an empty cell (a full stop for Mplus), never a number,
// unless a code is asked for; then no value of the file may equal it.
package export
