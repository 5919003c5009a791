package sim

import "reflect"

// Model is every mechanism with its parameters. The zero value is no model;
// start from [Default].
type Model struct {
	Care       Care
	Frequency  Frequency
	Attendance Attendance
	Transition Transition
	Phases     Phases
	Conditions Conditions
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

	Fading        Fading
	Circumstances Circumstances
	Relapse       Relapse
	Setback       Setback

	PHQ9         PHQ9
	Assessment   Assessment
	WAI          WAI
	WAITherapist WAITherapist
	WAIObserver  WAIObserver
	CALPAS       CALPAS
	Reports      RuptureReports
	Perceived    Perceived
}

// Mechanisms describes every part of the model, in the order of its fields,
// which is that of the schedule. The parameters point into m.
func (m *Model) Mechanisms() []Mechanism {
	fields := reflect.ValueOf(m).Elem()
	all := make([]Mechanism, fields.NumField())
	for i := range all {
		field := fields.Field(i)
		all[i] = field.Addr().Interface().(interface{ describe() Mechanism }).describe()
		all[i].Kind = field.Type().Name()
	}
	return all
}

// Params lists every parameter of the model, one row each, in the order of its
// mechanisms. The rows point into m.
func (m *Model) Params() []Param {
	var all []Param
	for _, x := range m.Mechanisms() {
		all = append(all, x.Params...)
	}
	return all
}

// Causes lists the names that enter the ledger: first what the patient brings,
// then those of the mechanisms, in their order.
func Causes() []Cause {
	m := Default()
	all := []Cause{*ByStart}
	for _, x := range m.Mechanisms() {
		for _, c := range x.Enters {
			one := *c
			if one.Title == "" {
				one.Title, one.Meaning = x.Title, x.Meaning
			}
			all = append(all, one)
		}
	}
	return all
}
