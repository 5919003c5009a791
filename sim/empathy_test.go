package sim

import "testing"

func TestEmpathicResponse(t *testing.T) {
	k := Empathy{Base: 0, Skill: ln3, Validate: ln3}
	equal(t, "average therapist", k.Response(&Therapist{}, NoMove), 0.5)
	equal(t, "empathic therapist", k.Response(&Therapist{Empathy: 1}, NoMove), 0.75)
	equal(t, "… who validates", k.Response(&Therapist{Empathy: 1}, Validate|CheckIn), 0.9)
	same(t, "another move", k.Response(&Therapist{Empathy: 1}, CheckIn), k.Response(&Therapist{Empathy: 1}, NoMove))
	rises(t, "response by empathy", func(x float64) float64 { return k.Response(&Therapist{Empathy: x}, NoMove) })
}
