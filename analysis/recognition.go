package analysis

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// recognitionWhen says which ruptures count as recognised.
type recognitionWhen string

// Recognised in the session of onset, or at any time.
const (
	atOnset recognitionWhen = "at_onset"
	ever    recognitionWhen = "ever"
)

func (w recognitionWhen) recognised(u *record.Rupture) bool {
	switch w {
	case atOnset:
		return u.Recognised && u.SessionRecognised != nil && *u.SessionRecognised == u.SessionOnset
	case ever:
		return u.Recognised
	}
	panic("analysis: unknown time of recognition " + strconv.Quote(string(w)))
}

// recognitionDifference asks whether a rupture that the therapist recognised is followed
// by a better next session than one that was not: the patient's WAI-SR after the
// next session is higher, and the rupture's effect on PHQ-9 before the next
// session (its change from the session of onset, minus the mean change between the
// same two sessions of the patients in whom none began in either) is smaller. The value is the difference in
// next-session alliance; N is the ruptures with a next session. Detail: the same
// difference with the alliance before the rupture held constant. (Chen,
// Atzil-Slonim, Bar-Kalifa, Hasson-Ohayon & Refaeli 2018, Psychother Res
// 28:560-570.)
//
// Traps: therapists who recognise more also have better alliances throughout,
// hence the adjusted part; recognition "at any time" counts long ruptures more
// often as recognised, because they offer more sessions in which to notice.
func recognitionDifference(d *data.Data, when recognitionWhen) Result {
	e := recognitionEffects(d, when)
	if len(e.allianceYes) < 2 || len(e.allianceNo) < 2 || len(e.symptomsYes) < 2 || len(e.symptomsNo) < 2 {
		return Nothing(len(e.allianceYes)+len(e.allianceNo), "too few ruptures with a next session: %d recognised, %d not",
			len(e.allianceYes), len(e.allianceNo))
	}
	r := meanDifference(e.allianceYes, e.allianceNo)
	yes, no := stat.Mean(e.symptomsYes, nil), stat.Mean(e.symptomsNo, nil)
	r.detail("next alliance, recognised", stat.Mean(e.allianceYes, nil))
	r.detail("next alliance, not", stat.Mean(e.allianceNo, nil))
	r.detail("effect on next PHQ-9, recognised", yes)
	r.detail("effect on next PHQ-9, not", no)
	adjusted := math.NaN()
	if f, ok := regress(e.next, e.flag, e.before); ok {
		adjusted = f.slope[0]
	}
	r.detail("alliance difference, adjusted for before", adjusted)
	r.detail("share recognised", float64(len(e.allianceYes))/float64(r.N))
	r.check("next alliance higher where recognised", r.Value)
	r.check("smaller effect on next symptoms where recognised", no-yes)
	return r
}

// recognition collects what followed each rupture.
type recognition struct {
	allianceYes, allianceNo []float64
	symptomsYes, symptomsNo []float64
	next, flag, before      []float64 // ruptures whose alliance before is known too
}

func recognitionEffects(d *data.Data, when recognitionWhen) (e recognition) {
	usual := usualChange(d, data.PHQ9Of)
	for i := range d.List {
		c := &d.List[i]
		for j := range c.Ruptures {
			u := &c.Ruptures[j]
			e.add(c, int(u.SessionOnset), when.recognised(u), &usual)
		}
	}
	return e
}

func (e *recognition) add(c *data.Course, n int, yes bool, usual *meanCourse) {
	next := c.Read(n+1, data.AnsweredWAI)
	symptoms := c.Change(n, n+1, data.PHQ9Of) - usual.at(n+1)
	if !math.IsNaN(next) {
		flag := 0.0
		if yes {
			flag = 1
			e.allianceYes = append(e.allianceYes, next)
		} else {
			e.allianceNo = append(e.allianceNo, next)
		}
		if before := c.Read(n-1, data.AnsweredWAI); !math.IsNaN(before) {
			e.next, e.flag, e.before = append(e.next, next), append(e.flag, flag), append(e.before, before)
		}
	}
	if math.IsNaN(symptoms) {
		return
	}
	if yes {
		e.symptomsYes = append(e.symptomsYes, symptoms)
	} else {
		e.symptomsNo = append(e.symptomsNo, symptoms)
	}
}
