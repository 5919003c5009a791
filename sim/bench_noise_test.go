package sim

import "testing"

func BenchmarkNoise(b *testing.B) {
	l := NewLuck(1, 0, OfPatient, 5)
	var n Noise
	s := 0.0
	for i := range b.N {
		l.At(&n, i)
		s += n.Normal(PHQ9Error)
	}
	_ = s
}
