package engine

import (
	"fmt"
	"math"
	"strings"

	"rapport/sim"
	"rapport/sim/record"
)

// happening is one session with what its row does not say.
type happening struct {
	session *Session
	course  *sim.Course
	missed  int     // planned sessions missed just before
	extra   float64 // weeks beyond the planned gap and missed sessions: a break
	taken   bool    // another therapist has taken over
	taper   bool    // the first session after the spacing has widened
}

// marks are the events that the chart shows.
func (h *happening) marks() []Mark {
	marks := []Mark{}
	mark := func(holds bool, kind, format string, args ...any) {
		if holds {
			marks = append(marks, Mark{kind, fmt.Sprintf(format, args...)})
		}
	}
	mark(h.missed > 0, "missed", "%s missed before", counted(h.missed, "session"))
	mark(h.missed == 0 && h.extra > 0.01, "break", "after a break of %.0f weeks", h.extra)
	mark(h.taken, "change", "a new therapist")
	mark(h.taper, "taper", "sessions become rarer")
	if r := h.session.Rupture; r != nil {
		began := "opens"
		if !r.Began {
			began = "still open"
		}
		mark(true, r.Kind, "%s rupture %s, %s (%.2f)", r.Kind, began, strength(r.Intensity), r.Intensity)
		mark(r.Recognised && !r.Noted, "recognised", "the therapist notices the rupture")
		mark(r.Resolved, "repaired", "the rupture is repaired")
		mark(r.Forgotten, "faded", "the rupture fades, without repair")
	}
	mark(h.course.Seen.OnLast, "ending", "one of the last three planned sessions")
	mark(h.course.Ended, "ended", "%s", endingWords[strings.TrimPrefix(h.course.Ending, "transferred_then_")])
	return marks
}

// tell says what happened, in the order in which it did.
func (h *happening) tell() string {
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	switch {
	case h.missed > 0:
		say("The patient missed %s before.", counted(h.missed, "planned session"))
	case h.extra > 0.01:
		say("It follows a break of %.0f weeks.", h.extra)
	}
	if h.taken {
		say("Another therapist takes over.")
	}
	if did := append(movesDid(h.session.Chosen), movesDid(h.session.Own)...); len(did) > 0 {
		say("The therapist %s.", enumerate(did))
	}
	h.rupture(say)
	h.reports(say)
	if h.course.Ended {
		say("%s", endingWords[strings.TrimPrefix(h.course.Ending, "transferred_then_")])
	}
	if len(said) == 0 {
		return "A calm session; nothing special happens."
	}
	return strings.Join(said, " ")
}

// rupture tells a rupture from onset to its end.
func (h *happening) rupture(say func(string, ...any)) {
	r := h.session.Rupture
	if r == nil {
		return
	}
	if r.Began {
		say("A %s rupture opens, %s (intensity %.2f).", r.Kind, strength(r.Intensity), r.Intensity)
	} else {
		say("The %s rupture is still open (intensity %.2f).", r.Kind, r.Intensity)
	}
	notices := "notices"
	if r.Noted {
		notices = "has noticed"
	}
	switch {
	case r.Resolved && h.course.Trust > h.course.Last.Closed.TrustBefore:
		say("The therapist %s it and it is repaired: trust is higher than before the rupture.", notices)
	case r.Resolved:
		say("The therapist %s it and it is repaired.", notices)
	case r.Forgotten:
		say("It fades without repair.")
	case r.Recognised && r.Noted:
		say("They work on it without resolving it.")
	case r.Recognised:
		say("The therapist notices it, but it is not resolved.")
	default:
		say("The therapist does not notice it.")
	}
}

// reports tells who speaks of a rupture afterwards.
func (h *happening) reports(say func(string, ...any)) {
	if h.session.Rupture == nil {
		return
	}
	reported := map[bool]string{true: "reports a rupture", false: "reports none"}
	var by []string
	if x := h.session.ByOther.RupturePatient; x != nil {
		by = append(by, "the patient "+reported[*x])
	}
	if x := h.session.ByOther.RuptureTherapist; x != nil {
		by = append(by, "the therapist "+reported[*x])
	}
	if len(by) > 0 {
		say("Asked afterwards, %s.", strings.Join(by, ", "))
	}
}

var endingWords = map[string]string{
	sim.Completed:  "Treatment ends as planned.",
	sim.WellEnded:  "Patient and therapist end early: the patient is well enough.",
	sim.DroppedOut: "The patient does not come back: treatment ends unplanned.",
	sim.Waiting:    "The wait ends.",
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

func movesDid(names []string) (words []string) {
	for _, name := range names {
		words = append(words, moveText(name).Did)
	}
	return words
}

// outcomeText is the outcome in a sentence or two.
func outcomeText(p *record.Patient) string {
	var words []string
	say := func(holds bool, text string) {
		if holds {
			words = append(words, text)
		}
	}
	say(p.Remission, "remission")
	say(p.Response, "response")
	say(p.ReliableImprovement, "reliable improvement")
	say(p.ReliableDeterioration, "reliable deterioration")
	say(len(words) == 0, "no reliable change")
	text := fmt.Sprintf("%s PHQ-9 %d at intake, %d at the last answer: %s.", endingWords[strings.TrimPrefix(p.Ending, "transferred_then_")],
		p.PHQ9Intake, p.PHQ9Last, enumerate(words))
	if p.Ending == sim.Waiting {
		return text
	}
	text += fmt.Sprintf(" %s in %s, %d missed; %s, %d repaired", counted(int(p.SessionsHeld), "session"), counted(int(math.Round(float64(p.Weeks))), "week"), p.SessionsMissed,
		counted(int(p.Ruptures), "rupture"), p.RupturesResolved)
	if p.Transfers > 0 {
		text += "; " + counted(int(p.Transfers), "change") + " of therapist"
	}
	return text + "."
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// enumerate joins words as in "a, b and c".
func enumerate(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}
