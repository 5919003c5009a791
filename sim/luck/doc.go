// Package luck holds the random numbers of a simulation. Luck is addressed, not
// consumed: every random number is a pure function of (study seed, replication,
// person, session, decision), and of nothing else: not of the scenario, the
// worker, the order of calls or the number of people. So scenarios are twins, one
// patient alone is that patient of the full run, and a new decision moves no
// number of another one.
//
// The function is Philox2x64-10 (Salmon, Moraes, Dror & Shaw 2011), a
// counter-based generator. The seed is its key; the address, packed without loss,
// is its counter, so two addresses never share a word.
//
//	var n luck.Noise
//	luck.Of(seed, replication, luck.Patient, id).At(&n, session)
//	n.Uniform(luck.RuptureOnset) // above 0 and below 1
//	n.Normal(luck.PHQ9Error)     // standard normal
package luck
