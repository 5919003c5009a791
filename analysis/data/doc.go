// Package data opens what the analysis works on: runs on disk ([Read]), a user's
// own CSV tables ([ReadCSV]) and rows that have just been simulated ([FromRows]).
//
// [Data] is one scenario in memory, cut into courses. [Stream] yields the rows of
// a table with a few thousand of them in memory, and [Run.Summary] tells in one
// pass what a run holds.
//
// # Missing answers
//
// A score that was not answered is missing, not zero: readers of scores return
// NaN, and means over several sessions take the sessions answered.
package data
