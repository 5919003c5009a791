package sim

import (
	"math"
	"math/bits"

	"rapport/sim/luck"
)

// moment is what comes and goes at a point of time.
type moment struct {
	week   float64 // since the patient entered
	stress float64 // life stress, SD
	life   float64 // what else life brought ([Circumstances]), SD
}

// trail is the path of life stress and circumstances between two moments that
// are known, or from one that is known onwards. Both forget exponentially, so
// that the exact law of a later moment, and of one between two, is known however
// far apart they lie:
//
//	x(t+Δ) = ρ·x(t) + √(1 − ρ²)·ε,   ρ = Persistence^Δ
//	x between a and b: mean (ρ_a·(1 − ρ_b²)·a + ρ_b·(1 − ρ_a²)·b) / (1 − ρ_a²·ρ_b²),
//	                   variance (1 − ρ_a²)·(1 − ρ_b²) / (1 − ρ_a²·ρ_b²)
//
// Weeks are reached in an order of their own: the open end goes forward in steps
// of sixteen weeks, and what lies between two moments is halved at the whole week
// that most powers of two divide. So a week's numbers depend on no other week that
// is asked for.
type trail struct {
	*path
	who         luck.Person
	left, right moment
	open        bool // nothing is known after left yet
}

const stride = 16 // weeks of a step forward

// path is what all trails of a model have in common: how stress and circumstances
// forget, and what that makes of whole weeks, worked out once.
type path struct {
	persistence [2]float64 // of stress and circumstances, by which a path is known
	forgetting  [2]float64 // −ln of that, per week; infinite where nothing is remembered
	ahead       [stride + 1][2]ahead
	bridge      [stride][stride][2]bridge // weeks since the moment before, weeks to the moment after
}

// pathOf is the path of a model, which is p where that is its own.
func (p *path) pathOf(m *Model) *path {
	persistence := [2]float64{m.Stress.Persistence, m.Circumstances.Persistence}
	if p != nil && p.persistence == persistence {
		return p
	}
	p = &path{persistence: persistence}
	for i, x := range persistence {
		p.forgetting[i] = -math.Log(x)
		for gap := 1; gap <= stride; gap++ {
			p.ahead[gap][i] = aheadOf(p.forgetting[i], float64(gap))
		}
		for before := 1; before < stride; before++ {
			for after := 1; after < stride; after++ {
				p.bridge[before][after][i] = bridgeOf(p.forgetting[i], float64(before), float64(after))
			}
		}
	}
	return p
}

// ahead leads from a moment to a later one.
type ahead struct{ rho, innovation float64 }

func aheadOf(forgetting, gap float64) ahead {
	rho := exp(-forgetting * gap)
	return ahead{rho, math.Sqrt(1 - rho*rho)}
}

func (w *ahead) to(x, shock float64) float64 { return w.rho*x + w.innovation*shock }

// bridge leads from two moments to one between them.
type bridge struct{ before, after, all, innovation float64 }

func bridgeOf(forgetting, before, after float64) bridge {
	a, b := exp(-forgetting*before), exp(-forgetting*after)
	ownA, ownB, all := 1-a*a, 1-b*b, 1-a*a*b*b
	return bridge{a * ownB, b * ownA, all, math.Sqrt(ownA * ownB / all)}
}

func (w *bridge) to(x, y, shock float64) float64 {
	return (w.before*x+w.after*y)/w.all + w.innovation*shock
}

// trailOf is a trail from one moment onwards.
func trailOf(p *path, who luck.Person, from moment) trail {
	return trail{path: p, who: who, left: from, right: from, open: true}
}

// until closes the trail at a known moment.
func (t trail) until(to moment) trail {
	t.right, t.open = to, false
	return t
}

// at is the moment of a whole week after the left end, and not after the right
// one. Weeks must be asked for in ascending order.
func (t *trail) at(week int) moment {
	for t.open && t.right.week < float64(week) {
		t.left = t.right
		t.right = t.forward(t.left, (int(math.Floor(t.left.week))/stride+1)*stride)
	}
	left, right := t.left, t.right
	for right.week != float64(week) {
		between := t.between(left, right, halfway(left.week, right.week))
		if between.week < float64(week) {
			left = between
		} else {
			right = between
		}
	}
	return right
}

// halfway is the whole week between two times, both excluded, that most powers of
// two divide.
func halfway(from, to float64) int {
	low, high := uint(math.Floor(from)), uint(math.Ceil(to))-1 // above low, up to high
	shift := bits.Len(low^high) - 1
	return int(high >> shift << shift)
}

// forward is the moment of a later week, at most a stride later.
func (t *trail) forward(from moment, week int) moment {
	gap := float64(week) - from.week
	var own [2]ahead
	ways := &own
	if whole := int(gap); float64(whole) == gap {
		ways = &t.ahead[whole]
	} else {
		own[0], own[1] = aheadOf(t.forgetting[0], gap), aheadOf(t.forgetting[1], gap)
	}
	stress, life := t.shocks(week)
	return moment{float64(week), ways[0].to(from.stress, stress), ways[1].to(from.life, life)}
}

// between is the moment of a week between two.
func (t *trail) between(from, to moment, week int) moment {
	before, after := float64(week)-from.week, to.week-float64(week)
	var own [2]bridge
	ways := &own
	if i, k := int(before), int(after); float64(i) == before && float64(k) == after && i < stride && k < stride {
		ways = &t.bridge[i][k]
	} else {
		own[0], own[1] = bridgeOf(t.forgetting[0], before, after), bridgeOf(t.forgetting[1], before, after)
	}
	stress, life := t.shocks(week)
	return moment{float64(week), ways[0].to(from.stress, to.stress, stress), ways[1].to(from.life, to.life, life)}
}

// shocks are the two normal numbers of a week.
func (t *trail) shocks(week int) (stress, life float64) {
	var n luck.Noise
	t.who.AtWeek(&n, week)
	return n.Normal(luck.WeekStress), n.Normal(luck.WeekCircumstances)
}
