package engine

import (
	"context"
	"fmt"
	"math"

	"rapport/analysis/words"
	"rapport/cmd/rapport/ruletext"
	"rapport/sim"
	"rapport/sim/record"
)

// CourseReply is every branch as far as it has been played.
type CourseReply struct {
	Branches []BranchView `json:"branches"`
}

// BranchView is one branch, session by session.
type BranchView struct {
	Scenario  string    `json:"scenario,omitempty"`
	Planned   int       `json:"planned"`   // sessions
	Therapist string    `json:"therapist"` // approach
	Intake    Alliance  `json:"intake"`    // what the patient brings
	Sessions  []Session `json:"sessions"`
	Ended     bool      `json:"ended"`
	Ending    string    `json:"ending"`
	Outcome   *Outcome  `json:"outcome"` // nil while treatment goes on
}

// Alliance is the latent state, proportions above 0 and below 1; severity in
// PHQ-9 points.
type Alliance struct {
	Bond     float64 `json:"bond"`
	Tasks    float64 `json:"tasks"`
	Goals    float64 `json:"goals"`
	Trust    float64 `json:"trust"`
	Hope     float64 `json:"hope"`
	Severity float64 `json:"severity"`
	Stress   float64 `json:"stress"`
}

func allianceOf(d *sim.Dyad) Alliance {
	return Alliance{d.Bond, d.Tasks, d.Goals, d.Trust, d.Hope, d.Severity, d.Stress}
}

// Session is one session held. Truth is after the session, severity just before
// it; reports are null where they were not given.
type Session struct {
	Number    int           `json:"n"`
	Week      float64       `json:"week"`
	Therapist int64         `json:"therapist"`
	PHQ9      *int32        `json:"phq9"`
	Patient   *WAI          `json:"patient"` // the patient's report
	ByOther   ReportsOther  `json:"reported"`
	True      Alliance      `json:"true"`
	Chosen    []string      `json:"chosen"` // moves of the branch
	Own       []string      `json:"own"`    // moves that the therapist made besides
	Rupture   *RuptureView  `json:"rupture"`
	Decided   []string      `json:"decided"` // by rules of the scenario, before the session, and why
	Marks     []words.Mark  `json:"marks"`
	Told      string        `json:"told"`  // what happened, in clinical words
	Scene     []words.Turn  `json:"scene"` // what the two say, as it could have been
	Short     string        `json:"short"` // why it moved, in a few words
	Why       []words.Facet `json:"why"`
}

// WAI is the patient's report after a session: item means 1 to 5, CALPAS-P 1 to 7.
type WAI struct {
	Goals  float64 `json:"goals"`
	Tasks  float64 `json:"tasks"`
	Bond   float64 `json:"bond"`
	Mean   float64 `json:"mean"`
	CALPAS float64 `json:"calpas"`
}

// ReportsOther are the reports of therapist and observer, and everybody's report
// of a rupture.
type ReportsOther struct {
	Therapist        *float64 `json:"therapist"`
	Observer         *float64 `json:"observer"`
	RupturePatient   *bool    `json:"rupture_patient"`
	RuptureTherapist *bool    `json:"rupture_therapist"`
	RuptureObserver  *bool    `json:"rupture_observer"`
}

// RuptureView is a rupture that began or was open in a session.
type RuptureView struct {
	Kind       string  `json:"kind"`
	Intensity  float64 `json:"intensity"`
	Began      bool    `json:"began"`
	Noted      bool    `json:"noted"` // recognised in an earlier session already
	Recognised bool    `json:"recognised"`
	Resolved   bool    `json:"resolved"`
	Forgotten  bool    `json:"forgotten"`
}

// Outcome is how treatment ended.
type Outcome struct {
	Ending      string `json:"ending"`
	PHQ9Intake  int32  `json:"phq9_intake"`
	PHQ9Last    int32  `json:"phq9_last"`
	Response    bool   `json:"response"`
	Remission   bool   `json:"remission"`
	Improved    bool   `json:"reliable_improvement"`
	Deteriorate bool   `json:"reliable_deterioration"`
	Ruptures    int32  `json:"ruptures"`
	Resolved    int32  `json:"resolved"`
	Text        string `json:"text"`
	Seen        string `json:"seen"` // the same, without what only the model knows
}

// course plays every branch.
func (e *Engine) course(_ context.Context, r *Request) (*CourseReply, error) {
	all, err := e.treatments(r)
	if err != nil {
		return nil, err
	}
	reply := &CourseReply{}
	for _, p := range playAll(all) {
		reply.Branches = append(reply.Branches, p.view)
	}
	return reply, nil
}

func (t *treatment) outcomeOf(rows *record.Rows, waited float64) *Outcome {
	p := &rows.Patients[0]
	return &Outcome{Ending: p.Ending, PHQ9Intake: p.PHQ9Intake, PHQ9Last: p.PHQ9Last, Response: p.Response,
		Remission: p.Remission, Improved: p.ReliableImprovement, Deteriorate: p.ReliableDeterioration,
		Ruptures: p.Ruptures, Resolved: p.RupturesResolved, Text: t.says.Outcome(p, waited, rows.Ruptures), Seen: t.says.SeenOutcome(p, waited)}
}

// stage is where the scenes of the course are played.
func (t *treatment) stage() *words.Stage {
	p := &t.who.Patient
	return &words.Stage{Language: t.says, Address: fmt.Sprint(t.simulation.Seed, t.who.Replication, p.ID),
		Style: words.StyleOf(p.AttachmentAvoidance, p.Agreeableness, p.AttachmentAnxiety)}
}

// step holds one session and says what happened and why.
func (t *treatment) step(c *sim.Course, rows *record.Rows, stage *words.Stage) Session {
	flushed, decided := len(rows.Ledger), len(rows.Decisions)
	chosen := t.moves[c.Session+1]
	held, _ := words.Hold(t.model(), c, rows, chosen)
	row := &rows.Sessions[len(rows.Sessions)-1]
	s := Session{Number: int(row.Session), Week: float64(row.Week), Therapist: row.Therapist, PHQ9: row.PHQ9,
		ByOther: reportsOf(row), True: truthOf(row, c), Chosen: words.MoveNames(chosen), Own: words.MoveNames(c.Last.Moves &^ chosen),
		Marks: t.says.Marks(&held), Told: t.says.Tell(&held), Scene: stage.Play(&held, row.PHQ9)}
	if row.WAIPatient > 0 {
		s.Patient = &WAI{float64(row.WAIPatientGoals), float64(row.WAIPatientTasks), float64(row.WAIPatientBond), float64(row.WAIPatient), float64(row.CALPASPatient)}
	}
	if r := held.Rupture; r != nil {
		s.Rupture = &RuptureView{r.Kind, r.Intensity, r.Began, r.Noted, r.Recognised, r.Resolved, r.Forgotten}
	}
	t.decided(&s, rows.Decisions[decided:])
	s.Why = reasons(t.says, rows.Ledger[flushed:], c.Dyad.Ledger.Booked())
	s.Short = t.says.InShort(s.Why)
	return s
}

// decided adds to a session what rules of the scenario did before it.
func (t *treatment) decided(s *Session, by []record.Decision) {
	s.Decided = []string{}
	marks := make([]words.Mark, 0, len(by)+len(s.Marks))
	for i := range by {
		s.Decided = append(s.Decided, ruletext.Decision(t.says, &by[i], t.rules, t.scores))
		marks = append(marks, words.Mark{Kind: "rule", Text: t.says.Text("mark.rule", "rule", by[i].Rule)})
	}
	s.Marks = append(marks, s.Marks...)
}

// truthOf is the latent state as the row has it, so that the page shows the
// numbers of a run.
func truthOf(row *record.Session, c *sim.Course) Alliance {
	return Alliance{float64(row.TrueBond), float64(row.TrueTasks), float64(row.TrueGoals), float64(row.TrueTrust),
		float64(row.TrueHope), float64(row.TrueSeverity), c.Stress}
}

func reportsOf(row *record.Session) ReportsOther {
	score := func(x float32) *float64 {
		if x == 0 {
			return nil
		}
		v := math.Round(1000*float64(x)) / 1000
		return &v
	}
	return ReportsOther{Therapist: score(row.WAITherapist), Observer: score(row.WAIObserver),
		RupturePatient: row.RupturePatient, RuptureTherapist: row.RuptureTherapist, RuptureObserver: row.RuptureObserver}
}
