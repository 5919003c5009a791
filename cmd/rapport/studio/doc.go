// Package studio serves the trainer's page: one dyad, session by session, with
// the engine and the numbers of the command line.
//
// The page draws and the engine computes; they speak through package engine
// alone, which a local server ([Serve]) and a WebAssembly build ([SingleFile])
// meet alike. The page is hand-written HTML, CSS and ES modules in page/, without
// a build step, third-party scripts or any request that leaves the machine.
package studio
