// Package lesson reads the lessons of the studio: files that a trainer can write.
//
// A lesson names two people and the story that a class should see, and leads
// through it in steps, each a place in the course with something to say and to
// ask. It names no luck: the story is looked for among lucks 1, 2, 3 … and the
// first in which it happens is shown, so that a lesson outlives a change of the
// model. Everything that is wrong with a file is told at once, with its line.
package lesson
