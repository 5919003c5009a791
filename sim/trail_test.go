package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestHalfwayIsTheWeekThatMostPowersOfTwoDivide(t *testing.T) {
	twos := func(week int) int {
		n := 0
		for ; week%2 == 0; week /= 2 {
			n++
		}
		return n
	}
	for from := range 70 {
		for _, start := range []float64{float64(from), float64(from) + 0.5} {
			for to := from + 2; to < 75; to++ {
				got := halfway(start, float64(to))
				for week := from + 1; week < to; week++ {
					if twos(week) > twos(got) {
						t.Fatalf("between %g and %d lies week %d, which more powers of two divide than %d", start, to, week, got)
					}
				}
				if !(start < float64(got) && got < to) {
					t.Fatalf("week %d does not lie between %g and %d", got, start, to)
				}
			}
		}
	}
}

// persons walks many trails and calls see with what stood at the weeks.
func persons(t *testing.T, n int, from moment, to *moment, weeks []int, see func(at []moment)) {
	t.Helper()
	m := Default()
	m.Stress.Persistence, m.Circumstances.Persistence = 0.7, 0.97
	at, common := make([]moment, len(weeks)), (*path)(nil).pathOf(&m)
	for i := range n {
		path := trailOf(common, luck.Of(5, 0, luck.Patient, int64(i)), from)
		if to != nil {
			path = path.until(*to)
		}
		for k, week := range weeks {
			at[k] = path.at(week)
		}
		see(at)
	}
}

// near checks a mean of n numbers with a variance.
func near(t *testing.T, what string, sum, want, variance float64, n int) {
	t.Helper()
	if z := (sum/float64(n) - want) / math.Sqrt(variance/float64(n)); !(math.Abs(z) <= 5) {
		t.Errorf("%s is %.4f, want %.4f: %.1f standard errors off", what, sum/float64(n), want, z)
	}
}

// In a few steps as in many: the exact law of an Ornstein-Uhlenbeck process,
// whatever lies between the weeks.
func TestTrailHasTheLawOfManySmallSteps(t *testing.T) {
	const n = 20000
	from := moment{week: 7.5, stress: 1.2}
	for name, weeks := range map[string][]int{"few": {10, 13, 40}, "many": {8, 9, 10, 11, 12, 13, 20, 33, 40}} {
		var stress, square, together, life float64
		persons(t, n, from, nil, weeks, func(at []moment) {
			var a, b, far moment
			for i, week := range weeks {
				switch week {
				case 10:
					a = at[i]
				case 13:
					b = at[i]
				case 40:
					far = at[i]
				}
			}
			x := a.stress - 1.2*math.Pow(0.7, 2.5)
			y := b.stress - 1.2*math.Pow(0.7, 5.5)
			stress, square, together, life = stress+x, square+x*x, together+x*y, life+far.life*far.life
		})
		v := 1 - math.Pow(0.7, 5)
		near(t, name+": mean", stress, 0, v, n)
		near(t, name+": variance", square, v, 2*v*v, n)
		near(t, name+": covariance over three weeks", together, v*math.Pow(0.7, 3), 2, n)
		v = 1 - math.Pow(0.97, 65)
		near(t, name+": variance of circumstances after 32.5 weeks", life, v, 2*v*v, n)
	}
}

// Between two known moments, both ends pull.
func TestTrailBetweenTwoMoments(t *testing.T) {
	const n = 20000
	to := moment{week: 12.5, stress: -1}
	var sum, square float64
	a, b := math.Pow(0.7, 2), math.Pow(0.7, 2.5)
	mean := (a*(1-b*b)*2 + b*(1-a*a)*-1) / (1 - a*a*b*b)
	persons(t, n, moment{week: 8, stress: 2}, &to, []int{9, 10, 12}, func(at []moment) {
		x := at[1].stress - mean
		sum, square = sum+x, square+x*x
	})
	v := (1 - a*a) * (1 - b*b) / (1 - a*a*b*b)
	near(t, "mean", sum, 0, v, n)
	near(t, "variance", square, v, 2*v*v, n)
}

// Which other weeks are asked for changes nothing, not even the last bit.
func TestTrailOfOtherWeeksIsTheSame(t *testing.T) {
	m := Default()
	who, common := luck.Of(9, 1, luck.Patient, 3), (*path)(nil).pathOf(&m)
	all := trailOf(common, who, moment{week: 3.25, stress: 0.4})
	few := all
	for week := 4; week <= 130; week++ {
		at := all.at(week)
		if week == 9 || week == 26 || week == 52 || week == 130 {
			if other := few.at(week); other != at {
				t.Errorf("week %d is %v among few weeks, %v among many", week, other, at)
			}
		}
	}
}
