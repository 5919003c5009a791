package analysis

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/data"
)

// VarianceShare is the share of variance that lies between groups, from the
// one-way random-effects analysis of variance with groups of unequal size:
//
//	σ²b = (MSB - MSW) / n0,  n0 = (N - Σn²/N) / (k - 1),  share = σ²b / (σ²b + MSW)
//
// (Searle, Casella & McCulloch 1992, Variance Components, ch. 3.) For groups of
// one size it equals restricted maximum likelihood wherever that is above zero.
// The standard error follows from that of ln F = ln(MSB/MSW), √(2/(k-1) + 2/(N-k)),
// by the delta method; N is the groups. Details: between, within, group size n0, values.
//
// Trap: the estimate may fall below zero where groups differ less than chance
// would have them; it is left so, because cutting at zero biases its mean.
func VarianceShare(groups [][]float64) Result {
	k, n, squares, total := 0, 0, 0.0, 0.0
	for _, g := range groups {
		if len(g) == 0 {
			continue
		}
		k++
		n += len(g)
		squares += float64(len(g)) * float64(len(g))
		for _, v := range g {
			total += v
		}
	}
	if k < 2 || n <= k {
		return Nothing(k, "a variance share needs two groups and some with two values, there are %d groups with %d values", k, n)
	}
	between, within := sumsOfSquares(groups, total/float64(n))
	msb, msw := between/float64(k-1), within/float64(n-k)
	n0 := (float64(n) - squares/float64(n)) / float64(k-1)
	variance := (msb - msw) / n0
	if msw == 0 && variance == 0 {
		return Nothing(k, "the score does not vary")
	}
	share := variance / (variance + msw)
	r := estimate(share, shareSE(share, n0, k, n), k)
	r.detail("variance between", variance)
	r.detail("variance within", msw)
	r.detail("group size n0", n0)
	r.detail("values", float64(n))
	if p := 1 - (distuv.F{D1: float64(k - 1), D2: float64(n - k)}).CDF(msb/msw); p > 0.05 {
		r.warn("groups do not differ more than by chance (F test, p = %.2f)", p)
	}
	return r
}

// exact is the 95 % interval of a variance share by the F distribution,
//
//	(F/F(0.975) - 1) / (F/F(0.975) + n0 - 1)  to the same with F(0.025),
//
// exact with normal values and groups of one size, and close to it for others with
// n0 for the size (Searle, Casella & McCulloch 1992, ch. 3; Thomas & Hultquist 1978,
// Ann Stat 6:582-587). The jackknife over a handful of therapists is far from it.
func (r Result) exact() (low, high float64) {
	between, within, n0 := r.Detail("variance between"), r.Detail("variance within"), r.Detail("group size n0")
	if !(within > 0) || r.N < 2 {
		return math.NaN(), math.NaN()
	}
	f := distuv.F{D1: float64(r.N - 1), D2: r.Detail("values") - float64(r.N)}
	ratio := (within + n0*between) / within
	end := func(p float64) float64 {
		q := ratio / f.Quantile(p)
		return (q - 1) / (q + n0 - 1)
	}
	return end(0.975), end(0.025)
}

// shareSE is the large-sample standard error of an intraclass correlation,
// (1-ρ)(1 + (n0-1)ρ)/n0 times that of ln F.
func shareSE(share, n0 float64, k, n int) float64 {
	a := 1 + share*(n0-1)
	return math.Sqrt(2 * (1 - share) * (1 - share) * a * a / (n0 * n0) * (1/float64(k-1) + 1/float64(n-k)) *
		float64(k-1) / float64(k))
}

func sumsOfSquares(groups [][]float64, grand float64) (between, within float64) {
	for _, g := range groups {
		sum := 0.0
		for _, v := range g {
			sum += v
		}
		mean := sum / float64(len(g))
		for _, v := range g {
			within += (v - mean) * (v - mean)
		}
		if len(g) > 0 {
			between += float64(len(g)) * (mean - grand) * (mean - grand)
		}
	}
	return between, within
}

// therapistShare is the therapists' share of the variance of the last PHQ-9
// adjusted for intake (the residual of its regression on intake over all treated
// patients), among therapists with at least minPatients. N is the therapists.
// (Johns, Barkham, Kellett & Saxon 2019, Clin Psychol Rev 67:78-93.)
//
// Traps: few or small caseloads give an unstable share, hence the warning below
// minTherapists; a therapist of another replication is another draw and counts
// apart; the patient counts for the therapist of intake, even after a transfer.
func therapistShare(d *data.Data, minPatients, minTherapists int) Result {
	var last, intake []float64
	var who []therapistOf
	for i := range d.List {
		p := d.List[i].Patient
		if d.List[i].Treated() && p.Therapist >= 0 {
			last, intake = append(last, float64(p.PHQ9Last)), append(intake, float64(p.PHQ9Intake))
			who = append(who, therapistOf{p.Replication, p.Therapist})
		}
	}
	if len(last) < 4 {
		return Nothing(0, "only %d treated patients have a therapist", len(last))
	}
	r, _ := caseloadShare(residuals(last, intake), who, minPatients, minTherapists)
	return r
}

// therapistOf names a therapist of a replication.
type therapistOf struct {
	replication int32
	therapist   int64
}

func (t therapistOf) compare(o therapistOf) int {
	return cmp.Or(cmp.Compare(t.replication, o.replication), cmp.Compare(t.therapist, o.therapist))
}

// caseloadShare is the variance share of therapists with enough patients in the
// values of patients, and those values by therapist.
func caseloadShare(v []float64, who []therapistOf, minPatients, minTherapists int) (Result, [][]float64) {
	place := map[therapistOf]int{}
	var all [][]float64
	for i, t := range who {
		g, known := place[t]
		if !known {
			g = len(all)
			place[t] = g
			all = append(all, nil)
		}
		all[g] = append(all[g], v[i])
	}
	groups := slices.DeleteFunc(all, func(g []float64) bool { return len(g) < minPatients })
	r := VarianceShare(groups)
	r.Low, r.High = r.exact()
	r.own = !math.IsNaN(r.Low)
	if len(groups) < minTherapists {
		r.warn("only %d therapists have %d patients or more, want %d", len(groups), minPatients, minTherapists)
	}
	return r, groups
}

// therapistAllianceShare is the therapists' share of the variance of patients'
// mean alliance (one-way random effects), among therapists of intake with at least
// minPatients. N is the therapists.
//
// Trap: the share in a mean over sessions is larger than in one session's rating,
// from which error is not averaged out.
func therapistAllianceShare(d *data.Data, m data.Measure, minPatients, minTherapists int) Result {
	score := m.Reader()
	var means []float64
	var who []therapistOf
	for i := range d.List {
		c := &d.List[i]
		if v := c.Mean(nil, score); c.Treated() && c.Patient.Therapist >= 0 && !math.IsNaN(v) {
			means, who = append(means, v), append(who, therapistOf{c.Patient.Replication, c.Patient.Therapist})
		}
	}
	r, _ := caseloadShare(means, who, minPatients, minTherapists)
	return r
}

// patientShare is the share of variance of one session's score that lies between
// patients, over the sessions of the set: the generalizability of a single
// session's score. Patients with one answer stay out. N is the patients.
// (Crits-Christoph et al. 2011, doi 10.1037/a0023668.)
//
// Trap: growth over the sessions counts as variance within, so an early window
// gives a smaller share than a late one.
func patientShare(d *data.Data, m data.Measure, set data.SessionSet) Result {
	score := m.Reader()
	groups := make([][]float64, 0, d.Len())
	sessions := 0 // of these courses alone: the tables may hold those of others
	for i := range d.List {
		sessions += len(d.List[i].Sessions)
	}
	values := make([]float64, 0, sessions)
	for i := range d.List {
		c := &d.List[i]
		start := len(values)
		for j := range c.Sessions {
			if set.Contains(int(c.Sessions[j].Session)) {
				if v := score(&c.Sessions[j]); !math.IsNaN(v) {
					values = append(values, v)
				}
			}
		}
		if own := values[start:]; len(own) > 1 {
			groups = append(groups, own)
		}
	}
	return VarianceShare(groups).on(ofFisher)
}
