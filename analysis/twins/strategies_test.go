package twins

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// By hand: of six patients one never comes to the point; arm a has probability ¼.
func TestStrategiesByHand(t *testing.T) {
	in := func(arm string, p float64) *randomised {
		return &randomised{points: []string{"p"}, arms: []string{arm}, weight: 1 / p}
	}
	patients := []*randomised{nil, in("a", 0.25), in("b", 0.75), in("b", 0.75), in("b", 0.75), in("a", 0.25)}
	y := []float64{2, 6, 3, math.NaN(), 9, 8}
	groups := clusters{unit: OverPatients, of: []int{0, 1, 2, 3, 4, 5}, n: 6}
	all := estimated(combined([]string{"p"}, map[string][]string{"p": {"b", "a"}}), patients, y, &groups, false)
	if all[0].Name != "p=a" || all[1].Name != "p=b" || all[0].Followed != 3 || all[1].Followed != 3 {
		t.Fatalf("strategies %+v", all)
	}
	ma, mb := (2+4*6+4*8)/9.0, (2+(3+9)*4/3.0)/(1+8/3.0)
	near(t, "mean of a", all[0].Mean.Value, ma)
	near(t, "mean of b", all[1].Mean.Value, mb)
	near(t, "difference", all[1].Difference.Value, mb-ma)
	wa, wb := 9.0, 11/3.0
	influences := []float64{(2-mb)/wb - (2-ma)/wa, -4 * (6 - ma) / wa, 4 / 3.0 * (3 - mb) / wb, 4 / 3.0 * (9 - mb) / wb, -4 * (8 - ma) / wa}
	squares := 0.0
	for _, u := range influences {
		squares += u * u
	}
	near(t, "standard error of the difference", all[1].Difference.SE, math.Sqrt(5.0/4*squares))
	z := 1.959963984540054 + 0.8416212335729143
	near(t, "patients needed, one of six of them without an outcome", all[1].Needed, math.Ceil(6*math.Pow(z*all[1].Difference.SE/(mb-ma), 2)))
}

// The mean of a share has an interval of some width where nobody, or everybody, has it, and
// one within 0 to 1; what does not vary has none.
func TestStrategiesThatDoNotVary(t *testing.T) {
	in := func(arm string) *randomised {
		return &randomised{points: []string{"p"}, arms: []string{arm}, weight: 2}
	}
	patients := []*randomised{nil, in("a"), in("b"), in("b"), nil, in("a")}
	groups := clusters{unit: OverPatients, of: []int{0, 1, 2, 3, 4, 5}, n: 6}
	plans := combined([]string{"p"}, map[string][]string{"p": {"b", "a"}})
	nobody := make([]float64, 6)
	for _, s := range estimated(plans, patients, nobody, &groups, true) {
		n, z := 3.6, 1.959963984540054 // (1+1+2+2)² / (1+1+4+4)
		near(t, "its lower end", s.Mean.Low, 0)
		near(t, "its upper end", s.Mean.High, z*z/(n+z*z))
		near(t, "an interval of no difference", s.Difference.Low, math.NaN())
	}
	for _, s := range estimated(plans, patients, nobody, &groups, false) {
		near(t, "an interval of points that do not vary", s.Mean.Low, math.NaN())
	}
	one := estimated(plans, patients, []float64{0, 1, 0, 0, 0, 0}, &groups, true)[0]
	p := 2.0 / 6
	n := p * (1 - p) / (one.Mean.SE * one.Mean.SE)
	q := 2.5705818366147395 // t with 5 degrees of freedom
	centre, half := (p+q*q/(2*n))/(1+q*q/n), q/(1+q*q/n)*math.Sqrt(p*(1-p)/n+q*q/(4*n*n))
	near(t, "the lower end of one", one.Mean.Low, centre-half)
	near(t, "the upper end of one", one.Mean.High, centre+half)
	if plain := p - q*one.Mean.SE; plain >= 0 {
		t.Error("the test compares nothing")
	}
}

// Two points make all pairs of their arms; who came to one alone follows several.
func TestStrategiesOfTwoPoints(t *testing.T) {
	plans := combined([]string{"q", "p"}, map[string][]string{"p": {"a", "b"}, "q": {"x", "y", "z"}})
	var names []string
	for _, plan := range plans {
		names = append(names, nameOf(plan))
	}
	want := []string{"p=a, q=x", "p=a, q=y", "p=a, q=z", "p=b, q=x", "p=b, q=y", "p=b, q=z"}
	if !slices.Equal(names, want) {
		t.Errorf("strategies %v, want %v", names, want)
	}
	one := &randomised{points: []string{"p"}, arms: []string{"a"}, weight: 2}
	for i, plan := range plans {
		if got := weightOf(plan, one); got != 0 && i >= 3 || got != 2 && i < 3 {
			t.Errorf("weight for %s is %g", nameOf(plan), got)
		}
	}
	if combined([]string{"p", "q"}, map[string][]string{"p": make([]string, 10), "q": make([]string, 10)}) != nil {
		t.Error("a hundred strategies are listed")
	}
}

// A second point to which one arm of the first alone leads parts no strategies under the
// other arm.
func TestStrategiesThatArePartedByNobody(t *testing.T) {
	came := func(arms ...string) *randomised {
		return &randomised{points: []string{"p", "q"}[:len(arms)], arms: arms, weight: float64(2 * len(arms))}
	}
	patients := []*randomised{nil, came("a", "x"), came("b"), came("a", "y"), came("b"), came("a")}
	var names []string
	for _, plan := range distinct(combined([]string{"p", "q"}, map[string][]string{"p": {"a", "b"}, "q": {"x", "y"}}), patients) {
		names = append(names, nameOf(plan))
		if w := weightOf(plan, patients[2]); w > 0 != (nameOf(plan) == "p=b") {
			t.Errorf("weight of a patient in arm b for %s is %g", nameOf(plan), w)
		}
	}
	if want := []string{"p=a, q=x", "p=a, q=y", "p=b"}; !slices.Equal(names, want) {
		t.Errorf("strategies %v, want %v", names, want)
	}
}

// Numbers keep their columns where a name is longer than its own, and strategies that are
// too many to be told are not passed over in silence.
func TestStrategiesInWords(t *testing.T) {
	long := "a-decision-point-of-a-name=with-an-arm-of-one"
	s := Strategies{Scenario: "trial", Unit: OverCaseloads, Clusters: 9, Outcomes: []StrategyOutcome{{Outcome: CompareOutcome{Name: "dropout", Label: "dropout"},
		All: []Strategy{{Name: "p=a", Followed: 12345}, {Name: long, Followed: 12345}}}}}
	var b strings.Builder
	s.text(&b, "", "")
	at := -1
	for _, line := range strings.Split(b.String(), "\n") {
		if k := strings.Index(line, "12,345"); k >= 0 {
			if at >= 0 && k != at {
				t.Errorf("numbers stand at %d and at %d:\n%s", at, k, b.String())
			}
			at = k
		}
	}
	if !strings.Contains(b.String(), "\n  "+long+"\n") || at < 0 {
		t.Errorf("a long name has no line of its own:\n%s", b.String())
	}
	b.Reset()
	(&Strategies{Scenario: "trial"}).text(&b, "", "")
	if want := "strategies within trial: its decision points contain more than 64, of which none is told"; !strings.Contains(b.String(), want) {
		t.Errorf("%q, want %q in it", b.String(), want)
	}
}
