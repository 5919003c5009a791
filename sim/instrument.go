package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Construct is what an instrument measures.
type Construct int

// The constructs, and their names in descriptions of instruments.
const (
	MeasuresSeverity Construct = iota // depression, asked before a session and at weeks
	MeasuresDistress                  // distress of any kind, asked at the same times
	MeasuresAlliance                  // asked after a session
	MeasuresRupture                   // a report of rupture or strain, asked after a session
)

// ConstructNames are the names of the constructs, in their order.
var ConstructNames = []string{"severity", "distress", "alliance", "rupture"}

// Rater says who answers an instrument.
type Rater int

// The raters.
const (
	RatedByPatient Rater = iota
	RatedByTherapist
	RatedByObserver
)

// RaterNames are the names of the raters, in their order.
var RaterNames = []string{"patient", "therapist", "observer"}

// MostInstruments bounds the instruments that a study names.
const MostInstruments = 12

// Instrument is a questionnaire beside PHQ-9, WAI-SR and CALPAS-P. A score is
//
//	y = Level ± Slope·x + Person·π + Error·ε,   score = Low + Step · ⌊(Steps + 1) · logistic(y)⌋
//
// where x is what the rater sees of the construct ([Course.sees]), in log-odds, or, of
// a rupture, as its intensity; π is what is the patient's own in this instrument and
// stays, and ε the error of this time. The sign is that of the construct: less
// depression is a higher score where high is well. With probability Missing it is left
// unanswered.
type Instrument struct {
	Name       string
	Construct  Construct
	Rater      Rater
	HighIsWell bool
	Low        float64 // least score
	Step       float64 // from one score to the next
	Steps      int     // from the least score to the highest
	Level      float64
	Slope      float64
	Person     float64
	Error      float64
	Missing    float64   // proportion
	Items      ItemModel // no items: the total alone
}

// After says whether it is asked after a session rather than before.
func (q *Instrument) After() bool { return q.Construct >= MeasuresAlliance }

// Direction is the word for what a high score means.
func (q *Instrument) Direction() string {
	if q.HighIsWell {
		return record.HighIsWell
	}
	return record.HighIsIll
}

// steps is how many steps above the least score an answer lies.
func (q *Instrument) steps(x, person, e float64) int {
	if q.HighIsWell != (q.Construct == MeasuresAlliance) {
		x = -x
	}
	return grid(q.Steps+1, logistic(q.Level+q.Slope*x+q.Person*person+q.Error*e))
}

// Answered is what can be seen of an instrument so far.
type Answered struct {
	Times int
	Last  float64 // the last score; 0 where there is none
}

// sees is x: what the rater of an instrument sees of its construct after or before
// a session, at a severity in points.
//
//	severity, distress    logit(S/27)
//	alliance, patient     the view in which the WAI-SR is rated, as mean of the facets
//	alliance, therapist   what the therapist's WAI-SR shows, with the own view in full and without progress
//	alliance, observer    what the observer's WAI-SR shows
//	rupture               the greatest intensity of a rupture in the session, 0 without one; to a therapist, only where recognised
func (c *Course) sees(m *Model, q *Instrument, severity float64) float64 {
	d := &c.Dyad
	switch {
	case !q.After():
		return logit(severity / PHQ9Max)
	case q.Construct == MeasuresRupture && q.Rater == RatedByTherapist && !c.Last.Recognised:
		return 0
	case q.Construct == MeasuresRupture:
		return c.Last.Intensity
	case q.Rater == RatedByTherapist:
		w := &m.WAITherapist
		return w.Level + w.Slope*(d.Alliance()-0.5) + w.Leniency*d.Therapist.Leniency + w.Own*d.perspective
	case q.Rater == RatedByObserver:
		return m.WAIObserver.Level + m.WAIObserver.Slope*(d.Alliance()-0.5)
	}
	return m.WAI.View(&d.Patient, d.Alliance(), c.Now.Normal(luck.WAIOccasion)) + m.WAI.BondLevel/3
}

// askInstruments takes the instruments of a session, those before it or those after. On a
// waiting list there is no therapist who could answer one.
func (c *Course) askInstruments(m *Model, to *record.Columns, session int, after bool) {
	for i := range c.Instruments {
		q := &c.Instruments[i]
		if q.After() != after || q.Rater == RatedByTherapist && !m.Care.Therapy() {
			continue
		}
		own := c.Luck.For(q.Name)
		var day luck.Noise
		if after || !c.firstAfterWait() {
			own.Asked(&day, session)
		} else { // who waited has had the luck of session 1 at entry
			own.AtWeek(&day, 0)
		}
		steps, ok := c.answer(m, to, q, &day, session, c.Dyad.Week, c.Dyad.Severity)
		if !ok {
			continue
		}
		seen := &c.Dyad.Seen.Scores[i]
		seen.Last = q.Low + q.Step*float64(steps)
		seen.Times++
	}
}

// assessInstruments takes the instruments of severity and distress at a week; in week 0,
// at entry, with the luck of session 1.
func (c *Course) assessInstruments(m *Model, to *record.Columns, week int, severity float64) {
	for i := range c.Instruments {
		if q := &c.Instruments[i]; !q.After() && q.Rater == RatedByPatient {
			own := c.Luck.For(q.Name)
			var day luck.Noise
			if week == 0 {
				own.Asked(&day, 1)
			} else {
				own.AtWeek(&day, week)
			}
			c.answer(m, to, q, &day, 0, float64(week), severity)
		}
	}
}

// answer records an answer, and its items where they are recorded. Session 0 is an
// assessment at a week.
func (c *Course) answer(m *Model, to *record.Columns, q *Instrument, day *luck.Noise, session int, week, severity float64) (steps int, ok bool) {
	if day.Uniform(luck.InstrumentMissing) < q.Missing {
		return 0, false
	}
	var own luck.Noise
	c.Luck.For(q.Name).Asked(&own, 0)
	steps = q.steps(c.sees(m, q, severity), own.Normal(luck.InstrumentPerson), day.Normal(luck.InstrumentError))
	t := &to.Scores
	row := t.Add()
	t.Replication[row], t.Patient[row], t.Session[row], t.Week[row] = int32(c.Replication), c.Case.Patient.ID, int32(session), float32(week)
	c.questionnaires++
	t.Number[row] = int32(c.questionnaires)
	t.Instrument[row], t.Rater[row], t.High[row] = q.Name, RaterNames[q.Rater], q.Direction()
	t.Score[row] = float32(q.Low + q.Step*float64(steps))
	if c.KeepItems && len(q.Items.Items) > 0 {
		c.answerItems(&to.Answers, q, steps, &own, day)
	}
	return steps, true
}

// answerItems records the single answers of a score, in steps above the least.
func (c *Course) answerItems(t *record.AnswerColumns, q *Instrument, steps int, own, day *luck.Noise) {
	var room [mostItems]int
	points := room[:len(q.Items.Items)]
	q.Items.Spread(points, steps, own, day, luck.InstrumentItems)
	for i, p := range points {
		row := t.Add()
		t.Replication[row], t.Patient[row], t.Number[row] = int32(c.Replication), c.Case.Patient.ID, int32(c.questionnaires)
		t.Instrument[row], t.Item[row], t.Answer[row] = q.Name, int32(i+1), int32(p)
	}
}
