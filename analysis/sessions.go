package analysis

import (
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// missedShare is the share of planned sessions that were due and missed,
//
//	Σ missed / Σ (missed + held),
//
// over treated patients; the standard error is that of a ratio over patients.
// N is the patients. (Binnie & Boden 2016, Ment Health Rev J 21:231-248.)
//
// Trap: a session after dropout is not due; services that count it report more.
func missedShare(d *data.Data) Result {
	missed, due, n := 0.0, 0.0, 0
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			missed += float64(c.Patient.SessionsMissed)
			due += float64(c.Patient.SessionsMissed) + float64(len(c.Sessions))
			n++
		}
	}
	if n < 2 {
		return Nothing(n, "a share of sessions needs at least 2 treated patients, there are %d", n)
	}
	share, ss := missed/due, 0.0
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			own := float64(c.Patient.SessionsMissed)
			e := own - share*(own+float64(len(c.Sessions)))
			ss += e * e
		}
	}
	return estimate(share, math.Sqrt(ss*float64(n)/float64(n-1))/due, n).on(ofShare)
}

// singleSession is the share of treated patients who held one session only. N is
// the treated patients. Detail: the share of all who did not complete. (IAPT annual
// report 2018-19.)
//
// Trap: services that count two sessions as finished, and referrals who never
// start, compare loosely.
func singleSession(d *data.Data) Result {
	k, left, n := 0, 0, 0
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		n++
		if len(c.Sessions) == 1 {
			k++
		}
		if c.DroppedOut() {
			left++
		}
	}
	r := proportion(k, n, "treated patients")
	r.detail("share dropped out", float64(left)/float64(n))
	return r
}

// earlyRise is the share of treated patients whose PHQ-9 at an answer after the
// first, up to the session, stands above intake. N is the patients with such an
// answer. Details: reliable improvement (6 points) by the last answer of these, and
// of the rest. (Lutz et al. 2017, who find classes of early change rather than a
// rise.)
//
// Trap: error of measurement alone lets a third of scores rise.
func earlyRise(d *data.Data, session int) Result {
	var count, improved [2]int // the rest, risen
	for i := range d.List {
		c := &d.List[i]
		top := math.Inf(-1)
		for t := range c.Sessions {
			if n := int(c.Sessions[t].Session); n > 1 && n <= session && c.Sessions[t].PHQ9 != nil {
				top = max(top, float64(*c.Sessions[t].PHQ9))
			}
		}
		if !c.Treated() || math.IsInf(top, -1) {
			continue
		}
		risen := 0
		if top > intakeOf(c.Patient) {
			risen = 1
		}
		count[risen]++
		if c.Patient.PHQ9Intake-c.Patient.PHQ9Last >= record.ReliableChange {
			improved[risen]++
		}
	}
	r := proportion(count[1], count[0]+count[1], "patients with an early answer")
	r.detail("improved after a rise", float64(improved[1])/float64(count[1]))
	r.detail("improved, the rest", float64(improved[0])/float64(count[0]))
	return r
}

// sessionGain is how many points of PHQ-9 each further session adds: the slope of
// improvement (intake minus last PHQ-9) on the number of sessions held, with
// intake, the kind of ending and the therapist (fixed effects) in the regression.
// Standard error robust to dependence among the patients of a therapist; N is the
// patients. Detail: the slope of intake. (Saxon et al. 2017,
// doi 10.1007/s10488-016-0750-5.)
//
// Trap: who does well may stop sooner and who does badly may be kept longer, so
// the slope is no effect of a session.
func sessionGain(d *data.Data) Result {
	rows := dosesOf(d)
	if len(rows) < 8 {
		return Nothing(len(rows), "a slope on sessions needs at least 8 treated patients, there are %d", len(rows))
	}
	slices.SortStableFunc(rows, func(a, b dose) int { return a.therapist.compare(b.therapist) })
	endings := endingsOf(rows)
	y := make([]float64, len(rows))
	x := make([][]float64, 2+max(len(endings)-1, 0))
	for j := range x {
		x[j] = make([]float64, len(rows))
	}
	cluster, group := make([]int, len(rows)), 0
	for i, r := range rows {
		if i > 0 && r.therapist != rows[i-1].therapist {
			group++
		}
		cluster[i] = group
		y[i], x[0][i], x[1][i] = r.gain, r.sessions, r.intake
		if k := slices.Index(endings, r.ending); k > 0 {
			x[1+k][i] = 1
		}
	}
	for _, v := range append(x, y) {
		withinGroups(v, cluster)
	}
	f, ok := regress(y, x...)
	if !ok {
		return Nothing(len(rows), "sessions, intake and endings of %d patients do not vary apart within therapists", len(rows))
	}
	out := estimate(f.slope[0], f.clusterSE(0, cluster), len(rows))
	out.detail("slope of intake", f.slope[1])
	return out
}

// dose is what [sessionGain] needs of a patient.
type dose struct {
	gain, sessions, intake float64
	ending                 string
	therapist              therapistOf
}

func dosesOf(d *data.Data) []dose {
	rows := make([]dose, 0, d.Len())
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			rows = append(rows, dose{improvement(c.Patient, residual), float64(len(c.Sessions)), intakeOf(c.Patient),
				c.Patient.Ending, therapistOf{c.Patient.Replication, c.Patient.Therapist}})
		}
	}
	return rows
}

// endingsOf are the kinds of ending that occur, in alphabetical order.
func endingsOf(rows []dose) []string {
	seen := map[string]bool{}
	for i := range rows {
		seen[rows[i].ending] = true
	}
	var out []string
	for e := range seen {
		out = append(out, e)
	}
	slices.Sort(out)
	return out
}

// withinGroups takes each group's mean out of v; members are neighbours.
func withinGroups(v []float64, group []int) {
	for from := 0; from < len(v); {
		to := from + 1
		for to < len(v) && group[to] == group[from] {
			to++
		}
		subtractMean(v[from:to], 1)
		from = to
	}
}
