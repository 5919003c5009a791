package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// weeklyChange is the standard deviation of the difference of PHQ-9 at
// neighbouring sessions 5 to 9 days apart, intake left out, in SD of intake. N is
// the treated patients with such a pair. Details: the correlation of the two scores,
// and the pairs. (Computed from the CBT arm of ENRICHD.)
//
// Trap: differences hold twice the error of measurement, so they bound it from
// above; intake, at which nobody is who did not feel bad enough, would add its
// regression to the mean.
func weeklyChange(d *data.Data) Result {
	var before, after, change, intake []float64
	for i := range d.List {
		c := &d.List[i]
		found := false
		for t := 2; t < len(c.Sessions) && c.Treated(); t++ {
			a, b := &c.Sessions[t-1], &c.Sessions[t]
			days := 7 * float64(b.Week-a.Week)
			if a.PHQ9 == nil || b.PHQ9 == nil || days < 5 || days > 9 {
				continue
			}
			before, after = append(before, float64(*a.PHQ9)), append(after, float64(*b.PHQ9))
			change = append(change, float64(*b.PHQ9-*a.PHQ9))
			found = true
		}
		if found {
			intake = append(intake, intakeOf(c.Patient))
		}
	}
	r := inIntakeSD(deviation(change), intake)
	if !math.IsNaN(r.Value) {
		r.detail("r of neighbouring scores", stat.Correlation(before, after, nil))
		r.count("pairs", len(change))
	}
	return r
}

// autocorrelation is the lag-1 autocorrelation of PHQ-9 within patients,
//
//	b = Σ e(t) e(t-1) / Σ e(t-1)²,
//
// where e is the score minus the patient's own mean and the sums run over treated
// patients and neighbouring sessions that were both answered; the trend is left in.
// Standard error robust to dependence within the patient; N is the patients.
// (Computed from the CBT arm of ENRICHD.)
//
// Trap: centring on the mean of a short series pulls b down, a trend that is left
// in pulls it up; compare like with like.
func autocorrelation(d *data.Data) Result {
	p := panels(d.Select(func(c data.Course) bool { return c.Treated() }), data.Span{From: 1, To: longest(d)}, 2, data.PHQ9Of)[0]
	p.centreOnPerson()
	cross, square := make([]float64, p.patients()), make([]float64, p.patients())
	for i := range p.patients() {
		row := p.row(i)
		for t := 1; t < len(row); t++ {
			if !math.IsNaN(row[t]) && !math.IsNaN(row[t-1]) {
				cross[i] += row[t] * row[t-1]
				square[i] += row[t-1] * row[t-1]
			}
		}
	}
	sum, squares, meat := 0.0, 0.0, 0.0
	for i := range cross {
		sum, squares = sum+cross[i], squares+square[i]
	}
	if squares == 0 {
		return Nothing(p.patients(), "no two neighbouring sessions were answered, or scores do not vary")
	}
	b := sum / squares
	for i := range cross {
		meat += (cross[i] - b*square[i]) * (cross[i] - b*square[i])
	}
	return estimate(b, math.Sqrt(meat)/squares, p.patients()).on(ofFisher)
}

// longest is the highest number of a session, at least 1.
func longest(d *data.Data) int {
	n := 1
	for i := range d.List {
		if s := d.List[i].Sessions; len(s) > 0 {
			n = max(n, int(s[len(s)-1].Session))
		}
	}
	return n
}

// earlyShare is the share of the whole mean change that is reached at an early
// score,
//
//	(mean intake - mean of the score) / (mean intake - mean last),
//
// over treated patients with at least minScores answers; the score is that many
// answers after the first. N is the patients. Details: the three means. (Computed
// from the CBT arm of ENRICHD.)
//
// Trap: a share of a mean change is no mean of shares, and has no meaning where
// hardly anything changes.
func earlyShare(d *data.Data, later, minScores int) Result {
	var s series
	first, early, last, n := 0.0, 0.0, 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		if s.read(c, wholeCourse, data.PHQ9Of); !c.Treated() || len(s.score) < max(minScores, later+1) {
			continue
		}
		first, early, last = first+s.score[0], early+s.score[later], last+s.score[len(s.score)-1]
		n++
	}
	if n == 0 || first == last {
		return Nothing(n, "nobody has enough answers, or their mean does not change")
	}
	r := unsure((first-early)/(first-last), n)
	r.detail("mean intake", first/float64(n))
	r.detail("mean early", early/float64(n))
	r.detail("mean last", last/float64(n))
	return r
}

// gaps are the distances between two scores of [changeByGap].
var gaps = []struct {
	name     string
	from, to float64 // days, the latter not included
}{{"4 to 10 days", 4, 10}, {"up to 4 days", 0, 4}, {"2 weeks", 11, 18}, {"4 weeks", 25, 32}, {"8 weeks", 53, 60}, {"12 weeks", 81, 88}}

// changeByGap is the standard deviation of the difference of two scores of PHQ-9
// of a treated patient 4 to 10 days apart, in SD of intake; details: the same for
// other gaps. N is the patients. (Computed from the CBT arm of ENRICHD.)
//
// Trap: long gaps are seen in those alone who stay; and the pairs of a patient
// share scores.
func changeByGap(d *data.Data) Result {
	sum, squares, n := make([]float64, len(gaps)), make([]float64, len(gaps)), make([]float64, len(gaps))
	var intake []float64
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		intake = append(intake, intakeOf(c.Patient))
		for a := range c.Sessions {
			for b := a + 1; b < len(c.Sessions); b++ {
				x, y := data.PHQ9Of(&c.Sessions[a]), data.PHQ9Of(&c.Sessions[b])
				k := gapOf(7 * float64(c.Sessions[b].Week-c.Sessions[a].Week))
				if k >= 0 && !math.IsNaN(x+y) {
					sum[k], squares[k], n[k] = sum[k]+y-x, squares[k]+(y-x)*(y-x), n[k]+1
				}
			}
		}
	}
	sd := func(k int) float64 { return math.Sqrt((squares[k] - sum[k]*sum[k]/n[k]) / (n[k] - 1)) }
	if n[0] < 2 || !(deviation(intake) > 0) {
		return Nothing(len(intake), "no two scores lie 4 to 10 days apart, or intake does not vary")
	}
	r := unsure(sd(0)/deviation(intake), len(intake)).on(ofRatio)
	for k := 1; k < len(gaps); k++ {
		if n[k] > 1 {
			r.detail(gaps[k].name, sd(k)/deviation(intake))
		}
	}
	return r
}

// gapOf is the place of a distance in [gaps], -1 where it is in none.
func gapOf(days float64) int {
	for k, g := range gaps {
		if days >= g.from && days < g.to {
			return k
		}
	}
	return -1
}
