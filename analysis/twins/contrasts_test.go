package twins

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// ofFive are five patients, each a cluster.
func ofFive() clusters { return clusters{unit: OverPatients, of: []int{0, 1, 2, 3, 4}, n: 5} }

// fromNone are values under a scenario, and 0 under its baseline.
func fromNone(x []float64) [2][]float64 { return [2][]float64{make([]float64, len(x)), x} }

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// By hand: x has mean −4 and y −1; of x − y = −2, −3, −3, −3, −4 the sum of squares
// about −3 is 2, so its standard error is √(5/4 · 2/25).
func TestContrastByHand(t *testing.T) {
	x, y := []float64{-3, -4, -5, -4, -4}, []float64{-1, -1, -2, -1, 0}
	c := Contrast{Through: true}
	e := c.effect(CompareOutcome{}, ofFive(), fromNone(x), fromNone(y))
	near(t, "first", e.First.Value, -4)
	near(t, "second", e.Second.Value, -1)
	near(t, "difference", e.Difference.Value, -3)
	near(t, "its standard error", e.Difference.SE, math.Sqrt(1.25*2/25))
	near(t, "half its interval", e.Difference.High+3, 2.7764451051977934*math.Sqrt(0.1)) // t with 4 degrees of freedom
	// (d − ¾x) = ¼, 0, ¾, 0, −1 over −4·5: squares add up to 1.625/400.
	near(t, "share", e.Share.Value, 0.75)
	near(t, "its standard error", e.Share.SE, math.Sqrt(1.25*1.625/400))
	// At the ends of Fieller's interval a − ρb is t standard errors of it away from 0; the
	// variances of d and x are ⅒, their covariance is half of that.
	for _, end := range []float64{e.Share.Low, e.Share.High} {
		near(t, "an end of the share", math.Abs(-3+4*end), 2.7764451051977934*math.Sqrt(0.1-0.1*end+0.1*end*end))
	}
	if !(e.Share.Low < 0.75 && 0.75 < e.Share.High) {
		t.Errorf("share %+v", e.Share)
	}
	if e.Difference.N != 5 {
		t.Errorf("%d patients, want 5", e.Difference.N)
	}
}

// Who lacks an outcome anywhere does not enter, a share of what may be none is not
// told, and where nobody differs there is no interval.
func TestContrastTraps(t *testing.T) {
	c := Contrast{Through: true}
	none := math.NaN()
	e := c.effect(CompareOutcome{}, ofFive(), fromNone([]float64{-3, -4, none, -4, -4}), fromNone([]float64{-1, none, -2, -1, 0}))
	if e.First.N != 3 {
		t.Errorf("%d patients, want 3", e.First.N)
	}
	near(t, "mean of those who enter", e.First.Value, -11.0/3)
	e = c.effect(CompareOutcome{}, ofFive(), fromNone([]float64{-3, 4, -5, 3, 2}), fromNone([]float64{1, 0, 0, 2, 1}))
	near(t, "a share of nothing", e.Share.Value, none)
	e = c.effect(CompareOutcome{}, ofFive(), fromNone([]float64{1, 2, 3, 4, 5}), fromNone([]float64{1, 2, 3, 4, 5}))
	near(t, "an interval of nothing", e.Difference.Low, none)
	near(t, "nothing", e.Difference.Value, 0)
}

// What a contrast says in words is broken into lines like that of a scenario.
func TestContrastIsWrapped(t *testing.T) {
	for _, through := range []bool{false, true} {
		x, y := []float64{-3, -4, -5, -4, -4}, []float64{-1, -1, -2, -1, 0}
		c := Contrast{Through: through}
		o := CompareOutcome{Name: "phq9_week_16", Label: "PHQ-9, week 16", Unit: "points"}
		r := ContrastResult{Contrast: Contrast{Name: "more", Of: [2]string{"trained-and-supervised", "supervised"}, Less: [2]string{"trained", "as-usual"}, Through: through},
			Unit: OverPatients, Clusters: 5, Effects: []ContrastEffect{c.effect(o, ofFive(), fromNone(x), fromNone(y))}}
		var b strings.Builder
		r.text(&b, o.Name, "")
		for line := range strings.Lines(b.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 120 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

// How much of an effect goes through paths is told in words and as a share, below 0 with
// its sign, and not at all where the whole effect may be none.
func TestTheShareThroughPathsIsTold(t *testing.T) {
	between := func(low, value, high float64) analysis.Result {
		return analysis.Result{Value: value, Low: low, High: high, N: 100}
	}
	r := ContrastResult{Contrast: Contrast{Name: "bond", Of: [2]string{"trained", "usual"}, Less: [2]string{"trained-blocked", "usual-blocked"}, Through: true},
		Unit: OverPatients, Clusters: 100, Effects: []ContrastEffect{{Outcome: OutcomesAt([]int{16}, 16)[0],
			First: between(-1.5, -1, -0.5), Second: between(-0.9, -0.6, -0.3), Difference: between(-0.7, -0.4, -0.1), Share: between(-0.05, 0.4, 0.75)}}}
	e := &r.Effects[0]
	told := func() string {
		var b strings.Builder
		r.text(&b, e.Outcome.Name, "")
		return strings.Join(strings.Fields(b.String()), " ")
	}
	for _, want := range []string{
		"trained differs from usual by −1.000 (−1.500 to −0.500) points. With the paths blocked in both, −0.600 (−0.900 to −0.300) is left; −0.400 (−0.700 to −0.100) goes through them, 40 % (−5 % to 75 %) of the whole.",
		"share of the first", "−0.400 (−0.700 to −0.100) 40 % (−5 % to 75 %)",
	} {
		if !strings.Contains(told(), want) {
			t.Errorf("no %q in %s", want, told())
		}
	}
	e.Share = analysis.Nothing(100, "none")
	if want := "goes through them; the whole effect may be none, so it has no share."; !strings.Contains(told(), want) {
		t.Errorf("no %q in %s", want, told())
	}
	r.Through = false
	if want := "The two differ by −0.400 (−0.700 to −0.100) points: 0 lies outside the interval."; !strings.Contains(told(), want) {
		t.Errorf("no %q in %s", want, told())
	}
}

// Where few patients differ, a contrast and its two differences have the intervals that
// the same twins have without a contrast: none, one that is marked, or a wider one; never
// one of zero width.
func TestContrastsOfFewWhoDiffer(t *testing.T) {
	const n = 60
	zero := make([]float64, n)
	changed := func(by ...float64) [2][]float64 {
		x := make([]float64, n)
		for i, v := range by {
			x[7*i] = v
		}
		return [2][]float64{zero, x}
	}
	groups := clusters{unit: OverPatients, of: alone(n), n: n}
	points, share := CompareOutcome{Name: "points"}, CompareOutcome{Name: "share", Binary: true}
	c := Contrast{Through: true}
	nobody := c.effect(points, groups, changed(), changed())
	for _, r := range []analysis.Result{nobody.First, nobody.Second, nobody.Difference, nobody.Share} {
		near(t, "an interval where nobody differs", r.Low, math.NaN())
	}
	e := c.effect(share, groups, changed(1, 1), changed())
	if !(e.First.Low < 2./n && e.First.High > 2./n && e.Second.Low < 0 && e.Second.High > 0) || len(e.First.Warnings) == 0 || len(e.Second.Warnings) == 0 {
		t.Errorf("shares: %+v and %+v", e.First, e.Second)
	}
	near(t, "an interval of two who differ", e.Difference.Low, math.NaN())

	of := changed(3, 1, 2, 4, 2, 1)
	want := (&paired{n: n, a: 0, b: 13, squares: 35, gained: 6}).interval(influenceOf(&groups, of[1]), 13./n, 1)
	for what, got := range map[string]analysis.Result{"the first of six": c.effect(points, groups, of, changed()).First,
		"the second": c.effect(points, groups, changed(), of).Second, "their difference": c.effect(points, groups, of, changed()).Difference} {
		near(t, what, got.Low, want.Low)
		near(t, what, got.High, want.High)
	}
	if plain := influenceOf(&groups, of[1]).interval(13./n, n); !(want.Low < plain.Low) {
		t.Errorf("%v is not wider than %v: the test compares nothing", want, plain)
	}
}

func influenceOf(groups *clusters, x []float64) *influence {
	u, mean := groups.influence(), 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for i, v := range x {
		u.add(groups.of[i], (v-mean)/float64(len(x)))
	}
	return u
}

// All of an effect that goes through paths has no interval of zero width, and a contrast
// that is of no paths tells no share.
func TestTheShareOfAllHasNoWidth(t *testing.T) {
	x, none := []float64{-3, -4, -5, -4, -4}, make([]float64, 5)
	e := (&Contrast{Through: true}).effect(CompareOutcome{}, ofFive(), fromNone(x), fromNone(none))
	near(t, "all of it", e.Share.Value, 1)
	near(t, "its interval", e.Share.Low, math.NaN())
	e = (&Contrast{}).effect(CompareOutcome{}, ofFive(), fromNone(x), fromNone(none))
	near(t, "a share of no paths", e.Share.Value, math.NaN())
}

// Where paths take the same from each of many, the share is as sure as the effects are.
func TestTheShareThatIsEverybodysIsTold(t *testing.T) {
	of := make([]int, manyAlike)
	x, y := make([]float64, manyAlike), make([]float64, manyAlike)
	for i := range of {
		of[i], x[i], y[i] = i, -4, -1
	}
	groups := clusters{unit: OverPatients, of: of, n: manyAlike}
	e := (&Contrast{Through: true}).effect(CompareOutcome{}, groups, fromNone(x), fromNone(y))
	near(t, "the effect", e.First.Low, -4)
	near(t, "its share", e.Share.Low, 0.75)
	if len(e.Share.Warnings) > 0 {
		t.Error(e.Share.Warnings)
	}
}

// What is left of equal differences where values are held in 24 bits makes nobody differ.
func TestContrastsOfRounding(t *testing.T) {
	first := [2][]float64{{3.25, 4, 2.75, 3.5, 4.25, 3}, {3.5, 4.5, 3, 3.75, 4.75, 3.25}}
	second := [2][]float64{{3.25, 4, 2.75, 3.5, 4.25, 3}, {3.5, 4.5, 3, 3.75, 4.75, 3.25}}
	for i := range second[1] {
		second[1][i] += 1e-7 * float64(i)
	}
	groups := clusters{unit: OverPatients, of: alone(6), n: 6}
	e := (&Contrast{}).effect(CompareOutcome{}, groups, first, second)
	near(t, "an interval of rounding", e.Difference.Low, math.NaN())
	second[1][2]++
	second[1][3]++
	second[1][4]++
	if e := (&Contrast{}).effect(CompareOutcome{}, groups, first, second); !(e.Difference.Low < e.Difference.High) {
		t.Errorf("three differ: %+v", e.Difference)
	}
}

// Treatments of other lengths have other primary weeks. Times to a relapse begin at that of
// the comparison under all four scenarios of a contrast: somebody who responds late under
// the shorter two relapses 8 weeks after week 16 under one of them, and not under the other.
func TestContrastsHaveOneLandmark(t *testing.T) {
	dir := t.TempDir()
	weeks := []int{8, 16, 24, 32}
	sessions := map[string]float64{"long": 16, "long-trained": 16, "short": 8, "short-trained": 8}
	for name := range sessions {
		var h runtest.Hand
		var all []record.Assessment
		for i := range 12 {
			h.Add("completed", []int{20, 18})
			scores := []int{15, 5, 5, 5}
			if name == "short" {
				scores[2] = 15
			}
			for k, week := range weeks {
				all = append(all, record.Assessment{Patient: int64(i), Week: int32(week), Phase: "ended", PHQ9: record.PHQ9Value(scores[k])})
			}
		}
		runtest.Write(t, dir, "patients", name, 0, h.Rows.Patients)
		runtest.Write(t, dir, "sessions", name, 0, h.Rows.Sessions)
		runtest.Write(t, dir, "assessments", name, 0, all)
	}
	runtest.List(t, dir, weeks...)
	planned(t, dir, sessions)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if run.Primary("long") != 16 || run.Primary("short") != 8 {
		t.Fatalf("primary weeks %d and %d: the test compares nothing", run.Primary("long"), run.Primary("short"))
	}
	c, err := Compare(run, CompareOptions{TrialN: 100, Contrasts: []Contrast{
		{Name: "more", Of: [2]string{"long-trained", "long"}, Less: [2]string{"short-trained", "short"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Contrasts[0].Effects {
		if e.Outcome.Name == "weeks_to_relapse_32" {
			if near(t, "second difference", e.Second.Value, 8); e.Second.N != 12 {
				t.Errorf("%d patients, want 12", e.Second.N)
			}
			return
		}
	}
	t.Error("no weeks to a relapse")
}

// planned says in the manifest of a run how many sessions, one a week, its scenarios plan.
func planned(t *testing.T, dir string, sessions map[string]float64) {
	t.Helper()
	set(t, dir, func(scenario string) map[string]float64 {
		return map[string]float64{"care.treatment": 1, "care.sessions_per_week": 1, "care.sessions": sessions[scenario]}
	})
}

// set gives the scenarios in the manifest of a run parameters.
func set(t *testing.T, dir string, of func(scenario string) map[string]float64) {
	t.Helper()
	name := filepath.Join(dir, "manifest.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	for _, s := range m["scenarios"].([]any) {
		s := s.(map[string]any)
		var all []map[string]any
		for parameter, value := range of(s["name"].(string)) {
			all = append(all, map[string]any{"name": parameter, "value": value})
		}
		s["parameters"] = all
	}
	if text, err = json.Marshal(m); err == nil {
		err = os.WriteFile(name, text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A share of an effect that is not told from 0 as surely as its interval would have it has none, and
// says why.
func TestTheShareOfAWeakEffectHasNoInterval(t *testing.T) {
	groups := ofFive()
	whole, part := influenceOf(&groups, []float64{1, 9, 2, 8, 3}), influenceOf(&groups, []float64{0, 1, 1, 0, 2})
	r := fieller(part.interval(0.2, 5), 0.8, 4, part, whole)
	near(t, "its lower end", r.Low, math.NaN())
	near(t, "its upper end", r.High, math.NaN())
	if len(r.Warnings) != 1 || r.Value != 0.2 {
		t.Errorf("%+v", r)
	}
}
