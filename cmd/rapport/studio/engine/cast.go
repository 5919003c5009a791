package engine

import (
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/words"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// Cast is who meets whom, how, and with which luck.
type Cast struct {
	Patient   Person      `json:"patient"`
	Therapist Person      `json:"therapist"`
	Approach  string      `json:"approach"` // cbt or psychodynamic
	PerWeek   float64     `json:"per_week"`
	Sessions  int         `json:"sessions"` // planned
	Taper     int         `json:"taper"`    // from this session on every two weeks; 0: never
	Seed      uint64      `json:"seed"`
	Run       *RunPatient `json:"run,omitempty"` // a patient of the run that is looked at, instead of all of the above
}

// Person is a vignette and what is changed in it.
type Person struct {
	Vignette string `json:"vignette"`
	Traits   Values `json:"traits,omitempty"`
}

// RunPatient is one course of a run.
type RunPatient struct {
	Replication int   `json:"replication"`
	Patient     int64 `json:"patient"`
}

const (
	approachCBT           = "cbt"
	approachPsychodynamic = "psychodynamic"
)

// study is the cast as a study with one patient. The population has the means of
// the vignettes and no spread, so that the seed decides nothing about the persons
// but what no trait explains: their chemistry, how kindly they rate, the stress
// at intake, and within half a point the severity.
func (c *Cast) study(branches []Branch) (*study.Study, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	patient, err := c.Patient.traits("patient", patientTraits, patients)
	if err != nil {
		return nil, err
	}
	therapist, err := c.Therapist.traits("therapist", therapistTraits, therapists)
	if err != nil {
		return nil, err
	}
	s := &study.Study{
		Title:        "A dyad from the studio",
		Question:     "What becomes of this patient and this therapist, and what would other moves have done?",
		Rationale:    "The population is one invented person: its means are the traits, its spread is zero. So `rapport run` gives the numbers that the studio showed, session for session.",
		Seed:         c.Seed,
		Replications: 1,
		Population:   study.StudyPopulation{Patients: 1, Set: populationOf(patient, therapist)},
		Set:          c.care(),
		Record:       population.Record{Ledger: true, Truth: record.Exact},
	}
	for i := range branches {
		s.Scenarios = append(s.Scenarios, branches[i].scenario(i))
	}
	if len(branches) == 0 {
		s.Scenarios = []study.Scenario{{Name: branchName(0)}}
	}
	return s, nil
}

// populationOf is a population of one: means without spread.
func populationOf(patient, therapist Values) study.Values {
	set := study.Values{
		"severity_mean": patient[severityKey], "severity_sd": 0.5,
		"alliance_to_symptoms_spread": 0, "symptoms_to_alliance_spread": 0,
	}
	for key, value := range patient {
		if key != severityKey {
			set[key+"_mean"], set[key+"_sd"] = value, 0
		}
	}
	for key, value := range therapist {
		set["therapist_"+key+"_mean"], set["therapist_"+key+"_sd"] = value, 0
	}
	return set
}

// care is what is offered.
func (c *Cast) care() study.Values {
	all := study.Values{"approach.cbt_share": 0, "care.sessions": float64(c.Sessions), "care.plan": 0, "care.sessions_per_week": c.PerWeek}
	if c.Approach == approachCBT {
		all["approach.cbt_share"] = 1
	}
	const gap = 2 // weeks; where sessions are as rare already, there is nothing to taper
	if c.Taper > 0 && 1/c.PerWeek < gap {
		all["care.taper_from"], all["care.taper_gap"] = float64(c.Taper), gap
	}
	return all
}

func (c *Cast) check() error {
	switch {
	case c.Approach != approachCBT && c.Approach != approachPsychodynamic:
		return refuse("approach", "value", short(c.Approach))
	case !(c.PerWeek >= 0.25 && c.PerWeek <= 5):
		return refuse("range", "name", "per_week", "value", c.PerWeek, "least", 0.25, "most", 5)
	case c.Sessions < 1 || c.Sessions > maxSessions:
		return refuse("range", "name", "sessions", "value", c.Sessions, "least", 1, "most", maxSessions)
	case c.Taper < 0 || c.Taper > maxSessions:
		return refuse("range", "name", "taper", "value", c.Taper, "least", 0, "most", maxSessions)
	case c.Seed > maxSeed:
		return refuse("range", "name", "seed", "value", c.Seed, "least", 0, "most", uint64(maxSeed))
	}
	return nil
}

func (p *Person) traits(who string, traits []Trait, all []Vignette) (Values, error) {
	v, err := find(all, p.Vignette, who)
	if err != nil {
		return nil, err
	}
	return p.Traits.complete(who, traits, v.Traits)
}

// branchName is what scenario i of a downloaded study is called.
func branchName(i int) string { return "branch-" + string(rune('a'+i)) }

// scenario is the branch as a scenario of a study.
func (b *Branch) scenario(i int) study.Scenario {
	s := study.Scenario{Name: branchName(i), Description: "As this therapist would."}
	var told []string
	for _, session := range b.sessions() {
		s.Actions = append(s.Actions, study.PlannedAction{Move: b.Moves[session], Sessions: study.Sessions{List: []int{session}}})
		told = append(told, fmt.Sprintf("session %d %s", session, strings.ReplaceAll(strings.Join(b.Moves[session], " and "), "_", " ")))
	}
	if len(told) > 0 {
		s.Description = "As this therapist would, and in " + strings.Join(told, ", in ") + "."
	}
	return s
}

// sessions are those in which the branch has moves, ascending.
func (b *Branch) sessions() []int {
	var all []int
	for session, moves := range b.Moves {
		if len(moves) > 0 {
			all = append(all, session)
		}
	}
	slices.Sort(all)
	return all
}

// treatment is one branch ready to be simulated.
type treatment struct {
	simulation *population.Simulation
	who        sim.Case
	moves      map[int]sim.Move
	branch     *Branch
	says       *words.Language
	rules      []study.PlannedRule // of the scenario of a run
	scores     []sim.ScoreText     // that they may see
}

// model of the treatment.
func (t *treatment) model() *sim.Model { return &t.simulation.Setting.Model }

// treatments makes the branches of a request ready; without any, the request is
// refused.
func (e *Engine) treatments(r *Request) ([]treatment, error) {
	if len(r.Branches) == 0 {
		return nil, refuse("no_branch")
	}
	simulations, at, err := e.simulations(r)
	if err != nil {
		return nil, err
	}
	all := make([]treatment, len(r.Branches))
	for i := range r.Branches {
		b := &r.Branches[i]
		if err := b.check(i, r); err != nil {
			return nil, err
		}
		t := treatment{simulation: simulations[i], branch: b, says: words.In(r.Language), moves: map[int]sim.Move{}}
		for session, names := range b.Moves {
			if t.moves[session], err = moveBits(names); err != nil {
				return nil, err
			}
		}
		if r.Cast.Run != nil {
			t.rules, t.scores = e.run.rules(b.Scenario), e.run.study.Scores()
		}
		if t.who, err = t.simulation.Case(at.Replication, at.Patient); err != nil {
			return nil, refuse("study", "why", err)
		}
		if t.who.Truth == record.NoTruth { // the run leaves it out, but the course is simulated anew
			t.who.Truth = record.Rounded
		}
		all[i] = t
	}
	return all, nil
}

// check refuses a branch that cannot be.
func (b *Branch) check(i int, r *Request) error {
	switch {
	case b.Parent >= i || b.Parent < -1:
		return refuse("parent", "branch", i, "parent", b.Parent)
	case b.Played < 0 || b.Played > 1000 || b.At < 0 || b.At > 1000:
		return refuse("branch_sessions", "branch", i)
	case len(b.Moves) > 1000:
		return refuse("branch_moves", "branch", i, "sessions", len(b.Moves))
	}
	for session := range b.Moves {
		if session < 1 || session > 1000 {
			return refuse("branch_move_at", "branch", i, "session", session)
		}
	}
	return nil
}

// simulations are one for each branch, and which of their courses is meant. The
// branches of a cast share one, since only moves tell them apart.
func (e *Engine) simulations(r *Request) ([]*population.Simulation, RunPatient, error) {
	if r.Cast.Run != nil {
		all, err := e.run.simulations(r)
		return all, *r.Cast.Run, err
	}
	study, err := r.Cast.study(nil)
	if err != nil {
		return nil, RunPatient{}, err
	}
	one, err := study.Simulations()
	if err != nil {
		return nil, RunPatient{}, refuse("study", "why", err)
	}
	one[0].Record.Ledger, one[0].Record.Truth = false, record.Exact // kept where it is wanted; what is told adds up
	return slices.Repeat(one, len(r.Branches)), RunPatient{}, nil
}
