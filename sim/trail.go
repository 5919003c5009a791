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
	who         luck.Person
	forgetting  [2]float64 // of stress and circumstances, per week
	left, right moment
	open        bool // nothing is known after left yet
}

const stride = 16 // weeks of a step forward

// trailOf is a trail in the model from one moment onwards.
func trailOf(m *Model, who luck.Person, from moment) trail {
	return trail{who: who, left: from, right: from, open: true,
		forgetting: [2]float64{forgetting(m.Stress.Persistence), forgetting(m.Circumstances.Persistence)}}
}

// forgetting is −ln Persistence; infinite where nothing is remembered.
func forgetting(persistence float64) float64 { return -math.Log(persistence) }

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

// forward is the moment of a later week.
func (t *trail) forward(from moment, week int) moment {
	stress, life := t.shocks(week)
	gap := float64(week) - from.week
	ahead := func(x, forgetting, shock float64) float64 {
		rho := exp(-forgetting * gap)
		return rho*x + math.Sqrt(1-rho*rho)*shock
	}
	return moment{float64(week), ahead(from.stress, t.forgetting[0], stress), ahead(from.life, t.forgetting[1], life)}
}

// between is the moment of a week between two.
func (t *trail) between(from, to moment, week int) moment {
	stress, life := t.shocks(week)
	before, after := float64(week)-from.week, to.week-float64(week)
	bridge := func(x, y, forgetting, shock float64) float64 {
		a, b := exp(-forgetting*before), exp(-forgetting*after)
		ownA, ownB, all := 1-a*a, 1-b*b, 1-a*a*b*b
		return (a*ownB*x+b*ownA*y)/all + math.Sqrt(ownA*ownB/all)*shock
	}
	return moment{float64(week), bridge(from.stress, to.stress, t.forgetting[0], stress), bridge(from.life, to.life, t.forgetting[1], life)}
}

// shocks are the two normal numbers of a week.
func (t *trail) shocks(week int) (stress, life float64) {
	var n luck.Noise
	t.who.AtWeek(&n, week)
	return n.Normal(luck.WeekStress), n.Normal(luck.WeekCircumstances)
}
