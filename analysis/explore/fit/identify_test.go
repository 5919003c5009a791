package fit

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"rapport/sim"
)

// Four parameters: one felt strongly, one weakly, two only by their sum.
func TestIdentifyKnownCurvature(t *testing.T) {
	var s space
	for _, name := range []string{"firm", "weak", "left", "right"} {
		s = append(s, newAxis(sim.Param{Name: name, Min: 0, Max: 10}, 5)) // prior SD 1.5
	}
	j := mat.NewDense(3, 4, []float64{
		4, 0, 0, 0,
		0, 0.5, 0, 0,
		0, 0, 3, 3,
	})
	got := identify(s, j, 1)
	const end = 1.0 / (reach * reach)
	want := []struct {
		alone, together float64
		hold            Hold
	}{
		{1 / math.Sqrt(16+end), 1 / math.Sqrt(16+end), Held},
		{1 / math.Sqrt(0.25+end), 1 / math.Sqrt(0.25+end), Free},
		// The sum is held, the difference is not: half the variance of each.
		{1 / math.Sqrt(9+end), math.Sqrt(0.5/(18+end) + 0.5/end), Loose},
		{1 / math.Sqrt(9+end), math.Sqrt(0.5/(18+end) + 0.5/end), Loose},
	}
	for i, w := range want {
		p := got.Parameters[i]
		near(t, p.Name+" alone", p.aloneSDs, w.alone, 1e-9)
		near(t, p.Name+" together", p.togetherSDs, w.together, 1e-9)
		near(t, p.Name+" alone, upper end", p.Alone[1], s[i].value(w.alone), 1e-9)
		if p.Hold != w.hold {
			t.Errorf("%s is %s, want %s", p.Name, p.Hold, w.hold)
		}
	}
	if len(got.Directions) != 2 {
		t.Fatalf("%d free directions, want 2: %+v", len(got.Directions), got.Directions)
	}
	free := got.Directions[0]
	near(t, "length of the difference", free.Length, reach, 1e-9)
	if len(free.Loadings) != 2 || free.Loadings[0].Part < 0 {
		t.Fatalf("loadings %+v, want left and right", free.Loadings)
	}
	near(t, "difference", free.Loadings[0].Part+free.Loadings[1].Part, 0, 1e-9)
	near(t, "length of weak", got.Directions[1].Length, 1/math.Sqrt(0.25+end), 1e-9)

	var text bytes.Buffer
	if err := got.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 held, 2 loose, 1 free, of 4", "10.0  0.71 ", " -0.71 "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, text.String())
		}
	}
}

func TestRoomOfATargetWithOneEndIsItsDistance(t *testing.T) {
	low := target{low: 0, high: math.Inf(1), se: 0.04}
	near(t, "far", low.room(3), 3, 1e-12)
	near(t, "near", low.room(0.01), 0.1, 1e-12)
	band := target{low: 1, high: 2}
	near(t, "band", band.room(77), 0.5, 1e-12)
}
