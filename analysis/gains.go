package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// gainQuery holds the three criteria of a sudden gain.
type gainQuery struct {
	Points float64 // 1: fall between two sessions, in points
	Share  float64 // 2: fall as a share of the score before it
}

// suddenGains is the share of patients with at least one sudden gain in PHQ-9,
// by the criteria of Tang & DeRubeis (1999, J Consult Clin Psychol 67:894-904):
// between two neighbouring sessions the score falls (1) by at least Points, for
// which they took 7 points of the BDI and here the reliable change of PHQ-9
// stands, (2) by at least Share of the score before, and (3) the mean of the
// three scores before is higher than that of the three after by a t test at 5 %;
// where one answer is missing on a side, two suffice, with the t of the fewer
// degrees of freedom. N is the treated patients with four answers or more. Details:
// share with a sudden loss by the same criteria in the mirror; share of gains
// reversed (half of the gain lost again later).
//
// Trap: large fluctuation with memory fakes sudden gains, because neighbouring
// scores are alike and the t test takes them as independent; gains that hardly
// outnumber losses beyond the mean course are noise.
func suddenGains(d *data.Data, q gainQuery) Result {
	gains, losses, reversed, n := 0, 0, 0, 0
	var row []float64
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		row = row[:0]
		for t := range c.Sessions {
			row = append(row, data.PHQ9Of(&c.Sessions[t]))
		}
		if present(row) < 4 {
			continue
		}
		n++
		if t := q.first(row, 1); t >= 0 {
			gains++
			if highest(row[t+1:])-row[t+1] >= (row[t]-row[t+1])/2 {
				reversed++
			}
		}
		if q.first(row, -1) >= 0 {
			losses++
		}
	}
	r := proportion(gains, n, "patients with four answers")
	r.detail("share with a sudden loss", float64(losses)/float64(n))
	r.detail("share of gains reversed", float64(reversed)/float64(gains))
	return r
}

// first is the index of the session before the first sudden gain (sign 1) or
// loss (sign -1), -1 where there is none.
func (q *gainQuery) first(row []float64, sign float64) int {
	for t := 1; t+1 < len(row); t++ {
		fall := sign * (row[t] - row[t+1])
		base := row[t]
		if sign < 0 {
			base = row[t+1]
		}
		if !(fall >= q.Points) || fall < q.Share*base {
			continue
		}
		if stable(row[max(t-2, 0):t+1], row[t+1:min(t+4, len(row))], sign) {
			return t
		}
	}
	return -1
}

// stable is the third criterion: the scores before and after differ by a t test.
func stable(before, after []float64, sign float64) bool {
	b, a := answers(before), answers(after)
	if len(b) < 2 || len(a) < 2 {
		return false
	}
	mb, vb := stat.MeanVariance(b, nil)
	ma, va := stat.MeanVariance(a, nil)
	nb, na := float64(len(b)), float64(len(a))
	df := len(b) + len(a) - 2
	pooled := (vb*(nb-1) + va*(na-1)) / float64(df)
	return sign*(mb-ma) > descriptive.T95(df)*math.Sqrt(pooled*(1/nb+1/na))
}

// answers keeps what is not missing.
func answers(x []float64) []float64 {
	out := make([]float64, 0, 3)
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

// present counts what is not missing.
func present(x []float64) int {
	n := 0
	for _, v := range x {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}
