package data

import (
	"cmp"
	"slices"
)

// LedgerMean is how much one mechanism moved one facet in a session, on average
// over the patients who had that session.
type LedgerMean struct {
	Session   int     `json:"session"` // in which, or in the time after which
	Facet     string  `json:"facet"`
	Mechanism string  `json:"mechanism"`
	Change    float64 `json:"change"` // points for severity, else proportion
}

// ledgerRow is what the means need of a row.
type ledgerRow struct {
	Replication int32   `parquet:"replication"`
	Patient     int64   `parquet:"patient"`
	Session     int32   `parquet:"session"`
	Facet       string  `parquet:"facet"`
	Mechanism   string  `parquet:"mechanism"`
	Change      float64 `parquet:"change"`
}

// Ledger averages the ledger of a scenario by session, facet and mechanism, in
// this order; nil where the run did not record one. What happened at intake or
// while waiting (session 0) is left out. It reads in one pass and holds a few
// thousand rows.
func (r *Run) Ledger(scenario string) ([]LedgerMean, error) {
	type place struct {
		session          int32
		facet, mechanism string
	}
	type who struct {
		replication int32
		patient     int64
		session     int32
	}
	sums, patients := map[place]float64{}, map[int32]int{}
	var last who
	for row, err := range stream[ledgerRow](r, scenario, "ledger") {
		if err != nil {
			return nil, err
		}
		at := who{row.Replication, row.Patient, row.Session}
		if at.session == 0 {
			continue
		}
		if at != last {
			patients[at.session]++
		}
		last = at
		sums[place{at.session, row.Facet, row.Mechanism}] += row.Change
	}
	var means []LedgerMean
	for p, sum := range sums {
		means = append(means, LedgerMean{int(p.session), p.facet, p.mechanism, sum / float64(patients[p.session])})
	}
	slices.SortFunc(means, func(a, b LedgerMean) int {
		return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Facet, b.Facet), cmp.Compare(a.Mechanism, b.Mechanism))
	})
	return means, nil
}
