package twins

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis"
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

	// Week is the week since entry at which everybody is asked; 0: the outcome rests
	// on sessions, whose last comes at another time for everybody.
	Week int `json:"week,omitempty"`

	// Until is the week up to which a time to an event, or in a state, is counted; 0:
	// the outcome is no such time.
	Until int `json:"until,omitempty"`

	Instrument string `json:"instrument,omitempty"` // whose score it is, of those that the study names

	// byWeek is of by the PHQ-9 at entry and the assessment of the week; nil where the
	// outcome does not rest on these alone.
	byWeek func(entry float64, at assessed) float64

	of func(*data.Course) float64 // NaN where the course has none

	became func(first, x float64) float64 // of a change of an instrument's score; else nil
}

// compareSession is the session at which the early alliance is compared.
const compareSession = 5

// bySession says that the outcome rests on sessions.
func (o *CompareOutcome) bySession() bool { return o.Week == 0 && o.Until == 0 }

// OutcomesAt lists what scenarios are compared on, everybody at common weeks first:
// at the primary week (0: none) all outcomes, at the other weeks a few, and times to
// events up to some of them.
func OutcomesAt(weeks []int, primary int, until ...int) []CompareOutcome {
	var all []CompareOutcome
	if primary > 0 {
		all = append(append(all, atWeek(primary)...), ReliableAt(primary)...)
	}
	for _, week := range weeks {
		if week != primary {
			all = append(all, atWeek(week)...)
		}
	}
	for _, week := range until {
		all = append(all, timesUntil(week, primary, weeks)...)
	}
	return append(all, CompareOutcomes()...)
}

// timesUntil lists the restricted times up to a week; that to a relapse begins at the
// primary week, and needs an assessment between them that could show one.
func timesUntil(week, primary int, weeks []int) []CompareOutcome {
	values := fmt.Sprintf("0 to %d", week)
	of := func(name, label, meaning string, better int, weeks func(*data.Course) float64) CompareOutcome {
		return CompareOutcome{Name: fmt.Sprintf("%s_%d", name, week), Label: fmt.Sprintf("%s, %d", label, week), Unit: "weeks", Range: values, Better: better,
			Meaning: fmt.Sprintf(meaning, week), Until: week, of: weeks}
	}
	all := []CompareOutcome{
		of("weeks_to_leaving", "weeks to leaving", "weeks from entry to leaving before a planned ending, at most %d, which those have who never leave; none on a waiting list", 1,
			func(c *data.Course) float64 { return analysis.WeeksToLeaving(c, week) }),
		of("weeks_to_remission", "weeks to remission", "weeks from entry to the first assessment with a PHQ-9 below 5, at most %d; none for those below at entry", -1,
			func(c *data.Course) float64 { return analysis.WeeksToRemission(c, week, data.OfEverybody) }),
		of("weeks_well", "weeks well", "weeks from the first assessment with a response to a relapse, at most until week %d; 0 without a response", 1,
			func(c *data.Course) float64 { return analysis.WeeksWell(c, week, data.OfEverybody) }),
	}
	if primary > 0 && slices.ContainsFunc(weeks, func(w int) bool { return primary < w && w < week }) {
		all = append(all, of("weeks_to_relapse", "weeks to relapse", fmt.Sprintf("weeks from week %d to a relapse, at most until week %%d, of those in response at week %d; none for others", primary, primary), 1,
			func(c *data.Course) float64 { return analysis.WeeksToRelapse(c, primary, week) }))
	}
	return all
}

// ByWeek lists names of outcomes in words, those of several of the weeks once.
func ByWeek(names []string, weeks []int) string {
	var told, at []string
	for _, week := range weeks {
		at = append(at, strconv.Itoa(week))
	}
	of := ""
	for _, name := range names {
		i := strings.LastIndexByte(name, '_') + 1
		if slices.Contains(at, name[i:]) && (strings.HasSuffix(name[:i], "_week_") || strings.HasPrefix(name, "weeks_")) {
			name, of = name[:i]+"W", " (W: a week of the study, "+strings.Join(at, ", ")+")"
		}
		if !slices.Contains(told, name) {
			told = append(told, name)
		}
	}
	return strings.Join(told, ", ") + of
}

// RestsOnTheLast says that the outcome is what stood at the last session, whenever
// that was.
func (o *CompareOutcome) RestsOnTheLast() bool { return RestsOnTheLast(o.Name) }

// RestsOnTheLast says so of the outcome of that name.
func RestsOnTheLast(outcome string) bool {
	switch outcome {
	case "response", "remission", "reliable_improvement", "reliable_deterioration", "wai_patient_end", "true_alliance_end":
		return true
	}
	return strings.HasSuffix(outcome, "_last")
}

// countsFromTheFirst says that the outcome is change since the score before session 1,
// whenever that was.
func (o *CompareOutcome) countsFromTheFirst() bool {
	switch o.Name {
	case "response", "reliable_improvement", "reliable_deterioration":
		return true
	}
	return false
}

// atWeek lists what scenarios are compared on at a week, everybody.
func atWeek(week int) []CompareOutcome {
	name, label := fmt.Sprintf("_week_%d", week), fmt.Sprintf(", week %d", week)
	everybody := fmt.Sprintf(" at week %d, everybody", week)
	return ofWeek(week, []CompareOutcome{
		{Name: "phq9" + name, Label: "PHQ-9" + label, Unit: "points", Range: "0 to 27", Better: -1,
			Meaning: "PHQ-9" + everybody + "; of those who did not answer, the score that latent severity gives",
			byWeek:  func(_ float64, at assessed) float64 { return at.score }},
		{Name: "response" + name, Label: "response" + label, Range: "0 or 1", Binary: true, Better: 1,
			Meaning: "PHQ-9 at most half of that at entry" + everybody, byWeek: whether(func(entry float64, at assessed) bool { return data.Responded(entry, at.score) })},
		{Name: "remission" + name, Label: "remission" + label, Range: "0 or 1", Binary: true, Better: 1,
			Meaning: "PHQ-9 below 5" + everybody, byWeek: whether(func(_ float64, at assessed) bool { return at.score < analysis.RemissionBelow })},
		{Name: "relapse" + name, Label: "relapse" + label, Range: "0 or 1", Binary: true, Better: -1,
			Meaning: "response at an earlier week, and a PHQ-9 of 10 or more and at least 6 above the lowest since" + everybody,
			byWeek:  whether(func(_ float64, at assessed) bool { return at.relapse })},
	})
}

// ReliableAt lists the reliable changes of the PHQ-9 at a week, everybody, of which [OutcomesAt] has
// those at the primary week.
func ReliableAt(week int) []CompareOutcome {
	name, label := fmt.Sprintf("_week_%d", week), fmt.Sprintf(", week %d", week)
	everybody := fmt.Sprintf(" at week %d, everybody", week)
	return ofWeek(week, []CompareOutcome{
		{Name: "reliable_improvement" + name, Label: "reliable better" + label, Range: "0 or 1", Binary: true, Better: 1,
			Meaning: "PHQ-9 at least 6 points below that at entry" + everybody, byWeek: whether(func(entry float64, at assessed) bool { return entry-at.score >= record.ReliableChange })},
		{Name: "reliable_deterioration" + name, Label: "reliable worse" + label, Range: "0 or 1", Binary: true, Better: -1,
			Meaning: "PHQ-9 at least 6 points above that at entry" + everybody, byWeek: whether(func(entry float64, at assessed) bool { return at.score-entry >= record.ReliableChange })},
	})
}

// whether is 1 where it holds of the score at entry and what is known of a week, NaN without a score.
func whether(holds func(entry float64, at assessed) bool) func(float64, assessed) float64 {
	return func(entry float64, at assessed) float64 {
		if math.IsNaN(at.score) {
			return at.score
		}
		return yesNo(holds(entry, at))
	}
}

// ofWeek reads outcomes off the assessments up to their week.
func ofWeek(week int, all []CompareOutcome) []CompareOutcome {
	for i := range all {
		o := &all[i]
		o.Week = week
		o.of = func(c *data.Course) float64 {
			var w weekly
			w.read(c)
			place := 0
			return o.byWeek(float64(c.Patient.PHQ9Entry), w.at(c, week, &place))
		}
	}
	return all
}

// CompareOutcomes lists what scenarios are compared on by session.
func CompareOutcomes() []CompareOutcome {
	one := func(name, label, unit, values string, binary bool, better int, meaning string, of func(*data.Course) float64) CompareOutcome {
		return CompareOutcome{Name: name, Label: label, Unit: unit, Range: values, Binary: binary, Better: better, Meaning: meaning, of: of}
	}
	return []CompareOutcome{
		one("phq9_last", "last PHQ-9", "points", "0 to 27", false, -1, "last PHQ-9 that the patient answered",
			func(c *data.Course) float64 { return float64(c.Patient.PHQ9Last) }),
		one("response", "response", "", "0 or 1", true, 1, "last PHQ-9 at most half of that before session 1",
			func(c *data.Course) float64 { return yesNo(c.Patient.Response) }),
		one("remission", "remission", "", "0 or 1", true, 1, "last PHQ-9 below 5",
			func(c *data.Course) float64 { return yesNo(c.Patient.Remission) }),
		one("reliable_improvement", "reliable improvement", "", "0 or 1", true, 1, "PHQ-9 fell by at least 6 points from before session 1",
			func(c *data.Course) float64 { return yesNo(c.Patient.ReliableImprovement) }),
		one("reliable_deterioration", "reliable deterioration", "", "0 or 1", true, -1, "PHQ-9 rose by at least 6 points from before session 1",
			func(c *data.Course) float64 { return yesNo(c.Patient.ReliableDeterioration) }),
		one("dropout", "dropout", "", "0 or 1", true, -1, "left before a planned ending; none on a waiting list", dropoutOf),
		one("sessions_held", "sessions held", "sessions", "0 or more", false, 0, "sessions held with any therapist",
			func(c *data.Course) float64 { return float64(c.Patient.SessionsHeld) }),
		one("weeks", "weeks to the last", "weeks", "0 or more", false, 0, "weeks from entry to the last session, or assessment on a waiting list",
			func(c *data.Course) float64 { return float64(c.Patient.Weeks) }),
		one("wai_patient_5", "alliance, session 5", "item mean", "1 to 5", false, 1, "WAI-SR rated by the patient after session 5; none where not held or not answered",
			func(c *data.Course) float64 { return c.Read(compareSession, data.AnsweredWAI) }),
		one("wai_patient_end", "alliance, end", "item mean", "1 to 5", false, 1, "last WAI-SR that the patient answered; none without", lastOf(data.AnsweredWAI)),
		one("true_alliance_5", "true alliance, session 5", "proportion", "above 0, below 1", false, 1, "mean of latent bond, tasks and goals after session 5; none where not held",
			func(c *data.Course) float64 { return c.Read(compareSession, trueAlliance) }),
		one("true_alliance_end", "true alliance, end", "proportion", "above 0, below 1", false, 1, "mean of latent bond, tasks and goals after the last session; none without", lastOf(trueAlliance)),
		one("ruptures", "ruptures", "per patient", "0 or more", false, 0, "ruptures that began; none on a waiting list", rupturesOf),
		one("resolved_share", "ruptures resolved", "share", "0 to 1", false, 1, "share of the patient's ruptures that were resolved; none without a rupture", resolvedOf),
	}
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
