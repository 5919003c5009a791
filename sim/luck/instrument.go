package luck

// Decisions at an instrument that a study names ([Person.Asked]). They lie above
// those whose words are made together.
const (
	InstrumentPerson  Decision = 64 + iota // what is the patient's own in all its scores, at session 0
	InstrumentError                        // error of a score
	InstrumentMissing                      // is it not answered
	InstrumentItems   Decision = 256       // first of its items, then of its scales
)

// For is the luck of a person for an instrument. The instrument's name is part of
// the key, so that naming one moves no number of anything else.
func (l Person) For(instrument string) Person {
	h := uint64(14695981039346656037) // FNV-1a of the name
	for i := range len(instrument) {
		h = (h ^ uint64(instrument[i])) * 1099511628211
	}
	l.key ^= h
	return l
}

// Asked fills n with the luck of a session, 0 to 2^30−1 (0: before treatment). No
// word is made before it is wanted.
func (l Person) Asked(n *Noise, session int) { l.on(n, uint32(session)) }
