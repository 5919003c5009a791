package engine

import (
	"slices"

	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// path is a branch as far as it is played, with its ledger: what is shown of
// it, its rows, and where others leave it.
type path struct {
	view   BranchView
	rows   record.Rows
	course sim.Course
	stage  *words.Stage
	stops  map[int]*path // by the session in which a branch leaves
}

// playAll plays the branches, each from where it leaves its parent.
func playAll(all []treatment) []*path {
	plays := make([]*path, len(all))
	for i := range all {
		t := &all[i]
		plays[i] = t.begin()
		if parent := t.branch.Parent; parent >= 0 && t.follows(&all[parent]) {
			if stop := plays[parent].stops[t.branch.At]; stop != nil {
				plays[i] = stop.branch()
				plays[i].view.Scenario = t.branch.Scenario
			}
		}
		for k := range all[i+1:] {
			if child := all[i+1+k].branch; child.Parent == i {
				plays[i].stops[child.At] = nil
			}
		}
		t.play(plays[i])
	}
	return plays
}

// follows says whether t is the same as its parent up to where it leaves it.
func (t *treatment) follows(parent *treatment) bool {
	if t.simulation != parent.simulation || !t.model().Care.Therapy() || t.branch.Played < t.branch.At-1 {
		return false
	}
	for session := 1; session < t.branch.At; session++ {
		if t.moves[session] != parent.moves[session] {
			return false
		}
	}
	return true
}

// begin is the branch before its first session.
func (t *treatment) begin() *path {
	p := &path{stage: t.stage(), stops: map[int]*path{}}
	p.view = BranchView{Scenario: t.branch.Scenario, Planned: int(t.model().Care.Sessions), Sessions: []Session{}}
	if t.model().Care.Therapy() {
		who := t.who
		who.KeepLedger = true
		p.view.Therapist = who.Clinic[who.Assigned].ApproachName()
		p.course.Start(t.model(), who)
		p.view.Intake = allianceOf(&p.course.Dyad)
	}
	return p
}

// branch is a copy of p that goes on by itself.
func (p *path) branch() *path {
	b := &path{view: p.view, course: *p.course.Branch(), stage: p.stage.Branch(), stops: map[int]*path{}}
	b.view.Sessions = slices.Clone(p.view.Sessions)
	b.rows = record.Rows{Sessions: slices.Clone(p.rows.Sessions), Ruptures: slices.Clone(p.rows.Ruptures),
		Ledger: slices.Clone(p.rows.Ledger), Items: slices.Clone(p.rows.Items), Decisions: slices.Clone(p.rows.Decisions)}
	return b
}

// play goes on with the branch as far as it is to be played, and keeps how it
// stood wherever another one leaves it.
func (t *treatment) play(p *path) {
	if !t.model().Care.Therapy() {
		t.wait(p)
		return
	}
	c := &p.course
	for !c.Ended {
		if _, leaves := p.stops[c.Session+1]; leaves {
			p.stops[c.Session+1] = p.branch()
		}
		if c.Session >= t.branch.Played {
			break
		}
		p.view.Sessions = append(p.view.Sessions, t.step(c, &p.rows, p.stage))
	}
	if p.view.Ended, p.view.Ending = c.Ended, c.Ending; c.Ended {
		whole := record.Rows{Ruptures: slices.Clone(p.rows.Ruptures)}
		c.Branch().Conclude(&whole)
		p.view.Outcome = t.outcomeOf(&whole, float64(p.rows.Sessions[0].Week))
	}
}

// wait shows a waiting list, whose weekly assessments stand for sessions.
func (t *treatment) wait(p *path) {
	var c sim.Course
	var whole record.Rows
	view := &p.view
	c.Simulate(t.model(), t.who, &whole)
	view.Planned, view.Therapist = len(whole.Sessions), "none"
	for i := range whole.Sessions[:min(t.branch.Played, len(whole.Sessions))] {
		row := &whole.Sessions[i]
		p.rows.Sessions = append(p.rows.Sessions, *row)
		view.Sessions = append(view.Sessions, Session{Number: int(row.Session), Week: float64(row.Week), Therapist: -1, PHQ9: row.PHQ9,
			True: Alliance{Severity: float64(row.TrueSeverity)}, Marks: []words.Mark{}, Chosen: []string{}, Own: []string{}, Decided: []string{}, Why: []words.Facet{}, Scene: []words.Turn{},
			Told: t.says.Text("told.waits")})
	}
	if len(view.Sessions) == len(whole.Sessions) {
		view.Ended, view.Ending, view.Outcome = true, sim.Waiting, t.outcomeOf(&whole, 0)
	}
}
