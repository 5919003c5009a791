package sim

// The items of the instruments that have tables of their own. Everything here is
// Assumed, set so that simulated answers correlate as published ones do: the
// findings about items (N70, N71, I10 to I13) say how, and the scorecard whether.
// Levels are in SD of what the items have in common, around their usual answers.

// phq9Items: tiredness and sleep are marked soonest and self-harm last; low mood
// follows the level most closely and self-harm least.
var phq9Items = ItemModel{Items: []Item{
	{Loading: 1.25, Profile: 0.40, Residual: 0.48, Thresholds: []float64{-1.6, -0.1, 1.0}}, // interest
	{Loading: 1.60, Profile: 0.26, Residual: 0.40, Thresholds: []float64{-1.9, -0.1, 1.2}}, // mood
	{Loading: 0.95, Profile: 0.66, Residual: 0.53, Thresholds: []float64{-1.5, -0.5, 0.4}}, // sleep
	{Loading: 1.05, Profile: 0.53, Residual: 0.48, Thresholds: []float64{-2.0, -0.7, 0.3}}, // energy
	{Loading: 0.90, Profile: 0.70, Residual: 0.53, Thresholds: []float64{-0.9, 0.1, 0.9}},  // appetite
	{Loading: 1.20, Profile: 0.48, Residual: 0.44, Thresholds: []float64{-1.4, -0.2, 0.8}}, // self-esteem
	{Loading: 1.00, Profile: 0.53, Residual: 0.53, Thresholds: []float64{-1.2, 0.0, 0.9}},  // concentration
	{Loading: 0.85, Profile: 0.62, Residual: 0.53, Thresholds: []float64{-0.2, 0.7, 1.5}},  // restlessness, slowness
	{Loading: 0.80, Profile: 0.70, Residual: 0.53, Thresholds: []float64{0.5, 1.5, 2.2}},   // self-harm
}}

// waiItems are those of goals, tasks and bond.
var waiItems = [3]ItemModel{
	{Items: fourAlliance([4]float64{0, 0.15, -0.2, 0.05})},
	{Items: fourAlliance([4]float64{0.2, -0.1, 0.1, -0.2})},
	{Items: fourAlliance([4]float64{0.2, 0.1, -0.3, 0})},
}

// fourAlliance are four items of five answers, shifted against each other.
func fourAlliance(shift [4]float64) []Item {
	items := make([]Item, 4)
	for i := range items {
		items[i] = Item{Loading: 1, Profile: 0.35, Residual: 0.35, Thresholds: even(4, 0.7, shift[i])}
	}
	return items
}

// calpasItems are six each on commitment, working capacity, the therapist's
// understanding and involvement, and working strategy consensus.
var calpasItems = ItemModel{Items: twentyFourAlliance(), ScaleProfile: 0.25, ScaleResidual: 0.2}

func twentyFourAlliance() []Item {
	shifts := [4]float64{-0.2, 0.3, -0.3, 0.1}
	var items []Item
	for s, shift := range shifts {
		for i := range 6 {
			items = append(items, Item{Scale: s, Loading: 1, Profile: 0.8, Residual: 0.9,
				Thresholds: even(6, 0.7, shift+0.1*float64(i%3-1))})
		}
	}
	return items
}

// AssumedItemNumbers is how many numbers the items have: they are guesses beside the
// [Param] rows, which no study sets. `rapport params` counts them.
func AssumedItemNumbers() int {
	n := 0
	for _, q := range []*ItemModel{&phq9Items, &waiItems[0], &waiItems[1], &waiItems[2], &calpasItems} {
		for i := range q.Items {
			n += 3 + len(q.Items[i].Thresholds) // loading, profile and residual
		}
		if q.ScaleProfile > 0 || q.ScaleResidual > 0 {
			n += 2
		}
	}
	return n
}

// even are n thresholds so far apart, with shift as their middle.
func even(n int, apart, shift float64) []float64 {
	t := make([]float64, n)
	for k := range t {
		t[k] = shift + apart*(float64(k)-float64(n-1)/2)
	}
	return t
}
