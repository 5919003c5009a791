// Package words tells a course in words: what happened in a session, what moved
// the alliance and the symptoms, and how it ended. The command line and the
// studio tell with it, so that both say the same of the same course.
//
// A [Language] holds all sentences in a catalogue, one file to a language. What
// is told is a [Session], a plain value that callers fill from a simulated
// course; numbers come from the rows of a run.
package words
