package main

import (
	"fmt"
	"math"
	"strings"

	"rapport/analysis/data"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// queues are what becomes of those who wait for a place, scenario by scenario; empty where
// places are not limited, and in a design, which may vary what they hang on.
func queues(s *study.Study) []string {
	texts := make([]string, len(s.Scenarios))
	if s.Design != nil {
		return texts
	}
	all, err := s.Simulations()
	if err != nil || len(all) < len(texts) {
		return texts
	}
	for i := range texts {
		texts[i] = queueText(&all[i].Setting, s.Scenarios[i].Rules)
	}
	return texts
}

// queueText is such as "a therapist's 2 places of 16 weeks each take a patient every 8
// weeks, and one comes every 2 weeks: each waits about 6 weeks longer than the one before".
func queueText(x *population.Setting, rules []study.PlannedRule) string {
	service := &x.Population.Service
	if service.Places == 0 || !x.Model.Care.Therapy() {
		return ""
	}
	round := func(weeks float64) string {
		if text := number(math.Round(10*weeks) / 10); text != "1" {
			return text + " weeks"
		}
		return "1 week"
	}
	weeks := population.PlannedWeeks(&x.Model)
	every := weeks / service.Places
	text := fmt.Sprintf("a therapist's %s of %s each take a patient every %s, and one comes every %s: ",
		data.Counted(int64(service.Places), "place"), round(weeks), round(every), round(service.Arrivals))
	if every > service.Arrivals {
		text += fmt.Sprintf("each waits about %s longer than the one before", round(every-service.Arrivals))
	} else {
		text += "nobody waits"
	}
	if names := lengthening(rules); names != "" {
		text += "; the weeks are those planned at the beginning, whatever these rules do: " + names
	}
	return text
}

// lengthening names the rules that change how long a treatment lasts, as they are called in
// the table of decisions.
func lengthening(rules []study.PlannedRule) string {
	var names []string
	for i := range rules {
		r := &rules[i]
		steps := []*study.PlannedStep{r.Do}
		for k := range r.Randomise {
			steps = append(steps, r.Randomise[k].Do)
		}
		for _, do := range steps {
			if do != nil && (do.AddSessions > 0 || do.SessionsPerWeek > 0 || do.End) {
				names = append(names, ruleName(rules, i))
				break
			}
		}
	}
	return strings.Join(names, ", ")
}
