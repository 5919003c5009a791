package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/analysis/descriptive"
	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// LivesReply tells what became of the same two people, with the same moves,
// under other lucks of their sessions.
type LivesReply struct {
	Count    int        `json:"count"`
	Branches []LifeView `json:"branches"`
}

// LifeView is the fan of one branch.
type LifeView struct {
	Sessions []FanSession     `json:"sessions"`
	Shares   map[string]Share `json:"shares"`
	PHQ9Last Mean             `json:"phq9_last"`
	Held     Mean             `json:"held"`
}

// FanSession are the lives that reached a session: how many, and the 5th, 25th,
// 50th, 75th and 95th percentile of each value.
type FanSession struct {
	Number int                   `json:"n"`
	Held   int                   `json:"held"`
	Fan    map[string][5]float64 `json:"fan"`
}

// Share is a share of lives with its 95 % interval (Wilson).
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Mean is a mean with its 95 % interval.
type Mean struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// fanned are the values of the fan.
var fanned = []string{"bond", "tasks", "goals", "trust", "phq9"}

// lifeReplication is the replication whose luck life 1 borrows for its sessions,
// far beyond those of any study; life 0 is the luck that the seed names.
const lifeReplication = 1 << 31

// bornAs gives the sessions to come another luck. The persons stay who they are:
// what their own luck decided before treatment is kept.
func bornAs(c *sim.Course, seed uint64, life int) {
	if life > 0 {
		c.Luck = luck.Of(seed, lifeReplication+life, luck.Patient, c.Case.Patient.ID)
	}
}

func (e *Engine) lives(ctx context.Context, r *Request) (*LivesReply, error) {
	all, err := e.treatments(r)
	if err != nil {
		return nil, err
	}
	if r.Count < 1 || r.Count > maxLives {
		return nil, refuse("lives", "lives", r.Count, "least", 1, "most", maxLives)
	}
	planned := 0.0
	for i := range all {
		if !all[i].model().Care.Therapy() {
			return nil, refuse("waiting_lives")
		}
		planned += all[i].model().Care.Sessions
	}
	if work := float64(r.Count) * planned; work > maxWork {
		return nil, refuse("work", "work", fmt.Sprintf("%.0f", work), "most", maxWork)
	}
	reply := &LivesReply{Count: r.Count}
	for i := range all {
		view, err := all[i].fan(ctx, r.Count)
		if err != nil {
			return nil, err
		}
		reply.Branches = append(reply.Branches, view)
	}
	return reply, nil
}

// fan lives the branch again and again.
func (t *treatment) fan(ctx context.Context, count int) (LifeView, error) {
	var f fan
	var c sim.Course
	var rows record.Rows
	m := t.model()
	who := t.who
	who.KeepLedger, who.KeepItems = false, false
	for life := range count {
		if life&63 == 0 && ctx.Err() != nil {
			return LifeView{}, ctx.Err()
		}
		rows.Reset()
		c.Start(m, who)
		bornAs(&c, t.simulation.Seed, life)
		for going := true; going; {
			going = c.Next(m, &rows, t.moves[c.Session+1])
		}
		f.add(&c, rows.Sessions)
	}
	return f.view(count), nil
}

// fan gathers lives.
type fan struct {
	values  [][]([]float64) // by session and fanned value
	held    []int
	counts  map[string]int
	last    []float64
	session []float64
}

func (f *fan) add(c *sim.Course, sessions []record.Session) {
	for i := range sessions {
		if len(f.values) <= i {
			f.values = append(f.values, make([][]float64, len(fanned)))
			f.held = append(f.held, 0)
		}
		f.held[i]++
		row, to := &sessions[i], f.values[i]
		for k, x := range [...]float32{row.TrueBond, row.TrueTasks, row.TrueGoals, row.TrueTrust} {
			to[k] = append(to[k], float64(x))
		}
		if row.PHQ9 != nil {
			to[4] = append(to[4], float64(*row.PHQ9))
		}
	}
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	intake, last := c.Seen.PHQ9Intake, c.Seen.PHQ9
	for name, holds := range map[string]bool{
		"dropout":     strings.HasSuffix(c.Ending, sim.DroppedOut),
		"well_enough": strings.HasSuffix(c.Ending, sim.WellEnded),
		"response":    intake > 0 && 2*last <= intake,
		"remission":   last < 5,
		"worse":       last-intake >= record.ReliableChange,
		"unrepaired":  c.Ruptures > c.Resolved,
		"open":        c.Dyad.Rupture.Open,
		"transfer":    c.Transfers > 0,
	} {
		if holds {
			f.counts[name]++
		} else {
			f.counts[name] += 0
		}
	}
	f.last = append(f.last, float64(last))
	f.session = append(f.session, float64(c.Session))
}

func (f *fan) view(count int) LifeView {
	v := LifeView{Shares: map[string]Share{}, PHQ9Last: meanOf(f.last, 1.96), Held: meanOf(f.session, 1.96)}
	for name, k := range f.counts {
		v.Shares[name] = shareOf(k, count)
	}
	for i := range f.values {
		s := FanSession{Number: i + 1, Held: f.held[i], Fan: map[string][5]float64{}}
		for k, name := range fanned {
			if x := f.values[i][k]; len(x) > 0 {
				slices.Sort(x)
				s.Fan[name] = [5]float64{quantile(x, 0.05), quantile(x, 0.25), quantile(x, 0.5), quantile(x, 0.75), quantile(x, 0.95)}
			}
		}
		v.Sessions = append(v.Sessions, s)
	}
	return v
}

// quantile of sorted values, between neighbours in proportion.
func quantile(x []float64, p float64) float64 {
	at := p * float64(len(x)-1)
	i := int(at)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (at-float64(i))*(x[i+1]-x[i])
}

// shareOf is k of n with its 95 % interval.
func shareOf(k, n int) Share {
	p, low, high := descriptive.Wilson(k, n)
	return Share{p, low, high}
}

// meanOf values with an interval of z standard errors.
func meanOf(x []float64, z float64) Mean {
	n := float64(len(x))
	sum, squares := 0.0, 0.0
	for _, v := range x {
		sum += v
	}
	mean := sum / n
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	half := 0.0
	if n > 1 {
		half = z * math.Sqrt(squares/(n-1)/n)
	}
	return Mean{mean, mean - half, mean + half}
}
