package engine

import (
	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// reasons are the changes that led from the values of the session before to
// those of a session: of the alliance, what a transfer did after the session
// before and what happened in the session; of severity, what the time between
// them did. flushed are the ledger's entries up to the session, held those since.
func reasons(says *words.Language, flushed []record.Ledger, held []sim.Entry) []words.Facet {
	all := []words.Facet{}
	transfer, start, severity := sim.ByTransfer.Name, sim.ByStart.Name, sim.FacetNames[sim.FacetSeverity]
	for f, facet := range sim.FacetNames {
		v := words.Facet{Facet: facet}
		for _, row := range flushed {
			if row.Facet == facet && (row.Mechanism == transfer || facet == severity && row.Mechanism != start) {
				v.Add(row.Mechanism, row.Change, row.Value)
			}
		}
		for _, entry := range held {
			if int(entry.Facet) == f && entry.By != sim.ByStart && entry.By != sim.ByTransfer && facet != severity {
				v.Add(entry.By.Name, entry.Change, entry.Value)
			}
		}
		if len(v.By) > 0 {
			says.Explain(&v)
			all = append(all, v)
		}
	}
	return all
}
