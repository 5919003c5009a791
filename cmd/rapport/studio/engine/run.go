package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/words"
	"rapport/cmd/rapport/ruletext"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// Run is a finished run that is looked at. It is read only.
type Run struct {
	name     string
	study    *study.Study
	by       map[string]*population.Simulation
	overview RunReply
}

// RunReply is the run at a glance.
type RunReply struct {
	Name         string         `json:"name"`
	Title        string         `json:"title"`
	Question     string         `json:"question"`
	Seed         uint64         `json:"seed"`
	Patients     int64          `json:"patients"` // of one replication
	Replications int            `json:"replications"`
	Scenarios    []RunScenario  `json:"scenarios"`
	Notable      []Notable      `json:"notable"`
	Looked       int64          `json:"looked"`       // courses among which the notable were found
	Primary      int            `json:"primary_week"` // of the last assessment within the planned treatment; 0 without
	Open         []OpenContrast `json:"open"`         // under plausible sets
	EndsApart    *EndsApart     `json:"ends_apart"`   // null where courses end alike
	Apart        bool           `json:"apart"`        // a scenario takes in others, by screening
	Answered     bool           `json:"answered"`     // at weeks those alone stand who answered: the run records no truth
}

// EndsApart is when the courses of the scenarios end: the week of the last session,
// means and standard deviations, each the smallest and the largest.
type EndsApart struct {
	First  float64 `json:"first"`
	Last   float64 `json:"last"`
	Narrow float64 `json:"narrow"`
	Wide   float64 `json:"wide"`
	Spread bool    `json:"spread"` // the means are alike: the deviations tell it
}

// RunScenario is one scenario of the run.
type RunScenario struct {
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Does        []string     `json:"does"` // what it prescribes, in words: moves and rules
	Therapy     bool         `json:"therapy"`
	Patients    int64        `json:"patients"` // courses
	Held        float64      `json:"held"`
	Entry       float64      `json:"entry"` // mean PHQ-9 when they entered the study, before any wait
	Last        float64      `json:"last"`
	LastSD      float64      `json:"last_sd"`
	Dropout     float64      `json:"dropout"` // shares of courses
	WellEnough  float64      `json:"well_enough"`
	Response    float64      `json:"response"`
	Remission   float64      `json:"remission"`
	Ruptures    float64      `json:"ruptures"` // per course
	Resolved    float64      `json:"resolved"` // share of ruptures
	BySession   []RunSession `json:"by_session"`
	ByWeek      []RunWeek    `json:"by_week"`
}

// RunWeek is everybody at a week, 0 for entry.
type RunWeek struct {
	Week       int     `json:"week"`
	PHQ9       float64 `json:"phq9"`
	Remission  float64 `json:"remission"`  // share
	Difference float64 `json:"difference"` // of means, from the first scenario: that of patients from themselves, where all are the same and known; points
}

// RunSession is the mean of those who reached a session.
type RunSession struct {
	Number int     `json:"n"`
	Held   int64   `json:"held"`
	PHQ9   float64 `json:"phq9"`
	WAI    float64 `json:"wai"`
}

// Notable is a course worth looking at.
type Notable struct {
	RunPatient
	Why      string `json:"why"`   // parts, repaired, unrepaired, transfer or improves
	Entry    int    `json:"entry"` // PHQ-9 when the patient entered the study, the same in every scenario
	Lasts    []int  `json:"lasts"` // last PHQ-9, each that there is in the scenarios once, four at most
	Ruptures int    `json:"ruptures"`
	Repaired int    `json:"repaired"`
}

// Counted is what was counted of a run.
type Counted struct {
	Scenarios []RunScenario
	Notable   []Notable
	Looked    int64
	Primary   int
	Answered  bool
	EndsApart *EndsApart
	Open      []OpenContrast
}

// NewRun makes a run from its study and what was counted of it.
func NewRun(name string, study *study.Study, counted *Counted) (*Run, error) {
	simulations, err := study.Simulations()
	if err != nil {
		return nil, err
	}
	r := &Run{name: name, study: study, by: map[string]*population.Simulation{}}
	r.overview = RunReply{Name: name, Title: study.Title, Question: strings.Join(strings.Fields(study.Question), " "), Seed: study.Seed,
		Patients: study.Population.Patients, Replications: study.Replications, Notable: counted.Notable, Looked: counted.Looked, Primary: counted.Primary,
		EndsApart: counted.EndsApart, Open: counted.Open, Apart: study.ScreensApart(), Answered: counted.Answered}
	for i, s := range simulations {
		r.by[s.Scenario] = s
		one := RunScenario{Name: s.Scenario, BySession: []RunSession{}, ByWeek: []RunWeek{}}
		if at := slices.IndexFunc(counted.Scenarios, func(c RunScenario) bool { return c.Name == s.Scenario }); at >= 0 {
			one = counted.Scenarios[at]
		}
		one.Description, one.Therapy = study.Scenarios[i].Description, s.Setting.Model.Care.Therapy()
		r.overview.Scenarios = append(r.overview.Scenarios, one)
	}
	return r, nil
}

func (e *Engine) overview(_ context.Context, r *Request) (*RunReply, error) {
	if e.run == nil {
		return nil, refuse("no_run")
	}
	reply, says := e.run.overview, words.In(r.Language)
	reply.Scenarios = slices.Clone(reply.Scenarios)
	for i := range reply.Scenarios {
		reply.Scenarios[i].Does = ruletext.Sentences(says, &e.run.study.Scenarios[i], e.run.study.Scores())
	}
	return &reply, nil
}

// rules are those of a scenario.
func (r *Run) rules(scenario string) []study.PlannedRule {
	for i := range r.study.Scenarios {
		if r.study.Scenarios[i].Name == scenario {
			return r.study.Scenarios[i].Rules
		}
	}
	return nil
}

// simulations are those of the branches' scenarios.
func (r *Run) simulations(q *Request) ([]*population.Simulation, error) {
	if r == nil {
		return nil, refuse("no_run")
	}
	at := q.Cast.Run
	if at.Replication < 0 || at.Replication >= r.study.Replications {
		return nil, refuse("run_replication", "value", at.Replication, "most", r.study.Replications-1)
	}
	if at.Patient < 0 || at.Patient >= r.study.Population.Patients {
		return nil, refuse("run_patient", "value", at.Patient, "most", r.study.Population.Patients-1)
	}
	all := make([]*population.Simulation, len(q.Branches))
	for i, b := range q.Branches {
		if all[i] = r.by[b.Scenario]; all[i] == nil {
			return nil, refuse("run_scenario", "name", short(b.Scenario))
		}
	}
	return all, nil
}

// forked is the study of the run with the branches as its scenarios.
func (r *Run) forked(q *Request) (*study.Study, error) {
	s := *r.study
	s.Title = "Forks of " + r.name
	s.Rationale = fmt.Sprintf("The study of the run, with the branches of the studio as scenarios; they were made for patient %d of replication %d and here hold for all patients.",
		q.Cast.Run.Patient, q.Cast.Run.Replication)
	s.Scenarios, s.Contrasts, s.Trial = nil, nil, nil // which name the scenarios of the run
	for i := range q.Branches {
		b := &q.Branches[i]
		at := slices.IndexFunc(r.study.Scenarios, func(c study.Scenario) bool { return c.Name == b.Scenario })
		one, base := b.scenario(i), &r.study.Scenarios[at]
		one.Name = branchName(i) + "-" + base.Name
		one.Set, one.Rules = base.Set, base.Rules
		one.Actions = append(slices.Clone(base.Actions), one.Actions...)
		if len(one.Name) > 63 {
			one.Name = branchName(i)
		}
		s.Scenarios = append(s.Scenarios, one)
	}
	return &s, nil
}
