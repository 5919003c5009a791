package twins

import (
	"math"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// CompareOutcome is one result of a course on which scenarios are compared.
type CompareOutcome struct {
	Name    string `json:"name"`    // as columns of the contrasts begin
	Label   string `json:"label"`   // in a few words
	Unit    string `json:"unit"`    // of the value and of differences; empty for yes or no
	Range   string `json:"range"`   // of the value
	Binary  bool   `json:"binary"`  // 1 yes, 0 no
	Better  int    `json:"better"`  // 1: higher is better; -1: lower is; 0: neither in itself
	Meaning string `json:"meaning"` // of the value, and which courses have none

	of func(*data.Course) float64 // NaN where the course has none
}

// compareSession is the session at which the early alliance is compared.
const compareSession = 5

// CompareOutcomes lists what scenarios are compared on.
func CompareOutcomes() []CompareOutcome {
	return []CompareOutcome{
		{"phq9_last", "last PHQ-9", "points", "0 to 27", false, -1, "last PHQ-9 that the patient answered",
			func(c *data.Course) float64 { return float64(c.Patient.PHQ9Last) }},
		{"response", "response", "", "0 or 1", true, 1, "last PHQ-9 at most half of intake",
			func(c *data.Course) float64 { return yesNo(c.Patient.Response) }},
		{"remission", "remission", "", "0 or 1", true, 1, "last PHQ-9 below 5",
			func(c *data.Course) float64 { return yesNo(c.Patient.Remission) }},
		{"reliable_improvement", "reliable improvement", "", "0 or 1", true, 1, "PHQ-9 fell by at least 6 points",
			func(c *data.Course) float64 { return yesNo(c.Patient.ReliableImprovement) }},
		{"reliable_deterioration", "reliable deterioration", "", "0 or 1", true, -1, "PHQ-9 rose by at least 6 points",
			func(c *data.Course) float64 { return yesNo(c.Patient.ReliableDeterioration) }},
		{"dropout", "dropout", "", "0 or 1", true, -1, "left before a planned ending; none on a waiting list", dropoutOf},
		{"sessions_held", "sessions held", "sessions", "0 or more", false, 0, "sessions held with any therapist",
			func(c *data.Course) float64 { return float64(c.Patient.SessionsHeld) }},
		{"wai_patient_5", "alliance, session 5", "item mean", "1 to 5", false, 1, "WAI-SR rated by the patient after session 5; none where not held or not answered",
			func(c *data.Course) float64 { return c.Read(compareSession, data.AnsweredWAI) }},
		{"wai_patient_end", "alliance, end", "item mean", "1 to 5", false, 1, "last WAI-SR that the patient answered; none without", lastOf(data.AnsweredWAI)},
		{"true_alliance_5", "true alliance, session 5", "proportion", "above 0, below 1", false, 1, "mean of latent bond, tasks and goals after session 5; none where not held",
			func(c *data.Course) float64 { return c.Read(compareSession, trueAlliance) }},
		{"true_alliance_end", "true alliance, end", "proportion", "above 0, below 1", false, 1, "mean of latent bond, tasks and goals after the last session; none without", lastOf(trueAlliance)},
		{"ruptures", "ruptures", "per patient", "0 or more", false, 0, "ruptures that began; none on a waiting list", rupturesOf},
		{"resolved_share", "ruptures resolved", "share", "0 to 1", false, 1, "share of the patient's ruptures that were resolved; none without a rupture", resolvedOf},
	}
}

// findOutcome returns the outcome of the name and its place among all, or -1.
func findOutcome(name string) int {
	for i, o := range CompareOutcomes() {
		if o.Name == name {
			return i
		}
	}
	return -1
}

func yesNo(v bool) float64 {
	if v {
		return 1
	}
	return 0
}

func dropoutOf(c *data.Course) float64 {
	if !c.Treated() {
		return math.NaN()
	}
	return yesNo(c.DroppedOut())
}

func rupturesOf(c *data.Course) float64 {
	if !c.Treated() {
		return math.NaN()
	}
	return float64(c.Patient.Ruptures)
}

func resolvedOf(c *data.Course) float64 {
	if c.Patient.Ruptures == 0 {
		return math.NaN()
	}
	return float64(c.Patient.RupturesResolved) / float64(c.Patient.Ruptures)
}

// trueAlliance is the mean of the three latent facets, NaN on a waiting list.
func trueAlliance(s *record.Session) float64 {
	if s.TrueBond == 0 {
		return math.NaN()
	}
	return (float64(s.TrueBond) + float64(s.TrueTasks) + float64(s.TrueGoals)) / 3
}

// lastOf reads the last score that a course has.
func lastOf(score func(*record.Session) float64) func(*data.Course) float64 {
	return func(c *data.Course) float64 {
		for i := len(c.Sessions) - 1; i >= 0; i-- {
			if v := score(&c.Sessions[i]); !math.IsNaN(v) {
				return v
			}
		}
		return math.NaN()
	}
}
