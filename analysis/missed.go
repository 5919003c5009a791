package analysis

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"slices"
)

//go:embed missed.csv
var missedCSV []byte

// KnownMiss is a finding or a claim that the shipped model is known not to meet.
type KnownMiss struct {
	ID     string
	Reason string // in words: what about the model misses it
}

// KnownMisses returns the shipped findings that the shipped model misses with the
// seed of the evidence study.
func KnownMisses() []KnownMiss { return ReadKnownMisses(missedCSV) }

// ReadKnownMisses reads a table of id and reason under a header. It panics where
// the table, which ships, is faulty.
func ReadKnownMisses(table []byte) []KnownMiss {
	in := csv.NewReader(bytes.NewReader(table))
	in.FieldsPerRecord = 2
	rows, err := in.ReadAll()
	if err != nil || len(rows) == 0 || !slices.Equal(rows[0], []string{"id", "reason"}) {
		panic("analysis: the list of known misses is faulty")
	}
	out := make([]KnownMiss, 0, len(rows)-1)
	for _, row := range rows[1:] {
		out = append(out, KnownMiss{row[0], row[1]})
	}
	return out
}

// Known notes at each missed finding the reason for which it is known to be missed.
func (s *Scorecard) Known(misses []KnownMiss) {
	for i := range s.Rows {
		r := &s.Rows[i]
		if at := knownAt(misses, r.Finding.ID); r.Verdict == Missed && at >= 0 {
			r.Known = misses[at].Reason
		}
	}
}

// Surprises compares what is missed with what is known to be: the ids that are
// missed and not known, and those known to be missed that are met now. A finding
// that is not in the scorecard is neither.
func (s *Scorecard) Surprises(misses []KnownMiss) (missed, met []string) {
	for i := range s.Rows {
		r := &s.Rows[i]
		known := knownAt(misses, r.Finding.ID) >= 0
		switch r.Verdict {
		case Missed:
			if !known {
				missed = append(missed, r.Finding.ID)
			}
		case Inside, Holds:
			if known {
				met = append(met, r.Finding.ID)
			}
		}
	}
	return missed, met
}

func knownAt(misses []KnownMiss, id string) int {
	return slices.IndexFunc(misses, func(m KnownMiss) bool { return m.ID == id })
}
