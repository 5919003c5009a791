package sim

import "testing"

func TestEveryMoveIsDescribed(t *testing.T) {
	if Move(1)<<len(Moves) != pastMoves {
		t.Errorf("moves.go: %d moves are described; the bit after the last one is %b", len(Moves), pastMoves)
	}
}

func TestRuleIsDue(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		a    Rule
		want []int // of the sessions 1 to 12, the last three of which are the ending
	}{
		{Rule{From: 7, To: 7}, []int{7}},
		{Rule{From: 10}, []int{10, 11, 12}},
		{Rule{From: 2, To: 9, Every: 3}, []int{2, 5, 8}},
		{Rule{Phase: Early}, []int{1, 2, 3, 4}},
		{Rule{Phase: Middle, From: 8}, []int{8, 9}},
		{Rule{Phase: Ending, Every: 2}, []int{10, 12}},
		{Rule{FromWeek: 3, ToWeek: 5}, []int{4, 5, 6}}, // session s is in week s − 1
	} {
		var got []int
		for s := 1; s <= 12; s++ {
			d := Dyad{Session: s - 1, Week: float64(s - 1), Seen: Seen{OnLast: s > 9}}
			if m.due(&c.a, &d) {
				got = append(got, s)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%+v holds in %v, want %v", c.a, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%+v holds in %v, want %v", c.a, got, c.want)
				break
			}
		}
	}
}
