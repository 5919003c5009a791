package sim

import (
	"math/bits"

	"rapport/sim/luck"
)

// Practice is how therapists use their moves: what each costs of the session's
// time, and which they make unprompted. Time given to moves is taken from
// technique and exploration:
//
//	time = 1 / (1 + Cost · number of moves that take time)
//
// so a session full of relationship work leaves less for the method; pushing
// technique, supervision and a change of therapist take none. Unprompted, a
// therapist explains the treatment in the first ExplainUntil sessions with this
// patient, reviews goals and checks in on the relationship in the middle of
// treatment ([Phases]), speaks about transitions, from session 2 on marks progress
// of CelebrateFrom or more (the share of the PHQ-9 at intake that is gone), and
// from the second session together on names a mismatch above NameAbove that is
// not named yet, each with
//
//	P = Strength · logistic(Own… + Sensitive·(e + f)/2)
//
// e and f being empathy and flexibility (SD). A check-in or the exploration of a
// rupture also warms the bond: drive = Warming, once where a session has both. Pushing
// technique cools it, drive = −Cooling, and adds Friction to the log-odds of a rupture.
type Practice struct {
	Strength       float64
	Cost           float64
	Sensitive      float64
	OwnExplain     float64
	OwnReview      float64
	OwnCheckIn     float64
	OwnAcknowledge float64
	OwnCelebrate   float64
	OwnNaming      float64
	Warming        float64
	Cooling        float64
	Friction       float64
	ExplainUntil   float64
	CelebrateFrom  float64
	NameAbove      float64
}

// Unprompted is what the therapist does without being told, given the noise of
// the session, in a phase of treatment; tau is the strain of a transition.
func (p *Practice) Unprompted(d *Dyad, phase Phase, tau float64, n *luck.Noise) Move {
	if p.Strength == 0 {
		return NoMove
	}
	s := p.Sensitive * 0.5 * (d.Therapist.Empathy + d.Therapist.Flexibility)
	does := func(base float64, by luck.Decision) bool {
		return Probability{p.Strength, base + s}.Happens(n, by)
	}
	moves := NoMove
	if float64(d.Met) <= p.ExplainUntil && does(p.OwnExplain, luck.OwnExplanation) {
		moves |= ExplainTreatment
	}
	if phase == Middle {
		if does(p.OwnReview, luck.OwnGoalReview) {
			moves |= GoalReview
		}
		if does(p.OwnCheckIn, luck.OwnCheckIn) {
			moves |= CheckIn
		}
	}
	if tau > 0 && does(p.OwnAcknowledge, luck.OwnAcknowledgement) {
		moves |= AcknowledgeTransition
	}
	if d.Session > 1 && d.SeenProgress() >= p.CelebrateFrom && does(p.OwnCelebrate, luck.OwnCelebration) {
		moves |= CelebrateProgress
	}
	if !d.Named && d.Met > 1 && d.tend.mismatch > p.NameAbove && does(p.OwnNaming, luck.OwnNaming) {
		moves |= NameDifference
	}
	return moves
}

// Time is the share of the session that the moves leave, above 0.
func (p *Practice) Time(moves Move) float64 {
	return 1 / (1 + p.Cost*float64(bits.OnesCount32(uint32(moves&^aside))))
}

// OnBond is the drive of the moves themselves on the bond.
func (p *Practice) OnBond(moves Move) float64 {
	u := 0.0
	if moves&(CheckIn|ExploreRupture) != 0 {
		u += p.Warming
	}
	if moves&PushTechnique != 0 {
		u -= p.Cooling
	}
	return u
}

// OnRupture is what the moves add to the log-odds of a rupture.
func (p *Practice) OnRupture(moves Move) float64 {
	if moves&PushTechnique != 0 {
		return p.Friction
	}
	return 0
}

var byMoves = &Cause{Name: "moves", Up: "the therapist's moves helped", Down: "the therapist's moves cooled it",
	Takes: "bond.strength bond.rate bond.empathy goals.strength goals.renewed"}

func (p *Practice) describe() Mechanism {
	return Mechanism{
		Title: "The therapist's moves", File: "practice.go",
		Meaning: "What moves do by themselves: validating feelings and checking in warm the bond, pushing technique cools it, reviewing goals renews agreement, adapting the work to the scores helps agreement on tasks. Most take time from the session. Therapists also make some moves unprompted.",
		Switch:  []string{"practice.strength"},
		Stays:   []string{"practice.cost", "practice.warming", "practice.cooling", "practice.friction"},
		Enters:  []*Cause{byMoves},
		Params: []Param{
			{"practice.strength", &p.Strength, "factor", 0, 1, Assumed, "", "0: therapists make no move unprompted; moves of a scenario act and cost time all the same", nil},
			{"practice.cost", &p.Cost, "share of a session", 0, 0.5, Assumed, "", "time that a move takes from technique and exploration", nil},
			{"practice.sensitive", &p.Sensitive, "log-odds per SD", 0, 3, Assumed, "", "empathic and flexible therapists make moves more often", nil},
			{"practice.own_explain", &p.OwnExplain, "log-odds", -6, 4, Assumed, "", "unprompted explanation of the treatment in one of the first sessions", nil},
			{"practice.own_review", &p.OwnReview, "log-odds", -6, 4, Assumed, "", "unprompted goal review in a session of the middle phase", nil},
			{"practice.own_check_in", &p.OwnCheckIn, "log-odds", -6, 4, Assumed, "", "unprompted check-in in a session of the middle phase", nil},
			{"practice.own_acknowledge", &p.OwnAcknowledge, "log-odds", -6, 4, Assumed, "", "unprompted word about a transition", nil},
			{"practice.own_celebrate", &p.OwnCelebrate, "log-odds", -6, 4, Assumed, "", "unprompted celebration of visible progress", nil},
			{"practice.own_naming", &p.OwnNaming, "log-odds", -6, 4, Assumed, "", "unprompted naming of a visible mismatch, per session", nil},
			{"practice.warming", &p.Warming, "drive", 0, 0.5, Assumed, "", "asking how the work together feels warms the bond", nil},
			{"practice.cooling", &p.Cooling, "drive", 0, 0.5, Assumed, "", "pushing technique cools the bond", nil},
			{"practice.friction", &p.Friction, "log-odds", 0, 3, Assumed, "", "pushing technique makes a rupture likelier", nil},
			{"practice.explain_until", &p.ExplainUntil, "sessions", 0, 50, Assumed, "", "sessions with this therapist in which the treatment may be explained unprompted", nil},
			{"practice.celebrate_from", &p.CelebrateFrom, "proportion", 0, 1, Assumed, "", "visible progress from which it may be celebrated unprompted", nil},
			{"practice.name_above", &p.NameAbove, "proportion", 0, 2, Assumed, "", "mismatch above which it may be named unprompted", nil},
		},
	}
}
