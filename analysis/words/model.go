package words

import (
	"strings"

	"rapport/sim"
)

// causes are the names that enter the ledger, in the order of the model.
var causes = sim.Causes()

// model adds what the model says of itself to the language in which it does:
// its mechanisms, moves and what rules see are told in their own words, and a mechanism is
// called by its name in the ledger where the catalogue knows no better.
func (l *Language) model() {
	say := func(key, text string) {
		if text != "" {
			l.phrases[key] = phrase{text, text}
		}
	}
	for _, c := range causes {
		if !l.Has("cause." + c.Name) {
			say("cause."+c.Name, strings.ReplaceAll(c.Name, "_", " "))
		}
		say("cause."+c.Name+".up", c.Up)
		say("cause."+c.Name+".down", c.Down)
		say("cause."+c.Name+".worse", c.Worse)
		say("cause."+c.Name+".better", c.Better)
	}
	for i, name := range sim.ConditionNames {
		say("rule.sees."+name, sim.ConditionWords[i])
	}
	for i, name := range sim.PhaseNames {
		say("rule.phase."+name, sim.PhaseWords[i])
	}
	for _, s := range sim.Scores {
		say("rule.score."+s.Name, s.Title)
		say("rule.unit."+s.Unit, s.Unit)
	}
	for _, m := range sim.Moves {
		say("move."+m.Name, m.Did)
		say("move_name."+m.Name, m.Title)
		say("move_meaning."+m.Name, m.Meaning+" "+m.When)
	}
}
