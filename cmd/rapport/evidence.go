package main

import (
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/explore/fit"
	"rapport/analysis/twins"
	"rapport/configs"
	"rapport/sim/record/bounded"
)

// maxRecord bounds the record of a search that is read.
const maxRecord = 64 << 20

// evidenceOf is what the plausible sets of a run find of the findings: of the sets that ship
// or, with a file, of a search of one's own. Nil where the run has none, or others.
func evidenceOf(run *data.Run, file string) (*twins.Evidence, error) {
	if run.Sets() == 0 {
		if file != "" {
			return nil, badInput("", "--plausible-from: the run is under no plausible sets")
		}
		return nil, nil
	}
	text := configs.Plausible()
	if file != "" {
		var err error
		if text, err = bounded.ReadFile(file, maxRecord); err != nil {
			return nil, badInput("", "read plausible sets: %w", err)
		}
	}
	var found fit.PlausibleSets
	err := bounded.JSON(text, &found)
	switch {
	case err == nil && sameSets(run, &found):
		return evidenceIn(&found), nil
	case file == "":
		return nil, nil
	case err != nil:
		return nil, badInput("", "%s: no record of plausible sets: %w", file, err)
	}
	return nil, badInput("", "%s: the run is under other sets than this record holds", file)
}

// sameSets says that the run is under the first sets of the record; what the study itself
// sets may differ.
func sameSets(run *data.Run, found *fit.PlausibleSets) bool {
	names, rows := run.SetValues()
	if len(rows)-1 > len(found.Sets) || len(found.Found) != len(found.Sets)+1 {
		return false
	}
	for i, name := range names {
		at := slices.Index(found.Parameters, name)
		if at < 0 {
			return false
		}
		for k := range rows[1:] {
			if rows[k+1][i] != found.Sets[k][at] {
				return false
			}
		}
	}
	return true
}

func evidenceIn(found *fit.PlausibleSets) *twins.Evidence {
	e := &twins.Evidence{Patients: found.FoundPatients}
	for _, f := range found.Findings {
		e.IDs, e.Texts, e.SEs = append(e.IDs, f.ID), append(e.Texts, f.Text), append(e.SEs, float64(f.SE))
	}
	for _, row := range found.Found[1:] {
		values := make([]float64, len(e.IDs))
		for k := range values {
			if values[k] = math.NaN(); k < len(row) {
				values[k] = float64(row[k])
			}
		}
		e.Values = append(e.Values, values)
	}
	return e
}
