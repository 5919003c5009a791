package main

import (
	"fmt"
	"math"
	"strings"

	"rapport/analysis/data"
	"rapport/sim"
)

// tell prints the course in clinical words.
func (c *course) tell(p *printer, told data.SessionSet, withLedger bool) {
	p.line("Patient %d in scenario %s, replication %d, seed %d", c.who.Patient.ID, c.simulation.Scenario, c.who.Replication, c.simulation.Seed)
	p.line("")
	p.line("%s", wrap("Patient    ", c.patientText()))
	if len(c.steps) > 0 {
		p.line("%s", wrap("Therapist  ", therapistText(&c.who.Clinic[c.who.Assigned])))
	}
	p.line("%s", wrap("Outcome    ", c.outcomeText()))
	entries := c.ledgerBySession()
	if len(c.steps) == 0 {
		c.tellWaiting(p, told, entries, withLedger)
	} else {
		for i := range c.steps {
			if !told.Contains(i + 1) {
				continue
			}
			p.line("")
			c.tellSession(p, i)
			if withLedger {
				entries.tell(p, int32(i+1), i+1 == len(c.steps))
			}
		}
		if told.Contains(len(c.steps)) {
			p.line("\n%s", endingWords[strings.TrimPrefix(c.patient().Ending, "transferred_then_")])
		}
	}
	if withLedger {
		c.tellTotals(p)
	}
}

var endingWords = map[string]string{
	sim.Completed:  "Treatment ends as planned.",
	sim.WellEnded:  "Patient and therapist end early: the patient is well enough.",
	sim.DroppedOut: "The patient does not come back: treatment ends unplanned.",
}

// tellWaiting tells a wait without treatment.
func (c *course) tellWaiting(p *printer, told data.SessionSet, entries ledger, withLedger bool) {
	for i := range c.rows.Sessions {
		row := &c.rows.Sessions[i]
		if !told.Contains(int(row.Session)) {
			continue
		}
		p.line("\nassessment %d, week %s: %s", row.Session, number(float64(row.Week)), c.phq9Text(i))
		if withLedger && i > 0 {
			entries.tell(p, row.Session-1, false)
		}
	}
	p.line("\nThe wait ends.")
}

// tellSession tells one session: the scores, and what happened.
func (c *course) tellSession(p *printer, i int) {
	row := &c.rows.Sessions[i]
	p.line("%s", wrap("", fmt.Sprintf("session %d, week %s: %s; %s", row.Session, number(float64(row.Week)), c.phq9Text(i), c.allianceText(i))))
	if text := c.events(i); text != "" {
		p.line("%s", wrap("  ", text))
	}
}

func (c *course) phq9Text(i int) string {
	row := &c.rows.Sessions[i]
	if row.PHQ9 == nil {
		return "PHQ-9 not answered"
	}
	text := fmt.Sprintf("PHQ-9 %d", *row.PHQ9)
	for j := i - 1; j >= 0; j-- {
		if before := c.rows.Sessions[j].PHQ9; before != nil {
			return text + fmt.Sprintf(" (%s)", signed(float64(*row.PHQ9-*before), 0))
		}
	}
	return text
}

func (c *course) allianceText(i int) string {
	row := &c.rows.Sessions[i]
	by := func(score float32, who string) string {
		if score == 0 {
			return "not rated by " + who
		}
		return fmt.Sprintf("%.1f by %s", score, who)
	}
	return "alliance " + by(row.WAIPatient, "patient") + ", " + by(row.WAITherapist, "therapist")
}

// events tells what happened in a session, in the order in which it did.
func (c *course) events(i int) string {
	s, row := &c.steps[i], &c.rows.Sessions[i]
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	switch {
	case s.missed > 0:
		say("The patient missed %s before.", counted(int64(s.missed), "planned session"))
	case s.extra > 0.01:
		say("It follows a break of %s weeks.", number(math.Round(10*s.extra)/10))
	}
	if i > 0 && c.rows.Sessions[i-1].Therapist != row.Therapist {
		say("Therapist %d takes over.", row.Therapist)
	}
	if s.Moves != sim.NoMove {
		say("The therapist %s.", enumerate(movesText(s.Moves)))
	}
	c.ruptureText(i, say)
	reported := map[bool]string{true: "reports a rupture", false: "reports none"}
	if s.Intensity > 0 {
		var by []string
		if row.RupturePatient != nil {
			by = append(by, "the patient "+reported[*row.RupturePatient])
		}
		if row.RuptureTherapist != nil {
			by = append(by, "the therapist "+reported[*row.RuptureTherapist])
		}
		if len(by) > 0 {
			say("Asked afterwards, %s.", strings.Join(by, ", "))
		}
	}
	return strings.Join(said, " ")
}

// ruptureText tells a rupture from onset to its end.
func (c *course) ruptureText(i int, say func(string, ...any)) {
	s := &c.steps[i]
	if s.Intensity == 0 {
		return
	}
	kind := sim.KindNames[s.Kind]
	switch {
	case s.Began:
		say("A %s rupture opens, %s (intensity %.2f).", kind, strength(s.Intensity), s.Intensity)
	case s.Intensity > c.steps[i-1].Intensity:
		say("The %s rupture deepens (intensity %.2f).", kind, s.Intensity)
	default:
		say("The %s rupture is still open (intensity %.2f).", kind, s.Intensity)
	}
	switch {
	case s.Resolved && s.trust > s.Closed.TrustBefore:
		say("The therapist %s it and it is repaired: trust is higher than before the rupture.", notices(s.noted))
	case s.Resolved:
		say("The therapist %s it and it is repaired.", notices(s.noted))
	case s.Forgotten:
		say("It fades without repair.")
	case s.Recognised && s.noted:
		say("They work on it without resolving it.")
	case s.Recognised:
		say("The therapist notices it, but it is not resolved.")
	default:
		say("The therapist does not notice it.")
	}
}

func notices(before bool) string {
	if before {
		return "has noticed"
	}
	return "notices"
}

func strength(intensity float64) string {
	switch {
	case intensity < 0.05:
		return "slight"
	case intensity < 0.2:
		return "small"
	case intensity < 0.5:
		return "marked"
	}
	return "severe"
}

func movesText(moves sim.Move) (words []string) {
	for i, name := range sim.MoveNames {
		if moves&(1<<i) != 0 {
			words = append(words, wordsFor(moveWords, name))
		}
	}
	return words
}

// severityWords are the bands of Kroenke, Spitzer & Williams (2001).
func severityWords(phq9 int32) string {
	switch {
	case phq9 < 5:
		return "minimal"
	case phq9 < 10:
		return "mild"
	case phq9 < 15:
		return "moderate"
	case phq9 < 20:
		return "moderately severe"
	}
	return "severe"
}

// trait is a trait with its name.
type trait struct {
	name  string
	value float64
}

// patientText is a portrait from intake and the traits that stand out.
func (c *course) patientText() string {
	who, row := &c.who.Patient, c.patient()
	return fmt.Sprintf("PHQ-9 %d at intake (%s depression); %s", row.PHQ9Intake, severityWords(row.PHQ9Intake), standingOut([]trait{
		{"agreeableness", who.Agreeableness}, {"neuroticism", who.Neuroticism}, {"extraversion", who.Extraversion},
		{"conscientiousness", who.Conscientiousness}, {"openness", who.Openness},
		{"attachment avoidance", who.AttachmentAvoidance}, {"attachment anxiety", who.AttachmentAnxiety},
		{"readiness to disclose", who.Disclosure}, {"expectations", who.Expectations},
		{"wish for direction", who.PreferredDirectiveness},
	}))
}

func therapistText(t *sim.Therapist) string {
	approach := "works psychodynamically"
	if t.CBT {
		approach = "works in CBT"
	}
	return fmt.Sprintf("%d, %s; %s", t.ID, approach, standingOut([]trait{
		{"warmth", t.Warmth}, {"empathy", t.Empathy}, {"genuineness", t.Genuineness}, {"flexibility", t.Flexibility},
		{"repair skill", t.RepairSkill}, {"technical competence", t.Competence}, {"directiveness", t.Directiveness},
	}))
}

// standingOut names the traits at least one standard deviation from the mean.
func standingOut(traits []trait) string {
	var words []string
	for _, t := range traits {
		degree := "high"
		if t.value < 0 {
			degree = "low"
		}
		if math.Abs(t.value) >= 2 {
			degree = "very " + degree
		}
		if math.Abs(t.value) >= 1 {
			words = append(words, fmt.Sprintf("%s %s (%s)", degree, t.name, signed(t.value, 1)))
		}
	}
	if len(words) == 0 {
		return "no trait stands out"
	}
	return "standing out, in SD: " + strings.Join(words, ", ")
}

func (c *course) outcomeText() string {
	row := c.patient()
	var words []string
	say := func(holds bool, text string) {
		if holds {
			words = append(words, text)
		}
	}
	say(row.Remission, "remission")
	say(row.Response, "response")
	say(row.ReliableImprovement, "reliable improvement")
	say(row.ReliableDeterioration, "reliable deterioration")
	say(len(words) == 0, "no reliable change")
	text := fmt.Sprintf("PHQ-9 %d to %d (%s)", row.PHQ9Intake, row.PHQ9Last, strings.Join(words, ", "))
	if len(c.steps) == 0 {
		return text + fmt.Sprintf("; %s weeks on the waiting list", number(float64(row.Weeks)))
	}
	text += fmt.Sprintf("; %s in %s weeks, %d missed", counted(int64(row.SessionsHeld), "session"), number(float64(row.Weeks)), row.SessionsMissed)
	text += fmt.Sprintf("; %s, %d repaired", counted(int64(row.Ruptures), "rupture"), row.RupturesResolved)
	if row.Transfers > 0 {
		text += "; " + counted(int64(row.Transfers), "change") + " of therapist"
	}
	return text + "; " + strings.ReplaceAll(row.Ending, "_", " ")
}

// signed is a number with its sign, of so many decimals.
func signed(v float64, decimals int) string {
	text := fmt.Sprintf("%+.*f", decimals, v)
	if strings.Trim(text, "+-0.") == "" {
		return "±0"
	}
	return strings.Replace(text, "-", "−", 1)
}
