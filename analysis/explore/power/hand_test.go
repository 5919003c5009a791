package power

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// By hand: of two claims any is as sure as the surer one and all are as sure as the other; where one
// arm cannot be tested, any is what the other says, and all are not tested.
func TestAnyAndAllOfTwoClaims(t *testing.T) {
	low, high, none := verdict{ok: true, hit: true, p: 0.01, estimate: 1}, verdict{ok: true, p: 0.3, estimate: 2}, verdict{}
	for _, c := range []struct {
		wins     string
		pairs    []verdict
		estimate float64
		hit, ok  bool
	}{
		{study.WinsAny, []verdict{low, high}, 1, true, true}, {study.WinsAny, []verdict{high, low}, 1, true, true},
		{study.WinsAll, []verdict{low, high}, 2, false, true}, {study.WinsAll, []verdict{high, low}, 2, false, true},
		{study.WinsAny, []verdict{none, low}, 1, true, true}, {study.WinsAny, []verdict{low, none}, 1, true, true},
		{study.WinsAll, []verdict{none, low}, 0, false, false}, {study.WinsAll, []verdict{low, none}, 0, false, false},
	} {
		got := (&Options{Wins: c.wins}).over(c.pairs)
		if got.estimate != c.estimate || got.hit != c.hit || got.ok != c.ok || len(got.pairs) != 2 {
			t.Errorf("%s of %+v: %+v", c.wins, c.pairs, got)
		}
	}
}

// A claim about a margin with two sides is held to half of alpha; the tail of one side is alpha.
func TestWhatATestIsHeldTo(t *testing.T) {
	near(t, "margin, two sides", (&Power{Alpha: 0.05, Sided: 2, Margin: 1}).held(), 0.025, 1e-15)
	near(t, "margin, one side", (&Power{Alpha: 0.05, Sided: 1, Margin: 1}).held(), 0.05, 1e-15)
	near(t, "difference", (&Power{Alpha: 0.05, Sided: 2}).held(), 0.05, 1e-15)
	near(t, "two sides of the search", (&Options{Alpha: 0.05, Sided: 2}).aside(), 0.05, 1e-15)
	near(t, "one side", (&Options{Alpha: 0.05, Sided: 1}).aside(), 0.1, 1e-15)
	p := &Power{Detect: PowerContrast, Unit: "points", Alpha: 0.05, Sided: 2, Null: &Trials{Trials: 100, Low: 0, High: 0.03}}
	if got := p.standardised(&Trials{Estimate: -3, Spread: 6}); got != ", d = -0.500" {
		t.Errorf("standardised%s", got)
	}
	if p.verdictOnNull() != ": less than alpha, so this test is cautious" {
		t.Errorf("3 of 100 at most: %q", p.verdictOnNull())
	}
	if p.Null.Untestable = 40; p.verdictOnNull() != "" {
		t.Errorf("of trials that were not tested: %q", p.verdictOnNull())
	}
	p.Null.Low, p.Null.High = 0.06, 0.2
	if p.verdictOnNull() == "" {
		t.Error("6 of 100 at least are not more than alpha")
	}
}

// A trial that ends at a look has the patients who had come then, whole ones.
func TestPatientsAtALook(t *testing.T) {
	o := &Options{looks: []Look{{Share: 0.3}, {Share: 1}}}
	found := Trials{Patients: 85, Trials: 4}
	found.parts(o, []verdict{{look: 0, ok: true, hit: true}, {look: 1, ok: true}, {look: 1, ok: true, hit: true}, {look: 1}})
	if a, b := found.Looks[0], found.Looks[1]; a.Patients != 26 || b.Patients != 85 || a.Ended != 1 || b.Ended != 1 {
		t.Errorf("looks %+v, want 26 and 85 patients and a claim at each", found.Looks)
	}
	near(t, "patients at the end", found.Mean, (26+3*85)/4.0, 1e-12)
}

// By hand: of five powers two reach the target, and a twentieth of the way from either end is left out.
func TestWhatASizeIsWorthOverSets(t *testing.T) {
	s := &OverSets{Powers: []float64{0.9, 0.5, 0.8, 0.7, 0.6}, Target: 0.8}
	s.describe()
	near(t, "assurance", s.Assurance, 0.7, 1e-12)
	near(t, "enough", s.Enough, 0.4, 1e-12)
	if !(s.Low >= 0.5 && s.Low <= 0.55) || !(s.High >= 0.85 && s.High <= 0.9) || !(math.Abs(s.Median-0.65) <= 0.05) {
		t.Errorf("%+v", s)
	}
}

// Of an outcome that is worse when high, somebody who does not have it comes to have it at the margin.
func TestTheMarginOfABadOutcome(t *testing.T) {
	s := &powerSample{}
	for k := range 2 {
		for i := range 4000 {
			s.arm, s.y = append(s.arm, float64(k)), append(s.y, float64(i%4/3)) // one in four
		}
	}
	(&Options{Margin: 0.15, Seed: 5, binary: true, better: -1, yes: []float64{0.25, 0.25}}).atMargin(s, 1, 3)
	share := 0.0
	for _, y := range s.y[4000:] {
		share += y / 4000
	}
	near(t, "share at the margin", share, 0.4, 4.5*math.Sqrt(0.2*0.8*0.75/4000))
}

// Of somebody who was lost at a week the answers of that week are known, and no later ones; the last
// answer before a week is of another week.
func TestScoresUntilSomebodyIsLost(t *testing.T) {
	session := int32(2)
	scores := []record.Score{{Session: &session, Score: 1}, {Week: 8, Score: 2}, {Week: 12, Score: 3}}
	kept := scoresUntil(scores, []record.Session{{Session: 1}, {Session: 2}}, 8)
	if len(kept) != 2 || kept[0].Score != 1 || kept[1].Score != 2 {
		t.Errorf("kept %+v", kept)
	}
	if kept := scoresUntil(scores, []record.Session{{Session: 1}}, 7); len(kept) != 0 {
		t.Errorf("kept %+v of what came later", kept)
	}
	answer := func(_ *data.Course, week int) float64 { return map[int]float64{4: 20, 8: math.NaN(), 12: 12}[week] }
	first := func(*data.Course) float64 { return 25 }
	near(t, "the last before week 12", lastBefore(nil, []int{4, 8, 12}, 12, answer, first), 20, 0)
	near(t, "before week 4", lastBefore(nil, []int{4, 8, 12}, 4, answer, first), 25, 0)
}
