package sim

import "testing"

func TestPhase(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		session int
		last    bool
		want    Phase
	}{{1, false, Early}, {4, false, Early}, {5, false, Middle}, {14, true, Ending}, {3, true, Early}} {
		if got := m.Phases.Of(c.session, c.last); got != c.want {
			t.Errorf("session %d, on the last three %v: %s, want %s", c.session, c.last, PhaseNames[got], PhaseNames[c.want])
		}
	}
}
