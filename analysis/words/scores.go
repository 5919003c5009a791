package words

import "rapport/sim/record"

// Scores are what was answered around a session: PHQ-9 just before it, with the
// change since before, the last one answered, and the alliance after it.
func (l *Language) Scores(row *record.Session, before *int32) string {
	return l.PHQ9(row.PHQ9, before) + "; " + l.Text("scores.alliance", "patient", l.rated(row.WAIPatient, "patient"), "therapist", l.rated(row.WAITherapist, "therapist"))
}

// PHQ9 is a score with its change since the last one answered; nil: not answered.
func (l *Language) PHQ9(score, before *int32) string {
	switch {
	case score == nil:
		return l.Text("scores.phq9_missing")
	case before == nil:
		return l.Text("scores.phq9", "score", l.Number(float64(*score), 0))
	}
	return l.Text("scores.phq9_change", "score", l.Number(float64(*score), 0), "change", l.Signed(float64(*score-*before), 0))
}

func (l *Language) rated(score float32, who string) string {
	if score == 0 {
		return l.Text("scores.unrated_" + who)
	}
	return l.Text("scores.rated_"+who, "score", l.Number(float64(score), 1))
}
