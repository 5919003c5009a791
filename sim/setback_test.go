package sim

import "testing"

func TestSetback(t *testing.T) {
	s := Setback{Strength: 0.5}
	if with, without := s.Level(8, 0.9), s.Level(8, 0.2); !(8 < with && with < without && without < PHQ9Max) {
		t.Errorf("a level of 8 becomes %g with hope and %g without", with, without)
	}
	if got := (&Setback{}).Level(8, 0.2); got != 8 {
		t.Errorf("without setback a level of 8 becomes %g", got)
	}
}
