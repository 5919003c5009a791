package sim

// Model is every mechanism with its parameters. The zero value is no model;
// start from [Default].
type Model struct {
	Care       Care
	Frequency  Frequency
	Attendance Attendance
	Transition Transition
	Practice   Practice
	Feedback   ProgressFeedback

	Trust         Trust
	Empathy       Empathy
	Goals         GoalAgreement
	Tasks         TaskAgreement
	Bond          BondGrowth
	Agreeableness Agreeableness
	Match         Match
	Reciprocal    Reciprocal
	Chance        Chance

	Rupture     RuptureRisk
	Impact      RuptureImpact
	Recognition Recognition
	Repair      Repair

	Hope        Hope
	Stress      LifeStress
	Natural     NaturalCourse
	Technique   Technique
	Exploration Exploration
	Effort      Effort
	Approach    Approach
	Therapist   TherapistEffect

	Dropout    Dropout
	WellEnough WellEnough
	Transfer   Transfer

	PHQ9         PHQ9
	WAI          WAI
	WAITherapist WAITherapist
	WAIObserver  WAIObserver
	CALPAS       CALPAS
	Reports      RuptureReports
	Perceived    Perceived
}

// Params lists every parameter of the model, one row each, in the order of the
// schedule. The rows point into m.
func (m *Model) Params() []Param {
	var all []Param
	for _, rows := range [][]Param{
		m.Care.params(), m.Frequency.params(), m.Attendance.params(), m.Transition.params(),
		m.Practice.params(), m.Feedback.params(),
		m.Trust.params(), m.Empathy.params(), m.Goals.params(), m.Tasks.params(), m.Bond.params(),
		m.Agreeableness.params(), m.Match.params(), m.Reciprocal.params(), m.Chance.params(),
		m.Rupture.params(), m.Impact.params(), m.Recognition.params(), m.Repair.params(),
		m.Hope.params(), m.Stress.params(), m.Natural.params(), m.Technique.params(),
		m.Exploration.params(), m.Effort.params(), m.Approach.params(), m.Therapist.params(),
		m.Dropout.params(), m.WellEnough.params(), m.Transfer.params(),
		m.PHQ9.params(), m.WAI.params(), m.WAITherapist.params(), m.WAIObserver.params(),
		m.CALPAS.params(), m.Reports.params(), m.Perceived.params(),
	} {
		all = append(all, rows...)
	}
	return all
}
