package twins

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/analysis/data"
)

// respondAlike is how far apart the shares in response may lie at a week for those
// who can relapse to be taken as the same, where the difference in relapse is not so
// sure that less than that would show in it ([ScenarioComparison.others]).
const respondAlike = 0.02

// mark says of each outcome in words where it does not compare like with like.
func (s *ScenarioComparison) mark() {
	last := ""
	if at := s.lastSessions(); at != "" {
		last = "rests on the last session, and courses end at different times, " + at
	}
	for i := range s.Effects {
		e := &s.Effects[i]
		switch {
		case e.Outcome.countsFromTheFirst():
			e.Mark = strings.Trim(last+"; "+s.waited("counts", "it"), "; ")
		case e.Outcome.RestsOnTheLast():
			e.Mark = last
		case CountsToLeaving(e.Outcome.Name):
			e.Mark = s.LeaveLater()
		case e.Outcome.Instrument == "" && strings.HasPrefix(e.Outcome.Name, "relapse_week"):
			e.Mark = s.others(e)
		}
	}
}

// waited says that what counts from the score before session 1 does not count from
// entry; empty where courses begin at entry.
func (s *ScenarioComparison) waited(counts, it string) string {
	if max(s.Waits[0], s.Waits[1]) < data.EndsAlike {
		return ""
	}
	return fmt.Sprintf("%s from the PHQ-9 before session 1, on average in week %.1f under the baseline and %.1f under the scenario: what changed while waiting is not in %s", counts, s.Waits[0], s.Waits[1], it)
}

// CountsToLeaving says that the outcome of that name are the weeks to leaving.
func CountsToLeaving(outcome string) bool { return strings.HasPrefix(outcome, "weeks_to_leaving") }

// LeaveLater says in words that weeks to leaving hold the wait for session 1; empty where
// it is as long under both, or nobody is treated under one of the two.
func (s *ScenarioComparison) LeaveLater() string {
	i := slices.IndexFunc(s.Effects, func(e ScenarioEffect) bool { return CountsToLeaving(e.Outcome.Name) })
	if i < 0 || s.Effects[i].Twins == 0 || math.Abs(s.Waits[1]-s.Waits[0]) < data.EndsAlike {
		return ""
	}
	return fmt.Sprintf("weeks to leaving count from entry, on average %.1f weeks before session 1 under the baseline and %.1f under the scenario, and nobody leaves while waiting", s.Waits[0], s.Waits[1])
}

// someWait is the share of patients who wait from which on it is told.
const someWait = 0.01

// StillWaiting says in words that for some patients the primary week comes before treatment
// begins; empty where for hardly any.
func (s *ScenarioComparison) StillWaiting() string {
	if max(s.Waiting[0], s.Waiting[1]) < someWait {
		return ""
	}
	return fmt.Sprintf("in week %d, %.0f %% of the patients under the baseline and %.0f %% under the scenario still wait for session 1", s.primaryWeek(), 100*s.Waiting[0], 100*s.Waiting[1])
}

// BeginsApart says in words which outcomes by session do not count from entry; empty
// where all courses begin at entry.
func (s *ScenarioComparison) BeginsApart() string {
	w := s.waited("count", "them")
	if w == "" {
		return ""
	}
	var concerned []string
	for i := range s.Effects {
		if s.Effects[i].Outcome.countsFromTheFirst() {
			concerned = append(concerned, s.Effects[i].Outcome.Label)
		}
	}
	return "by session, " + strings.Join(concerned, ", ") + " " + w
}

// others says that not the same patients can have a relapse by a week; empty where
// about as many are in response all the time. As many relapse of those who respond beside
// the others as of those who respond anyway,
//
//	relapse / response × how far the shares in response lie apart,
//
// which is no difference in relapse, and must be small beside the interval of that
// difference: under a quarter of its width.
func (s *ScenarioComparison) others(e *ScenarioEffect) string {
	at, apart, respond := s.respondApart(e.Outcome.Week)
	width := e.Difference.High - e.Difference.Low
	besides := max(e.MeanBaseline, e.MeanScenario) / respond * apart
	if apart < respondAlike && !(width > 0 && besides > width/4) {
		return ""
	}
	return fmt.Sprintf("needs a response before, and more or others respond under one of the two: %.1f points of a hundred apart at week %d", 100*apart, at)
}

// respondApart is where the shares in response lie farthest apart before a week, how
// far, and the share there under the baseline.
func (s *ScenarioComparison) respondApart(before int) (week int, apart, share float64) {
	for i := range s.Effects {
		e := &s.Effects[i]
		if o := &e.Outcome; o.Instrument == "" && o.Week < before && strings.HasPrefix(o.Name, "response_week") {
			if d := math.Abs(e.MeanScenario - e.MeanBaseline); d > apart {
				week, apart, share = o.Week, d, e.MeanBaseline
			}
		}
	}
	return week, apart, share
}

// OthersRelapse says in words that relapse at a week does not compare the same
// patients, and what does; empty where it does, or where no later week is told.
func (s *ScenarioComparison) OthersRelapse() string { return othersRelapse([]ScenarioComparison{*s}) }

// othersRelapse is the same of several scenarios.
func othersRelapse(all []ScenarioComparison) string {
	most, at, instead := 0.0, 0, ""
	for i := range all {
		s := &all[i]
		for k := range s.Effects {
			o := &s.Effects[k].Outcome
			if o.Until > 0 {
				instead = "; weeks well count everybody, and weeks to relapse the same patients from the same week on"
			}
			if s.Effects[k].Mark == "" || o.Week == 0 || !s.Shown(o) {
				continue
			}
			if week, apart, _ := s.respondApart(o.Week); apart > most {
				most, at = apart, week
			}
		}
	}
	if most == 0 {
		return ""
	}
	return fmt.Sprintf("relapse at a week needs a response before, and more or others respond under one scenario than under the other: %.1f points of a hundred apart at week %d%s", 100*most, at, instead)
}

// lineWidth is that of what is printed.
const lineWidth = 118

// wrapped breaks a text between words.
func wrapped(text string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		switch n := utf8.RuneCountInString(word); {
		case i == 0:
			width = n
		case width+1+n > lineWidth:
			b.WriteString("\n")
			width = n
		default:
			b.WriteString(" ")
			width += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}

// warn says what a reader must know of all differences.
func (s *ScenarioComparison) warn(t *Twins) {
	if t.strangers > 0 {
		s.Warnings = append(s.Warnings, fmt.Errorf("%.0f %% of patients have other traits than their twins: these scenarios set their populations differently (mean PHQ-9 at entry %.1f under %s, %.1f under %s), and what that changes is in every difference",
			math.Ceil(100*float64(t.strangers)/float64(t.Len())), t.entry[0], t.Baseline, t.entry[1], t.Scenario))
	}
	s.Warnings = append(s.Warnings, t.places()...)
	if w := s.silence(); w != "" {
		s.Warnings = append(s.Warnings, errors.New(w))
	}
	if n := t.clusters.n; n >= 2 && n < enoughReplications {
		s.Warnings = append(s.Warnings, fmt.Errorf("the intervals rest on %d %s only and are rough", t.clusters.n, t.clusters.unit))
	}
}

// silent is how many twins are not told of at the primary week, because they did not
// answer and the run records no truth; 0 where nobody was assessed.
func (s *ScenarioComparison) silent() int {
	if s.primaryWeek() == 0 {
		return 0
	}
	return s.Twins - s.Effects[0].Twins
}

// silence says in words whom weeks do not tell of; empty where they tell of everybody.
func (s *ScenarioComparison) silence() string {
	if s.silent() == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d patients did not answer at week %d under one scenario or both, and no latent severity is recorded that would stand for their answers (record: {truth: none}): what is told of weeks is not of everybody, and who is more ill or has left answers less often",
		s.silent(), s.Twins, s.primaryWeek())
}
