package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"rapport/scenarios/study"
	"rapport/sim/record"
)

// markedPatients are simulated in each scenario for the mark of a study: few, since every
// study is marked whenever the tests run.
const markedPatients = 40

// madeFrom is how the table begins the list of what its lines were made from.
const madeFrom = "<!-- made from: "

// marks are what the lines of the table are made from, a comment in Markdown: with other
// sets, or where a study does anything else than it did, its lines are those of before.
func marks(plans []concluded) (string, error) {
	var all []string
	for i := range plans {
		mark, err := markOf(plans[i].name)
		if err != nil {
			return "", err
		}
		all = append(all, plans[i].name+" "+mark)
	}
	return madeFrom + strings.Join(all, ", ") + " -->", nil
}

// markOf a study that ships is a digest of the sets that ship, of its contrasts, and of every
// PHQ-9 that a few of its patients fill in.
func markOf(name string) (string, error) {
	patients, one := int64(markedPatients), 1
	plan, _, err := openStudy(name, study.Overrides{NoEnvironment: true, Patients: &patients, Replications: &one})
	if err != nil {
		return "", err
	}
	sets, err := study.ShippedSets()
	if err != nil {
		return "", err
	}
	simulations, err := plan.Simulations()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode([]any{sets, plan.Contrasts}); err != nil {
		return "", fmt.Errorf("digest of the sets: %w", err)
	}
	var rows record.Rows
	for _, s := range simulations {
		rows.Reset()
		s.Block(&rows, 0, s.Courses())
		fmt.Fprintln(h, s.Scenario)
		for i := range rows.Sessions {
			r := &rows.Sessions[i]
			fmt.Fprintln(h, r.Patient, r.Session, scoreOf(r.PHQ9))
		}
		for i := range rows.Assessments {
			r := &rows.Assessments[i]
			fmt.Fprintln(h, r.Patient, r.Week, scoreOf(r.PHQ9))
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:6]), nil
}

// scoreOf is -1 where there is none.
func scoreOf(phq9 *int32) int32 {
	if phq9 == nil {
		return -1
	}
	return *phq9
}
