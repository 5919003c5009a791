package plots

import (
	"rapport/analysis/data"
)

// Figures draws what the material allows, in the order of a report.
func Figures(m *Material) []*Figure {
	all := []*Figure{
		byWeek(m),
		timeToEvent(m, 0),
		timeToEvent(m, 1),
		timeToEvent(m, 2),
		bySession(m),
		retention(m),
		contrasts(m),
		overSets(m),
		twinDifferences(m),
		forWhom(m),
		individual(m, "courses-alliance", "Single courses: alliance", "WAI-SR (1–5)", 1, 5, 1, data.AnsweredWAI,
			func(s data.SessionSummary) data.Moments { return s.WAIPatient }),
		individual(m, "courses-phq9", "Single courses: depression", "PHQ-9 (0–27)", 0, 27, 9, data.PHQ9Of,
			func(s data.SessionSummary) data.Moments { return s.PHQ9 }),
		marks(m),
		ledgerFigure(m, "ledger-alliance", "What moved the alliance", "share of the scale", "bond", "tasks", "goals"),
		ledgerFigure(m, "ledger-severity", "What moved the symptoms", "PHQ-9 points", "severity"),
	}
	var drawn []*Figure
	for _, f := range append(all, ofPatterns(m)...) {
		if f != nil {
			drawn = append(drawn, f)
		}
	}
	return drawn
}
