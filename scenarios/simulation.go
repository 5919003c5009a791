package scenarios

import (
	"rapport/sim"
	"rapport/sim/record"
)

// Setting is everything a parameter can name: the model and the population.
type Setting struct {
	Model sim.Model
}

// DefaultSetting returns the shipped parameters.
func DefaultSetting() Setting { return Setting{Model: sim.Default()} }

// Params lists every parameter; the rows point into s.
func (s *Setting) Params() []sim.Param { return s.Model.Params() }

// Record says which tables a study records beyond patients, sessions, ruptures
// and therapists.
type Record struct {
	Ledger bool `json:"ledger"`
	Items  bool `json:"items"`
}

// Simulation is one scenario of a study, ready to run.
type Simulation struct {
	Scenario     string
	Seed         uint64
	Patients     int64 // per replication
	Replications int
	Setting      Setting
	Actions      []sim.Action
	Record       Record
}

// Courses is the number of courses, replications × patients. Course i is
// replication i / Patients, patient i % Patients.
func (s *Simulation) Courses() int64 { return int64(s.Replications) * s.Patients }

// Block simulates courses [from, to) and appends their rows in order.
// It is safe for concurrent use with different rows.
func (s *Simulation) Block(rows *record.Rows, from, to int64) {}
