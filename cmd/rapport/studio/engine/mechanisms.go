package engine

import (
	"fmt"
	"slices"
	"strings"

	"rapport/scenarios/population"
	"rapport/sim"
)

// MechanismText is a mechanism of the model in plain words.
type MechanismText struct {
	Key     string `json:"key"` // as in the ledger
	Title   string `json:"title"`
	Meaning string `json:"meaning"`
	File    string `json:"file"` // where its equation stands

	up, down      string               // what it does to the alliance
	worse, better string               // … to symptoms; empty: nothing
	prefixes      []string             // of its parameters
	Parameters    []MechanismParameter `json:"parameters"`
	SourceKeys    []string             `json:"sources"`
}

// MechanismParameter is a parameter of a mechanism with its shipped value.
type MechanismParameter struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Grade   string  `json:"grade"`
	Source  string  `json:"source"`
	Meaning string  `json:"meaning"`
}

// mechanismTexts are the mechanisms in the order of the ledger's labels.
var mechanismTexts = []MechanismText{
	{Key: "start", Title: "What the patient brings", File: "sim/meet.go",
		Meaning: "Trust, bond and agreement before the first session: they follow from expectations, attachment and the severity at intake."},
	{Key: "trust", Title: "Trust grows", File: "sim/trust.go", prefixes: []string{"trust."},
		Meaning: "Trust grows slowly, session by session, where the patient shows something vulnerable and meets an empathic answer. A guarded patient shows less, so trust takes longer.",
		up:      "empathic answers to what the patient showed let trust grow", down: "what the patient showed was not met, and trust fell"},
	{Key: "goals", Title: "Agreement on goals", File: "sim/goals.go", prefixes: []string{"goals."},
		Meaning: "Patient and therapist come to want the same things. Agreement closes in on the level that competence, flexibility, expectations and chemistry allow, sooner where goals are reviewed together.",
		up:      "they came closer on what the treatment is for", down: "they drifted apart on what the treatment is for"},
	{Key: "tasks", Title: "Agreement on tasks", File: "sim/tasks.go", prefixes: []string{"tasks."},
		Meaning: "Both come to see the same way of working as sensible. It follows agreement on goals and competence; explaining the treatment quickens it.",
		up:      "they came closer on how to work", down: "they drifted apart on how to work"},
	{Key: "bond", Title: "The bond forms", File: "sim/bond.go", prefixes: []string{"bond.", "empathy."},
		Meaning: "Liking and respect grow with warmth, genuineness and empathy, mostly in the first three to five sessions, toward a level that is this dyad's own; trust raises it, avoidance lowers it.",
		up:      "warmth, genuineness and empathy let the bond grow", down: "the bond sank back to what this dyad can hold"},
	{Key: "agreeableness", Title: "Agreeable patients bond sooner", File: "sim/agreeableness.go", prefixes: []string{"agreeableness."},
		Meaning: "An agreeable patient takes what is offered sooner, so the bond forms faster; a patient who doubts takes longer. Where both end is the same.",
		up:      "an agreeable temperament quickened the bond", down: "a doubting temperament slowed the bond"},
	{Key: "match", Title: "Fit of styles", File: "sim/match.go", prefixes: []string{"match."},
		Meaning: "A patient who wants room and a therapist who leads, or the reverse, rub against each other. A flexible therapist adapts; naming the difference openly lowers what is left of the cost.",
		up:      "styles that fit helped", down: "styles that do not fit held it back"},
	{Key: "symptoms", Title: "Symptoms act on the alliance", File: "sim/reciprocal.go", prefixes: []string{"reciprocal."},
		Meaning: "Relief since intake lifts the next alliance, worsening lowers it. How strongly is the patient's own.",
		up:      "feeling better than at intake lifted the alliance", down: "feeling worse than at intake weighed on the alliance"},
	{Key: "chance", Title: "Chance of the session", File: "sim/chance.go", prefixes: []string{"chance."},
		Meaning: "What happens in a session that no mechanism explains: a good day, a telephone that rings. The same in every branch, because luck is addressed.",
		up:      "a lucky session", down: "an unlucky session"},
	{Key: "moves", Title: "The therapist's moves", File: "sim/moves.go", prefixes: []string{"practice.", "feedback."},
		Meaning: "What moves do to the alliance by themselves: validating and checking in warm the bond, pushing technique cools it, reviewing goals renews agreement. Each also takes time from the session.",
		up:      "the therapist's moves warmed it", down: "the therapist's moves cooled it"},
	{Key: "rupture", Title: "A rupture", File: "sim/rupture_impact.go", prefixes: []string{"rupture.", "impact."},
		Meaning: "A rupture costs trust, bond and agreement by its intensity, confrontation more than withdrawal; left open, it lingers, and weighs on symptoms.",
		up:      "the rupture", down: "the rupture cost it", worse: "an open rupture weighed on the patient", better: "the repair brought relief"},
	{Key: "repair", Title: "Repair", File: "sim/repair.go", prefixes: []string{"recognition.", "repair."},
		Meaning: "A rupture must be noticed first, then both can work it through. Repaired, it leaves trust higher than before, and restores most of what bond and agreement had lost.",
		up:      "the repair restored it", down: "the repair"},
	{Key: "transition", Title: "Strain of a transition", File: "sim/transition.go", prefixes: []string{"transition."},
		Meaning: "Breaks, rarer sessions, a new therapist and the coming end strain bond and tasks. Speaking about it takes most of the strain away.",
		up:      "the transition", down: "a transition strained it"},
	{Key: "transfer", Title: "Transfer", File: "sim/transfer.go", prefixes: []string{"transfer."},
		Meaning: "With a new therapist the patient keeps a share of what had grown. Where no connection forms, the patient may raise it, and a good answer mends it.",
		up:      "a good answer to the missing connection", down: "the change of therapist cost it"},
	{Key: "life_stress", Title: "Life stress", File: "sim/stress.go", prefixes: []string{"stress."},
		Meaning: "Life goes on outside the room. Stress comes and goes, a safe relationship soothes it, and symptoms fluctuate with it.",
		worse:   "stress in life rose", better: "stress in life fell"},
	{Key: "natural_course", Title: "Natural course", File: "sim/natural.go", prefixes: []string{"natural."},
		Meaning: "Depression changes without treatment too, toward a level that is the patient's own. Much of what looks like an effect of treatment is this.",
		worse:   "the natural course went up", better: "depression eased by itself"},
	{Key: "technique", Title: "Technique", File: "sim/technique.go", prefixes: []string{"technique.", "approach."},
		Meaning: "The method works on symptoms, by competence, by the time spent on it and by agreement on tasks; more in CBT.",
		worse:   "technique", better: "technique worked"},
	{Key: "relationship", Title: "The alliance acts on symptoms", File: "sim/reciprocal.go", prefixes: []string{"reciprocal.", "approach."},
		Meaning: "A good alliance lowers the next symptoms, a poor one raises them. How strongly is the patient's own, and more in psychodynamic therapy.",
		worse:   "a weak alliance raised symptoms", better: "a good alliance eased symptoms"},
	{Key: "exploration", Title: "Exploring painful feelings", File: "sim/exploration.go", prefixes: []string{"exploration."},
		Meaning: "Where the relationship is safe, painful emotions can be explored, and exploring them changes symptoms. More in psychodynamic therapy.",
		worse:   "exploration", better: "painful feelings were explored"},
	{Key: "hope", Title: "Hope", File: "sim/hope.go", prefixes: []string{"hope."},
		Meaning: "Hope rises early, with empathy, explanation and shared goals, and follows progress later. It relieves demoralisation first.",
		worse:   "hope", better: "hope brought relief"},
	{Key: "effort", Title: "Work between sessions", File: "sim/effort.go", prefixes: []string{"effort."},
		Meaning: "What patients do between sessions, by ownership of the goals and conscientiousness; more in CBT.",
		worse:   "work between sessions", better: "the patient's own work between sessions"},
	{Key: "therapist", Title: "The therapist's own effect", File: "sim/therapist_effect.go", prefixes: []string{"therapist."},
		Meaning: "Some therapists' patients fare better than their traits explain.",
		worse:   "patients of this therapist fare a little worse", better: "patients of this therapist fare a little better"},
}

// reasonText is what a mechanism did to a facet, in words.
func reasonText(mechanism, facet string, change float64) string {
	i := slices.IndexFunc(mechanismTexts, func(m MechanismText) bool { return m.Key == mechanism })
	if i < 0 {
		return strings.ReplaceAll(mechanism, "_", " ")
	}
	m := &mechanismTexts[i]
	up, down := m.up, m.down
	if facet == sim.FacetNames[sim.FacetSeverity] {
		up, down = m.worse, m.better
	}
	text := up
	if change < 0 {
		text = down
	}
	if text == "" {
		text = strings.ToLower(m.Title)
	}
	if change == 0 {
		text = fmt.Sprintf("%s (nothing here)", strings.ToLower(m.Title))
	}
	return text
}

// Mechanisms are the mechanisms with their parameters and the keys of their
// sources.
func Mechanisms() []MechanismText {
	setting := population.DefaultSetting()
	params := setting.Params()
	all := slices.Clone(mechanismTexts)
	for i := range all {
		m := &all[i]
		m.Parameters, m.SourceKeys = []MechanismParameter{}, []string{}
		for _, p := range params {
			if !slices.ContainsFunc(m.prefixes, func(x string) bool { return strings.HasPrefix(p.Name, x) }) {
				continue
			}
			m.Parameters = append(m.Parameters, MechanismParameter{p.Name, *p.Value, p.Unit, string(p.Grade), p.Source, p.Meaning})
			for _, key := range strings.Fields(p.Source) {
				if !slices.Contains(m.SourceKeys, key) {
					m.SourceKeys = append(m.SourceKeys, key)
				}
			}
		}
	}
	return all
}
