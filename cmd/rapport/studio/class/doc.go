// Package class lets a class vote by phone while a trainer shows the studio.
//
// A [Room] lives in memory while the trainer keeps it open, and is forgotten when
// it closes. It knows of a student nothing but a random number that the phone
// keeps in a cookie, and what was voted under it. Trainer and students hear of
// changes by server-sent events; students see what the trainer has shared, never
// how others vote before it is revealed.
package class
