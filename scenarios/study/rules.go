package study

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"rapport/sim"
	"rapport/sim/record"
)

// Bounds of rules.
const (
	maxRules     = 60 // of one scenario
	maxTests     = 20 // of one rule
	maxAdded     = 500
	noArm        = "none" // the label of a decision that is not left to chance
	matchTrait   = "match"
	likeSimilar  = "similar"
	likeOpposite = "opposite"
)

// PlannedRule is something that the service of a scenario does when it sees
// something: before every session that Sessions, Weeks and Phase name and before
// which all of When hold.
type PlannedRule struct {
	Name      string        `json:"name,omitempty" jsonschema:"maxLength=63" jsonschema_description:"Name of the rule in the table of decisions; a rule that randomises needs one."`
	Sessions  Sessions      `json:"sessions,omitzero" jsonschema_description:"At which sessions (1 is the first): a number, a list, or from, to and every; absent: at each."`
	Weeks     RuleWeeks     `json:"weeks,omitzero" jsonschema_description:"In which weeks since entry; absent: in any."`
	Phase     string        `json:"phase,omitempty" jsonschema_description:"In which phase of treatment; absent: in any."`
	When      []PlannedTest `json:"when,omitempty" jsonschema_description:"What must be seen before the session, all of it; absent: always."`
	Do        *PlannedStep  `json:"do,omitempty" jsonschema_description:"What is done: moves in this session, all else after it; of two rules that change the same thing before a session, the later one has its way."`
	Randomise []PlannedArm  `json:"randomise,omitempty" jsonschema:"minItems=2,maxItems=100" jsonschema_description:"Arms between which chance decides, instead of do; a patient's luck at a decision point is the same in every scenario."`
	unread    bool          `json:"-"` // do or randomise is there, but could not be understood
	Once      bool          `json:"once" jsonschema_description:"Only the first time, or each time; absent: each time where there is nothing but moves, else once."`
}

// RuleWeeks are weeks since entry; 0 is no bound.
type RuleWeeks struct {
	From float64 `json:"from,omitempty" jsonschema:"minimum=0,maximum=520" jsonschema_description:"First week."`
	To   float64 `json:"to,omitempty" jsonschema:"minimum=0,maximum=520" jsonschema_description:"Last week."`
}

// PlannedTest is one thing that a service can see before a session: the word of a
// condition, a score, missed sessions, or the arm of an earlier decision.
type PlannedTest struct {
	Condition        string   `json:"-"`
	Score            string   `json:"score,omitempty" jsonschema_description:"Score by its name; the last one answered counts."`
	Above            *float64 `json:"above,omitempty" jsonschema_description:"The score stands above this value."`
	Below            *float64 `json:"below,omitempty" jsonschema_description:"The score stands below this value."`
	ImprovedLessThan *float64 `json:"improved_less_than,omitempty" jsonschema_description:"The score has become better by less than this, whichever direction is well."`
	ImprovedAtLeast  *float64 `json:"improved_at_least,omitempty" jsonschema_description:"The score has become better by at least this."`
	WorsenedAtLeast  *float64 `json:"worsened_at_least,omitempty" jsonschema_description:"The score has become worse by at least this."`
	Over             int      `json:"over,omitempty" jsonschema_description:"A change over the last so many sessions; absent: since intake, or the first answer."`
	MissedAtLeast    int      `json:"missed_at_least,omitempty" jsonschema_description:"The patient has missed so many planned sessions or more."`
	Rule             string   `json:"rule,omitempty" jsonschema_description:"A rule that randomises."`
	Arm              string   `json:"arm,omitempty" jsonschema_description:"The arm to which that rule has brought the patient."`
}

// PlannedStep is what a rule does. Moves belong to the session; whatever else
// follows the session.
type PlannedStep struct {
	Move            []string      `json:"move,omitempty" jsonschema_description:"What the therapist does in this session: one move or several."`
	End             bool          `json:"end,omitempty" jsonschema_description:"Treatment ends after this session, as planned."`
	AddSessions     int           `json:"add_sessions,omitempty" jsonschema_description:"So many sessions more are planned, also where this one was to be the last."`
	SessionsPerWeek float64       `json:"sessions_per_week,omitempty" jsonschema_description:"Planned sessions per week after this session."`
	Intensity       float64       `json:"intensity,omitempty" jsonschema_description:"What this session, if treatment goes on after it, and each later one give, as a share of a full one (care.intensity)."`
	Approach        string        `json:"approach,omitempty" jsonschema_description:"The approach changes after this session: to cbt, to psychodynamic, or to the other one."`
	Therapist       string        `json:"therapist,omitempty" jsonschema_description:"Another therapist of the clinic takes over after this session: the next, one at random, the one with the best record, or the one whose trait matches."`
	Match           *PlannedMatch `json:"match,omitempty" jsonschema_description:"The traits by which a therapist is matched."`
}

// PlannedMatch names a trait of the patient and one of the therapist.
type PlannedMatch struct {
	Patient   string `json:"patient" jsonschema:"required" jsonschema_description:"Trait of the patient."`
	Therapist string `json:"therapist" jsonschema:"required" jsonschema_description:"Trait of the therapist."`
	Like      string `json:"like,omitempty" jsonschema_description:"Similar (as near as can be) or opposite; absent: similar."`
}

// PlannedArm is one arm of a decision point.
type PlannedArm struct {
	Arm   string       `json:"arm" jsonschema:"required" jsonschema_description:"Name of the arm, unique in its rule."`
	Share float64      `json:"share,omitempty" jsonschema_description:"Probability of the arm; absent in all: equal."`
	Do    *PlannedStep `json:"do,omitempty" jsonschema_description:"What is done; absent: carry on."`
}

// MarshalJSON writes a condition as its word, as a study file has it.
func (x PlannedTest) MarshalJSON() ([]byte, error) {
	if x.Condition != "" {
		return json.Marshal(x.Condition)
	}
	type fields PlannedTest
	return json.Marshal(fields(x))
}

// comparisons lists the comparisons with their keys.
func (x *PlannedTest) comparisons() []comparison {
	return []comparison{
		{"above", x.Above, sim.SeesAbove}, {"below", x.Below, sim.SeesBelow},
		{"improved_less_than", x.ImprovedLessThan, sim.SeesLess}, {"improved_at_least", x.ImprovedAtLeast, sim.SeesBetter},
		{"worsened_at_least", x.WorsenedAtLeast, sim.SeesWorse},
	}
}

type comparison struct {
	key   string
	value *float64
	sees  sim.Sight
}

// ofChange says that two scores are compared.
func (c *comparison) ofChange() bool { return c.sees != sim.SeesAbove && c.sees != sim.SeesBelow }

// said are the comparisons that the test makes: one, where it is valid.
func (x *PlannedTest) said() []comparison {
	return slices.DeleteFunc(x.comparisons(), func(c comparison) bool { return c.value == nil })
}

// Scores are the scores that rules can look at: those that every study has, then its
// instruments.
func (s *Study) Scores() []sim.ScoreText {
	all := slices.Clone(sim.Scores)
	for i := range s.Instruments {
		q := &s.Instruments[i]
		score := sim.ScoreText{Name: q.Name, Title: cmp.Or(q.Title, q.Name), Unit: "points", Better: -1, First: 1}
		if len(q.Range) == 2 {
			score.Min, score.Max = q.Range[0], q.Range[1]
		}
		if q.High == record.HighIsWell {
			score.Better = 1
		}
		if after := (sim.Instrument{Construct: sim.Construct(slices.Index(sim.ConstructNames, q.Construct))}); after.After() {
			score.First = 2
		}
		all = append(all, score)
	}
	return all
}

// scoreOf is the place of the score of that name, or −1.
func scoreOf(name string, scores []sim.ScoreText) int {
	return slices.IndexFunc(scores, func(s sim.ScoreText) bool { return s.Name == name })
}

// label is the name of rule i in the table of decisions.
func (r *PlannedRule) label(i int) string {
	if r.Name != "" {
		return r.Name
	}
	return strconv.Itoa(i + 1)
}

// onlyMoves says that the rule does nothing that lasts.
func (r *PlannedRule) onlyMoves() bool {
	if len(r.Randomise) > 0 || r.Do == nil {
		return false
	}
	rest := *r.Do
	rest.Move = nil
	return rest.empty()
}

func (x *PlannedStep) empty() bool {
	return len(x.Move) == 0 && !x.End && x.AddSessions == 0 && x.SessionsPerWeek == 0 && x.Intensity == 0 && x.Approach == "" && x.Therapist == "" && x.Match == nil
}

// added are the sessions that the rules may add in a course before rule k first acts,
// or in all where k is −1.
func (s *Scenario) added(k int) (n int) {
	for i := range s.Rules {
		r := &s.Rules[i]
		if i == k && r.Once {
			continue
		}
		most := 0
		for _, do := range r.steps() {
			most = max(most, do.AddSessions)
		}
		if most > 0 && !r.Once {
			return maxSession
		}
		n += most
	}
	return n
}

// steps are what the rule may do.
func (r *PlannedRule) steps() (all []*PlannedStep) {
	r.eachStep("", func(_ keyPath, do *PlannedStep) { all = append(all, do) })
	return all
}
