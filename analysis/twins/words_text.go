package twins

import (
	"fmt"
	"math"

	"rapport/analysis"
	"rapport/analysis/data"
)

// answer is the comparison in words: on the primary outcome, on the same score when it was
// last asked, and in sessions held, which are its price.
func (s *ScenarioComparison) answer(baseline string) string {
	e := s.Effect(s.Primary().Name)
	o, d := &e.Outcome, e.Difference
	by := spanText(d, o.showDifference) + " " + unitOf(o)
	text := fmt.Sprintf("In words: on %s, %s ", o.Label, s.Scenario)
	switch {
	case math.IsNaN(d.Value):
		return text + "has nothing to compare."
	case d.Value == 0 && math.IsNaN(d.Low):
		text += "does not differ from " + baseline
	case math.IsNaN(d.Low):
		text += fmt.Sprintf("differs from %s by %s, with no interval to say how surely", baseline, by)
	case !tells(d):
		text += fmt.Sprintf("cannot be told from %s: the difference is %s: %s", baseline, by, verdict(d))
	default:
		text += fmt.Sprintf("does %s than %s, by %s", better(d.Value*float64(o.Better)), baseline, by)
	}
	if late := s.lastWeek(); late != e && o.Week > 0 && late.Difference.Value != 0 {
		text += fmt.Sprintf("; in week %d the difference is %s", late.Outcome.Week, spanText(late.Difference, o.showDifference))
	}
	held := s.Effect("sessions_held")
	if held != nil && tells(held.Difference) {
		text += fmt.Sprintf("; sessions held differ by %s a patient", spanText(held.Difference, held.Outcome.showDifference))
	}
	if held != nil && min(held.MeanBaseline, held.MeanScenario) > 0 && math.Abs(s.Waits[1]-s.Waits[0]) >= data.EndsAlike {
		text += fmt.Sprintf("; session 1 comes after %.1f weeks, on average, instead of %.1f", s.Waits[1], s.Waits[0])
	}
	if e.Mark != "" {
		text += ". It does not compare like with like, as is said below"
	}
	if s.silent() > 0 {
		text += ". Only those who answered are compared, as is said below"
	}
	if s.Strangers > 0 {
		text += ". Not all patients bring the same under both, as is said below"
	}
	return text + "."
}

// lastWeek is the PHQ-9 of everybody in the last week that was asked; the primary outcome
// where there is no later one.
func (s *ScenarioComparison) lastWeek() *ScenarioEffect {
	last := s.Effect(s.Primary().Name)
	for i := range s.Effects {
		if o := &s.Effects[i].Outcome; o.Week > last.Outcome.Week && o.Name == fmt.Sprintf("phq9_week_%d", o.Week) {
			last = &s.Effects[i]
		}
	}
	return last
}

// tells says that 0 lies outside the interval.
func tells(r analysis.Result) bool { return r.Low > 0 || r.High < 0 }

func better(sign float64) string {
	if sign > 0 {
		return "better"
	}
	return "worse"
}

// unitOf is the unit of differences.
func unitOf(o *CompareOutcome) string {
	if o.Binary || o.Unit == "share" {
		return "percentage points"
	}
	return o.Unit
}
