package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// contrast is the standardised difference of the last PHQ-9 between two
// scenarios of the same patients,
//
//	d = (mean of second - mean of first) / √((SD1² + SD2²)/2),
//
// above zero where the first scenario ends with fewer symptoms. Patients are
// paired by replication and number. The standard error comes from the paired
// differences; N is the pairs. Detail: what the standard error would be with
// independent samples of the same size.
//
// Trap: standardise by the SD of the scores, as trials do, never by that of the
// paired differences, which twins make small and d huge.
func contrast(first, second *data.Data) Result {
	x, y := pairedLast(first, second)
	n := len(x)
	if n < 4 {
		return Nothing(n, "a paired contrast needs at least 4 patients in both scenarios, there are %d", n)
	}
	mx, vx := stat.MeanVariance(x, nil)
	my, vy := stat.MeanVariance(y, nil)
	sd := math.Sqrt((vx + vy) / 2)
	if sd == 0 {
		return Nothing(n, "the last PHQ-9 does not vary")
	}
	diff := make([]float64, n)
	for i := range x {
		diff[i] = y[i] - x[i]
	}
	d := (my - mx) / sd
	r := estimate(d, stat.StdDev(diff, nil)/math.Sqrt(float64(n))/sd, n)
	r.detail("mean first", mx)
	r.detail("mean second", my)
	r.detail("SD", sd)
	r.detail("SE of independent samples", math.Sqrt(2/float64(n)+d*d/(4*float64(n))))
	return r
}

// pairedLast reads the last PHQ-9 of the patients that both scenarios have.
func pairedLast(first, second *data.Data) (x, y []float64) {
	data.EachPair(first, second, func(a, b *data.Course) {
		if len(a.Sessions) > 0 && len(b.Sessions) > 0 {
			x, y = append(x, float64(a.Patient.PHQ9Last)), append(y, float64(b.Patient.PHQ9Last))
		}
	})
	return x, y
}

// groupDifference is the standardised difference of two independent groups,
//
//	d = (mean a - mean b) / pooled SD,  pooled SD² = ((na-1)SDa² + (nb-1)SDb²)/(na+nb-2),
//
// with standard error √(1/na + 1/nb + d²/(2(na+nb))) (Hedges & Olkin 1985,
// Statistical Methods for Meta-Analysis, ch. 5). N is both groups together.
func groupDifference(a, b []float64) Result {
	na, nb := len(a), len(b)
	if na < 2 || nb < 2 {
		return Nothing(na+nb, "a difference needs two groups of at least 2, there are %d and %d", na, nb)
	}
	ma, va := stat.MeanVariance(a, nil)
	mb, vb := stat.MeanVariance(b, nil)
	n := float64(na + nb)
	d := (ma - mb) / math.Sqrt((float64(na-1)*va+float64(nb-1)*vb)/(n-2))
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return Nothing(na+nb, "the scores do not vary within the groups")
	}
	r := estimate(d, math.Sqrt(1/float64(na)+1/float64(nb)+d*d/(2*n)), na+nb)
	r.detail("mean first", ma)
	r.detail("mean second", mb)
	r.count("n first", na)
	r.count("n second", nb)
	return r
}

// details of [groupDifference]: the two means, then the two counts.
const meansOfGroups, countsOfGroups = 0, 2

// groupsAre names the groups of [groupDifference] in its details, a first.
func (r *Result) groupsAre(a, b string) {
	if math.IsNaN(r.Value) {
		return
	}
	for i, name := range []string{a, b} {
		r.Details[meansOfGroups+i].Name, r.Details[countsOfGroups+i].Name = "mean "+name, "n "+name
	}
}

// hedgesG is [groupDifference] times Hedges' correction for small samples,
// 1 - 3/(4(na+nb) - 9) (Hedges 1981, J Educ Stat 6:107-128).
func hedgesG(a, b []float64) Result {
	r := groupDifference(a, b)
	j := 1 - 3/(4*float64(r.N)-9)
	r.Value, r.SE, r.Low, r.High = r.Value*j, r.SE*j, r.Low*j, r.High*j
	return r
}

// earlyResponse is Hedges' g of the last PHQ-9 between the patients whose PHQ-9
// had fallen by the given share of intake by the session, and the rest; above
// zero where early responders end lower. The score "by the session" is that
// answered before it, or else the latest after session 1; patients who did not
// reach the session stay out. N is the patients. (Beard & Delgadillo 2019,
// Depress Anxiety 36:866-878.)
//
// Trap: for patients who end at that session the predictor is the outcome.
func earlyResponse(d *data.Data, session int, share float64) Result {
	var early, rest []float64
	for i := range d.List {
		c := &d.List[i]
		intake := float64(c.Patient.PHQ9Intake)
		now, _ := c.Latest(2, session)
		if !c.Treated() || c.At(session) == nil || math.IsNaN(now) || intake == 0 {
			continue
		}
		if intake-now >= share*intake {
			early = append(early, float64(c.Patient.PHQ9Last))
		} else {
			rest = append(rest, float64(c.Patient.PHQ9Last))
		}
	}
	r := hedgesG(rest, early)
	r.groupsAre("the rest", "early responders")
	return r
}
