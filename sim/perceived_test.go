package sim

import "testing"

func TestPerceived(t *testing.T) {
	q := Perceived{Trait: ln3, Relationship: 4 * ln3, Leniency: ln3, Error: ln3}
	for _, c := range []struct {
		what                       string
		z, w, alliance, lenient, e float64
		want                       float64 // (16 + ⌊65 · logistic⌋) / 16
	}{
		{"average", 0, 1, 0.5, 0, 0, 3},
		{"trait", 1, 1, 0.5, 0, 0, 4},
		{"alliance", 0, 1, 0.75, 0, 0, 4},
		{"alliance, half its weight", 0, 0.5, 1, 0, 0, 4},
		{"leniency", 0, 1, 0.5, -1, 0, 2},
		{"error", 0, 1, 0.5, 0, -1, 2},
		{"the ends", 1e6, 1, 0.5, 0, 0, 5},
		{"the other end", -1e6, 1, 0.5, 0, 0, 1},
	} {
		d := dyad()
		d.Bond, d.Tasks, d.Goals, d.Patient.Leniency = c.alliance, c.alliance, c.alliance, c.lenient
		equal(t, c.what, q.Mean(&d, c.z, c.w, c.e), c.want)
	}
}
