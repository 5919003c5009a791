package sim

import "testing"

func TestConditionHolds(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		when Condition
		d    Dyad
		want bool
	}{
		{Always, Dyad{}, true},
		{AllianceDrop, Dyad{}, false},
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3}}, false}, // nothing to compare with
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3, WAIBefore: 3.5}}, false},
		{AllianceDrop, Dyad{Seen: Seen{WAI: 44.0 / 12, WAIBefore: 50.0 / 12}}, false}, // six items of twelve, and no more
		{AllianceDrop, Dyad{Seen: Seen{WAI: 43.0 / 12, WAIBefore: 50.0 / 12}}, true},
		{AllianceDrop, Dyad{Seen: Seen{WAI: 3, WAIBefore: 3.75}}, true},
		{LowAlliance, Dyad{}, false}, // not answered yet
		{LowAlliance, Dyad{Seen: Seen{WAI: 3.5}}, false},
		{LowAlliance, Dyad{Seen: Seen{WAI: 3.25}}, true},
		{NoProgress, Dyad{Session: 2, Seen: Seen{PHQ9Intake: 15, PHQ9: 15}}, false},
		{NoProgress, Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 13}}, true},
		{NoProgress, Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 12}}, false},
		{MissedSession, Dyad{}, false},
		{MissedSession, Dyad{Seen: Seen{Missed: 1}}, true},
	} {
		if got := m.Conditions.Holds(c.when, &c.d); got != c.want {
			t.Errorf("%s holds %v for %+v after %d sessions", ConditionNames[c.when], got, c.d.Seen, c.d.Session)
		}
	}
}
