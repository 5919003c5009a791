package engine

import (
	"strings"

	"rapport/cmd/rapport/studio/lesson"
	"rapport/sim"
	"rapport/sim/record"
)

// tale is a course as far as a story can be looked for in it.
type tale struct {
	beats  []beat
	ending string
}

// beat is a session of a tale.
type beat struct {
	happened sim.Happened
	facets   map[string]float64
	reported bool // by patient or therapist, a rupture
}

// tale plays the branch to its end.
func (t *treatment) tale() *tale {
	var c sim.Course
	var rows record.Rows
	m, told := t.model(), &tale{}
	c.Start(m, t.who)
	for going := true; going; {
		going = c.Next(m, &rows, t.moves[c.Session+1])
		row := &rows.Sessions[len(rows.Sessions)-1]
		yes := func(report *bool) bool { return report != nil && *report }
		told.beats = append(told.beats, beat{happened: c.Last, reported: yes(row.RupturePatient) || yes(row.RuptureTherapist),
			facets: map[string]float64{"bond": c.Bond, "tasks": c.Tasks, "goals": c.Goals, "trust": c.Trust}})
	}
	told.ending = c.Ending
	return told
}

// is says whether the tale is this story, and in which session its rupture
// begins; 0 where it needs none.
func (t *tale) is(s *lesson.Story) (rupture int, ok bool) {
	if len(t.beats) < s.Held || !t.ends(s.Ending) || !t.reaches(s.Values) {
		return 0, false
	}
	first, last := max(1, s.From), len(t.beats)
	if s.To > 0 {
		last = min(last, s.To)
	}
	for n := first; n <= last; n++ {
		h := &t.beats[n-1].happened
		switch {
		case !h.Began || s.Rupture == "":
		case s.Rupture == "none":
			return 0, false
		case s.Rupture != "any" && s.Rupture != sim.KindNames[h.Kind], h.Intensity < s.Intensity:
		case t.fits(n, s):
			return n, true
		}
	}
	return 0, !s.Ruptures()
}

// fits says whether the rupture that begins in session n goes as the story does.
func (t *tale) fits(n int, s *lesson.Story) bool {
	noticed, repair := t.follow(n)
	differs := func(want *bool, is bool) bool { return want != nil && *want != is }
	return !differs(s.Noticed, noticed > 0) && !differs(s.Repaired, repair > 0) && !differs(s.Reported, t.beats[n-1].reported)
}

// follow is in which session the rupture that begins in session n is noticed, and
// in which it is repaired; 0: never.
func (t *tale) follow(n int) (noticed, repair int) {
	for i := n; i <= len(t.beats); i++ {
		h := &t.beats[i-1].happened
		if i > n && h.Began {
			break
		}
		if h.Recognised && noticed == 0 {
			noticed = i
		}
		if h.Resolved {
			return noticed, i
		}
		if h.Forgotten || h.Intensity == 0 {
			break
		}
	}
	return noticed, 0
}

func (t *tale) ends(ending string) bool {
	transferred := strings.HasPrefix(t.ending, "transferred_then_")
	switch ending {
	case "":
		return true
	case "transferred":
		return transferred
	}
	return !transferred && t.ending == ending
}

func (t *tale) reaches(values []lesson.Value) bool {
	for i := range values {
		v := &values[i]
		if v.Session > len(t.beats) {
			return false
		}
		is := t.beats[v.Session-1].facets[v.Facet]
		if v.Above != nil && is <= *v.Above || v.Below != nil && is >= *v.Below {
			return false
		}
	}
	return true
}
