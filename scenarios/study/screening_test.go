package study

import "testing"

// A screening that the study says twice is one screening: what stands under set has its way.
func TestScreensApart(t *testing.T) {
	for _, c := range []struct {
		population, set, first, second float64
		apart                          bool
	}{
		{population: 10, set: 10, second: 10}, {population: 5, set: 10, second: 10}, {set: 10, second: 12, apart: true},
		{population: 10, apart: false}, {second: 10, apart: true}, {first: 8, second: 8, set: 10},
	} {
		values := func(name string, v float64) Values {
			if v == 0 {
				return nil
			}
			return Values{name: v}
		}
		s := Study{Population: StudyPopulation{Set: values("screening_phq9", c.population)}, Set: values("population.screening_phq9", c.set),
			Scenarios: []Scenario{{Set: values("population.screening_phq9", c.first)}, {Set: values("population.screening_phq9", c.second)}}}
		if got := s.ScreensApart(); got != c.apart {
			t.Errorf("%+v: screens apart is %v", c, got)
		}
	}
}
