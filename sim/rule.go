package sim

// Rule is something that a scenario prescribes, by what a service can see: at
// sessions From, From+Every … To (To 0: no end; Every 0: each), in the weeks since
// entry from FromWeek on and up to ToWeek (0: no end), in a phase, when all of When
// hold before the session. What it does is Do, or the Do of the arm to which it
// randomises. The zero value holds before every session and does nothing.
type Rule struct {
	Name     string
	From     int
	To       int
	Every    int
	FromWeek float64
	ToWeek   float64
	Phase    Phase
	When     []Test
	Do       Step
	Arms     []Arm // to which it randomises; nil: it does not
	Point    int   // its number among the rules that randomise
	Once     uint8 // number from 1 on among the rules that act only once; 0: it acts each time
	Kept     bool  // what it does enters the table of decisions
}

// Arm is one of the arms of a decision point. Up to is the share of the patients in
// this arm and those before it.
type Arm struct {
	Name  string
	Share float64
	UpTo  float64
	Do    Step
}

// Step is what a rule does. A move belongs to the session before which the rule
// holds, and sessions are added before it; all else follows the session. Of two
// rules that change the same thing before a session, the later one has its way.
type Step struct {
	Move      Move
	End       bool    // treatment ends, as planned
	Sessions  int     // planned sessions that are added
	PerWeek   float64 // planned sessions per week from now on; 0: as before
	Intensity float64 // share of a full session that this session, if another follows, and later ones give; 0: as before
	Approach  Turn
	Therapist Successor
	By        Matching // for the successor by match
}

// Turn is a change of approach.
type Turn uint8

const (
	KeepApproach Turn = iota
	ToCBT
	ToPsychodynamic
	ToOther // of the two, the one in which the therapist does not work now
)

// TurnNames are the words by which studies name the changes of approach, in order.
var TurnNames = []string{"same", "cbt", "psychodynamic", "other"}

// Successor says which colleague of the clinic takes over.
type Successor uint8

const (
	KeepTherapist  Successor = iota
	NextTherapist            // the next colleague, as after a missing connection
	AnyTherapist             // one of the colleagues at random
	BestRecord               // the colleague whose former patients fared best
	MatchingTraits           // the colleague whose trait fits best
)

// SuccessorNames are the words by which studies name the successors, in order.
var SuccessorNames = []string{"same", "next", "random", "record", "match"}

// Sight is what a test looks at.
type Sight uint8

const (
	SeesCondition Sight = iota // one of [Conditions]
	SeesAbove                  // the score last answered is above Value
	SeesBelow                  // … is below it
	SeesLess                   // the score has become better by less than Value
	SeesBetter                 // … by Value or more
	SeesWorse                  // the score has become worse by Value or more
	SeesMissed                 // the patient has missed Value planned sessions or more
	SeesArm                    // the decision point has brought the patient to the arm
)

// Test is one thing that a service can see before a session. A score that was never
// answered passes no test.
type Test struct {
	Sees      Sight
	Condition Condition
	Score     Score
	HighWell  bool // of the score: high is well
	Over      int  // compare with so many sessions ago, up to [Remembered]; 0: with the first answer
	Value     float64
	Point     int // the decision point, and
	Arm       int // which of its arms
}

// Score is a score that a service can see.
type Score uint8

const (
	ScorePHQ9 Score = iota
	ScoreWAI
	ScoreCALPAS
	ScoreInstruments // first of the instruments that the study names, in its order
	scores           = ScoreInstruments + MostInstruments
)

// ScoreText is what a score that a service can see says of itself.
type ScoreText struct {
	Name     string // by which studies call it
	Title    string
	Unit     string
	Min, Max float64
	Better   float64 // 1: high is well; −1: low is
	First    int     // session before which a service can first see it
}

// Scores are the scores that a service can see beside the instruments of a study, in
// order.
var Scores = []ScoreText{
	{"phq9", "PHQ-9", "points", 0, PHQ9Max, -1, 1},
	{"wai_patient", "the patient's WAI-SR", "item mean", 1, 5, 1, 2},
	{"calpas_patient", "the patient's CALPAS", "item mean", 1, 7, 1, 2},
}

// ScoreNames are the names of the scores, in their order.
var ScoreNames = func() (names []string) {
	for _, s := range Scores {
		names = append(names, s.Name)
	}
	return names
}()

// sliver is in weeks more than adding up gaps rounds: seven sessions, three a week, lead
// to week 2 less 2e-16.
const sliver = 1e-9

// due says whether a rule may act before the session to come, whatever its tests say.
func (m *Model) due(r *Rule, d *Dyad) bool {
	t := d.Session + 1
	if t < r.From || r.To > 0 && t > r.To || r.Every > 1 && (t-r.From)%r.Every != 0 {
		return false
	}
	if d.Week < r.FromWeek-sliver || r.ToWeek > 0 && d.Week > r.ToWeek+sliver {
		return false
	}
	return r.Phase == AnyPhase || r.Phase == m.Phases.Of(t, d.Seen.OnLast)
}
