// Package sim is the model: patients, therapists, and what happens between them.
// [Model.Session] is the schedule of a session, the only place of order;
// [Model.Mechanisms] lists the parts; [Course] goes from intake to the end.
//
// A mechanism is a struct in a short file of its own:
//
//  1. Its fields are its parameters. The comment of the type is the equation, in
//     the names of the fields, and becomes its chapter of ODD.md.
//  2. Its methods return a probability, a change, or a choice for a given random
//     number. They do not write, log or fail, and they do not draw: the schedule
//     draws and adds. Two draw for themselves, because how many numbers they want
//     is known to them alone: [Practice.Unprompted], one number for each move that
//     a therapist may choose, and [Relapse], two for each spell.
//  3. It reads the [Dyad] and does not change it.
//  4. Changes have forms that saturate, such as [toward], so that no state leaves
//     its range and nothing is clamped.
//  5. At 0, its switch leaves it without effect and every other number as it was,
//     to the bit. What others make of its parameters goes on; Stays names these.
//  6. describe() says the rest: title, a sentence for a clinician, switch, the
//     [Cause] under which it enters the ledger, sources, and a [Param] for every
//     number, with unit, range, grade and source. A guess is graded Assumed.
//  7. A test file of the same name: values worked out by hand, directions, limits.
//
// The state of a dyad is a plain value, and so is a course: a copy is a branch of
// the treatment. Random numbers come from addresses, package luck, and depend on
// nothing else. The model touches no file, clock, goroutine or log.
package sim
