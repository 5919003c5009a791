// Package engine is the one interface between the studio's page and the model.
//
// [Engine.Answer] is a pure function of its request: the cast, the branches with
// the therapist's moves, a number of lives. The local server and the WebAssembly
// build both meet the page through it, so that both show the same numbers. A
// branch goes on from where it leaves its parent, as a copy of the course there;
// and because luck is addressed, the same luck holds in every branch.
package engine
