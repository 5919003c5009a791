package sim

import (
	"testing"

	"rapport/sim/luck"
)

// noiseOf are the luck of a patient and of a day of theirs.
func noiseOf(patient int64) (own, day luck.Noise) {
	who := luck.Of(5, 0, luck.Patient, patient)
	who.At(&own, 0)
	who.At(&day, 1)
	return own, day
}

// Items sum to the total, each within its range, for every total that there is.
func TestItemsSumToTheTotal(t *testing.T) {
	models := map[string]*ItemModel{"PHQ-9": &phq9Items, "CALPAS-P": &calpasItems,
		"WAI-SR goals": &waiItems[0], "WAI-SR tasks": &waiItems[1], "WAI-SR bond": &waiItems[2]}
	for name, q := range models {
		points := make([]int, len(q.Items))
		for total := range q.Steps() + 1 {
			own, day := noiseOf(int64(total))
			q.Spread(points, total, &own, &day, luck.PHQ9Items)
			sum := 0
			for i, p := range points {
				sum += p
				if p < 0 || p > len(q.Items[i].Thresholds) {
					t.Errorf("%s, total %d: item %d has %d points", name, total, i+1, p)
				}
			}
			if sum != total {
				t.Errorf("%s: the items of %d sum to %d", name, total, sum)
			}
		}
	}
}

// Nine items with three thresholds, twelve with four and 24 with six, each with three
// numbers more, and two of the scales.
func TestItemNumbersAreCounted(t *testing.T) {
	if n := AssumedItemNumbers(); n != 9*6+12*7+24*9+2 {
		t.Errorf("%d numbers of items are counted, want %d", n, 9*6+12*7+24*9+2)
	}
}

// Without luck, steps come in the order of their thresholds over their loadings.
func TestItemsByHand(t *testing.T) {
	q := ItemModel{Items: []Item{
		{Loading: 1, Thresholds: []float64{-1, 2}},
		{Loading: 2, Thresholds: []float64{-1, 2}}, // as −½ and 1 on the level
	}}
	own, day := noiseOf(1)
	points := make([]int, 2)
	for total, want := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {1, 2}, {2, 2}} {
		if q.Spread(points, total, &own, &day, luck.PHQ9Items); [2]int(points) != want {
			t.Errorf("%d points fall as %v, want %v", total, points, want)
		}
	}
}

// What is the patient's own in an item stays from day to day; the day's own does not.
func TestProfileOfItemsStays(t *testing.T) {
	profile := ItemModel{Items: []Item{{Loading: 1, Profile: 1, Thresholds: []float64{0}}, {Loading: 1, Profile: 1, Thresholds: []float64{0}}}}
	residual := ItemModel{Items: []Item{{Loading: 1, Residual: 1, Thresholds: []float64{0}}, {Loading: 1, Residual: 1, Thresholds: []float64{0}}}}
	who := luck.Of(5, 0, luck.Patient, 3)
	var own, day luck.Noise
	who.At(&own, 0)
	first := map[*ItemModel]int{}
	moved := false
	for session := 1; session <= 20; session++ {
		who.At(&day, session)
		for _, q := range []*ItemModel{&profile, &residual} {
			points := make([]int, 2)
			q.Spread(points, 1, &own, &day, luck.PHQ9Items)
			if session == 1 {
				first[q] = points[0]
			} else if points[0] != first[q] {
				moved = true
				if q == &profile {
					t.Errorf("session %d: a patient's own profile has changed", session)
				}
			}
		}
	}
	if !moved {
		t.Error("what is the day's own was the same on 20 days")
	}
}
