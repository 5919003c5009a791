package power

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/sim/record"
)

// What a trial does about the outcome of patients who left.
const (
	// missingComplete leaves patients without an outcome out.
	missingComplete = "complete"
	// missingLOCF carries the last answer forward.
	missingLOCF = "locf"
	// missingFailure counts patients who left as not having benefited.
	missingFailure = "failure"
)

// powerOutcome is an outcome that a trial can observe.
type powerOutcome struct {
	name    string
	missing []string // what can be done about those who left; the first is the default
	of      func(c *data.Course) float64
	atEnd   bool // known of those alone who did not leave
	therapy bool // there is none on a waiting list
	kept    bool // known of everybody from the records of treatment
	week    int  // at which everybody is asked; 0: it rests on sessions

	// atWeek is the outcome at a week by a way with missing answers: the last one carried
	// forward, everybody's, or NaN; nil for outcomes by session.
	atWeek func(c *data.Course, missing string) float64

	// answer is the score that is asked at the weeks, NaN where it was not answered, and
	// first the one before treatment; nil where the outcome is no such score.
	answer func(c *data.Course, week int) float64
	first  func(c *data.Course) float64

	score bool                    // of an instrument: latent severity does not say what who did not answer would have
	can   func(*data.Course) bool // whether the patient can have the outcome at all; nil: everybody
}

// entry is the PHQ-9 at entry.
func entry(c *data.Course) float64 { return float64(c.Patient.PHQ9Entry) }

// powerOutcomes lists them; label and unit are those of [twins.CompareOutcomes].
// What is latent is not among them: no trial can observe it.
var powerOutcomes = []powerOutcome{
	{name: "phq9_last", atEnd: true, missing: []string{missingComplete, missingLOCF},
		of: func(c *data.Course) float64 { return float64(c.Patient.PHQ9Last) }},
	{name: "response", atEnd: true, missing: []string{missingFailure, missingComplete, missingLOCF},
		of: func(c *data.Course) float64 { return explore.One(c.Patient.Response) }},
	{name: "remission", atEnd: true, missing: []string{missingFailure, missingComplete, missingLOCF},
		of: func(c *data.Course) float64 { return explore.One(c.Patient.Remission) }},
	{name: "reliable_improvement", atEnd: true, missing: []string{missingFailure, missingComplete, missingLOCF},
		of: func(c *data.Course) float64 { return explore.One(c.Patient.ReliableImprovement) }},
	{name: "reliable_deterioration", atEnd: true, missing: []string{missingLOCF, missingComplete},
		of: func(c *data.Course) float64 { return explore.One(c.Patient.ReliableDeterioration) }},
	{name: "dropout", therapy: true, kept: true, missing: []string{missingComplete},
		of: func(c *data.Course) float64 { return explore.One(left(c)) }},
	{name: "sessions_held", kept: true, missing: []string{missingComplete},
		of: func(c *data.Course) float64 { return float64(c.Patient.SessionsHeld) }},
	{name: "wai_patient_5", therapy: true, missing: []string{missingComplete},
		of: func(c *data.Course) float64 { return ratingAt(c, 5) }},
	{name: "wai_patient_end", therapy: true, missing: []string{missingComplete},
		of: func(c *data.Course) float64 { return ratingAt(c, 0) }},
}

// outcomes are those of the study: at its weeks everybody is asked, so that leaving
// makes nothing unknown but the answers that were not given.
func (o *Options) outcomes() []powerOutcome {
	all := slices.Clone(powerOutcomes)
	for k, week := range o.Study.Assessments.Weeks {
		at := func(c *data.Course, missing string) float64 {
			x := c.Assessed(week)
			switch {
			case missing == missingNobody:
				return c.Everybody(week)
			case !math.IsNaN(x) || missing != missingLOCF:
				return x
			}
			last := float64(c.Patient.PHQ9Entry)
			for i := range c.Assessments {
				if a := &c.Assessments[i]; int(a.Week) < week && a.PHQ9 != nil {
					last = float64(*a.PHQ9)
				}
			}
			return last
		}
		whether := func(holds func(c *data.Course, x float64) bool) func(*data.Course, string) float64 {
			return func(c *data.Course, missing string) float64 {
				x := at(c, missing)
				if math.IsNaN(x) {
					return x
				}
				return explore.One(holds(c, x))
			}
		}
		yesNo := []string{missingFailure, missingComplete, missingLOCF}
		all = append(all,
			powerOutcome{name: fmt.Sprintf("phq9_week_%d", week), week: week, missing: []string{missingComplete, missingLOCF}, atWeek: at,
				answer: (*data.Course).Assessed, first: entry},
			powerOutcome{name: fmt.Sprintf("response_week_%d", week), week: week, missing: yesNo,
				atWeek: whether(func(c *data.Course, x float64) bool { return data.Responded(float64(c.Patient.PHQ9Entry), x) })},
			powerOutcome{name: fmt.Sprintf("remission_week_%d", week), week: week, missing: yesNo,
				atWeek: whether(func(_ *data.Course, x float64) bool { return x < 5 })},
			powerOutcome{name: fmt.Sprintf("reliable_improvement_week_%d", week), week: week, missing: yesNo,
				atWeek: whether(func(c *data.Course, x float64) bool { return entry(c)-x >= record.ReliableChange })},
			powerOutcome{name: fmt.Sprintf("reliable_deterioration_week_%d", week), week: week, missing: []string{missingLOCF, missingComplete},
				atWeek: whether(func(c *data.Course, x float64) bool { return x-entry(c) >= record.ReliableChange })})
		if before := o.Study.Assessments.Weeks[:k]; k > 0 { // or there is no earlier week with a response
			all = append(all, powerOutcome{name: fmt.Sprintf("relapse_week_%d", week), week: week, missing: []string{missingComplete, missingLOCF},
				atWeek: func(c *data.Course, missing string) float64 { return relapsed(c, before, week, missing) }})
		}
		all = append(all, timesUntil(week)...)
	}
	return append(all, o.scoreOutcomes()...)
}

// left says that the patient dropped out, from the first therapist or a later one.
func left(c *data.Course) bool { return strings.HasSuffix(c.Patient.Ending, "dropout") }

// ratingAt is the patient's WAI-SR at a session, or the last one (0); NaN without.
func ratingAt(c *data.Course, session int32) float64 {
	for i := len(c.Sessions) - 1; i >= 0; i-- {
		s := &c.Sessions[i]
		if s.WAIPatient > 0 && (session == 0 || s.Session == session) {
			return float64(s.WAIPatient)
		}
	}
	return math.NaN()
}

// value is what the analyst has for the outcome of a patient, NaN for none.
func (o *powerOutcome) value(c *data.Course, missing string) float64 {
	if o.can != nil && !o.can(c) {
		return math.NaN()
	}
	if o.atWeek != nil {
		x := o.atWeek(c, missing)
		if math.IsNaN(x) && missing == missingFailure {
			return 0
		}
		return x
	}
	if o.atEnd && left(c) {
		switch missing {
		case missingComplete:
			return math.NaN()
		case missingFailure:
			return 0
		}
	}
	return o.of(c)
}

// sample lays the arms of a trial out for an analyst.
func (o *powerOutcome) sample(arms []trialArm, missing string, nested bool, x adjustment) *powerSample {
	s := newSample(nested, x)
	seat := newSeating(nested)
	for k, arm := range arms {
		for c := range arm.data.Courses() {
			if v := o.value(&c, missing); !math.IsNaN(v) {
				s.y = append(s.y, v)
				s.add(c.Patient, k, seat, x)
			}
		}
	}
	return s
}

func newSample(nested bool, x adjustment) *powerSample {
	return &powerSample{nested: nested, bare: x.bare, more: make([][]float64, len(x.of))}
}

// add appends a patient's arm, covariates and therapist.
func (s *powerSample) add(p *record.Patient, arm int, seat *seating, x adjustment) {
	for k, of := range x.of {
		s.more[k] = append(s.more[k], of(p))
	}
	s.entry, s.arm = append(s.entry, float64(p.PHQ9Entry)), append(s.arm, float64(arm))
	g, known := seat.of[seat.key(p, arm)]
	if !known || p.Therapist < 0 {
		g = len(s.alone)
		seat.of[seat.key(p, arm)] = g
		s.alone = append(s.alone, p.Therapist < 0)
	}
	s.cluster = append(s.cluster, g)
}

// seating numbers therapists as they come.
type seating struct {
	nested bool
	of     map[[2]int64]int
}

func newSeating(nested bool) *seating { return &seating{nested, map[[2]int64]int{}} }

func (s *seating) key(p *record.Patient, arm int) [2]int64 {
	if !s.nested {
		arm = 0
	}
	return [2]int64{int64(arm), p.Therapist}
}

// quarters is how many assessments a trial makes after intake: after each quarter
// of the planned sessions.
const quarters = 4

// series lays the PHQ-9 of the arms out by assessment. The score of an assessment
// is the last answer up to it. Patients who left have none from the first
// assessment on that they did not reach; those who ended as planned before the
// last one keep their score, as they would be asked again.
func series(arms []trialArm, nested bool, x adjustment) *powerSeries {
	s := &powerSeries{powerSample: *newSample(nested, x), times: quarters}
	seat := newSeating(nested)
	for _, arm := range arms {
		s.times = min(s.times, arm.planned)
	}
	for k, arm := range arms {
		for c := range arm.data.Courses() {
			s.add(c.Patient, k, seat, x)
			s.visits = append(s.visits, visitsOf(&c, arm.planned, s.times))
		}
	}
	return s
}

// series are all assessments up to the outcome: in treatment, or at the weeks of the
// study until that of the outcome.
func (o *Options) series(arms []trialArm) *powerSeries {
	if o.outcome.week == 0 {
		return series(arms, o.nested(), o.adjusts)
	}
	var weeks []int
	for _, week := range o.Study.Assessments.Weeks {
		if week <= o.outcome.week {
			weeks = append(weeks, week)
		}
	}
	s := &powerSeries{powerSample: *newSample(o.nested(), o.adjusts), times: len(weeks)}
	seat := newSeating(o.nested())
	for k, arm := range arms {
		for c := range arm.data.Courses() {
			s.add(c.Patient, k, seat, o.adjusts)
			s.visits = append(s.visits, o.outcome.answersAt(&c, weeks))
		}
	}
	return s
}

// answersAt are a patient's answers at weeks, up to the last that was given. Where one
// between others was not, the straight line between its neighbours stands for it; where
// the score at entry was not, the first answer stands for it.
func (o *powerOutcome) answersAt(c *data.Course, weeks []int) []float64 {
	answers := make([]float64, 0, len(weeks))
	last, at := o.first(c), 0
	for i, week := range weeks {
		x := o.answer(c, week)
		if math.IsNaN(x) {
			continue
		}
		if math.IsNaN(last) {
			last = x
		}
		for k := len(answers); k < i; k++ {
			answers = append(answers, last+(x-last)*float64(weeks[k]-at)/float64(week-at))
		}
		answers, last, at = append(answers, x), x, week
	}
	return answers
}

// visitsOf are the scores of a patient.
func visitsOf(c *data.Course, planned, times int) []float64 {
	visits := make([]float64, 0, times)
	last, next := float64(c.Patient.PHQ9Intake), 0
	for k := 1; k <= times; k++ {
		until := int32((k*planned + times - 1) / times)
		for next < len(c.Sessions) && c.Sessions[next].Session <= until {
			if score := c.Sessions[next].PHQ9; score != nil {
				last = float64(*score)
			}
			next++
		}
		switch {
		case left(c) && (k == times || int32(len(c.Sessions)) < until):
			return visits
		case k == times:
			last = float64(c.Patient.PHQ9Last)
		}
		visits = append(visits, last)
	}
	return visits
}
