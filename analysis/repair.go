package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// repairEpisodes is the share of ruptures that were resolved, from the ruptures
// table. N is the ruptures. Details: the mean and median number of sessions from
// onset to resolution (0: within the session); and the patient's WAI-SR after the
// resolved rupture minus that before it, over those with an answer in the session
// before onset and in that after resolution, as it stands and minus the mean rise
// of the sample between the same two sessions. (Rupture–repair episodes: Eubanks,
// Muran & Safran 2018, Psychotherapy 55:508-519.)
//
// Trap: the alliance rises over treatment anyway; only the part above the usual
// rise speaks for the repair, and even that holds selection, because patients
// whose ruptures are resolved differ from others.
func repairEpisodes(d *data.Data) Result {
	level := sampleLevel(d)
	resolved, n := 0, 0
	var lasted, rise, above []float64
	for i := range d.List {
		c := &d.List[i]
		for j := range c.Ruptures {
			u := &c.Ruptures[j]
			n++
			if !u.Resolved || u.SessionResolved == nil {
				continue
			}
			resolved++
			before, after := int(u.SessionOnset)-1, int(*u.SessionResolved)+1
			lasted = append(lasted, float64(*u.SessionResolved-u.SessionOnset))
			if v := c.Change(before, after, data.AnsweredWAI); !math.IsNaN(v) {
				rise = append(rise, v)
				above = append(above, v-level.at(after)+level.at(before))
			}
		}
	}
	r := proportion(resolved, n, "ruptures")
	if resolved > 0 {
		r.detail("mean sessions to resolution", stat.Mean(lasted, nil))
		r.detail("median sessions to resolution", descriptive.Median(lasted))
	}
	if len(rise) > 0 {
		r.detail("alliance after minus before", stat.Mean(rise, nil))
		r.detail("the same above the usual rise", stat.Mean(above, nil))
	}
	return r
}

// sampleLevel is the mean patient-rated alliance by session.
func sampleLevel(d *data.Data) (m meanCourse) {
	for i := range d.List {
		for j := range d.List[i].Sessions {
			s := &d.List[i].Sessions[j]
			if v := data.AnsweredWAI(s); !math.IsNaN(v) {
				m.add(int(s.Session), v)
			}
		}
	}
	return m
}
