package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

// Weeks of 4 courses, worked by hand: PHQ-9 at intake, ending, week of the last session,
// and answers by week.
func TestRestrictedTimesByHand(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		ending                         string
		intake                         int
		weeks                          float32
		answers                        []int
		leaving, remission, well, late float64
	}{
		"leaves, well once, relapses": {"dropout", 20, 2.5, []int{4, 12, 8, 9, 16, 4, 26, 11, 52, 4}, 2.5, 16, 18, 10},
		"never responds":              {"completed", 20, 12, []int{4, 15, 8, 15, 16, 15, 26, 15, 52, 15}, 52, 52, 0, nan},
		"responds late and stays":     {"completed", 20, 12, []int{4, 15, 8, 15, 16, 8, 26, 8, 52, 12}, 52, 52, 36, 36},
		"a small rise is no relapse":  {"well_enough", 20, 12, []int{4, 4, 8, 4, 16, 5, 26, 9, 52, 4}, 52, 4, 48, 36},
		"nothing to respond from":     {"completed", 0, 12, []int{4, 0, 8, 0, 16, 0, 26, 12, 52, 0}, 52, nan, 0, nan},
		"in remission at intake":      {"completed", 3, 12, []int{4, 1, 8, 1, 16, 1, 26, 1, 52, 1}, 52, nan, 48, 36},
	} {
		var h runtest.Hand
		h.Add(c.ending, []int{c.intake, c.intake})
		assessedHand(&h, c.weeks, c.answers...)
		d := mustData(t, &h.Rows)
		for what, want := range map[string][2]float64{
			"leaving":   {WeeksToLeaving(&d.List[0], 52), c.leaving},
			"remission": {WeeksToRemission(&d.List[0], 52, data.OfEverybody), c.remission},
			"well":      {WeeksWell(&d.List[0], 52, data.OfEverybody), c.well},
			"relapse":   {WeeksToRelapse(&d.List[0], 16, 52), c.late},
		} {
			if want[0] != want[1] && !(math.IsNaN(want[0]) && math.IsNaN(want[1])) {
				t.Errorf("%s, %s: %v weeks, want %v", name, what, want[0], want[1])
			}
		}
	}
}

// The mean of restricted times is the area under the curve of Kaplan and Meier.
func TestRestrictedMeanIsTheAreaUnderTheCurve(t *testing.T) {
	var h runtest.Hand
	for i := range 9 {
		h.Add("completed", []int{20, 20})
		answers := []int{4, 15, 8, 15, 16, 15, 26, 15, 52, 15}
		if i < 4 {
			answers[2*i+1] = 2
		}
		assessedHand(&h, 12, answers...)
	}
	d := mustData(t, &h.Rows)
	var s Survival
	for i := range d.List {
		weeks, event, _ := TimeToRemission(&d.List[i])
		s.Add(weeks, event)
	}
	area, free, from := 0.0, 1.0, 0
	for _, row := range s.Table() {
		area, free, from = area+free*float64(row.Week-from), row.Free, row.Week
	}
	got := restrictedWeeks(d, restrictedQuery{Event: "remission", Until: 52})
	runtest.Near(t, "restricted mean", got.Value, area)
	if got.N != 9 || !(got.SE > 0) {
		t.Errorf("%+v", got)
	}
}

func TestRestrictedDifferenceIsOfTwins(t *testing.T) {
	var one, two runtest.Hand
	for i, last := range []int{2, 2, 15} {
		one.Add("completed", []int{20, 20})
		assessedHand(&one, 12, 8, last, 52, 15)
		two.Add([]string{"completed", "dropout", "dropout"}[i], []int{20, 20})
		assessedHand(&two, 2, 8, 15, 52, 2)
	}
	a, b := mustData(t, &one.Rows), mustData(t, &two.Rows)
	r := restrictedDifference(a, b, restrictedQuery{Event: "remission", Until: 52})
	runtest.Near(t, "weeks to remission", r.Value, (8.0+8+52)/3-52)
	r = restrictedDifference(a, b, restrictedQuery{Event: "leaving", Until: 52})
	runtest.Near(t, "weeks to leaving", r.Value, 52-(52.0+2+2)/3)
	if row := (ScoreRow{Result: r}); row.rough() != "fewer than 5 twins who differ" {
		t.Errorf("two who differ: the interval rests on %q", row.rough())
	}
	for range 3 {
		one.Add("completed", []int{20, 20})
		assessedHand(&one, 12, 8, 15, 52, 15)
		two.Add("dropout", []int{20, 20})
		assessedHand(&two, 2, 8, 15, 52, 15)
	}
	r = restrictedDifference(mustData(t, &one.Rows), mustData(t, &two.Rows), restrictedQuery{Event: "leaving", Until: 52})
	if row := (ScoreRow{Result: r}); row.Rough() {
		t.Errorf("five who differ: the interval rests on %q", row.rough())
	}
	if r := restrictedDifference(a, b, restrictedQuery{Event: "remission", Until: 40}); !math.IsNaN(r.Value) {
		t.Errorf("nobody was asked at week 40, and the difference is %v", r.Value)
	}
}
