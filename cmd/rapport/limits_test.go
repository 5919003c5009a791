package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// limitsStudy is what section 10 of ODD.md rests on where it tells a number that stands in no
// table of the page.
const limitsStudy = `
question: What are the numbers of section 10?
population: {patients: 20000}
assessments: {weeks: [8, 16, 26, 52]}
scenarios:
  - {name: usual}
  - {name: no-ruptures, set: {rupture.strength: 0}}
  - {name: no-technique, set: {technique.strength: 0}}
  - {name: skilled, set: {population.therapist_repair_skill_mean: 1}}
  - {name: explore, actions: [{move: explore_rupture}]}
  - {name: feedback, actions: [{move: feedback}]}
  - {name: check-in, actions: [{move: check_in}]}
  - {name: celebrate, actions: [{move: celebrate_progress}]}
  - {name: review, actions: [{move: goal_review}]}
  - {name: validate, actions: [{move: validate}]}
  - {name: name, actions: [{move: name_difference}]}
  - {name: acknowledge, actions: [{move: acknowledge_transition}]}
  - {name: explain, actions: [{move: explain_treatment}]}
  - {name: push, actions: [{move: push_technique}]}
  - {name: neuroticism, set: {population.neuroticism_mean: 1}}
  - {name: extraversion, set: {population.extraversion_mean: 1}}
  - {name: openness, set: {population.openness_mean: 1}}
  - {name: agreeableness, set: {population.agreeableness_mean: 1}}
  - {name: weekly, set: {care.plan: 0}}
  - {name: twice-a-week, set: {care.plan: 0, care.sessions_per_week: 2}}
  - {name: six-weeks-later, set: {care.waiting_weeks: 6}}
  - {name: year-of-waiting, set: {population.screening_phq9: 10, care.treatment: none, care.waiting_list_weeks: 52}}
  - {name: eight-weeks-of-waiting, set: {population.screening_phq9: 10, care.treatment: none}}
  - {name: well-sooner, set: {well_enough.chance: 0.5}}
  - {name: no-method, set: {technique.level: -2}}
  - {name: whole-method, set: {technique.level: 2}}
  - {name: observer-errs-more, set: {wai_observer.error: 0.5}}
  - {name: less-competent, set: {population.therapist_competence_mean: -1}}
  - {name: more-competent, set: {population.therapist_competence_mean: 1}}
`

// Section 10 of ODD.md says in numbers what the model gives today, on luck 1.
func TestLimitsAreOfToday(t *testing.T) {
	if os.Getenv("CI") == "" || testing.Short() {
		t.Skip("half a million courses, which take a quarter of a minute: with CI=true, as in .ci/run")
	}
	t.Parallel()
	text, err := os.ReadFile("../../sim/ODD.md")
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(string(text), "## 10. Limits")
	plan, err := study.Parse("limits.yaml", []byte(limitsStudy), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	simulations, err := plan.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	var says []string
	worlds := map[string]*world{}
	for _, s := range simulations {
		var rows record.Rows // of one scenario at a time: all together take gigabytes
		s.Block(&rows, 0, s.Courses())
		worlds[s.Scenario] = newWorld(&rows)
		switch s.Scenario {
		case "usual":
			says = append(says, append(usualSays(&rows), ratingsSay(t, &rows), earlySays(t, s), "tells "+bare(observed(&rows), 2)+" of how alliances differ")...)
		case "observer-errs-more":
			says = append(says, fmt.Sprintf("it tells %s, and goes with improvement by %s", bare(observed(&rows), 2),
				bare(estimated(t, &rows, s.Scenario, "alliance_outcome_r", "measure=wai_observer"), 2)))
		case "well-sooner":
			says = append(says, fmt.Sprintf("a further session adds %s points", bare(estimated(t, &rows, s.Scenario, "session_gain", ""), 2)))
		}
	}
	for _, want := range append(says, worldsSay(worlds)...) {
		if !strings.Contains(page, want) {
			t.Errorf("sim/ODD.md, section 10, does not say: %s", want)
		}
	}
}

// world is what became of the patients of a scenario.
type world struct {
	intake, last []float64           // everybody's PHQ-9, patient by patient
	week         map[int32][]float64 // the same in a week
	fell         []float64           // how far it had fallen by session 4; NaN of shorter courses
	resolved     float64             // of a hundred ruptures
	left         float64             // of a hundred patients
}

func newWorld(rows *record.Rows) *world {
	w := &world{week: map[int32][]float64{}, resolved: resolved(rows)}
	for i := range rows.Assessments {
		a := &rows.Assessments[i]
		w.week[a.Week] = append(w.week[a.Week], data.OfEverybody(a))
	}
	for i := range rows.Patients {
		w.intake = append(w.intake, float64(rows.Patients[i].PHQ9Intake))
		w.last = append(w.last, float64(rows.Patients[i].PHQ9Last))
		w.fell = append(w.fell, math.NaN())
		w.left += 100 * yes(strings.HasSuffix(rows.Patients[i].Ending, "dropout")) / float64(len(rows.Patients))
	}
	for i := range rows.Sessions {
		if s := &rows.Sessions[i]; s.Session <= 4 && s.PHQ9 != nil && rows.Patients[s.Patient].SessionsHeld >= 4 {
			w.fell[s.Patient] = w.intake[s.Patient] - float64(*s.PHQ9)
		}
	}
	return w
}

// usualSays are the sentences about routine care alone.
func usualSays(rows *record.Rows) []string {
	sessions := map[int32][]*record.Session{} // by number
	for i := range rows.Sessions {
		s := &rows.Sessions[i]
		sessions[s.Session] = append(sessions[s.Session], s)
	}
	of := func(keep func(*record.Patient) bool) (kept []*record.Patient) {
		for i := range rows.Patients {
			if p := &rows.Patients[i]; keep(p) {
				kept = append(kept, p)
			}
		}
		return kept
	}
	mild := of(func(p *record.Patient) bool { return p.PHQ9Intake < 10 })
	worse := func(p *record.Patient) float64 { return yes(p.ReliableDeterioration) }
	improved := func(p *record.Patient) float64 { return float64(p.PHQ9Intake - p.PHQ9Last) }
	intake := func(p *record.Patient) float64 { return float64(p.PHQ9Intake) }
	after := func(sessions int32) float64 {
		return mean(of(func(p *record.Patient) bool {
			return p.SessionsHeld == sessions && p.PHQ9Intake >= 10 && !strings.HasSuffix(p.Ending, "dropout")
		}), func(p *record.Patient) float64 { return yes(p.PHQ9Intake-p.PHQ9Last >= 6 && p.PHQ9Last < 10) })
	}
	long := func(keep func(p *record.Patient) bool) float64 {
		return mean(of(func(p *record.Patient) bool { return p.SessionsHeld >= 4 && keep(p) }), improved)
	}
	open := func(session int32) float64 {
		return mean(sessions[session], func(s *record.Session) float64 { return yes(*s.TrueRupture) })
	}
	trust := func(session int32) float64 {
		return mean(sessions[session], func(s *record.Session) float64 { return float64(s.TrueTrust) })
	}
	raters := func(session int32) float64 {
		return correlation(sessions[session], func(s *record.Session) float32 { return s.WAITherapist })
	}
	agreeable := func(session int32) float64 {
		return correlation(sessions[session], func(s *record.Session) float32 { return rows.Patients[s.Patient].Agreeableness })
	}
	never := func(p *record.Patient) float64 { return yes(p.Ruptures == 0) }
	missed := func(p *record.Patient) float64 { return yes(p.SessionsMissed > 0) }
	everybody := of(func(*record.Patient) bool { return true })
	var opened, held float64
	for session := range sessions {
		n := float64(len(sessions[session]))
		opened, held = opened+n*open(session), held+n
	}
	return []string{
		fmt.Sprintf("(a PHQ-9 below 10), %.0f of a hundred do; on average they go from %.1f to %.1f", 100*mean(mild, worse), mean(mild, intake), mean(mild, intake)-mean(mild, improved)),
		fmt.Sprintf("after 4 sessions %.0f of a hundred recover (6 points better and below 10), after 8 sessions %.0f, after 12 %.0f", 100*after(4), 100*after(8), 100*after(12)),
		fmt.Sprintf("In session 1 one of %.0f patients has a rupture open, in session 4 %.0f of a hundred", 1/open(1), 100*open(4)),
		fmt.Sprintf("(%.0f of a hundred sessions in all). %.0f of a hundred patients never have one, and %.0f of a hundred ruptures are not resolved", 100*opened/held, 100*mean(everybody, never), 100-resolved(rows)),
		fmt.Sprintf("improve by %.1f points without a rupture, by %.1f where all are resolved and by %.1f where none is",
			long(func(p *record.Patient) bool { return p.Ruptures == 0 }),
			long(func(p *record.Patient) bool { return p.Ruptures > 0 && p.RupturesResolved == p.Ruptures }),
			long(func(p *record.Patient) bool { return p.Ruptures > 0 && p.RupturesResolved == 0 })),
		fmt.Sprintf("%.0f of a hundred patients miss one or more, and mean trust rises from %s in session 1 to no more than %s in session 16", 100*mean(everybody, missed), bare(trust(1), 2), bare(trust(16), 2)),
		fmt.Sprintf("correlate by %s in the first session and %s in the sixteenth", bare(raters(1), 2), bare(raters(16), 2)),
		fmt.Sprintf("rating of the alliance by %s in session 1, %s in session 3 and %s in session 8", bare(agreeable(1), 2), bare(agreeable(3), 2), bare(agreeable(8), 2)),
	}
}

// ratingsSay is the sentence on whose rating goes with improvement, and which part of it.
func ratingsSay(t *testing.T, rows *record.Rows) string {
	r := func(measure string) string {
		return bare(estimated(t, rows, "usual", "alliance_outcome_r", "measure="+measure), 2)
	}
	return fmt.Sprintf("correlates with improvement by %s, the patient's by %s, the therapist's by %s; of the patient's, that of the bond by %s, of goals by %s, of tasks by %s",
		r("wai_observer"), r("wai_patient"), r("wai_therapist"), r("wai_patient_bond"), r("wai_patient_goals"), r("wai_patient_tasks"))
}

// observed is the share of the variance of the alliance in session 3 that an observer's rating of that
// session tells, by which two observers agree.
func observed(rows *record.Rows) float64 {
	var alliance, rating []float64
	for i := range rows.Sessions {
		if s := &rows.Sessions[i]; s.Session == 3 && s.WAIObserver > 0 {
			alliance = append(alliance, float64(s.TrueBond+s.TrueTasks+s.TrueGoals)/3)
			rating = append(rating, float64(s.WAIObserver))
		}
	}
	r := stat.Correlation(alliance, rating, nil)
	return r * r
}

// estimated is what an estimator makes of a scenario.
func estimated(t *testing.T, rows *record.Rows, scenario, estimator, arguments string) float64 {
	t.Helper()
	courses, err := data.FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	found, err := analysis.Evaluate(&analysis.Finding{Scenarios: []string{scenario}, Estimator: estimator, Arguments: arguments}, courses)
	if err != nil {
		t.Fatal(err)
	}
	return found.Value
}

// earlySays is the sentence on what moves severity in the first three sessions, by the ledger.
func earlySays(t *testing.T, s *population.Simulation) string {
	took := map[string]float64{}
	s.Record.Ledger = true
	var all record.Columns
	if err := s.Stream(&all, 0, s.Courses(), func() error {
		l := &all.Ledger
		for i, facet := range l.Facet {
			if facet == "severity" && 1 <= l.Session[i] && l.Session[i] <= 3 {
				took[l.Mechanism[i]] -= l.Change[i] / float64(s.Courses())
			}
		}
		all.Reset()
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	by := func(cause string) string { return bare(took[cause], 1) }
	return fmt.Sprintf("takes %s points of everybody who begins, technique %s, exploration %s, effort %s, the relationship %s and hope %s",
		by("natural_course"), by("technique"), by("exploration"), by("effort"), by("relationship"), by("hope"))
}

// worldsSay are the sentences that compare scenarios.
func worldsSay(of map[string]*world) []string {
	usual := of["usual"]
	last := func(name string) float64 { return stat.Mean(of[name].last, nil) - stat.Mean(usual.last, nil) }
	by := func(name string) string { return bare(-of[name].less(usual, 16), 1) }
	two := func(trait string) float64 { return 2 * last(trait) / stat.StdDev(usual.last, nil) }
	ahead := func(week int32) string { return bare(-of["twice-a-week"].less(of["weekly"], week), 1) }
	says := []string{
		fmt.Sprintf("last PHQ-9 is lower by %s points, without technique it is higher by %s; therapists one SD more skilled in repair resolve %.0f instead of %.0f of a hundred ruptures, for %s points",
			bare(-last("no-ruptures"), 1), bare(last("no-technique"), 1), of["skilled"].resolved, usual.resolved, bare(-last("skilled"), 1)),
		fmt.Sprintf("lower by %s points for exploring ruptures, %s for feedback, %s for check-ins, %s for celebrating progress and %s for goal reviews, %s for validation and %s for naming differences, %s for acknowledging transitions, %s for explaining the treatment, and %s for pushing technique",
			by("explore"), by("feedback"), by("check-in"), by("celebrate"), by("review"), by("validate"), by("name"), by("acknowledge"), by("explain"), by("push")),
		fmt.Sprintf("two SD of neuroticism %s", bare(two("neuroticism"), 1)),
		fmt.Sprintf("twice a week is %s points ahead of weekly in week 8, %s in week 16 and %s in week 52", ahead(8), ahead(16), ahead(52)),
	}
	says = append(says, fmt.Sprintf("the PHQ-9 in week 16 is lower by %s points, with 2 by %s. One SD less competence of all therapists, which takes from goals and tasks as well, costs %s, one SD more gives %s",
		by("no-method"), by("whole-method"), by("less-competent"), by("more-competent")))
	slow, slowSD := of["feedback"].gain(usual, -27, 3)
	quick, quickSD := of["feedback"].gain(usual, 6, 28)
	says = append(says,
		fmt.Sprintf("less than 3 points by session 4 end lower by %s points (%s SD), those who had by 6 or more by %s (%s SD)", bare(slow, 1), bare(slow/slowSD, 2), bare(quick, 1), bare(quick/quickSD, 2)),
		fmt.Sprintf("begins six weeks later, everybody stands lower by %s points in week 26 and %s in week 52", bare(-of["six-weeks-later"].less(usual, 26), 1), bare(-of["six-weeks-later"].less(usual, 52), 1)),
		fmt.Sprintf("%.0f of a hundred leave weekly sessions and %.0f two a week", of["weekly"].left, of["twice-a-week"].left))
	for _, trait := range []string{"extraversion", "openness", "agreeableness"} {
		if most := math.Abs(two(trait)); most >= 0.055 || most < 0.02 {
			says = append(says, fmt.Sprintf("two SD of %s are %.3f SD of the last PHQ-9, which is not about .04", trait, most))
		}
	}
	waiting, shorter := of["year-of-waiting"], of["eight-weeks-of-waiting"]
	return append(says,
		fmt.Sprintf("to %s after half a year of weekly assessments on a waiting list and %s after a year (%s and %s where",
			bare(waiting.spread(26), 1), bare(waiting.spread(52), 1), bare(shorter.spread(26), 1), bare(shorter.spread(52), 1)),
		fmt.Sprintf("eight weeks later by %s, half a year by %s, where one trial found .4 to .5 (D51), and a year by %s",
			bare(waiting.withIntake(8), 2), bare(waiting.withIntake(26), 2), bare(waiting.withIntake(52), 2)))
}

// spread is the SD of the PHQ-9 in a week.
func (w *world) spread(week int32) float64 { return stat.StdDev(w.week[week], nil) }

// withIntake correlates the PHQ-9 in a week with that at intake.
func (w *world) withIntake(week int32) float64 {
	return stat.Correlation(w.intake, w.week[week], nil)
}

// less is the mean difference from the twins in a week.
func (w *world) less(twins *world, week int32) float64 {
	return stat.Mean(w.week[week], nil) - stat.Mean(twins.week[week], nil)
}

// gain is how much lower than their twins those end who had fallen by so much there, and the
// SD in which the twins end.
func (w *world) gain(twins *world, from, below float64) (points, sd float64) {
	var here, there []float64
	for i, fell := range twins.fell {
		if fell >= from && fell < below {
			here, there = append(here, w.last[i]), append(there, twins.last[i])
		}
	}
	return stat.Mean(there, nil) - stat.Mean(here, nil), stat.StdDev(there, nil)
}

// resolved is how many of a hundred ruptures are.
func resolved(rows *record.Rows) float64 {
	n := 0.0
	for i := range rows.Ruptures {
		n += yes(rows.Ruptures[i].Resolved)
	}
	return 100 * n / float64(len(rows.Ruptures))
}

// correlation is that of the patient's rating with another value of a session, 0 where it lacks.
func correlation(rows []*record.Session, other func(*record.Session) float32) float64 {
	var x, y []float64
	for _, s := range rows {
		if s.WAIPatient != 0 && other(s) != 0 {
			x, y = append(x, float64(s.WAIPatient)), append(y, float64(other(s)))
		}
	}
	return stat.Correlation(x, y, nil)
}

func mean[R any](of []*R, value func(*R) float64) float64 {
	sum := 0.0
	for _, r := range of {
		sum += value(r)
	}
	return sum / float64(len(of))
}

// bare is a number as the page writes it, without a 0 before the point.
func bare(x float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, math.Abs(x))
	if strings.Trim(text, "0.") == "" {
		return "0"
	}
	return strings.TrimPrefix(text, "0")
}

func yes(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
