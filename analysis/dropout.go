package analysis

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// Dropout is the share of treated patients who leave before a planned ending,
// with the first therapist or a later one. N is the treated patients. (Swift &
// Greenberg 2012, J Consult Clin Psychol 80:547-559.)
//
// Trap: ending early once well enough is a planned ending, not dropout;
// definitions by a minimum number of sessions give other rates.
func Dropout(d *data.Data) Result {
	k, n := 0, 0
	for i := range d.List {
		if c := &d.List[i]; c.Treated() {
			n++
			if c.DroppedOut() {
				k++
			}
		}
	}
	return proportion(k, n, "treated patients")
}

// dropoutAlliance is the standardised difference in early alliance between
// patients with a planned ending and dropouts, (completers - dropouts) / pooled
// SD, the alliance averaged over the answered sessions of the set. N is the
// patients with a score. (Sharf, Primavera & Diener 2010, Psychotherapy
// 47:637-645.)
//
// Trap: an alliance read later than the earliest dropouts leaves them out.
func dropoutAlliance(d *data.Data, m data.Measure, set data.SessionSet) Result {
	score := m.Reader()
	var stayed, left []float64
	for i := range d.List {
		c := &d.List[i]
		v := c.Mean(set, score)
		switch {
		case !c.Treated() || math.IsNaN(v):
		case c.DroppedOut():
			left = append(left, v)
		default:
			stayed = append(stayed, v)
		}
	}
	r := groupDifference(stayed, left)
	r.groupsAre("planned endings", "dropouts")
	return r
}

// LifeRow is one session of a life table.
type LifeRow struct {
	Session  int     `json:"session"`
	AtRisk   int     `json:"at_risk"`  // patients who held this session
	Dropouts int     `json:"dropouts"` // of whom it was the last, unplanned
	Planned  int     `json:"planned"`  // of whom it was the last, as planned
	Stay     float64 `json:"stay"`     // estimated share not dropped out after it
	SE       float64 `json:"se"`       // of Stay
}

// LifeTable is the survival of treatment by session, the product over sessions of
// 1 - dropouts/at risk, with planned endings as censored and Greenwood's
// standard error (Kaplan & Meier 1958, J Am Stat Assoc 53:457-481).
//
// Trap: planned endings are not independent of dropout (who gets well need not
// leave), so Stay describes treatments that would go on, not a share of patients.
func LifeTable(d *data.Data) []LifeRow {
	var l Life
	for i := range d.List {
		l.Add(&d.List[i])
	}
	return l.Table()
}

// Life is a life table in the making, of courses that come one by one.
type Life struct{ rows []LifeRow }

// Add counts a course.
func (l *Life) Add(c *data.Course) {
	if !c.Treated() {
		return
	}
	n := len(c.Sessions)
	for len(l.rows) < n {
		l.rows = append(l.rows, LifeRow{Session: len(l.rows) + 1})
	}
	for j := range n {
		l.rows[j].AtRisk++
	}
	if c.DroppedOut() {
		l.rows[n-1].Dropouts++
	} else {
		l.rows[n-1].Planned++
	}
}

// Table is the life table of the courses so far.
func (l *Life) Table() []LifeRow {
	rows := slices.Clone(l.rows)
	stay, greenwood := 1.0, 0.0
	for i := range rows {
		row := &rows[i]
		risk, out := float64(row.AtRisk), float64(row.Dropouts)
		stay *= 1 - out/risk
		if out < risk {
			greenwood += out / (risk * (risk - out))
		}
		row.Stay, row.SE = stay, stay*math.Sqrt(greenwood)
	}
	return rows
}

// dropoutBy is one minus the share that stays by the life table ([LifeTable]) at the session:
// planned endings are censored. N is the treated patients.
func dropoutBy(d *data.Data, session int) Result {
	rows := LifeTable(d)
	if len(rows) == 0 {
		return Nothing(0, "no treated patients")
	}
	if session < 1 {
		return estimate(0, 0, rows[0].AtRisk)
	}
	last := min(session, len(rows))
	row, out := rows[last-1], 0
	for i := range rows[:last] {
		out += rows[i].Dropouts
	}
	r := estimate(1-row.Stay, row.SE, rows[0].AtRisk).on(ofShare)
	r.events = []int{out, r.N - out}
	return r
}

// dropoutEarly is the share of all dropouts whose last session is the given one
// or an earlier one. N is the dropouts. Detail: the median last session.
func dropoutEarly(d *data.Data, session int) Result {
	k, n, at := 0, 0, []float64(nil)
	for _, row := range LifeTable(d) {
		n += row.Dropouts
		if row.Session <= session {
			k += row.Dropouts
		}
		for range row.Dropouts {
			at = append(at, float64(row.Session))
		}
	}
	r := proportion(k, n, "dropouts")
	if n > 0 {
		r.detail("median last session", descriptive.Median(at))
	}
	return r
}

// paceAndLength is the correlation between how far PHQ-9 fell by session 4 (the
// answer before it, or the latest after session 1) and the number of sessions,
// among patients with a planned ending after at least 4: below zero where
// treatment ends once it has helped enough. N is the patients. (Barkham et al.
// 2006, J Consult Clin Psychol 74:160-167, the good-enough level.)
//
// Trap: points per session over the whole treatment hold the number of sessions
// in their denominator, which alone correlates the two; the fall by a fixed
// session does not.
func paceAndLength(d *data.Data) Result {
	var early, length []float64
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() || c.DroppedOut() || len(c.Sessions) < 4 {
			continue
		}
		now, _ := c.Latest(2, 4)
		early = append(early, float64(c.Patient.PHQ9Intake)-now)
		length = append(length, float64(len(c.Sessions)))
	}
	return pearson(early, length)
}

// therapistDropoutShare is the therapists' share of what decides on dropout, on the scale of
// log-odds: with b the variance between therapists, of at least minPatients, of the share p of
// their patients who drop out (one-way random effects),
//
//	share = σ² / (σ² + π²/3),   σ² = b / (p(1-p))²,
//
// which is how a therapist's log-odds move that share, to first order. N is the therapists.
// (Zimmermann, Rubel, Page & Lutz 2017, Clin Psychol Psychother 24:312-321.)
//
// Trap: the share of the variance of dropout itself, yes or no, is several times smaller.
func therapistDropoutShare(d *data.Data, minPatients, minTherapists int) Result {
	var left []float64
	var who []therapistOf
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() || c.Patient.Therapist < 0 {
			continue
		}
		v := 0.0
		if c.DroppedOut() {
			v = 1
		}
		left, who = append(left, v), append(who, therapistOf{c.Patient.Replication, c.Patient.Therapist})
	}
	r, caseloads := caseloadShare(left, who, minPatients, minTherapists)
	if math.IsNaN(r.Value) {
		return r
	}
	p := stat.Mean(slices.Concat(caseloads...), nil)
	all := r.Detail("variance between") + r.Detail("variance within")
	onLogOdds := func(share float64) float64 {
		v := share * all / (p * p * (1 - p) * (1 - p))
		return v / (v + math.Pi*math.Pi/3)
	}
	r.SE *= (onLogOdds(r.Value+1e-6) - onLogOdds(r.Value)) / 1e-6
	r.Value, r.Low, r.High = onLogOdds(r.Value), onLogOdds(r.Low), onLogOdds(r.High)
	r.detail("share dropped out", p)
	return r
}
