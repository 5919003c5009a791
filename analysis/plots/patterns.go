package plots

import (
	"math"

	"rapport/analysis/data"
	"rapport/sim/record"
)

const (
	phqScores    = 28 // 0 to 27
	patternWeeks = 52 // of a waiting list
	slopeBins    = 21 // of 0.2 points in ten sessions, the middle one about 0
	slopeWidth   = 0.2
)

// intakeBands are the degrees of severity at intake whose courses are drawn.
var intakeBands = []struct {
	name     string
	from, to int32
}{{"intake below 10", 0, 9}, {"10 to 14", 10, 14}, {"15 to 19", 15, 19}, {"20 or more", 20, 27}}

// waitingWeeks are the weeks at which a waiting list is drawn.
var waitingWeeks = []int{0, 8, 26, 52}

// Patterns gathers, course by course, what a reader checks by eye and no finding
// lists. The zero value is empty. Its memory does not grow with the courses.
type Patterns struct {
	first, last [phqScores]float64 // treated patients by score
	treated     float64

	growth  [][4]moments // PHQ-9 by session and band of intake
	session []sessionPattern
	slopes  [slopeBins]float64
	sloped  float64
	waiting [patternWeeks + 1][phqScores]float64
}

// sessionPattern counts what happens in the session of one number.
type sessionPattern struct {
	held, dropped, planned float64
	began, open, told      float64 // ruptures: begun, open or begun, reported by the patient
	known                  float64 // … sessions of which it is recorded whether one is open
	answered               float64 // … of so many reports
	patient, therapist     moments
	observer               moments
	both                   pairMoments
}

// moments are a running count, sum and sum of squares.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(v float64) {
	if !math.IsNaN(v) {
		m.n, m.sum, m.squares = m.n+1, m.sum+v, m.squares+v*v
	}
}

func (m *moments) mean() float64 { return m.sum / m.n }

// pairMoments are those of two scores of the same session.
type pairMoments struct{ n, x, y, xx, yy, xy float64 }

func (m *pairMoments) add(x, y float64) {
	if !math.IsNaN(x + y) {
		m.n, m.x, m.y = m.n+1, m.x+x, m.y+y
		m.xx, m.yy, m.xy = m.xx+x*x, m.yy+y*y, m.xy+x*y
	}
}

// r is Pearson's correlation.
func (m *pairMoments) r() float64 {
	return (m.xy - m.x*m.y/m.n) / math.Sqrt((m.xx-m.x*m.x/m.n)*(m.yy-m.y*m.y/m.n))
}

// Add takes in a course, of treatment or of a waiting list.
func (p *Patterns) Add(c *data.Course) {
	if !c.Treated() {
		p.wait(c)
		return
	}
	p.treated++
	p.first[score(c.Patient.PHQ9Intake)]++
	p.last[score(c.Patient.PHQ9Last)]++
	band := 0
	for k, b := range intakeBands {
		if c.Patient.PHQ9Intake >= b.from && c.Patient.PHQ9Intake <= b.to {
			band = k
		}
	}
	for i := range c.Sessions {
		if i == len(p.session) {
			p.session, p.growth = append(p.session, sessionPattern{}), append(p.growth, [4]moments{})
		}
		p.growth[i][band].add(data.PHQ9Of(&c.Sessions[i]))
		p.session[i].add(&c.Sessions[i])
	}
	if end := &p.session[len(c.Sessions)-1]; c.DroppedOut() {
		end.dropped++
	} else {
		end.planned++
	}
	for i := range c.Ruptures {
		if at := int(c.Ruptures[i].SessionOnset) - 1; at < len(c.Sessions) {
			p.session[at].began++
		}
	}
	p.slope(c)
}

func (s *sessionPattern) add(row *record.Session) {
	s.held++
	if row.TrueRupture != nil {
		s.known++
		if *row.TrueRupture {
			s.open++
		}
	}
	if row.RupturePatient != nil {
		s.answered++
		if *row.RupturePatient {
			s.told++
		}
	}
	a, b := data.Answered(row.WAIPatient), data.Answered(row.WAITherapist)
	s.patient.add(a)
	s.therapist.add(b)
	s.observer.add(data.Answered(row.WAIObserver))
	s.both.add(a, b)
}

// slope counts how the patient's rating moves from session 4 on.
func (p *Patterns) slope(c *data.Course) {
	var m pairMoments
	for i := 3; i < len(c.Sessions); i++ {
		m.add(float64(i), data.Answered(c.Sessions[i].WAIPatient))
	}
	if m.n < 4 {
		return
	}
	b := 10 * (m.xy - m.x*m.y/m.n) / (m.xx - m.x*m.x/m.n)
	bin := int(math.Round(b/slopeWidth)) + slopeBins/2
	p.slopes[min(max(bin, 0), slopeBins-1)]++
	p.sloped++
}

// wait takes in a waiting list.
func (p *Patterns) wait(c *data.Course) {
	for i := range c.Sessions {
		week := int(math.Round(float64(c.Sessions[i].Week)))
		if v := c.Sessions[i].PHQ9; v != nil && week >= 0 && week <= patternWeeks {
			p.waiting[week][score(*v)]++
		}
	}
}

// waits says that somebody waited.
func (p *Patterns) waits() bool { return p.waiting[0] != ([phqScores]float64{}) }

func score(v int32) int { return int(min(max(v, 0), phqScores-1)) }

// spreadOf is mean and standard deviation of a distribution of scores, and how many
// there are.
func spreadOf(count *[phqScores]float64) (mean, sd, n float64) {
	var m moments
	for v, k := range count {
		m.n, m.sum, m.squares = m.n+k, m.sum+k*float64(v), m.squares+k*float64(v)*float64(v)
	}
	return m.mean(), math.Sqrt(m.squares/m.n - m.mean()*m.mean()), m.n
}
