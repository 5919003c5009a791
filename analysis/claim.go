package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/sim/record"
)

// contrastLow is [contrast] among the patients whose mean rating of the alliance in
// sessions 3 and 4 of the second scenario lies below a bound; 0 takes everybody. N is
// their pairs.
//
// Trap: the bound is applied in one scenario, to the same patients in both; cut in
// each by its own ratings, the groups would hold different people.
func contrastLow(first, second *data.Data, below float64) Result {
	if below == 0 {
		return contrast(first, second)
	}
	set := data.Sessions(3, 4)
	return contrast(first, second.Select(func(c data.Course) bool { return c.Mean(set, data.AnsweredWAI) < below }))
}

// allianceContrast is the standardised difference of the alliance, averaged over
// the answered sessions of the set, between two scenarios of the same patients,
//
//	d = (mean of first - mean of second) / √((SD1² + SD2²)/2),
//
// above zero where the first is higher. N is the pairs rated in both. The standard
// error comes from the paired differences.
//
// Trap: who has left in one scenario is in neither mean, so late sessions compare
// those who stay in both.
func allianceContrast(first, second *data.Data, m data.Measure, set data.SessionSet) Result {
	return scoreContrast(first, second, m.Reader(), set)
}

// ownershipContrast is the same difference as [allianceContrast], of what carries a
// patient's own effort between sessions: agreement on goals times hope, both latent. N is the
// pairs that held a session of the set in both scenarios.
func ownershipContrast(first, second *data.Data, set data.SessionSet) Result {
	return scoreContrast(first, second, func(s *record.Session) float64 { return float64(s.TrueGoals) * float64(s.TrueHope) }, set)
}

// couplingsTogether is the correlation of the two personal strengths, of the alliance
// on symptoms and of symptoms on the alliance. N is the patients.
//
// Trap: the strengths are known of simulated patients alone; estimated from a single
// course they hold more error than truth.
func couplingsTogether(d *data.Data) Result {
	x, y := make([]float64, d.Len()), make([]float64, d.Len())
	for i := range d.List {
		x[i], y[i] = float64(d.List[i].Patient.AllianceToSymptoms), float64(d.List[i].Patient.SymptomsToAlliance)
	}
	return pearson(x, y)
}

// scoreContrast is [allianceContrast] for any score of a session.
func scoreContrast(first, second *data.Data, score func(*record.Session) float64, set data.SessionSet) Result {
	var x, y, diff []float64
	for i, j := 0, 0; i < len(first.List) && j < len(second.List); {
		a, b := &first.List[i], &second.List[j]
		switch {
		case a.Key().Less(b.Key()):
			i++
			continue
		case b.Key().Less(a.Key()):
			j++
			continue
		}
		if u, v := a.Mean(set, score), b.Mean(set, score); !math.IsNaN(u + v) {
			x, y, diff = append(x, u), append(y, v), append(diff, u-v)
		}
		i, j = i+1, j+1
	}
	n := len(x)
	if n < 4 {
		return Nothing(n, "a paired contrast needs at least 4 patients rated in both scenarios, there are %d", n)
	}
	mx, vx := stat.MeanVariance(x, nil)
	my, vy := stat.MeanVariance(y, nil)
	sd := math.Sqrt((vx + vy) / 2)
	if sd == 0 {
		return Nothing(n, "the rating does not vary")
	}
	r := estimate((mx-my)/sd, stat.StdDev(diff, nil)/math.Sqrt(float64(n))/sd, n)
	r.detail("mean first", mx)
	r.detail("mean second", my)
	return r
}

// interaction is by how much more one change does where another holds: the
// contrast of the last PHQ-9 between the first two scenarios minus that between the
// other two. N is the pairs of the first contrast. The standard error takes the two
// contrasts as independent, which overstates it.
//
// Trap: on a bounded scale two helpful changes together do less than their sum, so
// an interaction of zero may hide one that is positive in the latent state.
func interaction(withFirst, withSecond, withoutFirst, withoutSecond *data.Data) Result {
	a, b := contrast(withFirst, withSecond), contrast(withoutFirst, withoutSecond)
	if math.IsNaN(a.Value) || math.IsNaN(b.Value) {
		return Nothing(a.N, "one of the two contrasts has no value")
	}
	return difference(a, b, a.N, "d where it holds", "d where it does not")
}

// difference is one result minus another, told by their names, with the standard
// error of independent ones.
func difference(a, b Result, n int, nameA, nameB string) Result {
	r := estimate(a.Value-b.Value, math.Hypot(a.SE, b.SE), n)
	r.detail(nameA, a.Value)
	r.detail(nameB, b.Value)
	return r
}

// viewGain is by how much better the patient's rating of the alliance predicts than
// the therapist's: between patients, the correlation of each, averaged over sessions
// 3 and 4, with improvement residualised on intake, of those with 4 sessions or more
// ([allianceOutcome]); or within patients, the cross-lagged effect of each on
// the next symptoms in sessions 1 to 7, turned so that a stronger fall is higher
// ([CrossLag]). N is the patients of the first. Details: the two. (Flückiger et al. 2018, Psychotherapy
// 55:316-340, for the raters compared.)
//
// Trap: a rating with more error predicts less, whoever gives it.
func viewGain(d *data.Data, inPatients bool) Result {
	value := func(m data.Measure) Result {
		if inPatients {
			r := CrossLag(d, LagQuery{AllianceToSymptoms, m, data.Span{From: 1, To: 7}, 3, false})
			r.Value = -r.Value
			return r
		}
		return allianceOutcome(d, allianceQuery{m, data.Sessions(3, 4), 4, residual})
	}
	p, t := value(data.WAIPatient), value(data.WAITherapist)
	if math.IsNaN(p.Value) || math.IsNaN(t.Value) {
		return Nothing(p.N, "too few patients were rated by both")
	}
	r := estimate(p.Value-t.Value, math.Hypot(p.SE, t.SE), p.N)
	r.detail("patient", p.Value)
	r.detail("therapist", t.Value)
	return r
}

// bothStrong is the standardised difference in improvement, residualised on intake,
// between patients whose alliance in sessions 3 and 4 stands above the median by
// both raters and those where it does by one alone. N is both groups.
//
// Trap: two ratings are more reliable than one, so both being high says more even
// if the therapist saw nothing of its own.
func bothStrong(d *data.Data) Result {
	set := data.Sessions(3, 4)
	patient, therapist := data.WAIPatient.Reader(), data.WAITherapist.Reader()
	var p, t, gain, intake []float64
	for i := range d.List {
		c := &d.List[i]
		u, v := c.Mean(set, patient), c.Mean(set, therapist)
		if c.Treated() && !math.IsNaN(u+v) {
			p, t = append(p, u), append(t, v)
			gain, intake = append(gain, improvement(c.Patient, residual)), append(intake, intakeOf(c.Patient))
		}
	}
	if len(p) < 4 {
		return Nothing(len(p), "only %d patients were rated by both", len(p))
	}
	mp, mt := descriptive.Median(p), descriptive.Median(t)
	var both, single []float64
	for i, v := range residuals(gain, intake) {
		switch a, b := p[i] > mp, t[i] > mt; {
		case a && b:
			both = append(both, v)
		case a != b:
			single = append(single, v)
		}
	}
	return groupDifference(both, single)
}

// allianceOverApproach is the correlation of the alliance in sessions 3 and 4 with
// improvement, minus the absolute correlation of the approach (CBT or not) with it.
// N is the patients of the first. Details: the two.
//
// Trap: approaches differ between therapists as well as by themselves, so in care
// as usual r of the approach holds therapists' differences, too.
func allianceOverApproach(d *data.Data) Result {
	alliance := allianceOutcome(d, allianceQuery{data.WAIPatient, data.Sessions(3, 4), 4, residual})
	approach := outcomeCorrelation(d, residual, func(c *data.Course) float64 {
		if c.Patient.Approach == "cbt" {
			return 1
		}
		return 0
	})
	if math.IsNaN(alliance.Value) || math.IsNaN(approach.Value) {
		return Nothing(alliance.N, "the alliance or the approach does not vary")
	}
	r := estimate(alliance.Value-math.Abs(approach.Value), math.Hypot(alliance.SE, approach.SE), alliance.N)
	r.detail("r alliance", alliance.Value)
	r.detail("r approach", approach.Value)
	return r
}

// growthShare is the share of the rise of a rating from session 1 to a late session
// that is reached at an early one, over the patients rated at all three:
// (mean early - mean first) / (mean late - mean first). N is the patients.
//
// Trap: those rated late are those who stayed, and their early ratings are higher.
func growthShare(d *data.Data, m data.Measure, early, late int) Result {
	score := m.Reader()
	first, at, end, n := 0.0, 0.0, 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		a, b, e := c.Read(1, score), c.Read(early, score), c.Read(late, score)
		if !math.IsNaN(a + b + e) {
			first, at, end, n = first+a, at+b, end+e, n+1
		}
	}
	if n < 2 || end == first {
		return Nothing(n, "only %d patients were rated at sessions 1, %d and %d, or their mean does not change", n, early, late)
	}
	return unsure((at-first)/(end-first), n)
}
