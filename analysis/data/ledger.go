package data

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// LedgerMean is how much one mechanism moved one facet in a session, on average
// over the patients who had that session.
type LedgerMean struct {
	Session   int     `json:"session"` // in which, or in the time after which
	Facet     string  `json:"facet"`
	Mechanism string  `json:"mechanism"`
	Change    float64 `json:"change"` // points for severity, else proportion
}

// ledgerColumns are those that the means need.
var ledgerColumns = []string{"replication", "patient", "session", "facet", "mechanism", "change"}

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
	seen := labels{}
	var last who
	for _, file := range r.files[scenario]["ledger"] {
		err := eachRow(file, ledgerColumns, func(row []parquet.Value) {
			at := who{row[0].Int32(), row[1].Int64(), row[2].Int32()}
			if at.session == 0 {
				return
			}
			if at != last {
				patients[at.session]++
			}
			last = at
			sums[place{at.session, seen.one(row[3].String()), seen.one(row[4].String())}] += row[5].Double()
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
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
