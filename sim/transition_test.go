package sim

import "testing"

func TestTransition(t *testing.T) {
	k := Transition{Strength: 1, Cost: 0.5, Acknowledged: 0.8, BreakStrain: 0.7, BreakWeeks: 2,
		TaperStrain: 0.6, EndingStrain: 0.3, NewStrain: 0.9, NewSessions: 2}
	f := Frequency{PerWeek: 1, TaperFrom: 8, TaperGap: 3}
	for _, c := range []struct {
		what    string
		d       Dyad
		planned float64
		want    float64
	}{
		{"nothing", Dyad{Session: 5, Met: 5, Gap: 1}, 1, 0},
		{"one session missed", Dyad{Session: 5, Met: 5, Gap: 2}, 1, 0},
		{"a break", Dyad{Session: 5, Met: 5, Gap: 3}, 1, 0.7},
		{"the wait before the first session", Dyad{Session: 1, Met: 1, Gap: 9}, 1, 0},
		{"the first tapered session", Dyad{Session: 9, Met: 9, Gap: 3}, 3, 0.6},
		{"the second", Dyad{Session: 10, Met: 10, Gap: 3}, 3, 0},
		{"the coming end", Dyad{Session: 14, Met: 14, Gap: 1, Seen: Seen{OnLast: true}}, 1, 0.3},
		{"a break near the end", Dyad{Session: 14, Met: 14, Gap: 4, Seen: Seen{OnLast: true}}, 1, 0.7},
		{"second session with a new therapist", Dyad{Session: 6, Met: 2, Number: 1, Gap: 1}, 1, 0.9},
		{"third", Dyad{Session: 7, Met: 3, Number: 1, Gap: 1}, 1, 0},
	} {
		equal(t, c.what, k.Strain(&c.d, &f, c.planned), c.want)
		off := k
		off.Strength = 0
		same(t, c.what+", switched off", off.Strain(&c.d, &f, c.planned), 0)
	}
	equal(t, "acknowledged", k.Felt(0.5, AcknowledgeTransition), 0.1)
	equal(t, "not acknowledged", k.Felt(0.5, CheckIn), 0.5)
	equal(t, "drive", k.Drive(&Dyad{Strain: 0.5}), -0.25)
}

func TestTransitionWeighsOnThePatient(t *testing.T) {
	x := Transition{Distress: 0.5}
	d := dyad()
	same(t, "no strain", x.OnSeverity(&d), 0)
	d.Strain = 0.4
	equal(t, "a strain of 0.4", x.OnSeverity(&d), 0.2)
}
