package sim

import "testing"

func TestFeedback(t *testing.T) {
	f := ProgressFeedback{Since: 3, Strength: 2, Sharpen: 0.1, Trouble: 0.4, Adapt: 0.05, Expected: 3, Low: 3.5, Drop: 0.5}
	for _, c := range []struct {
		what string
		d    Dyad
		want bool
	}{
		{"too early to say", Dyad{Session: 2, Seen: Seen{PHQ9Intake: 15, PHQ9: 15}}, false},
		{"no progress", Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 13}}, true},
		{"progress", Dyad{Session: 3, Seen: Seen{PHQ9Intake: 15, PHQ9: 12}}, false},
		{"low alliance", Dyad{Session: 1, Seen: Seen{WAI: 3.25}}, true},
		{"fallen alliance", Dyad{Session: 1, Seen: Seen{WAI: 4, WAIBefore: 4.75}}, true},
		{"an alliance that fell by no more than that", Dyad{Session: 1, Seen: Seen{WAI: 44.0 / 12, WAIBefore: 50.0 / 12}}, false},
		{"steady alliance", Dyad{Session: 1, Seen: Seen{WAI: 4, WAIBefore: 4.5}}, false},
	} {
		if got := f.ShowsTrouble(&c.d); got != c.want {
			t.Errorf("%s: trouble %v", c.what, got)
		}
	}
	same(t, "no feedback", f.Sharpening(CheckIn, true), 0)
	equal(t, "all well", f.Sharpening(Feedback, false), 0.2)
	equal(t, "trouble", f.Sharpening(Feedback, true), 1)
	equal(t, "adapted", f.OnTasks(Feedback, true), 0.1)
	same(t, "nothing to adapt to", f.OnTasks(Feedback, false), 0)
	same(t, "not seen", f.OnTasks(CheckIn, true), 0)
	f.Strength = 0
	same(t, "switched off", f.Sharpening(Feedback, true)+f.OnTasks(Feedback, true), 0)
}
