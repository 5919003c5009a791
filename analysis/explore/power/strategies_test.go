package power

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// By hand: of six patients of five therapists one never comes to the point; arm a has
// probability ¼. Patient 3 has no outcome.
func TestStrategiesByHand(t *testing.T) {
	const none = -1
	y, arms := []int32{2, 6, 3, none, 9, 8}, []string{"", "a", "b", "b", "b", "a"}
	var arm trialArm
	arm.data = &data.Data{}
	for i := range y {
		p := &record.Patient{Patient: int64(i), Therapist: int64(i), PHQ9Last: y[i]}
		if i == 5 {
			p.Therapist = 1 // with patient 1
		}
		if y[i] == none {
			p.Ending = "dropout"
		}
		arm.data.List = append(arm.data.List, data.Course{Patient: p})
		if arms[i] != "" {
			share := float32(0.25)
			if arms[i] == "b" {
				share = 0.75
			}
			arm.decisions = append(arm.decisions, record.Decision{Patient: int64(i), Rule: "p", Arm: arms[i], Probability: share},
				record.Decision{Patient: int64(i), Rule: "other", Arm: "none", Probability: 1})
		}
	}
	o := &Options{Detect: PowerStrategies, Missing: missingComplete, outcome: powerOutcomes[0], plans: [2]map[string]string{{"p": "a"}, {"p": "b"}}}
	v := o.strategies(arm)
	ma, mb := (2+4*6+4*8)/9.0, (2+(3+9)*4/3.0)/(1+8/3.0)
	wa, wb := 9.0, 11/3.0
	sums := []float64{(2-mb)/wb - (2-ma)/wa, -4*(6-ma)/wa - 4*(8-ma)/wa, 4 / 3.0 * (3 - mb) / wb, 4 / 3.0 * (9 - mb) / wb}
	squares := 0.0
	for _, u := range sums {
		squares += u * u
	}
	near(t, "difference", v.estimate, mb-ma, 1e-12)
	near(t, "standard error", v.se, math.Sqrt(squares*4/3), 1e-7)
	if v.df != 3 || v.patients != 5 || !v.ok {
		t.Errorf("verdict %+v", v)
	}
}

// Where the arms do nothing, strategies do not differ, also where only one arm, which keeps
// patients for longer, leads to the second point.
func TestStrategiesWithoutEffect(t *testing.T) {
	const text = `
question: Which strategy?
population: {patients: 60}
set: {care.sessions: 8}
scenarios:
  - name: trial
    rules:
      - {name: first, sessions: 2, randomise: [{arm: end, do: {end: true}}, {arm: stay}]}
      - {name: second, sessions: 5, when: {rule: first, arm: stay}, randomise: [{arm: more, do: {add_sessions: 4}}, {arm: same}]}
      - {sessions: 4, when: {rule: first, arm: stay}, do: {add_sessions: 9}}
`
	parsed, err := study.Parse("study.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	p := detected(t, Options{Study: parsed, Detect: PowerStrategies, Outcome: "sessions_held", Strategies: []string{"first=end, second=same", "first=stay, second=same"},
		Sizes: []int64{60}, Caseload: 5, Trials: 40, Workers: 2})
	if arms := p.Points[0]; arms.Found != arms.Trials {
		t.Errorf("%d of %d trials find arms that hold 2 and 17 sessions apart", arms.Found, arms.Trials)
	}
	if null := p.Null; math.Abs(null.Estimate) > 4*null.SD/math.Sqrt(float64(null.Trials)) || null.Found > 10 {
		t.Errorf("with nothing to find %d of %d trials find it, mean effect %g", null.Found, null.Trials, null.Estimate)
	}
}

// By hand: two patients of each of two therapists in each of four arms, without intake.
func TestDifferencesByHand(t *testing.T) {
	s := &powerSample{nested: true}
	means := []float64{10, 7, 9, 8}
	for arm, mean := range means {
		for i, d := range []float64{1, 2, -1, -2} {
			s.y, s.entry, s.arm = append(s.y, mean+d), append(s.entry, 15), append(s.arm, float64(arm))
			s.cluster = append(s.cluster, 2*arm+i/2)
		}
		s.alone = append(s.alone, false, false)
	}
	v := s.differ()
	// Of each arm the therapists' sums are ±3/4, so its variance is 2·(9/16)·2.
	near(t, "difference", v.estimate, (7-10)-(8-9), 1e-12)
	near(t, "standard error", v.se, math.Sqrt(4*2*9/16.0*2), 1e-12)
	near(t, "degrees of freedom", v.df, 4, 1e-12)
	// And the slope within arms is taken out.
	for i := range s.y {
		s.entry[i] += float64(i%3) + 5*s.arm[i]
		s.y[i] += 2 * (float64(i%3) + 5*s.arm[i])
	}
	near(t, "adjusted difference", s.differ().estimate, v.estimate, 0.7)
	if slope := s.slopeWithin(); slope < 1 || slope > 3 {
		t.Errorf("slope %g, made with 2", slope)
	}
}

// near fails unless got is want, up to the tolerance.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v ± %v", what, got, want, tolerance)
	}
}
