package sim_test

import (
	"math"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// tally compares how often something happened with how often the model says:
// the sum of (happened − p) has mean 0 and variance Σ p(1 − p) whatever the
// parameters are, since each p is that of its own draw.
type tally struct {
	happened, expected, variance float64
}

func (y *tally) draw(happened bool, p float64) {
	if happened {
		y.happened++
	}
	y.expected += p
	y.variance += p * (1 - p)
}

func (y *tally) check(t *testing.T, what string) {
	t.Helper()
	if y.variance < 25 {
		t.Errorf("%s: too few draws to test, variance %.1f", what, y.variance)
		return
	}
	if z := (y.happened - y.expected) / math.Sqrt(y.variance); !(math.Abs(z) <= 4.5) {
		t.Errorf("%s: %.0f, the model's probabilities add up to %.1f: %.1f standard errors off", what, y.happened, y.expected, z)
	}
}

// without is m with one draw made impossible, so that the state just before
// that draw can be looked at.
func without(m *sim.Model, change func(*sim.Model)) *sim.Model {
	other := *m
	change(&other)
	return &other
}

// peek is the dyad as a session under another model would have left it.
func peek(c *sim.Course, m *sim.Model) *sim.Dyad {
	var rows record.Rows
	b := c.Branch()
	b.Next(m, &rows, sim.NoMove)
	return &b.Dyad
}

// Observed frequencies are those of the model's own probabilities.
func TestFrequencies(t *testing.T) {
	s := &population.Simulation{Seed: 4, Patients: 3000, Replications: 1, Setting: population.DefaultSetting()}
	m := &s.Setting.Model
	m.Care.Plan = 0
	m.Care.Sessions, m.Transfer.Strength, m.Impact.Forgotten = 12, 0, 0
	m.Practice.Strength, m.Transition.BreakProbability = 0, 0.1
	m.PHQ9.Missing, m.WAI.Missing, m.WAITherapist.Missing, m.Attendance.Base = -2, -2, -2, -1.5
	calm := without(m, func(x *sim.Model) { x.Rupture.Strength = 0 })
	blind := without(m, func(x *sim.Model) { x.Recognition.Base = -1e6 })
	inept := without(m, func(x *sim.Model) { x.Repair.Strength = 0 })

	var y struct{ rupture, confrontation, recognition, repair, dropout, well, missed, phq9, wai, therapist, byPatient, byTherapist, byObserver tally }
	var rows record.Rows
	for patient := range s.Patients {
		who, err := s.Case(0, patient)
		if err != nil {
			t.Fatal(err)
		}
		var c sim.Course
		c.Start(m, who)
		for going := true; going; {
			before := c.Branch()
			rows.Reset()
			going = c.Next(m, &rows, sim.NoMove)
			row, d := &rows.Sessions[0], &c.Dyad

			if !before.Rupture.Open {
				x := peek(before, calm)
				y.rupture.draw(c.Last.Began, m.Rupture.Probability(x, 0).Value())
				if c.Last.Began {
					p := m.Rupture
					y.confrontation.draw(c.Last.Kind == sim.Confrontation,
						1/(1+math.Exp(-(p.Confrontation-p.Agreeable*d.Patient.Agreeableness+p.Anxious*d.Patient.AttachmentAnxiety))))
				}
			}
			if before.Rupture.Recognised == 0 && c.Last.Intensity > 0 {
				x := peek(before, blind)
				y.recognition.draw(c.Last.Recognised, m.Recognition.Probability(x, c.Last.Moves, m.Feedback.ShowsTrouble(x)).Value())
			}
			if c.Last.Recognised {
				y.repair.draw(c.Last.Resolved, m.Repair.Probability(peek(before, inept), c.Last.Moves).Value())
			}
			if d.Session < 12 {
				p := m.Dropout.Probability(d).Value()
				y.dropout.draw(c.Ending == sim.DroppedOut, p)
				if c.Ending != sim.DroppedOut {
					y.well.draw(c.Ending == sim.WellEnded, m.WellEnough.Probability(d).Value())
				}
			}
			if d.Session > 1 {
				y.missed.draw(d.Seen.Missed > 0, m.Attendance.Probability(&before.Dyad).Value())
				y.phq9.draw(row.PHQ9 == nil, 1/(1+math.Exp(-(m.PHQ9.Missing+m.PHQ9.MissingSeverity*float64(row.TrueSeverity)/27))))
			}
			y.wai.draw(row.WAIPatient == 0, 1/(1+math.Exp(-(m.WAI.Missing-m.WAI.MissingAlliance*(d.Alliance()-0.5)))))
			y.therapist.draw(row.WAITherapist == 0, 1/(1+math.Exp(-m.WAITherapist.Missing)))
			if row.RupturePatient != nil {
				y.byPatient.draw(*row.RupturePatient, m.Reports.ByPatient(d, c.Last.Intensity).Value())
			}
			if row.RuptureTherapist != nil {
				y.byTherapist.draw(*row.RuptureTherapist, m.Reports.ByTherapist(c.Last.Intensity, c.Last.Recognised).Value())
			}
			y.byObserver.draw(*row.RuptureObserver, m.Reports.ByObserver(c.Last.Intensity).Value())
		}
	}
	y.rupture.check(t, "ruptures")
	y.confrontation.check(t, "confrontations")
	y.recognition.check(t, "ruptures recognised")
	y.repair.check(t, "ruptures repaired")
	y.dropout.check(t, "dropouts")
	y.well.check(t, "endings because well enough")
	y.missed.check(t, "sessions missed")
	y.phq9.check(t, "PHQ-9 not answered")
	y.wai.check(t, "WAI-SR not answered")
	y.therapist.check(t, "WAI-SR not answered by the therapist")
	y.byPatient.check(t, "ruptures reported by patients")
	y.byTherapist.check(t, "ruptures reported by therapists")
	y.byObserver.check(t, "ruptures coded by observers")
}
